//! Describing what a program threw.

use kataan_gc::Gc;
use kataan_vm::object::Object;
use kataan_vm::operation::{get, get_name};
use kataan_vm::string::{Name, to_rust_string};
use kataan_vm::{Thrown, Value as VmValue, Vm, error::describe};

use crate::error::{Error, Exception, Location, Termination};
use crate::value::Value;

/// What a throw completion becomes outside: the exception described, or why the program ended.
pub(crate) fn describe_thrown(vm: &mut Vm, isolate: u64, thrown: Thrown) -> Error {
    let failure = vm.take_syntax_failure();
    let value = match vm.take_exception(thrown) {
        Ok(value) => value,
        Err(_) => return Error::Terminated(termination(vm)),
    };
    let mut exception = describe_value(vm, value, isolate);
    // The text that was refused last is that of this error only if it has its message.
    if let Some(failure) = failure
        && failure.diagnostic.message == exception.message
    {
        exception.location = Some(locate(&failure));
    }
    Error::Exception(Box::new(exception))
}

fn termination(vm: &mut Vm) -> Termination {
    use kataan_vm::Termination as Reason;
    match vm.termination() {
        Some(Reason::Deadline | Reason::Fuel) => Termination::Deadline,
        Some(Reason::OutOfMemory) => Termination::OutOfMemory,
        Some(Reason::Exit) => Termination::Exit(kataan_host::exit_status(vm)),
        Some(Reason::Interrupted) | None => Termination::Interrupted,
    }
}

/// Describes a thrown value. What throws while it is looked at is left out.
pub(crate) fn describe_value(vm: &mut Vm, value: VmValue, isolate: u64) -> Exception {
    let root = vm.heap.root(value);
    let mut exception = Exception {
        name: String::new(),
        constructor: String::new(),
        message: String::new(),
        stack: None,
        location: None,
        is_early: false,
        value: Value { root, isolate },
    };
    match vm.object(value) {
        None => exception.message = describe(vm, value),
        Some(object) => {
            exception.name = text(vm, object, Name::Name).unwrap_or_default();
            exception.message = text(vm, object, Name::Message).unwrap_or_default();
            exception.stack = text(vm, object, Name::Stack);
            exception.constructor = constructor_name(vm, object).unwrap_or_default();
            if exception.name.is_empty() && exception.message.is_empty() {
                exception.message = describe(vm, value);
            }
        }
    }
    exception
}

/// A property that is a string; `None` if it is not, or if reading it throws.
fn text(vm: &mut Vm, object: Gc<Object>, name: Name) -> Option<String> {
    let value = settled(get_name(vm, object, name), vm)?;
    let string = vm.string(value)?;
    settled(to_rust_string(vm, string), vm)
}

fn constructor_name(vm: &mut Vm, object: Gc<Object>) -> Option<String> {
    let key = vm.key(Name::Constructor);
    let constructor = settled(get(vm, object, key), vm)?;
    let constructor = vm.object(constructor)?;
    text(vm, constructor, Name::Name)
}

/// The value of a completion; what it threw is dropped.
fn settled<T>(completion: kataan_vm::JsResult<T>, vm: &mut Vm) -> Option<T> {
    match completion {
        Ok(value) => Some(value),
        Err(thrown) => {
            // A termination stays noted in the isolate; the description goes on without the part.
            let _ = vm.take_exception(thrown);
            None
        }
    }
}

fn locate(failure: &kataan_vm::execution::SyntaxFailure) -> Location {
    let diagnostic = &failure.diagnostic;
    let span = |label: &kataan_syntax::Label| label.span.start as usize..label.span.end as usize;
    Location {
        name: failure.name.clone(),
        line: 0,
        column: 0,
        span: Some(span(&diagnostic.primary)),
        label: diagnostic.primary.text.clone(),
        others: diagnostic
            .secondary
            .iter()
            .map(|label| (span(label), label.text.clone()))
            .collect(),
    }
}
