//! The cell kinds of this crate.

use crate::execution::AsyncFromSyncIterator;
use crate::execution::closure::Closure;
use crate::execution::coroutine::{Coroutine, GeneratorObject};
use crate::execution::disposal::DisposeCapability;
use crate::execution::environment::{Environment, ImportBinding, ScopeCell};
use crate::execution::global::GlobalBinding;
use crate::execution::job::{JobQueue, JobRing};
use crate::execution::program::Script;
use crate::execution::promise::{CapabilityFunctions, Promise, PromiseReaction, Resolver};
use crate::execution::template::Template;
use crate::execution::unit::{CodeUnit, ConstantTable, SourceText};
use crate::inline_cache::feedback::FeedbackVector;
use crate::inline_cache::polymorphic::{PolymorphicCache, StubCache};
use crate::interpreter::pristine::ArrayIteration;
use crate::module::{Module, ModuleSourceObject};
use crate::object::{
    Array, ArrayBuffer, ArrayIterator, BoundFunction, Elements, ErrorObject, ForeignReference,
    HtmlDda, MappedArguments, ModuleNamespace, NamespaceExports, NativeFunctionObject, Object,
    PrimitiveObject, PropertyTable, PrototypeInfo, Proxy, Shape, SparseElements, SparseEntries,
    StringObject, TransitionTable, TypedArray, UnmappedArguments, Validity,
};
use crate::operation::ForInIterator;
use crate::realm::Realm;
use crate::string::{AppendBuffer, AtomTable, JsString, Rope, Slice};
use crate::symbol::Symbol;
use crate::value::bigint::JsBigInt;
use crate::vm::VmState;
use kataan_gc::kinds;

kinds! {
    /// The kinds of the virtual machine.
    pub static VM_KINDS: 32..128 = [
        JsString, Rope, Slice, AppendBuffer, AtomTable, Symbol, JsBigInt,
        Object, Array, NativeFunctionObject, BoundFunction, Proxy, ErrorObject, PrimitiveObject, HtmlDda,
        StringObject, MappedArguments, UnmappedArguments, TypedArray, ArrayBuffer, ModuleNamespace,
        Shape, PropertyTable, TransitionTable, PrototypeInfo, Validity,
        Elements, SparseElements, SparseEntries, NamespaceExports,
        ForInIterator, Realm, VmState, ArrayIterator, ArrayIteration,
        Closure, Environment, ScopeCell, ImportBinding, SourceText, ConstantTable, CodeUnit, Template,
        FeedbackVector, PolymorphicCache, StubCache, GlobalBinding, Script,
        Coroutine, GeneratorObject, AsyncFromSyncIterator, Promise, PromiseReaction, Resolver,
        CapabilityFunctions, JobRing, JobQueue, DisposeCapability, Module, ModuleSourceObject,
        ForeignReference,
    ];
}
