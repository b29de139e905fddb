//! The native stack and registers, scanned conservatively.
//!
//! A naked stub saves the callee-saved registers (every other one is dead or on the stack at a
//! call) and hands the stack pointer on, so that the scan starts at the stub's caller and the
//! collector's own frames are never scanned. Words are read through inline assembly: they belong to
//! other functions' frames, which no reference of the language may look at.
//!
//! Invariants: `low..high` is a part of the current thread's stack, below the outermost entry.
#![allow(unsafe_code)]

use core::arch::{asm, naked_asm};
use core::ffi::c_void;

type Callback = unsafe extern "C" fn(context: *mut c_void, stack_pointer: usize);

/// Calls `scan` with the address at which the live stack ends, callee-saved registers included.
pub(crate) fn with_registers_on_stack<F: FnMut(usize)>(mut scan: F) {
    unsafe extern "C" fn call<F: FnMut(usize)>(context: *mut c_void, stack_pointer: usize) {
        // SAFETY: `context` is the closure that `with_registers_on_stack` holds.
        unsafe { (*context.cast::<F>())(stack_pointer) }
    }
    // SAFETY: the stub follows the calling convention and calls `call` with these arguments.
    unsafe { spill((&raw mut scan).cast(), call::<F>) };
}

#[cfg(all(target_arch = "x86_64", not(windows)))]
#[unsafe(naked)]
unsafe extern "C" fn spill(context: *mut c_void, callback: Callback) {
    naked_asm!(
        "push rbp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "sub rsp, 8",
        "mov rax, rsi",
        "mov rsi, rsp",
        "call rax",
        "add rsp, 56",
        "ret",
    )
}

#[cfg(all(target_arch = "x86_64", windows))]
#[unsafe(naked)]
unsafe extern "C" fn spill(context: *mut c_void, callback: Callback) {
    naked_asm!(
        "push rbp",
        "push rbx",
        "push rsi",
        "push rdi",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "sub rsp, 168",
        "movups [rsp], xmm6",
        "movups [rsp + 16], xmm7",
        "movups [rsp + 32], xmm8",
        "movups [rsp + 48], xmm9",
        "movups [rsp + 64], xmm10",
        "movups [rsp + 80], xmm11",
        "movups [rsp + 96], xmm12",
        "movups [rsp + 112], xmm13",
        "movups [rsp + 128], xmm14",
        "movups [rsp + 144], xmm15",
        "mov rax, rdx",
        "mov rdx, rsp",
        "sub rsp, 32",
        "call rax",
        "add rsp, 32",
        "movups xmm6, [rsp]",
        "movups xmm7, [rsp + 16]",
        "movups xmm8, [rsp + 32]",
        "movups xmm9, [rsp + 48]",
        "movups xmm10, [rsp + 64]",
        "movups xmm11, [rsp + 80]",
        "movups xmm12, [rsp + 96]",
        "movups xmm13, [rsp + 112]",
        "movups xmm14, [rsp + 128]",
        "movups xmm15, [rsp + 144]",
        "add rsp, 168",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rdi",
        "pop rsi",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}

#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
unsafe extern "C" fn spill(context: *mut c_void, callback: Callback) {
    naked_asm!(
        "stp x29, x30, [sp, #-160]!",
        "stp x19, x20, [sp, #16]",
        "stp x21, x22, [sp, #32]",
        "stp x23, x24, [sp, #48]",
        "stp x25, x26, [sp, #64]",
        "stp x27, x28, [sp, #80]",
        "stp d8, d9, [sp, #96]",
        "stp d10, d11, [sp, #112]",
        "stp d12, d13, [sp, #128]",
        "stp d14, d15, [sp, #144]",
        "mov x9, x1",
        "mov x1, sp",
        "blr x9",
        "ldp d14, d15, [sp, #144]",
        "ldp d12, d13, [sp, #128]",
        "ldp d10, d11, [sp, #112]",
        "ldp d8, d9, [sp, #96]",
        "ldp x27, x28, [sp, #80]",
        "ldp x25, x26, [sp, #64]",
        "ldp x23, x24, [sp, #48]",
        "ldp x21, x22, [sp, #32]",
        "ldp x19, x20, [sp, #16]",
        "ldp x29, x30, [sp], #160",
        "ret",
    )
}

/// Gives every 4-byte-aligned 32-bit word of `low..high` to `look`.
pub(super) fn each_word(low: usize, high: usize, mut look: impl FnMut(u32)) {
    let mut address = low & !7;
    while address < high {
        let word: u64;
        // SAFETY: the address is in the current thread's stack (module invariant), aligned, and
        // only read.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            asm!("mov {}, [{}]", out(reg) word, in(reg) address, options(nostack, readonly, preserves_flags));
            #[cfg(target_arch = "aarch64")]
            asm!("ldr {}, [{}]", out(reg) word, in(reg) address, options(nostack, readonly, preserves_flags));
        }
        look(word as u32);
        look((word >> 32) as u32);
        address += 8;
    }
}
