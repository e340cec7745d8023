//! The command line of Instand: arguments, settings, clock, and what is printed. The only place that reads the clock,
//! the environment and the layout of the data folder; what is done stands in `pipeline`.

mod clock;
mod commands;
mod reason;
mod rules;
mod settings;
mod show;

use clap::Parser;
use std::process::ExitCode;

/// Many small allocations of parallel readers are what this allocator is good at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
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
            eprintln!("error: {error:#}");
            ExitCode::from(1)
        }
    }
}
