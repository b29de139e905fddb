//! The comparison: a row a benchmark, ratios of the first engine to each other, averages.

use std::collections::BTreeMap;

use serde::Serialize;

use super::engines::Engine;
use super::measure::Usage;
use super::programs::Sets;

/// How a benchmark went in an engine.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Result {
    NotRun,
    Measured(Usage),
    Failed(String),
}

impl Result {
    /// The better of two runs; a failure stays.
    pub(super) fn combine(&self, other: Result) -> Result {
        match (self, other) {
            (Result::Measured(left), Result::Measured(right)) => {
                Result::Measured(left.least(right))
            }
            (Result::Failed(why), _) => Result::Failed(why.clone()),
            (_, other) => other,
        }
    }
}

/// Less than this, and the figure is noise of the start-up.
const FLOOR_MICROSECONDS: u64 = 100;

/// All results.
pub(super) struct Table {
    engines: Vec<String>,
    startup: Vec<Usage>,
    rows: Vec<(String, Vec<Result>)>,
}

impl Table {
    /// Prints the heading and what an empty script costs.
    pub(super) fn new(engines: &[Engine], startup: Vec<Usage>) -> Table {
        let engines: Vec<String> = engines.iter().map(|engine| engine.name.clone()).collect();
        println!(
            "CPU milliseconds less start-up, peak memory in MB, and time of {} over each other's",
            engines[0]
        );
        let heading: String = engines
            .iter()
            .map(|engine| format!(" {engine:>22}"))
            .collect();
        println!("{:<20}{heading}", "");
        let cells: String = startup
            .iter()
            .map(|usage| {
                let cell = format!(
                    "{:.1} ms {:.1} MB",
                    milliseconds(usage.cpu_microseconds),
                    megabytes(usage.peak_bytes)
                );
                format!(" {cell:>22}")
            })
            .collect();
        println!("{:<20}{cells}", "(empty script)");
        Table {
            engines,
            startup,
            rows: Vec::new(),
        }
    }

    /// Adds a benchmark and prints its row.
    pub(super) fn add(&mut self, name: &str, results: Vec<Result>) {
        let mut line = format!("{name:<20}");
        let own = self.cpu(0, &results[0]);
        for (index, result) in results.iter().enumerate() {
            let cell = match result {
                Result::Measured(usage) => {
                    let time = self.cpu(index, result).unwrap_or_default();
                    let ratio = match own {
                        Some(own) if index > 0 => format!("{:.2}x ", own as f64 / time as f64),
                        _ => String::new(),
                    };
                    format!(
                        "{ratio}{:.0} {:.0}MB",
                        milliseconds(time),
                        megabytes(usage.peak_bytes)
                    )
                }
                Result::Failed(_) => "FAILED".to_owned(),
                Result::NotRun => "-".to_owned(),
            };
            line.push_str(&format!(" {cell:>22}"));
        }
        println!("{line}");
        for (engine, result) in self.engines.iter().zip(&results) {
            if let Result::Failed(why) = result {
                println!("    {engine}: {why}");
            }
        }
        self.rows.push((name.to_owned(), results));
    }

    /// CPU time without what the engine takes to start.
    fn cpu(&self, engine: usize, result: &Result) -> Option<u64> {
        match result {
            Result::Measured(usage) => {
                let net = usage
                    .cpu_microseconds
                    .saturating_sub(self.startup[engine].cpu_microseconds);
                Some(net.max(FLOOR_MICROSECONDS))
            }
            _ => None,
        }
    }

    /// Prints geometric means over each set that ran, and over all.
    pub(super) fn print_averages(&self, sets: &Sets) {
        println!(
            "\ngeometric means (ratio of {}'s time to each other's; peak memory)",
            self.engines[0]
        );
        for (name, members) in sets {
            if self.rows.iter().any(|(row, _)| members.contains(row)) {
                self.print_average(name, |row| members.contains(row));
            }
        }
        self.print_average("all", |_| true);
        let failed = self
            .rows
            .iter()
            .filter(|(_, results)| matches!(results[0], Result::Failed(_)))
            .count();
        println!(
            "{}: {} of {} right",
            self.engines[0],
            self.rows.len() - failed,
            self.rows.len()
        );
    }

    fn print_average(&self, name: &str, is_member: impl Fn(&str) -> bool) {
        let rows: Vec<&Vec<Result>> = self
            .rows
            .iter()
            .filter(|(row, _)| is_member(row))
            .map(|(_, results)| results)
            .collect();
        let mut line = format!("{name:<20}");
        for engine in 0..self.engines.len() {
            let ratios = rows.iter().filter_map(|results| {
                let own = self.cpu(0, &results[0])?;
                let other = self.cpu(engine, &results[engine])?;
                Some(own as f64 / other as f64)
            });
            let peaks = rows.iter().filter_map(|results| match &results[engine] {
                Result::Measured(usage) => Some(megabytes(usage.peak_bytes)),
                _ => None,
            });
            let (ratio, peak) = (geometric_mean(ratios), geometric_mean(peaks));
            let cell = match (ratio, peak) {
                (Some(ratio), Some(peak)) if engine > 0 => format!("{ratio:.2}x {peak:.1}MB"),
                (_, Some(peak)) => format!("{peak:.1}MB"),
                _ => "-".to_owned(),
            };
            line.push_str(&format!(" {cell:>22}"));
        }
        println!("{line}");
    }

    /// Whether the first engine gave the right result everywhere.
    pub(super) fn first_is_right(&self) -> bool {
        self.rows
            .iter()
            .all(|(_, results)| matches!(results[0], Result::Measured(_)))
    }

    pub(super) fn to_json(&self) -> anyhow::Result<String> {
        #[derive(Serialize)]
        struct Json<'a> {
            startup: BTreeMap<&'a str, Usage>,
            benchmarks: BTreeMap<&'a str, BTreeMap<&'a str, &'a Result>>,
        }
        Ok(serde_json::to_string_pretty(&Json {
            startup: self
                .engines
                .iter()
                .map(String::as_str)
                .zip(self.startup.iter().copied())
                .collect(),
            benchmarks: self
                .rows
                .iter()
                .map(|(name, results)| {
                    (
                        name.as_str(),
                        self.engines
                            .iter()
                            .map(String::as_str)
                            .zip(results)
                            .collect(),
                    )
                })
                .collect(),
        })?)
    }
}

fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1_000.0
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

/// `None` over nothing.
pub(super) fn geometric_mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let logarithms: Vec<f64> = values.map(f64::ln).collect();
    if logarithms.is_empty() {
        return None;
    }
    Some((logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp())
}
