//! Runs the cases under `conformance/cases`: a program, how to run it, and what must come out.
//!
//! A case is a file `NAME.js` (or `.mjs`, `.cjs`, `.wat`), whose head may say, in comment lines:
//!
//! - `// run: kataan --check {file}`: the command line, in place of `kataan {file}`; words are
//!   separated by blanks, and single quotes keep blanks;
//! - `// stdin: TEXT`: a line of standard input (may be repeated);
//! - `// env: NAME=VALUE`: an environment variable (may be repeated).
//!
//! In `.wat` files comment lines begin with `;;`.
//!
//! Beside it stand what it must write, `NAME.out` and `NAME.err` (nothing, if the file is not
//! there), and its exit status in `NAME.status` (0). It runs in its own folder. With
//! `KATAAN_BLESS=1` the expectations are written instead of compared.

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};

/// A case that takes longer hangs.
const TIME_LIMIT: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/cases");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let trials = files
        .into_iter()
        .map(|file| {
            let name = file.strip_prefix(&root).unwrap_or(&file).with_extension("");
            Trial::test(name.to_string_lossy().replace('\\', "/"), move || {
                run(&file)
            })
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Gathers the cases of a folder. A folder named `fixtures`, or any `node_modules`, holds what
/// cases load.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            if !path.ends_with("fixtures") && !path.ends_with("node_modules") {
                collect(&path, files);
            }
        } else if path.extension().is_some_and(|extension| {
            ["js", "mjs", "cjs", "wat"]
                .iter()
                .any(|program| extension == *program)
        }) {
            files.push(path);
        }
    }
}

/// What a run left.
struct Ending {
    out: String,
    err: String,
    status: String,
}

fn run(file: &Path) -> Result<(), Failed> {
    let source = String::from_utf8_lossy(&std::fs::read(file)?).into_owned();
    let ending = execute(file, &source)?;
    if std::env::var_os("KATAAN_BLESS").is_some() {
        bless(file, &ending)?;
        return Ok(());
    }
    let mut differences = String::new();
    for (extension, found, default) in parts(&ending) {
        let expected = std::fs::read_to_string(file.with_extension(extension))
            .unwrap_or_else(|_| default.to_owned());
        if normalize(&expected) != normalize(found) {
            let _infallible = write!(
                differences,
                "--- .{extension}, expected:\n{expected}\n--- found:\n{found}\n"
            );
        }
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(differences.into())
    }
}

/// The parts of an ending: the extension of the file with the expectation, what was found, and
/// what is expected without a file.
fn parts(ending: &Ending) -> [(&'static str, &str, &'static str); 3] {
    [
        ("out", &ending.out, ""),
        ("err", &ending.err, ""),
        ("status", &ending.status, "0"),
    ]
}

/// Line ends as on Unix, without blanks at the end.
fn normalize(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end().to_owned()
}

fn bless(file: &Path, ending: &Ending) -> Result<(), Failed> {
    for (extension, found, default) in parts(ending) {
        let expectation = file.with_extension(extension);
        if normalize(found) == default {
            if expectation.exists() {
                std::fs::remove_file(expectation)?;
            }
        } else {
            std::fs::write(expectation, format!("{}\n", normalize(found)))?;
        }
    }
    Ok(())
}

fn execute(file: &Path, source: &str) -> Result<Ending, Failed> {
    let directives = |name: &'static str| {
        source
            .lines()
            .take_while(|line| ["//", "#!", ";;"].iter().any(|mark| line.starts_with(mark)))
            .filter_map(move |line| {
                let (key, value) = line
                    .trim_start_matches(['/', ';'])
                    .trim_start()
                    .split_once(':')?;
                (key == name).then(|| value.strip_prefix(' ').unwrap_or(value))
            })
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let line = directives("run")
        .next()
        .unwrap_or("kataan {file}")
        .replace("{file}", &name);
    let mut words = split(&line).into_iter();
    if words.next().as_deref() != Some("kataan") {
        return Err(format!("`{line}` does not start with kataan").into());
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_kataan"));
    command
        .args(words)
        .current_dir(file.parent().unwrap_or(Path::new(".")));
    command
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for variable in directives("env") {
        if let Some((name, value)) = variable.split_once('=') {
            command.env(name, value);
        }
    }
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        let text: String = directives("stdin")
            .map(|line| format!("{line}\n"))
            .collect();
        // A program that reads nothing may be gone already.
        let _ = stdin.write_all(text.as_bytes());
    }
    let mut ending = wait(child)?;
    // The full names of files depend on where the repository is.
    if let Some(folder) = file.parent().and_then(|folder| folder.canonicalize().ok()) {
        let folder = folder.display().to_string();
        for text in [&mut ending.out, &mut ending.err] {
            *text = text
                .replace(&format!("{folder}/"), "")
                .replace(&folder, "(the folder)");
        }
    }
    Ok(ending)
}

/// Waits for a program to end, and ends it when it takes too long.
fn wait(mut child: Child) -> Result<Ending, Failed> {
    let out = listen(child.stdout.take());
    let err = listen(child.stderr.take());
    let Ok(err) = err.recv_timeout(TIME_LIMIT) else {
        child.kill()?;
        child.wait()?;
        return Err(format!("still running after {} s", TIME_LIMIT.as_secs()).into());
    };
    let status = child.wait()?;
    let status = status
        .code()
        .map_or_else(|| status.to_string(), |code| code.to_string());
    Ok(Ending {
        out: out.recv().unwrap_or_default(),
        err,
        status,
    })
}

fn listen(stream: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // What could be read is compared; the rest shows as missing.
            let _ = stream.read_to_end(&mut bytes);
        }
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

/// Splits a command line at blanks outside single quotes.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = None::<String>;
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}
