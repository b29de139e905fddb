//! Stack traces: where the program is, function by function.
//!
//! A trace is taken when an error is made: a list of positions, as text. Frames that a proper
//! tail call dropped are shown from a short record, so that traces stay useful.

use super::dispatch::feedback_of;
use super::frame::{Frame, FrameFlags};
use super::pc::Pc;
use crate::Vm;
use crate::error::JsResult;
use crate::execution::closure::Closure;
use crate::execution::template::Template;
use crate::object::{Attributes, NativeFunctionObject, Object, define_data_property};
use crate::operation;
use crate::realm::Intrinsic;
use crate::string::{Name, from_str, to_rust_string};
use crate::value::Value;
use kataan_bytecode::container::CodeKind;
use kataan_gc::{Gc, RootId};
use std::fmt::Write;

/// How many dropped frames are remembered.
const DROPPED: usize = 16;
/// Frames of a trace unless `Error.stackTraceLimit` says otherwise.
const DEFAULT_LIMIT: usize = 10;

/// One line of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TraceEntry {
    /// The function's name; empty for a top level or an anonymous function.
    pub function: String,
    /// The source's name; empty for natives.
    pub source: String,
    /// Line, from 1; 0 for natives.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// Whether the function was constructed.
    pub is_construct: bool,
    /// Whether it is a top level.
    pub is_top_level: bool,
}

/// Frames that tail calls dropped, as a ring of templates and positions.
#[derive(Debug, Default)]
pub(crate) struct DroppedFrames {
    entries: Vec<(RootId, u32, usize)>,
    next: usize,
}

impl DroppedFrames {
    /// Remembers the frame that a tail call at `pc` drops.
    pub(crate) fn record(vm: &mut Vm, frame: Frame, pc: Pc) {
        let feedback = feedback_of(vm.heap.region(), frame);
        let at = pc.words_from(feedback.entry.get());
        let depth = vm.stack.depth(frame.base());
        let this = &vm.dropped_frames;
        // A loop of tail calls from one place is one entry.
        if let Some((root, known, place)) = this.entries.get(this.next.wrapping_sub(1) % DROPPED)
            && (*known, *place) == (at, depth)
            && vm.heap.rooted_cell::<Template>(*root) == Some(feedback.template.get())
        {
            return;
        }
        let root = vm.heap.root_cell(feedback.template.get());
        let this = &mut vm.dropped_frames;
        let place = this.next % DROPPED;
        this.next = (place + 1) % DROPPED;
        if place < this.entries.len() {
            let old = std::mem::replace(&mut this.entries[place], (root, at, depth));
            vm.heap.unroot(old.0);
        } else {
            this.entries.push((root, at, depth));
        }
    }

    /// The frames that were dropped at `depth`, last first.
    fn at(&self, depth: usize) -> impl Iterator<Item = (RootId, u32)> + '_ {
        let count = self.entries.len();
        (0..count)
            .map(move |back| self.entries[(self.next + count - 1 - back) % count])
            .filter(move |(_, _, place)| *place == depth)
            .map(|(root, at, _)| (root, at))
    }
}

/// The running functions, innermost first, at most `limit`.
pub(crate) fn capture(vm: &mut Vm, limit: usize, skip_until: Option<Value>) -> Vec<TraceEntry> {
    let mut entries = Vec::new();
    let mut skipping = skip_until.is_some();
    let mut level = vm.levels.len();
    let (mut frame, mut pc) = (vm.frame, vm.pc);
    let base = vm.stack.first_frame();
    while entries.len() < limit && frame >= base && pc != Pc::NONE {
        let callee = frame.get(0);
        if !skipping && let Some(entry) = describe_frame(vm, frame, pc) {
            entries.push(entry);
            add_dropped(vm, frame, limit, &mut entries);
        }
        if skipping && skip_until == Some(callee) {
            skipping = false;
        }
        let link = frame.link();
        if link & FrameFlags::ENTRY != 0 {
            let Some(below) = level.checked_sub(1) else {
                break;
            };
            level = below;
            (frame, pc) = (vm.levels[level].frame, vm.levels[level].pc);
            continue;
        }
        let distance = (frame.return_word() >> 16) as u16 as usize;
        if distance == 0 {
            break;
        }
        frame = frame.down(distance);
        pc = Pc::from_address((link & !FrameFlags::ALL).saturating_sub(8));
    }
    entries
}

fn add_dropped(vm: &mut Vm, frame: Frame, limit: usize, entries: &mut Vec<TraceEntry>) {
    let depth = vm.stack.depth(frame.base());
    let dropped: Vec<(RootId, u32)> = vm.dropped_frames.at(depth).collect();
    for (root, at) in dropped {
        if entries.len() >= limit {
            return;
        }
        if let Some(template) = vm.heap.rooted_cell::<Template>(root) {
            let entry = describe_position(vm, template, at, false);
            entries.push(entry);
        }
    }
}

