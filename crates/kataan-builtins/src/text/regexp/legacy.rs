//! The legacy static properties: `RegExp.$1`, `RegExp.lastMatch` and the like, after the
//! [proposal](https://github.com/tc39/proposal-regexp-legacy-features) that specifies them.
//!
//! The constructor's realm remembers where the last match lies; the strings are made when asked for.

use super::object::RegExpObject;
use super::search::Search;
use super::state::{LEGACY_WORDS, RegExpState, state};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::operation::to_string;
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::substring;
use kataan_vm::value::Value;

/// The place in `RegExpState::captures` of the last group.
const LAST_GROUP: usize = LEGACY_WORDS / 2 - 1;

/// UpdateLegacyRegExpStaticProperties, or its counterpart for objects of subclasses.
pub(super) fn update(
    vm: &mut Vm,
    state: Gc<RegExpState>,
    regexp: Gc<RegExpObject>,
    search: &Search,
) {
    if regexp.realm.get() != vm.realm() {
        return;
    }
    if !regexp.is_legacy.get() {
        state.input.set(None);
        state.subject.set(None);
        return;
    }
    state.input.set(search.string);
    state.subject.set(search.string);
    for place in 0..LEGACY_WORDS / 2 {
        let group = match place {
            LAST_GROUP if search.group_count == 0 => u32::MAX,
            LAST_GROUP => search.group_count,
            _ => place as u32,
        };
        let range = if group <= search.group_count {
            search.group(group)
        } else {
            None
        };
        let (start, end) = range.map_or((u32::MAX, u32::MAX), |range| {
            (range.start as u32, range.end as u32)
        });
        state.captures[place * 2].set(start);
        state.captures[place * 2 + 1].set(end);
    }
}

/// Checks that `this` is the realm's own constructor.
fn require_constructor(vm: &mut Vm, args: Args<'_>) -> JsResult<Gc<RegExpState>> {
    if args.this() != vm.intrinsic(Intrinsic::RegExp).into() {
        let text = describe(vm, args.this());
        let parts: [&dyn core::fmt::Display; 2] = [&"a static property of RegExp", &text];
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &parts));
    }
    state(vm)
}

/// What the part of the last match's text that `place_of` names is.
fn part(
    vm: &mut Vm,
    args: Args<'_>,
    range_of: impl Fn(&RegExpState, usize) -> (u32, u32),
) -> JsResult<Value> {
    let state = require_constructor(vm, args)?;
    let Some(subject) = state.subject.get() else {
        return Err(vm.throw_type_error(message::LEGACY_UNAVAILABLE, &[]));
    };
    let (start, end) = range_of(&state, subject.len());
    if start == u32::MAX {
        return Ok(vm.empty_string().into());
    }
    Ok(substring(vm, subject, start as usize, end as usize)?.into())
}

fn capture(state: &RegExpState, place: usize) -> (u32, u32) {
    (
        state.captures[place * 2].get(),
        state.captures[place * 2 + 1].get(),
    )
}

macro_rules! groups {
    ($($name:ident = $place:expr;)*) => {
        $(
            pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                part(vm, args, |state, _| capture(state, $place))
            }
        )*
    };
}

groups! {
    last_match = 0;
    group_1 = 1;
    group_2 = 2;
    group_3 = 3;
    group_4 = 4;
    group_5 = 5;
    group_6 = 6;
    group_7 = 7;
    group_8 = 8;
    group_9 = 9;
    last_paren = LAST_GROUP;
}

pub(super) fn left_context(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    part(vm, args, |state, _| (0, capture(state, 0).0))
}

pub(super) fn right_context(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    part(vm, args, |state, length| {
        (capture(state, 0).1, length as u32)
    })
}

pub(super) fn input(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    match require_constructor(vm, args)?.input.get() {
        Some(input) => Ok(input.into()),
        None => Err(vm.throw_type_error(message::LEGACY_UNAVAILABLE, &[])),
    }
}

pub(super) fn set_input(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let state = require_constructor(vm, args)?;
    let input = to_string(vm, args.get(0))?;
    state.input.set(input);
    Ok(Value::UNDEFINED)
}
