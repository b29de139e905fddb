//! The functions of WASI preview 1 as a guest sees them.
//!
//! The guest is a module in the text format with a wrapper for every function, so that each call
//! goes through an import with the standard's signature and through the guest's own memory.

mod arguments;
mod directories;
mod files;
mod guest;
mod permissions;
mod pointers;
mod polling;
mod process;
mod sandbox;
mod sockets;
mod streams;
mod table;
