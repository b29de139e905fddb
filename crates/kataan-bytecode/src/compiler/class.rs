//! [Class definitions](https://tc39.es/ecma262/#sec-class-definitions).
//!
//! The fields and private methods of instances are added by a synthetic method that the constructor
//! refers to; static fields and blocks run in another, called once. Functions of private methods and
//! values of computed field keys wait in unnamed slots of the class's scope.

use alloc::vec::Vec;

use kataan_syntax::{
    ast::{Class, ClassElement, ClassElementKind, Expr, Name, PropertyKey, VariableKind},
    scope::{ScopeFlags, ScopeId},
};

use super::expression::StaticKey;
use super::function::{CodeFacts, FunctionCompiler};
use super::name::ReadMode;
use super::outer::Special;
use super::program::{CompileError, FunctionContext, context};
use super::scope::ScopeRequest;
use crate::container::{CodeKind, FunctionFlags, FunctionParts};
use crate::opcode::instructions as op;
use crate::opcode::operand::{
    ConstantIndex, Enumerable, FRAME_HEADER, FeedbackKind, Prefix, Register,
};

/// What a class without a name of its own is called.
#[derive(Clone, Copy)]
pub(super) enum ClassName {
    Static(Name),
    /// By the property key in the register.
    Computed(Register),
}

/// A private method or accessor: its functions are in unnamed slots.
struct PrivateElement {
    name: Name,
    is_static: bool,
    /// The method, or the getter.
    function: Option<u16>,
    setter: Option<u16>,
    is_accessor: bool,
}

/// Unnamed slots of a class's scope.
#[derive(Default)]
struct Hidden {
    private: Vec<PrivateElement>,
    /// For each element in order: the slot of a computed field key.
    keys: Vec<Option<u16>>,
    count: u16,
}

impl Hidden {
    fn slot(&mut self) -> u16 {
        self.count += 1;
        self.count - 1
    }

    /// Counts the slots that a class needs; they are relative to the first unnamed one.
    fn plan(elements: &[ClassElement<'_>]) -> Self {
        let mut hidden = Self::default();
        for element in elements {
            let mut key_slot = None;
            match element.kind {
                ClassElementKind::Field {
                    key: PropertyKey::Computed(_),
                    ..
                } => {
                    key_slot = Some(hidden.slot());
                }
                ClassElementKind::Method(PropertyKey::Private(name), _) => {
                    let function = Some(hidden.slot());
                    hidden.add(element, name, function, None, false);
                }
                ClassElementKind::Getter(PropertyKey::Private(name), _) => {
                    let getter = Some(hidden.slot());
                    hidden.add(element, name, getter, None, true);
                }
                ClassElementKind::Setter(PropertyKey::Private(name), _) => {
                    let setter = Some(hidden.slot());
                    hidden.add(element, name, None, setter, true);
                }
                _ => {}
            }
            hidden.keys.push(key_slot);
        }
        hidden
    }

    fn add(
        &mut self,
        element: &ClassElement<'_>,
        name: Name,
        function: Option<u16>,
        setter: Option<u16>,
        is_accessor: bool,
    ) {
        let known = self.private.iter_mut().find(|known| known.name == name);
        if let Some(known) = known {
            known.function = known.function.or(function);
            known.setter = known.setter.or(setter);
        } else {
            let is_static = element.is_static;
            self.private.push(PrivateElement {
                name,
                is_static,
                function,
                setter,
                is_accessor,
            });
        }
    }

    /// Makes the slots absolute.
    fn base(&mut self, first: u16) {
        let slots = self
            .private
            .iter_mut()
            .flat_map(|element| [&mut element.function, &mut element.setter])
            .chain(&mut self.keys);
        for slot in slots.flatten() {
            *slot += first;
        }
    }
}

impl<'a> FunctionCompiler<'_, '_, 'a> {
    /// `dst = class …`
    pub(super) fn class(&mut self, class: &Class<'a>, dst: Register, name: Option<ClassName>) {
        let strict = core::mem::replace(&mut self.facts.strict, true);
        let mark = self.registers.mark();
        let pair = self.registers.take_many(2);
        let (constructor, prototype) = (pair, pair.offset(1));
        let mut hidden = Hidden::plan(class.elements);
        let request = ScopeRequest {
            hidden: hidden.count,
            ..ScopeRequest::default()
        };
        let slots = self.open_scope(class.scope, &request);
        hidden.base(slots.hidden);
        self.private_names(class.scope);
        self.constructor(class, pair, name);
        for (element, &key_slot) in class.elements.iter().zip(&hidden.keys) {
            let mark = self.registers.mark();
            let home = if element.is_static {
                constructor
            } else {
                prototype
            };
            self.class_element(element, home, key_slot, &hidden);
            self.registers.release(mark);
        }
        if let Some(name) = class.name {
            self.initialize_name(name, constructor);
        }
        let inner = self.registers.mark();
        if has_instance_elements(class) {
            let initializer = self.registers.take();
            self.initializer(class, &hidden, false, prototype, initializer);
            self.asm.emit(op::SetClassFields {
                constructor,
                initializer,
            });
            self.registers.release(inner);
        }
        for element in hidden.private.iter().filter(|element| element.is_static) {
            self.define_private(element, constructor);
        }
        let runs = |element: &ClassElement<'_>| {
            element.is_static
                && matches!(
                    element.kind,
                    ClassElementKind::Field { .. } | ClassElementKind::StaticBlock { .. }
                )
        };
        if class.elements.iter().any(runs) {
            let window = self.registers.take_many(u32::from(FRAME_HEADER));
            self.initializer(class, &hidden, true, constructor, window);
            self.move_to(window.offset(1), constructor);
            let feedback = self.feedback(FeedbackKind::Call);
            self.asm.emit(op::Call {
                dst: window,
                window,
                argc: 0,
                feedback,
            });
        }
        self.registers.release(inner);
        self.leave_scope();
        self.move_to(dst, constructor);
        self.registers.release(mark);
        self.facts.strict = strict;
    }

