//! A guest, its memory, and a folder to give it.

use kataan_wasi::{DirPerms, FilePerms, I32Exit, WasiCtx, WasiCtxBuilder};
use kataan_wasm::{Config, Engine, Error, Instance, Linker, Memory, Module, Store, Val, ValType};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Where results go.
pub(crate) const RESULT: u32 = 16;

/// Where the first string of a call lies; others follow it.
const TEXT: u32 = 1024;

/// Where lists of buffers lie.
const BUFFERS: u32 = 32_768;

/// Where what is read goes.
pub(crate) const DATA: u32 = 40_000;

/// The number of the first folder that a guest is given.
pub(crate) const ROOT: u64 = 3;

/// Rights to ask for in `path_open`.
pub(crate) const READ: u64 = 1 << 1;
pub(crate) const WRITE: u64 = 1 << 6;

/// Flags of `path_open`.
pub(crate) const CREATE: u64 = 1;
pub(crate) const DIRECTORY: u64 = 2;
pub(crate) const EXCLUSIVE: u64 = 4;
pub(crate) const TRUNCATE: u64 = 8;

/// An argument of a call: a number, or a text that becomes an address and a length.
#[derive(Clone, Copy)]
pub(crate) enum Argument<'a> {
    Number(u64),
    Text(&'a str),
}

impl From<u64> for Argument<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Argument<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<i32> for Argument<'_> {
    fn from(number: i32) -> Self {
        Self::Number(number as u32 as u64)
    }
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

/// Calls a function: `call!(guest.fd_close(3))` gives the error number.
macro_rules! call {
    ($guest:ident.$name:ident($($argument:expr),* $(,)?)) => {
        $guest.call(stringify!($name), &[$($argument.into()),*])
    };
}
pub(crate) use call;

pub(crate) struct Guest {
    pub(crate) store: Store<WasiCtx>,
    instance: Instance,
    memory: Memory,
}

/// A module with a wrapper for every function.
fn text() -> String {
    let mut imports = String::new();
    let mut wrappers = String::new();
    for function in kataan_wasi::FUNCTIONS {
        let name = function.name;
        let params: Vec<String> = function.params.iter().map(ToString::to_string).collect();
        let params = params.join(" ");
        let result = if function.results.is_empty() {
            ""
        } else {
            "(result i32)"
        };
        let arguments: String = (0..function.params.len())
            .map(|index| format!("(local.get {index})"))
            .collect();
        imports += &format!(
            "(import \"{}\" \"{name}\" (func ${name} (param {params}) {result}))\n",
            kataan_wasi::MODULE
        );
        wrappers += &format!(
            "(func (export \"{name}\") (param {params}) {result} (call ${name} {arguments}))\n"
        );
    }
    format!("(module\n{imports}(memory (export \"memory\") 2)\n{wrappers})")
}

impl Guest {
    pub(crate) fn new(builder: &mut WasiCtxBuilder) -> Self {
        let mut config = Config::new();
        config.epoch_interruption(true);
        let engine = Engine::new(&config);
        let bytes = wat::parse_str(text()).expect("the text is a module");
        let module = Module::new(&engine, bytes).expect("the module is valid");
        let mut linker = Linker::new(&engine);
        kataan_wasi::add_to_linker(&mut linker, |context: &mut WasiCtx| context)
            .expect("every name is defined once");
        let mut store = Store::new(&engine, builder.build());
        let instance = linker
            .instantiate(&mut store, &module)
            .expect("every function has the signature of its row");
        let memory = instance.get_memory(&store, "memory").expect("a memory");
        Self {
            store,
            instance,
            memory,
        }
    }

    /// A guest that may do everything in a folder, and only there.
    pub(crate) fn in_folder(folder: &Folder) -> Self {
        Self::new(&mut folder.builder(DirPerms::all(), FilePerms::all()))
    }

