//! Expressions, compiled to the register where their value is wanted.
//!
//! `literal` has objects, arrays and templates, `operator` unary and binary operators, `assign`
//! assignment and update, `access` member chains and calls, `arguments` call windows.

mod access;
mod arguments;
mod assign;
mod literal;
mod operator;

use kataan_syntax::ast::{Expr, ExprKind, FunctionId, Name, PatternKind, UpdateOperator};
use kataan_syntax::scope::BindingFlags;

pub(super) use self::assign::PropertyTarget;
pub(super) use self::literal::StaticKey;
use super::fold::Constant;
use super::function::FunctionCompiler;
use super::name::ReadMode;
use crate::opcode::instructions as op;
use crate::opcode::operand::{Register, Strict};

/// How deep an expression is searched for assignments before it is taken to have one.
const SEARCH_BUDGET: u32 = 100;

impl<'a> FunctionCompiler<'_, '_, 'a> {
    /// Evaluates the expression into any register: a variable's own, or a new one on top.
    pub(super) fn expression(&mut self, expr: &Expr<'a>) -> Register {
        match expr.kind {
            ExprKind::Identifier(name) => {
                if let Some(register) = self.variable_register(name) {
                    return register;
                }
            }
            ExprKind::This => return self.load_this(),
            ExprKind::Update(..) | ExprKind::Assign(_) => {
                // The value is that of the variable, which need not be copied.
                if let Some(register) =
                    assigned_name(expr).and_then(|name| self.resolve_name_plainly(name))
                {
                    self.effect(expr);
                    return register;
                }
            }
            ExprKind::Parenthesized(inner) if self.may_recurse() => return self.expression(inner),
            _ => {}
        }
        let dst = self.registers.take();
        self.expression_to(expr, dst);
        dst
    }

    /// Evaluates the expression into a new register on top, which later code may change.
    pub(super) fn temporary(&mut self, expr: &Expr<'a>) -> Register {
        let dst = self.registers.take();
        self.expression_to(expr, dst);
        dst
    }

