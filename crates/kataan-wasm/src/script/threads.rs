//! Threads of scripts: each runs directives of its own in a store of its own, and shares with the script
//! around it what a module there exports as shared.

use super::{Outcome, Runner};
use crate::{Config, Error, Extern, Instance, SharedMemory, Store};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::thread::{Scope, ScopedJoinHandle};
use wast::WastThread;

/// What a module lends to a thread: its shared memories, by name.
#[derive(Clone)]
pub(super) struct Lent {
    pub(super) module: String,
    exports: Vec<(String, SharedMemory)>,
}

impl Lent {
    /// What an instance has to lend. Only memories can be shared.
    pub(super) fn of(module: &str, store: &Store<()>, instance: Instance) -> Self {
        let exports = instance.exports(store).into_iter();
        let exports = exports.filter_map(|(name, export)| match export {
            Extern::Memory(memory) => Some((name, memory.as_shared(store)?)),
            _ => None,
        });
        Self {
            module: module.into(),
            exports: exports.collect(),
        }
    }

    /// Gives the memories a name in a thread's linker.
    pub(super) fn register(
        &self,
        runner: &mut Runner<'_, '_, '_>,
        name: &str,
    ) -> crate::Result<()> {
        for (export, memory) in &self.exports {
            let memory = crate::Memory::from_shared(&mut runner.store, memory);
            runner.linker.define(name, export, memory)?;
        }
        Ok(())
    }
}

/// A thread that runs.
pub(super) struct Thread<'scope> {
    name: String,
    handle: ScopedJoinHandle<'scope, Result<Vec<Outcome>, Error>>,
}

impl<'s, 'scope, 'env> Runner<'s, 'scope, 'env>
where
    's: 'scope,
{
    /// Starts a thread.
    pub(super) fn start_thread(&mut self, thread: WastThread<'scope>) -> Result<(), String> {
        let lent = match thread.shared_module {
            Some(id) => {
                let instance = self.instance(Some(id))?;
                Some(Lent::of(id.name(), &self.store, instance))
            }
            None => None,
        };
        let (config, source): (Config, &'s str) = (self.config.clone(), self.source);
        let scope: &'scope Scope<'scope, 'env> = self.scope;
        let directives = thread.directives;
        let handle = scope.spawn(move || {
            let mut runner = Runner::new(&config, source, scope)?;
            runner.lent = lent;
            Ok(runner.run(directives))
        });
        self.threads.push(Thread {
            name: thread.name.name().to_string(),
            handle,
        });
        Ok(())
    }

    /// Waits for the end of a thread; its directives count as the script's.
    pub(super) fn join_thread(
        &mut self,
        name: &str,
        outcomes: &mut Vec<Outcome>,
    ) -> Result<(), String> {
        let place = self.threads.iter().position(|thread| thread.name == name);
        let Some(place) = place else {
            return Err(format!("no thread {name} runs"));
        };
        let thread = self.threads.swap_remove(place);
        match thread.handle.join() {
            Ok(Ok(mut more)) => {
                outcomes.append(&mut more);
                Ok(())
            }
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(format!("thread {name} panicked")),
        }
    }

    /// Waits for the threads that the script does not wait for.
    pub(super) fn join_all(&mut self, outcomes: &mut Vec<Outcome>) -> Result<(), String> {
        while let Some(thread) = self.threads.last() {
            let name = thread.name.clone();
            self.join_thread(&name, outcomes)?;
        }
        Ok(())
    }
}
