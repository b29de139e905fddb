//! From a specifier and the file that names it to a file and its format.

use std::fmt;
use std::path::{Path, PathBuf};

use super::package::Package;
use super::target::{self, Target};

/// How the module is asked for; the two follow different rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `require`: extensions and folders are tried.
    Require,
    /// `import`: files are named in full.
    Import,
}

impl Style {
    fn conditions(self) -> &'static [&'static str] {
        match self {
            Style::Require => &["node", "require", "module-sync"],
            Style::Import => &["node", "import", "module-sync"],
        }
    }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A CommonJS module.
    CommonJs,
    /// An ECMAScript module.
    Module,
    /// JSON text.
    Json,
}

/// Where a specifier leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Located {
    /// A module of the host, named without `node:`.
    BuiltIn(String),
    /// A file, links resolved.
    File(PathBuf, Format),
}

/// Why a specifier leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolveError {
    /// Nothing of that name exists.
    NotFound {
        /// What was asked for.
        specifier: String,
        /// The folder of the file that asked.
        from: PathBuf,
    },
    /// The package exists and does not export the name.
    NotExported {
        /// What was asked for.
        specifier: String,
        /// The package's folder.
        package: PathBuf,
    },
    /// A `package.json` cannot be read as JSON.
    InvalidPackage {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResolveError::NotFound { specifier, from } => {
                write!(
                    f,
                    "Cannot find module '{specifier}' from {}",
                    from.display()
                )
            }
            ResolveError::NotExported { specifier, package } => {
                write!(
                    f,
                    "'{specifier}' is not exported by the package in {}",
                    package.display()
                )
            }
            ResolveError::InvalidPackage { file, reason } => {
                write!(f, "{} is no valid JSON: {reason}", file.display())
            }
        }
    }
}

impl std::error::Error for ResolveError {}

impl ResolveError {
    /// The `code` property that Node gives the error.
    #[must_use]
    pub fn code(&self, style: Style) -> &'static str {
        match self {
            ResolveError::NotFound { .. } if style == Style::Import => "ERR_MODULE_NOT_FOUND",
            ResolveError::NotFound { .. } => "MODULE_NOT_FOUND",
            ResolveError::NotExported { .. } => "ERR_PACKAGE_PATH_NOT_EXPORTED",
            ResolveError::InvalidPackage { .. } => "ERR_INVALID_PACKAGE_CONFIG",
        }
    }
}

/// Finds the program that the command line names: a file, or what `require` would make of it.
pub fn resolve_entry(path: &Path) -> Result<PathBuf, ResolveError> {
    load_as_file(path)
        .map_or_else(|| load_as_folder(path), |file| Ok(Some(file)))?
        .map(real)
        .ok_or_else(|| ResolveError::NotFound {
            specifier: path.display().to_string(),
            from: PathBuf::from("."),
        })
}

/// Finds what `specifier` names in a file of `folder`. `built_ins` are the host's own modules.
pub fn resolve(
    specifier: &str,
    folder: &Path,
    style: Style,
    built_ins: &[&str],
) -> Result<Located, ResolveError> {
    let not_found = || ResolveError::NotFound {
        specifier: specifier.to_owned(),
        from: folder.to_owned(),
    };
    if let Some(name) = specifier.strip_prefix("node:") {
        return if built_ins.contains(&name) {
            Ok(Located::BuiltIn(name.to_owned()))
        } else {
            Err(not_found())
        };
    }
    if built_ins.contains(&specifier) {
        return Ok(Located::BuiltIn(specifier.to_owned()));
    }
    let is_path = specifier.starts_with("./")
        || specifier.starts_with("../")
        || specifier == "."
        || specifier == ".."
        || Path::new(specifier).is_absolute();
    let found = if let Some(path) = specifier.strip_prefix("file://") {
        existing(PathBuf::from(path))
    } else if is_path {
        load_path(&folder.join(specifier), specifier.ends_with('/'), style)?
    } else if specifier.starts_with('#') {
        return resolve_import(specifier, folder, style, built_ins);
    } else {
        load_bare(specifier, folder, style)?
    };
    let file = real(found.ok_or_else(not_found)?);
    let format = format_of(&file)?;
    Ok(Located::File(file, format))
}

fn load_path(path: &Path, is_folder: bool, style: Style) -> Result<Option<PathBuf>, ResolveError> {
    if style == Style::Import {
        return Ok(existing(path.to_owned()));
    }
    let file = if is_folder { None } else { load_as_file(path) };
    file.map_or_else(|| load_as_folder(path), |file| Ok(Some(file)))
}

fn existing(path: PathBuf) -> Option<PathBuf> {
    path.is_file().then_some(path)
}

