//! The short ways of regular expressions against the specification's long ones, and their limits.

use kataan_builtins::{KINDS, TABLE};
use kataan_gc::{HeapOptions, enter};
use kataan_vm::operation::to_string;
use kataan_vm::string::to_rust_string;
use kataan_vm::{Interrupt, Termination, Vm, VmOptions};
use std::time::Duration;

/// The value of a script as text, or why it was ended.
fn evaluate(
    heap: HeapOptions,
    deadline: Option<Duration>,
    script: &str,
) -> Result<String, Option<Termination>> {
    let options = VmOptions {
        heap,
        kinds: &[&KINDS],
        natives: &[&TABLE],
        ..VmOptions::default()
    };
    let mut vm = Vm::new(options).expect("an isolate");
    kataan_builtins::plug_in(&mut vm);
    if let Some(deadline) = deadline {
        let handle = vm.interrupt_handle();
        std::thread::spawn(move || {
            std::thread::sleep(deadline);
            handle.raise(Interrupt::DEADLINE);
        });
    }
    enter(&mut vm, |vm| {
        vm.begin_stack();
        let realm = vm.new_realm().expect("a realm");
        vm.set_realm(Some(realm));
        let result = vm
            .evaluate_script(script.as_bytes(), "test.js")
            .and_then(|value| {
                let text = to_string(vm, value)?;
                to_rust_string(vm, text)
            });
        result.map_err(|thrown| match vm.take_exception(thrown) {
            Ok(error) => panic!("{}", kataan_vm::error::describe(vm, error)),
            Err(_) => vm.termination(),
        })
    })
}

#[test]
fn short_ways_do_what_the_long_ones_do() {
    let script = include_str!("regexp/agreement.js");
    let result = evaluate(HeapOptions::default(), None, script).expect("no limit is set");
    assert!(result.ends_with(" agree"), "{result}");
}

#[test]
fn collections_at_odd_moments_do_no_harm() {
    let heap = HeapOptions {
        stress: 61,
        ..HeapOptions::default()
    };
    let script = include_str!("regexp/agreement.js");
    let result = evaluate(heap, None, script).expect("no limit is set");
    assert!(result.ends_with(" agree"), "{result}");
}

#[test]
fn a_deadline_stops_a_match() {
    let script = r"/^(a+)+\1$/.test('a'.repeat(5000) + 'b')";
    let deadline = Some(Duration::from_millis(100));
    let result = evaluate(HeapOptions::default(), deadline, script);
    assert_eq!(result, Err(Some(Termination::Deadline)));
}

#[test]
fn a_match_keeps_to_the_memory_limit() {
    let heap = HeapOptions {
        memory_limit: 16 << 20,
        ..HeapOptions::default()
    };
    let script = r"
        let error;
        try { /(?:(a)|(b))*\1c/.test('ab'.repeat(2_000_000)); } catch (caught) { error = caught; }
        error instanceof RangeError;
    ";
    assert_eq!(evaluate(heap, None, script), Ok("true".to_owned()));
}
