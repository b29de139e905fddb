//! The `kataan` command.

fn main() {}
