//! What can be asked of `kataan FILE`. Verbs have arguments of their own, beside their code.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;

use crate::exit;
use crate::wasm::options::Tier;

/// Shown below the options.
const AFTER_HELP: &str = "\
Verbs (kataan VERB --help tells more; a file of that name is run as ./NAME):
  tokens   print the tokens of a file
  ast      print the syntax tree of a file
  disasm   print the bytecode of a file
  compile  compile a file to bytecode that kataan runs
  wasm     run WebAssembly with folders and limits, check it, look at it

Examples:
  kataan program.js one two      run a program; its arguments are in process.argv
  kataan -p '6 * 7'              print what an expression gives
  echo 'print(1)' | kataan -     run standard input
  kataan --check program.js      find syntax errors, run nothing
  kataan program.wasm one two    run a WebAssembly program
";

/// Runs JavaScript or WebAssembly: a file, standard input (`-`), or text from the command line.
#[derive(Parser, Debug, Default)]
#[command(
    name = "kataan",
    bin_name = "kataan",
    version,
    max_term_width = 100,
    override_usage = "kataan [OPTIONS] FILE [ARGUMENTS]...\n       kataan [OPTIONS] -e CODE [ARGUMENTS]...\n       \
                      kataan VERB ...",
    after_help = AFTER_HELP,
    after_long_help = format!("{AFTER_HELP}\n{}", exit::HELP),
)]
pub(crate) struct RunArguments {
    /// The program: a script, a module (.mjs), a compiled file (.ktbc), WebAssembly (.wasm, .wat), or
    /// - for standard input; what follows is passed to it.
    // One list, because options after the program's name are not ours.
    #[arg(value_name = "FILE", trailing_var_arg = true)]
    program: Vec<OsString>,

    /// Run this text instead of a file.
    #[arg(
        short,
        long,
        value_name = "CODE",
        allow_hyphen_values = true,
        conflicts_with = "print"
    )]
    eval: Option<String>,

    /// Run this text and print its value.
    #[arg(short, long, value_name = "CODE", allow_hyphen_values = true)]
    print: Option<String>,

    /// Load a module or script first; may be given again.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) require: Vec<PathBuf>,

    /// Run the program as a module, whatever its name.
    #[arg(long)]
    pub(crate) module: bool,

    /// Find syntax errors, in every function, and run nothing.
    #[arg(long)]
    pub(crate) check: bool,

    /// Stop the program when it holds more than this much memory, in MiB.
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1 << 40))]
    memory_limit: Option<u64>,

    /// Stop the program after this time, in seconds.
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds)]
    pub(crate) timeout: Option<Duration>,

    /// Stack that calls may use before a RangeError, in KiB.
    #[arg(long, value_name = "KIB", value_parser = clap::value_parser!(u64).range(64..=1 << 20))]
    stack_size: Option<u64>,

    /// How WebAssembly is executed.
    #[arg(long, value_enum, default_value_t, hide_default_value = true)]
    pub(crate) tier: Tier,

    /// Collect garbage at every allocation (to find bugs in the engine; slow).
    #[arg(long)]
    pub(crate) gc_stress: bool,

    /// At the end, print time, memory and collections to standard error.
    #[arg(long)]
    pub(crate) stats: bool,

    /// Run the files in turn in one realm with print and $262, for conformance suites; with
    /// --module the last is a module.
    #[arg(long, conflicts_with_all = ["eval", "print", "require", "check"])]
    pub(crate) test262: bool,

    /// At the end, print the functions that ran and what they have seen.
    #[arg(skip)]
    pub(crate) feedback: bool,
}

/// What is to be run.
#[derive(Debug)]
pub(crate) enum Program<'a> {
    File(PathBuf),
    StandardInput,
    /// Text from the command line.
    Text {
        source: &'a str,
        prints: bool,
    },
}

impl RunArguments {
    /// What the command line says; a mistake in it ends the process.
    pub(crate) fn from_command_line() -> Self {
        let words: Vec<OsString> = std::env::args_os().skip(1).collect();
        Self::plain(words).unwrap_or_else(Self::parse)
    }

    /// A command line without options, which is what most are: the description of all options takes
    /// longer to make than small programs to run.
    fn plain(program: Vec<OsString>) -> Option<Self> {
        let first = program.first()?.as_encoded_bytes();
        if first != b"-" && (first.starts_with(b"-") || first.is_empty()) {
            return None;
        }
        Some(Self {
            program,
            ..Self::default()
        })
    }