    /// Evaluates an operand that must keep its value while `later` is evaluated.
    pub(super) fn operand(&mut self, expr: &Expr<'a>, later: &[&Expr<'a>]) -> Register {
        let inner = expr.unparenthesized();
        let name = match inner.kind {
            ExprKind::Identifier(name) => Some(name),
            _ => assigned_name(inner),
        };
        if let Some(name) = name
            && self.variable_register(name).is_some()
            && self.is_assigned(name)
        {
            let mut budget = SEARCH_BUDGET;
            if later
                .iter()
                .any(|later| may_assign(later, name, &mut budget))
            {
                return self.temporary(expr);
            }
        }
        self.expression(expr)
    }

    /// Whether the variable is assigned to after its declaration.
    fn is_assigned(&self, name: Name) -> bool {
        for open in self.open.iter().rev() {
            if let Some(at) = open.find(name) {
                let binding = &open.scope.bindings[at];
                return binding.flags.has(BindingFlags::ASSIGNED);
            }
        }
        true
    }

    /// Evaluates the expression for its effects only.
    pub(super) fn effect(&mut self, expr: &Expr<'a>) {
        let mark = self.registers.mark();
        match expr.kind {
            ExprKind::Update(operator, target) => self.update(operator, target, None),
            ExprKind::Assign(assign) => self.assign_effect(assign),
            ExprKind::Sequence(sequence) => {
                for expr in sequence.expressions {
                    if !self.may_recurse() {
                        break;
                    }
                    self.effect(expr);
                }
            }
            ExprKind::Parenthesized(inner) if self.may_recurse() => self.effect(inner),
            ExprKind::Logical(_) | ExprKind::Conditional(_) => self.logical_effect(expr),
            _ if self.constant(expr).is_some() => {}
            _ => {
                self.expression(expr);
            }
        }
        self.registers.release(mark);
    }

    /// Loads a constant.
    pub(super) fn load_constant(&mut self, value: Constant, dst: Register) {
        match value {
            Constant::Undefined => self.asm.emit(op::LoadUndefined { dst }),
            Constant::Null => self.asm.emit(op::LoadNull { dst }),
            Constant::Boolean(true) => self.asm.emit(op::LoadTrue { dst }),
            Constant::Boolean(false) => self.asm.emit(op::LoadFalse { dst }),
            Constant::Number(number) => self.load_number(number, dst),
            Constant::String(name) => {
                let constant = self.unit.name(name);
                self.asm.emit(op::LoadConstant { dst, constant });
            }
        }
    }

    pub(super) fn load_number(&mut self, number: f64, dst: Register) {
        let value = number as i32;
        if f64::from(value).to_bits() == number.to_bits() {
            self.asm.emit(op::LoadInt { dst, value });
        } else {
            let constant = self.unit.builder.number(number);
            self.asm.emit(op::LoadConstant { dst, constant });
        }
    }

    /// Evaluates the expression into `dst`, which is written only once its value is complete (if
    /// `dst` is a variable, the expression may read it).
    pub(super) fn expression_to(&mut self, expr: &Expr<'a>, dst: Register) {
        if !self.may_recurse() {
            return;
        }
        if let Some(value) = self.constant(expr) {
            return self.load_constant(value, dst);
        }
        let mark = self.registers.mark();
        match expr.kind {
            ExprKind::Null | ExprKind::Boolean(_) | ExprKind::Number(_) | ExprKind::String(_) => {}
            ExprKind::BigInt(digits) => {
                let constant = self.unit.bigint(digits);
                self.asm.emit(op::LoadConstant { dst, constant });
            }
            ExprKind::RegExp(literal) => self.regexp(literal, dst),
            ExprKind::Template(template) => self.template_literal(template, dst),
            ExprKind::TaggedTemplate(_)
            | ExprKind::Call(_)
            | ExprKind::Member(_)
            | ExprKind::Index(_)
            | ExprKind::PrivateMember(_)
            | ExprKind::SuperMember(_)
            | ExprKind::SuperIndex(_)
            | ExprKind::OptionalChain(_) => self.access(expr, dst),
            ExprKind::Identifier(name) => {
                self.asm.set_position(expr.span.start);
                self.load_name(name, dst, ReadMode::Value);
            }
            ExprKind::This => {
                self.asm.set_position(expr.span.start);
                let this = self.load_this();
                self.move_to(dst, this);
            }
            ExprKind::NewTarget => self.load_new_target(dst),
            ExprKind::ImportMeta => self.asm.emit(op::ImportMeta { dst }),
            ExprKind::Array(array) => self.array_literal(array, dst),
            ExprKind::Object(object) => self.object_literal(object, dst),
            ExprKind::Function(id) => self.create_function(id, dst, None),
            ExprKind::Class(class) => self.class(class, dst, None),
            ExprKind::Unary(operator, operand) => self.unary(expr, operator, operand, dst),
            ExprKind::Update(operator, target) => self.update(operator, target, Some(dst)),
            ExprKind::Binary(_) => self.binary(expr, dst),
            ExprKind::Logical(_) => self.logical(expr, dst),
            ExprKind::PrivateIn(private) => {
                let object = self.expression(private.right);
                let name = self.private_name(private.name);
                self.asm.set_position(expr.span.start);
                self.asm.emit(op::HasPrivate { dst, object, name });
            }
            ExprKind::Assign(assign) => self.assign(expr, assign, dst),
            ExprKind::Conditional(conditional) => {
                let (otherwise, done) = (self.asm.label(), self.asm.label());
                self.jump_if_false(conditional.test, otherwise);
                self.expression_to(conditional.consequent, dst);
                self.asm.jump(done);
                self.asm.bind(otherwise);
                self.expression_to(conditional.alternate, dst);
                self.asm.bind(done);
            }
            ExprKind::New(new) => self.new_expression(expr, new, dst),
            ExprKind::SuperCall(call) => self.super_call(expr, call, dst),
            ExprKind::ImportCall(call) => {
                let specifier = self.temporary(call.specifier);
                let options = self.registers.take();
                match call.options {
                    Some(expr) => self.expression_to(expr, options),
                    None => self.asm.emit(op::LoadUndefined { dst: options }),
                }
                let phase = phase(call.phase);
                self.asm.set_position(expr.span.start);
                self.asm.emit(op::ImportCall {
                    dst,
                    specifier,
                    options,
                    phase,
                });
            }
            ExprKind::Sequence(sequence) => {
                if let [before @ .., last] = sequence.expressions {
                    for expr in before {
                        self.effect(expr);
                    }
                    self.expression_to(last, dst);
                }
            }
            ExprKind::Yield(value) => self.yield_expression(expr, value, dst),
            ExprKind::YieldStar(value) => self.yield_star(expr, value, dst),
            ExprKind::Await(value) => {
                let src = self.expression(value);
                self.asm.set_position(expr.span.start);
                self.asm.emit(op::AwaitValue { dst, src });
            }
            ExprKind::Parenthesized(inner) => self.expression_to(inner, dst),
        }
        self.registers.release(mark);
    }

    /// Evaluates an expression whose function or class, if it is an anonymous one, is called `name`.
    pub(super) fn named_expression_to(&mut self, expr: &Expr<'a>, dst: Register, name: Name) {
        match self.anonymous_function(expr) {
            Some(Anonymous::Function(id)) => self.create_function(id, dst, Some(name)),
            Some(Anonymous::Class) => {
                if let ExprKind::Class(class) = expr.unparenthesized().kind {
                    self.class(class, dst, Some(super::class::ClassName::Static(name)));
                }
            }
            None => self.expression_to(expr, dst),
        }
    }

    /// Whether the expression is a function or class without a name of its own
    /// ([IsAnonymousFunctionDefinition](https://tc39.es/ecma262/#sec-isanonymousfunctiondefinition)).
    pub(super) fn anonymous_function(&self, expr: &Expr<'a>) -> Option<Anonymous> {
        match expr.unparenthesized().kind {
            ExprKind::Function(id) if self.unit.program.functions.get(id).name.is_none() => {
                Some(Anonymous::Function(id))
            }
            ExprKind::Class(class) if class.name.is_none() => Some(Anonymous::Class),
            _ => None,
        }
    }

    /// Strictness as an operand.
    pub(super) fn strict(&self) -> Strict {
        if self.facts.strict {
            Strict::Yes
        } else {
            Strict::No
        }
    }

    /// A temporary to build a value in that is to go to `dst`: `dst` itself, unless it is a variable
    /// that the code in between may read.
    pub(super) fn building(&mut self, dst: Register) -> Register {
        if self.registers.is_variable(dst) {
            self.registers.take()
        } else {
            dst
        }
    }
}

