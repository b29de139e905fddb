//! Programs that bytes choose run on a heap that is checked around every collection.
//!
//! The first byte says how often the collector runs. With `KATAAN_FUZZ_PLANT` set the native `keep`
//! roots nothing, which is the fault that must be found.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

#[path = "../support/machine.rs"]
mod machine;
#[path = "../support/program.rs"]
mod program;

fuzz_target!(|data: &[u8]| -> Corpus { run(data) });

fn run(data: &[u8]) -> Corpus {
    let Some((stress, choices)) = data.split_first() else {
        return Corpus::Reject;
    };
    let text = program::write(choices);
    if std::env::var_os("KATAAN_FUZZ_PRINT").is_some() {
        println!("{text}");
    }
    // Making a realm allocates some thousands of cells, each collection checks the heap.
    let stress = [127, 499, 997, 0][usize::from(stress % 4)];
    let mut parsed = false;
    machine::run(stress, |vm| {
        let unit = vm.compile_script(text.as_bytes(), "fuzz")?;
        parsed = true;
        vm.run_script(unit)?;
        Ok(())
    });
    if parsed { Corpus::Keep } else { Corpus::Reject }
}
