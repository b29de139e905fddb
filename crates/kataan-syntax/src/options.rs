//! What a caller tells the parser besides the text.

use crate::name::Name;
use alloc::sync::Arc;

/// Asked now and then, in the middle of long texts too: whether to give up.
#[derive(Clone)]
pub struct Stop(Arc<dyn Fn() -> bool>);

impl Stop {
    /// Gives up when `asked` is true.
    pub fn new(asked: impl Fn() -> bool + 'static) -> Self {
        Self(Arc::new(asked))
    }

    /// Whether to give up.
    pub fn is_asked(&self) -> bool {
        (self.0)()
    }
}

impl core::fmt::Debug for Stop {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Stop")
    }
}

/// Limits and switches of a parse.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many bytes of native stack the parser may use below its caller; deeper nesting is the
    /// error [`TooMuchRecursion`](crate::ErrorCode::TooMuchRecursion).
    pub stack_budget: usize,
    /// Who may end the parse; it then fails with [`Interrupted`](crate::ErrorCode::Interrupted).
    pub stop: Option<Stop>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            stack_budget: 512 << 10,
            stop: None,
        }
    }
}

/// What eval code may assume of the place where `eval` was called; the default is indirect eval.
#[derive(Clone, Copy, Default, Debug)]
pub struct EvalContext<'c> {
    /// The caller is strict code (direct eval).
    pub strict: bool,
    /// Inside a function that is not an arrow function: `new.target` is allowed.
    pub in_function: bool,
    /// Inside a method: `super.a` is allowed.
    pub in_method: bool,
    /// Inside a derived class's constructor: `super()` is allowed.
    pub in_derived_constructor: bool,
    /// Inside a class field initialiser: `arguments` is not allowed.
    pub in_class_field_initializer: bool,
    /// Private names in scope, with `#`, of the interner given to the parse.
    pub private_names: &'c [Name],
}

/// Which function constructor was called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DynamicFunctionKind {
    /// `Function`
    Normal,
    /// `GeneratorFunction`
    Generator,
    /// `AsyncFunction`
    Async,
    /// `AsyncGeneratorFunction`
    AsyncGenerator,
}
