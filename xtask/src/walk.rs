//! The files of the workspace, without build results, version control and what package managers install.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// All files under `root`, relative to it with `/` between folders, sorted. Links are not followed.
pub fn files(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        let here = root.join(&folder);
        let entries = std::fs::read_dir(&here).with_context(|| format!("cannot list {}", here.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list {}", here.display()))?;
            let kind = entry.file_type().with_context(|| format!("cannot look at {}", entry.path().display()))?;
            let name = entry.file_name();
            let path = folder.join(&name);
            if kind.is_dir() {
                if !skipped(&name.to_string_lossy()) {
                    open.push(path);
                }
            } else if kind.is_file() {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn skipped(folder: &str) -> bool {
    matches!(folder, "target" | "node_modules" | "dist" | "__pycache__")
        || (folder.starts_with('.') && !matches!(folder, ".ci" | ".cargo" | ".github"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn build_results_and_hidden_folders_are_skipped() {
        for name in ["target", ".git", "node_modules", ".venv"] {
            assert!(skipped(name), "{name}");
        }
        for name in ["src", ".ci", "docs"] {
            assert!(!skipped(name), "{name}");
        }
    }

    #[test]
    fn own_sources_are_found() {
        let files = files(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("own folder can be listed");
        assert!(files.contains(&"src/walk.rs".to_owned()));
        assert!(files.is_sorted());
    }
}
