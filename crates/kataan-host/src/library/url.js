'use strict';
// `node:url`: paths of files as URLs, and back.


module.exports = {
  fileURLToPath(url) {
    const text = String(url?.href ?? url);
    if (!text.startsWith('file://')) throw new TypeError('the URL must be of a file');
    return decodeURIComponent(text.slice('file://'.length));
  },
  pathToFileURL(path) {
    const absolute = require('path').resolve(path);
    let href = 'file://';
    for (const letter of absolute) {
      href += letter === '/' || letter === ':' ? letter : encodeURIComponent(letter);
    }
    return { href, protocol: 'file:', pathname: href.slice('file://'.length), toString: () => href };
  },
};
