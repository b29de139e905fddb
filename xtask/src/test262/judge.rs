//! Whether a run of a test is what the test asks for.

use serde::{Deserialize, Serialize};

use super::case::{Case, Variant};
use super::engine::{Completion, Engine, Failure, Goal, Limits, Program, Script};
use super::frontmatter::{Negative, Phase};
use super::suite::Suite;

/// The result of a test over all its variants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", content = "reason", rename_all = "lowercase")]
pub(super) enum Verdict {
    Passed,
    Failed(String),
    Skipped(String),
}

/// Runs a test in each of its variants, up to the first that fails.
pub(super) fn run(
    engine: &mut dyn Engine,
    suite: &Suite,
    case: &Case,
    harness: &[Script],
    limits: &Limits,
) -> Verdict {
    let path = suite.test(&case.path);
    let variants = case.variants();
    for variant in variants {
        let source = case.source_for(*variant);
        let program = Program {
            harness,
            path: &path,
            source: &source,
            goal: if *variant == Variant::Module {
                Goal::Module
            } else {
                Goal::Script
            },
            can_block: case.can_block(),
        };
        if let Err(reason) = judge(case, engine.run(&program, limits)) {
            let reason = one_line(&reason);
            return Verdict::Failed(match variants {
                [_] => reason,
                _ => format!("{}: {reason}", variant.name()),
            });
        }
    }
    Verdict::Passed
}

/// Compares one run with what the test expects.
fn judge(case: &Case, completion: Completion) -> Result<(), String> {
    match (&case.frontmatter.negative, completion.failure) {
        (_, Some(Failure::Stopped(why))) => Err(why),
        (_, Some(Failure::Harness { name, message })) => Err(format!("in {name}: {message}")),
        (None, Some(Failure::Threw { name, message, .. })) => Err(thrown(&name, &message)),
        (expected, None) if completion.reached == Phase::Parse => match expected {
            Some(expected) if expected.phase == Phase::Parse => {
                Err(format!("expected a {}", describe(expected)))
            }
            _ => Ok(()),
        },
        (None, None) if case.is_asynchronous() => judge_printed(&completion.printed),
        (None, None) => Ok(()),
        (Some(expected), None) => Err(format!("expected a {}", describe(expected))),
        (
            Some(expected),
            Some(Failure::Threw {
                phase,
                name,
                message,
            }),
        ) => {
            if name == expected.error && phase == expected.phase {
                Ok(())
            } else {
                let found = describe(&Negative { phase, error: name });
                Err(format!(
                    "expected a {}, found a {found}: {message}",
                    describe(expected)
                ))
            }
        }
    }
}

fn thrown(name: &str, message: &str) -> String {
    if message.is_empty() {
        name.to_owned()
    } else {
        format!("{name}: {message}")
    }
}

fn describe(negative: &Negative) -> String {
    let phase = match negative.phase {
        Phase::Parse => "early",
        Phase::Resolution => "linking",
        Phase::Runtime => "run-time",
    };
    format!("{phase} {}", negative.error)
}

/// An asynchronous test tells its result by printing it.
fn judge_printed(printed: &[String]) -> Result<(), String> {
    for line in printed {
        if line == "Test262:AsyncTestComplete" {
            return Ok(());
        }
        if let Some(failure) = line.strip_prefix("Test262:AsyncTestFailure:") {
            return Err(failure.trim().to_owned());
        }
    }
    Err("$DONE was never called".to_owned())
}

/// The words of a reason on one line of moderate length, fit for the ledger.
pub(super) fn one_line(reason: &str) -> String {
    let words: Vec<&str> = reason.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::judge_printed;

    #[test]
    fn asynchronous_results() {
        let lines = |lines: &[&str]| {
            lines
                .iter()
                .map(|line| (*line).to_owned())
                .collect::<Vec<_>>()
        };
        assert!(judge_printed(&lines(&["x", "Test262:AsyncTestComplete"])).is_ok());
        assert_eq!(
            judge_printed(&lines(&["Test262:AsyncTestFailure:Error: no"])),
            Err("Error: no".to_owned())
        );
        assert!(judge_printed(&[]).is_err());
    }
}
