//! [Property accessors, calls and optional chains](https://tc39.es/ecma262/#sec-left-hand-side-expressions):
//! chains that lean left without limit, walked from their innermost link outward.

use kataan_syntax::ast::{Expr, ExprKind, TaggedTemplate};
use smallvec::SmallVec;

use super::arguments::{MANY, Passed};
use crate::compiler::fold::Constant;
use crate::compiler::function::FunctionCompiler;
use crate::compiler::outer::Special;
use crate::opcode::instructions as op;
use crate::opcode::operand::{FeedbackKind, Register};

/// What is made of a chain's last link.
#[derive(Clone, Copy)]
enum Goal {
    /// Its value, in a register.
    Value(Register),
    /// A callee and its `this`, in the first registers of a window.
    Method(Register),
    /// The function's result: the last link is a call.
    Return,
}

type Links<'e, 'a> = SmallVec<[&'e Expr<'a>; 8]>;

impl<'a> FunctionCompiler<'_, '_, 'a> {
    /// `dst = a.b`, `a[b]`, `a()`, `` a`…` `` and chains of these.
    pub(super) fn access(&mut self, expr: &Expr<'a>, dst: Register) {
        self.chain(expr, Goal::Value(dst));
    }

    /// `return f(…)` as a tail call.
    pub(in crate::compiler) fn tail_call(&mut self, call: &Expr<'a>) {
        self.chain(call, Goal::Return);
    }

    fn chain(&mut self, expr: &Expr<'a>, goal: Goal) {
        if let ExprKind::OptionalChain(inner) = expr.kind {
            return self.optional_chain(inner, goal);
        }
        let (links, base) = links(expr);
        let start = self.registers.mark();
        // Where values go between the links.
        let work = match goal {
            Goal::Value(dst) => self.building(dst),
            _ => self.registers.take(),
        };
        let Some(&innermost) = links.last() else {
            self.super_member(base, goal);
            self.registers.release(start);
            return;
        };
        let mut window = None;
        // The window's `this` is undefined and not filled.
        let mut plain = false;
        let mut current = work;
        if !is_call(innermost) {
            current = self.chain_base(base, innermost, work);
        }
        let mark = self.registers.mark();
        if is_call(innermost) {
            let registers = self.window();
            plain = self.is_plain(innermost, base)
                && !(links.len() == 1 && matches!(goal, Goal::Return));
            self.callee(base, registers, plain);
            window = Some(registers);
        }
        for (at, &link) in links.iter().enumerate().rev() {
            let is_last = at == 0;
            let called = if is_last {
                matches!(goal, Goal::Method(_))
            } else {
                is_call(links[at - 1])
            };
            let target = match goal {
                Goal::Value(dst) if is_last => dst,
                _ => work,
            };
            if is_call(link) {
                let Some(registers) = window.take() else {
                    break;
                };
                let tail = is_last && matches!(goal, Goal::Return);
                self.call_link(link, registers, target, tail, plain);
                plain = false;
                current = target;
                self.registers.release(mark);
                if called {
                    // The result is called in turn, with `this` undefined.
                    let next = self.method_window(goal, is_last);
                    self.move_to(next, current);
                    self.asm.emit(op::LoadUndefined {
                        dst: next.offset(1),
                    });
                    window = Some(next);
                }
                continue;
            }
            if called {
                let next = self.method_window(goal, is_last);
                self.member_method(link, current, next);
                window = Some(next);
            } else {
                let inner = self.registers.mark();
                self.member_value(link, current, target);
                self.registers.release(inner);
                current = target;
            }
        }
        self.registers.release(start);
    }

    fn method_window(&mut self, goal: Goal, is_last: bool) -> Register {
        match goal {
            Goal::Method(window) if is_last => window,
            _ => self.window(),
        }
    }

    /// The value that a chain begins with: a variable's own register, or `work`.
    fn chain_base(&mut self, base: &Expr<'a>, link: &Expr<'a>, work: Register) -> Register {
        match base.kind {
            ExprKind::Identifier(name) if self.variable_register(name).is_some() => {
                match link.kind {
                    ExprKind::Index(index) => self.operand(base, &[index.index]),
                    _ => self.expression(base),
                }
            }
            ExprKind::This => self.load_this(),
            _ => {
                self.expression_to(base, work);
                work
            }
        }
    }

