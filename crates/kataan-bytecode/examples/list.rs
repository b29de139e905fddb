//! Lists the bytecode of a file: `cargo run -p kataan-bytecode --example list FILE`. With `--time`
//! it prints how long compiling took instead.

use std::time::Instant;

use kataan_bytecode::compiler::{Mode, Options, Program};
use kataan_bytecode::container::Unit;
use kataan_bytecode::{disassemble, verify};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    let timed = arguments.next_if_eq("--time").is_some();
    let path = arguments.next().ok_or("usage: list [--time] FILE")?;
    let source = std::fs::read(&path)?;
    let compile = |mode| {
        let options = Options {
            mode,
            stack_budget: 4 << 20,
            ..Options::default()
        };
        if path.ends_with(".mjs") {
            Program::compile_module(source.clone(), &options)
        } else {
            Program::compile_script(source.clone(), &options)
        }
    };
    if !timed {
        let compiled = compile(Mode::Whole)?;
        print!("{}", disassemble(Unit::open(&compiled.unit)?));
        return Ok(());
    }
    for mode in [Mode::Lazy, Mode::Whole] {
        let start = Instant::now();
        let compiled = compile(mode)?;
        let elapsed = start.elapsed();
        let start = Instant::now();
        let unit = Unit::open(&compiled.unit)?;
        let opened = start.elapsed();
        let start = Instant::now();
        verify::verify(unit)?;
        println!(
            "{mode:?}: compiled in {elapsed:?}, {} bytes, {} functions, opened in {opened:?}, verified in {:?}",
            compiled.unit.len() * 8,
            unit.function_count(),
            start.elapsed()
        );
    }
    Ok(())
}
