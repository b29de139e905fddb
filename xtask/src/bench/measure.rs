//! One run of one program: its CPU time and peak memory, through a small program that waits for
//! it and asks the system.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::engines::Engine;
use crate::{process, workspace};

/// What a process used.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Usage {
    /// User and system time.
    pub(crate) cpu_microseconds: u64,
    pub(crate) peak_bytes: u64,
}

impl Usage {
    /// The lesser of each figure: what disturbs a run only adds to it.
    pub(crate) fn least(self, other: Usage) -> Usage {
        Usage {
            cpu_microseconds: self.cpu_microseconds.min(other.cpu_microseconds),
            peak_bytes: self.peak_bytes.min(other.peak_bytes),
        }
    }
}

/// A finished run.
pub(crate) struct Run {
    pub(crate) usage: Usage,
    pub(crate) code: i32,
    pub(crate) output: String,
    errors: String,
}

impl Run {
    /// What the program complained about, for the report.
    pub(crate) fn last_error_line(&self) -> Option<&str> {
        self.errors
            .lines()
            .find(|line| line.contains("Error"))
            .or(self.errors.lines().next())
    }
}

/// Measures runs.
pub(crate) struct Measurer {
    program: PathBuf,
    time_limit: Duration,
}

impl Measurer {
    pub(crate) fn build(time_limit: Duration) -> Result<Measurer> {
        let name = "xtask-measure";
        let arguments = [
            "build",
            "--quiet",
            "--release",
            "--package",
            "xtask",
            "--bin",
            name,
        ];
        if !process::succeeds(process::cargo().args(arguments))? {
            bail!("{name} does not build");
        }
        let program = workspace::target().join("release").join(name);
        Ok(Measurer {
            program: program.with_extension(std::env::consts::EXE_EXTENSION),
            time_limit,
        })
    }

    /// Runs a script in an engine.
    pub(crate) fn run(&self, engine: &Engine, script: &Path) -> Result<Run> {
        self.run_with(engine, script, &[])
    }

    /// Runs a script with arguments in an engine.
    pub(crate) fn run_with(
        &self,
        engine: &Engine,
        script: &Path,
        arguments: &[OsString],
    ) -> Result<Run> {
        let mut command = Command::new(&self.program);
        command
            .arg(&engine.program)
            .args(&engine.arguments)
            .arg(script)
            .args(arguments);
        command.envs(engine.environment.iter().copied());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // A group of its own, so that a time-out ends the engine with its measurer.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot run {}", self.program.display()))?;
        let output = listen(child.stdout.take());
        let errors = listen(child.stderr.take());
        let Ok(errors) = errors.recv_timeout(self.time_limit) else {
            end_group(child.id());
            // Both are gone or going; their status says nothing.
            let _ = child.wait();
            bail!("took more than {} s", self.time_limit.as_secs_f64());
        };
        let output = output.recv_timeout(self.time_limit).unwrap_or_default();
        child.wait()?;
        let (errors, figures) = errors
            .rsplit_once("\nmeasured ")
            .with_context(|| errors.trim().to_owned())?;
        let figures: Vec<i64> = figures
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        let [user, system, peak, code] = figures[..] else {
            bail!("the measurer printed no figures")
        };
        Ok(Run {
            usage: Usage {
                cpu_microseconds: user.saturating_add(system).unsigned_abs(),
                peak_bytes: peak.unsigned_abs(),
            },
            code: i32::try_from(code).unwrap_or(-1),
            output,
            errors: errors.to_owned(),
        })
    }
}

/// Reads a stream to its end on a thread.
fn listen(stream: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // What could be read is reported; the exit status tells the rest.
            let _ = stream.read_to_end(&mut bytes);
        }
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

#[cfg(unix)]
fn end_group(leader: u32) {
    // Best effort: a process that is gone already is as good.
    let _ = Command::new("kill")
        .args(["-9", "--", &format!("-{leader}")])
        .status();
}

#[cfg(not(unix))]
fn end_group(leader: u32) {
    let _ = Command::new("taskkill")
        .args(["/T", "/F", "/PID", &leader.to_string()])
        .status();
}
