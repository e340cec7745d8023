//! Which files a person means by a path: the file itself, or everything in the folder.

use crate::PipelineError;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Files one import may bring; more is a slip of the finger such as importing `/`.
const MOST_FILES: usize = 100_000;

/// One file to read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// What it is called: its path below the folder the person named, with `/`.
    pub name: String,
}

/// The files behind these paths, in the order of their names. A folder below them that may not be listed is given as a
/// file is, so that the import can say that it was not read and go on. Hidden files, links to folders, lock files of office
/// programs, `.toml` files (mappings) and the data folder `own` itself are passed over.
///
/// # Errors
/// Where a path does not exist, a folder cannot be listed, or there are too many files.
pub fn collect(paths: &[PathBuf], own: &Path) -> Result<Vec<Input>, PipelineError> {
    let own = own.canonicalize().unwrap_or_else(|_| own.to_owned());
    let mut inputs = Vec::new();
    for path in paths {
        let about = fs::metadata(path).map_err(PipelineError::io(path))?;
        if about.is_dir() {
            folder(path, path, &own, &mut inputs)?;
        } else {
            let name = path.file_name().map_or_else(String::new, |name| plain(&name.to_string_lossy()));
            inputs.push(Input { path: path.clone(), name });
        }
    }
    inputs.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
    inputs.dedup_by(|b, a| a.path == b.path);
    // Two folders named at once may hold files of one name; those are told apart by their paths.
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for input in &inputs {
        *seen.entry(input.name.clone()).or_default() += 1;
    }
    for input in &mut inputs {
        if seen.get(&input.name).is_some_and(|count| *count > 1) {
            input.name = plain(input.path.to_string_lossy().trim_start_matches(['/', '.']));
        }
    }
    Ok(inputs)
}

/// A name without control characters, which could move the cursor of the terminal it is printed on.
fn plain(name: &str) -> String {
    name.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

fn folder(root: &Path, folder_path: &Path, own: &Path, inputs: &mut Vec<Input>) -> Result<(), PipelineError> {
    for entry in fs::read_dir(folder_path).map_err(PipelineError::io(folder_path))? {
        let entry = entry.map_err(PipelineError::io(folder_path))?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let kind = entry.file_type().map_err(PipelineError::io(&path))?;
        if kind.is_dir() {
            if path.canonicalize().map_err(PipelineError::io(&path))? == *own {
                continue;
            }
            if let Err(PipelineError::Io { path: refused, .. }) = folder(root, &path, own, inputs) {
                let below = plain(&refused.strip_prefix(root).unwrap_or(&refused).to_string_lossy().replace('\\', "/"));
                inputs.push(Input { path: refused, name: format!("{below}/") });
            } else if inputs.len() > MOST_FILES {
                return Err(too_many(root));
            }
        } else if path.is_file() && path.extension().is_none_or(|extension| extension != "toml") {
            let below = plain(&path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/"));
            inputs.push(Input { path, name: below });
            if inputs.len() > MOST_FILES {
                return Err(too_many(root));
            }
        }
    }
    Ok(())
}

fn too_many(root: &Path) -> PipelineError {
    PipelineError::Nothing(format!(
        "{} holds more than {MOST_FILES} files; name the folder more narrowly",
        root.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_files_by_name_and_leaves_out_what_nobody_means() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b.csv", "a/list.xlsx", ".hidden.csv", "~$list.xlsx", "sources.toml", "own/files/ab"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, "x").expect("written");
        }
        let found = collect(&[folder.path().to_owned()], &folder.path().join("own")).expect("collected");
        let names: Vec<_> = found.iter().map(|input| input.name.as_str()).collect();
        assert_eq!(names, ["a/list.xlsx", "b.csv"]);
        let missing = collect(&[folder.path().join("nothing")], folder.path()).expect_err("refused").to_string();
        assert!(missing.contains("no such file"), "{missing}");
    }
}