    /// Calls a function; gives its error number.
    pub(crate) fn call(&mut self, name: &str, arguments: &[Argument<'_>]) -> u32 {
        self.try_call(name, arguments).expect("the call returns")
    }

    pub(crate) fn try_call(
        &mut self,
        name: &str,
        arguments: &[Argument<'_>],
    ) -> Result<u32, Error> {
        let func = self.instance.get_func(&self.store, name).expect(name);
        let ty = func.ty(&self.store);
        let mut numbers = Vec::new();
        let mut place = TEXT;
        for argument in arguments {
            match argument {
                Argument::Number(number) => numbers.push(*number),
                Argument::Text(text) => {
                    self.write(place, text.as_bytes());
                    numbers.push(place.into());
                    numbers.push(text.len() as u64);
                    place += text.len() as u32;
                }
            }
        }
        assert_eq!(numbers.len(), ty.params().len(), "arguments of {name}");
        let values: Vec<Val> = ty
            .params()
            .iter()
            .zip(numbers)
            .map(|(ty, number)| match *ty {
                ValType::I32 => Val::I32(number as i32),
                _ => Val::I64(number as i64),
            })
            .collect();
        let mut results = vec![Val::I32(0); ty.results().len()];
        func.call(&mut self.store, &values, &mut results)?;
        Ok(results.first().and_then(Val::i32).unwrap_or(0) as u32)
    }

    /// The status with which the guest ends itself.
    pub(crate) fn exit_status(&mut self, name: &str, arguments: &[Argument<'_>]) -> Option<i32> {
        let error = self.try_call(name, arguments).err()?;
        error.downcast_ref::<I32Exit>().map(|exit| exit.0)
    }

    pub(crate) fn write(&mut self, address: u32, bytes: &[u8]) {
        self.memory
            .write(&mut self.store, address as usize, bytes)
            .expect("an address inside");
    }

    pub(crate) fn read(&self, address: u32, length: u32) -> Vec<u8> {
        let mut bytes = vec![0; length as usize];
        self.memory
            .read(&self.store, address as usize, &mut bytes)
            .expect("an address inside");
        bytes
    }

    pub(crate) fn u16(&self, address: u32) -> u16 {
        u16::from_le_bytes(self.read(address, 2).try_into().expect("2 bytes"))
    }

    pub(crate) fn u32(&self, address: u32) -> u32 {
        u32::from_le_bytes(self.read(address, 4).try_into().expect("4 bytes"))
    }

    pub(crate) fn u64(&self, address: u32) -> u64 {
        u64::from_le_bytes(self.read(address, 8).try_into().expect("8 bytes"))
    }

    /// The number that a call left at `RESULT`.
    pub(crate) fn result(&self) -> u32 {
        self.u32(RESULT)
    }

    /// Lays out buffers of these lengths one after the other from `DATA` on; gives the list's
    /// address.
    pub(crate) fn buffers(&mut self, lengths: &[u32]) -> u32 {
        let mut data = DATA;
        for (index, length) in lengths.iter().enumerate() {
            let entry = BUFFERS + index as u32 * 8;
            self.write(entry, &data.to_le_bytes());
            self.write(entry + 4, &length.to_le_bytes());
            data += length;
        }
        BUFFERS
    }

    /// Opens a path in the first folder; gives the descriptor, or the error number.
    pub(crate) fn open(&mut self, path: &str, flags: u64, rights: u64) -> Result<u64, u32> {
        self.open_in(ROOT, path, flags, rights, 0)
    }

    pub(crate) fn open_in(
        &mut self,
        folder: u64,
        path: &str,
        flags: u64,
        rights: u64,
        fd_flags: u64,
    ) -> Result<u64, u32> {
        const FOLLOW: u64 = 1;
        let errno = call!(self.path_open(
            folder, FOLLOW, path, flags, rights, rights, fd_flags, RESULT
        ));
        match errno {
            0 => Ok(self.result().into()),
            errno => Err(errno),
        }
    }

    /// Writes to a descriptor; gives the count, or the error number.
    pub(crate) fn write_to(&mut self, fd: u64, bytes: &[u8]) -> Result<u32, u32> {
        self.write(DATA, bytes);
        let list = self.buffers(&[bytes.len() as u32]);
        match call!(self.fd_write(fd, list, 1, RESULT)) {
            0 => Ok(self.result()),
            errno => Err(errno),
        }
    }

    /// Reads from a descriptor; gives the bytes, or the error number.
    pub(crate) fn read_from(&mut self, fd: u64, most: u32) -> Result<Vec<u8>, u32> {
        let list = self.buffers(&[most]);
        match call!(self.fd_read(fd, list, 1, RESULT)) {
            0 => Ok(self.read(DATA, self.result())),
            errno => Err(errno),
        }
    }
}

/// A folder of the host, gone at the end of the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kataan-wasi-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> &Self {
        std::fs::write(self.path(name), text).expect(name);
        self
    }

    pub(crate) fn make(&self, name: &str) -> &Self {
        std::fs::create_dir(self.path(name)).expect(name);
        self
    }

    pub(crate) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect(name)
    }

    pub(crate) fn builder(&self, dir: DirPerms, file: FilePerms) -> WasiCtxBuilder {
        let mut builder = WasiCtxBuilder::new();
        builder
            .preopened_dir(&self.0, "/data", dir, file)
            .expect("the folder is there");
        builder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Error numbers that tests name.
pub(crate) mod errno {
    pub(crate) const BADF: u32 = 8;
    pub(crate) const EXIST: u32 = 20;
    pub(crate) const FAULT: u32 = 21;
    pub(crate) const ILSEQ: u32 = 25;
    pub(crate) const INVAL: u32 = 28;
    pub(crate) const ISDIR: u32 = 31;
    pub(crate) const LOOP: u32 = 32;
    pub(crate) const MFILE: u32 = 33;
    pub(crate) const NAMETOOLONG: u32 = 37;
    pub(crate) const NOENT: u32 = 44;
    pub(crate) const NOSPC: u32 = 51;
    pub(crate) const NOTDIR: u32 = 54;
    pub(crate) const NOTEMPTY: u32 = 55;
    pub(crate) const NOTSOCK: u32 = 57;
    pub(crate) const NOTSUP: u32 = 58;
    pub(crate) const PERM: u32 = 63;
    pub(crate) const NOTCAPABLE: u32 = 76;
}
