//! The handlers of the table's rows, one function an operation.
//!
//! # Invariants
//! Those of `machine`: a handler is only called with a machine that keeps them.
#![allow(unsafe_code, non_snake_case, clippy::missing_safety_doc)]

use super::control;
use super::machine::{Handler, Machine, Status, load, loaded_size, stored_size};
use super::operation::{Op, Word};
use super::register::{Raw, Register};
use super::table::for_each_operation;
use super::{float, integer, simd};
use crate::runtime::instance::Instance;
use crate::runtime::reference::NULL;
use crate::runtime::trap::TrapCode;

macro_rules! handler_in {
    ($abi:literal, $name:ident, |$machine:ident, $word:ident| $body:expr) => {
        unsafe extern $abi fn $name(
            pc: *const Word,
            fp: *mut u64,
            memory: *mut u8,
            length: u64,
            instance: *const Instance,
        ) -> Status {
            // SAFETY: `machine`'s invariants, which each body relies on.
            unsafe {
                // Parts are read where they are used, each by a load of its own.
                let $word = &*pc;
                #[allow(unused_mut)]
                let mut $machine = Machine { pc: pc.add(1), fp, memory, length, instance };
                $body
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

#[inline(always)]
unsafe fn unary<A: Register, R: Register>(
    machine: Machine,
    word: &Word,
    f: impl FnOnce(A) -> R,
) -> Status {
    // SAFETY: `machine`'s invariants.
    unsafe {
        machine.write(word.a, f(machine.read(word.b)));
        machine.next()
    }
}

#[inline(always)]
unsafe fn binary<A: Register, B: Register, R: Register>(
    machine: Machine,
    word: &Word,
    f: impl FnOnce(A, B) -> R,
) -> Status {
    // SAFETY: `machine`'s invariants.
    unsafe {
        machine.write(word.a, f(machine.read(word.b), machine.read(word.c)));
        machine.next()
    }
}

#[inline(always)]
unsafe fn binary_immediate<A: Register, B: From<i16>, R: Register>(
    machine: Machine,
    word: &Word,
    f: impl FnOnce(A, B) -> R,
) -> Status {
    // SAFETY: `machine`'s invariants.
    unsafe {
        machine.write(word.a, f(machine.read(word.b), B::from(word.c as i16)));
        machine.next()
    }
}

#[inline(always)]
unsafe fn finish<R: Register>(
    machine: Machine,
    word: &Word,
    result: Result<R, TrapCode>,
) -> Status {
    // SAFETY: `machine`'s invariants.
    unsafe {
        match result {
            Ok(value) => {
                machine.write(word.a, value);
                machine.next()
            }
            Err(code) => machine.trap(code),
        }
    }
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
        load { $($ld:ident, $lda:ident = $ldf:expr;)* }
        store { $($st:ident, $sta:ident = $stf:expr;)* }
        shift { $($sh:ident = $shf:expr;)* }
        extract { $($ex:ident = $exf:expr;)* }
        replace { $($re:ident = $ref:expr;)* }
        ternary { $($te:ident = $tef:expr;)* }
        other { $($(#[$doc:meta])* $other:ident;)* }
    ) => {
        $(handler!($un, |m, word| unary(m, word, $unf));)*
        $(handler!($tun, |m, word| {
            let f = $tunf;
            finish(m, word, f(m.read(word.b)))
        });)*
        $(handler!($bin, |m, word| binary(m, word, $binf));)*
        $(handler!($tbin, |m, word| {
            let f = $tbinf;
            finish(m, word, f(m.read(word.b), m.read(word.c)))
        });)*
        $(
            handler!($bi, |m, word| binary(m, word, $bif));
            handler!($bii, |m, word| binary_immediate(m, word, $bif));
        )*
        $(
            handler!($cmp, |m, word| binary(m, word, |a, b| { let f = $cmpf; u32::from(f(a, b)) }));
            handler!($cmpi, |m, word| {
                binary_immediate(m, word, |a, b| { let f = $cmpf; u32::from(f(a, b)) })
            });
            handler!($br, |m, word| {
                let f = $cmpf;
                m.branch_if(f(m.read(word.a), m.read(word.b)), word)
            });
            handler!($bri, |m, word| {
                let f = $cmpf;
                m.branch_if(f(m.read(word.a), (word.b as i16).into()), word)
            });
        )*
        $(
            handler!($fcmp, |m, word| binary(m, word, |a, b| { let f = $fcmpf; u32::from(f(a, b)) }));
            handler!($fbr, |m, word| {
                let f = $fcmpf;
                m.branch_if(f(m.read(word.a), m.read(word.b)), word)
            });
            handler!($fbrn, |m, word| {
                let f = $fcmpf;
                m.branch_if(!f(m.read(word.a), m.read(word.b)), word)
            });
        )*
        $(
            handler!($ld, |m, word| {
                let f = $ldf;
                match m.address(word.b, word.c, loaded_size(&f)) {
                    Some(at) => {
                        m.write(word.a, load(at, f));
                        m.next()
                    }
                    None => m.out_of_bounds(),
                }
            });
            handler!($lda, |m, word| {
                let f = $ldf;
                let offset = m.data();
                match m.any_address(word.c, word.b, offset, loaded_size(&f)) {
                    Some(at) => {
                        m.write(word.a, load(at, f));
                        m.next()
                    }
                    None => m.trap(TrapCode::MemoryOutOfBounds),
                }
            });
        )*
        $(
            handler!($st, |m, word| {
                let f = $stf;
                match m.address(word.a, word.c, stored_size(&f)) {
                    Some(at) => {
                        Raw::store(f(m.read(word.b)), at);
                        m.next()
                    }
                    None => m.out_of_bounds(),
                }
            });
            handler!($sta, |m, word| {
                let f = $stf;
                let offset = m.data();
                match m.any_address(word.c, word.a, offset, stored_size(&f)) {
                    Some(at) => {
                        Raw::store(f(m.read(word.b)), at);
                        m.next()
                    }
                    None => m.trap(TrapCode::MemoryOutOfBounds),
                }
            });
        )*
        $(handler!($sh, |m, word| binary(m, word, $shf));)*
        $(handler!($ex, |m, word| {
            let f = $exf;
            m.write(word.a, f(m.read(word.b), usize::from(word.c)));
            m.next()
        });)*
        $(handler!($re, |m, word| {
            let f = $ref;
            let lane = m.data() as usize;
            m.write(word.a, f(m.read(word.b), m.read(word.c), lane));
            m.next()
        });)*
        $(handler!($te, |m, word| {
            let f = $tef;
            let third = m.data() as u16;
            m.write(word.a, f(m.read(word.b), m.read(word.c), m.read(third)));
            m.next()
        });)*
        $(handler!($other, |m, word| control::$other(m, word));)*

        /// The handlers in the order of `Op`.
        pub(super) static HANDLERS: [Handler; Op::ALL.len()] = [
            $($un,)* $($tun,)* $($bin,)* $($tbin,)* $($bi, $bii,)* $($cmp, $cmpi, $br, $bri,)*
            $($fcmp, $fbr, $fbrn,)* $($ld, $lda,)* $($st, $sta,)* $($sh,)* $($ex,)* $($re,)* $($te,)*
            $($other,)*
        ];
    };
}
for_each_operation!(define);
