//! The engines that are compared: our own, and peers of pinned versions from npm.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{process, workspace};

/// The peers and their versions.
const PEERS: &[(&str, &str)] = &[("node", "26.10.0"), ("bun", "1.4.5")];

/// An engine's command line, without the script.
pub(crate) struct Engine {
    pub(crate) name: String,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) environment: Vec<(&'static str, &'static str)>,
}

impl Engine {
    /// Finds an engine by its name, and builds or installs it if need be.
    pub(crate) fn find(name: &str, kataan: Option<&Path>) -> Result<Engine> {
        let engine = |program: PathBuf, arguments: &[&str], environment| Engine {
            name: name.to_owned(),
            program,
            arguments: arguments.iter().map(OsString::from).collect(),
            environment,
        };
        Ok(match name {
            "kataan" => match kataan {
                Some(program) => engine(program.to_owned(), &[], Vec::new()),
                None => engine(build_kataan()?, &[], Vec::new()),
            },
            "node" => engine(peer("node")?, &[], Vec::new()),
            "node-jitless" => engine(peer("node")?, &["--jitless"], Vec::new()),
            "bun" => engine(peer("bun")?, &[], Vec::new()),
            "bun-jitless" => engine(peer("bun")?, &[], vec![("BUN_JSC_useJIT", "0")]),
            other => match other.split_once('=') {
                Some((name, command)) => custom(name, command)?,
                None => bail!("there is no engine {other} (others are given as NAME=COMMAND)"),
            },
        })
    }
}

fn custom(name: &str, command: &str) -> Result<Engine> {
    let mut words = command.split_whitespace();
    let Some(program) = words.next() else {
        bail!("the engine {name} has no command")
    };
    Ok(Engine {
        name: name.to_owned(),
        program: PathBuf::from(program),
        arguments: words.map(OsString::from).collect(),
        environment: Vec::new(),
    })
}

fn build_kataan() -> Result<PathBuf> {
    if !process::succeeds(process::cargo().args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "kataan-cli",
    ]))? {
        bail!("kataan does not build");
    }
    Ok(workspace::target()
        .join("release/kataan")
        .with_extension(std::env::consts::EXE_EXTENSION))
}

/// The program of a peer, installed below the target folder at its first use.
fn peer(name: &str) -> Result<PathBuf> {
    let folder = workspace::target().join("peers");
    let program = folder.join("node_modules/.bin").join(name);
    if !process::is_installed(&program) {
        let packages: Vec<String> = PEERS
            .iter()
            .map(|(name, version)| format!("{name}@{version}"))
            .collect();
        if !(npm_install(&folder, &packages)? && process::is_installed(&program)) {
            bail!("npm did not install {name}; leave it out with --engines");
        }
    }
    Ok(program.canonicalize()?)
}

/// The folder of a package from npm, installed below the target folder at its first use.
pub(crate) fn npm_package(name: &str, version: &str) -> Result<PathBuf> {
    // A folder of its own: npm removes what one folder has and the command does not name.
    let folder = workspace::target().join("peers/packages");
    let package = folder.join("node_modules").join(name);
    if !package.exists() && !npm_install(&folder, &[format!("{name}@{version}")])? {
        bail!("npm did not install {name}");
    }
    Ok(package)
}

fn npm_install(folder: &Path, packages: &[String]) -> Result<bool> {
    std::fs::create_dir_all(folder)?;
    eprintln!("installing {} from npm", packages.join(", "));
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--silent", "--prefix"])
        .arg(folder)
        .args(packages);
    process::succeeds(&mut npm)
}
