//! Modules that mean harm: each ends in an error, a trap or a limit, and what else is in the store
//! goes on working.

mod bounds;
mod build;
mod loops;
mod objects;
mod recursion;
mod sizes;
mod threads;
