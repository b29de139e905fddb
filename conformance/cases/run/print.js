// run: kataan -p '[1, "two", { three: 3 }]'
