//! Tells panics that are bugs from those that are expected.
//!
//! `digitize` catches the panics of the crates it reads with (calamine, lopdf, zip); libFuzzer's own hook would end the
//! run at each of them. Here a panic ends the run when it is ours, caught or not, and when it is nobody's.

use std::{
    backtrace::Backtrace,
    panic::{AssertUnwindSafe, catch_unwind, set_hook},
    process::abort,
    sync::Mutex,
};

static LAST: Mutex<String> = Mutex::new(String::new());

/// Puts the hook in place of libFuzzer's; to be called once, before the first input.
pub fn watch() {
    set_hook(Box::new(|info| {
        let file = info.location().map_or("", |place| place.file());
        let ours = if file.starts_with("/rustc/") || file.contains("/library/") {
            // The standard library does not tell who called it wrongly; the innermost other frame does.
            is_ours(&Backtrace::force_capture().to_string())
        } else {
            !file.contains("/registry/src/")
        };
        if ours {
            eprintln!("{info}\n{}", Backtrace::force_capture());
            abort();
        }
        if let Ok(mut last) = LAST.lock() {
            *last = info.to_string();
        }
    }));
}

fn is_ours(trace: &str) -> bool {
    const OURS: [&str; 3] = ["digitize::", "base::", "instand_fuzz::"];
    const STANDARD: [&str; 6] = ["std::", "core::", "alloc::", "__rust", "rust_begin", "_rust"];
    let names = trace
        .lines()
        .filter_map(|line| line.trim_start().split_once(": "))
        .filter(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()) && !number.is_empty());
    let mut frames = names.map(|(_, name)| name.trim_start_matches(['<', '&'])).skip_while(|name| {
        // The frames of the hook itself and of the machinery of panics.
        name.starts_with("instand_fuzz::panics") || STANDARD.iter().any(|start| name.starts_with(start))
    });
    frames.next().is_some_and(|name| OURS.iter().any(|start| name.starts_with(start)))
}

/// Runs one input; a panic that nobody caught ends the run.
pub fn guard(work: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        let last = LAST.lock().map(|last| last.clone()).unwrap_or_default();
        eprintln!("a panic came through to the caller: {last}");
        abort();
    }
}