/// The name whose variable holds the value of the expression after it: that of an assignment or
/// prefix operator.
fn assigned_name(expr: &Expr<'_>) -> Option<Name> {
    match expr.kind {
        ExprKind::Update(UpdateOperator::PreIncrement | UpdateOperator::PreDecrement, target) => {
            match target.unparenthesized().kind {
                ExprKind::Identifier(name) => Some(name),
                _ => None,
            }
        }
        ExprKind::Assign(assign) => match assign.target.kind {
            PatternKind::Identifier(name) | PatternKind::ParenthesizedIdentifier(name) => {
                Some(name)
            }
            _ => None,
        },
        _ => None,
    }
}

/// A function or class without a name of its own.
#[derive(Clone, Copy)]
pub(super) enum Anonymous {
    Function(FunctionId),
    Class,
}

pub(super) fn phase(phase: kataan_syntax::ast::ImportPhase) -> crate::opcode::operand::Phase {
    use crate::opcode::operand::Phase;
    match phase {
        kataan_syntax::ast::ImportPhase::Evaluation => Phase::Evaluation,
        kataan_syntax::ast::ImportPhase::Defer => Phase::Defer,
        kataan_syntax::ast::ImportPhase::Source => Phase::Source,
    }
}

/// Whether evaluating the expression may assign to the variable `name` of a register (which no other
/// function can reach). Searches a few nodes, then answers yes.
fn may_assign(expr: &Expr<'_>, name: Name, budget: &mut u32) -> bool {
    let Some(left) = budget.checked_sub(1) else {
        return true;
    };
    *budget = left;
    match expr.kind {
        ExprKind::Null
        | ExprKind::Boolean(_)
        | ExprKind::Number(_)
        | ExprKind::BigInt(_)
        | ExprKind::String(_)
        | ExprKind::RegExp(_)
        | ExprKind::Identifier(_)
        | ExprKind::This
        | ExprKind::NewTarget
        | ExprKind::ImportMeta
        | ExprKind::Function(_)
        | ExprKind::SuperMember(_) => false,
        ExprKind::Unary(_, operand)
        | ExprKind::Parenthesized(operand)
        | ExprKind::Await(operand)
        | ExprKind::YieldStar(operand)
        | ExprKind::SuperIndex(operand)
        | ExprKind::OptionalChain(operand) => may_assign(operand, name, budget),
        ExprKind::Yield(operand) => {
            operand.is_some_and(|operand| may_assign(operand, name, budget))
        }
        ExprKind::Update(_, target) => match target.unparenthesized().kind {
            ExprKind::Identifier(assigned) => assigned == name,
            _ => may_assign(target, name, budget),
        },
        ExprKind::Assign(assign) => match assign.target.kind {
            PatternKind::Identifier(assigned) | PatternKind::ParenthesizedIdentifier(assigned) => {
                assigned == name || may_assign(assign.value, name, budget)
            }
            PatternKind::Expression(target) => {
                may_assign(target, name, budget) || may_assign(assign.value, name, budget)
            }
            _ => true,
        },
        ExprKind::Binary(binary) => {
            may_assign(binary.left, name, budget) || may_assign(binary.right, name, budget)
        }
        ExprKind::Logical(logical) => {
            may_assign(logical.left, name, budget) || may_assign(logical.right, name, budget)
        }
        ExprKind::Conditional(conditional) => [
            conditional.test,
            conditional.consequent,
            conditional.alternate,
        ]
        .iter()
        .any(|expr| may_assign(expr, name, budget)),
        ExprKind::Member(member) => may_assign(member.object, name, budget),
        ExprKind::PrivateMember(member) => may_assign(member.object, name, budget),
        ExprKind::Index(index) => {
            may_assign(index.object, name, budget) || may_assign(index.index, name, budget)
        }
        ExprKind::Call(call) => {
            may_assign(call.callee, name, budget)
                || call
                    .arguments
                    .iter()
                    .any(|argument| may_assign(value(argument), name, budget))
        }
        ExprKind::New(new) => {
            may_assign(new.callee, name, budget)
                || new
                    .arguments
                    .iter()
                    .any(|argument| may_assign(value(argument), name, budget))
        }
        ExprKind::Sequence(sequence) => sequence
            .expressions
            .iter()
            .any(|expr| may_assign(expr, name, budget)),
        _ => true,
    }
}

fn value<'a>(argument: &kataan_syntax::ast::Argument<'a>) -> &'a Expr<'a> {
    match *argument {
        kataan_syntax::ast::Argument::Value(expr) | kataan_syntax::ast::Argument::Spread(expr) => {
            expr
        }
    }
}

/// Whether evaluating the expression can run no script and touch no global binding.
pub(super) fn is_pure(expr: &Expr<'_>) -> bool {
    match expr.kind {
        ExprKind::Null
        | ExprKind::Boolean(_)
        | ExprKind::Number(_)
        | ExprKind::BigInt(_)
        | ExprKind::String(_)
        | ExprKind::Function(_)
        | ExprKind::This
        | ExprKind::RegExp(_) => true,
        ExprKind::Parenthesized(inner) => is_pure(inner),
        _ => false,
    }
}
