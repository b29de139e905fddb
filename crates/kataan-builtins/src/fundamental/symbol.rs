//! [Symbol Objects](https://tc39.es/ecma262/#sec-symbol-objects).

use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, constant, getter, method,
    symbol_method, value,
};
use kataan_vm::object::{Attributes, PrimitiveObject};
use kataan_vm::operation::to_string;
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::StringBuilder;
use kataan_vm::symbol::{Symbol, create_symbol, symbol_for};
use kataan_vm::value::Value;

/// The constructor.
pub(crate) static SYMBOL: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Symbol,
    form: ObjectForm::Constructor(Constructor {
        name: "Symbol",
        length: 0,
        code: symbol,
        prototype: Some(Intrinsic::SymbolPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        constant(
            "asyncDispose",
            PropertyValue::Symbol("[Symbol.asyncDispose]"),
        ),
        constant(
            "asyncIterator",
            PropertyValue::Symbol("[Symbol.asyncIterator]"),
        ),
        constant("dispose", PropertyValue::Symbol("[Symbol.dispose]")),
        constant("hasInstance", PropertyValue::Symbol("[Symbol.hasInstance]")),
        constant(
            "isConcatSpreadable",
            PropertyValue::Symbol("[Symbol.isConcatSpreadable]"),
        ),
        constant("iterator", PropertyValue::Symbol("[Symbol.iterator]")),
        constant("match", PropertyValue::Symbol("[Symbol.match]")),
        constant("matchAll", PropertyValue::Symbol("[Symbol.matchAll]")),
        constant("replace", PropertyValue::Symbol("[Symbol.replace]")),
        constant("search", PropertyValue::Symbol("[Symbol.search]")),
        constant("species", PropertyValue::Symbol("[Symbol.species]")),
        constant("split", PropertyValue::Symbol("[Symbol.split]")),
        constant("toPrimitive", PropertyValue::Symbol("[Symbol.toPrimitive]")),
        constant("toStringTag", PropertyValue::Symbol("[Symbol.toStringTag]")),
        constant("unscopables", PropertyValue::Symbol("[Symbol.unscopables]")),
        method("for", 1, for_method),
        method("keyFor", 1, key_for),
    ],
};

/// The prototype.
pub(crate) static SYMBOL_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::SymbolPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        getter("description", description),
        method("toString", 0, to_string_method),
        method("valueOf", 0, value_of),
        symbol_method(
            "[Symbol.toPrimitive]",
            "[Symbol.toPrimitive]",
            1,
            to_primitive,
            Attributes::CONFIGURABLE,
        ),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Symbol"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [Symbol](https://tc39.es/ecma262/#sec-symbol-description)
fn symbol(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if args.is_construct() {
        return Err(vm.throw_type_error(message::NOT_A_CONSTRUCTOR, &[&"Symbol"]));
    }
    let description = match args.get(0) {
        description if description.is_undefined() => description,
        description => to_string(vm, description)?.into(),
    };
    Ok(create_symbol(vm, description)?.into())
}

/// [Symbol.for](https://tc39.es/ecma262/#sec-symbol.for)
fn for_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let key = to_string(vm, args.get(0))?;
    Ok(symbol_for(vm, key)?.into())
}

/// [Symbol.keyFor](https://tc39.es/ecma262/#sec-symbol.keyfor)
fn key_for(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(symbol) = vm.heap.gc::<Symbol>(args.get(0)) else {
        let text = describe(vm, args.get(0));
        return Err(vm.throw_type_error(message::NOT_A_SYMBOL, &[&text]));
    };
    Ok(if symbol.is_registered() {
        symbol.description()
    } else {
        Value::UNDEFINED
    })
}

/// [ThisSymbolValue](https://tc39.es/ecma262/#sec-thissymbolvalue)
fn this_symbol_value(vm: &mut Vm, value: Value, method: &'static str) -> JsResult<Gc<Symbol>> {
    let inner = match vm.heap.gc::<PrimitiveObject>(value) {
        Some(object) => object.value(),
        None => value,
    };
    match vm.heap.gc(inner) {
        Some(symbol) => Ok(symbol),
        None => {
            let text = describe(vm, value);
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// [get Symbol.prototype.description](https://tc39.es/ecma262/#sec-symbol.prototype.description)
fn description(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let symbol = this_symbol_value(vm, args.this(), "Symbol.prototype.description")?;
    Ok(symbol.description())
}

/// [Symbol.prototype.toString](https://tc39.es/ecma262/#sec-symbol.prototype.tostring)
fn to_string_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let symbol = this_symbol_value(vm, args.this(), "Symbol.prototype.toString")?;
    symbol_descriptive_string(vm, symbol)
}

/// [SymbolDescriptiveString](https://tc39.es/ecma262/#sec-symboldescriptivestring)
pub(crate) fn symbol_descriptive_string(vm: &mut Vm, symbol: Gc<Symbol>) -> JsResult<Value> {
    let mut builder = StringBuilder::new();
    builder.push_str("Symbol(");
    if let Some(description) = vm.string(symbol.description()) {
        builder.push_string(vm, description)?;
    }
    builder.push_str(")");
    Ok(builder.finish(vm)?.into())
}

/// [Symbol.prototype.valueOf](https://tc39.es/ecma262/#sec-symbol.prototype.valueof)
fn value_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(this_symbol_value(vm, args.this(), "Symbol.prototype.valueOf")?.into())
}

/// [Symbol.prototype \[ %Symbol.toPrimitive% \]](https://tc39.es/ecma262/#sec-symbol.prototype-%symbol.toprimitive%)
fn to_primitive(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(this_symbol_value(vm, args.this(), "Symbol.prototype[Symbol.toPrimitive]")?.into())
}
