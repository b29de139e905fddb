//! Shapes of environments: how many slots each has, and what it hangs on. Code walks a fixed number
//! of parents and indexes slots unchecked, so the whole chain that a function gets must be known.
//!
//! A shape is known by its parts, so that two places that make the same chain agree. Ancestors are
//! found in logarithmic time, over a second parent that skips.

use alloc::vec::Vec;

use hashbrown::{HashMap, HashSet};
use rustc_hash::FxBuildHasher;

use crate::container::{BindingInfoKind, Constant, ImportedName, ScopeInfoKind, Unit};
use crate::opcode::operand::ConstantIndex;

/// Index of a shape in [`Shapes`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct ShapeId(pub(super) u32);

#[derive(Clone, Copy, Debug)]
struct Shape {
    key: Key,
    depth: u32,
    /// An ancestor further up.
    skip: ShapeId,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Key {
    parent: Option<ShapeId>,
    size: u32,
    kind: Bindings,
    scope: ConstantIndex,
}

/// What an environment's bindings are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Bindings {
    Declarative,
    Variable,
    Object,
    Module,
}

/// What is needed of a scope constant.
#[derive(Clone, Copy, Debug)]
struct Scope {
    kind: Bindings,
    parent: ConstantIndex,
    /// Slots that the bindings need.
    slots: u32,
    /// A binding that is no import has the slot of one.
    hides_import: bool,
}

impl Scope {
    /// Whether the bindings are where an environment has values for them.
    fn fits(&self, environment: Key) -> bool {
        let hides_import = self.hides_import && environment.kind == Bindings::Module;
        self.kind == environment.kind && self.slots <= environment.size && !hides_import
    }
}

/// The environments around a unit that is compiled for a place in another one: whoever gives them
/// answers for them.
pub(super) const OPEN: ShapeId = ShapeId(0);

/// All shapes of a unit.
pub(super) struct Shapes<'u> {
    unit: Unit<'u>,
    list: Vec<Shape>,
    known: HashMap<Key, ShapeId, FxBuildHasher>,
    scopes: HashMap<ConstantIndex, Scope, FxBuildHasher>,
    slot_lists: HashMap<ConstantIndex, u32, FxBuildHasher>,
    /// Which slots of the module's environment hold import cells.
    imports: Vec<bool>,
    /// Scope constants and environments that were found to fit, or are about to be.
    compared: HashSet<(ConstantIndex, ShapeId), FxBuildHasher>,
    /// Steps of comparing scope constants with environments.
    work: u64,
}

impl<'u> Shapes<'u> {
    pub(super) fn new(unit: Unit<'u>) -> Self {
        let open = Key {
            parent: Some(OPEN),
            size: u32::MAX,
            kind: Bindings::Declarative,
            scope: ConstantIndex::NONE,
        };
        Self {
            unit,
            list: Vec::from([Shape {
                key: open,
                depth: 0,
                skip: OPEN,
            }]),
            known: HashMap::default(),
            scopes: HashMap::default(),
            slot_lists: HashMap::default(),
            imports: Vec::new(),
            compared: HashSet::default(),
            work: 0,
        }
    }

    /// The environment of the module that the unit is.
    pub(super) fn module(&mut self) -> Option<ShapeId> {
        let module = self.unit.module()?;
        self.imports = alloc::vec![false; module.size as usize];
        for import in &module.imports {
            if matches!(import.import, ImportedName::Name(_)) {
                *self.imports.get_mut(import.slot as usize)? = true;
            }
        }
        self.make(None, module.size, Bindings::Module, module.scope)
    }

    /// The shape of a new environment; none if its scope constant does not fit it.
    pub(super) fn make(
        &mut self,
        parent: Option<ShapeId>,
        size: u32,
        kind: Bindings,
        scope: ConstantIndex,
    ) -> Option<ShapeId> {
        let key = Key {
            parent,
            size,
            kind,
            scope,
        };
        if let Some(&id) = self.known.get(&key) {
            return Some(id);
        }
        if scope != ConstantIndex::NONE {
            let facts = self.scope(scope)?;
            if !facts.fits(key) || !self.is_scope_of(facts.parent, parent) {
                return None;
            }
        }
        let id = ShapeId(u32::try_from(self.list.len()).ok()?);
        let (depth, skip) = match parent {
            None => (1, id),
            Some(parent) => {
                let above = self.shape(parent);
                let further = self.shape(above.skip);
                let skip = if above.depth - further.depth
                    == further.depth - self.shape(further.skip).depth
                {
                    further.skip
                } else {
                    parent
                };
                (above.depth + 1, skip)
            }
        };
        self.list.push(Shape { key, depth, skip });
        self.known.insert(key, id);
        Some(id)
    }

