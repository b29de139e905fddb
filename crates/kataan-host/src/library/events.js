'use strict';
// `node:events`: the emitter alone.

class EventEmitter {
  #listeners = new Map();

  #of(name) {
    return this.#listeners.get(name) ?? [];
  }

  #add(name, listener, once, first) {
    if (typeof listener !== 'function') throw new TypeError('the listener must be a function');
    const entry = { listener, once };
    this.#listeners.set(name, first ? [entry, ...this.#of(name)] : [...this.#of(name), entry]);
    return this;
  }

  on(name, listener) { return this.#add(name, listener, false, false); }
  once(name, listener) { return this.#add(name, listener, true, false); }
  addListener(name, listener) { return this.on(name, listener); }
  prependListener(name, listener) { return this.#add(name, listener, false, true); }
  prependOnceListener(name, listener) { return this.#add(name, listener, true, true); }

  off(name, listener) {
    const entries = this.#of(name);
    const at = entries.findLastIndex((entry) => entry.listener === listener);
    if (at !== -1) this.#listeners.set(name, entries.toSpliced(at, 1));
    return this;
  }

  removeListener(name, listener) { return this.off(name, listener); }

  removeAllListeners(name) {
    if (name === undefined) this.#listeners.clear();
    else this.#listeners.delete(name);
    return this;
  }

  emit(name, ...values) {
    const entries = this.#of(name);
    if (entries.length === 0 && name === 'error') {
      throw values[0] instanceof Error ? values[0] : new Error(`unhandled error: ${String(values[0])}`);
    }
    for (const entry of entries) {
      if (entry.once) this.off(name, entry.listener);
      entry.listener.apply(this, values);
    }
    return entries.length > 0;
  }

  listeners(name) { return this.#of(name).map((entry) => entry.listener); }
  listenerCount(name) { return this.#of(name).length; }
  eventNames() { return [...this.#listeners.keys()].filter((name) => this.#of(name).length > 0); }
  setMaxListeners() { return this; }
}

module.exports = EventEmitter;
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.once = (emitter, name) => new Promise((resolve, reject) => {
  const failed = (error) => { emitter.off(name, done); reject(error); };
  const done = (...values) => { emitter.off('error', failed); resolve(values); };
  emitter.once(name, done);
  if (name !== 'error') emitter.once('error', failed);
});
