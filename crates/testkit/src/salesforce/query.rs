//! `query` and `queryAll`, and the cursors of what does not fit into one page.

use super::answer::Answer;
use super::call::Call;
use super::refusal::Refusal;
use super::service::Service;
use super::soql::{Found, Query};
use serde_json::{Value, json};
use std::collections::VecDeque;

/// Open cursors per user; the oldest gives way.
const MOST_CURSORS: usize = 10;
/// Records per page where nothing is said, and the most.
const PAGE: usize = 2_000;
/// The least that may be wished for.
const SMALLEST_PAGE: usize = 200;

/// The open cursors.
pub(super) struct Cursors {
    open: VecDeque<(String, Vec<Value>, usize)>,
    made: u64,
    always: Option<usize>,
}

impl Cursors {
    pub(super) fn new(always: Option<usize>) -> Self {
        Self { open: VecDeque::new(), made: 0, always }
    }

    pub(super) fn lose_all(&mut self) {
        self.open.clear();
    }
}

impl Service {
    /// `GET query?q=`, `GET query/<cursor>`, and the same of queryAll.
    pub(super) fn query(&mut self, call: &Call<'_>, segments: &[&str]) -> Result<Answer, Refusal> {
        match segments {
            [_, cursor] => self.further(call, cursor),
            [kind] => {
                let text = call
                    .parameter("q")
                    .ok_or_else(|| Refusal::new("MALFORMED_QUERY", "A query string has to be specified"))?;
                let query = Query::parse(&text)?;
                match query.run(&self.data, *kind == "queryAll", &call.base)? {
                    Found::Count(count) => {
                        Ok(Answer::json(200, json!({"totalSize": count, "done": true, "records": []})))
                    }
                    Found::Records(records) => Ok(self.first(call, records)),
                }
            }
            _ => Err(Refusal::no_resource()),
        }
    }

    fn first(&mut self, call: &Call<'_>, records: Vec<Value>) -> Answer {
        let wish = call.asked.header("sforce-query-options").and_then(|options| {
            let size = options.split(',').find_map(|option| option.trim().strip_prefix("batchSize="))?;
            size.trim().parse::<usize>().ok()
        });
        let page = self.cursors.always.unwrap_or_else(|| wish.map_or(PAGE, |wish| wish.clamp(SMALLEST_PAGE, PAGE)));
        if records.len() <= page {
            return Answer::json(200, json!({"totalSize": records.len(), "done": true, "records": records}));
        }
        self.cursors.made += 1;
        let locator = super::ids::make("01g", self.cursors.made);
        let first = page_of(&locator, &records, 0, page, &call.base);
        self.cursors.open.push_back((locator, records, page));
        if self.cursors.open.len() > MOST_CURSORS {
            self.cursors.open.pop_front();
        }
        Answer::json(200, first)
    }

    fn further(&self, call: &Call<'_>, cursor: &str) -> Result<Answer, Refusal> {
        let lost = || Refusal::new("INVALID_QUERY_LOCATOR", "invalid query locator");
        let (locator, from) = cursor.rsplit_once('-').ok_or_else(lost)?;
        let from: usize = from.parse().map_err(|_| lost())?;
        let open = self.cursors.open.iter().find(|(open, records, _)| open == locator && from < records.len());
        let (_, records, page) = open.ok_or_else(lost)?;
        Ok(Answer::json(200, page_of(locator, records, from, *page, &call.base)))
    }
}

fn page_of(locator: &str, records: &[Value], from: usize, page: usize, base: &str) -> Value {
    let to = (from + page).min(records.len());
    let mut told = json!({"totalSize": records.len(), "done": to == records.len(), "records": &records[from..to]});
    if to < records.len() {
        told["nextRecordsUrl"] = json!(format!("{base}/query/{locator}-{to}"));
    }
    told
}
