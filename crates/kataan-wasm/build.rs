//! Tells the interpreter whether optimizations are on.
//!
//! Handlers of operations end by calling the next one. Where the optimizer runs, that call becomes a
//! jump, and code is threaded; where it does not, the stack would grow with every operation, and
//! handlers return to a loop instead. So it would where instrumentation stands between the call and
//! the handler's end, as in fuzz targets.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(threaded_code)");
    let optimized = matches!(std::env::var("OPT_LEVEL").as_deref(), Ok("2" | "3" | "s"));
    let target = std::env::var("CARGO_CFG_TARGET_ARCH");
    let flags = std::env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let instrumented = ["sancov", "sanitizer", "instrument-coverage"]
        .iter()
        .any(|flag| flags.contains(flag));
    if optimized && !instrumented && matches!(target.as_deref(), Ok("x86_64" | "aarch64")) {
        println!("cargo::rustc-cfg=threaded_code");
    }
}
