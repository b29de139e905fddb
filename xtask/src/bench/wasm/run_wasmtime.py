"""Runs one WebAssembly module in Wasmtime, and prints what `xtask-wasm-run` prints."""

import sys
import time

import wasmtime


class Reached(Exception):
    """The module called its host."""


def host(*_):
    raise Reached


def main():
    with open(sys.argv[1], "rb") as file:
        content = file.read()
    start = time.perf_counter()
    config = wasmtime.Config()
    config.wasm_gc = True
    config.wasm_function_references = True
    config.wasm_exceptions = True
    engine = wasmtime.Engine(config)
    module = wasmtime.Module(engine, content)
    store = wasmtime.Store(engine)
    imports = [
        wasmtime.Func(store, wanted.type, host) for wanted in module.imports
    ]
    instance = wasmtime.Instance(store, module, imports)
    exports = instance.exports(store)
    if imports:
        try:
            exports["_start"](store)
        except Reached:
            pass
        print("@first", round((time.perf_counter() - start) * 1e6))
        print("@ok")
        return
    run = exports["run"]
    print("@first", round((time.perf_counter() - start) * 1e6))
    used = time.process_time()
    result = run(store)
    print("@run", round((time.process_time() - used) * 1e6))
    print("@ok", result)


main()
