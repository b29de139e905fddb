//! What an object calls itself: its class, and its tag.

use kataan_gc::Gc;
use kataan_vm::object::{Object, PropertyKey, Proxy};
use kataan_vm::operation::{get_own_property, get_prototype_of};
use kataan_vm::string::Name;
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::{JsResult, Value, Vm};

use super::primitive;

/// Prototypes looked at before an object counts as nameless.
const LONGEST_CHAIN: usize = 1_000;

/// The name of the nearest prototype's constructor; `None` if there is none.
pub(super) fn constructor_name(vm: &mut Vm, object: Gc<Object>) -> JsResult<Option<String>> {
    let start = object;
    let mut at = Some(object);
    for _ in 0..LONGEST_CHAIN {
        let Some(object) = at else { break };
        let key = vm.key(Name::Constructor);
        if let Some(constructor) = data(vm, object, key)?
            && let Some(constructor) = vm.object(constructor)
            && constructor.is_callable()
        {
            let key = vm.key(Name::Name);
            if let Some(name) = data(vm, constructor, key)?
                && name.is_string()
                && is_instance(vm, start, constructor)?
            {
                let name = primitive::text(vm, name)?;
                if !name.is_empty() {
                    return Ok(Some(name));
                }
            }
        }
        at = prototype(vm, object)?;
    }
    Ok(None)
}

/// Whether the constructor's `prototype` is a prototype of the object: whoever has only borrowed
/// the property is no instance. A prototype is one of itself.
fn is_instance(vm: &mut Vm, object: Gc<Object>, constructor: Gc<Object>) -> JsResult<bool> {
    let key = vm.key(Name::Prototype);
    let Some(wanted) = data(vm, constructor, key)?.and_then(|wanted| vm.object(wanted)) else {
        return Ok(false);
    };
    let mut at = Some(object);
    for _ in 0..LONGEST_CHAIN {
        let Some(object) = at else { break };
        if object == wanted {
            return Ok(true);
        }
        at = prototype(vm, object)?;
    }
    Ok(false)
}

/// The value of an own data property; proxies and getters are left alone.
pub(super) fn data(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<Option<Value>> {
    if vm.heap.gc::<Proxy>(object.into()).is_some() {
        return Ok(None);
    }
    Ok(get_own_property(vm, object, key)?.and_then(|descriptor| descriptor.value))
}

fn prototype(vm: &mut Vm, object: Gc<Object>) -> JsResult<Option<Gc<Object>>> {
    if vm.heap.gc::<Proxy>(object.into()).is_some() {
        return Ok(None);
    }
    get_prototype_of(vm, object)
}

/// `Symbol.toStringTag`, own or inherited, where it is a plain string that adds to the name.
pub(super) fn tag(vm: &mut Vm, object: Gc<Object>, name: Option<&str>) -> JsResult<String> {
    let key = vm.symbol_key(WellKnownSymbol::ToStringTag);
    let start = object;
    let mut at = Some(object);
    for _ in 0..LONGEST_CHAIN {
        let Some(object) = at else { break };
        // One that is shown as a property need not be told twice.
        if object == start
            && let Some(own) = get_own_property(vm, object, key)?
            && own.is_enumerable()
        {
            return Ok(String::new());
        }
        if let Some(tag) = data(vm, object, key)? {
            let tag = primitive::text(vm, tag)?;
            return Ok(if Some(tag.as_str()) == name {
                String::new()
            } else {
                tag
            });
        }
        at = prototype(vm, object)?;
    }
    Ok(String::new())
}

/// What stands before the brackets of an object: `Name `, `Name(3) [Tag] `, …
pub(super) fn prefix(
    vm: &mut Vm,
    object: Gc<Object>,
    fallback: &str,
    size: Option<u64>,
) -> JsResult<String> {
    let name = constructor_name(vm, object)?;
    let tag = tag(vm, object, name.as_deref())?;
    let size = size.map_or_else(String::new, |size| format!("({size})"));
    let own = match &name {
        Some(name) => format!("{name}{size} "),
        None => format!("[{fallback}{size}: null prototype] "),
    };
    let adds = !tag.is_empty() && (name.is_some() || tag != fallback);
    Ok(if adds { format!("{own}[{tag}] ") } else { own })
}

/// The name that stands for an object that is too deep to be shown.
pub(super) fn short_name(vm: &mut Vm, object: Gc<Object>) -> JsResult<String> {
    let fallback = if super::contents::is_array(vm, object) {
        "Array"
    } else {
        "Object"
    };
    let name = prefix(vm, object, fallback, None)?;
    Ok(name.trim_end().to_owned())
}
