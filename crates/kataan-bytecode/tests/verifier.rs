//! What the verifier refuses: units whose code names a register, slot or environment that it must
//! not, made from right ones by changing one operand. And what it must not refuse for its size.

use std::fmt::Write;

use kataan_bytecode::compiler::{Mode, Options, Program};
use kataan_bytecode::container::{FunctionIndex, Unit};
use kataan_bytecode::opcode::Opcode;
use kataan_bytecode::verify::{Reason, verify_program};

fn compile(text: &str) -> Vec<u64> {
    let options = Options {
        mode: Mode::Whole,
        keep_source: false,
        stack_budget: 64 << 20,
        ..Options::default()
    };
    let compiled = Program::compile_script(text.as_bytes().to_vec(), &options);
    compiled.expect("the text is right").unit
}

fn verdict(words: &[u64]) -> Result<(), Reason> {
    let unit = Unit::open_without_checksum(words).expect("the sections are inside");
    verify_program(unit).map_err(|error| error.reason)
}

/// The word of a function's `nth` instruction of a kind.
fn find(words: &[u64], function: u32, opcode: Opcode, nth: usize) -> usize {
    let unit = Unit::open_without_checksum(words).expect("the sections are inside");
    let record = unit
        .function(FunctionIndex(function))
        .expect("the function is there");
    let code = record.code();
    let start = (code.as_ptr() as usize - words.as_ptr() as usize) / 8;
    let (mut at, mut left) = (0, nth);
    while at < code.len() {
        let found = Opcode::of_word(code[at]).expect("compiled code");
        if found == opcode {
            if left == 0 {
                return start + at;
            }
            left -= 1;
        }
        at += found.row().size;
    }
    panic!("function {function} has no {opcode:?} {nth}");
}

/// A program with an operand of one instruction changed.
struct Change {
    text: &'static str,
    function: u32,
    opcode: Opcode,
    operand: &'static str,
    value: u32,
    reason: Reason,
}

fn verdict_of(change: &Change) -> Result<(), Reason> {
    let mut words = compile(change.text);
    assert_eq!(verdict(&words), Ok(()), "{}", change.text);
    let at = find(&words, change.function, change.opcode, 0);
    let row = change.opcode.row();
    let operand = row
        .operands
        .iter()
        .find(|operand| operand.name == change.operand)
        .expect("the row has the operand");
    let mut pair = [words[at], words.get(at + 1).copied().unwrap_or(0)];
    operand.field.replace(&mut pair, change.value);
    words[at] = pair[0];
    if row.size == 2 {
        words[at + 1] = pair[1];
    }
    verdict(&words)
}

const CLOSURE: &str = "function f(a) { let b = a; return [() => b++, b]; }";
const CLOSURE_CALL: &str = "function f(a, b) { const c = a(b); return c; }";
const REST: &str = "function f(a, b) { const { [b]: c, ...d } = a; return d; }";
const GENERATOR: &str = "function* g(a) { const b = yield a; return b; }";
const ITERATION: &str =
    "function f(a) { for (const x of a) if (x) break; for (const k in a) g(k); }";
const DERIVED: &str = "class A {} class B extends A { constructor(x) { super(); this.x = x; } }";

#[test]
fn registers_hold_what_instructions_need() {
    let cases = [
        (CLOSURE, 1, Opcode::StoreSlot, "env", 6, Reason::Content),
        (CLOSURE, 1, Opcode::StoreSlot, "env", 0, Reason::Content),
        (CLOSURE, 1, Opcode::StoreSlot, "slot", 1, Reason::Slot),
        (
            CLOSURE,
            1,
            Opcode::NewEnvironment,
            "parent",
            6,
            Reason::Content,
        ),
        (
            CLOSURE,
            1,
            Opcode::NewEnvironment,
            "dst",
            3,
            Reason::HeaderRegister,
        ),
        (
            CLOSURE,
            1,
            Opcode::NewEnvironment,
            "dst",
            5,
            Reason::HeaderRegister,
        ),
        // The inner function finds fewer slots, or no environment at all.
        (CLOSURE, 1, Opcode::CreateClosure, "env", 3, Reason::Slot),
        (CLOSURE, 1, Opcode::CreateClosure, "env", 6, Reason::Content),
        (CLOSURE, 2, Opcode::LoadOuterSlot, "depth", 1, Reason::Slot),
        (CLOSURE, 2, Opcode::LoadOuterSlot, "slot", 7, Reason::Slot),
        // An environment is no value.
        (CLOSURE, 2, Opcode::ReturnValue, "src", 3, Reason::Content),
        (CLOSURE, 2, Opcode::ReturnValue, "src", 4, Reason::Content),
        (GENERATOR, 1, Opcode::YieldValue, "src", 2, Reason::Content),
        (
            ITERATION,
            1,
            Opcode::IteratorClose,
            "iterator",
            8,
            Reason::Content,
        ),
        (
            ITERATION,
            1,
            Opcode::ForInStep,
            "iterator",
            6,
            Reason::Content,
        ),
        (
            DERIVED,
            2,
            Opcode::SuperCall,
            "dst",
            0,
            Reason::HeaderRegister,
        ),
        // Windows and records are written in place: never over the frame's header.
        (
            CLOSURE_CALL,
            1,
            Opcode::CallFunction,
            "window",
            0,
            Reason::Window,
        ),
        (
            ITERATION,
            1,
            Opcode::IteratorClose,
            "iterator",
            0,
            Reason::HeaderRegister,
        ),
        (
            REST,
            1,
            Opcode::CopyRestProperties,
            "excluded",
            0,
            Reason::HeaderRegister,
        ),
    ];
    for (text, function, opcode, operand, value, reason) in cases {
        let change = Change {
            text,
            function,
            opcode,
            operand,
            value,
            reason,
        };
        assert_eq!(
            verdict_of(&change),
            Err(change.reason),
            "{opcode:?}, {operand} {value}, of {text}"
        );
    }
}