/// A file by its name, or by its name with one of the extensions that may be left out.
fn load_as_file(path: &Path) -> Option<PathBuf> {
    existing(path.to_owned()).or_else(|| {
        let name = path.file_name()?.to_os_string();
        [".js", ".json", ".cjs"].iter().find_map(|extension| {
            let mut name = name.clone();
            name.push(extension);
            existing(path.with_file_name(name))
        })
    })
}

fn load_as_folder(folder: &Path) -> Result<Option<PathBuf>, ResolveError> {
    let main =
        Package::read(folder)?.and_then(|package| package.main().map(|main| folder.join(main)));
    let by_main =
        main.and_then(|main| load_as_file(&main).or_else(|| load_as_file(&main.join("index"))));
    Ok(by_main.or_else(|| load_as_file(&folder.join("index"))))
}

/// `name/sub/path` or `@scope/name/sub/path`: the package's name, and the rest as `./sub/path`.
fn split_bare(specifier: &str) -> Option<(&str, String)> {
    let slashes = if specifier.starts_with('@') { 2 } else { 1 };
    let end = specifier
        .match_indices('/')
        .nth(slashes - 1)
        .map_or(specifier.len(), |(at, _)| at);
    let (name, rest) = specifier.split_at(end);
    let is_name =
        !name.is_empty() && !name.starts_with('.') && (slashes == 1 || name.contains('/'));
    is_name.then(|| (name, format!(".{rest}")))
}

