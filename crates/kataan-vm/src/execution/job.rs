//! Jobs (9.5) and the queue in which an agent keeps them.
//!
//! The queue is a ring in one cell, not a linked list: a stale word on the native stack that looks
//! like a job must not keep all later jobs alive.

use super::promise::{Promise, PromiseReaction, PromiseState, run_reaction, run_resolve_thenable};
use crate::Vm;
use crate::error::JsResult;
use crate::operation::call;
use crate::value::Value;
use kataan_gc::{AnyCell, Field, Gc, Nullable, Plain, PlainData, Slot, TailInit, cell, cell_part};

/// What a job does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum JobKind {
    /// An empty place of the ring.
    None,
    /// A reaction to a fulfilled promise.
    Fulfilled,
    /// A reaction to a rejected promise.
    Rejected,
    /// Resolving a promise with a thenable.
    ResolveThenable,
    /// A call of a function with one argument: of the host.
    Call,
}

impl PlainData for JobKind {}

cell_part! {
    /// A place of the ring.
    pub struct JobEntry {
        kind: Plain<JobKind>,
        cell: Nullable<AnyCell>,
        first: Slot,
        second: Slot,
    }
}

cell! {
    /// A ring of jobs.
    pub struct JobRing {}
    tail /// The places; as many as a power of two.
    entries: [JobEntry; word];
}

cell! {
    /// The job queue of an agent.
    pub struct JobQueue {
        head: Plain<u32>,
        length: Plain<u32>,
        ring: Field<JobRing>,
    }
}

/// A job.
#[derive(Clone, Copy, Debug)]
pub enum Job {
    /// Runs a reaction of a settled promise.
    Reaction {
        /// The reaction.
        reaction: Gc<PromiseReaction>,
        /// How the promise settled.
        state: PromiseState,
        /// With what.
        argument: Value,
    },
    /// Resolves a promise with a thenable.
    ResolveThenable {
        /// The promise.
        promise: Gc<Promise>,
        /// The thenable.
        thenable: Value,
        /// Its `then`.
        then: Value,
    },
    /// Calls a function with one argument.
    Call {
        /// The function.
        function: Value,
        /// The argument.
        argument: Value,
    },
}

const EMPTY: JobEntryInit = JobEntryInit {
    kind: JobKind::None,
    cell: None,
    first: Value::UNDEFINED,
    second: Value::UNDEFINED,
};

/// An empty queue.
pub(crate) fn new_queue(
    heap: &mut kataan_gc::Heap,
) -> Result<Gc<JobQueue>, kataan_gc::OutOfMemory> {
    let ring = heap.allocate(JobRingInit {
        entries: TailInit::Fill(64, EMPTY),
    })?;
    heap.allocate(JobQueueInit {
        head: 0,
        length: 0,
        ring,
    })
}

impl JobQueue {
    fn push(&self, heap: &mut kataan_gc::Heap, job: Job) -> Result<(), kataan_gc::OutOfMemory> {
        let mut ring = self.ring.get();
        let (head, length) = (self.head.get() as usize, self.length.get() as usize);
        let capacity = ring.entries().len();
        if length == capacity {
            let larger = heap.allocate(JobRingInit {
                entries: TailInit::Fill(capacity * 2, EMPTY),
            })?;
            for index in 0..length {
                let from = &ring.entries()[(head + index) & (capacity - 1)];
                let to = &larger.entries()[index];
                to.kind.set(from.kind.get());
                to.cell.set(from.cell.get());
                to.first.set(from.first.get());
                to.second.set(from.second.get());
            }
            self.ring.set(larger);
            self.head.set(0);
            ring = larger;
        }
        let capacity = ring.entries().len();
        let place = &ring.entries()[(self.head.get() as usize + length) & (capacity - 1)];
        match job {
            Job::Reaction {
                reaction,
                state,
                argument,
            } => {
                let is_rejection = state == PromiseState::Rejected;
                place.kind.set(if is_rejection {
                    JobKind::Rejected
                } else {
                    JobKind::Fulfilled
                });
                place.cell.set(reaction.erase());
                place.first.set(argument);
            }
            Job::ResolveThenable {
                promise,
                thenable,
                then,
            } => {
                place.kind.set(JobKind::ResolveThenable);
                place.cell.set(promise.erase());
                place.first.set(thenable);
                place.second.set(then);
            }
            Job::Call { function, argument } => {
                place.kind.set(JobKind::Call);
                place.first.set(function);
                place.second.set(argument);
            }
        }
        self.length.set(length as u32 + 1);
        Ok(())
    }

    fn pop(&self) -> Option<Job> {
        let length = self.length.get();
        if length == 0 {
            return None;
        }
        let ring = self.ring.get();
        let head = self.head.get() as usize;
        let place = &ring.entries()[head];
        self.head
            .set(((head + 1) & (ring.entries().len() - 1)) as u32);
        self.length.set(length - 1);
        let (cell, first, second) = (place.cell.get(), place.first.get(), place.second.get());
        let reaction = |state| {
            let reaction = cell
                .and_then(Gc::cast)
                .expect("a reaction job has its reaction");
            Job::Reaction {
                reaction,
                state,
                argument: first,
            }
        };
        let job = match place.kind.get() {
            JobKind::Fulfilled => reaction(PromiseState::Fulfilled),
            JobKind::Rejected => reaction(PromiseState::Rejected),
            JobKind::ResolveThenable => {
                let promise = cell
                    .and_then(Gc::cast)
                    .expect("a resolving job has its promise");
                Job::ResolveThenable {
                    promise,
                    thenable: first,
                    then: second,
                }
            }
            JobKind::Call | JobKind::None => Job::Call {
                function: first,
                argument: second,
            },
        };
        place.kind.set(JobKind::None);
        place.cell.set(None);
        place.first.set(Value::UNDEFINED);
        place.second.set(Value::UNDEFINED);
        Some(job)
    }
}

impl Vm {
    /// [HostEnqueuePromiseJob](https://tc39.es/ecma262/#sec-hostenqueuepromisejob)
    pub fn enqueue_job(&mut self, job: Job) -> JsResult<()> {
        let queue = self.job_queue();
        queue.push(&mut self.heap, job)?;
        Ok(())
    }

    /// Whether jobs wait.
    pub fn has_jobs(&self) -> bool {
        self.job_queue().length.get() != 0
    }

    /// Runs jobs until none waits. A throw out of a job (only the host's own jobs can) ends the
    /// run and leaves the rest waiting.
    pub fn run_jobs(&mut self) -> JsResult<()> {
        loop {
            self.run_queued_jobs()?;
            self.clear_kept_objects();
            match self.hooks.clean_up_finalized {
                Some(clean_up) if self.heap.has_dead_registrations() => clean_up(self)?,
                _ => return Ok(()),
            }
        }
    }

    fn run_queued_jobs(&mut self) -> JsResult<()> {
        self.clear_kept_objects();
        while let Some(job) = self.job_queue().pop() {
            match job {
                Job::Reaction {
                    reaction,
                    state,
                    argument,
                } => run_reaction(self, reaction, state, argument)?,
                Job::ResolveThenable {
                    promise,
                    thenable,
                    then,
                } => {
                    run_resolve_thenable(self, promise, thenable, then)?;
                }
                Job::Call { function, argument } => {
                    call(self, function, Value::UNDEFINED, &[argument])?;
                }
            }
            self.clear_kept_objects();
            self.check_interrupt()?;
            // A wait's time may be over while jobs keep following jobs.
            self.settle_waits()?;
        }
        Ok(())
    }
}
