//! The virtual machine: one isolate's heap, what it keeps alive, and what it runs with.

use crate::anchor::Anchor;
use crate::error::{JsResult, Termination, Thrown, message};
use crate::execution::SyntaxFailure;
use crate::execution::job::{JobQueue, new_queue};
use crate::execution::promise::{Promise, RejectionOperation};
use crate::execution::waiter_list::AsyncWaits;
use crate::inline_cache::polymorphic::{StubCache, new_stub_cache};
use crate::interpreter::trace::DroppedFrames;
use crate::interpreter::{Frame, Level, Pc, RegisterStack, SpecialNatives, run_closure};
use crate::module::ModuleHost;
use crate::native::{NativeTable, Natives};
use crate::object::{
    Elements, ElementsInit, EnvironmentAccess, InternalMethods, KindMethods, Object, PropertyKey,
    PropertyTable, PropertyTableInit,
};
use crate::operation::IteratorRecord;
use crate::realm::{Intrinsic, Realm};
use crate::string::{AtomTable, JsString, NAME_COUNT, NAME_TEXTS, Name, Units, empty_atom_table};
use crate::symbol::{WELL_KNOWN_COUNT, WellKnownSymbol, create_well_known};
use crate::value::Value;
use core::sync::atomic::Ordering;
use kataan_gc::{
    Field, Gc, HasHeap, Heap, HeapError, HeapOptions, InterruptHandle, KindTable, Nullable,
    OrderedTable, Plain, RootedList, Slot, TailInit, ValueArray, ValueArrayInit, ValueVector,
    WeakTable, cell,
};

cell! {
    /// What an isolate keeps alive for itself: never moves, never dies before it.
    pub struct VmState {
        pub(crate) atoms: Field<AtomTable>,
        pub(crate) empty_elements: Field<Elements>,
        pub(crate) empty_values: Field<ValueArray>,
        pub(crate) empty_table: Field<PropertyTable>,
        /// The realm of the running execution context.
        pub(crate) realm: Nullable<Realm>,
        /// `Symbol.for`: text to symbol.
        pub(crate) symbol_registry: Nullable<OrderedTable>,
        /// What script has of another engine's objects: each with its reference.
        pub(crate) foreign_references: Nullable<WeakTable>,
        /// How many identity hashes were given out.
        pub(crate) identity_count: Plain<u32>,
        /// The objects whose elements are being joined, innermost last.
        pub(crate) joining: Nullable<ValueVector>,
        /// What lives to the end of the job: targets that a `WeakRef` gave out.
        pub(crate) kept_objects: Nullable<ValueVector>,
        /// Templates of the functions that ran, if they are to be listed.
        pub(crate) kept_functions: Nullable<ValueVector>,
        pub(crate) empty_string: Nullable<JsString>,
        pub(crate) null_prototype_info: Nullable<crate::object::PrototypeInfo>,
        pub(crate) names: [Slot; NAME_COUNT],
        pub(crate) well_known_symbols: [Slot; WELL_KNOWN_COUNT],
        pub(crate) latin1: [Nullable<JsString>; 256],
    }
}

/// Bits of the heap's interrupt word, which function entries, loop heads and long natives poll.
#[derive(Debug)]
pub struct Interrupt;

/// Tells loops without a VM that the isolate is to stop; good as long as that lives.
#[derive(Clone, Copy)]
pub struct StopSignal(kataan_gc::Region);

impl StopSignal {
    /// Whether the isolate is to stop.
    #[inline]
    pub fn is_raised(self) -> bool {
        let word = self.0.state().interrupt.load(Ordering::Relaxed);
        word & (Interrupt::DEADLINE | Interrupt::STOP) != 0
    }
}

impl core::fmt::Debug for StopSignal {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(formatter, "StopSignal({})", self.is_raised())
    }
}

impl Interrupt {
    /// End the script: the embedder's request.
    pub const STOP: u64 = 1;
    /// End the script: its time is up.
    pub const DEADLINE: u64 = 2;
    /// Something else waits (a collection, compiled code, a host's request): see the VM's hooks.
    pub const SERVICE: u64 = 4;
}

