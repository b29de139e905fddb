//! Templates: what the closures of one function in the source have in common.
//!
//! A template names its unit and record. A lazy function has a record without code: its first call
//! parses it again and makes a unit of its own, in which the template then finds its code. The
//! feedback vector is made at the first call too: most functions of a program are never called.

use super::unit::{CodeUnit, UnitWords, constant, load_unit};
use crate::Vm;
use crate::error::JsResult;
use crate::inline_cache::feedback::{
    EntryFlags, FeedbackSlotInit, FeedbackVector, FeedbackVectorInit, FrameShape,
};
use crate::object::Shape;
use crate::value::Value;
use kataan_bytecode::container::{CodeKind, FunctionFlags, FunctionIndex};
use kataan_bytecode::opcode::operand::ConstantIndex;
use kataan_gc::{Field, Gc, Nullable, Plain, PlainData, Slot, TailInit, cell};

pub(crate) use super::unit::ConstantTable;

/// Facts of a function, as its record has them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TemplateFacts {
    /// Flags.
    pub flags: FunctionFlags,
    /// What kind of code it is.
    pub kind: CodeKind,
}

impl PlainData for TemplateFacts {}

cell! {
    /// A function of the source.
    pub struct Template as Internal {
        /// The unit that has its record.
        pub unit: Field<CodeUnit>,
        /// The unit that has its code; none for a lazy function before its first call.
        pub code: Nullable<CodeUnit>,
        /// What its closures have seen; none before the first call.
        pub feedback: Nullable<FeedbackVector>,
        /// The shape of its closures, made with the first.
        pub closure_shape: Nullable<Shape>,
        /// The index of its record.
        pub function: Plain<u32>,
        /// Its `length`.
        pub length: Plain<u32>,
        /// Facts.
        pub facts: Plain<TemplateFacts>,
        /// Its name: a string; `undefined` if it is given at run time.
        pub name: Slot,
    }
}

/// A template for a record of `unit`.
pub(crate) fn new_template(
    vm: &mut Vm,
    unit: Gc<CodeUnit>,
    index: FunctionIndex,
) -> JsResult<Gc<Template>> {
    let record = unit.function(vm, index);
    let (flags, kind, length, name) = (
        record.flags(),
        record.kind(),
        record.length(),
        record.name(),
    );
    let name = if name == ConstantIndex::NONE {
        Value::UNDEFINED
    } else {
        constant(vm, unit, name)?
    };
    let code = (!flags.has(FunctionFlags::LAZY)).then_some(unit);
    Ok(vm.heap.allocate(TemplateInit {
        unit,
        code,
        feedback: None,
        closure_shape: None,
        function: index.0,
        length,
        facts: TemplateFacts { flags, kind },
        name,
    })?)
}

impl Template {
    /// Whether all of `flags` hold.
    #[inline]
    pub fn has(&self, flags: FunctionFlags) -> bool {
        self.facts.get().flags.has(flags)
    }

    /// What kind of code it is.
    #[inline]
    pub fn code_kind(&self) -> CodeKind {
        self.facts.get().kind
    }

    /// The index of the record that has the code.
    pub fn code_index(&self, vm: &Vm) -> Option<(Gc<CodeUnit>, FunctionIndex)> {
        let code = self.code.get()?;
        // A unit of one lazy function has it as its entry.
        let index = if self.has(FunctionFlags::LAZY) {
            code.unit(vm).entry()
        } else {
            FunctionIndex(self.function.get())
        };
        Some((code, index))
    }
}

