//! The walk over a function's code that knows what each register holds.
//!
//! States are kept where jumps and handlers lead. From each of them, lowest first, instructions are
//! walked to the next such place or to the end of the way, and what holds there is joined in; where
//! that is news, the place is walked again. Joining only ever loses, so this ends, and a budget
//! linear in the code's size makes it end soon whatever the code.
//!
//! Rows of the table say what operands must hold and get; only what depends on other operands
//! (shapes of environments, windows, templates) is said here by instruction.

use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;

use super::entry::{Captured, entry_state};
use super::environment::{Bindings, ShapeId, Shapes};
use super::handlers::Handlers;
use super::kind::Kind;
use super::registers::Registers;
use super::{Reason, VerifyError};
use crate::container::{CodeKind, Constant, FunctionFlags, FunctionIndex, FunctionRecord, Unit};
use crate::opcode::layout::Operand;
use crate::opcode::operand::{
    ConstantIndex, Content, FRAME_HEADER, IteratorUse, Register, Role, WindowUse,
};
use crate::opcode::{Effects, Instruction, Opcode, instructions as op};

/// A function that another one creates, and with what.
pub(super) struct Created {
    pub(super) function: FunctionIndex,
    pub(super) captured: Captured,
    /// The word of the instruction.
    pub(super) at: usize,
}

/// What the walk needs of the checks before it.
pub(super) struct Checked<'u> {
    pub(super) unit: Unit<'u>,
    pub(super) record: FunctionRecord<'u>,
    pub(super) index: FunctionIndex,
    /// Where jumps lead, sorted, each once.
    pub(super) targets: Vec<u32>,
    pub(super) handlers: Handlers,
}

/// Walks a function that captured `captured`, and gives the functions that it creates.
pub(super) fn walk<'u>(
    checked: &Checked<'u>,
    shapes: &mut Shapes<'u>,
    captured: Captured,
) -> Result<Vec<Created>, VerifyError> {
    let mut leaders = checked.targets.clone();
    leaders.extend(checked.handlers.targets());
    leaders.push(0);
    leaders.sort_unstable();
    leaders.dedup();
    let code = checked.record.code();
    let registers = checked.record.register_count();
    let mut walker = Walker {
        checked,
        shapes,
        code,
        captured,
        states: vec![None; leaders.len()],
        leaders,
        pending: BTreeSet::new(),
        state: entry_state(checked.record, captured),
        handler: None,
        created: Vec::new(),
        work: 0,
    };
    walker.flow_to(0);
    // Each place is walked a few times, each time with joins of a few nodes.
    let budget = (1 << 20) + 256 * (code.len() as u64 + u64::from(registers));
    let unit_words = checked.unit.words().len() as u64;
    let most_work_on_scopes = (1 << 20) + 64 * unit_words;
    while let Some(leader) = walker.pending.pop_first() {
        walker
            .block(leader as usize)
            .map_err(|(at, reason)| refuse(checked.index, at, reason))?;
        if walker.work > budget || walker.shapes.work() > most_work_on_scopes {
            let at = walker.leaders[leader as usize] as usize;
            return Err(refuse(checked.index, at, Reason::Complexity));
        }
    }
    Ok(walker.created)
}

fn refuse(function: FunctionIndex, at: usize, reason: Reason) -> VerifyError {
    VerifyError {
        function: Some(function),
        at: at as u32,
        reason,
    }
}

type Refusal = (usize, Reason);

struct Walker<'c, 'u, 's> {
    checked: &'c Checked<'u>,
    shapes: &'s mut Shapes<'u>,
    code: &'u [u64],
    captured: Captured,
    /// Words where states are kept, sorted.
    leaders: Vec<u32>,
    states: Vec<Option<Registers>>,
    /// Leaders, by index, whose state is news.
    pending: BTreeSet<u32>,
    /// What holds before the instruction that is walked.
    state: Registers,
    /// The leader that a throw from here leads to, and the register that the exception is put in.
    handler: Option<(u32, Register)>,
    created: Vec<Created>,
    work: u64,
}

