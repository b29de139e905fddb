//! The handlers of operations: for each its effect, a formula of the table or a function of `control`,
//! and then the jump to the next one.
//!
//! # Invariants
//! Those of `machine`: a handler is only called with a machine that keeps them.
#![allow(unsafe_code, non_snake_case, clippy::missing_safety_doc)]

use super::machine::{Flow, Handler, Machine, Status};
use super::operation::{FIRST, FORMS, Op, PLAIN, SECOND, Word};
use super::pairs::{PAIRS, for_each_pair};
use super::register::Accumulators;
use crate::runtime::instance::Instance;

macro_rules! handler_in {
    ($abi:literal, $name:ident, $branches:expr, |$machine:ident, $word:ident| $flow:expr) => {
        #[allow(clippy::too_many_arguments)]
        unsafe extern $abi fn $name(
            pc: *const Word,
            fp: *mut u64,
            memory: *mut u8,
            length: u64,
            instance: *const Instance,
            integer: u64,
            single: f32,
            double: f64,
        ) -> Status {
            // SAFETY: `machine`'s invariants, which each body relies on.
            unsafe {
                // Parts are read where they are used, each by a load of its own.
                let $word = &*pc;
                let accumulators = Accumulators { integer, single, double };
                let mut $machine = Machine {
                    pc: pc.add(1),
                    fp,
                    memory,
                    length,
                    instance,
                    accumulators,
                };
                let flow = $flow;
                if const { $branches } {
                    $machine.follow_watching(flow)
                } else {
                    $machine.follow(flow)
                }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
macro_rules! handler {
    ($($body:tt)*) => { handler_in!("sysv64", $($body)*); };
}
#[cfg(not(target_arch = "x86_64"))]
macro_rules! handler {
    ($($body:tt)*) => { handler_in!("C", $($body)*); };
}

macro_rules! handlers {
    ($($name:ident)*) => {
        /// Handlers that read their operands from registers.
        pub(super) const ALL_PLAIN: [Handler; COUNT] = [$({
            handler!($name, Op::$name.shape().branches, |m, word| super::effect::$name::<PLAIN>(&mut m, word));
            $name
        },)*];

        /// Handlers whose first operand is in an accumulator; the plain one where that cannot be.
        pub(super) const ALL_FIRST: [Handler; COUNT] = [$({
            handler!($name, Op::$name.shape().branches, |m, word| super::effect::$name::<FIRST>(&mut m, word));
            if Op::$name.shape().first.is_some() { $name } else { ALL_PLAIN[Op::$name as usize] }
        },)*];

        /// Likewise the second operand.
        pub(super) const ALL_SECOND: [Handler; COUNT] = [$({
            handler!($name, Op::$name.shape().branches, |m, word| super::effect::$name::<SECOND>(&mut m, word));
            if Op::$name.shape().second.is_some() { $name } else { ALL_PLAIN[Op::$name as usize] }
        },)*];
    };
}

/// The effects of all operations, each inlined into the handlers that have it; and the handlers of one
/// operation.
///
/// `FORM` says which operand, if any, is in an accumulator.
mod effect {
    use super::super::machine::{Flow, Handler, Machine, Status, load, loaded_size, stored_size};
    use super::super::operation::{FIRST, Op, PLAIN, SECOND, Source, Word};
    use super::super::register::{Accumulators, Raw, Register};
    use super::super::simd::Vector;
    use super::super::table::for_each_operation;
    use super::super::{control, float, integer, simd};
    use super::COUNT;
    use crate::runtime::instance::Instance;
    use crate::runtime::reference::NULL;
    use crate::runtime::trap::TrapCode;

    #[inline(always)]
    unsafe fn unary<const FORM: u8, A: Register, R: Register>(
        machine: &mut Machine,
        word: &Word,
        f: impl FnOnce(A) -> R,
    ) -> Flow {
        // SAFETY: `machine`'s invariants.
        unsafe {
            let a = machine.read_from(Source::of(FORM, FIRST), word.b);
            machine.give(word.a, f(a));
        }
        Flow::Next
    }

    #[inline(always)]
    unsafe fn operands<const FORM: u8, A: Register, B: Register>(
        machine: &Machine,
        a: u16,
        b: u16,
    ) -> (A, B) {
        // SAFETY: `machine`'s invariants.
        unsafe {
            (
                machine.read_from(Source::of(FORM, FIRST), a),
                machine.read_from(Source::of(FORM, SECOND), b),
            )
        }
    }

    #[inline(always)]
    unsafe fn binary<const FORM: u8, A: Register, B: Register, R: Register>(
        machine: &mut Machine,
        word: &Word,
        f: impl FnOnce(A, B) -> R,
    ) -> Flow {
        // SAFETY: `machine`'s invariants.
        unsafe {
            let (a, b) = operands::<FORM, A, B>(machine, word.b, word.c);
            machine.give(word.a, f(a, b));
        }
        Flow::Next
    }

    #[inline(always)]
    unsafe fn binary_immediate<const FORM: u8, A: Register, B: From<i16>, R: Register>(
        machine: &mut Machine,
        word: &Word,
        f: impl FnOnce(A, B) -> R,
    ) -> Flow {
        // SAFETY: `machine`'s invariants.
        unsafe {
            let a = machine.read_from(Source::of(FORM, FIRST), word.b);
            machine.give(word.a, f(a, B::from(word.c as i16)));
        }
        Flow::Next
    }

    #[inline(always)]
    unsafe fn result<R: Register>(
        machine: &mut Machine,
        word: &Word,
        result: Result<R, TrapCode>,
    ) -> Flow {
        match result {
            Ok(value) => {
                // SAFETY: `machine`'s invariants.
                unsafe { machine.give(word.a, value) };
                Flow::Next
            }
            Err(code) => Flow::Trap(code),
        }
    }

    macro_rules! effect {
        ($name:ident, |$machine:ident, $word:ident| $body:expr) => {
            #[inline(always)]
            pub(super) unsafe fn $name<const FORM: u8>(
                $machine: &mut Machine,
                $word: &Word,
            ) -> Flow {
                // SAFETY: `machine`'s invariants, which each body relies on.
                unsafe { $body }
            }
        };
    }

    macro_rules! define {
        (
            unary { $($un:ident = $unf:expr;)* }
            trapping_unary { $($tun:ident = $tunf:expr;)* }
            binary { $($bin:ident = $binf:expr;)* }
            trapping_binary { $($tbin:ident = $tbinf:expr;)* }
            binary_immediate { $($bi:ident, $bii:ident = $bif:expr;)* }
            compare { $($cmp:ident, $cmpi:ident, $br:ident, $bri:ident = $cmpf:expr;)* }
            compare_float { $($fcmp:ident, $fbr:ident, $fbrn:ident = $fcmpf:expr;)* }
            load { $($ld:ident, $ldr:ident, $lda:ident = $ldf:expr;)* }
            store { $($st:ident, $str:ident, $sta:ident = $stf:expr;)* }
            shift { $($sh:ident = $shf:expr;)* }
            extract { $($ex:ident = $exf:expr;)* }
            replace { $($re:ident = $ref:expr;)* }
            ternary { $($te:ident = $tef:expr;)* }
            other { $($(#[$doc:meta])* $other:ident;)* }
        ) => {
            $(effect!($un, |m, word| unary::<FORM, _, _>(m, word, $unf));)*
            $(effect!($tun, |m, word| {
                let f = $tunf;
                let a = m.read_from(Source::of(FORM, FIRST), word.b);
                result(m, word, f(a))
            });)*
            $(effect!($bin, |m, word| binary::<FORM, _, _, _>(m, word, $binf));)*
            $(effect!($tbin, |m, word| {
                let f = $tbinf;
                let (a, b) = operands::<FORM, _, _>(m, word.b, word.c);
                result(m, word, f(a, b))
            });)*
            $(
                effect!($bi, |m, word| binary::<FORM, _, _, _>(m, word, $bif));
                effect!($bii, |m, word| binary_immediate::<FORM, _, _, _>(m, word, $bif));
            )*
            $(
                effect!($cmp, |m, word| {
                    binary::<FORM, _, _, _>(m, word, |a, b| { let f = $cmpf; u32::from(f(a, b)) })
                });
                effect!($cmpi, |m, word| {
                    let f = $cmpf;
                    binary_immediate::<FORM, _, _, _>(m, word, |a, b| u32::from(f(a, b)))
                });
                effect!($br, |m, word| {
                    let f = $cmpf;
                    let (a, b) = operands::<FORM, _, _>(m, word.a, word.b);
                    m.branch_if(f(a, b), word)
                });
                effect!($bri, |m, word| {
                    let f = $cmpf;
                    let a = m.read_from(Source::of(FORM, FIRST), word.a);
                    m.branch_if(f(a, (word.b as i16).into()), word)
                });
            )*
            $(
                effect!($fcmp, |m, word| {
                    binary::<FORM, _, _, _>(m, word, |a, b| { let f = $fcmpf; u32::from(f(a, b)) })
                });
                effect!($fbr, |m, word| {
                    let f = $fcmpf;
                    let (a, b) = operands::<FORM, _, _>(m, word.a, word.b);
                    m.branch_if(f(a, b), word)
                });
                effect!($fbrn, |m, word| {
                    let f = $fcmpf;
                    let (a, b) = operands::<FORM, _, _>(m, word.a, word.b);
                    m.branch_if(!f(a, b), word)
                });
            )*
            $(
                effect!($ld, |m, word| {
                    let f = $ldf;
                    let index = m.read_from(Source::of(FORM, FIRST), word.b);
                    match m.address(index, word.c.into(), loaded_size(&f)) {
                        Some(at) => {
                            m.give(word.a, load(at, f));
                            Flow::Next
                        }
                        None => Flow::OutOfBounds { data: 0 },
                    }
                });
                effect!($ldr, |m, word| {
                    let f = $ldf;
                    let index = m.read_from(Source::of(FORM, FIRST), word.b);
                    let end = m.data();
                    match m.address(index, end, loaded_size(&f)) {
                        Some(at) => {
                            m.give(word.a, load(at, f));
                            Flow::Next
                        }
                        None => Flow::OutOfBounds { data: 1 },
                    }
                });
                effect!($lda, |m, word| {
                    let f = $ldf;
                    let offset = m.data();
                    match m.any_address(word.c, word.b, offset, loaded_size(&f)) {
                        Some(at) => {
                            m.give(word.a, load(at, f));
                            Flow::Next
                        }
                        None => Flow::Trap(TrapCode::MemoryOutOfBounds),
                    }
                });
            )*
            $(
                effect!($st, |m, word| {
                    let f = $stf;
                    let (index, value) = operands::<FORM, _, _>(m, word.a, word.b);
                    match m.address(index, word.c.into(), stored_size(&f)) {
                        Some(at) => {
                            Raw::store(f(value), at);
                            Flow::Next
                        }
                        None => Flow::OutOfBounds { data: 0 },
                    }
                });
                effect!($str, |m, word| {
                    let f = $stf;
                    let (index, value) = operands::<FORM, _, _>(m, word.a, word.b);
                    let end = m.data();
                    match m.address(index, end, stored_size(&f)) {
                        Some(at) => {
                            Raw::store(f(value), at);
                            Flow::Next
                        }
                        None => Flow::OutOfBounds { data: 1 },
                    }
                });
                effect!($sta, |m, word| {
                    let f = $stf;
                    let offset = m.data();
                    match m.any_address(word.c, word.a, offset, stored_size(&f)) {
                        Some(at) => {
                            Raw::store(f(m.read(word.b)), at);
                            Flow::Next
                        }
                        None => Flow::Trap(TrapCode::MemoryOutOfBounds),
                    }
                });
            )*
            $(effect!($sh, |m, word| binary::<FORM, _, _, _>(m, word, $shf));)*
            $(effect!($ex, |m, word| {
                let f = $exf;
                m.give(word.a, f(m.read(word.b), usize::from(word.c)));
                Flow::Next
            });)*
            $(effect!($re, |m, word| {
                let f = $ref;
                let lane = m.data() as usize;
                m.write(word.a, f(m.read(word.b), m.read(word.c), lane));
                Flow::Next
            });)*
            $(effect!($te, |m, word| {
                let f = $tef;
                let third = m.data() as u16;
                m.write(word.a, f(m.read(word.b), m.read(word.c), m.read(third)));
                Flow::Next
            });)*
            $(effect!($other, |m, word| control::$other::<FORM>(m, word));)*

            // In the order of `Op`.
            handlers! {
                $($un)* $($tun)* $($bin)* $($tbin)* $($bi $bii)* $($cmp $cmpi $br $bri)*
                $($fcmp $fbr $fbrn)* $($ld $ldr $lda)* $($st $str $sta)* $($sh)* $($ex)* $($re)* $($te)* $($other)*
            }
        };
    }
    for_each_operation!(define);
}

/// Whether the second operation of a pair is where the first one leads.
#[inline(always)]
const fn is_followed(op: Op, flow: Flow) -> bool {
    matches!(flow, Flow::Next) || matches!(op, Op::Br) && matches!(flow, Flow::Branch)
}

/// How many operations there are.
const COUNT: usize = Op::ALL.len();

use effect::{ALL_FIRST, ALL_PLAIN, ALL_SECOND};

macro_rules! define_pairs {
    ($($first:ident $form:ident => $($second:ident $second_form:ident),*;)*) => {
        /// Handlers of two operations that follow each other.
        const ALL_PAIRS: [Handler; PAIRS.len()] = [$($({
            handler!($first, Op::$first.shape().branches || Op::$second.shape().branches, |m, word| {
                let flow = effect::$first::<$form>(&mut m, word);
                if is_followed(Op::$first, flow) {
                    let word = &*m.pc;
                    m.pc = m.pc.add(1);
                    effect::$second::<$second_form>(&mut m, word)
                } else {
                    flow
                }
            });
            $first
        },)*)*];
    };
}
for_each_pair!(define_pairs);

/// What indirect calls do in their rare cases.
pub(super) const CALL_INDIRECT_SLOWLY: Handler = ALL_PLAIN[Op::CallIndirectSlowly as usize];

/// All handlers: operations in the order of `Op` in each form, and the pairs.
pub(super) static HANDLERS: [Handler; COUNT * FORMS + PAIRS.len()] = {
    let mut all = [ALL_PLAIN[0]; COUNT * FORMS + PAIRS.len()];
    let mut index = 0;
    while index < COUNT {
        all[index] = ALL_PLAIN[index];
        all[COUNT + index] = ALL_FIRST[index];
        all[2 * COUNT + index] = ALL_SECOND[index];
        index += 1;
    }
    let mut index = 0;
    while index < PAIRS.len() {
        all[FORMS * COUNT + index] = ALL_PAIRS[index];
        index += 1;
    }
    all
};
