//! Error numbers, and which one an error of the system is.

use std::io;

macro_rules! errors {
    ($($name:ident = $number:literal, $text:literal;)*) => {
        /// An error number of the standard.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u16)]
        pub enum Errno {
            $(
                #[doc = concat!($text, ".")]
                $name = $number,
            )*
        }

        impl Errno {
            /// What the number means.
            pub fn message(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

errors! {
    TooBig = 1, "argument list too long";
    Acces = 2, "permission denied";
    AddrInUse = 3, "address in use";
    AddrNotAvail = 4, "address not available";
    AfNoSupport = 5, "address family not supported";
    Again = 6, "resource unavailable, or operation would block";
    Already = 7, "connection already in progress";
    Badf = 8, "bad file descriptor";
    BadMsg = 9, "bad message";
    Busy = 10, "device or resource busy";
    Canceled = 11, "operation canceled";
    Child = 12, "no child processes";
    ConnAborted = 13, "connection aborted";
    ConnRefused = 14, "connection refused";
    ConnReset = 15, "connection reset";
    Deadlk = 16, "resource deadlock would occur";
    DestAddrReq = 17, "destination address required";
    Dom = 18, "argument out of the function's domain";
    Dquot = 19, "disk quota exceeded";
    Exist = 20, "file exists";
    Fault = 21, "bad address";
    Fbig = 22, "file too large";
    HostUnreach = 23, "host is unreachable";
    Idrm = 24, "identifier removed";
    Ilseq = 25, "illegal byte sequence";
    InProgress = 26, "operation in progress";
    Intr = 27, "interrupted function";
    Inval = 28, "invalid argument";
    Io = 29, "input/output error";
    IsConn = 30, "socket is connected";
    IsDir = 31, "is a directory";
    Loop = 32, "too many levels of symbolic links";
    Mfile = 33, "too many open files";
    Mlink = 34, "too many links";
    MsgSize = 35, "message too large";
    MultiHop = 36, "multihop attempted";
    NameTooLong = 37, "name too long";
    NetDown = 38, "network is down";
    NetReset = 39, "connection aborted by the network";
    NetUnreach = 40, "network unreachable";
    Nfile = 41, "too many files open in the system";
    NoBufs = 42, "no buffer space available";
    NoDev = 43, "no such device";
    NoEnt = 44, "no such file or directory";
    NoExec = 45, "executable file format error";
    NoLck = 46, "no locks available";
    NoLink = 47, "link severed";
    NoMem = 48, "not enough space";
    NoMsg = 49, "no message of the desired type";
    NoProtoOpt = 50, "protocol not available";
    NoSpc = 51, "no space left on device";
    NoSys = 52, "function not supported";
    NotConn = 53, "socket is not connected";
    NotDir = 54, "not a directory, nor a symbolic link to one";
    NotEmpty = 55, "directory not empty";
    NotRecoverable = 56, "state not recoverable";
    NotSock = 57, "not a socket";
    NotSup = 58, "not supported";
    NoTty = 59, "inappropriate control operation";
    Nxio = 60, "no such device or address";
    Overflow = 61, "value too large for its type";
    OwnerDead = 62, "previous owner died";
    Perm = 63, "operation not permitted";
    Pipe = 64, "broken pipe";
    Proto = 65, "protocol error";
    ProtoNoSupport = 66, "protocol not supported";
    Prototype = 67, "protocol wrong type for socket";
    Range = 68, "result too large";
    Rofs = 69, "read-only file system";
    Spipe = 70, "invalid seek";
    Srch = 71, "no such process";
    Stale = 72, "stale file handle";
    TimedOut = 73, "connection timed out";
    TxtBsy = 74, "text file busy";
    Xdev = 75, "cross-device link";
    NotCapable = 76, "capabilities insufficient";
}

#[cfg(unix)]
fn of_system(error: &io::Error) -> Option<Errno> {
    use rustix::io::Errno as System;
    let system = System::from_io_error(error)?;
    Some(match system {
        System::TOOBIG => Errno::TooBig,
        System::ACCESS => Errno::Acces,
        System::ADDRINUSE => Errno::AddrInUse,
        System::ADDRNOTAVAIL => Errno::AddrNotAvail,
        System::AFNOSUPPORT => Errno::AfNoSupport,
        System::AGAIN => Errno::Again,
        System::ALREADY => Errno::Already,
        System::BADF => Errno::Badf,
        System::BUSY => Errno::Busy,
        System::CANCELED => Errno::Canceled,
        System::CONNABORTED => Errno::ConnAborted,
        System::CONNREFUSED => Errno::ConnRefused,
        System::CONNRESET => Errno::ConnReset,
        System::DEADLK => Errno::Deadlk,
        System::DQUOT => Errno::Dquot,
        System::EXIST => Errno::Exist,
        System::FAULT => Errno::Fault,
        System::FBIG => Errno::Fbig,
        System::HOSTUNREACH => Errno::HostUnreach,
        System::ILSEQ => Errno::Ilseq,
        System::INPROGRESS => Errno::InProgress,
        System::INTR => Errno::Intr,
        System::INVAL => Errno::Inval,
        System::IO => Errno::Io,
        System::ISCONN => Errno::IsConn,
        System::ISDIR => Errno::IsDir,
        System::LOOP => Errno::Loop,
        System::MFILE => Errno::Mfile,
        System::MLINK => Errno::Mlink,
        System::MSGSIZE => Errno::MsgSize,
        System::NAMETOOLONG => Errno::NameTooLong,
        System::NETDOWN => Errno::NetDown,
        System::NETRESET => Errno::NetReset,
        System::NETUNREACH => Errno::NetUnreach,
        System::NFILE => Errno::Nfile,
        System::NOBUFS => Errno::NoBufs,
        System::NODEV => Errno::NoDev,
        System::NOENT => Errno::NoEnt,
        System::NOLCK => Errno::NoLck,
        System::NOMEM => Errno::NoMem,
        System::NOSPC => Errno::NoSpc,
        System::NOSYS => Errno::NoSys,
        System::NOTCONN => Errno::NotConn,
        System::NOTDIR => Errno::NotDir,
        System::NOTEMPTY => Errno::NotEmpty,
        System::NOTSOCK => Errno::NotSock,
        System::OPNOTSUPP => Errno::NotSup,
        System::NOTTY => Errno::NoTty,
        System::NXIO => Errno::Nxio,
        System::OVERFLOW => Errno::Overflow,
        System::PERM => Errno::Perm,
        System::PIPE => Errno::Pipe,
        System::RANGE => Errno::Range,
        System::ROFS => Errno::Rofs,
        System::SPIPE => Errno::Spipe,
        System::STALE => Errno::Stale,
        System::TIMEDOUT => Errno::TimedOut,
        System::TXTBSY => Errno::TxtBsy,
        System::XDEV => Errno::Xdev,
        _ => return None,
    })
}

#[cfg(not(unix))]
fn of_system(error: &io::Error) -> Option<Errno> {
    // What Windows says and the kinds of `std` do not.
    match error.raw_os_error()? {
        267 => Some(Errno::NotDir),
        1314 => Some(Errno::Perm),
        1921 => Some(Errno::Loop),
        _ => None,
    }
}

impl From<io::Error> for Errno {
    fn from(error: io::Error) -> Self {
        if let Some(errno) = of_system(&error) {
            return errno;
        }
        use io::ErrorKind;
        match error.kind() {
            ErrorKind::NotFound => Self::NoEnt,
            // Without a number of the system's, this is a path that would leave its folder.
            ErrorKind::PermissionDenied if error.raw_os_error().is_none() => Self::Perm,
            ErrorKind::PermissionDenied => Self::Acces,
            ErrorKind::ConnectionRefused => Self::ConnRefused,
            ErrorKind::ConnectionReset => Self::ConnReset,
            ErrorKind::ConnectionAborted => Self::ConnAborted,
            ErrorKind::NotConnected => Self::NotConn,
            ErrorKind::AddrInUse => Self::AddrInUse,
            ErrorKind::AddrNotAvailable => Self::AddrNotAvail,
            ErrorKind::BrokenPipe => Self::Pipe,
            ErrorKind::AlreadyExists => Self::Exist,
            ErrorKind::WouldBlock => Self::Again,
            ErrorKind::NotADirectory => Self::NotDir,
            ErrorKind::IsADirectory => Self::IsDir,
            ErrorKind::DirectoryNotEmpty => Self::NotEmpty,
            ErrorKind::ReadOnlyFilesystem => Self::Rofs,
            ErrorKind::InvalidInput => Self::Inval,
            ErrorKind::InvalidData => Self::Ilseq,
            ErrorKind::TimedOut => Self::TimedOut,
            ErrorKind::WriteZero | ErrorKind::StorageFull => Self::NoSpc,
            ErrorKind::NotSeekable => Self::Spipe,
            ErrorKind::FileTooLarge => Self::Fbig,
            ErrorKind::ResourceBusy => Self::Busy,
            ErrorKind::ExecutableFileBusy => Self::TxtBsy,
            ErrorKind::Deadlock => Self::Deadlk,
            ErrorKind::CrossesDevices => Self::Xdev,
            ErrorKind::TooManyLinks => Self::Mlink,
            ErrorKind::ArgumentListTooLong => Self::TooBig,
            ErrorKind::Interrupted => Self::Intr,
            ErrorKind::Unsupported => Self::NotSup,
            ErrorKind::OutOfMemory => Self::NoMem,
            _ => Self::Io,
        }
    }
}

impl std::fmt::Display for Errno {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for Errno {}
