//! Host functions: Rust closures as JavaScript functions.

use std::fmt;

use kataan_host::HostFunction;
use kataan_vm::error::ErrorKind;
use kataan_vm::native::Args;
use kataan_vm::{JsResult, Value as VmValue, Vm, error::describe};

use crate::convert::{ConvertError, FromJs, IntoJs};

/// What can be the value of a global: a value, or a closure of up to six arguments.
///
/// A closure takes types that are [`FromJs`] and gives one that is [`IntoJs`], or a `Result` of
/// one with [`HostError`] (or anything that displays) as its error, which is thrown. An argument
/// that does not convert is a `TypeError` in the program.
pub trait Bind<Marker> {
    /// Makes the value.
    #[doc(hidden)]
    fn bind(self, vm: &mut Vm, isolate: u64, name: &str) -> JsResult<VmValue>;
}

/// What a host function that can fail throws: an `Error` with this message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostError(pub String);

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for HostError {}

/// What a host function gives: a value, or a result of one.
pub trait Fallible {
    /// Makes the value, or throws.
    #[doc(hidden)]
    fn finish(self, vm: &mut Vm, isolate: u64) -> JsResult<VmValue>;
}

impl<T: IntoJs> Fallible for T {
    fn finish(self, vm: &mut Vm, isolate: u64) -> JsResult<VmValue> {
        self.into_js(vm, isolate)
    }
}

impl<T: IntoJs, E: fmt::Display> Fallible for Result<T, E> {
    fn finish(self, vm: &mut Vm, isolate: u64) -> JsResult<VmValue> {
        match self {
            Ok(value) => value.into_js(vm, isolate),
            Err(error) => Err(vm.throw_error_text(ErrorKind::Error, &error.to_string())),
        }
    }
}

/// Marks plain values.
#[doc(hidden)]
#[derive(Debug)]
pub struct ByValue;

impl<T: IntoJs> Bind<ByValue> for T {
    fn bind(self, vm: &mut Vm, isolate: u64, _: &str) -> JsResult<VmValue> {
        self.into_js(vm, isolate)
    }
}

/// One argument, or the error that names it.
fn argument<T: FromJs>(vm: &mut Vm, isolate: u64, args: &Args<'_>, index: usize) -> JsResult<T> {
    let value = args.get(index);
    match T::from_js(vm, isolate, value) {
        Ok(argument) => Ok(argument),
        Err(ConvertError::Thrown(thrown)) => Err(thrown),
        Err(ConvertError::Unfit(expected)) => {
            let found = describe(vm, value);
            let text = format!("argument {} must be {expected}, found {found}", index + 1);
            Err(vm.throw_error_text(ErrorKind::TypeError, &text))
        }
    }
}

macro_rules! closures {
    ($(($($argument:ident $index:literal),*) $count:literal;)*) => { $(
        impl<F, R, $($argument,)*> Bind<(R, $($argument,)*)> for F
        where
            F: Fn($($argument),*) -> R + Send + Sync + 'static,
            R: Fallible,
            $($argument: FromJs,)*
        {
            fn bind(self, vm: &mut Vm, isolate: u64, name: &str) -> JsResult<VmValue> {
                let function: Box<HostFunction> = Box::new(move |vm, args| {
                    let _ = &args;
                    let result = self($(argument::<$argument>(vm, isolate, &args, $index)?),*);
                    result.finish(vm, isolate)
                });
                kataan_host::new_host_function(vm, name, $count, function)
            }
        }
    )* };
}

closures! {
    () 0;
    (A 0) 1;
    (A 0, B 1) 2;
    (A 0, B 1, C 2) 3;
    (A 0, B 1, C 2, D 3) 4;
    (A 0, B 1, C 2, D 3, E 4) 5;
    (A 0, B 1, C 2, D 3, E 4, G 5) 6;
}
