//! Handles: values and realms that a host holds.

use kataan_gc::RootId;

use crate::convert::FromJs;
use crate::{Isolate, Result};

/// A JavaScript value of an isolate, kept alive until it is released or the isolate ends.
///
/// Copies name the same value: releasing one makes all of them stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Value {
    pub(crate) root: RootId,
    pub(crate) isolate: u64,
}

/// A global object with the language's library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Realm {
    pub(crate) root: RootId,
    pub(crate) isolate: u64,
}

impl Value {
    /// The value as a Rust type: no JavaScript conversion takes place, so a string is no number.
    pub fn to<T: FromJs>(self, isolate: &mut Isolate) -> Result<T> {
        isolate.read(self)
    }
}
