//! `instand-scheduler`: the scheduler of a cluster: divides statements between executors and hears which of them live.

use clap::Parser;
use cluster::daemon::{self, SchedulerArguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = SchedulerArguments::parse();
    daemon::log_to_stderr(arguments.log);
    daemon::run("instand-scheduler", daemon::schedule(&arguments))
}
