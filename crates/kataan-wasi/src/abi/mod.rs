//! What the standard says of numbers and bytes: errors, rights, flags, and the layout of structures.

pub(crate) mod errno;
pub(crate) mod flags;
pub(crate) mod layout;
pub(crate) mod rights;
