//! The client of a Ballista cluster: a session at a scheduler, watched, so that nobody waits for executors that are gone.

use crate::windows::{self, Manner};
use crate::{functions, one_task};
use ballista::prelude::{SessionConfigExt, SessionContextExt};
use chrono::NaiveDate;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use std::future::Future;
use std::time::Duration;
use telemetry::TelemetryError;
use telemetry::lake::TelemetryLake;
use telemetry::windows::{Owners, Windows};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// The port of a scheduler where the URL names none.
const PORT: u16 = 50050;

/// How long a scheduler may take to say how it is.
const TO_SAY: Duration = Duration::from_secs(5);

/// How often it is asked while it works.
const BETWEEN: Duration = Duration::from_secs(1);

/// How often in a row it may have no executors, or not be reached, before it is given up: five seconds, in which an executor
/// may be started anew; half a minute where its machine does not answer at all.
const MISSES: u32 = 5;

/// How long a decision waits for its windows at most, whatever the scheduler says.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// A statement that failed is asked anew after [`BETWEEN`], so often that an executor that went away counts as gone before.
const AGAIN: u32 = 8;

/// A cluster, known by its scheduler.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    host: String,
    port: u16,
}

fn wrong(url: &str) -> TelemetryError {
    TelemetryError::Elsewhere(format!("ballista_url `{url}` is not like df://scheduler.example:50050"))
}

/// What came of asking, and whether asking again may help.
enum Outcome {
    Done(Windows),
    /// A statement failed, also when it was asked anew.
    Failed(TelemetryError),
    Lost(TelemetryError),
}

impl Cluster {
    pub(crate) fn at(url: &str) -> Result<Self, TelemetryError> {
        let place = url.strip_prefix("df://").ok_or_else(|| wrong(url))?.trim_end_matches('/');
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| wrong(url))?),
            _ => (place, PORT),
        };
        if host.is_empty() || host.contains(['/', '@', ' ', '?', '#']) {
            return Err(wrong(url));
        }
        Ok(Self { host: host.to_owned(), port })
    }

    /// Host and port.
    pub(crate) fn place(self) -> (String, u16) {
        (self.host, self.port)
    }

    fn unreachable(&self, why: impl std::fmt::Display) -> TelemetryError {
        let Self { host, port } = self;
        TelemetryError::Elsewhere(format!(
            "the Ballista scheduler at {host}:{port} cannot be reached ({why}); start `instand-scheduler` there, or take \
             ballista_url out to decide without a cluster; nothing was changed"
        ))
    }

    /// Whether the scheduler is there and has an executor, by what it says of itself.
    async fn ready(&self) -> Result<(), TelemetryError> {
        let Self { host, port } = self;
        let asked = timeout(TO_SAY, async {
            let mut stream = TcpStream::connect((host.trim_matches(['[', ']']), *port)).await?;
            let request = format!("GET /readyz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).await?;
            let mut answer = Vec::new();
            stream.take(4096).read_to_end(&mut answer).await?;
            Ok::<_, std::io::Error>(answer)
        });
        let answer = match asked.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(self.unreachable(error)),
            Err(_) => return Err(self.unreachable(format!("no answer within {} s", TO_SAY.as_secs()))),
        };
        let line = String::from_utf8_lossy(&answer);
        let line = line.lines().next().unwrap_or_default();
        match line.split_whitespace().nth(1) {
            Some("200") => Ok(()),
            Some("503") => Err(TelemetryError::Elsewhere(format!(
                "the Ballista scheduler at {host}:{port} has no executor that works; start `instand-executor --scheduler \
                 df://{host}:{port}`, or take ballista_url out to decide without a cluster; nothing was changed"
            ))),
            _ => Err(self.unreachable(format!("it answers `{line}`: is it a scheduler of this version?"))),
        }
    }

    /// Comes back when the scheduler is gone, or has been without executors for a while.
    async fn lost(&self) -> TelemetryError {
        let mut misses = 0;
        loop {
            sleep(BETWEEN).await;
            match self.ready().await {
                Ok(()) => misses = 0,
                Err(error) if misses + 1 >= MISSES => return error,
                Err(_) => misses += 1,
            }
        }
    }

    async fn session(&self) -> datafusion::common::Result<SessionContext> {
        // The static planner: where plans adapt as they go, a job whose executor dies may never end ("Can't find active
        // stage to update stage outputs", Ballista 55.0.0).
        let config = one_task(SessionConfig::new_with_ballista())
            .with_ballista_job_name("windows of readings")
            .with_ballista_adaptive_query_planner(false)
            .set_bool("datafusion.optimizer.prefer_hash_join", true);
        let state = SessionStateBuilder::new().with_config(config).with_default_features().build();
        let url = format!("df://{}:{}", self.host, self.port);
        let session = SessionContext::remote_with_state(&url, state).await?;
        // Only now: making it a session of a cluster puts Ballista's functions in the place of all others.
        functions::register(&session);
        Ok(session)
    }

    async fn watched(&self, work: impl Future<Output = Result<Windows, TelemetryError>>) -> Outcome {
        tokio::select! {
            answered = timeout(PATIENCE, work) => match answered {
                Ok(Ok(windows)) => Outcome::Done(windows),
                Ok(Err(error)) => Outcome::Failed(error),
                Err(_) => Outcome::Lost(TelemetryError::Elsewhere(format!(
                    "the Ballista cluster at {}:{} gave no answer within {} minutes; look at its executors, or take \
                     ballista_url out; nothing was changed", self.host, self.port, PATIENCE.as_secs() / 60
                ))),
            },
            error = self.lost() => Outcome::Lost(error),
        }
    }

    /// The windows, asked for once more where that failed while the cluster still works: a day that was folded meanwhile has
    /// another file.
    pub(crate) async fn windows(
        &self,
        part: usize,
        lake: &TelemetryLake,
        as_of: NaiveDate,
        owners: &Owners,
    ) -> Result<Windows, TelemetryError> {
        let manner = Manner { part, again: AGAIN, pause: BETWEEN };
        let mut again = true;
        loop {
            self.ready().await?;
            let session = self.session().await.map_err(|error| self.unreachable(error))?;
            match self.watched(windows::ask(&session, manner, lake, as_of, owners)).await {
                Outcome::Done(windows) => return Ok(windows),
                Outcome::Failed(_) if again => again = false,
                Outcome::Failed(error) | Outcome::Lost(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_host_and_a_port() {
        let of = |url: &str| Cluster::at(url).map(|of| (of.host, of.port));
        assert_eq!(of("df://scheduler:50051").expect("fine"), ("scheduler".to_owned(), 50_051));
        assert_eq!(of("df://10.0.0.7/").expect("fine"), ("10.0.0.7".to_owned(), PORT));
        assert_eq!(of("df://[::1]:7").expect("fine"), ("[::1]".to_owned(), 7));
        assert_eq!(of("df://[::1]").expect("fine"), ("[::1]".to_owned(), PORT));
        for url in ["http://x:1", "df://", "df://x:port", "df://u@x:1", "x:1"] {
            assert!(of(url).expect_err("no URL").to_string().contains("is not like df://"), "{url}");
        }
    }

    #[tokio::test]
    async fn nobody_there_is_said_at_once() {
        // A port that was free a moment ago.
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("one").port();
        let cluster = Cluster::at(&format!("df://127.0.0.1:{free}")).expect("a URL");
        let error = cluster.ready().await.expect_err("nobody listens").to_string();
        assert!(error.contains("start `instand-scheduler`"), "{error}");
    }
}