/// What crates above and the rest of this one plug in.
#[derive(Clone, Copy, Default)]
pub struct Hooks {
    /// Gives a new error object its stack trace.
    pub capture_stack_trace: Option<fn(&mut Vm, Gc<Object>) -> JsResult<()>>,
    /// Calls the callbacks of finalization registries whose targets died.
    pub clean_up_finalized: Option<fn(&mut Vm) -> JsResult<()>>,
    /// Calls or constructs a bytecode function.
    pub run_closure: Option<RunClosure>,
    /// Reads and writes slots of environments.
    pub environment: Option<EnvironmentAccess>,
    /// Makes an async iterator of a synchronous one.
    pub async_from_sync_iterator: Option<fn(&mut Vm, IteratorRecord) -> JsResult<IteratorRecord>>,
    /// The source text of a bytecode function.
    pub source_of_closure: Option<fn(&mut Vm, Gc<Object>) -> JsResult<Value>>,
    /// The realm of a bytecode function.
    pub realm_of_closure: Option<fn(&Vm, Gc<Object>) -> Option<Gc<Realm>>>,
    /// Evaluates the module of a deferred namespace.
    pub evaluate_deferred: Option<fn(&mut Vm, Gc<Object>) -> JsResult<()>>,
    /// Makes a regular expression of a literal's pattern and flags.
    pub create_regexp: Option<fn(&mut Vm, Value, Value) -> JsResult<Gc<Object>>>,
    /// Adds what iterating a map or set gives to an array of the engine's own; false, with nothing
    /// done, if a value is none or its iteration runs script.
    pub append_collection: Option<fn(&mut Vm, Gc<Object>, Value) -> JsResult<bool>>,
    /// Answers [`Interrupt::SERVICE`].
    pub service: Option<fn(&mut Vm) -> JsResult<()>>,
}

/// Callee, `this`, arguments, `new.target` (`undefined` for a call).
pub type RunClosure = fn(&mut Vm, Gc<Object>, Value, &[Value], Value) -> JsResult<Value>;

/// How an isolate is set up.
#[derive(Clone, Copy)]
pub struct VmOptions<'a> {
    /// Memory limit and the like.
    pub heap: HeapOptions,
    /// Native stack that script may use, in bytes.
    pub stack_size: usize,
    /// Registers that frames may use, of 8 bytes each.
    pub registers: usize,
    /// Cell kinds of the crates above.
    pub kinds: &'a [&'a KindTable],
    /// Internal methods of exotic kinds of the crates above.
    pub methods: &'a [KindMethods],
    /// Built-in objects and natives, in the order in which realms install them.
    pub natives: &'a [&'static NativeTable],
}

impl Default for VmOptions<'_> {
    fn default() -> Self {
        VmOptions {
            heap: HeapOptions::default(),
            stack_size: 768 << 10,
            registers: 1 << 20,
            kinds: &[],
            methods: &[],
            natives: &[],
        }
    }
}

/// One isolate.
pub struct Vm {
    /// The heap.
    pub heap: Heap,
    state: Anchor<VmState>,
    /// The natives by number.
    pub natives: Natives,
    /// What others plugged in.
    pub hooks: Hooks,
    random_state: [u64; 2],
    /// The host's own state, which the VM never looks at.
    pub host: Option<Box<dyn core::any::Any + Send>>,
    /// [AgentCanSuspend](https://tc39.es/ecma262/#sec-agentcansuspend)
    pub agent_can_suspend: bool,
    /// Promises of `Atomics.waitAsync`.
    pub async_waits: AsyncWaits,
    pub(crate) termination: Option<Termination>,
    pub(crate) methods: Box<[&'static InternalMethods; 256]>,
    pub(crate) native_tables: Vec<&'static NativeTable>,
    stack_size: usize,
    /// The registers of all frames.
    pub(crate) stack: RegisterStack,
    /// The running frame, bytecode's or a native's, when the dispatch loop has called out.
    pub(crate) frame: Frame,
    /// Where the running bytecode frame is.
    pub(crate) pc: Pc,
    /// What each level of native recursion interrupted.
    pub(crate) levels: Vec<Level>,
    pub(crate) dropped_frames: DroppedFrames,
    pub(crate) special_natives: SpecialNatives,
    stub_cache: Anchor<StubCache>,
    job_queue: Anchor<JobQueue>,
    /// Where modules come from.
    pub module_host: Option<Box<dyn ModuleHost + Send>>,
    /// Told of promises rejected without a handler, and of late handlers.
    pub rejection_tracker: Option<RejectionTracker>,
    pub(crate) last_syntax_failure: Option<Box<SyntaxFailure>>,
    pub(crate) async_evaluations: u64,
    /// Offset of the first realm: its functions are entered without a look at their realm.
    pub(crate) primary_realm: u32,
}

/// [HostPromiseRejectionTracker](https://tc39.es/ecma262/#sec-host-promise-rejection-tracker)
pub type RejectionTracker = fn(&mut Vm, Gc<Promise>, RejectionOperation);

impl core::fmt::Debug for Vm {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Vm")
            .field("heap", &self.heap)
            .finish_non_exhaustive()
    }
}

