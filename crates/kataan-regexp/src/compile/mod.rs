//! From syntax tree to programs.
//!
//! `lower` gives the tree its meaning as `hir` (with `lower_class` for
//! classes and `factor` for choices), `first` looks one unit ahead, and
//! `emit`, `choose` and `repeat` write the backtracking program for one
//! encoding; `start` tells characters apart where one unit is not enough, and
//! `prefix` finds what a search may look for first.

mod choose;
mod emit;
mod factor;
pub(crate) mod first;
pub(crate) mod hir;
mod lower;
mod lower_class;
mod prefix;
mod repeat;
mod start;

pub(crate) use crate::code::Encoding;
pub(crate) use emit::emit;
pub(crate) use lower::lower;
