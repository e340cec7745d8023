//! One run of one program as a whole process: wall time, processor time, peak memory, what it printed.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// GNU time tells the kernel's own figures for a finished process.
const GNU_TIME: &str = "/usr/bin/time";

/// What one run cost.
#[derive(Clone, Debug)]
pub struct Measured {
    /// From start to end, seconds.
    pub wall_s: f64,
    /// User and system time of all threads, seconds; needs GNU time.
    pub cpu_s: Option<f64>,
    /// The most memory resident at once, bytes; needs GNU time or Linux.
    pub peak_bytes: Option<u64>,
    /// What it printed.
    pub standard_output: String,
    /// What it printed beside that.
    pub standard_error: String,
}

/// Runs the command. Its output goes to files in `scratch`, so that no pipe slows it down. Exit codes other than
/// `good` are failures.
pub fn measure(command: &Command, good: &[i32], scratch: &Path) -> Result<Measured> {
    std::fs::create_dir_all(scratch).with_context(|| format!("cannot make {}", scratch.display()))?;
    let (out, err, figures) = (scratch.join("stdout"), scratch.join("stderr"), scratch.join("figures"));
    let timed = Path::new(GNU_TIME).exists();
    let mut started = if timed { under_time(command, &figures) } else { copy_of(command) };
    let create = |path: &Path| File::create(path).with_context(|| format!("cannot write {}", path.display()));
    started.stdin(Stdio::null()).stdout(create(&out)?).stderr(create(&err)?);

    let program = command.get_program().to_string_lossy().into_owned();
    let begin = Instant::now();
    let mut child = started.spawn().with_context(|| format!("cannot start {program}"))?;
    let (status, polled) = if timed { (child.wait(), None) } else { wait_and_watch(&mut child) };
    let wall_s = begin.elapsed().as_secs_f64();
    let status = status.with_context(|| format!("cannot wait for {program}"))?;

    let text = |path: &Path| std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let standard_error = text(&err)?;
    if !status.code().is_some_and(|code| good.contains(&code)) {
        let last: Vec<&str> = standard_error.lines().rev().take(20).collect();
        let last: Vec<&str> = last.into_iter().rev().collect();
        bail!("{program} failed ({status}):\n{}", last.join("\n"));
    }
    let (peak_bytes, cpu_s) = if timed { read_figures(&text(&figures)?) } else { (polled, None) };
    Ok(Measured { wall_s, cpu_s, peak_bytes, standard_output: text(&out)?, standard_error })
}

fn under_time(command: &Command, figures: &Path) -> Command {
    let mut timed = Command::new(GNU_TIME);
    timed.arg("--output").arg(figures).args(["--format", "%M %U %S", "--"]);
    timed.arg(command.get_program()).args(command.get_args());
    set_surroundings(&mut timed, command);
    timed
}

fn copy_of(command: &Command) -> Command {
    let mut copy = Command::new(command.get_program());
    copy.args(command.get_args());
    set_surroundings(&mut copy, command);
    copy
}

fn set_surroundings(to: &mut Command, from: &Command) {
    if let Some(folder) = from.get_current_dir() {
        to.current_dir(folder);
    }
    to.envs(from.get_envs().filter_map(|(name, value)| Some((name, value?))));
}

/// Peak memory in kibibytes, user and system seconds; on a failure exit GNU time writes a line of text before them.
fn read_figures(text: &str) -> (Option<u64>, Option<f64>) {
    let words: Vec<&str> = text.lines().last().unwrap_or_default().split_whitespace().collect();
    let [peak, user, system] = words.as_slice() else { return (None, None) };
    let cpu = user.parse::<f64>().ok().zip(system.parse::<f64>().ok()).map(|(user, system)| user + system);
    (peak.parse::<u64>().ok().map(|kib| kib * 1024), cpu)
}

/// Without GNU time: Linux keeps the high-water mark itself, so looking now and then loses only the last growth.
fn wait_and_watch(child: &mut Child) -> (std::io::Result<ExitStatus>, Option<u64>) {
    let file = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return (Ok(status), peak),
            Ok(None) => {}
            Err(error) => return (Err(error), peak),
        }
        peak = std::fs::read_to_string(&file).ok().and_then(|status| high_water_mark(&status)).max(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn high_water_mark(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read() {
        assert_eq!(read_figures("2048 1.50 0.25\n"), (Some(2_097_152), Some(1.75)));
        assert_eq!(read_figures("Command exited with non-zero status 3\n1 0.00 0.00\n"), (Some(1024), Some(0.0)));
        assert_eq!(read_figures(""), (None, None));
        assert_eq!(high_water_mark("Name:\tx\nVmHWM:\t   12 kB\n"), Some(12_288));
    }

    #[test]
    fn a_program_is_measured_and_a_failing_one_is_an_error() {
        let scratch = std::env::temp_dir().join(format!("xtask-measure-{}", std::process::id()));
        let mut command = Command::new("sh");
        command.args(["-c", "echo out; echo err >&2; exit 3"]);
        let measured = measure(&command, &[0, 3], &scratch).expect("exit 3 is fine here");
        assert_eq!((measured.standard_output.as_str(), measured.standard_error.as_str()), ("out\n", "err\n"));
        assert!(measured.wall_s > 0.0);
        let error = measure(&command, &[0], &scratch).expect_err("exit 3 is a failure").to_string();
        assert!(error.ends_with("err"), "{error}");
        std::fs::remove_dir_all(&scratch).expect("own folder");
    }
}
