//! The console: showing values to people.

#[allow(
    dead_code,
    reason = "read by the part that walks values, which comes with the engine"
)]
mod layout;
