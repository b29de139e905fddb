//! What the command is to its caller besides its output: signals, pipes, files.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

fn kataan(program: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_kataan"))
        .args(["-e", program])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts")
}

fn interrupt(child: &Child) {
    let status = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(status.expect("kill is there").success());
}

/// An interrupt from the keyboard ends the program; what it printed is not lost.
#[test]
fn interrupts_end_the_program() {
    for program in [
        "console.log('first'); console.error('ready'); for (;;) { try { for (;;); } catch {} }",
        "console.log('first'); console.error('ready'); setTimeout(() => {}, 1e9);",
        "console.log('first'); console.error('ready'); new Array(4e9).join('');",
    ] {
        let mut child = kataan(program);
        let mut err = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut line = String::new();
        err.read_line(&mut line).expect("a line");
        assert_eq!(line, "ready\n");
        interrupt(&child);
        let mut out = String::new();
        let mut stdout = child.stdout.take().expect("a pipe");
        stdout.read_to_string(&mut out).expect("text");
        assert_eq!(out, "first\n");
        assert_eq!(child.wait().expect("it ends").code(), Some(130));
    }
}

/// A reader who has read enough ends even a program that prints for ever, without a word.
#[test]
fn a_closed_pipe_is_no_panic() {
    let mut child = kataan("for (;;) console.log('line')");
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    out.read_line(&mut line).expect("a line");
    assert_eq!(line, "line\n");
    drop(out);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{:?}", output.status);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

/// A file that may not be read names itself.
#[test]
fn an_unreadable_file_names_itself() {
    use std::os::unix::fs::PermissionsExt;
    let file = std::env::temp_dir().join(format!("kataan-{}.js", std::process::id()));
    std::fs::write(&file, "console.log('never')").expect("a file");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).expect("its mode");
    let output = Command::new(env!("CARGO_BIN_EXE_kataan"))
        .arg(&file)
        .output()
        .expect("the command starts");
    // The superuser may read everything.
    let is_readable = std::fs::read(&file).is_ok();
    std::fs::remove_file(&file).expect("it was there");
    if !is_readable {
        assert_eq!(output.status.code(), Some(1));
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains(&*file.to_string_lossy()), "{error}");
    }
}
