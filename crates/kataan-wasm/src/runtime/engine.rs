//! Engines: the configuration and the types that modules and stores share.

use crate::exec::translate::CodeOptions;
use crate::features::Features;
use crate::valid::registry::TypeRegistry;
use alloc::sync::Arc;
use core::sync::atomic::{AtomicU64, Ordering};

/// The configuration of an [`Engine`].
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) features: Features,
    pub(crate) code: CodeOptions,
    pub(crate) epoch: bool,
    pub(crate) max_stack: usize,
    pub(crate) parallel: bool,
    pub(crate) gc_stress: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            features: Features::default(),
            code: CodeOptions::default(),
            epoch: false,
            max_stack: 4 << 20,
            parallel: true,
            gc_stress: 0,
        }
    }
}

/// Wasmtime's names for what [`Config::feature`] does.
macro_rules! switches {
    ($($method:ident = $feature:ident;)*) => {
        $(
            #[doc = concat!("Adds or removes [`Features::", stringify!($feature), "`].")]
            pub fn $method(&mut self, enable: bool) -> &mut Self {
                self.feature(Features::$feature, enable)
            }
        )*
    };
}

impl Config {
    /// The default configuration: all standard features, no fuel, no interruption.
    pub fn new() -> Self {
        Self::default()
    }

    /// The features that modules may use.
    pub fn features(&mut self, features: Features) -> &mut Self {
        self.features = features;
        self
    }

    /// Adds or removes features.
    pub fn feature(&mut self, feature: Features, enable: bool) -> &mut Self {
        self.features = if enable {
            self.features.with(feature)
        } else {
            self.features.without(feature)
        };
        self
    }

    switches! {
        wasm_multi_value = MULTI_VALUE;
        wasm_bulk_memory = BULK_MEMORY;
        wasm_reference_types = REFERENCE_TYPES;
        wasm_simd = SIMD;
        wasm_relaxed_simd = RELAXED_SIMD;
        wasm_tail_call = TAIL_CALL;
        wasm_extended_const = EXTENDED_CONST;
        wasm_function_references = FUNCTION_REFERENCES;
        wasm_gc = GC;
        wasm_exceptions = EXCEPTIONS;
        wasm_multi_memory = MULTI_MEMORY;
        wasm_memory64 = MEMORY64;
        wasm_threads = THREADS;
        wasm_wide_arithmetic = WIDE_ARITHMETIC;
        wasm_custom_page_sizes = CUSTOM_PAGE_SIZES;
        wasm_legacy_exceptions = LEGACY_EXCEPTIONS;
    }

    /// Whether execution consumes fuel.
    pub fn consume_fuel(&mut self, enable: bool) -> &mut Self {
        self.code.fuel = enable;
        self
    }

    /// Whether execution can be interrupted: by the engine's epoch, by a deadline in time, or by a
    /// handle.
    pub fn epoch_interruption(&mut self, enable: bool) -> &mut Self {
        self.epoch = enable;
        self.code.checkpoints = enable;
        self
    }

    /// Bytes of the register stack of a store.
    pub fn max_wasm_stack(&mut self, bytes: usize) -> &mut Self {
        self.max_stack = bytes.max(4096);
        self
    }

    /// Whether every NaN that an operation makes is the canonical one.
    ///
    /// Relaxed vector operations are deterministic in any case.
    pub fn cranelift_nan_canonicalization(&mut self, enable: bool) -> &mut Self {
        self.deterministic(enable)
    }

    /// Whether results are the same on every host: every NaN that an operation makes is canonical.
    pub fn deterministic(&mut self, enable: bool) -> &mut Self {
        self.code.canonical_nans = enable;
        self
    }

    /// Collects at every so-manieth allocation of an object and checks the heap around it, to find
    /// faults of the engine; 0 for never.
    pub fn gc_stress(&mut self, every: u32) -> &mut Self {
        self.gc_stress = every;
        self
    }

    /// Whether large modules are validated on several threads.
    pub fn parallel_compilation(&mut self, enable: bool) -> &mut Self {
        self.parallel = enable;
        self
    }
}

pub(crate) struct EngineInner {
    pub(crate) config: Config,
    pub(crate) types: TypeRegistry,
    pub(crate) epoch: AtomicU64,
}

/// What modules and stores share: configuration and types. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<EngineInner>,
}

impl Engine {
    /// An engine of a configuration.
    pub fn new(config: &Config) -> Self {
        let inner = EngineInner {
            config: config.clone(),
            types: TypeRegistry::default(),
            epoch: AtomicU64::new(0),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The features that modules may use.
    pub fn features(&self) -> Features {
        self.inner.config.features.supported()
    }

    /// Advances the epoch: executions whose deadline it reaches are interrupted.
    pub fn increment_epoch(&self) {
        self.inner.epoch.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether both are the same engine.
    pub fn same(a: &Self, b: &Self) -> bool {
        Arc::ptr_eq(&a.inner, &b.inner)
    }

    pub(crate) fn code_options(&self) -> CodeOptions {
        self.inner.config.code
    }

    pub(crate) fn types(&self) -> &TypeRegistry {
        &self.inner.types
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::new(&Config::default())
    }
}

impl core::fmt::Debug for Engine {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Engine")
            .field("config", &self.inner.config)
            .finish_non_exhaustive()
    }
}
