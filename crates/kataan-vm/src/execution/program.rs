//! Scripts and modules as programs (16.1, 16.2): from a unit to its completion.

use super::closure::{Closure, ClosureInit, new_closure};
use super::compile::{CompileGoal, compile, compile_body};
use super::environment::Environment;
use super::eval::entry_template;
use super::template::{Template, new_template};
use super::unit::{CodeUnit, SourceResource, UnitWords, load_unit, new_source};
use crate::Vm;
use crate::error::JsResult;
use crate::interpreter::call_value;
use crate::module::Module;
use crate::object::{Object, new_object_base};
use crate::realm::{Intrinsic, Realm};
use crate::value::Value;
use kataan_bytecode::container::{FunctionIndex, Unit};
use kataan_gc::{AnyCell, Gc, Plain, Slot, cell};

cell! {
    /// A script: what `import()` in it refers to.
    pub struct Script as Internal {
        /// What the host knows it by.
        pub host_defined: Slot,
        /// Nothing of its own.
        pub spare: Plain<u32>,
    }
}

/// A function object for code that is no function of the source: a top level.
pub(crate) fn program_closure(
    vm: &mut Vm,
    template: Gc<Template>,
    environment: Option<Gc<Environment>>,
) -> JsResult<Gc<Closure>> {
    let prototype = vm.intrinsic(Intrinsic::FunctionPrototype);
    let base = new_object_base::<Closure>(vm, Some(prototype), 0)?;
    let closure = vm.heap.allocate(ClosureInit {
        base,
        template,
        environment,
        feedback: template.feedback.get(),
        home_object: None,
        fields: None,
    })?;
    closure.mark_callable(false);
    Ok(closure)
}

/// Runs the entry of a unit with a `this` and an environment.
pub(crate) fn run_unit(
    vm: &mut Vm,
    unit: Gc<CodeUnit>,
    this: Value,
    environment: Option<Gc<Environment>>,
) -> JsResult<Value> {
    let template = entry_template(vm, unit)?;
    let closure = program_closure(vm, template, environment)?;
    call_value(vm, closure.into(), this, &[])
}

/// Runs the code that creates the hoisted functions of a module.
pub(crate) fn run_module_instantiation(
    vm: &mut Vm,
    module: Gc<Module>,
    index: FunctionIndex,
) -> JsResult<()> {
    let unit = module
        .unit
        .get()
        .expect("a source text module has its unit");
    let template = new_template(vm, unit, index)?;
    let closure = program_closure(vm, template, module.environment.get())?;
    call_value(vm, closure.into(), Value::UNDEFINED, &[])?;
    Ok(())
}

/// Runs the body of a module: for one with top-level `await`, the promise of its completion.
pub(crate) fn run_module_body(vm: &mut Vm, module: Gc<Module>) -> JsResult<Value> {
    let unit = module
        .unit
        .get()
        .expect("a source text module has its unit");
    run_unit(vm, unit, Value::UNDEFINED, module.environment.get())
}

impl Vm {
    /// Compiles a script for the current realm.
    pub fn compile_script(&mut self, text: &[u8], name: &str) -> JsResult<Gc<CodeUnit>> {
        let host_defined = crate::string::from_str(self, name)?.into();
        let script = self.heap.allocate(ScriptInit {
            host_defined,
            spare: 0,
        })?;
        let realm = self.realm();
        compile(
            self,
            text.to_vec(),
            name,
            CompileGoal::Script,
            realm,
            Some(script.erase()),
        )
    }

    /// [ScriptEvaluation](https://tc39.es/ecma262/#sec-runtime-semantics-scriptevaluation)
    pub fn run_script(&mut self, unit: Gc<CodeUnit>) -> JsResult<Value> {
        let this = unit.realm.get().global_this();
        run_unit(self, unit, this, None)
    }

    /// Compiles and runs a script in the current realm: its completion value.
    pub fn evaluate_script(&mut self, text: &[u8], name: &str) -> JsResult<Value> {
        let unit = self.compile_script(text, name)?;
        self.run_script(unit)
    }

    /// Compiles a text as the body of a sloppy function of the current realm, with parameters: what
    /// CommonJS modules are.
    pub fn compile_function(
        &mut self,
        parameters: &str,
        body: &[u8],
        name: &str,
    ) -> JsResult<Gc<Object>> {
        let host_defined = crate::string::from_str(self, name)?.into();
        let script = self.heap.allocate(ScriptInit {
            host_defined,
            spare: 0,
        })?;
        let unit = compile_body(
            self,
            parameters.as_bytes(),
            body,
            name,
            Some(script.erase()),
        )?;
        let template = entry_template(self, unit)?;
        // In traces it is the text itself.
        template.name.set(self.empty_string().into());
        Ok(new_closure(self, template, None)?.upcast())
    }

    /// Compiles a module for the current realm; the host knows it by its name.
    pub fn compile_module(&mut self, text: &[u8], name: &str) -> JsResult<Gc<Module>> {
        let realm = self.realm();
        let unit = compile(self, text.to_vec(), name, CompileGoal::Module, realm, None)?;
        let host_defined = crate::string::from_str(self, name)?.into();
        crate::module::new_source_text_module(self, realm, unit, host_defined)
    }

    /// Loads, links and evaluates a module: the promise of its completion.
    pub fn run_module(&mut self, module: Gc<Module>) -> JsResult<Value> {
        crate::module::load_requested_modules(self, module)?;
        crate::module::link(self, module)?;
        Ok(crate::module::evaluate(self, module)?.into())
    }

    /// Loads a unit that was compiled before and verified, in the current realm.
    pub fn load_script_unit(&mut self, words: Box<[u64]>, name: &str) -> JsResult<Gc<CodeUnit>> {
        let text = Unit::trusted(&words).source().unwrap_or(&[]).to_vec();
        let source = new_source(self, name, SourceResource::of_text(&text))?;
        let host_defined = crate::string::from_str(self, name)?.into();
        let script: Gc<AnyCell> = self
            .heap
            .allocate(ScriptInit {
                host_defined,
                spare: 0,
            })?
            .erase();
        let realm: Gc<Realm> = self.realm();
        load_unit(self, UnitWords::Owned(words), source, realm, Some(script))
    }
}