    /// What comparing scopes has cost so far.
    pub(super) fn work(&self) -> u64 {
        self.work
    }

    fn shape(&self, id: ShapeId) -> Shape {
        self.list[id.0 as usize]
    }

    /// The environment `count` parents up; none where only globals follow.
    pub(super) fn ancestor(&self, id: ShapeId, count: u32) -> Option<ShapeId> {
        let mut at = id;
        let mut left = count;
        while left > 0 {
            let shape = self.shape(at);
            if at == OPEN {
                return Some(OPEN);
            }
            let skipped = shape.depth - self.shape(shape.skip).depth;
            if skipped > 0 && skipped <= left {
                at = shape.skip;
                left -= skipped;
            } else {
                at = shape.key.parent?;
                left -= 1;
            }
        }
        Some(at)
    }

    /// Whether code may index a slot, which holds a value if `is_value`.
    pub(super) fn has_slot(&self, id: ShapeId, slot: u32, is_value: bool) -> bool {
        let key = self.shape(id).key;
        let is_import = key.kind == Bindings::Module
            && self.imports.get(slot as usize).copied().unwrap_or(false);
        slot < key.size && !(is_value && is_import)
    }

    /// Whether the slots of a list constant are all in the environment, if there is one.
    pub(super) fn has_slots(&mut self, id: Option<ShapeId>, list: ConstantIndex) -> bool {
        let needed = match self.slot_lists.get(&list) {
            Some(&needed) => needed,
            None => {
                let Some(Constant::SlotList(slots)) = self.unit.constant(list) else {
                    return false;
                };
                let mapped = slots.iter().filter(|&slot| slot != u32::MAX);
                let needed = mapped.map(|slot| slot.saturating_add(1)).max().unwrap_or(0);
                self.slot_lists.insert(list, needed);
                needed
            }
        };
        match id {
            Some(id) => {
                needed <= self.shape(id).key.size && self.shape(id).key.kind != Bindings::Module
            }
            // Without an environment no parameter is mapped.
            None => true,
        }
    }

    /// Whether eval code compiled for a scope constant may run in an environment of this shape.
    pub(super) fn is_scope_of(&mut self, scope: ConstantIndex, id: Option<ShapeId>) -> bool {
        let (mut scope, mut id) = (scope, id);
        loop {
            self.work += 1;
            // Code that knows no scope looks at no environment.
            if scope == ConstantIndex::NONE {
                return true;
            }
            let Some(at) = id else {
                return false;
            };
            if at == OPEN {
                return true;
            }
            let key = self.shape(at).key;
            // An environment's own constant was compared when it was made, and those around it.
            if key.scope == scope || !self.compared.insert((scope, at)) {
                return true;
            }
            match self.scope(scope) {
                Some(facts) if facts.fits(key) => (scope, id) = (facts.parent, key.parent),
                _ => return false,
            }
        }
    }

    fn scope(&mut self, index: ConstantIndex) -> Option<Scope> {
        if let Some(&known) = self.scopes.get(&index) {
            return Some(known);
        }
        let info = self.unit.scope(index)?;
        let slots = info
            .bindings
            .iter()
            .map(|binding| u32::from(binding.slot) + 1);
        let scope = Scope {
            kind: match info.kind {
                ScopeInfoKind::Declarative => Bindings::Declarative,
                ScopeInfoKind::Variable => Bindings::Variable,
                ScopeInfoKind::Object => Bindings::Object,
                ScopeInfoKind::Module => Bindings::Module,
            },
            parent: info.parent,
            slots: slots.max().unwrap_or(0),
            hides_import: info.bindings.iter().any(|binding| {
                let slot = usize::from(binding.slot);
                binding.kind != BindingInfoKind::Import
                    && self.imports.get(slot).copied().unwrap_or(false)
            }),
        };
        self.scopes.insert(index, scope);
        Some(scope)
    }
}
