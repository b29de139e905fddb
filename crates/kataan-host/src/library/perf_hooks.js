'use strict';
// `node:perf_hooks`: the clock alone.

module.exports = { performance: globalThis.performance };