    fn private_names(&mut self, scope: ScopeId) {
        for binding in self.scopes.get(scope).bindings {
            if binding.kind.is_private() {
                let mark = self.registers.mark();
                let dst = self.registers.take();
                let description = self.unit.name(binding.name);
                self.asm.emit(op::NewPrivateName { dst, description });
                self.initialize_name(binding.name, dst);
                self.registers.release(mark);
            }
        }
    }

    /// Creates constructor and prototype.
    fn constructor(&mut self, class: &Class<'a>, dst: Register, name: Option<ClassName>) {
        let mark = self.registers.mark();
        let heritage = class.heritage.map(|heritage| self.expression(heritage));
        let known = class.name.or(match name {
            Some(ClassName::Static(name)) => Some(name),
            _ => None,
        });
        let fields = has_instance_elements(class);
        let span = (class.span.start, class.span.end);
        let template = match class.constructor {
            Some(id) => self.template(id, known, Some((span, fields))),
            None => self.default_constructor(heritage.is_some(), fields, span, known),
        };
        let env = self.environment();
        self.asm.set_position(
            class
                .heritage
                .map_or(span.0, |heritage| heritage.span.start),
        );
        match heritage {
            Some(heritage) => {
                self.asm.emit(op::CreateDerivedClass {
                    dst,
                    env,
                    heritage,
                    template,
                });
            }
            None => self.asm.emit(op::CreateClass { dst, env, template }),
        }
        if let Some(ClassName::Computed(key)) = name
            && class.name.is_none()
        {
            self.asm.emit(op::SetFunctionName {
                function: dst,
                key,
                prefix: Prefix::None,
            });
        }
        self.registers.release(mark);
    }

    fn default_constructor(
        &mut self,
        derived: bool,
        fields: bool,
        span: (u32, u32),
        name: Option<Name>,
    ) -> ConstantIndex {
        let kind = if derived {
            CodeKind::DerivedConstructor
        } else {
            CodeKind::BaseConstructor
        };
        let flags = FunctionFlags::STRICT
            .with(FunctionFlags::CONSTRUCTOR)
            .with(FunctionFlags::PROTOTYPE)
            .with(FunctionFlags::CLASS_MEMBER)
            .with(FunctionFlags::DEFAULT_CONSTRUCTOR)
            .with_if(name.is_none(), FunctionFlags::ANONYMOUS)
            .with_if(derived, FunctionFlags::REST);
        let mut parts = FunctionParts::new(kind, flags);
        parts.span = span;
        if let Some(name) = name {
            parts.name = self.unit.name(name);
        }
        let facts = self.synthetic_facts(kind);
        let mut inner = FunctionCompiler::new(&mut *self.unit, self.scopes, facts);
        inner.asm.set_position(span.0);
        if derived {
            let window = inner.registers.take_many(u32::from(FRAME_HEADER) + 1);
            parts.rest_register = window.offset(FRAME_HEADER);
            let constructor = Register::CALLEE;
            inner.asm.emit(op::GetSuperConstructor {
                dst: window,
                constructor,
            });
            inner.move_to(window.offset(2), Register::NEW_TARGET);
            inner.emit_super_call_spread(window, window);
            inner.move_to(Register::THIS, window);
        }
        if derived || fields {
            let (object, constructor) = (Register::THIS, Register::CALLEE);
            inner.asm.emit(op::InitializeFields {
                object,
                constructor,
            });
        }
        let this = Register::THIS;
        if derived {
            inner.asm.emit(op::ReturnDerived { src: this, this });
        } else {
            inner.asm.emit(op::ReturnValue { src: this });
        }
        let finished = inner.finish(parts);
        self.add_synthetic(finished)
    }