fn describe_frame(vm: &mut Vm, frame: Frame, pc: Pc) -> Option<TraceEntry> {
    let is_construct = frame.link() & FrameFlags::CONSTRUCT != 0;
    if let Some(closure) = vm.heap.gc::<Closure>(frame.get(0)) {
        let start = closure.feedback.get()?.entry.get();
        let at = (pc.address().wrapping_sub(start) / 8) as u32;
        let template = closure.template.get();
        let mut entry = describe_position(vm, template, at, is_construct);
        if let Some(name) = own_name(vm, closure.upcast()) {
            entry.function = name;
        }
        return Some(entry);
    }
    let native = vm.heap.gc::<NativeFunctionObject>(frame.get(0))?;
    let function = own_name(vm, native.upcast()).unwrap_or_default();
    Some(TraceEntry {
        function,
        source: String::new(),
        line: 0,
        column: 0,
        is_construct: !frame.get(2).is_undefined(),
        is_top_level: false,
    })
}

/// A function's own `name`, if it is a string that can be had without running script.
fn own_name(vm: &mut Vm, function: Gc<Object>) -> Option<String> {
    let key = vm.key(Name::Name);
    let value = crate::object::get_data_without_side_effects(vm, function, key)?;
    let string = vm.string(value)?;
    to_rust_string(vm, string).ok()
}

fn describe_position(
    vm: &mut Vm,
    template: Gc<Template>,
    at: u32,
    is_construct: bool,
) -> TraceEntry {
    let mut function = String::new();
    if let Some(string) = vm.string(template.name.get()) {
        function = to_rust_string(vm, string).unwrap_or_default();
    }
    let is_top_level = matches!(
        template.code_kind(),
        CodeKind::Script | CodeKind::Module | CodeKind::Eval
    );
    let source = template.unit.get().source.get();
    let name = match vm.string(source.name.get()) {
        Some(string) => to_rust_string(vm, string).unwrap_or_default(),
        None => String::new(),
    };
    let offset = template
        .code_index(vm)
        .and_then(|(code, index)| code.function(vm, index).positions().offset_at(at));
    let (line, column) = match offset {
        Some(offset) => source.resource(vm).line_and_column(offset),
        None => (0, 0),
    };
    TraceEntry {
        function,
        source: name,
        line,
        column,
        is_construct,
        is_top_level,
    }
}

/// The lines of a trace, in the form that tools know.
pub(crate) fn format_trace(entries: &[TraceEntry]) -> String {
    let mut text = String::new();
    for entry in entries {
        text.push_str("\n    at ");
        if entry.is_construct {
            text.push_str("new ");
        }
        let place = if entry.line == 0 {
            "native".to_owned()
        } else {
            format!("{}:{}:{}", entry.source, entry.line, entry.column)
        };
        let named = !entry.function.is_empty() && !entry.is_top_level;
        // Writing to a string does not fail.
        let _ = if named {
            write!(text, "{} ({place})", entry.function)
        } else {
            write!(text, "{place}")
        };
    }
    text
}

/// How many frames a trace may have: `Error.stackTraceLimit`; none if traces are off.
fn limit(vm: &mut Vm) -> Option<usize> {
    let constructor = vm.intrinsic(Intrinsic::Error);
    let key = vm.intern("stackTraceLimit").ok()?;
    match crate::object::get_data_without_side_effects(vm, constructor, key) {
        None => Some(DEFAULT_LIMIT),
        Some(value) => {
            let number = value.as_number()?;
            Some(if number.is_nan() || number < 0.0 {
                0
            } else {
                number.min(200.0) as usize
            })
        }
    }
}

/// Gives a new error object its `stack`: the hook of error creation.
pub(crate) fn capture_stack_trace(vm: &mut Vm, error: Gc<Object>) -> JsResult<()> {
    capture_from(vm, error, None)
}

/// `Error.captureStackTrace(object, function)`: a `stack` that leaves out `function` and what it
/// called.
pub fn capture_from(vm: &mut Vm, object: Gc<Object>, function: Option<Value>) -> JsResult<()> {
    let Some(limit) = limit(vm) else {
        return Ok(());
    };
    let mut text = header(vm, object)?;
    let mut entries = capture(vm, limit + 1, function);
    // The constructor that makes the error is no part of the program.
    if entries
        .first()
        .is_some_and(|entry| entry.line == 0 && entry.function.ends_with("Error"))
    {
        entries.remove(0);
    }
    entries.truncate(limit);
    text.push_str(&format_trace(&entries));
    let stack = from_str(vm, &text)?;
    let key = vm.key(Name::Stack);
    if object.is_exotic() {
        let descriptor = crate::object::PropertyDescriptor::data(stack.into(), Attributes::HIDDEN);
        operation::define_own_property(vm, object, key, &descriptor)?;
        return Ok(());
    }
    define_data_property(vm, object, key, stack.into(), Attributes::HIDDEN)
}

/// The first line of a trace: name and message, as far as they can be had without running script.
fn header(vm: &mut Vm, object: Gc<Object>) -> JsResult<String> {
    let part = |vm: &mut Vm, name: Name| -> JsResult<Option<String>> {
        let key = vm.key(name);
        let value = crate::object::get_data_without_side_effects(vm, object, key);
        match value.and_then(|value| vm.string(value)) {
            Some(string) => to_rust_string(vm, string).map(Some),
            None => Ok(None),
        }
    };
    let name = part(vm, Name::Name)?.unwrap_or_else(|| "Error".to_owned());
    let message = part(vm, Name::Message)?.unwrap_or_default();
    Ok(match (name.is_empty(), message.is_empty()) {
        (_, true) => name,
        (true, false) => message,
        (false, false) => format!("{name}: {message}"),
    })
}
