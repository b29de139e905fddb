//! What a guest is given: the context of its calls, and the builder that grants.

use crate::abi::rights::Rights;
use crate::clock::{HostClock, SystemClock};
use crate::descriptor::{Descriptor, DescriptorTable, Directory, Kind};
use crate::stream::{Input, Output};
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use kataan_wasm::{Error, Result};
use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

/// Fills room with random bytes.
pub(crate) type RandomSource = Box<dyn FnMut(&mut [u8]) + Send>;

/// How many descriptors a guest may have open unless it is told otherwise.
const MOST_DESCRIPTORS: usize = 4096;

/// What may be done with a folder that a guest is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DirPerms {
    read: bool,
    mutate: bool,
}

impl DirPerms {
    /// It may be listed, and what is in it opened.
    pub const READ: Self = Self {
        read: true,
        mutate: false,
    };
    /// Entries may be made, renamed and removed in it.
    pub const MUTATE: Self = Self {
        read: false,
        mutate: true,
    };

    /// Everything.
    pub const fn all() -> Self {
        Self {
            read: true,
            mutate: true,
        }
    }
}

/// What may be done with the files of a folder that a guest is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FilePerms {
    read: bool,
    write: bool,
}

impl FilePerms {
    /// They may be read.
    pub const READ: Self = Self {
        read: true,
        write: false,
    };
    /// They may be written.
    pub const WRITE: Self = Self {
        read: false,
        write: true,
    };

    /// Everything.
    pub const fn all() -> Self {
        Self {
            read: true,
            write: true,
        }
    }
}

/// What a guest is given, and has open.
pub struct WasiCtx {
    pub(crate) arguments: Vec<Vec<u8>>,
    /// `NAME=VALUE`.
    pub(crate) environment: Vec<Vec<u8>>,
    pub(crate) descriptors: DescriptorTable,
    pub(crate) wall_clock: Box<dyn HostClock>,
    pub(crate) monotonic_clock: Box<dyn HostClock>,
    /// `None` for the system's.
    pub(crate) random: Option<RandomSource>,
}

impl std::fmt::Debug for WasiCtx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WasiCtx").finish_non_exhaustive()
    }
}

/// Grants, one by one. Without any a guest has clocks, random numbers, an empty standard input and
/// outputs that lead nowhere.
///
/// ```
/// use kataan_wasi::{DirPerms, FilePerms, WasiCtxBuilder};
///
/// let context = WasiCtxBuilder::new()
///     .args(&["program", "--verbose"])
///     .env("LANG", "C.UTF-8")
///     .inherit_stdio()
///     .preopened_dir(".", "/data", DirPerms::READ, FilePerms::READ)?
///     .build();
/// # drop(context);
/// # Ok::<(), kataan_wasm::Error>(())
/// ```
pub struct WasiCtxBuilder {
    context: WasiCtx,
    input: Input,
    output: Output,
    errors: Output,
    /// Folders and sockets, in the order of their numbers from 3.
    opened: Vec<Descriptor>,
    most_descriptors: usize,
}

impl Default for WasiCtxBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for WasiCtxBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WasiCtxBuilder").finish_non_exhaustive()
    }
}

impl WasiCtxBuilder {
    /// Nothing is granted yet.
    pub fn new() -> Self {
        Self {
            context: WasiCtx {
                arguments: Vec::new(),
                environment: Vec::new(),
                descriptors: DescriptorTable::new(MOST_DESCRIPTORS),
                wall_clock: Box::new(SystemClock::wall()),
                monotonic_clock: Box::new(SystemClock::monotonic()),
                random: None,
            },
            input: Input::Empty,
            output: Output::Sink,
            errors: Output::Sink,
            opened: Vec::new(),
            most_descriptors: MOST_DESCRIPTORS,
        }
    }

    /// Adds an argument; the first is the program's name.
    pub fn arg(&mut self, argument: impl AsRef<str>) -> &mut Self {
        self.context
            .arguments
            .push(until_nul(argument.as_ref().as_bytes()));
        self
    }

    /// Adds arguments.
    pub fn args(&mut self, arguments: &[impl AsRef<str>]) -> &mut Self {
        for argument in arguments {
            self.arg(argument);
        }
        self
    }

    /// Adds the arguments of this process.
    pub fn inherit_args(&mut self) -> &mut Self {
        for argument in std::env::args_os() {
            self.arg(argument.to_string_lossy());
        }
        self
    }

