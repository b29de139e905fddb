'use strict';
// `node:util`: formatting, and what old code inherits with.

function inspect(value, options) {
  const depth = options?.depth === null ? Infinity : options?.depth;
  return host.inspect(value, depth, options?.showHidden);
}
inspect.custom = Symbol.for('nodejs.util.inspect.custom');
inspect.defaultOptions = {};

function inherits(constructor, parent) {
  Object.defineProperty(constructor, 'super_', { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
}

const promisify = (original) => function (...values) {
  return new Promise((resolve, reject) => {
    original.call(this, ...values, (error, value) => (error ? reject(error) : resolve(value)));
  });
};

function isDeepStrictEqual(left, right) {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  if (left instanceof Date) return left.getTime() === right.getTime();
  if (left instanceof Map || left instanceof Set) {
    if (left.size !== right.size) return false;
    const others = [...right];
    return [...left].every((item) => {
      const at = others.findIndex((other) => isDeepStrictEqual(item, other));
      return at !== -1 && others.splice(at, 1).length === 1;
    });
  }
  const keys = Reflect.ownKeys(left).filter((key) => Object.prototype.propertyIsEnumerable.call(left, key));
  const others = Reflect.ownKeys(right).filter((key) => Object.prototype.propertyIsEnumerable.call(right, key));
  return keys.length === others.length
    && keys.every((key) => Object.hasOwn(right, key) && isDeepStrictEqual(left[key], right[key]));
}

module.exports = {
  inspect, inherits, promisify, isDeepStrictEqual,
  format: host.format,
  deprecate: (original) => original,
  types: {
    isDate: (value) => value instanceof Date,
    isRegExp: (value) => value instanceof RegExp,
    isPromise: (value) => value instanceof Promise,
    isMap: (value) => value instanceof Map,
    isSet: (value) => value instanceof Set,
  },
};
