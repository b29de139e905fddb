//! `cargo xtask wasm-programs`: real programs as WebAssembly, with results that are known.
//!
//! A folder of `conformance/wasm/programs` is a case. `case.json` says where its module comes from
//! (a package of npm, C files that clang compiles, with sources of a crate where it names one, or a
//! command that compiles it, with a compiler from npm), and how it runs; `run.out` is what a native build of the same program prints. What a case needs
//! is fetched below the target folder; where that is not possible the case is left out, with a
//! notice.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Deserialize;

use crate::bench::engines::Engine;
use crate::bench::measure::Measurer;
use crate::packages::{describe, first_difference, prepare};
use crate::{Outcome, Verdict, process, workspace};

/// Which programs to run, and how.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The cases to run [default: all].
    case: Vec<String>,
    /// Write what a native build prints as the expectation.
    #[arg(long)]
    bless: bool,
    /// Seconds that one run may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 300.0)]
    time_limit: f64,
    /// The kataan program to run [default: a release build].
    #[arg(long, value_name = "PROGRAM")]
    kataan: Option<PathBuf>,
}

/// What `case.json` says. `{folder}` is where the case runs, `{crate}` where the crate's source is.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Case {
    /// The module, if it comes ready.
    module: Option<String>,
    /// A crate whose source is needed, and its version.
    #[serde(rename = "crate")]
    source_crate: Option<(String, String)>,
    /// C files.
    sources: Vec<String>,
    /// A command that makes the module in the case's folder, and one for the native program.
    compile: Vec<String>,
    native_compile: Vec<String>,
    /// Flags for both kinds of builds, and for each.
    flags: Vec<String>,
    wasi_flags: Vec<String>,
    native_flags: Vec<String>,
    /// A native program of the same kind, if it comes ready: a file of the folder, or a name.
    native: Option<String>,
    /// Files and folders that the program makes; they are removed before it runs.
    files: Vec<String>,
    /// Options of `kataan wasm run`.
    options: Vec<String>,
    /// Arguments of the program, and of a native one where they differ.
    arguments: Vec<String>,
    native_arguments: Option<Vec<String>>,
}

/// A case whose needs are met.
struct Ready {
    case: Case,
    /// Where the case is described.
    source: PathBuf,
    /// Where it is built, and runs.
    folder: PathBuf,
    crate_folder: Option<PathBuf>,
}

