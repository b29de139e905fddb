//! What a run found: results, counts by directory, and the frequent reasons.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use super::judge::Verdict;

/// The result of one test.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) path: String,
    #[serde(flatten)]
    pub(super) verdict: Verdict,
}

/// The results of a run, sorted by path.
pub(super) struct Report {
    pub(super) rows: Vec<Row>,
}

/// Each test counted once.
#[derive(Clone, Copy, Default, Serialize)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Count {
    fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed(_) => self.failed += 1,
            Verdict::Skipped(_) => self.skipped += 1,
        }
    }

    /// Passed of those that ran, in percent.
    fn percent(&self) -> String {
        match self.passed + self.failed {
            0 => String::new(),
            // Rounded down, so that only a clean directory shows 100.
            ran => format!("{:.2}", (self.passed * 10_000 / ran) as f64 / 100.0),
        }
    }
}

impl Report {
    pub(super) fn new(rows: Vec<Row>) -> Report {
        Report { rows }
    }

    fn count<'a>(&'a self, group: impl Fn(&'a str) -> Option<&'a str>) -> BTreeMap<&'a str, Count> {
        let mut counts = BTreeMap::<&str, Count>::new();
        for row in &self.rows {
            if let Some(group) = group(&row.path) {
                counts.entry(group).or_default().add(&row.verdict);
            }
        }
        counts
    }

    fn total(&self) -> Count {
        self.count(|_| Some("")).remove("").unwrap_or_default()
    }

    /// A table of the upper two levels of directories, and the sums of the first.
    pub(super) fn print_directories(&self) {
        println!(
            "{:<48} {:>7} {:>7} {:>7} {:>7}",
            "directory", "passed", "failed", "skipped", "%"
        );
        let mut table = self.count(first_level);
        table.extend(self.count(second_level));
        for (directory, count) in table {
            println!(
                "{directory:<48} {:>7} {:>7} {:>7} {:>7}",
                count.passed,
                count.failed,
                count.skipped,
                count.percent()
            );
        }
    }

    pub(super) fn print_failures(&self) {
        println!();
        for row in &self.rows {
            if let Verdict::Failed(reason) = &row.verdict {
                println!("{}: {reason}", row.path);
            }
        }
    }

    /// The most frequent reasons of failures, when there are more than a few.
    pub(super) fn print_reasons(&self, failures: &[(String, String)]) {
        const SHOWN: usize = 20;
        if failures.len() <= SHOWN {
            return;
        }
        let mut reasons = BTreeMap::<&str, (usize, &str)>::new();
        for (path, reason) in failures {
            let plain = reason
                .strip_prefix("sloppy: ")
                .or(reason.strip_prefix("strict: "))
                .unwrap_or(reason);
            reasons.entry(plain).or_insert((0, path)).0 += 1;
        }
        let mut reasons: Vec<_> = reasons.into_iter().collect();
        reasons.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        println!("\nfrequent reasons, each with an example:");
        for (reason, (count, path)) in reasons.iter().take(SHOWN) {
            println!("{count:>6}  {reason}  ({path})");
        }
    }

    pub(super) fn closing_line(&self) -> String {
        let Count {
            passed,
            failed,
            skipped,
        } = self.total();
        format!("{passed} passed, {failed} failed, {skipped} skipped")
    }

    pub(super) fn to_json(&self) -> Result<String> {
        #[derive(Serialize)]
        struct Json<'a> {
            summary: Count,
            directories: BTreeMap<&'a str, Count>,
            tests: &'a [Row],
        }
        let directories = self.count(second_level);
        Ok(serde_json::to_string_pretty(&Json {
            summary: self.total(),
            directories,
            tests: &self.rows,
        })?)
    }
}

/// `language/` of `language/types/null/a.js`.
fn first_level(path: &str) -> Option<&str> {
    path.find('/').map(|end| &path[..=end])
}

/// `language/types` of `language/types/null/a.js`; `None` for a test right below the first level.
fn second_level(path: &str) -> Option<&str> {
    let first = path.find('/')?;
    let second = path[first + 1..].find('/')?;
    Some(&path[..first + 1 + second])
}
