//! Vector operations.
//!
//! Relaxed operations have one result on every host: that of the operation which they relax, and a
//! multiplication followed by an addition where a fused one is allowed.

mod bitwise;
mod convert;
mod float;
mod integer;
mod lanes;

pub(super) use bitwise::*;
pub(super) use convert::*;
pub(super) use float::*;
pub(super) use integer::*;
pub(super) use lanes::Vector;
