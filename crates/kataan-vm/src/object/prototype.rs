//! Prototypes: the shapes of what inherits from them, and the validity of cached lookups.
//!
//! An object that is a prototype has a unique shape and a [`PrototypeInfo`]. Its *validity* is a
//! cell that inline caches check: it stays valid as long as neither the prototype nor any object
//! further up its chain gained, lost or reconfigured a property or got another prototype. So a
//! cached inherited property needs two checks however long the chain: the receiver's shape, and
//! the validity of the receiver's prototype.

use super::Object;
use super::shape::{Shape, ShapeFlags, ShapeForm, new_root, new_unique};
use crate::error::JsResult;
use crate::vm::Vm;
use kataan_gc::{CellArray, CellArrayInit, Gc, Nullable, Plain, TailInit, WeakList, cell};

cell! {
    /// Whether what caches know of a prototype chain still holds.
    pub struct Validity {
        pub(crate) is_valid: Plain<u32>,
    }
}

impl Validity {
    /// Whether it holds.
    #[inline(always)]
    pub fn is_valid(&self) -> bool {
        self.is_valid.get() != 0
    }
}

cell! {
    /// What a prototype knows of those who use it.
    pub struct PrototypeInfo {
        /// Of caches that rely on this prototype and what is above it.
        validity: Nullable<Validity>,
        /// Prototypes that inherit from this one and have caches relying on them.
        dependents: Nullable<WeakList>,
        /// The shapes without properties of objects with this prototype.
        roots: Nullable<CellArray>,
        /// Whether the prototype is among the dependents of its own prototype.
        is_registered: Plain<bool>,
    }
}

fn new_info(vm: &mut Vm) -> JsResult<Gc<PrototypeInfo>> {
    Ok(vm.heap.allocate(PrototypeInfoInit {
        validity: None,
        dependents: None,
        roots: None,
        is_registered: false,
    })?)
}

/// The info of `object`, which becomes a prototype if it was none.
#[inline]
pub(crate) fn info_of(vm: &mut Vm, object: Gc<Object>) -> JsResult<Gc<PrototypeInfo>> {
    match object.shape().prototype_info.get() {
        Some(info) => Ok(info),
        None => become_prototype(vm, object),
    }
}

#[cold]
#[inline(never)]
fn become_prototype(vm: &mut Vm, object: Gc<Object>) -> JsResult<Gc<PrototypeInfo>> {
    let info = new_info(vm)?;
    if !object.shape().is_unique() {
        let unique = new_unique(vm, object.shape())?;
        object.set_shape(unique);
    }
    object.shape().prototype_info.set(info);
    Ok(info)
}

/// The shape without properties of objects of a form.
pub(crate) fn root_shape(vm: &mut Vm, form: &ShapeForm) -> JsResult<Gc<Shape>> {
    let info = match form.prototype {
        Some(prototype) => info_of(vm, prototype)?,
        None => match vm.state().null_prototype_info.get() {
            Some(info) => info,
            None => {
                let info = new_info(vm)?;
                vm.state().null_prototype_info.set(info);
                info
            }
        },
    };
    let roots = info.roots.get();
    if let Some(roots) = roots {
        for cell in roots.cells() {
            if let Some(shape) = cell.get().cast::<Shape>()
                && shape.kind.get() == form.kind
                && shape.inline_capacity() == form.inline_capacity
                && shape.flags().among(ShapeFlags::INCOMPLETE) == form.flags
            {
                return Ok(shape);
            }
        }
    }
    add_root(vm, info, form)
}

#[cold]
#[inline(never)]
fn add_root(vm: &mut Vm, info: Gc<PrototypeInfo>, form: &ShapeForm) -> JsResult<Gc<Shape>> {
    let roots = info.roots.get();
    let shape = new_root(vm, form)?;
    let count = roots.map_or(0, |roots| roots.cells().len());
    let cells = vm.heap.allocate(CellArrayInit {
        cells: TailInit::Fill(count + 1, shape.erase()),
    })?;
    for (to, from) in cells
        .cells()
        .iter()
        .zip(roots.iter().flat_map(|roots| roots.cells()))
    {
        to.set(from.get());
    }
    info.roots.set(cells);
    Ok(shape)
}

