//! What functions record for compilers, read from the listing that people get.

mod support;

use kataan_gc::{Collection, enter};
use kataan_vm::{Vm, VmOptions};

/// An isolate that keeps the functions that run, after a program.
fn after(program: &str) -> Vm {
    let mut vm = Vm::new(VmOptions {
        natives: &[&support::TABLE],
        ..VmOptions::default()
    })
    .expect("an isolate");
    enter(&mut vm, |vm| {
        vm.begin_stack();
        let realm = vm.new_realm().expect("a realm");
        vm.set_realm(Some(realm));
        vm.keep_functions().expect("memory");
        let result = vm.evaluate_script(program.as_bytes(), "program");
        assert!(result.is_ok(), "the program runs: {program}");
    });
    vm
}

/// The listing of the function `f`.
fn listing_of_f(vm: &mut Vm) -> String {
    let listing = enter(vm, |vm| {
        vm.begin_stack();
        vm.list_feedback().expect("memory")
    });
    let functions = listing.split("\n\n");
    let found = functions.into_iter().find(|text| text.contains(" \"f\" "));
    found.expect("the function ran").to_owned()
}

/// What the first instruction of a name in `f` recorded.
fn recorded(vm: &mut Vm, instruction: &str) -> String {
    let listing = listing_of_f(vm);
    let is_it = |line: &&str| line.split_whitespace().nth(1) == Some(instruction);
    let line = listing.lines().find(is_it);
    let line = line.unwrap_or_else(|| panic!("{instruction} in {listing}"));
    let (_, text) = line.split_once("; ").unwrap_or_default();
    text.to_owned()
}

/// `f`, an expression of `a` and `b`, is called with several operands, and one instruction of it has
/// seen this.
fn assert_seen(expression: &str, calls: &str, instruction: &str, expected: &str) {
    let program = format!("function f(a, b) {{ return {expression}; }} {calls}");
    let found = recorded(&mut after(&program), instruction);
    let types = found.trim_end_matches("taken").trim_end_matches(", ");
    assert_eq!(types, expected, "{program}");
}

#[test]
fn int32s_leave_no_mark() {
    for (expression, instruction) in [
        ("a + b", "add"),
        ("a - b", "subtract"),
        ("a * 3", "multiply_int"),
        ("a | b", "bit_or"),
        ("a >>> b", "shift_right_unsigned"),
        ("-a", "negate"),
        ("+a", "to_number"),
        ("~a", "bit_not"),
        ("a < b", "less"),
        ("a === b", "strict_equal"),
        ("a == b", "equal"),
        ("a ** b", "exponentiate"),
        ("a < b ? 1 : 2", "jump_if_not_less"),
        ("a === 5 ? 1 : 2", "jump_if_strict_not_equal_int"),
        ("a++ + b--", "post_increment"),
    ] {
        assert_seen(expression, "f(1, 2); f(7, 3);", instruction, "");
    }
}

#[test]
fn results_that_are_no_int32s_are_told_from_operands() {
    for (expression, calls, instruction) in [
        ("a + b", "f(2147483647, 1)", "add"),
        ("a - b", "f(-2147483648, 1)", "subtract"),
        ("a * b", "f(65536, 65536)", "multiply"),
        ("a * b", "f(0, -1)", "multiply"),
        ("a * 65536", "f(65536)", "multiply_int"),
        ("a / b", "f(1, 2)", "divide"),
        ("a % b", "f(-4, 2)", "remainder"),
        ("a ** b", "f(2, 31)", "exponentiate"),
        ("a >>> b", "f(-1, 0)", "shift_right_unsigned"),
        ("a >>> 0", "f(-1)", "shift_right_unsigned_int"),
        ("-a", "f(0)", "negate"),
        ("++a", "f(2147483647)", "increment"),
        ("a++", "f(2147483647)", "post_increment"),
        ("a-- * 2", "f(-2147483648)", "post_decrement"),
    ] {
        let calls = format!("f(6, 3); {calls};");
        assert_seen(expression, &calls, instruction, "overflow");
    }
}

