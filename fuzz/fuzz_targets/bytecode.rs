//! Units of a few programs with words changed: the verifier refuses them, or they run without harm.
//!
//! The first byte chooses the program, the second how often the collector runs, and every five that
//! follow make a change. With `KATAAN_FUZZ_PLANT` set the verifier's word on what registers hold is
//! not taken, which is the fault that must be found.
#![no_main]

use kataan_bytecode::compiler::{Mode, Options, Program};
use kataan_bytecode::container::{FunctionIndex, Unit};
use kataan_bytecode::opcode::Opcode;
use kataan_bytecode::verify::{Reason, verify_program};
use libfuzzer_sys::{Corpus, fuzz_target};
use std::ops::Range;
use std::sync::OnceLock;

#[path = "../support/machine.rs"]
mod machine;

static SOURCES: &[&str] = &[
    include_str!("../support/bytecode/bindings.js"),
    include_str!("../support/bytecode/classes.js"),
    include_str!("../support/bytecode/control.js"),
    include_str!("../support/bytecode/dynamic.js"),
    include_str!("../support/bytecode/generators.js"),
    include_str!("../support/bytecode/literals.js"),
    include_str!("../support/bytecode/operators.js"),
];

/// A program's unit, with the ranges of words that its functions' code takes.
struct Model {
    words: Vec<u64>,
    code: Vec<Range<usize>>,
    /// All words of code.
    length: usize,
}

fn models() -> &'static [Model] {
    static MODELS: OnceLock<Vec<Model>> = OnceLock::new();
    MODELS.get_or_init(|| SOURCES.iter().map(|text| compile(text)).collect())
}

fn compile(text: &str) -> Model {
    let options = Options {
        mode: Mode::Whole,
        keep_source: true,
        ..Options::default()
    };
    let compiled = Program::compile_script(text.as_bytes().to_vec(), &options);
    let words = compiled.expect("the programs are right").unit;
    let unit = Unit::open(&words).expect("a unit of this build");
    verify_program(unit).expect("the compiler's code verifies");
    let code: Vec<Range<usize>> = (0..unit.function_count() as u32)
        .filter_map(|index| unit.function(FunctionIndex(index)))
        .map(|record| {
            let code = record.code();
            let start = (code.as_ptr() as usize - words.as_ptr() as usize) / 8;
            start..start + code.len()
        })
        .collect();
    let length = code.iter().map(|range| range.len()).sum();
    Model {
        words,
        code,
        length,
    }
}

impl Model {
    /// The place of a word of code among all words.
    fn word(&self, at: usize) -> usize {
        let mut at = at % self.length;
        for range in &self.code {
            if at < range.len() {
                return range.start + at;
            }
            at -= range.len();
        }
        self.code[0].start
    }
}

/// Makes a change that five bytes describe.
fn change(model: &Model, words: &mut [u64], bytes: &[u8]) {
    let place = usize::from(u16::from_le_bytes([bytes[1], bytes[2]]));
    // Mostly numbers that registers, slots and short jumps have.
    let value = match bytes[4] {
        0..0xC0 => u64::from(bytes[3] % 40),
        _ => u64::from(u16::from_le_bytes([bytes[3], bytes[4] << 2])),
    };
    let at = model.word(place);
    let field = |word: &mut u64, shift: u32, bits: u32| {
        let mask = (u64::MAX >> (64 - bits)) << shift;
        *word = *word & !mask | value << shift & mask;
    };
    match bytes[0] % 12 {
        0 | 1 => field(&mut words[at], 16, 16),
        2 | 3 => field(&mut words[at], 32, 16),
        4 => field(&mut words[at], 48, 16),
        5 => field(&mut words[at], 0, 32),
        6 => field(&mut words[at], 32, 32),
        7 => field(&mut words[at], 0, 16),
        8 => words[at] = words[at] & !0xFFFF | value % Opcode::COUNT as u64,
        9 => words[at] = words[model.word(value as usize)],
        10 => {
            // Two instructions change places.
            let other = model.word(value as usize);
            words.swap(at, other);
        }
        _ => {
            // Records, handlers, constants: everything behind the header's checksum.
            let at = 3 + place % (words.len() - 3);
            let shift = u32::from(bytes[4] % 8) * 8;
            words[at] ^= u64::from(bytes[3]) << shift;
        }
    }
}

fuzz_target!(|data: &[u8]| -> Corpus { run(data) });

fn run(data: &[u8]) -> Corpus {
    let [choice, stress, changes @ ..] = data else {
        return Corpus::Reject;
    };
    let models = models();
    let model = &models[usize::from(*choice) % models.len()];
    let mut words = model.words.clone();
    for bytes in changes.chunks_exact(5).take(12) {
        change(model, &mut words, bytes);
    }
    let Ok(unit) = Unit::open_without_checksum(&words) else {
        return Corpus::Keep;
    };
    match verify_program(unit) {
        Ok(()) => {}
        Err(error) if machine::is_planted() && error.reason == Reason::Content => {}
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return Corpus::Keep;
        }
    }
    // Most runs go without stress, which takes its time.
    let stress = if stress % 4 == 0 { 499 } else { 0 };
    machine::run(stress, |vm| {
        let unit = vm.load_script_unit(words.into_boxed_slice(), "fuzz")?;
        vm.run_script(unit)?;
        Ok(())
    });
    Corpus::Keep
}
