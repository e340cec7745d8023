//! The two programs that make a cluster: a scheduler and its executors, as `instand-scheduler` and `instand-executor` start
//! them. They are Ballista's own, with the functions of the statements and with timeouts that notice a dead executor in
//! seconds. Ballista knows no accounts: who reaches a port may run anything there.

use crate::functions;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_core::utils::default_session_builder;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::execution::FunctionRegistry;
use datafusion::prelude::SessionConfig;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, dynamic_filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Seconds between two signs of life of an executor.
const HEARTBEAT: u64 = 1;

/// Seconds after the last sign of life after which an executor counts as dead. Ballista says 180.
const DEAD_AFTER: u64 = 6;

/// Seconds a job waits for an executor when the last one is gone. Ballista says 180.
const WITHOUT_EXECUTORS: u64 = 6;

/// Seconds after which what an answer left on an executor's disk is removed. Ballista says a week.
const KEPT: u64 = 15 * 60;

/// Executors ask for work, which costs each stage up to a tenth of a second. Where the scheduler hands it out, it loses count of
/// their cores when it cancels tasks, as it does when another executor dies, and in the end waits for ever
/// (datafusion-ballista issue 2418, seen here with 55.0.0).
const HOW_WORK_COMES: TaskSchedulingPolicy = TaskSchedulingPolicy::PullStaged;

/// A scheduler's settings.
#[derive(clap::Parser, Debug)]
#[command(name = "instand-scheduler", version, about = "Scheduler of a Ballista cluster for Instand")]
pub struct SchedulerArguments {
    /// The address to listen at. There is no sign-in: other than on 127.0.0.1 whoever reaches the port may run statements.
    #[arg(long, default_value = "127.0.0.1", env = "INSTAND_SCHEDULER_BIND")]
    pub bind: IpAddr,
    /// The port.
    #[arg(long, default_value_t = 50050, env = "INSTAND_SCHEDULER_PORT")]
    pub port: u16,
    /// The name executors and clients reach this scheduler by.
    #[arg(long, env = "INSTAND_SCHEDULER_HOST")]
    pub host: Option<String>,
    /// How much is said on standard error: off, error, warn, info, debug, trace.
    #[arg(long, default_value = "warn", env = "INSTAND_LOG")]
    pub log: LevelFilter,
}

/// An executor's settings.
#[derive(clap::Parser, Debug)]
#[command(name = "instand-executor", version, about = "Executor of a Ballista cluster for Instand")]
pub struct ExecutorArguments {
    /// The scheduler to work for.
    #[arg(long, default_value = "df://127.0.0.1:50050", env = "INSTAND_BALLISTA_URL")]
    pub scheduler: String,
    /// The address to listen at. There is no sign-in: other than on 127.0.0.1 whoever reaches the ports may run statements.
    #[arg(long, default_value = "127.0.0.1", env = "INSTAND_EXECUTOR_BIND")]
    pub bind: IpAddr,
    /// The name scheduler, clients and other executors reach this one by; default: the address the scheduler sees.
    #[arg(long, env = "INSTAND_EXECUTOR_HOST")]
    pub host: Option<String>,
    /// The port answers are fetched from; the one after it takes work.
    #[arg(long, default_value_t = 50051, env = "INSTAND_EXECUTOR_PORT")]
    pub port: u16,
    /// Where parts of answers wait: a folder of this executor alone, on a local disk.
    #[arg(long, env = "INSTAND_EXECUTOR_WORK")]
    pub work: PathBuf,
    /// Cores to work with; 0 for all.
    #[arg(long, default_value_t = 0, env = "INSTAND_EXECUTOR_CORES")]
    pub cores: usize,
    /// Memory to work in, in MB; beyond that it goes to disk. Default: 70 % of the machine's.
    #[arg(long, env = "INSTAND_EXECUTOR_MEMORY_MB")]
    pub memory: Option<u64>,
    /// How much is said on standard error: off, error, warn, info, debug, trace.
    #[arg(long, default_value = "warn", env = "INSTAND_LOG")]
    pub log: LevelFilter,
}

/// Of so many warnings of one line of code one is said: an executor whose scheduler is gone complains twenty times a second.
const ONE_OF: u64 = 600;

