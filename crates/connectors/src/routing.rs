//! A routing server that speaks OSRM's `table` service: minutes and kilometres of road between places. Only coordinates leave,
//! never a name. Where it fails, the caller estimates, and says so.

use crate::{Allowed, ConnectorError};
use reqwest::{Client, Url, redirect};
use serde::Deserialize;
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How large one may be: a hundred rows of a hundred, twice.
const MOST_BYTES: usize = 4 << 20;
/// Places of a request at most: OSRM's own limit where nobody changed it.
const MOST_PLACES: usize = 100;

/// A routing server.
#[derive(Debug, Clone)]
pub struct RoutingServer {
    http: Client,
    url: Url,
}

/// A drive: seconds and metres; none where no road leads there.
pub type Drive = Option<(f64, f64)>;

/// What the `table` service answers.
#[derive(Deserialize)]
struct Table {
    code: String,
    message: Option<String>,
    #[serde(default)]
    durations: Vec<Vec<Option<f64>>>,
    #[serde(default)]
    distances: Vec<Vec<Option<f64>>>,
}

impl RoutingServer {
    /// The server at this address, such as `http://osrm.example.com:5000`.
    ///
    /// # Errors
    /// Where the address is none, or nobody has allowed it.
    pub fn new(url: &str, allowed: &Allowed) -> Result<Self, ConnectorError> {
        let wrong = |why: &str| ConnectorError::Settings(format!("[tours] routing_url: {why}"));
        let mut url = Url::parse(url).map_err(|error| wrong(&error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("it must begin with http:// or https:// and hold no password"));
        }
        let host = url.host_str().ok_or_else(|| wrong("it names no host"))?;
        allowed.check(host, url.port_or_known_default().unwrap_or_default())?;
        let path = format!("{}/", url.path().trim_end_matches('/'));
        url.set_path(&path);
        let builder = Client::builder().timeout(PATIENCE).connect_timeout(Duration::from_secs(5));
        // Nobody may send us elsewhere than where an administrator allowed.
        let http = builder.redirect(redirect::Policy::none()).no_proxy().user_agent("instand").build();
        let http = http.map_err(|error| ConnectorError::Settings(format!("no connection can be made: {error}")))?;
        Ok(Self { http, url })
    }

    /// Drives from each to each of these places (latitude, longitude), row by row. Asked for in blocks that the server takes.
    ///
    /// # Errors
    /// Where it does not answer, or not what was asked for.
    pub async fn drives(&self, places: &[(f64, f64)]) -> Result<Vec<Vec<Drive>>, ConnectorError> {
        let mut rows: Vec<Vec<Drive>> = vec![vec![None; places.len()]; places.len()];
        if places.len() <= MOST_PLACES {
            let all: Vec<usize> = (0..places.len()).collect();
            self.block(places, (&all, &all), &mut rows).await?;
            return Ok(rows);
        }
        let numbers: Vec<usize> = (0..places.len()).collect();
        for from in numbers.chunks(MOST_PLACES / 2) {
            for to in numbers.chunks(MOST_PLACES / 2) {
                self.block(places, (from, to), &mut rows).await?;
            }
        }
        Ok(rows)
    }

    fn whom(&self) -> String {
        let port = self.url.port_or_known_default().unwrap_or_default();
        format!("{}:{port}", self.url.host_str().unwrap_or_default())
    }

    fn answered(&self, what: impl Into<String>) -> ConnectorError {
        ConnectorError::Answered { whom: self.whom(), about: "drives".to_owned(), what: what.into() }
    }

    async fn block(
        &self,
        places: &[(f64, f64)],
        (from, to): (&[usize], &[usize]),
        rows: &mut [Vec<Drive>],
    ) -> Result<(), ConnectorError> {
        if from.is_empty() || to.is_empty() {
            return Ok(());
        }
        // The same block both ways needs each place once, and OSRM no list of which is which.
        let same = from == to;
        let asked: Vec<usize> = if same { from.to_vec() } else { from.iter().chain(to).copied().collect() };
        let coordinates: Vec<String> =
            asked.iter().map(|at| format!("{:.6},{:.6}", places[*at].1, places[*at].0)).collect();
        let path = format!("table/v1/driving/{}", coordinates.join(";"));
        let mut url = self.url.join(&path).map_err(|error| self.answered(error.to_string()))?;
        let mut query = "annotations=duration,distance".to_owned();
        if !same {
            let list =
                |range: std::ops::Range<usize>| range.map(|number| number.to_string()).collect::<Vec<_>>().join(";");
            query.push_str(&format!("&sources={}", list(0..from.len())));
            query.push_str(&format!("&destinations={}", list(from.len()..asked.len())));
        }
        url.set_query(Some(&query));
        let table = self.table(url).await?;
        let fits =
            |matrix: &[Vec<Option<f64>>]| matrix.len() == from.len() && matrix.iter().all(|row| row.len() == to.len());
        if !fits(&table.durations) || !fits(&table.distances) {
            return Err(self.answered("the table has another size than was asked for, or no distances"));
        }
        for (row, of) in from.iter().enumerate() {
            for (column, at) in to.iter().enumerate() {
                let drive = table.durations[row][column].zip(table.distances[row][column]);
                if drive.is_some_and(|(seconds, metres)| !(seconds >= 0.0 && metres >= 0.0)) {
                    return Err(self.answered("a drive takes less than no time"));
                }
                rows[*of][*at] = drive;
            }
        }
        Ok(())
    }

    async fn table(&self, url: Url) -> Result<Table, ConnectorError> {
        let unreachable =
            |error: &reqwest::Error| ConnectorError::Unreachable { whom: self.whom(), why: crate::error::why(error) };
        let mut response = self.http.get(url).send().await.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        let mut body: Vec<u8> = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| unreachable(&error))? {
            if body.len() + part.len() > MOST_BYTES {
                return Err(ConnectorError::TooMuch(format!("{}: an answer of more than 4 MB", self.whom())));
            }
            body.extend_from_slice(&part);
        }
        let table: Table = serde_json::from_slice(&body)
            .map_err(|_| self.answered(format!("the answer (status {status}) is no table of OSRM")))?;
        if table.code == "Ok" {
            return Ok(table);
        }
        let said: String = table.message.unwrap_or(table.code).chars().take(200).collect();
        Err(self.answered(said))
    }
}