impl HasHeap for Vm {
    fn heap(&mut self) -> &mut Heap {
        &mut self.heap
    }
}

impl Vm {
    /// An isolate without realms.
    pub fn new(options: VmOptions<'_>) -> Result<Vm, HeapError> {
        let mut kinds = vec![&crate::VM_KINDS];
        kinds.extend_from_slice(options.kinds);
        let heap = HeapOptions {
            stop_bits: Interrupt::DEADLINE | Interrupt::STOP,
            ..options.heap
        };
        let mut heap = Heap::new(heap, &kinds)?;
        let state = new_state(&mut heap).map_err(|_| HeapError::Reservation)?;
        let state = Anchor::new(&mut heap, state);
        let out = |_| HeapError::Reservation;
        let stub_cache = new_stub_cache(&mut heap).map_err(out)?;
        let job_queue = new_queue(&mut heap).map_err(out)?;
        let (stub_cache, job_queue) = (
            Anchor::new(&mut heap, stub_cache),
            Anchor::new(&mut heap, job_queue),
        );
        let stack = RegisterStack::new(options.registers);
        heap.state().registers_base.set(stack.base());
        heap.state().registers_top.set(stack.base());
        heap.state().registers_high.set(stack.base());
        let mut natives = Natives::new(options.natives);
        let special_natives = SpecialNatives::find(&mut natives);
        let mut vm = Vm {
            heap,
            state,
            natives,
            host: None,
            random_state: random_seed(),
            hooks: Hooks {
                capture_stack_trace: Some(crate::interpreter::trace::capture_stack_trace),
                run_closure: Some(run_closure),
                environment: Some(crate::execution::environment::ACCESS),
                source_of_closure: Some(crate::execution::closure::source_of_closure),
                realm_of_closure: Some(crate::execution::closure::realm_of_closure),
                evaluate_deferred: Some(crate::module::evaluate_deferred),
                ..Hooks::default()
            },
            agent_can_suspend: true,
            async_waits: AsyncWaits::default(),
            termination: None,
            methods: crate::object::method_table(options.methods),
            native_tables: options.natives.to_vec(),
            stack_size: options.stack_size,
            frame: stack.first_frame(),
            pc: Pc::NONE,
            stack,
            levels: Vec::new(),
            dropped_frames: DroppedFrames::default(),
            special_natives,
            stub_cache,
            job_queue,
            module_host: None,
            rejection_tracker: None,
            last_syntax_failure: None,
            async_evaluations: 0,
            primary_realm: 0,
        };
        vm.make_names().map_err(|_| HeapError::Reservation)?;
        Ok(vm)
    }

    fn make_names(&mut self) -> JsResult<()> {
        let state = self.state();
        let empty = self.intern_units(Units::Latin1(b""))?;
        state.empty_string.set(empty.as_atom(self));
        for unit in 0..=255u8 {
            let string = crate::string::atom_of_unit(self, unit)?;
            state.latin1[usize::from(unit)].set(string);
        }
        for (index, text) in NAME_TEXTS.iter().enumerate() {
            let key = self.intern(text)?;
            state.names[index].set(key.to_raw());
        }
        create_well_known(self)
    }

    /// The objects whose elements are being turned into text, innermost last: what is among them
    /// holds itself.
    pub fn joining(&mut self) -> JsResult<RootedList> {
        if let Some(list) = self.state().joining.get() {
            return Ok(list);
        }
        let list = self.heap.new_list()?;
        self.state().joining.set(list);
        Ok(list)
    }

    /// [AddToKeptObjects](https://tc39.es/ecma262/#sec-addtokeptobjects)
    pub fn keep_during_job(&mut self, value: Value) -> JsResult<()> {
        let list = match self.state().kept_objects.get() {
            Some(list) => list,
            None => {
                let list = self.heap.new_list()?;
                self.state().kept_objects.set(list);
                list
            }
        };
        // A loop that reads one target again and again keeps it once.
        if list.len().checked_sub(1).and_then(|last| list.get(last)) != Some(value) {
            list.push(&mut self.heap, value)?;
        }
        Ok(())
    }

