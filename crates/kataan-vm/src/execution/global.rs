//! The global environment (9.1.1.4): script-level lexical bindings and the global object.

use crate::Vm;
use crate::error::{JsResult, describe_key, message};
use crate::object::{Attributes, PropertyDescriptor, PropertyKey, make_unique_again};
use crate::operation;
use crate::realm::Realm;
use crate::value::Value;
use kataan_bytecode::container::Declarations;
use kataan_gc::{Gc, OrderedTable, Plain, Slot, cell};

use super::unit::{CodeUnit, constant_key};

cell! {
    /// A lexical binding of a script: `let`, `const` or `class` at its top level.
    pub struct GlobalBinding as Internal {
        /// Its value.
        pub value: Slot,
        /// Whether assignment throws.
        pub is_constant: Plain<bool>,
    }
}

/// The realm's lexical bindings, by name.
fn table(vm: &mut Vm, realm: Gc<Realm>) -> JsResult<Gc<OrderedTable>> {
    if let Some(table) = realm.declarations.get().and_then(Gc::cast::<OrderedTable>) {
        return Ok(table);
    }
    let table = vm.heap.new_table()?;
    realm.declarations.set(table.erase());
    Ok(table)
}

/// The lexical binding of a name, if there is one.
pub(crate) fn find_lexical(
    vm: &Vm,
    realm: Gc<Realm>,
    name: PropertyKey,
) -> Option<Gc<GlobalBinding>> {
    let table = realm
        .declarations
        .get()
        .and_then(Gc::cast::<OrderedTable>)?;
    let raw = name.to_raw();
    let index = table.find(name.hash(vm.heap.region()), |key| key == raw)?;
    vm.heap.gc(table.value(index))
}

/// Makes an uninitialised lexical binding.
fn create_lexical(
    vm: &mut Vm,
    realm: Gc<Realm>,
    name: PropertyKey,
    is_constant: bool,
) -> JsResult<()> {
    let binding = vm.heap.allocate(GlobalBindingInit {
        value: Value::UNINITIALIZED,
        is_constant,
    })?;
    let table = table(vm, realm)?;
    let hash = name.hash(vm.heap.region());
    table.insert(&mut vm.heap, hash, name.to_raw(), binding.into())?;
    // Caches that know a property of this name must look again: the binding hides it.
    let global = realm.global_object();
    if operation::has_property(vm, global, name)? {
        make_unique_again(vm, global)?;
    }
    Ok(())
}

/// [GlobalDeclarationInstantiation](https://tc39.es/ecma262/#sec-globaldeclarationinstantiation) but
/// for creating functions and variables, which follows as instructions.
pub(crate) fn declare(
    vm: &mut Vm,
    unit: Gc<CodeUnit>,
    declarations: &Declarations,
) -> JsResult<()> {
    let realm = unit.realm.get();
    let global = realm.global_object();
    for lexical in &declarations.lexical {
        let name = constant_key(vm, unit, lexical.name)?;
        if find_lexical(vm, realm, name).is_some() {
            return Err(already_declared(vm, name));
        }
        // HasRestrictedGlobalProperty: of what `var` or the host made, not configurable.
        let own = operation::get_own_property(vm, global, name)?;
        if own.is_some_and(|own| !own.is_configurable()) {
            return Err(already_declared(vm, name));
        }
    }
    for name in declarations.functions.iter().chain(&declarations.variables) {
        let name = constant_key(vm, unit, *name)?;
        if find_lexical(vm, realm, name).is_some() {
            return Err(already_declared(vm, name));
        }
    }
    check_var_names(vm, unit, declarations)?;
    for hoisted in &declarations.hoisted {
        let name = constant_key(vm, unit, *hoisted)?;
        if find_lexical(vm, realm, name).is_none() && can_declare_function(vm, realm, name)? {
            let is_new = !operation::has_own_property(vm, global, name)?;
            if is_new {
                create_var(vm, realm, name, false)?;
            }
        }
    }
    for lexical in &declarations.lexical {
        let name = constant_key(vm, unit, lexical.name)?;
        create_lexical(vm, realm, name, lexical.constant)?;
    }
    Ok(())
}

/// The checks that the global object takes functions and variables.
pub(crate) fn check_var_names(
    vm: &mut Vm,
    unit: Gc<CodeUnit>,
    declarations: &Declarations,
) -> JsResult<()> {
    let realm = unit.realm.get();
    for function in declarations.functions.iter().rev() {
        let name = constant_key(vm, unit, *function)?;
        if !can_declare_function(vm, realm, name)? {
            let text = describe_key(vm, name);
            return Err(vm.throw_type_error(message::CANNOT_DECLARE, &[&text]));
        }
    }
    for variable in &declarations.variables {
        let name = constant_key(vm, unit, *variable)?;
        if !can_declare_var(vm, realm, name)? {
            let text = describe_key(vm, name);
            return Err(vm.throw_type_error(message::CANNOT_DECLARE, &[&text]));
        }
    }
    Ok(())
}

fn already_declared(vm: &mut Vm, name: PropertyKey) -> crate::error::Thrown {
    let text = describe_key(vm, name);
    vm.throw_syntax_error(message::ALREADY_DECLARED, &[&text])
}

/// [CanDeclareGlobalVar](https://tc39.es/ecma262/#sec-candeclareglobalvar)
fn can_declare_var(vm: &mut Vm, realm: Gc<Realm>, name: PropertyKey) -> JsResult<bool> {
    let global = realm.global_object();
    Ok(operation::has_own_property(vm, global, name)? || operation::is_extensible(vm, global)?)
}

/// [CanDeclareGlobalFunction](https://tc39.es/ecma262/#sec-candeclareglobalfunction)
pub(crate) fn can_declare_function(
    vm: &mut Vm,
    realm: Gc<Realm>,
    name: PropertyKey,
) -> JsResult<bool> {
    let global = realm.global_object();
    Ok(match operation::get_own_property(vm, global, name)? {
        None => operation::is_extensible(vm, global)?,
        Some(own) => {
            own.is_configurable() || (own.is_data() && own.is_writable() && own.is_enumerable())
        }
    })
}

/// [CreateGlobalVarBinding](https://tc39.es/ecma262/#sec-createglobalvarbinding)
pub(crate) fn create_var(
    vm: &mut Vm,
    realm: Gc<Realm>,
    name: PropertyKey,
    deletable: bool,
) -> JsResult<()> {
    let global = realm.global_object();
    if operation::has_own_property(vm, global, name)? || !operation::is_extensible(vm, global)? {
        return Ok(());
    }
    let attributes = Attributes::ALL.set(Attributes::CONFIGURABLE, deletable);
    let descriptor = PropertyDescriptor::data(Value::UNDEFINED, attributes);
    operation::define_property_or_throw(vm, global, name, &descriptor)
}

/// [CreateGlobalFunctionBinding](https://tc39.es/ecma262/#sec-createglobalfunctionbinding)
pub(crate) fn create_function(
    vm: &mut Vm,
    realm: Gc<Realm>,
    name: PropertyKey,
    value: Value,
    deletable: bool,
) -> JsResult<()> {
    let global = realm.global_object();
    let own = operation::get_own_property(vm, global, name)?;
    let descriptor = match own {
        Some(own) if !own.is_configurable() => PropertyDescriptor::only_value(value),
        _ => PropertyDescriptor::data(
            value,
            Attributes::ALL.set(Attributes::CONFIGURABLE, deletable),
        ),
    };
    operation::define_property_or_throw(vm, global, name, &descriptor)?;
    operation::set(vm, global, name, value)
}