/// Says on standard error what the libraries say.
pub fn log_to_stderr(level: LevelFilter) {
    let said: Mutex<BTreeMap<Option<u32>, u64>> = Mutex::default();
    let is_said = dynamic_filter_fn(move |metadata, _| {
        let complains =
            metadata.target() == "ballista_executor::execution_loop" && *metadata.level() == LevelFilter::WARN;
        // One line is asked about once or twice: whether it is listened to, and whether it is written.
        let is_one = || {
            let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
            let count = said.entry(metadata.line()).or_default();
            *count += 1;
            (*count - 1) % ONE_OF < 2
        };
        *metadata.level() <= level && (!complains || is_one())
    });
    let to_stderr = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    tracing_subscriber::registry().with(to_stderr.with_filter(is_said)).init();
}

/// Runs a scheduler until it is stopped.
///
/// # Errors
/// Where the port cannot be listened at.
pub async fn schedule(arguments: &SchedulerArguments) -> Result<(), String> {
    let address = SocketAddr::new(arguments.bind, arguments.port);
    let config = SchedulerConfig {
        external_host: arguments.host.clone().unwrap_or_else(|| arguments.bind.to_string()),
        bind_host: arguments.bind.to_string(),
        bind_port: arguments.port,
        scheduling_policy: HOW_WORK_COMES,
        executor_timeout_seconds: DEAD_AFTER,
        expire_dead_executor_interval_seconds: HEARTBEAT,
        no_executors_grace_period_seconds: WITHOUT_EXECUTORS,
        finished_job_data_clean_up_interval_seconds: 60,
        finished_job_state_clean_up_interval_seconds: KEPT,
        override_session_builder: Some(Arc::new(|config: SessionConfig| {
            let mut state = default_session_builder(config)?;
            for of in functions::scalars() {
                state.register_udf(of)?;
            }
            for of in functions::aggregates() {
                state.register_udaf(of)?;
            }
            Ok(state)
        })),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await.map_err(|error| error.to_string())?;
    eprintln!("instand-scheduler: listening at df://{address}");
    start_server(cluster, address, Arc::new(config)).await.map_err(|error| format!("{address}: {error}"))
}

/// Runs an executor until it is stopped.
///
/// # Errors
/// Where the scheduler cannot be reached or a port not be listened at.
pub async fn execute(arguments: &ExecutorArguments) -> Result<(), String> {
    let (host, port) = crate::remote::Cluster::at(&arguments.scheduler)
        .map(crate::remote::Cluster::place)
        .map_err(|_| format!("--scheduler `{}` is not like df://scheduler.example:50050", arguments.scheduler))?;
    let work = &arguments.work;
    std::fs::create_dir_all(work).map_err(|error| format!("{}: {error}", work.display()))?;
    let Some(work_dir) = work.to_str() else {
        return Err(format!("{}: the folder's name must be UTF-8", work.display()));
    };
    let mut known = BallistaFunctionRegistry::default();
    known.scalar_functions.extend(functions::scalars().into_iter().map(|of| (of.name().to_owned(), of)));
    known.aggregate_functions.extend(functions::aggregates().into_iter().map(|of| (of.name().to_owned(), of)));
    let Some(takes_work) = arguments.port.checked_add(1) else {
        return Err("--port: the port after it must be one, too".to_owned());
    };
    let config = ExecutorProcessConfig {
        bind_host: arguments.bind.to_string(),
        external_host: arguments.host.clone(),
        port: arguments.port,
        grpc_port: takes_work,
        scheduler_host: host.clone(),
        scheduler_port: port,
        scheduler_connect_timeout_seconds: 20,
        vcores: arguments.cores,
        task_scheduling_policy: HOW_WORK_COMES,
        work_dir: Some(work_dir.to_owned()),
        job_data_ttl_seconds: KEPT,
        job_data_clean_up_interval_seconds: 60,
        executor_heartbeat_interval_seconds: HEARTBEAT,
        memory_pool_size: arguments.memory.map(|megabytes| megabytes.saturating_mul(1 << 20)),
        override_function_registry: Some(Arc::new(known)),
        ..ExecutorProcessConfig::default()
    };
    eprintln!(
        "instand-executor: working for {host}:{port} at {}:{} and {takes_work}, in {}",
        arguments.bind,
        arguments.port,
        work.display()
    );
    start_executor_process(Arc::new(config)).await.map_err(|error| format!("{host}:{port}: {error}"))
}

/// Runs one of the two and says why it ended.
#[must_use]
pub fn run(name: &str, work: impl Future<Output = Result<(), String>>) -> std::process::ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{name}: no threads to work with: {error}");
            return std::process::ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(work);
    runtime.shutdown_timeout(Duration::from_secs(2));
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
