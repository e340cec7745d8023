//! `instand-executor`: an executor of a cluster: runs its parts of statements on the files of the lake.

use clap::Parser;
use cluster::daemon::{self, ExecutorArguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = ExecutorArguments::parse();
    daemon::log_to_stderr(arguments.log);
    daemon::run("instand-executor", daemon::execute(&arguments))
}
