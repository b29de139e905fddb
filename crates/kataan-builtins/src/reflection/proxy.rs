//! [Proxy Objects](https://tc39.es/ecma262/#sec-proxy-objects): the constructor. The internal
//! methods are the object model's.

use crate::captured::{captured, set_captured};
use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::{Args, Constructor, IntrinsicObject, ObjectForm, method};
use kataan_vm::object::{Proxy, create_native_closure, proxy_create};
use kataan_vm::operation::{create_data_property_or_throw, ordinary_object_create};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::value::Value;

/// The constructor, which has no prototype property.
pub(crate) static PROXY: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Proxy,
    form: ObjectForm::Constructor(Constructor {
        name: "Proxy",
        length: 2,
        code: proxy,
        prototype: None,
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[method("revocable", 2, revocable)],
};

/// [Proxy](https://tc39.es/ecma262/#sec-proxy-target-handler)
fn proxy(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&"Proxy"]));
    }
    Ok(proxy_create(vm, args.get(0), args.get(1))?.into())
}

/// [Proxy.revocable](https://tc39.es/ecma262/#sec-proxy.revocable)
fn revocable(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let proxy = proxy_create(vm, args.get(0), args.get(1))?;
    let revoker = create_native_closure(vm, revoke, "", 0, &[proxy.into()])?;
    let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
    let result = ordinary_object_create(vm, Some(prototype))?;
    let key = vm.key(Name::Proxy);
    create_data_property_or_throw(vm, result, key, proxy.into())?;
    let key = vm.key(Name::Revoke);
    create_data_property_or_throw(vm, result, key, revoker.into())?;
    Ok(result.into())
}

/// The [revocation function](https://tc39.es/ecma262/#sec-proxy-revocation-functions), which holds
/// its proxy until it has revoked it.
fn revoke(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let held = captured(vm, args, 0);
    if let Some(proxy) = vm.heap.gc::<Proxy>(held) {
        set_captured(vm, args, 0, Value::NULL);
        proxy.revoke();
    }
    Ok(Value::UNDEFINED)
}
