//! Lists the bytecode of a file: `cargo run -p kataan-bytecode --example list FILE`.

use kataan_bytecode::compiler::{Mode, Options, Program};
use kataan_bytecode::container::Unit;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: list FILE")?;
    let options = Options {
        mode: Mode::Whole,
        ..Options::default()
    };
    let source = std::fs::read(&path)?;
    let compiled = if path.ends_with(".mjs") {
        Program::compile_module(source, &options)?
    } else {
        Program::compile_script(source, &options)?
    };
    print!(
        "{}",
        kataan_bytecode::disassemble(Unit::open(&compiled.unit)?)
    );
    Ok(())
}