    /// `a?.b`: what is short-circuited ends at the exit, with `undefined`.
    fn optional_chain(&mut self, inner: &Expr<'a>, goal: Goal) {
        let (exit, done) = (self.asm.label(), self.asm.label());
        self.chain_exits.push(exit);
        match goal {
            // A tail call in a chain is an ordinary call that is returned.
            Goal::Return => {
                let mark = self.registers.mark();
                let dst = self.registers.take();
                self.chain(inner, Goal::Value(dst));
                self.chain_exits.pop();
                self.asm.jump(done);
                self.asm.bind(exit);
                self.asm.emit(op::LoadUndefined { dst });
                self.asm.bind(done);
                self.asm.emit(op::ReturnValue { src: dst });
                self.registers.release(mark);
                return;
            }
            goal => self.chain(inner, goal),
        }
        self.chain_exits.pop();
        self.asm.jump(done);
        self.asm.bind(exit);
        match goal {
            Goal::Value(dst) => self.asm.emit(op::LoadUndefined { dst }),
            Goal::Method(window) => {
                self.asm.emit(op::LoadUndefined { dst: window });
                self.asm.emit(op::LoadUndefined {
                    dst: window.offset(1),
                });
            }
            Goal::Return => {}
        }
        self.asm.bind(done);
    }

    /// Leaves the optional chain if `src` is undefined or null.
    fn leave_if_nullish(&mut self, src: Register) {
        if let Some(&exit) = self.chain_exits.last() {
            let target = self.asm.to(exit);
            self.asm.emit(op::JumpIfNullish { src, target });
        }
    }

    /// `target = current.link`
    fn member_value(&mut self, link: &Expr<'a>, object: Register, dst: Register) {
        match link.kind {
            ExprKind::Member(member) => {
                if member.optional {
                    self.leave_if_nullish(object);
                }
                self.asm.set_position(self.property_position(link));
                self.get_property(dst, object, member.property);
            }
            ExprKind::Index(index) => {
                if index.optional {
                    self.leave_if_nullish(object);
                }
                if let Some(Constant::String(name)) = self.constant(index.index)
                    && !self.is_index(name)
                {
                    self.asm.set_position(index.index.span.start);
                    return self.get_property(dst, object, name);
                }
                let key = self.element_key(index.index);
                self.asm.set_position(index.index.span.start);
                let feedback = self.feedback(FeedbackKind::ElementLoad);
                self.asm.emit(op::GetElement {
                    dst,
                    object,
                    key,
                    feedback,
                });
            }
            ExprKind::PrivateMember(member) => {
                if member.optional {
                    self.leave_if_nullish(object);
                }
                let name = self.private_name(member.name);
                self.asm.set_position(self.property_position(link));
                let feedback = self.feedback(FeedbackKind::Private);
                self.asm.emit(op::GetPrivate {
                    dst,
                    object,
                    name,
                    feedback,
                });
            }
            _ => {}
        }
    }

    /// `window = object.link; window+1 = object`
    fn member_method(&mut self, link: &Expr<'a>, object: Register, window: Register) {
        let mark = self.registers.mark();
        match link.kind {
            ExprKind::Member(member) => {
                if member.optional {
                    self.leave_if_nullish(object);
                }
                let key = self.unit.name(member.property);
                let feedback = self.feedback(FeedbackKind::Load);
                self.asm.set_position(self.property_position(link));
                self.asm.emit(op::GetMethod {
                    dst: window,
                    object,
                    key,
                    feedback,
                });
            }
            ExprKind::Index(index) => {
                if index.optional {
                    self.leave_if_nullish(object);
                }
                let key = self.element_key(index.index);
                let feedback = self.feedback(FeedbackKind::ElementLoad);
                self.asm.set_position(index.index.span.start);
                self.asm.emit(op::GetElementMethod {
                    dst: window,
                    object,
                    key,
                    feedback,
                });
            }
            _ => {
                self.member_value(link, object, window);
                self.move_to(window.offset(1), object);
            }
        }
        self.registers.release(mark);
    }

    /// The key of `a[key]`, in a register.
    pub(super) fn element_key(&mut self, key: &Expr<'a>) -> Register {
        if let Some(Constant::String(name)) = self.constant(key)
            && let Some(index) = self.index_value(name)
        {
            let dst = self.registers.take();
            self.load_number(index, dst);
            return dst;
        }
        self.expression(key)
    }

