//! [RegExpExec](https://tc39.es/ecma262/#sec-regexpexec) and
//! [RegExpBuiltinExec](https://tc39.es/ecma262/#sec-regexpbuiltinexec).

use super::legacy;
use super::object::{LastIndex, RegExpObject};
use super::program::FEW_GROUPS;
use super::search::Search;
use super::state::state;
use crate::message;
use kataan_gc::Gc;
use kataan_regexp::Flags;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::object::PropertyKey;
use kataan_vm::object::slots::get_dense;
use kataan_vm::object::{
    Attributes, Object, add_properties_cached, array_push, create_array_from_list,
    create_array_with_capacity, create_object_with_shape, define_data_property,
};
use kataan_vm::operation::{call, get_name, is_callable, ordinary_object_create};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{JsString, Name};
use kataan_vm::value::Value;

/// How a regular expression is to be matched.
enum Exec {
    /// By the library's own algorithm.
    Builtin(Gc<RegExpObject>),
    /// By this function.
    Custom(Value),
}

fn exec_of(vm: &mut Vm, object: Gc<Object>) -> JsResult<Exec> {
    let exec = get_name(vm, object, Name::Exec)?;
    let regexp = object.cast::<RegExpObject>();
    if is_callable(vm, exec) {
        let is_own = exec == vm.intrinsic(Intrinsic::RegExpPrototypeExec).into();
        return Ok(match regexp.filter(|_| is_own) {
            Some(regexp) => Exec::Builtin(regexp),
            None => Exec::Custom(exec),
        });
    }
    match regexp {
        Some(regexp) => Ok(Exec::Builtin(regexp)),
        None => {
            let text = describe(vm, object.into());
            let parts: [&dyn core::fmt::Display; 2] = [&"RegExp.prototype.exec", &text];
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &parts))
        }
    }
}

fn call_custom(
    vm: &mut Vm,
    object: Gc<Object>,
    exec: Value,
    string: Gc<JsString>,
) -> JsResult<Option<Gc<Object>>> {
    let result = call(vm, exec, object.into(), &[string.into()])?;
    if result.is_null() {
        return Ok(None);
    }
    match vm.object(result) {
        Some(result) => Ok(Some(result)),
        None => {
            let text = describe(vm, result);
            Err(vm.throw_type_error(message::EXEC_RESULT, &[&text]))
        }
    }
}

/// [RegExpExec](https://tc39.es/ecma262/#sec-regexpexec)
pub(super) fn reg_exp_exec(
    vm: &mut Vm,
    object: Gc<Object>,
    string: Gc<JsString>,
) -> JsResult<Option<Gc<Object>>> {
    match exec_of(vm, object)? {
        Exec::Builtin(regexp) => reg_exp_builtin_exec(vm, regexp, string),
        Exec::Custom(exec) => call_custom(vm, object, exec, string),
    }
}

/// Whether RegExpExec gives a result, which nobody else looks at.
pub(super) fn reg_exp_test(
    vm: &mut Vm,
    object: Gc<Object>,
    string: Gc<JsString>,
) -> JsResult<bool> {
    match exec_of(vm, object)? {
        Exec::Builtin(regexp) => match builtin_search(vm, regexp, string)? {
            Some(search) => {
                search.finish(vm);
                Ok(true)
            }
            None => Ok(false),
        },
        Exec::Custom(exec) => Ok(call_custom(vm, object, exec, string)?.is_some()),
    }
}

/// [RegExpBuiltinExec](https://tc39.es/ecma262/#sec-regexpbuiltinexec)
pub(super) fn reg_exp_builtin_exec(
    vm: &mut Vm,
    regexp: Gc<RegExpObject>,
    string: Gc<JsString>,
) -> JsResult<Option<Gc<Object>>> {
    let Some(search) = builtin_search(vm, regexp, string)? else {
        return Ok(None);
    };
    let result = create_result(vm, &search)?;
    search.finish(vm);
    Ok(Some(result))
}

/// RegExpBuiltinExec but for the result: a search that has found something, or none.
pub(super) fn builtin_search(
    vm: &mut Vm,
    regexp: Gc<RegExpObject>,
    string: Gc<JsString>,
) -> JsResult<Option<Search>> {
    let last_index = regexp.last_index(vm)?;
    // Converting `lastIndex` may have run script: the program is read now.
    let program = regexp.program.get();
    let flags = program.flags();
    let is_indexed = flags.contains(Flags::GLOBAL) || flags.contains(Flags::STICKY);
    let start = if is_indexed { last_index } else { 0 };
    if start > string.len() as u64 {
        regexp.set_last_index(vm, 0)?;
        return Ok(None);
    }
    let state = state(vm)?;
    let mut search = Search::new(vm, state, program, string)?;
    if !search.next(vm, start as usize)? {
        search.finish(vm);
        if is_indexed {
            regexp.set_last_index(vm, 0)?;
        }
        return Ok(None);
    }
    if is_indexed {
        regexp.set_last_index(vm, search.whole().end)?;
    }
    legacy::update(vm, state, regexp, &search);
    Ok(Some(search))
}

