// expect: 2466181500 5439 2 31 39644
// Lines of a server's log, taken apart by one pattern with groups.
const methods = ['GET', 'POST', 'PUT', 'DELETE'];
const lines = [];
for (let n = 0; n < 50000; n++) {
  const status = n % 13 === 0 ? 404 : n % 29 === 0 ? 500 : 200;
  lines.push(`10.${n % 200}.${n % 7}.${n % 251} - ${n % 5 ? '-' : 'user' + n % 40} [${10 + n % 18}/Nov/2026:10:${10 + n % 50}:${10 + n % 49} +0000] "${methods[n % 4]} /path/${n % 97}/page${n % 31}?q=${n} HTTP/1.1" ${status} ${n * 37 % 100000} "http://host${n % 11}.example/" "Agent/${n % 9}.0 (System; U)"`);
}
lines.push('something else', '');
const text = lines.join('\n');
const pattern = /^(\S+) \S+ (\S+) \[([^\]]+)\] "([A-Z]+) ([^ "]+)[^"]*" (\d{3}) (\d+|-) "([^"]*)" "([^"]*)"$/;

let bytes = 0, errors = 0, unread = 0;
const pages = new Map();
for (const line of text.split(/\r?\n/)) {
  const match = line.match(pattern);
  if (match === null) { unread++; continue; }
  const [, host, user, time, method, path, status, size] = match;
  bytes += Number(size);
  if (status >= '400') errors++;
  const page = path.replace(/\?.*$/, '').replace(/\/\d+\//, '/N/');
  pages.set(page, (pages.get(page) ?? 0) + 1);
  if (/^10\.1(?:2\d|30)\./.test(host) && user !== '-' && method === 'GET') bytes += time.length;
}
let found = 0;
for (const match of text.matchAll(/^(?<host>[\d.]+) .* "(?:POST|PUT) (?<path>[^ ?]+).* (?:404|500) /gm)) found += match.groups.path.length;
console.log('@ok', bytes, errors, unread, pages.size, found);