#[test]
fn doubles_are_seen_by_every_operator() {
    for (expression, instruction) in [
        ("a + b", "add"),
        ("b - a", "subtract"),
        ("a * 3", "multiply_int"),
        ("a & b", "bit_and"),
        ("a & 1", "bit_and_int"),
        ("a << b", "shift_left"),
        ("-a", "negate"),
        ("+a", "to_number"),
        ("~a", "bit_not"),
        ("++a", "increment"),
        ("a++", "post_increment"),
        ("a < b", "less"),
        ("a < b ? 1 : 2", "jump_if_not_less"),
        ("a < 2 ? 1 : 2", "jump_if_not_less_int"),
        ("a ** b", "exponentiate"),
    ] {
        assert_seen(expression, "f(1, 2); f(0.5, 2);", instruction, "double");
    }
    assert_seen("a === b", "f(0.5, 0.5)", "strict_equal", "double");
    assert_seen("a == b", "f(0.5, 1)", "equal", "double");
}

#[test]
fn other_operands_are_seen_by_their_class() {
    for (expression, calls, instruction, expected) in [
        ("a + b", "f('', '')", "add", "string"),
        ("a + b", "f('', 1)", "add", "int32 string"),
        ("a + b", "f(null, 0.5)", "add", "double oddball"),
        ("a + b", "f(1n, 2n)", "add", "bigint"),
        ("a + b", "f({}, [])", "add", "object"),
        ("a + b", "f(0.5, 1); f('', '')", "add", "double string"),
        ("a - 1", "f('3')", "subtract_int", "int32 string"),
        ("a * b", "f(true, undefined)", "multiply", "oddball"),
        ("-a", "f(1n)", "negate", "bigint"),
        ("+a", "f('3')", "to_number", "string"),
        ("a++", "f(1n)", "post_increment", "bigint"),
        ("a < b", "f('a', 'b')", "less", "string"),
        (
            "a < 3 ? 1 : 2",
            "f({})",
            "jump_if_not_less_int",
            "int32 object",
        ),
        ("a === b", "f('a', 'b')", "strict_equal", "string"),
        (
            "a === b",
            "f({}, undefined)",
            "strict_equal",
            "oddball object",
        ),
        ("a === b", "f(f, f)", "strict_equal", "object"),
        ("a == b", "f(1n, 1)", "equal", "int32 bigint"),
        (
            "a === 3 ? 1 : 2",
            "f('')",
            "jump_if_strict_not_equal_int",
            "int32 string",
        ),
    ] {
        assert_seen(expression, calls, instruction, expected);
    }
}

#[test]
fn jumps_forward_remember_that_they_were_taken() {
    for (calls, expected) in [
        ("f(1, 2); f(3, 4);", ""),
        ("f(2, 1);", "taken"),
        ("f(1, 2); f(2, 1); f(2, 1);", "taken"),
        ("f(0.5, 0 / 0);", "double, taken"),
        ("f('a', 'b'); f(2, 1);", "string, taken"),
    ] {
        let program = format!("function f(a, b) {{ if (a < b) return a; }} {calls}");
        let found = recorded(&mut after(&program), "jump_if_not_less");
        assert_eq!(found, expected, "{program}");
    }
    let program = "function f(a) { while (a > 0) a--; } f(0); f(2);";
    let found = recorded(&mut after(program), "jump_if_greater_int");
    assert_eq!(found, "");
}

#[test]
fn calls_remember_what_they_call() {
    for (program, expected) in [
        ("function g() {} f(g); f(g); f(g);", "function g"),
        (
            "for (let i = 0; i < 3; i++) f(function g() { return i; });",
            "closures of g",
        ),
        ("f(() => 1); f(() => 2);", "several functions"),
        ("f(Array);", "native Array"),
        ("f(Array); f(Array); f(() => 1);", "several functions"),
        ("f(() => 1); f(Array);", "several functions"),
        ("async function g() {} f(g); f(g);", "function g"),
        ("try { f(1); } catch {}", "neither function nor native"),
        ("try { f(class A {}); } catch {}", "function A"),
    ] {
        let program = format!("function f(g) {{ g({{}}); }} {program}");
        assert_eq!(
            recorded(&mut after(&program), "call_function"),
            expected,
            "{program}"
        );
    }
}