fn load_bare(
    specifier: &str,
    folder: &Path,
    style: Style,
) -> Result<Option<PathBuf>, ResolveError> {
    let Some((name, subpath)) = split_bare(specifier) else {
        return Ok(None);
    };
    if let Some(own) = Package::around(folder)?
        && own.name() == Some(name)
        && own.exports().is_some()
    {
        return load_exported(&own, specifier, &subpath, style).map(Some);
    }
    for ancestor in folder
        .ancestors()
        .filter(|ancestor| !ancestor.ends_with("node_modules"))
    {
        let place = ancestor.join("node_modules").join(name);
        if !place.is_dir() {
            // A single file may stand in for a package.
            if style == Style::Require
                && subpath == "."
                && let Some(file) = load_as_file(&place)
            {
                return Ok(Some(file));
            }
            continue;
        }
        let package = Package::read(&place)?;
        if let Some(package) = package.filter(|package| package.exports().is_some()) {
            return load_exported(&package, specifier, &subpath, style).map(Some);
        }
        let found = match subpath.as_str() {
            // Old packages name their main file to both styles.
            "." => load_as_folder(&place)?,
            _ => load_path(&place.join(&subpath), subpath.ends_with('/'), style)?,
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn load_exported(
    package: &Package,
    specifier: &str,
    subpath: &str,
    style: Style,
) -> Result<PathBuf, ResolveError> {
    let target = package
        .exports()
        .and_then(|exports| target::find(exports, subpath, style.conditions()));
    match target {
        Some(Target::File(path)) => {
            existing(package.folder.join(&path)).ok_or_else(|| ResolveError::NotFound {
                specifier: specifier.to_owned(),
                from: package.folder.clone(),
            })
        }
        _ => Err(ResolveError::NotExported {
            specifier: specifier.to_owned(),
            package: package.folder.clone(),
        }),
    }
}

/// `#name`: an import that the package around the file maps.
fn resolve_import(
    specifier: &str,
    folder: &Path,
    style: Style,
    built_ins: &[&str],
) -> Result<Located, ResolveError> {
    let not_found = || ResolveError::NotFound {
        specifier: specifier.to_owned(),
        from: folder.to_owned(),
    };
    let package = Package::around(folder)?.ok_or_else(not_found)?;
    let target = package
        .imports()
        .and_then(|imports| target::find(imports, specifier, style.conditions()));
    match target {
        Some(Target::File(path)) => {
            let file = real(existing(package.folder.join(path)).ok_or_else(not_found)?);
            let format = format_of(&file)?;
            Ok(Located::File(file, format))
        }
        // A `#name` cannot lead to another one.
        Some(Target::Specifier(other)) if !other.starts_with('#') => {
            resolve(&other, &package.folder, style, built_ins)
        }
        _ => Err(not_found()),
    }
}

/// What a file holds, by its extension and the package around it.
pub fn format_of(file: &Path) -> Result<Format, ResolveError> {
    Ok(
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("mjs") => Format::Module,
            Some("cjs") => Format::CommonJs,
            Some("json") => Format::Json,
            _ => match file.parent().map(Package::around).transpose()?.flatten() {
                Some(package) if package.is_module() => Format::Module,
                _ => Format::CommonJs,
            },
        },
    )
}

/// The path without links, by which a module is known: one file is one module.
fn real(path: PathBuf) -> PathBuf {
    path.canonicalize().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Format, Located, ResolveError, Style, resolve};

    /// A folder with files, removed at the end of a test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str, files: &[(&str, &str)]) -> Folder {
            let root =
                std::env::temp_dir().join(format!("kataan-resolve-{name}-{}", std::process::id()));
            for (path, text) in files {
                let file = root.join(path);
                std::fs::create_dir_all(file.parent().expect("a file is in a folder"))
                    .expect("a writable folder");
                std::fs::write(file, text).expect("a writable file");
            }
            Folder(root.canonicalize().expect("the folder exists"))
        }

        fn require(&self, specifier: &str, from: &str) -> Result<Located, ResolveError> {
            resolve(specifier, &self.0.join(from), Style::Require, &["fs"])
        }

        fn import(&self, specifier: &str, from: &str) -> Result<Located, ResolveError> {
            resolve(specifier, &self.0.join(from), Style::Import, &["fs"])
        }

        fn file(&self, path: &str, format: Format) -> Result<Located, ResolveError> {
            Ok(Located::File(self.0.join(Path::new(path)), format))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // A folder that stays behind in the temporary files does no harm.
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn paths() {
        let folder = Folder::new(
            "paths",
            &[
                ("a.js", ""),
                ("b.json", "{}"),
                ("c/index.js", ""),
                ("d/package.json", r#"{"main":"lib"}"#),
                ("d/lib.js", ""),
            ],
        );
        assert_eq!(
            folder.require("./a", ""),
            folder.file("a.js", Format::CommonJs)
        );
        assert_eq!(
            folder.require("../b", "c"),
            folder.file("b.json", Format::Json)
        );
        assert_eq!(
            folder.require("./c", ""),
            folder.file("c/index.js", Format::CommonJs)
        );
        assert_eq!(
            folder.require("./d/", ""),
            folder.file("d/lib.js", Format::CommonJs)
        );
        assert!(matches!(
            folder.import("./a", ""),
            Err(ResolveError::NotFound { .. })
        ));
        assert_eq!(
            folder.import("./a.js", ""),
            folder.file("a.js", Format::CommonJs)
        );
        assert_eq!(
            folder.require("node:fs", ""),
            Ok(Located::BuiltIn("fs".to_owned()))
        );
        assert!(folder.require("node:nothing", "").is_err());
    }

    #[test]
    fn packages() {
        let exports = r##"{"name":"p","type":"module","exports":{".":{"require":"./r.cjs","import":"./i.js"},"./s/*":"./src/*.js"},
            "imports":{"#own":"./i.js"}}"##;
        let folder = Folder::new(
            "packages",
            &[
                ("node_modules/p/package.json", exports),
                ("node_modules/p/r.cjs", ""),
                ("node_modules/p/i.js", ""),
                ("node_modules/p/src/x.js", ""),
                ("node_modules/p/hidden.js", ""),
                ("node_modules/@s/q/index.js", ""),
                ("node_modules/@s/q/deep/y.js", ""),
                ("node_modules/bad/package.json", "{"),
                ("src/deep/z.js", ""),
            ],
        );
        assert_eq!(
            folder.require("p", "src/deep"),
            folder.file("node_modules/p/r.cjs", Format::CommonJs)
        );
        assert_eq!(
            folder.import("p", "src/deep"),
            folder.file("node_modules/p/i.js", Format::Module)
        );
        assert_eq!(
            folder.require("p/s/x", "src"),
            folder.file("node_modules/p/src/x.js", Format::Module)
        );
        assert!(matches!(
            folder.require("p/hidden.js", "src"),
            Err(ResolveError::NotExported { .. })
        ));
        assert_eq!(
            folder.require("@s/q", "src"),
            folder.file("node_modules/@s/q/index.js", Format::CommonJs)
        );
        assert_eq!(
            folder.require("@s/q/deep/y", "src"),
            folder.file("node_modules/@s/q/deep/y.js", Format::CommonJs)
        );
        assert_eq!(
            folder.import("p", "node_modules/p/src"),
            folder.file("node_modules/p/i.js", Format::Module)
        );
        assert_eq!(
            folder.import("#own", "node_modules/p/src"),
            folder.file("node_modules/p/i.js", Format::Module)
        );
        assert!(matches!(
            folder.require("bad", "src"),
            Err(ResolveError::InvalidPackage { .. })
        ));
        assert!(matches!(
            folder.require("absent", "src"),
            Err(ResolveError::NotFound { .. })
        ));
    }
}
