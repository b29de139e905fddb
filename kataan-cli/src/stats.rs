//! `--stats`: what a run took.

use std::time::Instant;

use kataan::Isolate;

use crate::diagnostic;
use crate::output;

/// A run that is measured.
pub(crate) struct Stats {
    start: Instant,
}

impl Stats {
    pub(crate) fn start() -> Stats {
        Stats {
            start: Instant::now(),
        }
    }

    /// Prints time, memory and collections to standard error.
    pub(crate) fn report(&self, isolate: &mut Isolate) {
        let _ = output::flush();
        let time = self.start.elapsed().as_secs_f64() * 1e3;
        let statistics = isolate.statistics();
        let mut text = format!("time        {time:.1} ms\n");
        if let Some(peak) = peak_memory() {
            text.push_str(&format!("peak memory {:.1} MiB\n", peak as f64 / 1024.0));
        }
        text.push_str(&format!(
            "heap        {:.1} MiB in use\ncollections {} young, {} full, {:.1} ms\n",
            statistics.bytes as f64 / (1 << 20) as f64,
            statistics.young_collections,
            statistics.full_collections,
            statistics.collection_time.as_secs_f64() * 1e3,
        ));
        diagnostic::error_line(&text);
    }
}

/// The most memory that the process had resident, in KiB, where the system tells it.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