/// The result object of a match.
pub(super) fn create_result(vm: &mut Vm, search: &Search) -> JsResult<Gc<Object>> {
    let array = create_captures(vm, search)?;
    let position = Value::from_number(search.whole().start as f64);
    let groups = create_groups(vm, search, array)?;
    define_result_properties(vm, array, &[position, search.string.into(), groups])?;
    if search.has(Flags::HAS_INDICES) {
        let indices = create_indices(vm, search)?;
        define(vm, array, Name::Indices, indices.into())?;
    }
    Ok(array)
}

/// The array of the match and its captures.
fn create_captures(vm: &mut Vm, search: &Search) -> JsResult<Gc<Object>> {
    let count = search.group_count + 1;
    let mut values = [Value::UNDEFINED; FEW_GROUPS];
    if let Some(values) = values.get_mut(..count as usize) {
        for (index, value) in (0..count).zip(values.iter_mut()) {
            *value = search.capture(vm, index)?;
        }
        return create_array_from_list(vm, values);
    }
    let array = create_array_with_capacity(vm, count)?;
    for index in 0..count {
        let value = search.capture(vm, index)?;
        array_push(vm, array, value)?;
    }
    Ok(array)
}

/// Gives a result its `index`, `input` and `groups`.
fn define_result_properties(vm: &mut Vm, array: Gc<Object>, values: &[Value; 3]) -> JsResult<()> {
    let state = state(vm)?;
    let before = array.shape();
    if state.array_shape.get() == Some(before)
        && let Some(shape) = state.result_shape.get()
        && add_properties_cached(vm, array, shape, values)?
    {
        return Ok(());
    }
    for (name, value) in [Name::Index, Name::Input, Name::Groups]
        .into_iter()
        .zip(values)
    {
        define(vm, array, name, *value)?;
    }
    if !array.shape().is_unique() {
        state.array_shape.set(before);
        state.result_shape.set(array.shape());
    }
    Ok(())
}

fn define(vm: &mut Vm, object: Gc<Object>, name: Name, value: Value) -> JsResult<()> {
    let key = vm.key(name);
    define_data_property(vm, object, key, value, Attributes::ALL)
}

/// An object with a property for each named group, or `undefined` if there are no such groups; the
/// values are those that `array` holds for the groups.
fn create_groups(vm: &mut Vm, search: &Search, array: Gc<Object>) -> JsResult<Value> {
    let Some(names) = search.program.names.get() else {
        return Ok(Value::UNDEFINED);
    };
    let count = names.slots().len() / 2;
    let group_of = |index: usize| names.slots()[index * 2 + 1].get().as_i32().unwrap_or(0) as u32;
    let value_of = |group: u32| get_dense(array, group).unwrap_or(Value::UNDEFINED);
    let mut values = [Value::UNDEFINED; FEW_GROUPS];
    if let Some(shape) = search.program.groups_shape.get()
        && let Some(values) = values.get_mut(..count)
    {
        for (index, value) in values.iter_mut().enumerate() {
            *value = value_of(group_of(index));
        }
        return Ok(create_object_with_shape(vm, shape, values)?.into());
    }
    let groups = ordinary_object_create(vm, None)?;
    for index in 0..count {
        let key = PropertyKey::from_raw(names.slots()[index * 2].get());
        let group = group_of(index);
        // Of groups that share a name, one takes part at most.
        if search.group(group).is_some() || !groups.shape().has(key) {
            define_data_property(vm, groups, key, value_of(group), Attributes::ALL)?;
        }
    }
    Ok(groups.into())
}

/// [MakeMatchIndicesIndexPairArray](https://tc39.es/ecma262/#sec-makematchindicesindexpairarray)
fn create_indices(vm: &mut Vm, search: &Search) -> JsResult<Gc<Object>> {
    let count = search.group_count + 1;
    let array = create_array_with_capacity(vm, count)?;
    for index in 0..count {
        let pair = index_pair(vm, search, index)?;
        array_push(vm, array, pair)?;
    }
    let groups = create_groups(vm, search, array)?;
    define(vm, array, Name::Groups, groups)?;
    Ok(array)
}

/// [GetMatchIndexPair](https://tc39.es/ecma262/#sec-getmatchindexpair)
fn index_pair(vm: &mut Vm, search: &Search, index: u32) -> JsResult<Value> {
    let Some(range) = search.group(index) else {
        return Ok(Value::UNDEFINED);
    };
    let bounds = [range.start, range.end].map(|at| Value::from_number(at as f64));
    Ok(create_array_from_list(vm, &bounds)?.into())
}
