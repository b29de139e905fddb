//! Finding the suite: a folder, an archive that is unpacked once, or a clone of upstream.

use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{BufReader, Cursor};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::cache;
use crate::process;

/// Names the suite when `--suite` does not.
pub(super) const VARIABLE: &str = "KATAAN_TEST262";

const UPSTREAM: &str = "https://github.com/tc39/test262";
const COMMIT: &str = "be13516fb6441b950ba8a3df97eb34062c186972";

/// A suite on disk.
pub(super) struct Suite {
    root: PathBuf,
}

impl Suite {
    pub(super) fn at(root: PathBuf) -> Suite {
        Suite { root }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The file of a test, named by its path below `test/`.
    pub(super) fn test(&self, path: &str) -> PathBuf {
        self.root.join("test").join(path)
    }

    /// A file of the harness.
    pub(super) fn harness(&self, name: &str) -> PathBuf {
        self.root.join("harness").join(name)
    }

    /// Paths of all tests, relative to `test/`, sorted.
    pub(super) fn paths(&self) -> Result<Vec<String>> {
        let mut paths = Vec::new();
        collect(&self.root.join("test"), "", &mut paths)?;
        paths.sort();
        Ok(paths)
    }
}

fn collect(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}/{name}")
        };
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &path, paths)?;
        } else if name.ends_with(".js") && !name.contains("_FIXTURE") {
            paths.push(path);
        }
    }
    Ok(())
}

/// Opens the suite that the user or the environment names, else upstream's pinned commit.
pub(super) fn open(named: Option<&Path>) -> Result<Suite> {
    let from_environment = std::env::var_os(VARIABLE).map(PathBuf::from);
    let root = match named.map(Path::to_owned).or(from_environment) {
        Some(path) if path.is_dir() => path,
        Some(path) if path.is_file() => unpack(&path)?,
        Some(path) => bail!("there is no suite at {}", path.display()),
        None => clone()?,
    };
    let root = root
        .canonicalize()
        .with_context(|| format!("cannot open {}", root.display()))?;
    if !root.join("harness/assert.js").is_file() || !root.join("test").is_dir() {
        bail!(
            "{} is no Test262 suite (it lacks harness/assert.js or test/)",
            root.display()
        );
    }
    Ok(Suite { root })
}

/// Unpacks an archive below the target folder, once for each content.
fn unpack(archive: &Path) -> Result<PathBuf> {
    let bytes =
        std::fs::read(archive).with_context(|| format!("cannot read {}", archive.display()))?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    let folder = cache()?.join(format!("suite-{:016x}", hasher.finish()));
    if !folder.is_dir() {
        eprintln!("unpacking {}", archive.display());
        // Unpacked beside its place and then renamed, so that an interrupted run leaves no half.
        let partial = folder.with_extension(format!("partial-{}", std::process::id()));
        let mut tar = Vec::new();
        lzma_rs::xz_decompress(&mut Cursor::new(bytes), &mut tar)
            .with_context(|| format!("{} is no xz archive", archive.display()))?;
        tar::Archive::new(Cursor::new(tar))
            .unpack(&partial)
            .with_context(|| format!("cannot unpack {}", archive.display()))?;
        std::fs::rename(&partial, &folder)?;
    }
    top(folder)
}

/// The suite in an unpacked archive: the folder itself, or the only folder in it.
fn top(folder: PathBuf) -> Result<PathBuf> {
    if folder.join("harness").is_dir() {
        return Ok(folder);
    }
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.join("harness").is_dir() {
            return Ok(path);
        }
    }
    bail!("there is no suite in {}", folder.display())
}

/// Clones upstream at the pinned commit.
fn clone() -> Result<PathBuf> {
    let folder = cache()?.join(format!("upstream-{COMMIT}"));
    if folder.is_dir() {
        return Ok(folder);
    }
    eprintln!("cloning {UPSTREAM}");
    let partial = folder.with_extension(format!("partial-{}", std::process::id()));
    std::fs::create_dir_all(&partial)?;
    let git = |arguments: &[&str]| {
        process::succeeds(Command::new("git").args(arguments).current_dir(&partial))
    };
    let cloned = git(&["init", "--quiet"])?
        && git(&["fetch", "--quiet", "--depth", "1", UPSTREAM, COMMIT])?
        && git(&["checkout", "--quiet", "FETCH_HEAD"])?;
    if !cloned {
        // Best effort: the folder is of no use to a later run.
        let _ = std::fs::remove_dir_all(&partial);
        bail!(
            "cannot clone the suite; get it from {UPSTREAM} at commit {COMMIT}, and name the folder or a \
             .tar.xz of it with --suite or {VARIABLE}"
        );
    }
    std::fs::rename(&partial, &folder)?;
    Ok(folder)
}

/// Reads a file of the suite; the few that are not UTF-8 keep what is.
pub(super) fn read_source(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    std::io::Read::read_to_end(&mut BufReader::new(file), &mut bytes)?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}
