//! Runs one command and reports its resource use, as the last line on standard error:
//! `measured USER_MICROSECONDS SYSTEM_MICROSECONDS PEAK_BYTES CODE`.
//!
//! A program of its own because it must be small: Linux counts the memory of the process that
//! starts another as the other's peak.

use std::process::{Command, ExitCode};

use wait4::Wait4;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(program) = arguments.next() else {
        eprintln!("usage: xtask-measure PROGRAM [ARGUMENTS]");
        return ExitCode::from(2);
    };
    let used = Command::new(&program)
        .args(arguments)
        .spawn()
        .and_then(Wait4::wait4);
    match used {
        Ok(used) => {
            eprintln!(
                "\nmeasured {} {} {} {}",
                used.rusage.utime.as_micros(),
                used.rusage.stime.as_micros(),
                used.rusage.maxrss,
                used.status.code().unwrap_or(-1),
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot run {}: {error}", program.to_string_lossy());
            ExitCode::FAILURE
        }
    }
}
