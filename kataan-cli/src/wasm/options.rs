//! Options that several verbs take, under the names that Wasmtime gives them.

use std::time::Duration;

use clap::{Args, ValueEnum};
use kataan_wasm::{Config, FEATURES, Features, StoreLimits};

use crate::diagnostic;
use crate::exit::Exit;

/// How modules are executed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tier {
    /// By the interpreter: starts at once.
    Interpreter,
    /// As machine code.
    Compiled,
    /// As this build does best.
    #[default]
    Auto,
}

impl Tier {
    /// Refuses a tier that this build lacks.
    pub(crate) fn check(self) -> Result<(), Exit> {
        match self {
            Tier::Interpreter | Tier::Auto => Ok(()),
            Tier::Compiled => {
                diagnostic::failure(
                    "this build has no compiled tier; --tier interpreter and --tier auto work",
                );
                Err(Exit::Usage)
            }
        }
    }
}

/// Which features modules may use, and bounds, in Wasmtime's form.
#[derive(Args, Debug, Default)]
pub(crate) struct WasmOptions {
    /// Turn a feature on or off (simd=n, all=y, ...), or set a bound (fuel=N, timeout=TIME,
    /// max-memory-size=BYTES, ...); may be a list with commas, and be given again.
    #[arg(
        short = 'W',
        long = "wasm",
        value_name = "KEY[=VALUE]",
        value_delimiter = ',',
        value_parser = parse_option
    )]
    pub(crate) wasm: Vec<WasmOption>,
}

/// One `-W KEY=VALUE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WasmOption {
    Feature(Features, bool),
    Fuel(u64),
    Timeout(Duration),
    MaxStack(usize),
    MaxMemory(u64),
    MaxTable(u64),
    MaxInstances(usize),
    MaxTables(usize),
    MaxMemories(usize),
    UnknownImports(UnknownImports, bool),
    CanonicalNans(bool),
}

fn parse_option(text: &str) -> Result<WasmOption, String> {
    let (key, value) = match text.split_once('=') {
        Some((key, value)) => (key, Some(value)),
        None => (text, None),
    };
    let number = || {
        let value = value.ok_or("a number must follow")?;
        value
            .parse::<u64>()
            .map_err(|_| format!("`{value}` is no number"))
    };
    let size = || number().map(|number| usize::try_from(number).unwrap_or(usize::MAX));
    let switch = || match value {
        None | Some("y" | "yes" | "true") => Ok(true),
        Some("n" | "no" | "false") => Ok(false),
        Some(other) => Err(format!("`{other}` is neither y nor n")),
    };
    Ok(match key {
        "fuel" => WasmOption::Fuel(number()?),
        "timeout" => WasmOption::Timeout(parse_duration(value.unwrap_or_default())?),
        "max-wasm-stack" => WasmOption::MaxStack(size()?),
        "max-memory-size" => WasmOption::MaxMemory(number()?),
        "max-table-elements" => WasmOption::MaxTable(number()?),
        "max-instances" => WasmOption::MaxInstances(size()?),
        "max-tables" => WasmOption::MaxTables(size()?),
        "max-memories" => WasmOption::MaxMemories(size()?),
        "unknown-imports-trap" => WasmOption::UnknownImports(UnknownImports::Trap, switch()?),
        "unknown-imports-default" => WasmOption::UnknownImports(UnknownImports::Default, switch()?),
        "nan-canonicalization" => WasmOption::CanonicalNans(switch()?),
        "all-proposals" | "all" => WasmOption::Feature(Features::ALL, switch()?),
        name => match Features::named(name) {
            Some(feature) => WasmOption::Feature(feature, switch()?),
            None => {
                let names: Vec<_> = FEATURES.iter().map(|info| info.name).collect();
                return Err(format!(
                    "there is no feature or bound `{name}`; features are {}",
                    names.join(", ")
                ));
            }
        },
    })
}

/// What a module gets for an import that nothing defines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum UnknownImports {
    /// It is refused.
    #[default]
    Refuse,
    /// A function that fails when it is called.
    Trap,
    /// Zeros and nulls.
    Default,
}

/// Bounds of an execution.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bounds {
    pub(crate) unknown_imports: UnknownImports,
    pub(crate) fuel: Option<u64>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) limits: StoreLimits,
}

impl WasmOptions {
    /// The configuration and the bounds that the options mean, the last of each kind counting.
    pub(crate) fn resolve(&self) -> (Config, Bounds) {
        let mut config = Config::new();
        let mut bounds = Bounds::default();
        for option in &self.wasm {
            match *option {
                WasmOption::Feature(feature, on) => {
                    config.feature(feature, on);
                }
                WasmOption::Fuel(fuel) => bounds.fuel = Some(fuel),
                WasmOption::Timeout(timeout) => bounds.timeout = Some(timeout),
                WasmOption::MaxStack(bytes) => {
                    config.max_wasm_stack(bytes);
                }
                WasmOption::MaxMemory(bytes) => bounds.limits.memory_size = bytes,
                WasmOption::MaxTable(elements) => bounds.limits.table_elements = elements,
                WasmOption::MaxInstances(most) => bounds.limits.instances = most,
                WasmOption::MaxTables(most) => bounds.limits.tables = most,
                WasmOption::MaxMemories(most) => bounds.limits.memories = most,
                WasmOption::UnknownImports(unknown, true) => bounds.unknown_imports = unknown,
                WasmOption::UnknownImports(unknown, false) if unknown == bounds.unknown_imports => {
                    bounds.unknown_imports = UnknownImports::Refuse;
                }
                WasmOption::UnknownImports(..) => {}
                WasmOption::CanonicalNans(on) => {
                    config.deterministic(on);
                }
            }
        }
        (config, bounds)
    }
}

/// A time with its unit, in seconds without one.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    const UNITS: [(&str, f64); 6] = [
        ("ns", 1e-9),
        ("us", 1e-6),
        ("ms", 1e-3),
        ("s", 1.0),
        ("m", 60.0),
        ("h", 3600.0),
    ];
    let (number, unit) = UNITS
        .iter()
        .find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, *seconds)))
        .unwrap_or((text, 1.0));
    let number: f64 = number
        .parse()
        .map_err(|_| "not a time: give seconds, or a number with ms, s, m or h".to_owned())?;
    if number > 0.0 {
        Duration::try_from_secs_f64(number * unit).map_err(|_| "too long a time".to_owned())
    } else {
        Err("must be more than zero".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{Features, WasmOption, parse_duration, parse_option};
    use std::time::Duration;

    #[test]
    fn times_have_units() {
        for (text, time) in [
            ("2", Duration::from_secs(2)),
            ("0.5", Duration::from_millis(500)),
            ("250ms", Duration::from_millis(250)),
            ("3s", Duration::from_secs(3)),
            ("2m", Duration::from_secs(120)),
        ] {
            assert_eq!(parse_duration(text), Ok(time), "{text}");
        }
        for text in ["", "s", "-1", "0ms", "soon"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn features_are_switched_by_name() {
        let off = WasmOption::Feature(Features::SIMD, false);
        assert_eq!(parse_option("simd=n"), Ok(off));
        let on = WasmOption::Feature(Features::GC, true);
        assert_eq!(parse_option("gc"), Ok(on));
        assert_eq!(parse_option("fuel=5"), Ok(WasmOption::Fuel(5)));
        for wrong in ["fuel", "fuel=x", "simd=maybe", "unknown=y"] {
            assert!(parse_option(wrong).is_err(), "{wrong}");
        }
    }
}
