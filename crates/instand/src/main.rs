//! The command line of Instand: arguments, settings, clock, and what is printed. The only place that reads the clock,
//! the environment and the layout of the data folder; what is done stands in `pipeline`.

mod campaigns;
mod clock;
mod commands;
mod reason;
mod rules;
mod segments;
mod settings;
mod show;
mod tours;

use clap::Parser;
use std::process::ExitCode;

/// Many small allocations of parallel readers are what this allocator is good at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A reader that went away (`| head`) is no error; a damaged file that makes a library stumble is reported as a
/// problem of that file by the reader that catches it; everything else is one line, not a stack trace.
fn say_panics_in_one_line() {
    std::panic::set_hook(Box::new(|panic| {
        let said = panic.payload_as_str().unwrap_or_default();
        if said.contains("failed printing to") {
            std::process::exit(0);
        }
        let place = panic.location().map_or(String::new(), |place| format!("{}:{}", place.file(), place.line()));
        let foreign = ["/calamine-", "/lopdf-", "/zip-", "/quick-xml-", "/encoding_rs-"];
        if !foreign.iter().any(|library| place.contains(library)) {
            eprintln!("error: a mistake in Instand ({place}: {said}); nothing was changed, please report it");
        }
    }));
}

fn main() -> ExitCode {
    say_panics_in_one_line();
    let arguments = commands::Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: no threads to work with: {error}");
            return ExitCode::from(1);
        }
    };
    match runtime.block_on(commands::run(arguments)) {
        Ok(done) => ExitCode::from(done.code()),
        Err(error) => {
            eprintln!("error: {}", in_one_line(&error));
            ExitCode::from(1)
        }
    }
}

/// The error and its causes, each said once.
fn in_one_line(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}