    /// Adds an environment variable; the last one of a name counts.
    pub fn env(&mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> &mut Self {
        let name = until_nul(name.as_ref().as_bytes());
        let environment = &mut self.context.environment;
        environment.retain(|variable| {
            variable
                .strip_prefix(&name[..])
                .is_none_or(|rest| rest.first() != Some(&b'='))
        });
        let value = until_nul(value.as_ref().as_bytes());
        environment.push([&name[..], b"=", &value[..]].concat());
        self
    }

    /// Adds environment variables.
    pub fn envs(&mut self, variables: &[(impl AsRef<str>, impl AsRef<str>)]) -> &mut Self {
        for (name, value) in variables {
            self.env(name, value);
        }
        self
    }

    /// Adds the environment of this process.
    pub fn inherit_env(&mut self) -> &mut Self {
        let text = |text: OsString| text.to_string_lossy().into_owned();
        for (name, value) in std::env::vars_os() {
            self.env(text(name), text(value));
        }
        self
    }

    /// Lets the guest read from a reader.
    pub fn stdin(&mut self, reader: impl Read + Send + 'static) -> &mut Self {
        self.input = Input::Reader(Box::new(reader));
        self
    }

    /// Lets the guest write to a writer.
    pub fn stdout(&mut self, writer: impl Write + Send + 'static) -> &mut Self {
        self.output = Output::Writer(Box::new(writer));
        self
    }

    /// Lets the guest write its errors to a writer.
    pub fn stderr(&mut self, writer: impl Write + Send + 'static) -> &mut Self {
        self.errors = Output::Writer(Box::new(writer));
        self
    }

    /// Lets the guest read standard input of this process.
    pub fn inherit_stdin(&mut self) -> &mut Self {
        self.input = Input::Inherited;
        self
    }

    /// Lets the guest write to standard output of this process.
    pub fn inherit_stdout(&mut self) -> &mut Self {
        self.output = Output::Inherited;
        self
    }

    /// Lets the guest write to standard error of this process.
    pub fn inherit_stderr(&mut self) -> &mut Self {
        self.errors = Output::InheritedError;
        self
    }

    /// Gives the guest the three standard streams of this process.
    pub fn inherit_stdio(&mut self) -> &mut Self {
        self.inherit_stdin().inherit_stdout().inherit_stderr()
    }

    /// Gives the guest a folder under a name of its own. No path leads out of it.
    pub fn preopened_dir(
        &mut self,
        host_path: impl AsRef<Path>,
        guest_path: impl AsRef<str>,
        dir_perms: DirPerms,
        file_perms: FilePerms,
    ) -> Result<&mut Self> {
        let dir = Dir::open_ambient_dir(host_path, ambient_authority()).map_err(Error::host)?;
        let mut base = Rights::NONE;
        if dir_perms.read {
            base = base | Rights::DIRECTORY;
        }
        if dir_perms.mutate {
            base = base | Rights::DIRECTORY_MUTATE;
        }
        let mut inheriting = base | Rights::FILE;
        if file_perms.read {
            inheriting = inheriting | Rights::FD_READ;
        }
        if file_perms.write {
            inheriting = inheriting | Rights::FILE_WRITE;
        } else {
            base = base.without(Rights::PATH_FILESTAT_SET_SIZE);
            inheriting = inheriting.without(Rights::PATH_FILESTAT_SET_SIZE);
        }
        let directory = Directory {
            dir,
            name: Some(guest_path.as_ref().to_owned()),
            listing: None,
        };
        let mut descriptor = Descriptor::new(Kind::Directory(directory), base);
        descriptor.inheriting = inheriting;
        self.opened.push(descriptor);
        Ok(self)
    }

    /// Gives the guest a socket that listens; its number follows those that are open already, from 3.
    pub fn preopened_socket(&mut self, listener: TcpListener) -> &mut Self {
        let mut descriptor = Descriptor::new(Kind::Listener(listener), Rights::LISTENER);
        descriptor.inheriting = Rights::CONNECTION;
        self.opened.push(descriptor);
        self
    }

    /// Tells the guest another time of day.
    pub fn wall_clock(&mut self, clock: impl HostClock + 'static) -> &mut Self {
        self.context.wall_clock = Box::new(clock);
        self
    }

    /// Gives the guest another clock to measure with.
    pub fn monotonic_clock(&mut self, clock: impl HostClock + 'static) -> &mut Self {
        self.context.monotonic_clock = Box::new(clock);
        self
    }

    /// Gives the guest random numbers of another source than the system's.
    pub fn secure_random(&mut self, source: impl FnMut(&mut [u8]) + Send + 'static) -> &mut Self {
        self.context.random = Some(Box::new(source));
        self
    }

    /// How many descriptors the guest may have open.
    pub fn max_descriptors(&mut self, most: usize) -> &mut Self {
        self.most_descriptors = most;
        self
    }

    /// The context, with all that was granted; the builder is as new afterwards.
    pub fn build(&mut self) -> WasiCtx {
        let built = std::mem::take(self);
        let mut context = built.context;
        let streams = [
            Descriptor::new(Kind::Input(built.input), Rights::STREAM | Rights::FD_READ),
            Descriptor::new(
                Kind::Output(built.output),
                Rights::STREAM | Rights::FD_WRITE,
            ),
            Descriptor::new(
                Kind::Output(built.errors),
                Rights::STREAM | Rights::FD_WRITE,
            ),
        ];
        // What the embedder opens does not count against what it allows the guest.
        let opened = streams.into_iter().chain(built.opened);
        let most = built.most_descriptors.max(opened.size_hint().0);
        context.descriptors = DescriptorTable::new(most);
        for descriptor in opened {
            context
                .descriptors
                .insert(descriptor)
                .expect("the table has room for what is open from the start");
        }
        context
    }
}

/// What the guest would see of a text: C strings end at a zero byte.
fn until_nul(text: &[u8]) -> Vec<u8> {
    text.split(|byte| *byte == 0)
        .next()
        .unwrap_or(text)
        .to_vec()
}
