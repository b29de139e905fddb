//! The worker processes: each is fed one test at a time over a pipe, and replaced when a test
//! crashes it or keeps it too long.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::judge::{Verdict, one_line};
use super::report::Row;

/// The exit status of a worker that cannot work at all, such as one that holds no engine.
const UNUSABLE: i32 = 2;

/// How tests are run.
pub(super) struct Plan {
    pub(super) worker: PathBuf,
    pub(super) suite: PathBuf,
    pub(super) jobs: usize,
    /// What one run of a test may take; most tests run twice.
    pub(super) time_limit: Duration,
    /// What all tests together may take.
    pub(super) budget: Option<Duration>,
    pub(super) gc_stress: bool,
    /// Parse and run nothing.
    pub(super) parse: bool,
}

/// As many workers as there are cores.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Runs the tests and gathers their results, in any order.
pub(super) fn run(tests: Vec<String>, plan: &Plan) -> Result<Vec<Row>> {
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    let (sender, results) = mpsc::channel::<Result<Row>>();
    let in_budget = || plan.budget.is_none_or(|budget| start.elapsed() < budget);
    std::thread::scope(|scope| {
        for _ in 0..plan.jobs.min(tests.len()) {
            let sender = sender.clone();
            let (next, tests, in_budget) = (&next, &tests, &in_budget);
            scope.spawn(move || {
                let mut worker = None;
                while in_budget() {
                    let Some(test) = tests.get(next.fetch_add(1, Ordering::Relaxed)) else {
                        break;
                    };
                    let row = run_test(&mut worker, plan, test).map(|verdict| Row {
                        path: test.clone(),
                        verdict,
                    });
                    let failed = row.is_err();
                    if sender.send(row).is_err() || failed {
                        break;
                    }
                }
            });
        }
        drop(sender);
        gather(results, tests.len())
    })
}

/// Receives results, and shows on a terminal how far the run is.
fn gather(results: Receiver<Result<Row>>, total: usize) -> Result<Vec<Row>> {
    let shows_progress = std::io::stderr().is_terminal();
    let mut rows = Vec::with_capacity(total);
    let mut failed = 0;
    for row in results {
        let row = row?;
        failed += usize::from(matches!(row.verdict, Verdict::Failed(_)));
        rows.push(row);
        if shows_progress && (rows.len() % 64 == 0 || rows.len() == total) {
            eprint!("\r{} of {total} tests, {failed} failed ", rows.len());
        }
    }
    if shows_progress {
        eprintln!();
    }
    Ok(rows)
}

/// Runs one test in the worker, starting one if there is none.
fn run_test(slot: &mut Option<Worker>, plan: &Plan, test: &str) -> Result<Verdict> {
    // A worker that a past test damaged may die only now: then the test gets a fresh one.
    for fresh in [false, true] {
        let mut worker = match slot.take() {
            Some(worker) => worker,
            None => Worker::start(plan)?,
        };
        let first = worker.answered == 0;
        let sent = worker.send(test);
        // The engine keeps the limit itself; twice that and a margin is a hang.
        match worker
            .answers
            .recv_timeout(plan.time_limit * 2 + Duration::from_secs(5))
        {
            Ok(line) => {
                worker.answered += 1;
                let verdict = serde_json::from_str(&line)
                    .with_context(|| format!("the worker does not speak the protocol: {line}"))?;
                *slot = Some(worker);
                return Ok(verdict);
            }
            Err(RecvTimeoutError::Timeout) => {
                worker.stop();
                return Ok(Verdict::Failed(
                    "hung: the time limit did not stop it".to_owned(),
                ));
            }
            Err(RecvTimeoutError::Disconnected) if sent.is_err() && !first && !fresh => {
                worker.stop()
            }
            Err(RecvTimeoutError::Disconnected) => {
                let (status, epitaph) = worker.epitaph();
                if first && status == Some(UNUSABLE) {
                    bail!("the worker does not start: {epitaph}");
                }
                return Ok(Verdict::Failed(format!("crashed: {epitaph}")));
            }
        }
    }
    Ok(Verdict::Failed("the worker cannot be reached".to_owned()))
}

/// A running worker.
struct Worker {
    process: Child,
    input: ChildStdin,
    answers: Receiver<String>,
    /// The end of what it wrote to standard error.
    complaint: Arc<Mutex<String>>,
    answered: usize,
}

impl Worker {
    fn start(plan: &Plan) -> Result<Worker> {
        let mut command = Command::new(&plan.worker);
        command
            .arg("test262-worker")
            .arg("--suite")
            .arg(&plan.suite);
        command
            .arg("--time-limit")
            .arg(plan.time_limit.as_secs_f64().to_string());
        if plan.gc_stress {
            command.arg("--gc-stress");
        }
        if plan.parse {
            command.arg("--parse");
        }
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run {}", plan.worker.display()))?;
        let input = process.stdin.take().context("a worker without input")?;
        let output = process.stdout.take().context("a worker without output")?;
        let errors = process
            .stderr
            .take()
            .context("a worker without error output")?;
        let (sender, answers) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                let Ok(line) = line else { break };
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let complaint = Arc::new(Mutex::new(String::new()));
        let ear = Arc::clone(&complaint);
        std::thread::spawn(move || keep_tail(errors, &ear));
        Ok(Worker {
            process,
            input,
            answers,
            complaint,
            answered: 0,
        })
    }

    fn send(&mut self, test: &str) -> std::io::Result<()> {
        self.input.write_all(format!("{test}\n").as_bytes())?;
        self.input.flush()
    }

    fn stop(&mut self) {
        // It may have ended by itself; either way it is gone after this.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// How a worker that answers no longer came to its end, and its exit status if it had one.
    fn epitaph(&mut self) -> (Option<i32>, String) {
        let (code, how) = match self.process.wait() {
            Ok(status) => (status.code(), describe(status)),
            Err(error) => (None, error.to_string()),
        };
        // Give the listener a moment to hear the last words.
        std::thread::sleep(Duration::from_millis(20));
        let words = self
            .complaint
            .lock()
            .map(|words| one_line(&words))
            .unwrap_or_default();
        (code, one_line(&format!("{how} {words}")))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Keeps the last part of a stream.
fn keep_tail(mut stream: impl Read, tail: &Mutex<String>) {
    const KEPT: usize = 2_000;
    let mut buffer = [0; 1_024];
    while let Ok(count) = stream.read(&mut buffer) {
        if count == 0 {
            break;
        }
        let Ok(mut tail) = tail.lock() else { break };
        tail.push_str(&String::from_utf8_lossy(&buffer[..count]));
        let excess = tail.len().saturating_sub(KEPT);
        let start = (excess..=tail.len())
            .find(|at| tail.is_char_boundary(*at))
            .unwrap_or(0);
        tail.drain(..start);
    }
}

#[cfg(unix)]
fn describe(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(signal) => format!("signal {signal}"),
        None => status.to_string(),
    }
}

#[cfg(not(unix))]
fn describe(status: ExitStatus) -> String {
    status.to_string()
}
