//! Names: where one leads from here, and how it is read, assigned and deleted.

use kataan_syntax::ast::Name;
use smallvec::SmallVec;

use super::assembler::Label;
use super::function::FunctionCompiler;
use super::scope::Place;
use crate::container::{BindingInfoKind, ScopeInfoKind};
use crate::opcode::instructions as op;
use crate::opcode::operand::{FeedbackKind, Register, Strict};

/// Where a name's binding lives, seen from here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Home {
    Register(Register),
    Slot { env: Register, slot: u16 },
    Outer { depth: u16, slot: u16 },
    Global,
}

/// An environment that must be asked for a name when the code runs.
#[derive(Clone, Copy, Debug)]
pub(super) enum DynamicEnvironment {
    Own(Register),
    Outer(u16),
}

/// Where a name leads.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) name: Name,
    pub(super) home: Home,
    pub(super) kind: BindingInfoKind,
    pub(super) checked: bool,
    pub(super) dynamic: SmallVec<[DynamicEnvironment; 1]>,
}

/// What reading a name is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ReadMode {
    Value,
    /// The operand of `typeof`: a name that does not exist is `undefined`.
    Typeof,
}

/// A name that was resolved before the value to store is evaluated.
pub(super) struct NameReference {
    pub(super) resolved: Resolved,
    /// Which dynamic environment has it (`undefined`: none), if any was asked.
    base: Option<Register>,
    /// Whether the global binding existed, where strict code must know.
    existed: Option<Register>,
}

impl NameReference {
    /// The register that is the variable, if storing is no more than writing it.
    pub(super) fn plain_register(&self) -> Option<Register> {
        match self.resolved.home {
            Home::Register(register)
                if self.base.is_none()
                    && !self.resolved.checked
                    && self.resolved.kind == BindingInfoKind::Mutable =>
            {
                Some(register)
            }
            _ => None,
        }
    }
}

