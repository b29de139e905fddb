//! `package.json`: the part of it that resolution reads.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::resolve::ResolveError;

/// A package: a folder with a `package.json`.
pub(super) struct Package {
    pub(super) folder: PathBuf,
    contents: Value,
}

impl Package {
    /// The package in a folder, if it has a `package.json`.
    pub(super) fn read(folder: &Path) -> Result<Option<Package>, ResolveError> {
        let file = folder.join("package.json");
        let Ok(text) = std::fs::read(&file) else {
            return Ok(None);
        };
        match serde_json::from_slice(&text) {
            Ok(contents) => Ok(Some(Package {
                folder: folder.to_owned(),
                contents,
            })),
            Err(error) => Err(ResolveError::InvalidPackage {
                file,
                reason: error.to_string(),
            }),
        }
    }

    /// The package that a file belongs to: the nearest folder upward with a `package.json`, but
    /// none above a `node_modules`.
    pub(super) fn around(folder: &Path) -> Result<Option<Package>, ResolveError> {
        for folder in folder.ancestors() {
            if folder.ends_with("node_modules") {
                break;
            }
            if let Some(package) = Package::read(folder)? {
                return Ok(Some(package));
            }
        }
        Ok(None)
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.contents.get(key)?.as_str()
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.text("name")
    }

    pub(super) fn main(&self) -> Option<&str> {
        self.text("main")
    }

    /// Whether `.js` files of the package are ECMAScript modules.
    pub(super) fn is_module(&self) -> bool {
        self.text("type") == Some("module")
    }

    /// What others may ask of the package; `None` if it does not say.
    pub(super) fn exports(&self) -> Option<&Value> {
        self.contents
            .get("exports")
            .filter(|exports| !exports.is_null())
    }

    /// Names that start with `#`, for the package's own files.
    pub(super) fn imports(&self) -> Option<&Value> {
        self.contents.get("imports")
    }
}
