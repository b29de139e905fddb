//! Tells the interpreter whether handlers may call each other.
//!
//! Handlers of operations end by calling the next one. Where the optimizer runs, that call becomes a
//! jump, and code is threaded; where it does not, the stack would grow with every operation, and
//! handlers return to a loop instead. So it would where instrumentation stands between the call and
//! the handler's end, as in fuzz targets and in measurements of coverage. What is decided wrongly here
//! costs time and nothing else: the interpreter watches the stack.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(threaded_code)");
    let variable = |name| std::env::var(name).unwrap_or_default();
    let flags = variable("CARGO_ENCODED_RUSTFLAGS");
    let flags: Vec<&str> = flags.split('\x1f').collect();
    let target = variable("CARGO_CFG_TARGET_ARCH");
    if matches!(target.as_str(), "x86_64" | "aarch64")
        && matches!(level(&flags, &variable("OPT_LEVEL")), "2" | "3" | "s")
        && !flags.iter().any(|flag| changes_passes(flag))
    {
        println!("cargo::rustc-cfg=threaded_code");
    }
}

/// The optimization level: flags come after what the profile says, and the last one counts.
fn level<'a>(flags: &[&'a str], profile: &'a str) -> &'a str {
    let named = flags.iter().rev().find_map(|flag| {
        let (_, level) = flag.split_once("opt-level=")?;
        Some(level)
    });
    named.unwrap_or(profile)
}

/// Whether a flag brings instrumentation, or passes of its own.
fn changes_passes(flag: &str) -> bool {
    [
        "sancov",
        "sanitizer",
        "instrument",
        "profile-generate",
        "passes=",
        "no-prepopulate-passes",
        "llvm-args",
    ]
    .iter()
    .any(|word| flag.contains(word))
}