#[test]
fn every_form_of_call_remembers() {
    for (body, calls, instruction, expected) in [
        ("a.m()", "f({ m() {} })", "call", "function m"),
        (
            "a(...[])",
            "f(function g() {})",
            "call_spread",
            "function g",
        ),
        ("new a", "class A {} f(A); f(A)", "construct", "function A"),
        ("new a", "f(Error); f(Error)", "construct", "native Error"),
        (
            "new a(...[])",
            "class A {} f(A)",
            "construct_spread",
            "function A",
        ),
        (
            "eval()",
            "{ eval = function g() {}; f(); }",
            "call_eval",
            "function g",
        ),
        (
            "'use strict'; return a()",
            "f(function g() {})",
            "tail_call",
            "function g",
        ),
        (
            "'use strict'; return a(...[])",
            "f(function g() {})",
            "tail_call_spread",
            "function g",
        ),
    ] {
        let program = format!("function f(a) {{ {body}; }} {calls};");
        assert_eq!(
            recorded(&mut after(&program), instruction),
            expected,
            "{program}"
        );
    }
    let program = "class A {} class f extends A { constructor() { super(); } } new f;";
    assert_eq!(recorded(&mut after(program), "super_call"), "function A");
}

/// The first instance of a constructor has the shape of the others.
#[test]
fn instances_are_of_one_shape_from_the_first_on() {
    let make = "for (let i = 0; i < 4; i++) f(new A(i));";
    for definition in [
        "function A(i) { this.a = i; }",
        "class A { constructor(i) { this.a = i; this.b = i; } }",
        "function A(i) { this.x = this.y = this.z = this.u = this.v = 1; this.a = i; this.a += 1; }",
    ] {
        let program = format!("{definition} function f(o) {{ return o.a; }} {make}");
        let found = recorded(&mut after(&program), "get_property");
        assert_eq!(found, "1 shape", "{program}");
    }
}

#[test]
fn calls_and_loop_turns_are_counted() {
    for (program, expected) in [
        (
            "function f() {} for (let i = 0; i < 7; i++) f();",
            "7 calls, 0 loop turns",
        ),
        (
            "function f(n) { while (n--); } f(4); f(5);",
            "2 calls, 9 loop turns",
        ),
        (
            "function f(n) { do n--; while (n > 0); } f(4);",
            "1 calls, 3 loop turns",
        ),
        (
            "function f(n) { return n && f(n - 1); } f(9);",
            "10 calls, 0 loop turns",
        ),
        (
            "function f() { for (;;) { break; } } new f; new f;",
            "2 calls, 0 loop turns",
        ),
    ] {
        let text = listing_of_f(&mut after(program));
        assert!(text.contains(expected), "{program}: {text}");
    }
}

#[test]
fn a_site_keeps_nothing_alive() {
    let program = "function f(g) { g(); } function h() {}";
    for (call, expected) in [("f(h)", "function h"), ("f(function g() {})", "")] {
        let mut vm = after(&format!("{program} {call};"));
        assert!(recorded(&mut vm, "call_function").starts_with("function"));
        // Outside of any entry a collection is exact.
        vm.heap.collect(Collection::Full);
        assert_eq!(recorded(&mut vm, "call_function"), expected, "{call}");
    }
}

#[test]
fn a_dead_target_makes_room_for_the_next() {
    let mut vm = after("function f(g) { g(); } f(function g() {});");
    vm.heap.collect(Collection::Full);
    enter(&mut vm, |vm| {
        vm.begin_stack();
        let realm = vm.realm();
        vm.set_realm(Some(realm));
        let again = vm.evaluate_script(b"function h() {} f(h);", "again");
        assert!(again.is_ok());
    });
    assert_eq!(recorded(&mut vm, "call_function"), "function h");
}
