//! Address space from the operating system: reserve, commit, decommit, release.
//!
//! One function per primitive and one file per system, so that the rest of the crate never names
//! a system call.
//!
//! Invariants: an address passed to `commit`, `decommit` or `release` lies in a range returned by
//! `reserve` that is not yet released; all are aligned to [`PAGE`].

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::{commit, decommit, release, reserve, reserve_at};

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub(crate) use windows::{commit, decommit, release, reserve, reserve_at};

/// A multiple of every page size that we run on (4, 16 and 64 KiB).
pub(crate) const PAGE: usize = 64 << 10;
