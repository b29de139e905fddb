'use strict';
// `node:os`: what can be told without asking the system.

module.exports = {
  EOL: '\n',
  platform: () => process.platform,
  type: () => ({ linux: 'Linux', darwin: 'Darwin', win32: 'Windows_NT' })[process.platform] ?? process.platform,
  arch: () => process.arch,
  homedir: () => process.env.HOME ?? process.env.USERPROFILE ?? '/',
  tmpdir: () => process.env.TMPDIR ?? process.env.TEMP ?? '/tmp',
  release: () => '',
  hostname: () => process.env.HOSTNAME ?? 'localhost',
  cpus: () => [],
};
