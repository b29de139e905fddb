'use strict';
// `node:assert`: assertions that throw.

const { inspect, isDeepStrictEqual } = require('util');

class AssertionError extends Error {
  constructor({ message, actual, expected, operator }) {
    super(message);
    this.name = 'AssertionError';
    this.code = 'ERR_ASSERTION';
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
  }
}

function fail(message, text, details) {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message: message ?? text, ...details });
}

function assert(value, message) {
  if (!value) fail(message, `${inspect(value)} is not truthy`, { actual: value, expected: true, operator: '==' });
}

const comparison = (operator, holds) => (actual, expected, message) => {
  if (!holds(actual, expected)) {
    fail(message, `${inspect(actual)} ${operator} ${inspect(expected)} does not hold`, { actual, expected, operator });
  }
};

function matches(error, expected) {
  if (expected === undefined) return true;
  if (expected instanceof RegExp) return expected.test(String(error));
  if (typeof expected === 'function') {
    return expected.prototype !== undefined && error instanceof expected ? true : expected.call({}, error) === true;
  }
  return Object.keys(expected).every((key) => isDeepStrictEqual(error[key], expected[key]));
}

module.exports = Object.assign(assert, {
  AssertionError,
  ok: assert,
  equal: comparison('==', (left, right) => left == right || (left !== left && right !== right)),
  notEqual: comparison('!=', (left, right) => left != right),
  strictEqual: comparison('===', Object.is),
  notStrictEqual: comparison('!==', (left, right) => !Object.is(left, right)),
  deepEqual: comparison('deep-equal', isDeepStrictEqual),
  deepStrictEqual: comparison('deep-equal', isDeepStrictEqual),
  notDeepStrictEqual: comparison('not deep-equal', (left, right) => !isDeepStrictEqual(left, right)),
  fail: (message) => fail(message, 'failed', { operator: 'fail' }),
  throws(body, expected, message) {
    try {
      body();
    } catch (error) {
      if (!matches(error, expected)) throw error;
      return;
    }
    fail(message, 'an exception was expected', { operator: 'throws' });
  },
});
module.exports.strict = module.exports;