    fn synthetic_facts(&mut self, kind: CodeKind) -> CodeFacts {
        CodeFacts {
            kind,
            strict: true,
            is_async: false,
            is_generator: false,
            context: FunctionContext {
                outer: self.current_outer(),
                name: None,
                class_span: None,
                has_fields: false,
                context: context::NEW_TARGET | context::METHOD | context::FIELD,
                this: self.facts.context.this,
                no_new_target: true,
            },
        }
    }

    fn class_element(
        &mut self,
        element: &ClassElement<'a>,
        home: Register,
        key_slot: Option<u16>,
        hidden: &Hidden,
    ) {
        let (key, id, prefix) = match element.kind {
            ClassElementKind::Method(key, id) => (key, id, Prefix::None),
            ClassElementKind::Getter(key, id) => (key, id, Prefix::Get),
            ClassElementKind::Setter(key, id) => (key, id, Prefix::Set),
            ClassElementKind::Field {
                key: PropertyKey::Computed(expr),
                ..
            } => {
                let key = self.registers.take();
                self.computed_key(expr, key);
                if let Some(slot) = key_slot {
                    self.store_hidden(slot, key);
                }
                return;
            }
            ClassElementKind::Field { .. } | ClassElementKind::StaticBlock { .. } => return,
        };
        let PropertyKey::Private(name) = key else {
            return self.define_method(home, &key, id, prefix, Enumerable::No);
        };
        let Some(private) = hidden.private.iter().find(|private| private.name == name) else {
            return;
        };
        let slot = if prefix == Prefix::Set {
            private.setter
        } else {
            private.function
        };
        let function = self.registers.take();
        let name = self.prefixed(name, prefix);
        self.create_method(home, id, function, Some(name));
        if let Some(slot) = slot {
            self.store_hidden(slot, function);
        }
    }

    fn store_hidden(&mut self, slot: u16, src: Register) {
        let env = self.environment();
        self.asm.emit(op::StoreSlot { env, slot, src });
    }

    /// Loads an unnamed slot of the class's scope, from the class's code or its initialisers.
    fn load_hidden(&mut self, slot: u16, dst: Register) {
        if self.facts.kind == CodeKind::FieldInitializer && self.open.is_empty() {
            self.asm.emit(op::LoadOuterSlot {
                dst,
                depth: 0,
                slot,
            });
        } else {
            let env = self.environment();
            self.asm.emit(op::LoadSlot { dst, env, slot });
        }
    }

    /// Adds a private method or accessor to `object`.
    fn define_private(&mut self, element: &PrivateElement, object: Register) {
        let mark = self.registers.mark();
        let name = self.private_name(element.name);
        let functions = self.registers.take_many(2);
        for (slot, dst) in [
            (element.function, functions),
            (element.setter, functions.offset(1)),
        ] {
            match slot {
                Some(slot) => self.load_hidden(slot, dst),
                None if element.is_accessor => self.asm.emit(op::LoadUndefined { dst }),
                None => {}
            }
        }
        if element.is_accessor {
            self.asm.emit(op::DefinePrivateAccessor {
                object,
                name,
                accessors: functions,
            });
        } else {
            self.asm.emit(op::DefinePrivateMethod {
                object,
                name,
                function: functions,
            });
        }
        self.registers.release(mark);
    }

    /// A register with the private name `#name`.
    pub(super) fn private_name(&mut self, name: Name) -> Register {
        let resolved = self.declared(name);
        let dst = self.registers.take();
        self.load_home(&resolved, dst, ReadMode::Value);
        dst
    }