/// The validity of lookups that start at `prototype`.
pub fn validity_of(vm: &mut Vm, prototype: Gc<Object>) -> JsResult<Gc<Validity>> {
    let info = info_of(vm, prototype)?;
    if let Some(validity) = info.validity.get() {
        return Ok(validity);
    }
    register_chain(vm, prototype)?;
    let validity = vm.heap.allocate(ValidityInit { is_valid: 1 })?;
    info.validity.set(validity);
    Ok(validity)
}

/// Enters each prototype from `object` up among the dependents of its own.
fn register_chain(vm: &mut Vm, object: Gc<Object>) -> JsResult<()> {
    let mut child = object;
    loop {
        let info = info_of(vm, child)?;
        if info.is_registered.get() {
            return Ok(());
        }
        let Some(parent) = child.shape().prototype() else {
            return Ok(());
        };
        let parent_info = info_of(vm, parent)?;
        let dependents = match parent_info.dependents.get() {
            Some(list) => list,
            None => {
                let list = vm.heap.new_weak_list()?;
                parent_info.dependents.set(list);
                list
            }
        };
        dependents.push(&mut vm.heap, info.erase())?;
        info.is_registered.set(true);
        child = parent;
        vm.check_interrupt()?;
    }
}

/// Called before a prototype changes in a way that lookups through it could tell.
#[inline]
pub(crate) fn invalidate(vm: &mut Vm, shape: Gc<Shape>) -> JsResult<()> {
    match shape.prototype_info.get() {
        Some(info) if !info.validity.is_null() || !info.dependents.is_null() => {
            invalidate_info(vm, info)
        }
        _ => Ok(()),
    }
}

#[cold]
fn invalidate_info(vm: &mut Vm, info: Gc<PrototypeInfo>) -> JsResult<()> {
    let pending = vm.heap.allocate(CellArrayInit {
        cells: TailInit::Fill(1, info.erase()),
    })?;
    let mut level = pending;
    // Level by level, so that long chains need no recursion.
    loop {
        let mut count = 0;
        for info in level
            .cells()
            .iter()
            .filter_map(|cell| cell.get().cast::<PrototypeInfo>())
        {
            if let Some(validity) = info.validity.get() {
                validity.is_valid.set(0);
                info.validity.set(None);
            }
            count += info.dependents.get().map_or(0, |list| list.iter().count());
        }
        if count == 0 {
            return Ok(());
        }
        let next = vm.heap.allocate(CellArrayInit {
            cells: TailInit::Fill(count, info.erase()),
        })?;
        let mut places = next.cells().iter();
        for info in level
            .cells()
            .iter()
            .filter_map(|cell| cell.get().cast::<PrototypeInfo>())
        {
            let Some(list) = info.dependents.get() else {
                continue;
            };
            for dependent in list.iter().filter_map(|cell| cell.cast::<PrototypeInfo>()) {
                dependent.is_registered.set(false);
                if let Some(place) = places.next() {
                    place.set(dependent.erase());
                }
            }
            info.dependents.set(None);
        }
        level = next;
    }
}

/// Called when a prototype got another prototype: it is no longer a dependent of the old one.
pub(crate) fn forget_parent(shape: Gc<Shape>) {
    if let Some(info) = shape.prototype_info.get() {
        info.is_registered.set(false);
    }
}

/// Makes `object` ready to be a prototype before anything inherits from it.
pub(crate) fn make_prototype(vm: &mut Vm, object: Gc<Object>) -> JsResult<()> {
    info_of(vm, object).map(|_| ())
}