#[test]
fn a_call_leaves_nothing_in_its_window() {
    // The callee's frame was where the call's arguments are: also words that are no values.
    let mut words = compile("function f(a, b) { const c = a(b); return c; }");
    let call = find(&words, 1, Opcode::CallFunction, 0);
    let window = (words[call] >> 32) as u16;
    let result = find(&words, 1, Opcode::ReturnValue, 0);
    words[result] = words[result] & !(0xFFFF << 16) | u64::from(window + 4) << 16;
    assert_eq!(verdict(&words), Err(Reason::Content));
}

#[test]
fn generators_are_made_once_and_first() {
    let words = compile(GENERATOR);
    let first = find(&words, 1, Opcode::InitialYield, 0);
    let mut none = words.clone();
    none[first] = Opcode::Nop as u64;
    assert_eq!(verdict(&none), Err(Reason::Suspension));
    let mut twice = compile("function* g(a) { debugger; yield a; }");
    let debugger = find(&twice, 1, Opcode::Debugger, 0);
    twice[debugger] = Opcode::InitialYield as u64;
    assert_eq!(verdict(&twice), Err(Reason::Suspension));
}

#[test]
fn sites_do_not_share_what_they_keep() {
    let mut words = compile("function f() { return [{ a: 1 }, { b: 1, c: 2 }]; }");
    let first = find(&words, 1, Opcode::CreateObject, 0);
    let second = find(&words, 1, Opcode::CreateObject, 1);
    words[second + 1] = words[second + 1] & u64::from(u32::MAX) | words[first + 1] >> 32 << 32;
    assert_eq!(verdict(&words), Err(Reason::Feedback));
}

/// A slot that is another's, of another kind, or beyond the vector is never written to.
#[test]
fn operators_and_calls_have_slots_of_their_own() {
    let text = "function f(a, b) { b(); return a < b ? a + b : a * b; }";
    let sites = [
        (Opcode::CallFunction, 0),
        (Opcode::JumpIfNotLess, 32),
        (Opcode::Add, 0),
        (Opcode::Multiply, 0),
    ];
    let words = compile(text);
    for (opcode, shift) in sites {
        let at = find(&words, 1, opcode, 0) + 1;
        let own = (words[at] >> shift) as u32;
        for slot in (0..6).chain([0x7FFF_FFFF, u32::MAX]) {
            let mut changed = words.clone();
            changed[at] = words[at] & !(u64::from(u32::MAX) << shift) | u64::from(slot) << shift;
            let expected = if slot == own {
                Ok(())
            } else {
                Err(Reason::Feedback)
            };
            assert_eq!(verdict(&changed), expected, "{opcode:?} at slot {slot}");
        }
    }
}

#[test]
fn only_programs_that_are_whole_are_programs() {
    let lazy = Program::compile_script(b"function f() {}".to_vec(), &Options::default());
    let lazy = lazy.expect("the text is right").unit;
    assert_eq!(verdict(&lazy), Err(Reason::Lazy));
    let eval = Program::compile_eval(b"1".to_vec(), None, &Options::default());
    let eval = eval.expect("the text is right").unit;
    assert_eq!(verdict(&eval), Err(Reason::Goal));
}

/// Functions that are large in every way that code can be, each of which a walk that keeps or
/// compares whole frames would take a square of time for.
#[test]
fn large_functions_are_no_matter() {
    let mut branches = String::from("function f(a) { return [");
    (0..4000).for_each(|at| write!(branches, "a ? {at} : g({at}),").expect("a string"));
    branches.push_str("]; }");
    let mut guarded = String::from("function f(a) { try {");
    (0..4000).for_each(|at| write!(guarded, "let v{at} = a(); if (v{at}) g();").expect("a string"));
    guarded.push_str("} catch {} }");
    let mut loops = String::from("function f(a) {");
    (0..100).for_each(|at| {
        write!(loops, "while (a({at})) {{ let x{at} = () => x{at}; ").expect("a string")
    });
    loops.push_str(&"}".repeat(101));
    let mut tries = String::from("function f(a) {");
    (0..2000)
        .for_each(|at| write!(tries, "try {{ a({at}); }} finally {{ a(); }}").expect("a string"));
    tries.push('}');
    let arguments = format!(
        "function f(a) {{ return a({}); }}",
        "a(1, 2), ".repeat(20_000)
    );
    for text in [branches, guarded, loops, tries, arguments] {
        let words = compile(&text);
        assert_eq!(verdict(&words), Ok(()), "{:.60}", text);
    }
}