/// Makes a function ready to run: compiles it if it is lazy, makes its feedback vector, finds its
/// first instruction.
#[cold]
pub(crate) fn prepare(vm: &mut Vm, template: Gc<Template>) -> JsResult<Gc<FeedbackVector>> {
    if let Some(feedback) = template.feedback.get()
        && feedback.entry.get() != 0
    {
        return Ok(feedback);
    }
    if template.code.get().is_none() {
        compile_lazy(vm, template)?;
    }
    let (code, index) = template.code_index(vm).expect("just compiled");
    let record = code.function(vm, index);
    let mut flags = entry_flags(record.flags(), record.kind());
    if code.realm.get().offset() != vm.primary_realm {
        flags |= EntryFlags::SLOW_CALL;
    }
    let (rest, arguments) = (record.rest_register(), record.arguments_register());
    let frame = FrameShape {
        registers: record.register_count(),
        parameters: record.parameter_count(),
        flags,
        spare: 0,
    };
    let entry = record.code().as_ptr().expose_provenance() as u64;
    let count = record.feedback_count();
    if let Some(feedback) = template.feedback.get() {
        feedback.entry.set(entry);
        return Ok(feedback);
    }
    let empty = FeedbackSlotInit {
        cell: None,
        data: 0,
        extra: None,
        other: None,
    };
    let feedback = vm.heap.allocate(FeedbackVectorInit {
        entry,
        frame,
        template,
        constants: code.constants.get(),
        realm: code.realm.get(),
        instance_shape: None,
        instance_prototype: Value::UNDEFINED,
        constructor_shape: None,
        prototype_slot: 0,
        instance_capacity: 0,
        instances_seen: 0,
        rest_register: rest.0,
        arguments_register: arguments.0,
        calls: 0,
        turns: 0,
        slots: TailInit::Fill(count, empty),
    })?;
    template.feedback.set(feedback);
    if let Some(list) = vm.state().kept_functions.get() {
        list.push(&mut vm.heap, template.into())?;
    }
    Ok(feedback)
}

/// What the call sequence must know of a function.
fn entry_flags(flags: FunctionFlags, kind: CodeKind) -> u16 {
    let mut entry = 0;
    let mut set = |condition: bool, flag: u16| {
        if condition {
            entry |= flag;
        }
    };
    set(
        kind.is_class_constructor(),
        EntryFlags::CLASS_CONSTRUCTOR | EntryFlags::SLOW_CALL,
    );
    set(kind == CodeKind::DerivedConstructor, EntryFlags::DERIVED);
    set(
        flags.has(FunctionFlags::REST),
        EntryFlags::REST | EntryFlags::SLOW_CALL,
    );
    set(
        flags.has(FunctionFlags::ARGUMENTS),
        EntryFlags::UNMAPPED_ARGUMENTS | EntryFlags::SLOW_CALL,
    );
    set(
        flags.has(FunctionFlags::ARGUMENTS_LIST),
        EntryFlags::MAPPED_ARGUMENTS | EntryFlags::SLOW_CALL,
    );
    set(
        flags.has(FunctionFlags::CONSTRUCTOR),
        EntryFlags::CONSTRUCTOR,
    );
    set(flags.has(FunctionFlags::GENERATOR), EntryFlags::GENERATOR);
    set(flags.has(FunctionFlags::STRICT), EntryFlags::STRICT);
    // An async function's frame settles a promise from its first instruction on.
    let is_async = flags.has(FunctionFlags::ASYNC) && !flags.has(FunctionFlags::GENERATOR);
    set(is_async, EntryFlags::ASYNC | EntryFlags::SLOW_CALL);
    entry
}

/// Compiles a lazy function into a unit of its own.
fn compile_lazy(vm: &mut Vm, template: Gc<Template>) -> JsResult<()> {
    let unit = template.unit.get();
    let index = FunctionIndex(template.function.get());
    let lazy = unit.function(vm, index).lazy_function();
    let source = unit.source.get();
    let words = super::compile::compile_function(vm, source, lazy)?;
    let realm = unit.realm.get();
    let words = UnitWords::Owned(words.into_boxed_slice());
    let code = load_unit(vm, words, source, realm, unit.referrer.get())?;
    template.code.set(code);
    Ok(())
}
