//! The ECMA-262 standard library of the Kataan engine.
