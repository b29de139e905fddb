//! The table of functions: name, parameters, implementation.

use crate::call::enter;
use crate::calls::{arguments, clock, descriptor, directory, file, path, poll, process, socket};
use crate::context::WasiCtx;
use kataan_wasm::{Caller, Linker, Result, ValType, WasmTy};

/// The module that guests import from.
pub const MODULE: &str = "wasi_snapshot_preview1";

/// A function of the standard.
#[derive(Clone, Copy, Debug)]
pub struct FunctionInfo {
    /// The name.
    pub name: &'static str,
    /// Types of the parameters.
    pub params: &'static [ValType],
    /// Types of the results: an error number, or nothing where the function does not return.
    pub results: &'static [ValType],
}

macro_rules! functions {
    (
        $($name:ident($($param:ident: $ty:ident),*) = $implementation:path;)*
        => $never:ident($never_param:ident: $never_ty:ident) = $never_implementation:path;
    ) => {
        /// Every function, in the order of the standard; the one that does not return last.
        pub static FUNCTIONS: &[FunctionInfo] = &[
            $(FunctionInfo {
                name: stringify!($name),
                params: &[$(<$ty as WasmTy>::TYPE),*],
                results: &[ValType::I32],
            },)*
            FunctionInfo {
                name: stringify!($never),
                params: &[<$never_ty as WasmTy>::TYPE],
                results: &[],
            },
        ];

        /// Defines all functions in a linker; `get` finds the context in the store's data.
        pub fn add_to_linker<T: 'static>(
            linker: &mut Linker<T>,
            get: impl Fn(&mut T) -> &mut WasiCtx + Copy + Send + Sync + 'static,
        ) -> Result<()> {
            $(linker.func_wrap(
                MODULE,
                stringify!($name),
                move |mut caller: Caller<'_, T>, $($param: $ty),*| -> Result<u32> {
                    enter(&mut caller, get, |call| $implementation(call, $($param),*))
                },
            )?;)*
            linker.func_wrap(
                MODULE,
                stringify!($never),
                move |mut caller: Caller<'_, T>, $never_param: $never_ty| -> Result<()> {
                    enter(&mut caller, get, |call| $never_implementation(call, $never_param)).map(drop)
                },
            )?;
            Ok(())
        }
    };
}

functions! {
    args_get(list: u32, text: u32) = arguments::args_get;
    args_sizes_get(count: u32, size: u32) = arguments::args_sizes_get;
    environ_get(list: u32, text: u32) = arguments::environ_get;
    environ_sizes_get(count: u32, size: u32) = arguments::environ_sizes_get;
    clock_res_get(clock: u32, resolution: u32) = clock::resolution;
    clock_time_get(clock: u32, precision: u64, time: u32) = clock::time;
    fd_advise(fd: u32, offset: u64, length: u64, advice: u32) = file::advise;
    fd_allocate(fd: u32, offset: u64, length: u64) = file::allocate;
    fd_close(fd: u32) = descriptor::close;
    fd_datasync(fd: u32) = descriptor::sync_data;
    fd_fdstat_get(fd: u32, stat: u32) = descriptor::stat;
    fd_fdstat_set_flags(fd: u32, flags: u32) = descriptor::set_flags;
    fd_fdstat_set_rights(fd: u32, base: u64, inheriting: u64) = descriptor::set_rights;
    fd_filestat_get(fd: u32, stat: u32) = descriptor::file_stat;
    fd_filestat_set_size(fd: u32, size: u64) = file::set_size;
    fd_filestat_set_times(fd: u32, accessed: u64, modified: u64, flags: u32) = descriptor::set_times;
    fd_pread(fd: u32, buffers: u32, count: u32, offset: u64, read: u32) = file::read_at;
    fd_prestat_get(fd: u32, prestat: u32) = directory::prestat;
    fd_prestat_dir_name(fd: u32, name: u32, length: u32) = directory::prestat_name;
    fd_pwrite(fd: u32, buffers: u32, count: u32, offset: u64, written: u32) = file::write_at;
    fd_read(fd: u32, buffers: u32, count: u32, read: u32) = file::read;
    fd_readdir(fd: u32, buffer: u32, length: u32, cookie: u64, used: u32) = directory::read;
    fd_renumber(from: u32, to: u32) = descriptor::renumber;
    fd_seek(fd: u32, offset: u64, whence: u32, position: u32) = file::seek;
    fd_sync(fd: u32) = descriptor::sync;
    fd_tell(fd: u32, position: u32) = file::tell;
    fd_write(fd: u32, buffers: u32, count: u32, written: u32) = file::write;
    path_create_directory(fd: u32, path: u32, length: u32) = path::create_directory;
    path_filestat_get(fd: u32, flags: u32, path: u32, length: u32, stat: u32) = path::file_stat;
    path_filestat_set_times(
        fd: u32, flags: u32, path: u32, length: u32, accessed: u64, modified: u64, times: u32
    ) = path::set_times;
    path_link(
        fd: u32, flags: u32, old: u32, old_length: u32, new_fd: u32, new: u32, new_length: u32
    ) = path::link;
    path_open(
        fd: u32, lookup: u32, path: u32, length: u32, flags: u32, base: u64, inheriting: u64,
        fd_flags: u32, opened: u32
    ) = path::open;
    path_readlink(fd: u32, path: u32, length: u32, buffer: u32, room: u32, used: u32) = path::read_link;
    path_remove_directory(fd: u32, path: u32, length: u32) = path::remove_directory;
    path_rename(
        fd: u32, old: u32, old_length: u32, new_fd: u32, new: u32, new_length: u32
    ) = path::rename;
    path_symlink(target: u32, target_length: u32, fd: u32, path: u32, length: u32) = path::symlink;
    path_unlink_file(fd: u32, path: u32, length: u32) = path::unlink_file;
    poll_oneoff(subscriptions: u32, events: u32, count: u32, happened: u32) = poll::one_off;
    proc_raise(signal: u32) = process::raise;
    sched_yield() = process::yield_now;
    random_get(buffer: u32, length: u32) = process::random;
    sock_accept(fd: u32, flags: u32, accepted: u32) = socket::accept;
    sock_recv(
        fd: u32, buffers: u32, count: u32, flags: u32, received: u32, result: u32
    ) = socket::receive;
    sock_send(fd: u32, buffers: u32, count: u32, flags: u32, sent: u32) = socket::send;
    sock_shutdown(fd: u32, how: u32) = socket::shut_down;
    // Never returns.
    => proc_exit(status: u32) = process::exit;
}