    /// `dst = the method that runs the class's fields (and static blocks)`
    fn initializer(
        &mut self,
        class: &Class<'a>,
        hidden: &Hidden,
        is_static: bool,
        home: Register,
        dst: Register,
    ) {
        let flags = FunctionFlags::STRICT.with(FunctionFlags::ANONYMOUS);
        let mut parts = FunctionParts::new(CodeKind::FieldInitializer, flags);
        parts.span = (class.span.start, class.span.end);
        let facts = self.synthetic_facts(CodeKind::FieldInitializer);
        let mut inner = FunctionCompiler::new(&mut *self.unit, self.scopes, facts);
        inner.asm.set_position(class.span.start);
        if !is_static {
            for element in hidden.private.iter().filter(|element| !element.is_static) {
                inner.define_private(element, Register::THIS);
            }
        }
        for (element, &key_slot) in class.elements.iter().zip(&hidden.keys) {
            if element.is_static != is_static {
                continue;
            }
            let mark = inner.registers.mark();
            inner.asm.set_position(element.span.start);
            match element.kind {
                ClassElementKind::Field { key, value, scope } => {
                    inner.field(&key, value, scope, key_slot);
                }
                ClassElementKind::StaticBlock { scope, body } => {
                    let flags = inner.open_function_scope(scope);
                    inner.hoist_functions();
                    inner.body(body, flags);
                    inner.leave_scope();
                }
                _ => {}
            }
            inner.registers.release(mark);
        }
        inner.asm.emit(op::ReturnUndefined {});
        let finished = inner.finish(parts);
        let template = self.add_synthetic(finished);
        let env = self.environment();
        self.asm.emit(op::CreateMethod {
            dst,
            env,
            home,
            template,
        });
    }

    /// Opens the scope of a field's initialiser or a static block.
    fn open_function_scope(&mut self, id: ScopeId) -> ScopeFlags {
        let flags = self.scopes.get(id).flags;
        let mut specials = Vec::new();
        if flags.has(ScopeFlags::THIS_CAPTURED) {
            specials.push(Special::This);
            if flags.has(ScopeFlags::USES_SUPER_PROPERTY) {
                specials.push(Special::Home);
            }
        }
        self.open_scope(
            id,
            &ScopeRequest {
                specials: &specials,
                ..ScopeRequest::default()
            },
        );
        self.store_specials(false);
        flags
    }

    fn field(
        &mut self,
        key: &PropertyKey<'a>,
        value: Option<&Expr<'a>>,
        scope: Option<ScopeId>,
        key_slot: Option<u16>,
    ) {
        let object = Register::THIS;
        // A computed key is in its slot, whatever it was.
        let known = if key_slot.is_some() {
            None
        } else {
            self.static_key(key)
        };
        let key_register = self.registers.take();
        match (known, key_slot) {
            (Some(StaticKey::Index(_)), _) => {
                if let Some(known) = known {
                    self.load_key(known, key_register);
                }
            }
            (None, Some(slot)) => self.load_hidden(slot, key_register),
            _ => {}
        }
        if let Some(scope) = scope {
            self.open_function_scope(scope);
        }
        let src = self.registers.take();
        match (value, known, key) {
            (None, ..) => self.asm.emit(op::LoadUndefined { dst: src }),
            (Some(value), Some(known), _) => {
                let name = self.key_name(known);
                self.named_expression_to(value, src, name);
            }
            (Some(value), None, PropertyKey::Private(name)) => {
                self.named_expression_to(value, src, *name);
            }
            (Some(value), None, _) => self.computed_name_expression(value, src, key_register),
        }
        match (known, key) {
            (_, PropertyKey::Private(name)) => {
                let name = self.private_name(*name);
                let feedback = self.feedback(FeedbackKind::Private);
                self.asm.emit(op::DefinePrivateField {
                    object,
                    name,
                    src,
                    feedback,
                });
            }
            (Some(StaticKey::Name(name)), _) => self.define_named(object, name, src),
            _ => self.asm.emit(op::DefineElement {
                object,
                key: key_register,
                src,
            }),
        }
        if scope.is_some() {
            self.leave_scope();
        }
    }

    fn add_synthetic(&mut self, parts: Result<FunctionParts, CompileError>) -> ConstantIndex {
        let index = self.unit.builder.reserve_function();
        match parts {
            Ok(parts) => self.unit.builder.set_function(index, parts),
            Err(error) => self.fail(error),
        }
        self.unit.builder.template(index)
    }

    /// Adds the value of a `using` declaration to the scope's dispose capability.
    pub(super) fn add_disposable(&mut self, kind: VariableKind, value: Register) {
        use crate::opcode::operand::Dispose;
        let hint = match kind {
            VariableKind::Using => Dispose::Sync,
            VariableKind::AwaitUsing => Dispose::Async,
            _ => return,
        };
        if let Some(&capability) = self.capabilities.last() {
            self.asm.emit(op::AddDisposable {
                capability,
                value,
                hint,
            });
        }
    }
}

fn has_instance_elements(class: &Class<'_>) -> bool {
    class.elements.iter().any(|element| {
        !element.is_static
            && match element.kind {
                ClassElementKind::Field { .. } => true,
                ClassElementKind::Method(key, _)
                | ClassElementKind::Getter(key, _)
                | ClassElementKind::Setter(key, _) => matches!(key, PropertyKey::Private(_)),
                ClassElementKind::StaticBlock { .. } => false,
            }
    })
}
