//! Running specification scripts (`.wast`), as the suite's own interpreter does.
//!
//! Each directive is reported on its own, so that a runner can count them; whether a failure is an
//! expected one is the caller's to know.

mod spectest;
mod threads;
mod value;

use crate::{
    Config, Engine, Error, Extern, Features, Instance, Linker, Module, ModuleErrorKind, Store,
    TrapCode, Val,
};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use hashbrown::HashMap;
use std::thread::Scope;
use threads::{Lent, Thread};
use wast::core::{WastArgCore, WastRetCore};
use wast::lexer::Lexer;
use wast::parser::{self, ParseBuffer};
use wast::token::{Id, Span};
use wast::{QuoteWat, Wast, WastArg, WastDirective, WastExecute, WastInvoke, WastRet};

/// What became of a directive.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The line of the directive, from 1.
    pub line: usize,
    /// The directive's keyword.
    pub directive: &'static str,
    /// Why it failed, if it did.
    pub failure: Option<String>,
}

/// Runs a script with a set of features; gives what became of each directive, or why the script
/// cannot be read.
pub fn run(source: &str, features: Features) -> core::result::Result<Vec<Outcome>, String> {
    let mut config = Config::new();
    config.features(features);
    run_with(source, &config)
}

/// As [`run`], with a whole configuration.
pub fn run_with(source: &str, config: &Config) -> core::result::Result<Vec<Outcome>, String> {
    let mut lexer = Lexer::new(source);
    lexer.allow_confusing_unicode(true);
    let buffer = ParseBuffer::new_with_lexer(lexer).map_err(|error| error.to_string())?;
    let script: Wast<'_> = parser::parse(&buffer).map_err(|error| error.to_string())?;
    std::thread::scope(|scope| {
        let mut runner = Runner::new(config, source, scope).map_err(|error| error.to_string())?;
        Ok(runner.run(script.directives))
    })
}

type Check = core::result::Result<(), String>;

struct Runner<'s, 'scope, 'env> {
    source: &'s str,
    config: Config,
    scope: &'scope Scope<'scope, 'env>,
    threads: Vec<Thread<'scope>>,
    /// What the script around a thread lends to it.
    lent: Option<Lent>,
    engine: Engine,
    store: Store<()>,
    linker: Linker<()>,
    instances: HashMap<String, Instance>,
    modules: HashMap<String, Module>,
    current: Option<Instance>,
    last_module: Option<Module>,
}