    /// The run of a program after which it is printed what its functions have seen.
    pub(crate) fn with_feedback(program: &Path, module: bool) -> Self {
        Self {
            program: vec![program.into()],
            module,
            feedback: true,
            ..Self::default()
        }
    }

    /// The program and its arguments; `None` if the command line names no program.
    pub(crate) fn program(&self) -> Option<(Program<'_>, &[OsString])> {
        let text = match (&self.eval, &self.print) {
            (Some(source), _) => Some(Program::Text {
                source,
                prints: false,
            }),
            (None, Some(source)) => Some(Program::Text {
                source,
                prints: true,
            }),
            (None, None) => None,
        };
        match (text, self.program.as_slice()) {
            // There is no file: all that is left goes to the program.
            (Some(text), rest) => Some((text, rest)),
            (None, []) => None,
            (None, [file, rest @ ..]) if file == "-" => Some((Program::StandardInput, rest)),
            (None, [file, rest @ ..]) => Some((Program::File(file.into()), rest)),
        }
    }

    /// The files of a `--test262` run, in order.
    pub(crate) fn test262_files(&self) -> Vec<PathBuf> {
        self.program.iter().map(PathBuf::from).collect()
    }

    /// The memory limit in bytes.
    pub(crate) fn memory_limit(&self) -> Option<usize> {
        let bytes = self.memory_limit?.checked_mul(1 << 20)?;
        usize::try_from(bytes).ok()
    }

    /// The stack limit in bytes.
    pub(crate) fn stack_size(&self) -> Option<usize> {
        usize::try_from(self.stack_size? << 10).ok()
    }
}

/// A positive number of seconds, possibly with a fraction.
fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "not a number of seconds".to_owned())?;
    if seconds > 0.0 {
        Duration::try_from_secs_f64(seconds).map_err(|_| "too many seconds".to_owned())
    } else {
        Err("must be more than zero".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Program, RunArguments};

    fn parse(line: &[&str]) -> RunArguments {
        RunArguments::try_parse_from(["kataan"].iter().chain(line)).expect("a valid command line")
    }

    #[test]
    fn definition_is_consistent() {
        RunArguments::command().debug_assert();
    }

    #[test]
    fn what_follows_the_file_is_the_programs() {
        let arguments = parse(&[
            "--check",
            "a.js",
            "-e",
            "--memory-limit",
            "tokens",
            "--",
            "-x",
        ]);
        let Some((Program::File(file), rest)) = arguments.program() else {
            panic!("a file")
        };
        assert_eq!(file.to_str(), Some("a.js"));
        assert_eq!(rest, ["-e", "--memory-limit", "tokens", "--", "-x"]);
        assert!(arguments.check && arguments.memory_limit().is_none());
    }

    #[test]
    fn text_takes_arguments_too() {
        let arguments = parse(&["-p", "-1", "one", "-e"]);
        let Some((Program::Text { source, prints }, rest)) = arguments.program() else {
            panic!("text")
        };
        assert_eq!((source, prints), ("-1", true));
        assert_eq!(rest, ["one", "-e"]);
    }

    #[test]
    fn dash_is_standard_input() {
        assert!(matches!(
            parse(&["-", "x"]).program(),
            Some((Program::StandardInput, _))
        ));
        assert!(parse(&[]).program().is_none());
    }

    #[test]
    fn a_line_without_options_needs_no_description() {
        for line in [
            &["a.js"][..],
            &["a.js", "-e", "--", "x"],
            &["-", "--check"],
            &["-p", "1"],
            &["--", "a.js"],
            &[],
        ] {
            let words = line.iter().map(Into::into).collect();
            if let Some(plain) = RunArguments::plain(words) {
                assert_eq!(format!("{plain:?}"), format!("{:?}", parse(line)));
                assert!(plain.program().is_some());
            }
        }
        assert!(RunArguments::plain(vec!["a.js".into()]).is_some());
        assert!(RunArguments::plain(vec!["-".into()]).is_some());
        assert!(RunArguments::plain(vec!["-e".into()]).is_none());
    }

    #[test]
    fn wrong_usage_is_refused() {
        for line in [
            ["--memory-limit", "0"],
            ["--timeout", "-1"],
            ["--timeout", "soon"],
            ["--unknown", "a.js"],
        ] {
            assert!(
                RunArguments::try_parse_from(["kataan"].iter().chain(&line)).is_err(),
                "{line:?}"
            );
        }
    }
}
