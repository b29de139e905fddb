'use strict';
// `node:path`, for the systems whose separator is a slash.

const check = (path) => {
  if (typeof path !== 'string') throw new TypeError(`the path must be a string, found ${typeof path}`);
  return path;
};

// Takes `.`, `..` and empty parts out of the parts of a path.
function reduce(parts, isAbsolute) {
  const result = [];
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    if (part !== '..') result.push(part);
    else if (result.length > 0 && result[result.length - 1] !== '..') result.pop();
    else if (!isAbsolute) result.push('..');
  }
  return result.join('/');
}

const isAbsolute = (path) => check(path)[0] === '/';

function normalize(path) {
  if (check(path) === '') return '.';
  const absolute = path[0] === '/';
  let result = reduce(path.split('/'), absolute);
  if (result !== '' && path[path.length - 1] === '/') result += '/';
  return absolute ? '/' + result : result || (path[path.length - 1] === '/' ? './' : '.');
}

const join = (...paths) => normalize(paths.filter((path) => check(path) !== '').join('/'));

function resolve(...paths) {
  let result = '';
  for (let i = paths.length - 1; i >= 0 && result[0] !== '/'; i--) {
    if (check(paths[i]) !== '') result = result === '' ? paths[i] : `${paths[i]}/${result}`;
  }
  if (result[0] !== '/') result = `${process.cwd()}/${result}`;
  return '/' + reduce(result.split('/'), true);
}

const withoutEnd = (path) => {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return path.slice(0, end);
};

function dirname(path) {
  path = withoutEnd(check(path));
  const at = path.lastIndexOf('/');
  if (at === -1) return '.';
  return at === 0 ? '/' : withoutEnd(path.slice(0, at));
}

function basename(path, suffix) {
  path = withoutEnd(check(path));
  const base = path === '/' ? '' : path.slice(path.lastIndexOf('/') + 1);
  if (suffix !== undefined && base !== suffix && base.endsWith(suffix)) return base.slice(0, -suffix.length);
  return base;
}

function extname(path) {
  const base = basename(path);
  const at = base.lastIndexOf('.');
  return at <= 0 || base === '..' ? '' : base.slice(at);
}

function relative(from, to) {
  const fromParts = resolve(from).split('/').filter(Boolean);
  const toParts = resolve(to).split('/').filter(Boolean);
  let shared = 0;
  while (shared < fromParts.length && shared < toParts.length && fromParts[shared] === toParts[shared]) shared++;
  return [...fromParts.slice(shared).map(() => '..'), ...toParts.slice(shared)].join('/');
}

function parse(path) {
  const root = isAbsolute(path) ? '/' : '';
  const base = basename(path);
  const ext = extname(path);
  const dir = base === '' ? root : path.includes('/') ? dirname(path) : '';
  return { root, dir, base, ext, name: ext === '' ? base : base.slice(0, -ext.length) };
}

function format({ root = '', dir = root, base, name = '', ext = '' }) {
  base ??= name + (ext === '' || ext[0] === '.' ? ext : `.${ext}`);
  return dir === '' ? base : dir === root ? dir + base : `${dir}/${base}`;
}

const path = {
  sep: '/', delimiter: ':', isAbsolute, normalize, join, resolve, dirname, basename, extname, relative, parse, format,
  toNamespacedPath: (path) => path,
};
path.posix = path;
module.exports = path;
