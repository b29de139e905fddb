//! Making modules, from text and byte by byte.

use kataan_wasm::{Config, Engine, Instance, Module, Store, TrapCode, Val};

/// A module from text, which must be well-formed.
pub(crate) fn text(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("the text is a module")
}

/// An unsigned number in LEB128.
pub(crate) fn leb(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

/// A module of these sections.
pub(crate) fn module(sections: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"\0asm\x01\0\0\0".to_vec();
    for (id, contents) in sections {
        bytes.push(*id);
        bytes.extend(leb(contents.len() as u64));
        bytes.extend(contents);
    }
    bytes
}

/// A module with one function without parameters and results, of this body (locals included).
pub(crate) fn function(body: &[u8]) -> Vec<u8> {
    let mut code = vec![1];
    code.extend(leb(body.len() as u64));
    code.extend(body);
    module(&[
        (1, vec![1, 0x60, 0, 0]),
        (3, vec![1, 0]),
        (7, vec![1, 3, b'r', b'u', b'n', 0, 0]),
        (10, code),
    ])
}

/// Decodes and validates; an error is told as text.
pub(crate) fn check(bytes: &[u8]) -> Result<Module, String> {
    Module::new(&Engine::default(), bytes).map_err(|error| error.to_string())
}

/// A store with an instance whose calls can be stopped.
pub(crate) fn instantiate(config: &mut Config, bytes: &[u8]) -> (Store<()>, Instance) {
    let engine = Engine::new(config);
    let module = Module::new(&engine, bytes).expect("the module is valid");
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).expect("it has no imports");
    (store, instance)
}

/// How a call of an export without parameters ends.
pub(crate) fn trap(store: &mut Store<()>, instance: Instance, name: &str) -> Option<TrapCode> {
    let function = instance.get_func(&*store, name).expect(name);
    let mut results = vec![Val::I32(0); function.ty(&*store).results().len()];
    match function.call(&mut *store, &[], &mut results) {
        Ok(()) => None,
        Err(error) => Some(error.trap_code().unwrap_or_else(|| panic!("{error}"))),
    }
}