impl FunctionCompiler<'_, '_, '_> {
    pub(super) fn resolve(&self, name: Name) -> Resolved {
        let mut dynamic = SmallVec::new();
        let found = |home, kind, checked, dynamic| Resolved {
            name,
            home,
            kind,
            checked,
            dynamic,
        };
        for open in self.open.iter().rev() {
            if open.is_object {
                dynamic.extend(open.env.map(DynamicEnvironment::Own));
                continue;
            }
            if let Some(at) = open.find(name) {
                let entry = open.entries[at];
                let home = match entry.place {
                    Place::Register(register) => Some(Home::Register(register)),
                    Place::Slot(slot) => open.env.map(|env| Home::Slot { env, slot }),
                    Place::Global => Some(Home::Global),
                    Place::Elsewhere => None,
                };
                if let Some(home) = home {
                    let kind = if home == Home::Global {
                        BindingInfoKind::Mutable
                    } else {
                        entry.kind
                    };
                    return found(home, kind, entry.checked, dynamic);
                }
            }
            if open.is_extensible() {
                dynamic.extend(open.env.map(DynamicEnvironment::Own));
            }
        }
        let mut depth = 0u16;
        for scope in self.unit.program.outer.chain(self.outer) {
            if scope.kind != ScopeInfoKind::Object
                && let Some(binding) = scope.find(name)
            {
                let home = Home::Outer {
                    depth,
                    slot: binding.slot,
                };
                return found(home, binding.kind, binding.checked, dynamic);
            }
            if scope.is_dynamic() {
                dynamic.push(DynamicEnvironment::Outer(depth));
            }
            depth = depth.saturating_add(1);
        }
        found(Home::Global, BindingInfoKind::Mutable, false, dynamic)
    }

    fn strictness(&self) -> Strict {
        if self.facts.strict {
            Strict::Yes
        } else {
            Strict::No
        }
    }

    /// Asks the dynamic environments for the name: leaves with a jump to `found` and the
    /// environment in `base`, or falls through with `undefined` there.
    fn find_dynamic(&mut self, resolved: &Resolved, base: Register, found: Label) {
        let name = self.unit.name(resolved.name);
        for &environment in &resolved.dynamic {
            let env = match environment {
                DynamicEnvironment::Own(register) => register,
                DynamicEnvironment::Outer(depth) => {
                    self.asm.emit(op::LoadOuterEnvironment { dst: base, depth });
                    base
                }
            };
            self.asm.emit(op::FindBinding {
                dst: base,
                env,
                name,
            });
            let target = self.asm.to(found);
            self.asm.emit(op::JumpIfNotUndefined { src: base, target });
        }
    }

    /// The register of a variable that can be read without any check.
    pub(super) fn variable_register(&self, name: Name) -> Option<Register> {
        let resolved = self.resolve(name);
        match resolved.home {
            Home::Register(register) if !resolved.checked && resolved.dynamic.is_empty() => {
                Some(register)
            }
            _ => None,
        }
    }

    /// The register that is the variable, if assigning to it is no more than writing it.
    pub(super) fn resolve_name_plainly(&self, name: Name) -> Option<Register> {
        let resolved = self.resolve(name);
        match resolved.home {
            Home::Register(register)
                if !resolved.checked
                    && resolved.dynamic.is_empty()
                    && resolved.kind == BindingInfoKind::Mutable =>
            {
                Some(register)
            }
            _ => None,
        }
    }

    /// `dst = name`
    pub(super) fn load_name(&mut self, name: Name, dst: Register, mode: ReadMode) {
        let resolved = self.resolve(name);
        if resolved.dynamic.is_empty() {
            return self.load_home(&resolved, dst, mode);
        }
        let (found, done) = (self.asm.label(), self.asm.label());
        let mark = self.registers.mark();
        let base = self.registers.take();
        self.find_dynamic(&resolved, base, found);
        self.load_home(&resolved, dst, mode);
        self.asm.jump(done);
        self.asm.bind(found);
        let (name, strict) = (self.unit.name(name), self.strictness());
        self.asm.emit(op::LoadResolved {
            dst,
            base,
            strict,
            name,
        });
        self.asm.bind(done);
        self.registers.release(mark);
    }

    /// Whether calling the name passes `this` undefined, whatever the name turns out to be.
    pub(super) fn is_plain_callee(&self, name: Name) -> bool {
        self.resolve(name).dynamic.is_empty()
    }

    /// `callee = name; this = the with object that has it or undefined`, a register pair.
    pub(super) fn load_name_method(&mut self, name: Name, pair: Register) {
        let resolved = self.resolve(name);
        let this = pair.offset(1);
        let (found, done) = (self.asm.label(), self.asm.label());
        self.find_dynamic(&resolved, pair, found);
        self.load_home(&resolved, pair, ReadMode::Value);
        self.asm.emit(op::LoadUndefined { dst: this });
        self.asm.jump(done);
        self.asm.bind(found);
        let name = self.unit.name(name);
        self.asm.emit(op::LoadResolvedMethod {
            dst: pair,
            base: pair,
            name,
        });
        self.asm.bind(done);
    }

    /// Reads a binding from where it lives.
    pub(super) fn load_home(&mut self, resolved: &Resolved, dst: Register, mode: ReadMode) {
        let checked = resolved.checked;
        let import = resolved.kind == BindingInfoKind::Import;
        match resolved.home {
            Home::Register(src) => {
                if checked {
                    let name = self.unit.name(resolved.name);
                    self.asm.emit(op::CheckInitialized { src, name });
                }
                self.move_to(dst, src);
            }
            Home::Slot { env, slot } if import => {
                let name = self.unit.name(resolved.name);
                self.asm.emit(op::LoadImport {
                    dst,
                    env,
                    slot,
                    name,
                });
            }
            Home::Slot { env, slot } if checked => {
                let name = self.unit.name(resolved.name);
                self.asm.emit(op::LoadSlotChecked {
                    dst,
                    env,
                    slot,
                    name,
                });
            }
            Home::Slot { env, slot } => self.asm.emit(op::LoadSlot { dst, env, slot }),
            Home::Outer { depth, slot } if import => {
                let name = self.unit.name(resolved.name);
                self.asm.emit(op::LoadOuterImport {
                    dst,
                    depth,
                    slot,
                    name,
                });
            }
            Home::Outer { depth, slot } if checked => {
                let name = self.unit.name(resolved.name);
                self.asm.emit(op::LoadOuterSlotChecked {
                    dst,
                    depth,
                    slot,
                    name,
                });
            }
            Home::Outer { depth, slot } => {
                self.asm.emit(op::LoadOuterSlot { dst, depth, slot });
            }
            Home::Global if resolved.name == Name::UNDEFINED => {
                self.asm.emit(op::LoadUndefined { dst });
            }
            Home::Global => {
                let feedback = self.feedback(FeedbackKind::GlobalLoad);
                let name = self.unit.name(resolved.name);
                match mode {
                    ReadMode::Value => self.asm.emit(op::LoadGlobal {
                        dst,
                        name,
                        feedback,
                    }),
                    ReadMode::Typeof => {
                        self.asm.emit(op::LoadGlobalOrUndefined {
                            dst,
                            name,
                            feedback,
                        });
                    }
                }
            }
        }
    }

    /// Resolves a name that is assigned to after a value was evaluated. Registers that it takes stay
    /// taken. `pure` says that the evaluation cannot make or remove global bindings.
    pub(super) fn reference_name(&mut self, name: Name, pure: bool) -> NameReference {
        let resolved = self.resolve(name);
        let mut reference = NameReference {
            resolved,
            base: None,
            existed: None,
        };
        if !reference.resolved.dynamic.is_empty() {
            let base = self.registers.take();
            let found = self.asm.label();
            self.find_dynamic(&reference.resolved, base, found);
            self.asm.bind(found);
            reference.base = Some(base);
        } else if reference.resolved.home == Home::Global && self.facts.strict && !pure {
            let dst = self.registers.take();
            let feedback = self.feedback(FeedbackKind::GlobalLoad);
            let name = self.unit.name(name);
            self.asm.emit(op::ResolveGlobal {
                dst,
                name,
                feedback,
            });
            reference.existed = Some(dst);
        }
        reference
    }

    /// Reads through a reference.
    pub(super) fn load_reference(&mut self, reference: &NameReference, dst: Register) {
        let Some(base) = reference.base else {
            return self.load_home(&reference.resolved, dst, ReadMode::Value);
        };
        let (fixed, done) = (self.asm.label(), self.asm.label());
        let target = self.asm.to(fixed);
        self.asm.emit(op::JumpIfUndefined { src: base, target });
        let (name, strict) = (self.unit.name(reference.resolved.name), self.strictness());
        self.asm.emit(op::LoadResolved {
            dst,
            base,
            strict,
            name,
        });
        self.asm.jump(done);
        self.asm.bind(fixed);
        self.load_home(&reference.resolved, dst, ReadMode::Value);
        self.asm.bind(done);
    }

    /// Assigns through a reference.
    pub(super) fn store_reference(&mut self, reference: &NameReference, src: Register) {
        let Some(base) = reference.base else {
            if let Some(existed) = reference.existed {
                let name = self.unit.name(reference.resolved.name);
                self.asm.emit(op::CheckResolved { src: existed, name });
            }
            return self.store_home(&reference.resolved, src);
        };
        let (fixed, done) = (self.asm.label(), self.asm.label());
        let target = self.asm.to(fixed);
        self.asm.emit(op::JumpIfUndefined { src: base, target });
        let (name, strict) = (self.unit.name(reference.resolved.name), self.strictness());
        self.asm.emit(op::StoreResolved {
            base,
            src,
            strict,
            name,
        });
        self.asm.jump(done);
        self.asm.bind(fixed);
        self.store_home(&reference.resolved, src);
        self.asm.bind(done);
    }

    /// Assigns to a binding where it lives, with all checks.
    fn store_home(&mut self, resolved: &Resolved, src: Register) {
        let name = self.unit.name(resolved.name);
        match resolved.kind {
            BindingInfoKind::Mutable => {}
            BindingInfoKind::FunctionName if !self.facts.strict => return,
            _ => {
                if resolved.checked {
                    let mark = self.registers.mark();
                    let dst = self.registers.take();
                    self.load_home(resolved, dst, ReadMode::Value);
                    self.registers.release(mark);
                }
                self.asm.emit(op::ThrowConstantAssignment { name });
                return;
            }
        }
        match resolved.home {
            Home::Register(register) => {
                if resolved.checked {
                    self.asm.emit(op::CheckInitialized {
                        src: register,
                        name,
                    });
                }
                self.move_to(register, src);
            }
            Home::Slot { env, slot } if resolved.checked => {
                self.asm.emit(op::StoreSlotChecked {
                    env,
                    slot,
                    src,
                    name,
                });
            }
            Home::Slot { env, slot } => self.asm.emit(op::StoreSlot { env, slot, src }),
            Home::Outer { depth, slot } if resolved.checked => {
                self.asm.emit(op::StoreOuterSlotChecked {
                    depth,
                    slot,
                    src,
                    name,
                });
            }
            Home::Outer { depth, slot } => {
                self.asm.emit(op::StoreOuterSlot { depth, slot, src });
            }
            Home::Global => {
                let feedback = self.feedback(FeedbackKind::GlobalStore);
                if self.facts.strict {
                    self.asm.emit(op::StoreGlobalStrict {
                        src,
                        name,
                        feedback,
                    });
                } else {
                    self.asm.emit(op::StoreGlobal {
                        src,
                        name,
                        feedback,
                    });
                }
            }
        }
    }

    /// Where a declared name is initialised: its own scope, never a `with` in between.
    pub(super) fn declared(&self, name: Name) -> Resolved {
        let mut resolved = self.resolve(name);
        resolved.dynamic.clear();
        resolved
    }

    /// Gives a declared name its first value.
    pub(super) fn initialize_name(&mut self, name: Name, src: Register) {
        let resolved = self.declared(name);
        match resolved.home {
            Home::Register(register) => self.move_to(register, src),
            Home::Slot { env, slot } => self.asm.emit(op::StoreSlot { env, slot, src }),
            Home::Outer { depth, slot } => self.asm.emit(op::StoreOuterSlot { depth, slot, src }),
            Home::Global => {
                let name = self.unit.name(name);
                self.asm.emit(op::InitializeGlobal { src, name });
            }
        }
    }

    /// `dst = delete name`
    pub(super) fn delete_name(&mut self, name: Name, dst: Register) {
        let resolved = self.resolve(name);
        let (found, done) = (self.asm.label(), self.asm.label());
        let mark = self.registers.mark();
        let base = self.registers.take();
        self.find_dynamic(&resolved, base, found);
        let constant = self.unit.name(name);
        if resolved.home == Home::Global {
            self.asm.emit(op::DeleteGlobal {
                dst,
                name: constant,
            });
        } else {
            self.asm.emit(op::LoadFalse { dst });
        }
        if !resolved.dynamic.is_empty() {
            self.asm.jump(done);
            self.asm.bind(found);
            self.asm.emit(op::DeleteResolved {
                dst,
                base,
                name: constant,
            });
            self.asm.bind(done);
        }
        self.registers.release(mark);
    }

    /// `dst = src`, unless they are the same.
    pub(super) fn move_to(&mut self, dst: Register, src: Register) {
        if dst != src {
            self.asm.emit(op::MoveRegister { dst, src });
        }
    }
}