fn keyword(directive: &WastDirective<'_>) -> &'static str {
    match directive {
        WastDirective::Module(_) => "module",
        WastDirective::ModuleDefinition(_) => "module definition",
        WastDirective::ModuleInstance { .. } => "module instance",
        WastDirective::AssertMalformed { .. } => "assert_malformed",
        WastDirective::AssertInvalid { .. } => "assert_invalid",
        WastDirective::AssertInvalidCustom { .. } => "assert_invalid_custom",
        WastDirective::AssertMalformedCustom { .. } => "assert_malformed_custom",
        WastDirective::Register { .. } => "register",
        WastDirective::Invoke(_) => "invoke",
        WastDirective::AssertTrap { .. } => "assert_trap",
        WastDirective::AssertReturn { .. } => "assert_return",
        WastDirective::AssertExhaustion { .. } => "assert_exhaustion",
        WastDirective::AssertUnlinkable { .. } => "assert_unlinkable",
        WastDirective::AssertException { .. } => "assert_exception",
        WastDirective::AssertSuspension { .. } => "assert_suspension",
        WastDirective::Thread(_) => "thread",
        WastDirective::Wait { .. } => "wait",
    }
}

impl<'s: 'scope, 'scope, 'env> Runner<'s, 'scope, 'env> {
    fn new(
        config: &Config,
        source: &'s str,
        scope: &'scope Scope<'scope, 'env>,
    ) -> crate::Result<Self> {
        let engine = Engine::new(config);
        let mut store = Store::new(&engine, ());
        let mut linker = Linker::new(&engine);
        linker.allow_shadowing(true);
        spectest::define(&mut store, &mut linker)?;
        Ok(Self {
            source,
            config: config.clone(),
            scope,
            threads: Vec::new(),
            lent: None,
            engine,
            store,
            linker,
            instances: HashMap::new(),
            modules: HashMap::new(),
            current: None,
            last_module: None,
        })
    }

    fn line(&self, span: Span) -> usize {
        span.linecol_in(self.source).0 + 1
    }

    /// Runs all directives, and the threads that they start.
    fn run(&mut self, directives: Vec<WastDirective<'scope>>) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for directive in directives {
            let line = self.line(directive.span());
            let name = keyword(&directive);
            let failure = self.directive(directive, &mut outcomes).err();
            outcomes.push(Outcome {
                line,
                directive: name,
                failure,
            });
        }
        let ended = self.join_all(&mut outcomes);
        let fault = self.store.inner.state.stack.native.fault();
        for failure in ended.err().into_iter().chain(fault) {
            outcomes.push(Outcome {
                line: self.source.lines().count(),
                directive: "end",
                failure: Some(failure),
            });
        }
        outcomes
    }

    fn directive(
        &mut self,
        directive: WastDirective<'scope>,
        outcomes: &mut Vec<Outcome>,
    ) -> Check {
        match directive {
            WastDirective::Module(mut module) => {
                let name = module.name().map(|id| id.name().to_string());
                let module = self.compile_quoted(&mut module)?;
                self.instantiate(&module, name.as_deref())
            }
            WastDirective::ModuleDefinition(mut module) => {
                let name = module.name().map(|id| id.name().to_string());
                let module = self.compile_quoted(&mut module)?;
                if let Some(name) = name {
                    self.modules.insert(name, module.clone());
                }
                self.last_module = Some(module);
                Ok(())
            }
            WastDirective::ModuleInstance {
                instance, module, ..
            } => {
                let module = match module {
                    Some(id) => self.modules.get(id.name()).cloned(),
                    None => self.last_module.clone(),
                };
                let module = module.ok_or("unknown module definition")?;
                self.instantiate(&module, instance.map(|id| id.name()))
            }
            WastDirective::Register {
                name,
                module: Some(id),
                ..
            } if self.is_lent(id) => match self.lent.take() {
                Some(lent) => {
                    let registered = lent.register(self, name);
                    self.lent = Some(lent);
                    registered.map_err(|error| error.to_string())
                }
                None => Ok(()),
            },
            WastDirective::Register { name, module, .. } => {
                let instance = self.instance(module)?;
                self.linker
                    .instance(&self.store, name, instance)
                    .map(drop)
                    .map_err(|e| e.to_string())
            }
            WastDirective::Invoke(invoke) => {
                self.invoke(invoke).map(drop).map_err(|e| e.to_string())
            }
            WastDirective::AssertReturn { exec, results, .. } => {
                let values = self.execute(exec).map_err(|error| error.to_string())?;
                self.check_results(&values, &results)
            }
            WastDirective::AssertTrap { exec, message, .. } => match self.execute(exec) {
                Err(error) => check_trap(&error, message),
                Ok(values) => Err(format!("expected trap `{message}`, got {values:?}")),
            },
            WastDirective::AssertExhaustion { call, message, .. } => match self.invoke(call) {
                Err(error) if error.trap_code() == Some(TrapCode::StackOverflow) => Ok(()),
                Err(error) => Err(format!("expected exhaustion `{message}`, got {error}")),
                Ok(values) => Err(format!("expected exhaustion `{message}`, got {values:?}")),
            },
            WastDirective::AssertException { exec, .. } => match self.execute(exec) {
                Err(Error::Exception(_)) => Ok(()),
                Err(error) => Err(format!("expected an exception, got {error}")),
                Ok(values) => Err(format!("expected an exception, got {values:?}")),
            },
            WastDirective::AssertInvalid {
                mut module,
                message,
                ..
            } => self.check_refused(&mut module, message, ModuleErrorKind::Invalid),
            WastDirective::AssertMalformed {
                mut module,
                message,
                ..
            } => self.check_refused(&mut module, message, ModuleErrorKind::Malformed),
            // A fault in a custom section is found where text becomes binary; a binary's custom
            // sections are not the module's business.
            WastDirective::AssertInvalidCustom {
                mut module,
                message,
                ..
            }
            | WastDirective::AssertMalformedCustom {
                mut module,
                message,
                ..
            } => match module.encode() {
                Err(_) => Ok(()),
                Ok(_) => Err(format!("expected `{message}`, but the text was accepted")),
            },
            WastDirective::AssertUnlinkable {
                module, message, ..
            } => {
                let mut module = QuoteWat::Wat(module);
                let module = self.compile_quoted(&mut module)?;
                match self.linker.instantiate(&mut self.store, &module) {
                    Err(Error::Link(_)) => Ok(()),
                    Err(error) => Err(format!("expected link error `{message}`, got {error}")),
                    Ok(_) => Err(format!("expected link error `{message}`, but it linked")),
                }
            }
            WastDirective::AssertSuspension { .. } => Err("suspension is not supported".into()),
            WastDirective::Thread(thread) => self.start_thread(thread),
            WastDirective::Wait { thread, .. } => self.join_thread(thread.name(), outcomes),
        }
    }

    fn compile_quoted(&self, module: &mut QuoteWat<'_>) -> core::result::Result<Module, String> {
        let bytes = module.encode().map_err(|error| error.to_string())?;
        Module::new(&self.engine, bytes).map_err(|error| error.to_string())
    }

    fn instantiate(&mut self, module: &Module, name: Option<&str>) -> Check {
        let instance = self
            .linker
            .instantiate(&mut self.store, module)
            .map_err(|error| error.to_string())?;
        if let Some(name) = name {
            self.instances.insert(name.into(), instance);
        }
        self.current = Some(instance);
        Ok(())
    }

    fn instance(&self, id: Option<Id<'_>>) -> core::result::Result<Instance, String> {
        match id {
            Some(id) => self
                .instances
                .get(id.name())
                .copied()
                .ok_or_else(|| format!("no instance {}", id.name())),
            None => self.current.ok_or_else(|| "no instance".into()),
        }
    }

    /// Whether a name means the module that the script around a thread shares with it.
    fn is_lent(&self, id: Id<'_>) -> bool {
        let lent = self.lent.as_ref();
        lent.is_some_and(|lent| lent.module == id.name()) && !self.instances.contains_key(id.name())
    }

    fn check_refused(
        &self,
        module: &mut QuoteWat<'_>,
        message: &str,
        expected: ModuleErrorKind,
    ) -> Check {
        let Ok(bytes) = module.encode() else {
            return match expected {
                ModuleErrorKind::Malformed => Ok(()),
                // The text parser resolves names and some types by itself.
                _ => Ok(()),
            };
        };
        match Module::new(&self.engine, bytes) {
            Err(Error::Module(error)) if error.kind() == expected => Ok(()),
            // A limit stands where the specification has a size that cannot be.
            Err(Error::Module(error)) if error.kind() == ModuleErrorKind::Limit => Ok(()),
            Err(error) => Err(format!("expected {expected:?} `{message}`, got {error}")),
            Ok(_) => Err(format!(
                "expected {expected:?} `{message}`, but the module was accepted"
            )),
        }
    }

    fn execute(&mut self, execute: WastExecute<'_>) -> crate::Result<Vec<Val>> {
        match execute {
            WastExecute::Invoke(invoke) => self.invoke(invoke),
            WastExecute::Wat(module) => {
                let mut module: QuoteWat<'_> = QuoteWat::Wat(module);
                let bytes = module
                    .encode()
                    .map_err(|error| Error::host(error.to_string()))?;
                let module = Module::new(&self.engine, bytes)?;
                self.linker.instantiate(&mut self.store, &module)?;
                Ok(Vec::new())
            }
            WastExecute::Get { module, global, .. } => {
                let instance = self.instance(module).map_err(Error::host)?;
                let global = instance
                    .get_global(&self.store, global)
                    .ok_or_else(|| Error::host("no such global"))?;
                Ok(alloc::vec![global.get(&mut self.store)])
            }
        }
    }

    fn invoke(&mut self, invoke: WastInvoke<'_>) -> crate::Result<Vec<Val>> {
        let instance = self.instance(invoke.module).map_err(Error::host)?;
        let Some(Extern::Func(func)) = instance.get_export(&self.store, invoke.name) else {
            return Err(Error::host(format!("no function `{}`", invoke.name)));
        };
        let mut arguments = Vec::new();
        for argument in &invoke.args {
            let WastArg::Core(argument) = argument else {
                return Err(Error::host("component value"));
            };
            arguments.push(value::argument(&mut self.store, argument)?);
        }
        let count = func.ty(&self.store).results().len();
        let mut results = alloc::vec![Val::I32(0); count];
        func.call(&mut self.store, &arguments, &mut results)?;
        Ok(results)
    }

    fn check_results(&mut self, values: &[Val], expected: &[WastRet<'_>]) -> Check {
        if values.len() != expected.len() {
            return Err(format!(
                "expected {} results, got {values:?}",
                expected.len()
            ));
        }
        for (value, expected) in values.iter().zip(expected) {
            let WastRet::Core(expected) = expected else {
                return Err("component value".into());
            };
            let matches = value::matches(&mut self.store, value, expected);
            if !matches.map_err(|error| error.to_string())? {
                return Err(format!("expected {expected:?}, got {value:x?}"));
            }
        }
        Ok(())
    }
}

fn check_trap(error: &Error, message: &str) -> Check {
    let Some(code) = error.trap_code() else {
        return Err(format!("expected trap `{message}`, got {error}"));
    };
    let actual = code.message();
    // The suite abbreviates some messages and numbers others.
    if actual.starts_with(message) || message.starts_with(actual) {
        Ok(())
    } else {
        Err(format!("expected trap `{message}`, got `{actual}`"))
    }
}

// The types of the script's values, named where `value` reads them.
type Argument<'a> = WastArgCore<'a>;
type Expected<'a> = WastRetCore<'a>;
