//! Builds the page with Node and packs it into the crate, so that one `cargo` command is enough.

#![allow(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo says it"));
    let web = root.join("../../web");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says it"));
    println!("cargo::rerun-if-env-changed=INSTAND_WITHOUT_PAGE");
    println!("cargo::rerun-if-changed=build.rs");
    for part in [
        "src",
        "public",
        "index.html",
        "portal.html",
        "package.json",
        "package-lock.json",
        "vite.config.ts",
        "tsconfig.json",
    ] {
        println!("cargo::rerun-if-changed={}", web.join(part).display());
    }
    let built = out.join("page");
    if env::var_os("INSTAND_WITHOUT_PAGE").is_some() {
        let _ = fs::remove_dir_all(&built);
        println!("cargo::warning=built without the page (INSTAND_WITHOUT_PAGE is set); only the API is served");
    } else {
        build(&web, &built);
    }
    let mut files = Vec::new();
    if built.is_dir() {
        list(&built, &built, &mut files);
    }
    files.sort();
    fs::write(out.join("page.rs"), table(&built, &out, &files)).expect("the build folder can be written");
}

fn build(web: &Path, built: &Path) {
    let runs =
        |program: &str| Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !runs("node") || !runs("npm") {
        stop(
            "Node.js 20 or later and npm are needed to build the page. Install them (Debian: apt install nodejs npm), or \
              set INSTAND_WITHOUT_PAGE=1 to build the command line and the API only.",
        );
    }
    let lock = web.join("package-lock.json");
    let stamp = web.join("node_modules/.instand-installed");
    // The lock file's content, so that a fresh checkout and a changed one are both installed anew.
    let wanted = blake3::hash(&fs::read(&lock).unwrap_or_default()).to_hex().to_string();
    if fs::read_to_string(&stamp).ok().as_deref() != Some(wanted.as_str()) {
        run(web, &["ci", "--no-audit", "--no-fund"], "npm could not install the page's packages");
        fs::write(&stamp, wanted).expect("web/node_modules can be written");
    }
    let folder = built.to_str().expect("the build folder's path is text");
    run(web, &["exec", "--", "vite", "build", "--emptyOutDir", "--outDir", folder], "the page could not be built");
}

fn run(web: &Path, arguments: &[&str], wrong: &str) {
    let output = Command::new("npm").args(arguments).current_dir(web).output();
    match output {
        Ok(output) if output.status.success() => {}
        Ok(output) => stop(&format!(
            "{wrong}:\n{}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )),
        Err(error) => stop(&format!("{wrong}: {error}")),
    }
}

fn stop(what: &str) -> ! {
    for line in what.lines() {
        println!("cargo::error={line}");
    }
    std::process::exit(1);
}

fn list(root: &Path, folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the page's folder can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            list(root, &path, files);
        } else if let Ok(below) = path.strip_prefix(root) {
            files.push(below.to_string_lossy().replace('\\', "/"));
        }
    }
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn table(built: &Path, out: &Path, files: &[String]) -> String {
    let packed = out.join("packed");
    let _ = fs::remove_dir_all(&packed);
    fs::create_dir_all(&packed).expect("the build folder can be written");
    let mut text = String::from("static ASSETS: &[Asset] = &[\n");
    for (number, path) in files.iter().enumerate() {
        let plain = fs::read(built.join(path)).expect("a built file can be read");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&plain).expect("memory");
        let small = packed.join(number.to_string());
        fs::write(&small, encoder.finish().expect("memory")).expect("the build folder can be written");
        let digest = blake3::hash(&plain).to_hex();
        writeln!(
            text,
            "    Asset {{ path: {path:?}, kind: {:?}, etag: \"\\\"{}\\\"\", packed: include_bytes!({:?}), plain: include_bytes!({:?}) }},",
            kind(path),
            &digest[..16],
            small.display().to_string(),
            built.join(path).display().to_string()
        )
        .expect("memory");
    }
    text.push_str("];\n");
    text
}
