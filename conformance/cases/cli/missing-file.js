// run: kataan no-such-file.js
