//! Embeds the shipped rule pack, segments and campaigns: every `rules/*.toml`, `segments/*.toml` and `campaigns/*.toml`, so that a new
//! trigger, segment or campaign is a file and nothing else.

#![allow(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]

use std::fmt::Write;
use std::path::Path;

fn main() {
    for name in ["campaigns", "rules", "segments"] {
        embed(name);
    }
}

fn embed(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder stands at the root of the repository")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let mut list = String::from("[\n");
    for file in files {
        let file_name = file.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let path = file.canonicalize().expect("the file is there");
        writeln!(list, "    ({file_name:?}, include_str!({path:?})),").expect("a String takes all");
    }
    list.push(']');
    let out = std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join(format!("{name}.rs")), list).expect("OUT_DIR can be written");
}