    /// [ClearKeptObjects](https://tc39.es/ecma262/#sec-clear-kept-objects)
    pub(crate) fn clear_kept_objects(&mut self) {
        self.state().kept_objects.set(None);
    }

    /// A pseudo-random number from 0 up to, not including, 1 (xorshift128+).
    pub fn random(&mut self) -> f64 {
        let [mut mixed, kept] = self.random_state;
        mixed ^= mixed << 23;
        mixed ^= mixed >> 17;
        mixed ^= kept ^ (kept >> 26);
        self.random_state = [kept, mixed];
        (mixed.wrapping_add(kept) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// [`Vm::check_interrupt`] once in 1,024 steps of a loop that counts them.
    #[inline(always)]
    pub fn check_interrupt_every(&mut self, step: u64) -> JsResult<()> {
        if step % 1024 == 1023 {
            self.check_interrupt()
        } else {
            Ok(())
        }
    }

    /// A new identity hash, never 0: of a symbol, or of an object that somebody asks for its hash.
    pub(crate) fn next_identity_hash(&mut self) -> u32 {
        let state = self.state();
        let number = state.identity_count.get().wrapping_add(1);
        state.identity_count.set(number);
        number.wrapping_mul(0x9E37_79B9) | 1
    }

    /// What the isolate keeps alive for itself.
    #[inline(always)]
    pub(crate) fn state(&self) -> Gc<VmState> {
        self.state.get()
    }

    /// A name as a property key.
    #[inline(always)]
    pub fn key(&self, name: Name) -> PropertyKey {
        PropertyKey::from_raw(self.state().names[name as usize].get())
    }

    /// A name as a string value.
    #[inline(always)]
    pub fn name_value(&self, name: Name) -> Value {
        self.state().names[name as usize].get()
    }

    /// A well-known symbol as a property key.
    #[inline(always)]
    pub fn symbol_key(&self, symbol: WellKnownSymbol) -> PropertyKey {
        PropertyKey::from_raw(self.well_known_symbol(symbol))
    }

    /// A well-known symbol.
    #[inline(always)]
    pub fn well_known_symbol(&self, symbol: WellKnownSymbol) -> Value {
        self.state().well_known_symbols[symbol as usize].get()
    }

    /// The empty string.
    #[inline(always)]
    pub fn empty_string(&self) -> Gc<JsString> {
        self.state()
            .empty_string
            .get()
            .expect("made with the isolate")
    }

    /// The string of one Latin-1 unit.
    #[inline(always)]
    pub fn latin1_string(&self, unit: u8) -> Gc<JsString> {
        self.state().latin1[usize::from(unit)]
            .get()
            .expect("made with the isolate")
    }

    /// The current realm: that of the running function.
    #[inline(always)]
    pub fn realm(&self) -> Gc<Realm> {
        self.state().realm.get().expect("script runs in a realm")
    }

    /// Whether a realm is current.
    pub fn has_realm(&self) -> bool {
        !self.state().realm.is_null()
    }

    /// Makes a realm current; returns the one before.
    #[inline(always)]
    pub fn set_realm(&mut self, realm: Option<Gc<Realm>>) -> Option<Gc<Realm>> {
        let state = self.state();
        let before = state.realm.get();
        state.realm.set(realm);
        let primary = self.primary_realm;
        self.stack
            .set_primary(realm.is_none_or(|realm| primary == 0 || realm.offset() == primary));
        before
    }

    /// An intrinsic object of the current realm.
    #[inline(always)]
    pub fn intrinsic(&self, intrinsic: Intrinsic) -> Gc<Object> {
        self.realm().intrinsic(intrinsic)
    }

    /// The object that a value is, if it is one.
    #[inline(always)]
    pub fn object(&self, value: Value) -> Option<Gc<Object>> {
        self.heap.gc(value)
    }

    /// The string that a value is, if it is one.
    #[inline(always)]
    pub fn string(&self, value: Value) -> Option<Gc<JsString>> {
        self.heap.gc(value)
    }

    /// A handle that interrupts this isolate from any thread.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        self.heap.interrupt_handle()
    }

    /// For loops that have no VM at hand: whether somebody asks this isolate to stop. Whoever started
    /// the loop then calls [`check_interrupt`](Vm::check_interrupt).
    #[inline]
    pub fn stop_signal(&self) -> StopSignal {
        StopSignal(self.heap.region())
    }

    /// Polled by natives that loop without calling script.
    #[inline(always)]
    pub fn check_interrupt(&mut self) -> JsResult<()> {
        if self.heap.state().interrupt.load(Ordering::Relaxed) == 0 {
            return Ok(());
        }
        self.handle_interrupt()
    }

    /// Answers the interrupt word.
    #[cold]
    pub fn handle_interrupt(&mut self) -> JsResult<()> {
        let word = self.heap.state().interrupt.load(Ordering::SeqCst);
        if word & Interrupt::DEADLINE != 0 {
            return Err(self.terminate(Termination::Deadline));
        }
        if word & Interrupt::STOP != 0 {
            return Err(self.terminate(Termination::Interrupted));
        }
        if word & Interrupt::SERVICE != 0 {
            self.heap
                .state()
                .interrupt
                .fetch_and(!Interrupt::SERVICE, Ordering::SeqCst);
            self.settle_waits()?;
            if let Some(service) = self.hooks.service {
                return service(self);
            }
        }
        Ok(())
    }

    /// What megamorphic sites share.
    #[inline(always)]
    pub(crate) fn stub_cache(&self) -> Gc<StubCache> {
        self.stub_cache.get()
    }

    /// The jobs that wait.
    #[inline(always)]
    pub(crate) fn job_queue(&self) -> Gc<JobQueue> {
        self.job_queue.get()
    }

    /// Tells the embedder of a rejection.
    pub(crate) fn track_rejection(&mut self, promise: Gc<Promise>, operation: RejectionOperation) {
        if let Some(tracker) = self.rejection_tracker {
            tracker(self, promise, operation);
        }
    }

    /// How many bytes of native stack are left.
    pub(crate) fn stack_left(&self) -> usize {
        stack_address().saturating_sub(self.heap.state().stack_limit.get())
    }

    /// Takes the stack's bounds at an entry: recursion ends `stack_size` below here.
    pub fn begin_stack(&mut self) {
        let here = stack_address();
        self.heap
            .state()
            .stack_limit
            .set(here.saturating_sub(self.stack_size));
    }

    /// Throws a RangeError if native recursion is too deep.
    #[inline(always)]
    pub fn check_stack(&mut self) -> JsResult<()> {
        if stack_address() < self.heap.state().stack_limit.get() {
            return Err(self.stack_overflow());
        }
        Ok(())
    }

    /// Whether [`check_stack`](Vm::check_stack) would throw.
    #[inline(always)]
    pub(crate) fn is_stack_low(&self) -> bool {
        stack_address() < self.heap.state().stack_limit.get()
    }

    /// The error of recursion that is too deep.
    #[cold]
    pub fn stack_overflow(&mut self) -> Thrown {
        let limit = self.heap.state().stack_limit.get();
        // Room for making the error itself.
        self.heap
            .state()
            .stack_limit
            .set(limit.saturating_sub(64 << 10));
        let thrown = self.throw_range_error(message::STACK_OVERFLOW, &[]);
        self.heap.state().stack_limit.set(limit);
        thrown
    }
}

/// An address in the caller's frame.
#[inline(always)]
fn stack_address() -> usize {
    let marker = 0u8;
    (&raw const marker).addr()
}

/// A seed from the operating system's randomness, by way of the standard library's hasher.
fn random_seed() -> [u64; 2] {
    use std::hash::{BuildHasher, RandomState};
    let state = RandomState::new();
    // A state of zeros would stay there.
    [state.hash_one(1), state.hash_one(2) | 1]
}

fn new_state(heap: &mut Heap) -> JsResult<Gc<VmState>> {
    let atoms = empty_atom_table(heap, 2048)?;
    let empty_elements = heap.allocate(ElementsInit {
        head: 0,
        limit: 0,
        identity: 0,
        slots: TailInit::Fill(0, Value::HOLE),
    })?;
    let empty_values = heap.allocate(ValueArrayInit {
        slots: TailInit::Fill(0, Value::UNDEFINED),
    })?;
    let empty_table = heap.allocate(PropertyTableInit::empty())?;
    Ok(heap.allocate(VmStateInit {
        atoms,
        empty_elements,
        empty_values,
        empty_table,
        realm: None,
        symbol_registry: None,
        foreign_references: None,
        identity_count: 0,
        joining: None,
        kept_objects: None,
        kept_functions: None,
        empty_string: None,
        null_prototype_info: None,
        names: [Value::UNDEFINED; NAME_COUNT],
        well_known_symbols: [Value::UNDEFINED; WELL_KNOWN_COUNT],
        latin1: [None; 256],
    })?)
}