impl Walker<'_, '_, '_> {
    fn leader(&self, word: u32) -> Option<usize> {
        self.leaders.binary_search(&word).ok()
    }

    /// What holds now also holds at a leader.
    fn flow_to(&mut self, leader: usize) {
        let is_news = match &mut self.states[leader] {
            Some(known) => known.join(&mut self.state, &mut self.work),
            unknown => {
                *unknown = Some(self.state.clone());
                true
            }
        };
        if is_news {
            self.pending.insert(leader as u32);
        }
    }

    fn jump_to(&mut self, word: u32) {
        if let Some(leader) = self.leader(word) {
            self.flow_to(leader);
        }
    }

    /// From here on throws lead to a handler: all that holds now may hold there, but for the
    /// exception's register.
    fn enter_handler(&mut self, handler: Option<u32>) {
        self.handler = None;
        let Some(handler) = handler.map(|index| self.checked.handlers.get(index)) else {
            return;
        };
        let Some(leader) = self.leader(handler.target) else {
            return;
        };
        let register = u32::from(handler.register.0);
        let before = self.state.get(register);
        self.state.set(register, Kind::VALUE);
        self.flow_to(leader);
        self.state.set(register, before);
        self.handler = Some((leader as u32, handler.register));
    }

    fn set(&mut self, register: u32, kind: Kind) {
        self.state.set(register, kind);
        if let Some((leader, exception)) = self.handler
            && register != u32::from(exception.0)
            && let Some(known) = &mut self.states[leader as usize]
            && known.join_register(register, kind)
        {
            self.pending.insert(leader);
        }
    }

    /// A callee has used the registers from `first` on.
    fn kill_from(&mut self, first: u32) {
        self.state.fill_from(first, Kind::DEAD);
        if let Some((leader, exception)) = self.handler
            && let Some(known) = &mut self.states[leader as usize]
        {
            let before = known.clone();
            let register = u32::from(exception.0);
            let kept = known.get(register);
            known.fill_from(first, Kind::DEAD);
            known.set(register, kept);
            let mut before = before;
            let mut news = known.clone();
            if before.join(&mut news, &mut self.work) {
                self.pending.insert(leader);
            }
        }
    }

    /// Walks from a leader to the next one, or to where the way ends.
    fn block(&mut self, leader: usize) -> Result<(), Refusal> {
        let Some(state) = &self.states[leader] else {
            return Ok(());
        };
        self.state = state.clone();
        let mut at = self.leaders[leader] as usize;
        let next_leader = self
            .leaders
            .get(leader + 1)
            .map_or(usize::MAX, |&at| at as usize);
        let mut guarded_until = 0;
        loop {
            if at == next_leader {
                self.flow_to(leader + 1);
                return Ok(());
            }
            if at >= guarded_until {
                let (handler, end) = self.checked.handlers.at(at as u32);
                self.enter_handler(handler);
                guarded_until = end as usize;
            }
            self.work += 1;
            let Some(opcode) = self.code.get(at).and_then(|&word| Opcode::of_word(word)) else {
                return Err((at, Reason::Opcode));
            };
            let row = opcode.row();
            self.instruction(opcode, at)
                .map_err(|reason| (at, reason))?;
            if row.effects.contains(Effects::TERMINATES) {
                return Ok(());
            }
            if opcode == Opcode::SwitchInt {
                return Ok(());
            }
            at += row.size;
        }
    }

    /// The way that code takes from an instruction: its checks, what it writes, where it jumps.
    fn instruction(&mut self, opcode: Opcode, at: usize) -> Result<(), Reason> {
        let first = self.code[at];
        let row = opcode.row();
        let second = if row.size == 2 { self.code[at + 1] } else { 0 };
        let count = row
            .operands
            .iter()
            .find(|operand| operand.role == Role::Count)
            .map_or(0, |count| count.field.extract(first, second));
        let raw = |operand: &Operand| operand.field.extract(first, second);
        for operand in row.operands {
            self.source(operand.role, raw(operand), count)?;
        }
        let given = self.special_cases(opcode, at, second)?;
        for operand in row.operands {
            if let Role::Window(_) | Role::SpreadWindow(_) = operand.role {
                self.kill_from(raw(operand));
            }
        }
        for operand in row.operands {
            self.destination(operand.role, raw(operand), given)?;
        }
        for operand in row.operands {
            if operand.role == Role::Jump {
                self.jump_to((at as u32).wrapping_add(raw(operand)));
            }
        }
        Ok(())
    }

    fn source(&self, role: Role, register: u32, count: u32) -> Result<(), Reason> {
        let kind = |offset: u32| self.state.get(register + offset);
        let values = |first: u32, count: u32| self.state.are_values(register + first, count);
        let window = |reads: WindowUse, arguments: u32| {
            let header = match reads {
                WindowUse::Bare => true,
                WindowUse::Call => kind(1).is_value(),
                WindowUse::Super => kind(2).is_value(),
                // The shape is compared with the scope constant's.
                WindowUse::Eval => kind(1).is_value(),
            };
            header && kind(0).is_value() && values(u32::from(FRAME_HEADER), arguments)
        };
        let fits = match role {
            Role::Source(Content::Value) | Role::InOut => kind(0).is_value(),
            Role::Source(Content::Any) => kind(0).is_single(),
            Role::Source(Content::Environment) => kind(0).shape().is_some(),
            Role::Source(Content::Scope) => kind(0) == Kind::UNDEFINED || kind(0).shape().is_some(),
            Role::Source(Content::Resolved) => kind(0).is_resolved(),
            Role::Source(Content::Capability) => kind(0) == Kind::CAPABILITY,
            Role::SourcePair => values(0, 2),
            Role::SourceRange => values(0, count),
            Role::Window(reads) => window(reads, count),
            Role::SpreadWindow(reads) => window(reads, 1),
            Role::Iterator(IteratorUse::Use) => {
                let record = [kind(0), kind(1), kind(2)];
                record == [Kind::ITERATOR, Kind::NEXT, Kind::SPARE] || values(0, 3)
            }
            Role::Iterator(IteratorUse::UseKeys) => kind(0) == Kind::ENUMERATOR,
            _ => true,
        };
        if fits { Ok(()) } else { Err(Reason::Content) }
    }

    /// Whether code may write a register: of the header a derived constructor keeps `this` and its
    /// result there, and other functions `this` where it is no instance that the caller waits for.
    fn may_write(&self, register: u32) -> bool {
        let record = self.checked.record;
        let is_derived = record.kind() == CodeKind::DerivedConstructor;
        let is_constructor = record.flags().has(FunctionFlags::CONSTRUCTOR);
        let is_kept = |kept: Register| register == u32::from(kept.0);
        register >= u32::from(FRAME_HEADER)
            || is_kept(Register::THIS) && (is_derived || !is_constructor)
            || is_kept(Register::NEW_TARGET) && is_derived
    }

    fn destination(
        &mut self,
        role: Role,
        register: u32,
        given: Option<Kind>,
    ) -> Result<(), Reason> {
        let (kinds, count): ([Kind; 3], u32) = match role {
            Role::Destination(Content::Value) => ([given.unwrap_or(Kind::VALUE); 3], 1),
            Role::InOut => ([Kind::VALUE; 3], 1),
            Role::Destination(Content::Resolved) => ([Kind::RESOLVED; 3], 1),
            Role::Destination(Content::Capability) => ([Kind::CAPABILITY; 3], 1),
            Role::Destination(_) => ([given.ok_or(Reason::Environment)?; 3], 1),
            Role::DestinationPair => ([Kind::VALUE; 3], 2),
            Role::Iterator(IteratorUse::New) => ([Kind::ITERATOR, Kind::NEXT, Kind::SPARE], 3),
            Role::Iterator(IteratorUse::Open) => ([Kind::VALUE; 3], 3),
            Role::Iterator(IteratorUse::NewKeys) => ([Kind::ENUMERATOR; 3], 1),
            _ => return Ok(()),
        };
        for (kind, register) in kinds.into_iter().zip(register..register + count) {
            let is_header_value = register < u32::from(FRAME_HEADER) && !kind.is_value();
            if !self.may_write(register) || is_header_value {
                return Err(Reason::HeaderRegister);
            }
            self.set(register, kind);
        }
        Ok(())
    }

    fn kind(&self, register: Register) -> Kind {
        self.state.get(u32::from(register.0))
    }

    /// The environment in a register that holds one, or `undefined`.
    fn scope_in(&self, register: Register) -> Option<ShapeId> {
        self.kind(register).shape()
    }

    fn outer(&self, depth: u16) -> Option<ShapeId> {
        self.shapes.ancestor(self.captured?, u32::from(depth))
    }

    /// Whether a slot `depth` environments up is there.
    fn outer_slot(&self, depth: u16, slot: u16, is_value: bool) -> Result<(), Reason> {
        let has = |id| self.shapes.has_slot(id, u32::from(slot), is_value);
        match self.outer(depth) {
            Some(id) if has(id) => Ok(()),
            _ => Err(Reason::Slot),
        }
    }

    fn slot(&self, env: Register, slot: u16, is_value: bool) -> Result<(), Reason> {
        let has = |id| self.shapes.has_slot(id, u32::from(slot), is_value);
        match self.scope_in(env) {
            Some(id) if has(id) => Ok(()),
            _ => Err(Reason::Slot),
        }
    }

    fn new_environment(
        &mut self,
        parent: Register,
        size: u32,
        kind: Bindings,
        scope: ConstantIndex,
    ) -> Result<Option<Kind>, Reason> {
        let parent = self.scope_in(parent);
        let shape = self.shapes.make(parent, size, kind, scope);
        Ok(Some(Kind::environment(shape.ok_or(Reason::Scope)?)))
    }

    /// A function is created: its environments are what it is walked with.
    fn create(
        &mut self,
        at: usize,
        env: Register,
        template: ConstantIndex,
        is_class: bool,
    ) -> Result<(), Reason> {
        let Some(Constant::Template(function)) = self.checked.unit.constant(template) else {
            return Err(Reason::Template);
        };
        let record = self.checked.unit.function(function);
        let kind = record.ok_or(Reason::Template)?.kind();
        let is_function = !matches!(
            kind,
            CodeKind::Script | CodeKind::Module | CodeKind::ModuleInstantiation | CodeKind::Eval
        );
        if !is_function || kind.is_class_constructor() != is_class {
            return Err(Reason::Kind);
        }
        self.created.push(Created {
            function,
            captured: self.scope_in(env),
            at,
        });
        Ok(())
    }

    fn eval(&mut self, window: Register, scope: ConstantIndex) -> Result<(), Reason> {
        let kind = self.kind(window.offset(3));
        let is_scope = kind == Kind::UNDEFINED || kind.shape().is_some();
        if is_scope && self.shapes.is_scope_of(scope, kind.shape()) {
            Ok(())
        } else {
            Err(Reason::Scope)
        }
    }

    /// Checks what rows do not say, and gives the kind of what the row does not name.
    fn special_cases(
        &mut self,
        opcode: Opcode,
        at: usize,
        second: u64,
    ) -> Result<Option<Kind>, Reason> {
        let first = self.code[at];
        macro_rules! decode {
            ($Name:ident) => {
                op::$Name::decode(first, || second)
            };
        }
        match opcode {
            Opcode::MoveRegister => return Ok(Some(self.kind(decode!(MoveRegister).src))),
            Opcode::LoadUndefined => return Ok(Some(Kind::UNDEFINED)),
            Opcode::NewEnvironment => {
                let i = decode!(NewEnvironment);
                let size = u32::from(i.size);
                return self.new_environment(i.parent, size, Bindings::Declarative, i.scope);
            }
            Opcode::NewVariableEnvironment => {
                let i = decode!(NewVariableEnvironment);
                // The VM adds a slot for the names that eval adds.
                let size = u32::from(i.size) + 1;
                return self.new_environment(i.parent, size, Bindings::Variable, i.scope);
            }
            Opcode::NewObjectEnvironment => {
                let parent = decode!(NewObjectEnvironment).parent;
                return self.new_environment(parent, 1, Bindings::Object, ConstantIndex::NONE);
            }
            Opcode::CopyEnvironment => return Ok(Some(self.kind(decode!(CopyEnvironment).src))),
            Opcode::LoadOuterEnvironment => {
                return Ok(Some(Kind::scope(
                    self.outer(decode!(LoadOuterEnvironment).depth),
                )));
            }
            Opcode::LoadSlot => {
                let i = decode!(LoadSlot);
                self.slot(i.env, i.slot, true)?;
            }
            Opcode::LoadSlotChecked => {
                let i = decode!(LoadSlotChecked);
                self.slot(i.env, i.slot, true)?;
            }
            Opcode::StoreSlot => {
                let i = decode!(StoreSlot);
                self.slot(i.env, i.slot, true)?;
            }
            Opcode::StoreSlotChecked => {
                let i = decode!(StoreSlotChecked);
                self.slot(i.env, i.slot, true)?;
            }
            Opcode::LoadImport => {
                let i = decode!(LoadImport);
                self.slot(i.env, i.slot, false)?;
            }
            Opcode::LoadOuterSlot => {
                let i = decode!(LoadOuterSlot);
                self.outer_slot(i.depth, i.slot, true)?;
            }
            Opcode::LoadOuterSlotChecked => {
                let i = decode!(LoadOuterSlotChecked);
                self.outer_slot(i.depth, i.slot, true)?;
            }
            Opcode::StoreOuterSlot => {
                let i = decode!(StoreOuterSlot);
                self.outer_slot(i.depth, i.slot, true)?;
            }
            Opcode::StoreOuterSlotChecked => {
                let i = decode!(StoreOuterSlotChecked);
                self.outer_slot(i.depth, i.slot, true)?;
            }
            Opcode::LoadOuterImport => {
                let i = decode!(LoadOuterImport);
                self.outer_slot(i.depth, i.slot, false)?;
            }
            Opcode::CreateClosure => {
                let i = decode!(CreateClosure);
                self.create(at, i.env, i.template, false)?;
            }
            Opcode::CreateMethod => {
                let i = decode!(CreateMethod);
                self.create(at, i.env, i.template, false)?;
            }
            Opcode::CreateClass => {
                let i = decode!(CreateClass);
                self.create(at, i.env, i.template, true)?;
            }
            Opcode::CreateDerivedClass => {
                let i = decode!(CreateDerivedClass);
                self.create(at, i.env, i.template, true)?;
            }
            Opcode::CreateMappedArguments => {
                let i = decode!(CreateMappedArguments);
                let shape = self.scope_in(i.env);
                if !self.shapes.has_slots(shape, i.slots) {
                    return Err(Reason::Slot);
                }
            }
            Opcode::CallEval => {
                let i = decode!(CallEval);
                self.eval(i.window, i.scope)?;
            }
            Opcode::CallEvalSpread => {
                let i = decode!(CallEvalSpread);
                self.eval(i.window, i.scope)?;
            }
            // A derived constructor must not hand out an instance that it does not have.
            Opcode::ReturnValue
            | Opcode::ReturnUndefined
            | Opcode::TailCall
            | Opcode::TailCallSpread
                if self.checked.record.kind() == CodeKind::DerivedConstructor =>
            {
                return Err(Reason::Kind);
            }
            Opcode::InitialYield => {
                if !self.kind(Register::NEW_TARGET).is_value() {
                    return Err(Reason::Suspension);
                }
                self.become_coroutine();
            }
            Opcode::YieldValue | Opcode::Suspend
                if self.kind(Register::NEW_TARGET) != Kind::COROUTINE =>
            {
                return Err(Reason::Suspension);
            }
            Opcode::AwaitValue => {
                let flags = self.checked.record.flags();
                let is_coroutine = self.kind(Register::NEW_TARGET) == Kind::COROUTINE;
                if flags.has(FunctionFlags::GENERATOR) && !is_coroutine {
                    return Err(Reason::Suspension);
                }
                self.become_coroutine();
            }
            Opcode::SwitchInt => {
                let i = decode!(SwitchInt);
                let table = at + op::SwitchInt::SIZE;
                for entry in 0..=i.count {
                    self.jump_to(table as u32 + entry);
                }
            }
            _ => {}
        }
        Ok(None)
    }

    /// The frame's coroutine takes the place of `new.target`.
    fn become_coroutine(&mut self) {
        self.set(u32::from(Register::NEW_TARGET.0), Kind::COROUTINE);
    }
}
