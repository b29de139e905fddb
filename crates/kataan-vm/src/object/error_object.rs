//! Error instances (clause 20.5.8): objects with an [[ErrorData]] internal slot.

use super::Object;
use kataan_gc::{Slot, cell};

cell! {
    /// An error object.
    pub struct ErrorObject: Object {
        /// The stack at its creation, as the engine keeps it; `undefined` if none was taken.
        pub(crate) trace: Slot,
    }
}