    /// `dst = object.name`
    pub(in crate::compiler) fn get_property(
        &mut self,
        dst: Register,
        object: Register,
        name: kataan_syntax::ast::Name,
    ) {
        let feedback = self.feedback(FeedbackKind::Load);
        if name == kataan_syntax::ast::Name::LENGTH {
            self.asm.emit(op::GetLength {
                dst,
                object,
                feedback,
            });
        } else {
            let key = self.unit.name(name);
            self.asm.emit(op::GetProperty {
                dst,
                object,
                key,
                feedback,
            });
        }
    }

    /// Calls what is in the window.
    fn call_link(
        &mut self,
        link: &Expr<'a>,
        window: Register,
        dst: Register,
        tail: bool,
        plain: bool,
    ) {
        match link.kind {
            ExprKind::Call(call) => {
                if call.optional {
                    self.leave_if_nullish(window);
                }
                let passed = self.arguments(call.arguments);
                self.asm.set_position(self.callee_position(call.callee));
                if call.direct_eval.is_some() {
                    self.emit_eval(dst, window, passed);
                    if tail {
                        self.asm.emit(op::ReturnValue { src: dst });
                    }
                } else if tail {
                    self.emit_tail_call(window, passed);
                } else if let (Passed::Values(argc), true) = (passed, plain) {
                    self.emit_plain_call(dst, window, argc);
                } else {
                    self.emit_call(dst, window, passed);
                }
            }
            ExprKind::TaggedTemplate(tagged) => {
                let passed = self.template_arguments(tagged);
                self.asm.set_position(self.callee_position(tagged.tag));
                if tail {
                    self.emit_tail_call(window, passed);
                } else {
                    self.emit_call(dst, window, passed);
                }
            }
            _ => {}
        }
    }

    fn template_arguments(&mut self, tagged: &TaggedTemplate<'a>) -> Passed {
        let strings = self.registers.take();
        self.template_object(&tagged.template, strings);
        for expr in tagged.template.expressions {
            self.temporary(expr);
        }
        Passed::Values(1 + tagged.template.expressions.len() as u16)
    }

    /// Whether the call passes plain values and `this` undefined.
    fn is_plain(&self, link: &Expr<'a>, base: &Expr<'a>) -> bool {
        let ExprKind::Call(call) = link.kind else {
            return false;
        };
        let spread = call
            .arguments
            .iter()
            .any(|argument| matches!(argument, kataan_syntax::ast::Argument::Spread(_)));
        if spread || call.direct_eval.is_some() || call.arguments.len() >= MANY {
            return false;
        }
        match base.kind {
            ExprKind::Identifier(name) => self.is_plain_callee(name),
            ExprKind::SuperMember(_) | ExprKind::SuperIndex(_) | ExprKind::OptionalChain(_) => {
                false
            }
            _ => true,
        }
    }

    /// A callee that is no member, and its `this` unless the call is a plain one.
    fn callee(&mut self, base: &Expr<'a>, window: Register, plain: bool) {
        match base.kind {
            _ if plain => {
                self.asm.set_position(base.span.start);
                self.expression_to(base, window);
            }
            ExprKind::Identifier(name) => {
                self.asm.set_position(base.span.start);
                self.load_name_method(name, window);
            }
            ExprKind::SuperMember(_) | ExprKind::SuperIndex(_) => {
                self.super_member(base, Goal::Method(window));
            }
            ExprKind::OptionalChain(inner) => self.optional_chain(inner, Goal::Method(window)),
            _ => {
                self.expression_to(base, window);
                self.asm.emit(op::LoadUndefined {
                    dst: window.offset(1),
                });
            }
        }
    }

    /// `super.a`, `super[a]`
    fn super_member(&mut self, expr: &Expr<'a>, goal: Goal) {
        let mark = self.registers.mark();
        let (pair, dst) = match goal {
            Goal::Method(window) => (window, window),
            Goal::Value(dst) => (self.registers.take_many(2), dst),
            Goal::Return => return,
        };
        self.asm.set_position(expr.span.start);
        let key = self.super_reference(expr, pair);
        match (expr.kind, key) {
            (ExprKind::SuperMember(name), _) => {
                let key = self.unit.name(name);
                let feedback = self.feedback(FeedbackKind::Load);
                self.asm.emit(op::GetSuperProperty {
                    dst,
                    base: pair,
                    key,
                    feedback,
                });
            }
            (_, Some(key)) => {
                self.asm.set_position(expr.span.start);
                self.asm.emit(op::GetSuperElement {
                    dst,
                    base: pair,
                    key,
                });
            }
            _ => {}
        }
        self.registers.release(mark);
    }

