//! [`if`](https://tc39.es/ecma262/#sec-if-statement) and
//! [`switch`](https://tc39.es/ecma262/#sec-switch-statement).

use alloc::vec::Vec;

use kataan_syntax::ast::{If, Switch, SwitchCase};
use kataan_syntax::scope::ScopeFlags;

use crate::compiler::assembler::Label;
use crate::compiler::control::Control;
use crate::compiler::fold::{Constant, small_int};
use crate::compiler::function::FunctionCompiler;
use crate::opcode::instructions as op;
use crate::opcode::operand::{FeedbackKind, Register};

/// Fewer cases than these are compared one by one.
const MINIMUM_TABLE: usize = 4;

impl<'a> FunctionCompiler<'_, '_, 'a> {
    pub(super) fn if_statement(&mut self, statement: &If<'a>) {
        self.clear_completion();
        let done = self.asm.label();
        for (index, branch) in statement.branches.iter().enumerate() {
            let next = self.asm.label();
            self.jump_if_false(branch.test, next);
            if self.asm.is_reachable() {
                self.statement(branch.body);
            }
            let is_last = index + 1 == statement.branches.len() && statement.otherwise.is_none();
            if !is_last {
                self.asm.jump(done);
            }
            self.asm.bind(next);
            if !self.asm.is_reachable() {
                break;
            }
        }
        if let Some(otherwise) = statement.otherwise
            && self.asm.is_reachable()
        {
            self.statement(otherwise);
        }
        self.asm.bind(done);
    }

    pub(super) fn switch_statement(&mut self, switch: &Switch<'a>) {
        self.clear_completion();
        let tests: Vec<_> = switch.cases.iter().filter_map(|case| case.test).collect();
        let value = self.operand(switch.discriminant, &tests);
        let names = core::mem::take(&mut self.labels).into_iter().collect();
        let flags = switch
            .scope
            .map_or(ScopeFlags::default(), |id| self.scopes.get(id).flags);
        self.enter_optional(switch.scope);
        let on_break = self.asm.label();
        self.with_disposal(flags, |compiler| {
            compiler.controls.push(Control::Block {
                names,
                is_switch: true,
                on_break,
            });
            let labels: Vec<Label> = switch.cases.iter().map(|_| compiler.asm.label()).collect();
            let default = switch.cases.iter().position(|case| case.test.is_none());
            let otherwise = default.map_or(on_break, |at| labels[at]);
            if !compiler.switch_table(switch.cases, &labels, value, otherwise) {
                compiler.switch_tests(switch.cases, &labels, value);
                compiler.asm.jump(otherwise);
            }
            for (case, label) in switch.cases.iter().zip(labels) {
                compiler.asm.bind(label);
                compiler.statements(case.body);
            }
            compiler.controls.pop();
            compiler.asm.bind(on_break);
        });
        self.leave_optional(switch.scope);
    }

    fn switch_tests(&mut self, cases: &[SwitchCase<'a>], labels: &[Label], value: Register) {
        for (case, &label) in cases.iter().zip(labels) {
            let Some(test) = case.test else { continue };
            let mark = self.registers.mark();
            let known = self.constant(test);
            if let Some(int) = known.and_then(small_int) {
                let feedback = self.feedback(FeedbackKind::Compare);
                let target = self.asm.to(label);
                self.asm.emit(op::JumpIfStrictEqualInt {
                    lhs: value,
                    value: int,
                    target,
                    feedback,
                });
            } else {
                let rhs = self.expression(test);
                let feedback = self.feedback(FeedbackKind::Compare);
                let target = self.asm.to(label);
                self.asm.emit(op::JumpIfStrictEqual {
                    lhs: value,
                    rhs,
                    target,
                    feedback,
                });
            }
            self.registers.release(mark);
        }
    }

    /// A table of jumps, if all cases are integers that lie close together.
    fn switch_table(
        &mut self,
        cases: &[SwitchCase<'a>],
        labels: &[Label],
        value: Register,
        otherwise: Label,
    ) -> bool {
        let mut entries: Vec<(i32, Label)> = Vec::with_capacity(cases.len());
        for (case, &label) in cases.iter().zip(labels) {
            let Some(test) = case.test else { continue };
            let Some(Constant::Number(number)) = self.constant(test) else {
                return false;
            };
            let int = number as i32;
            if f64::from(int) != number {
                return false;
            }
            // The first of equal cases is taken.
            if !entries.iter().any(|&(known, _)| known == int) {
                entries.push((int, label));
            }
            if entries.len() > 4096 {
                return false;
            }
        }
        if entries.len() < MINIMUM_TABLE {
            return false;
        }
        entries.sort_by_key(|&(int, _)| int);
        let (low, high) = (entries[0].0, entries[entries.len() - 1].0);
        let span = i64::from(high) - i64::from(low) + 1;
        if span > entries.len() as i64 * 3 + 8 || !self.asm.is_reachable() {
            return false;
        }
        let count = span as u32;
        self.asm.emit(op::SwitchInt {
            src: value,
            low,
            count,
        });
        let mut entries = entries.into_iter().peekable();
        for offset in 0..count {
            let int = i64::from(low) + i64::from(offset);
            let label = match entries.next_if(|&(known, _)| i64::from(known) == int) {
                Some((_, label)) => label,
                None => otherwise,
            };
            self.asm.pinned_jump(label);
        }
        self.asm.make_reachable();
        self.asm.jump(otherwise);
        true
    }
}
