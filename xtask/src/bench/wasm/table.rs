//! The comparison of the WebAssembly engines: a block a figure, a row a program.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::table::geometric_mean;
use super::{Figures, Measured};

/// A figure that is printed on its own.
struct Block {
    title: &'static str,
    figure: fn(&Figures) -> Option<f64>,
}

const BLOCKS: &[Block] = &[
    Block {
        title: "run time, CPU milliseconds",
        figure: |figures| figures.run_microseconds.map(|time| time as f64 / 1_000.0),
    },
    Block {
        title: "time to the first call, milliseconds",
        figure: |figures| Some(figures.first_microseconds as f64 / 1_000.0),
    },
    Block {
        title: "peak memory of the process, MB",
        figure: |figures| Some(figures.peak_bytes as f64 / 1_000_000.0),
    },
];

/// All results.
pub(super) struct Table {
    engines: Vec<String>,
    rows: Vec<(String, Vec<Measured>)>,
}

impl Table {
    pub(super) fn new(engines: Vec<String>) -> Self {
        Self {
            engines,
            rows: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, name: &str, results: Vec<Measured>) {
        self.rows.push((name.to_owned(), results));
    }

    /// Prints each figure, with ratios of the first engine to each other, and their geometric means.
    pub(super) fn print(&self) {
        for block in BLOCKS {
            self.print_block(block);
        }
        for (name, results) in &self.rows {
            for (engine, result) in self.engines.iter().zip(results) {
                if let Measured::Failed(why) = result {
                    println!("{name} in {engine}: {why}");
                }
            }
        }
    }

    fn print_block(&self, block: &Block) {
        println!(
            "{}, and {}'s over each other's",
            block.title, self.engines[0]
        );
        let heading: String = self
            .engines
            .iter()
            .map(|engine| format!(" {engine:>20}"))
            .collect();
        println!("{:<16}{heading}", "");
        let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); self.engines.len()];
        for (name, results) in &self.rows {
            let figure = |result: &Measured| match result {
                Measured::Figures(figures) => (block.figure)(figures),
                _ => None,
            };
            let own = figure(&results[0]);
            if results.iter().all(|result| figure(result).is_none()) {
                continue;
            }
            let mut line = format!("{name:<16}");
            for (index, result) in results.iter().enumerate() {
                let cell = match (figure(result), own) {
                    (Some(other), Some(own)) if index > 0 => {
                        ratios[index].push(own / other);
                        format!("{:.2}x {other:.1}", own / other)
                    }
                    (Some(figure), _) => format!("{figure:.1}"),
                    (None, _) => "-".to_owned(),
                };
                line.push_str(&format!(" {cell:>20}"));
            }
            println!("{line}");
        }
        let means: String = ratios
            .iter()
            .map(|ratios| match geometric_mean(ratios.iter().copied()) {
                Some(mean) => format!(" {:>20}", format!("{mean:.2}x")),
                None => format!(" {:>20}", ""),
            })
            .collect();
        println!("{:<16}{means}\n", "geometric mean");
    }

    /// Whether the first engine gave the right result everywhere.
    pub(super) fn first_is_right(&self) -> bool {
        self.rows
            .iter()
            .all(|(_, results)| matches!(results[0], Measured::Figures(_)))
    }

    pub(super) fn to_json(&self) -> anyhow::Result<String> {
        #[derive(Serialize)]
        struct Json<'a>(BTreeMap<&'a str, BTreeMap<&'a str, &'a Measured>>);
        let rows = self.rows.iter().map(|(name, results)| {
            let engines = self.engines.iter().map(String::as_str).zip(results);
            (name.as_str(), engines.collect())
        });
        Ok(serde_json::to_string_pretty(&Json(rows.collect()))?)
    }
}
