//! [Argument lists](https://tc39.es/ecma262/#sec-argument-lists) and the calls that take them.

use kataan_syntax::ast::{Argument, Expr, New, SuperCall};

use crate::compiler::function::{FunctionCompiler, ThisPlace};
use crate::compiler::outer::Special;
use crate::container::CodeKind;
use crate::opcode::instructions as op;
use crate::opcode::operand::{ConstantIndex, FRAME_HEADER, FeedbackKind, Register};

/// So many arguments are passed as an array.
pub(super) const MANY: usize = 0x4000;

/// What the window of a call holds: so many values, or an array of them.
#[derive(Clone, Copy)]
pub(super) enum Passed {
    Values(u16),
    Array,
}

impl<'a> FunctionCompiler<'_, '_, 'a> {
    /// The window for a call, on top of the registers: callee and `this` are to be filled.
    pub(super) fn window(&mut self) -> Register {
        self.registers.take_many(u32::from(FRAME_HEADER))
    }

    /// Evaluates arguments into the window, whose registers are the last taken.
    pub(super) fn arguments(&mut self, arguments: &[Argument<'a>]) -> Passed {
        let spread = arguments
            .iter()
            .any(|argument| matches!(argument, Argument::Spread(_)));
        if !spread && arguments.len() < MANY {
            for argument in arguments {
                if let Argument::Value(expr) = argument {
                    self.temporary(expr);
                }
            }
            return Passed::Values(arguments.len() as u16);
        }
        let array = self.registers.take();
        // Values before the first spread are put in the array at once.
        let mark = self.registers.mark();
        let mut made = false;
        let mut count = 0u16;
        let first = Register(mark.min(u32::from(u16::MAX)) as u16);
        for argument in arguments {
            match argument {
                Argument::Value(expr) => {
                    self.temporary(expr);
                    count += 1;
                    if count == 32 {
                        self.append(array, first, count, &mut made);
                        self.registers.release(mark);
                        count = 0;
                    }
                }
                Argument::Spread(expr) => {
                    self.append(array, first, count, &mut made);
                    self.registers.release(mark);
                    count = 0;
                    let iterable = self.expression(expr);
                    self.asm.set_position(expr.span.start);
                    self.asm.emit(op::ArraySpread { array, iterable });
                    self.registers.release(mark);
                }
            }
        }
        self.append(array, first, count, &mut made);
        self.registers.release(mark);
        Passed::Array
    }

    fn append(&mut self, array: Register, values: Register, count: u16, made: &mut bool) {
        if !*made {
            self.asm.emit(op::CreateArray {
                dst: array,
                values,
                count,
            });
            *made = true;
        } else if count > 0 {
            self.asm.emit(op::ArrayAppend {
                array,
                values,
                count,
            });
        }
    }

    /// `dst = window(…)` with `this` undefined, which need not be in the window.
    pub(super) fn emit_plain_call(&mut self, dst: Register, window: Register, argc: u16) {
        let feedback = self.feedback(FeedbackKind::Call);
        self.asm.emit(op::CallFunction {
            dst,
            window,
            argc,
            feedback,
        });
    }

    /// `dst = window(…)`
    pub(super) fn emit_call(&mut self, dst: Register, window: Register, passed: Passed) {
        let feedback = self.feedback(FeedbackKind::Call);
        match passed {
            Passed::Values(argc) => self.asm.emit(op::Call {
                dst,
                window,
                argc,
                feedback,
            }),
            Passed::Array => self.asm.emit(op::CallSpread {
                dst,
                window,
                feedback,
            }),
        }
    }

    /// A call whose callee is spelled `eval`.
    pub(super) fn emit_eval(&mut self, dst: Register, window: Register, passed: Passed) {
        let env = self.environment();
        self.asm.emit(op::MoveRegister {
            dst: window.offset(3),
            src: env,
        });
        let scope = match self.current_outer() {
            Some(outer) => self.unit.scope(outer),
            None => ConstantIndex::NONE,
        };
        let feedback = self.feedback(FeedbackKind::Call);
        match passed {
            Passed::Values(argc) => {
                self.asm.emit(op::CallEval {
                    dst,
                    window,
                    argc,
                    scope,
                    feedback,
                });
            }
            Passed::Array => self.asm.emit(op::CallEvalSpread {
                dst,
                window,
                scope,
                feedback,
            }),
        }
    }

    pub(super) fn emit_tail_call(&mut self, window: Register, passed: Passed) {
        let feedback = self.feedback(FeedbackKind::Call);
        match passed {
            Passed::Values(argc) => self.asm.emit(op::TailCall {
                window,
                argc,
                feedback,
            }),
            Passed::Array => self.asm.emit(op::TailCallSpread { window, feedback }),
        }
    }

    pub(super) fn new_expression(&mut self, expr: &Expr<'a>, new: &New<'a>, dst: Register) {
        let window = self.window();
        self.expression_to(new.callee, window);
        let passed = self.arguments(new.arguments);
        self.asm.set_position(expr.span.start);
        let feedback = self.feedback(FeedbackKind::Call);
        match passed {
            Passed::Values(argc) => self.asm.emit(op::Construct {
                dst,
                window,
                argc,
                feedback,
            }),
            Passed::Array => self.asm.emit(op::ConstructSpread {
                dst,
                window,
                feedback,
            }),
        }
    }

    /// [`super(…)`](https://tc39.es/ecma262/#sec-super-keyword-runtime-semantics-evaluation)
    pub(super) fn super_call(&mut self, expr: &Expr<'a>, call: &SuperCall<'a>, dst: Register) {
        let window = self.window();
        // The registers above the window belong to the arguments.
        let mark = self.registers.mark();
        let constructor = self.running_constructor();
        self.load_new_target(window.offset(2));
        self.asm.set_position(expr.span.start);
        self.asm.emit(op::GetSuperConstructor {
            dst: window,
            constructor,
        });
        self.registers.release(mark);
        let passed = self.arguments(call.arguments);
        self.asm.set_position(expr.span.start);
        self.emit_super_call(dst, window, passed);
        self.bind_this(dst);
    }

    pub(in crate::compiler) fn emit_super_call_spread(&mut self, dst: Register, window: Register) {
        self.emit_super_call(dst, window, Passed::Array);
    }

    fn emit_super_call(&mut self, dst: Register, window: Register, passed: Passed) {
        let feedback = self.feedback(FeedbackKind::Call);
        match passed {
            Passed::Values(argc) => self.asm.emit(op::SuperCall {
                dst,
                window,
                argc,
                feedback,
            }),
            Passed::Array => self.asm.emit(op::SuperCallSpread {
                dst,
                window,
                feedback,
            }),
        }
    }

    /// Binds `this` of the derived constructor around and initialises its fields.
    pub(in crate::compiler) fn bind_this(&mut self, src: Register) {
        let mark = self.registers.mark();
        match self.this {
            ThisPlace::Register | ThisPlace::CheckedRegister => {
                self.asm.emit(op::CheckThisUnbound {
                    src: Register::THIS,
                });
                self.move_to(Register::THIS, src);
            }
            ThisPlace::CheckedSlot { env, slot } => {
                let old = self.registers.take();
                self.asm.emit(op::LoadSlot {
                    dst: old,
                    env,
                    slot,
                });
                self.asm.emit(op::CheckThisUnbound { src: old });
                self.asm.emit(op::StoreSlot { env, slot, src });
            }
            ThisPlace::CheckedOuter { depth, slot } => {
                let old = self.registers.take();
                self.asm.emit(op::LoadOuterSlot {
                    dst: old,
                    depth,
                    slot,
                });
                self.asm.emit(op::CheckThisUnbound { src: old });
                self.asm.emit(op::StoreOuterSlot { depth, slot, src });
            }
        }
        let constructor = self.running_constructor();
        self.asm.emit(op::InitializeFields {
            object: src,
            constructor,
        });
        self.registers.release(mark);
    }

    /// The derived constructor that runs, also in arrow functions in it.
    fn running_constructor(&mut self) -> Register {
        if !self.facts.borrows_this() {
            return Register::CALLEE;
        }
        let dst = self.registers.take();
        match self.outer_special(Special::Function) {
            Some((depth, slot, _)) => self.asm.emit(op::LoadOuterSlot { dst, depth, slot }),
            None => self.asm.emit(op::LoadUndefined { dst }),
        }
        dst
    }

    /// `dst = new.target`
    pub(super) fn load_new_target(&mut self, dst: Register) {
        match self.facts.kind {
            CodeKind::Arrow | CodeKind::Eval => match self.outer_special(Special::NewTarget) {
                Some((depth, slot, _)) if !self.facts.context.no_new_target => {
                    self.asm.emit(op::LoadOuterSlot { dst, depth, slot });
                }
                _ => self.asm.emit(op::LoadUndefined { dst }),
            },
            CodeKind::FieldInitializer | CodeKind::StaticBlock => {
                self.asm.emit(op::LoadUndefined { dst });
            }
            _ => self.move_to(dst, Register::NEW_TARGET),
        }
    }

    /// A register with `this`, checked where it may be unbound.
    pub(in crate::compiler) fn load_this(&mut self) -> Register {
        let this = self.unchecked_this();
        if self.this != ThisPlace::Register {
            self.asm.emit(op::CheckThis { src: this });
        }
        this
    }

    /// A register with `this` or UNINITIALIZED.
    pub(in crate::compiler) fn unchecked_this(&mut self) -> Register {
        match self.this {
            ThisPlace::Register | ThisPlace::CheckedRegister => Register::THIS,
            ThisPlace::CheckedSlot { env, slot } => {
                let dst = self.registers.take();
                self.asm.emit(op::LoadSlot { dst, env, slot });
                dst
            }
            ThisPlace::CheckedOuter { depth, slot } => {
                let dst = self.registers.take();
                self.asm.emit(op::LoadOuterSlot { dst, depth, slot });
                dst
            }
        }
    }
}