    /// Evaluates the parts of a super property: the pair of base and `this`, and the key of
    /// `super[key]`.
    pub(super) fn super_reference(&mut self, expr: &Expr<'a>, pair: Register) -> Option<Register> {
        let this = self.load_this();
        self.move_to(pair.offset(1), this);
        let key = match expr.kind {
            ExprKind::SuperIndex(index) => Some(self.temporary(index)),
            _ => None,
        };
        let mark = self.registers.mark();
        let home = self.registers.take();
        self.load_home_object(home);
        self.asm.emit(op::GetSuperBase { dst: pair, home });
        self.registers.release(mark);
        key
    }

    fn load_home_object(&mut self, dst: Register) {
        if self.facts.borrows_this() {
            match self.outer_special(Special::Home) {
                Some((depth, slot, _)) => self.asm.emit(op::LoadOuterSlot { dst, depth, slot }),
                None => self.asm.emit(op::LoadUndefined { dst }),
            }
        } else {
            self.asm.emit(op::LoadHomeObject { dst });
        }
    }

    /// `delete a?.b`
    pub(super) fn delete_chain(&mut self, expr: &Expr<'a>, chain: &Expr<'a>, dst: Register) {
        let (exit, done) = (self.asm.label(), self.asm.label());
        self.chain_exits.push(exit);
        let strict = self.strict();
        match chain.kind {
            ExprKind::Member(member) => {
                let object = self.expression(member.object);
                if member.optional {
                    self.leave_if_nullish(object);
                }
                let key = self.unit.name(member.property);
                self.asm.set_position(expr.span.start);
                self.asm.emit(op::DeleteProperty {
                    dst,
                    object,
                    strict,
                    key,
                });
            }
            ExprKind::Index(index) => {
                let object = self.operand(index.object, &[index.index]);
                if index.optional {
                    self.leave_if_nullish(object);
                }
                let key = self.expression(index.index);
                self.asm.set_position(expr.span.start);
                self.asm.emit(op::DeleteElement {
                    dst,
                    object,
                    key,
                    strict,
                });
            }
            _ => {
                self.effect(chain);
                self.asm.emit(op::LoadTrue { dst });
            }
        }
        self.chain_exits.pop();
        self.asm.jump(done);
        self.asm.bind(exit);
        self.asm.emit(op::LoadTrue { dst });
        self.asm.bind(done);
    }

    /// Where the property name of `a.b` stands.
    pub(super) fn property_position(&self, member: &Expr<'a>) -> u32 {
        let name = match member.kind {
            ExprKind::Member(member) => member.property,
            ExprKind::PrivateMember(member) => member.name,
            _ => return member.span.start,
        };
        let length = self.unit.program.names.bytes(name).len() as u32;
        member
            .span
            .end
            .saturating_sub(length)
            .max(member.span.start)
    }

    /// Where a call stands in traces: at the last name of its callee, or after a callee without one.
    fn callee_position(&self, callee: &Expr<'a>) -> u32 {
        match callee.kind {
            ExprKind::Member(_) | ExprKind::PrivateMember(_) => self.property_position(callee),
            ExprKind::Identifier(_) => callee.span.start,
            _ => callee.span.end,
        }
    }
}

/// The links of a chain, outermost first, and what it begins with.
fn links<'e, 'a>(expr: &'e Expr<'a>) -> (Links<'e, 'a>, &'e Expr<'a>) {
    let mut links = Links::new();
    let mut node = expr;
    loop {
        let next = match node.kind {
            ExprKind::Member(member) => member.object,
            ExprKind::Index(index) => index.object,
            ExprKind::PrivateMember(member) => member.object,
            ExprKind::Call(call) => call.callee,
            ExprKind::TaggedTemplate(tagged) => tagged.tag,
            _ => return (links, node),
        };
        links.push(node);
        node = next.unparenthesized();
    }
}

fn is_call(link: &Expr<'_>) -> bool {
    matches!(link.kind, ExprKind::Call(_) | ExprKind::TaggedTemplate(_))
}
