//! Scopes around a function that is compiled by itself: the environments that it reaches through its
//! closure, as remembered when the closure's creation was compiled, or as eval code is given them.

use alloc::boxed::Box;
use alloc::vec::Vec;

use hashbrown::HashMap;
use kataan_syntax::{Interner, ast::Name};
use rustc_hash::FxBuildHasher;

use crate::container::{BindingInfoKind, ScopeInfoKind, Unit};
use crate::opcode::operand::ConstantIndex;

/// Index of an [`OuterScope`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct OuterId(u32);

/// One binding in an environment.
#[derive(Clone, Copy, Debug)]
pub(super) struct OuterBinding {
    pub(super) name: Name,
    pub(super) slot: u16,
    pub(super) kind: BindingInfoKind,
    pub(super) checked: bool,
    pub(super) lexical: bool,
    pub(super) catch_parameter: bool,
}

/// Values that arrow functions and eval code take from the function around them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Special {
    This,
    NewTarget,
    Home,
    Function,
}

impl Special {
    pub(super) const ALL: [Self; 4] = [Self::This, Self::NewTarget, Self::Home, Self::Function];

    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::This => "this",
            Self::NewTarget => "new.target",
            Self::Home => "%home",
            Self::Function => "%function",
        }
    }
}

/// Where a function's environment keeps its special values.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Specials {
    slots: [Option<u16>; 4],
    /// `this` may not be bound yet: a derived constructor.
    pub(super) this_checked: bool,
}

impl Specials {
    pub(super) fn get(&self, special: Special) -> Option<u16> {
        self.slots[special as usize]
    }

    pub(super) fn set(&mut self, special: Special, slot: u16) {
        self.slots[special as usize] = Some(slot);
    }
}

/// One environment around a function.
#[derive(Debug)]
pub(super) struct OuterScope {
    pub(super) parent: Option<OuterId>,
    pub(super) kind: ScopeInfoKind,
    pub(super) strict: bool,
    pub(super) context: u8,
    pub(super) specials: Specials,
    pub(super) bindings: Box<[OuterBinding]>,
    index: Option<HashMap<Name, u32, FxBuildHasher>>,
}

impl OuterScope {
    pub(super) fn new(
        parent: Option<OuterId>,
        kind: ScopeInfoKind,
        strict: bool,
        context: u8,
        specials: Specials,
        bindings: Box<[OuterBinding]>,
    ) -> Self {
        let index = (bindings.len() > 12).then(|| {
            bindings
                .iter()
                .enumerate()
                .map(|(index, binding)| (binding.name, index as u32))
                .collect()
        });
        Self {
            parent,
            kind,
            strict,
            context,
            specials,
            bindings,
            index,
        }
    }

    pub(super) fn find(&self, name: Name) -> Option<&OuterBinding> {
        match &self.index {
            Some(index) => index.get(&name).map(|&at| &self.bindings[at as usize]),
            None => self.bindings.iter().find(|binding| binding.name == name),
        }
    }

    /// Whether names that are not found here may be looked up only at run time.
    pub(super) fn is_dynamic(&self) -> bool {
        matches!(self.kind, ScopeInfoKind::Object | ScopeInfoKind::Variable)
    }
}

/// All outer scopes of a text, shared by the chains that go through them.
#[derive(Default, Debug)]
pub(super) struct OuterScopes {
    list: Vec<OuterScope>,
}

impl OuterScopes {
    /// Bytes that the scopes hold.
    pub(super) fn memory(&self) -> usize {
        let scope = |scope: &OuterScope| {
            let index = scope.index.as_ref().map_or(0, HashMap::capacity);
            size_of_val(&*scope.bindings) + index * size_of::<(Name, u32)>() * 8 / 7
        };
        self.list.capacity() * size_of::<OuterScope>() + self.list.iter().map(scope).sum::<usize>()
    }

    pub(super) fn add(&mut self, scope: OuterScope) -> OuterId {
        self.list.push(scope);
        OuterId(self.list.len() as u32 - 1)
    }

    pub(super) fn get(&self, id: OuterId) -> &OuterScope {
        &self.list[id.0 as usize]
    }

    /// The scopes from `from` outward.
    pub(super) fn chain(&self, from: Option<OuterId>) -> impl Iterator<Item = &OuterScope> {
        let mut next = from;
        core::iter::from_fn(move || {
            let scope = self.get(next?);
            next = scope.parent;
            Some(scope)
        })
    }

    /// Reads the chain that a scope constant begins. `None` if the constant is malformed.
    pub(super) fn import(
        &mut self,
        unit: Unit<'_>,
        innermost: ConstantIndex,
        names: &mut Interner,
    ) -> Option<Option<OuterId>> {
        let mut infos = Vec::new();
        let mut next = innermost;
        while next != ConstantIndex::NONE {
            let info = unit.scope(next)?;
            // Parents are added before their children, so a chain cannot go in circles.
            if info.parent != ConstantIndex::NONE && info.parent >= next {
                return None;
            }
            next = info.parent;
            infos.push(info);
        }
        let mut parent = None;
        for info in infos.iter().rev() {
            let mut specials = Specials::default();
            let mut bindings = Vec::with_capacity(info.bindings.len());
            for binding in &info.bindings {
                let name = intern(names, unit, binding.name)?;
                if binding.kind == BindingInfoKind::Special {
                    let special = Special::ALL
                        .into_iter()
                        .find(|special| names.bytes(name) == special.text().as_bytes())?;
                    specials.set(special, binding.slot);
                    specials.this_checked |= special == Special::This && binding.checked;
                } else {
                    bindings.push(OuterBinding {
                        name,
                        slot: binding.slot,
                        kind: binding.kind,
                        checked: binding.checked,
                        lexical: binding.lexical,
                        catch_parameter: binding.catch_parameter,
                    });
                }
            }
            parent = Some(self.add(OuterScope::new(
                parent,
                info.kind,
                info.strict,
                info.context,
                specials,
                bindings.into_boxed_slice(),
            )));
        }
        Some(parent)
    }
}

fn intern(names: &mut Interner, unit: Unit<'_>, text: ConstantIndex) -> Option<Name> {
    let text = unit.string(text)?;
    let mut bytes = Vec::with_capacity(text.len());
    for unit in char::decode_utf16(text.code_units()) {
        match unit {
            Ok(character) => {
                bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Err(lone) => {
                let code = u32::from(lone.unpaired_surrogate());
                bytes.extend([
                    0xE0 | (code >> 12) as u8,
                    0x80 | (code >> 6 & 0x3F) as u8,
                    0x80 | (code & 0x3F) as u8,
                ]);
            }
        }
    }
    Some(names.intern(&bytes))
}