/// Runs the cases.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let root = workspace::root().join("conformance/wasm/programs");
    let all = names(&root)?;
    let wanted = if arguments.case.is_empty() {
        &all
    } else {
        &arguments.case
    };
    let measurer = Measurer::build(Duration::from_secs_f64(arguments.time_limit))?;
    let kataan = if arguments.bless {
        None
    } else {
        Some(Engine::find("kataan", arguments.kataan.as_deref())?)
    };
    let (mut passed, mut failed) = (0, 0);
    for name in wanted {
        if !all.contains(name) {
            bail!("there is no case {name}; there are {}", all.join(", "));
        }
        let source = root.join(name);
        let ready = match Ready::new(&source, name) {
            Ok(ready) => ready,
            Err(error) => {
                println!("{name:<20} left out: {error:#}");
                continue;
            }
        };
        let expectation = source.join("run.out");
        let Some(kataan) = &kataan else {
            std::fs::write(&expectation, ready.run_native()?)?;
            continue;
        };
        match ready.run(&measurer, kataan, &workspace::read(&expectation)?) {
            Ok(report) => {
                passed += 1;
                println!("{name:<20} ok      {report}");
            }
            Err(error) => {
                failed += 1;
                println!("{name:<20} FAILED: {error:#}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(Verdict::passed_if(failed == 0))
}

fn names(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let entries =
        std::fs::read_dir(root).with_context(|| format!("cannot read {}", root.display()))?;
    for entry in entries {
        let path = entry?.path();
        if let (true, Some(name)) = (path.join("case.json").is_file(), path.file_name()) {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

impl Ready {
    /// Fetches what the case needs, and compiles it.
    fn new(source: &Path, name: &str) -> Result<Ready> {
        let case: Case = serde_json::from_str(&workspace::read(&source.join("case.json"))?)?;
        let folder = workspace::target().join("wasm-programs").join(name);
        prepare(source, &folder)?;
        let crate_folder = match &case.source_crate {
            Some((name, version)) => Some(fetch_crate(&folder.join("source"), name, version)?),
            None => None,
        };
        let ready = Ready {
            case,
            source: source.to_owned(),
            folder,
            crate_folder,
        };
        if ready.is_stale()? {
            if ready.case.compile.is_empty() {
                let target = ["--target=wasm32-wasi"];
                ready.compile(&ready.module(), &target, &ready.case.wasi_flags)?;
            } else {
                ready.command(&ready.case.compile)?;
            }
        }
        Ok(ready)
    }

    /// Whether the module is missing, or older than a file that it may be made of.
    fn is_stale(&self) -> Result<bool> {
        let changed = |path: &Path| std::fs::metadata(path).and_then(|data| data.modified());
        let Ok(made) = changed(&self.module()) else {
            return Ok(true);
        };
        if self.case.module.is_some() {
            return Ok(false);
        }
        for source in std::fs::read_dir(&self.source)? {
            let copy = self.folder.join(source?.file_name());
            if copy.is_file() && changed(&copy)? > made {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Runs one of the case's own commands.
    fn command(&self, words: &[String]) -> Result<()> {
        let Some((program, arguments)) = words.split_first() else {
            return Ok(());
        };
        if !process::is_installed(program) {
            bail!("{program} is not installed");
        }
        let mut command = Command::new(program);
        command.args(arguments.iter().map(|text| self.expand(text)));
        if !process::succeeds(command.current_dir(&self.folder))? {
            bail!("`{}` failed", words.join(" "));
        }
        Ok(())
    }

    fn module(&self) -> PathBuf {
        let module = self.case.module.as_deref().unwrap_or("program.wasm");
        self.folder.join(module)
    }

    fn expand(&self, text: &str) -> String {
        let mut text = text.replace("{folder}", &self.folder.to_string_lossy());
        if let Some(folder) = &self.crate_folder {
            text = text.replace("{crate}", &folder.to_string_lossy());
        }
        text
    }

    fn compile(&self, output: &Path, target: &[&str], flags: &[String]) -> Result<()> {
        if !process::is_installed("clang") {
            bail!("clang is not installed");
        }
        let mut clang = Command::new("clang");
        clang.args(target).arg("-o").arg(output);
        let parts = [&self.case.flags, &self.case.sources, &flags.to_vec()];
        for argument in parts.into_iter().flatten() {
            clang.arg(self.expand(argument));
        }
        if !process::succeeds(clang.current_dir(&self.folder))? {
            bail!(
                "clang does not compile it (WASI needs lld, wasi-libc and libclang-rt-dev-wasm32)"
            );
        }
        Ok(())
    }

    fn remove_files(&self) -> Result<()> {
        for file in &self.case.files {
            let path = self.folder.join(file);
            if path.is_dir() {
                std::fs::remove_dir_all(path)?;
            } else if path.exists() {
                std::fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Runs the module, and compares what it prints.
    fn run(&self, measurer: &Measurer, kataan: &Engine, expected: &str) -> Result<String> {
        self.remove_files()?;
        let mut arguments: Vec<OsString> = kataan.arguments.clone();
        arguments.extend(["wasm", "run"].map(OsString::from));
        arguments.extend(
            self.case
                .options
                .iter()
                .map(|text| self.expand(text).into()),
        );
        let engine = Engine {
            name: kataan.name.clone(),
            program: kataan.program.clone(),
            arguments,
            environment: Vec::new(),
        };
        let given: Vec<OsString> = self.case.arguments.iter().map(OsString::from).collect();
        let run = measurer.run_with(&engine, &self.module(), &given)?;
        if run.code != 0 {
            let reason = run.last_error_line().unwrap_or_default();
            bail!("exit status {}: {reason}", run.code);
        }
        if run.output != expected {
            bail!("{}", first_difference(expected, &run.output));
        }
        Ok(describe(run.usage))
    }

    /// What a native build of the same program prints.
    fn run_native(&self) -> Result<String> {
        self.remove_files()?;
        let program = match &self.case.native {
            Some(program) => {
                self.command(&self.case.native_compile)?;
                if program.contains('/') {
                    self.folder.join(program)
                } else {
                    PathBuf::from(program)
                }
            }
            None => {
                let program = self.folder.join("native");
                self.compile(&program, &[], &self.case.native_flags)?;
                program
            }
        };
        let arguments = self.case.native_arguments.as_ref();
        let output = Command::new(&program)
            .args(arguments.unwrap_or(&self.case.arguments))
            .stdin(std::process::Stdio::null())
            .current_dir(&self.folder)
            .output()
            .with_context(|| format!("cannot run {}", program.display()))?;
        if !output.status.success() {
            bail!("{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// The folder with the source of a crate, which cargo fetches.
fn fetch_crate(folder: &Path, name: &str, version: &str) -> Result<PathBuf> {
    std::fs::create_dir_all(folder.join("src"))?;
    std::fs::write(folder.join("src/lib.rs"), "")?;
    let manifest = folder.join("Cargo.toml");
    let text = format!(
        "[package]\nname = \"source\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{name} = \"{version}\"\n\n[workspace]\n"
    );
    std::fs::write(&manifest, text)?;
    let output = process::cargo()
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(&manifest)
        .output()
        .context("cannot run cargo metadata")?;
    if !output.status.success() {
        bail!("cargo does not fetch {name}");
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array();
    let path = packages
        .into_iter()
        .flatten()
        .find(|package| package["name"] == name)
        .and_then(|package| package["manifest_path"].as_str())
        .with_context(|| format!("cargo does not say where {name} is"))?;
    Ok(Path::new(path)
        .parent()
        .unwrap_or(Path::new("."))
        .to_owned())
}
