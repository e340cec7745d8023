//! Questions in SOQL, page by page.

use super::Client;
use super::budget::Urgency;
use super::exchange::Ask;
use super::failure::Failure;
use serde_json::Value;

/// Records of an answer that is read as a whole.
const MOST: usize = 100_000;

/// One page of an answer.
pub(super) struct Page {
    pub(super) records: Vec<Value>,
    /// Where the next one is.
    pub(super) next: Option<String>,
}

/// Which records are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    Living,
    /// Also those in the recycle bin.
    All,
}

impl Client {
    /// The first page.
    pub(super) async fn query(&self, soql: &str, among: Among, urgency: Urgency) -> Result<Page, Failure> {
        let resource = if among == Among::All { "queryAll" } else { "query" };
        self.page(&format!("{resource}?q={}", encoded(soql)), urgency).await
    }

    /// A page at the address another one gave, which is followed as it is.
    pub(super) async fn page(&self, path: &str, urgency: Urgency) -> Result<Page, Failure> {
        let mut said = self.ask_json(Ask::get(path, urgency)).await?;
        let Some(Value::Array(records)) = said.get_mut("records").map(Value::take) else {
            return Err(Failure::unknown("broken_answer", "the answer to a query holds no records"));
        };
        let done = said.get("done").and_then(Value::as_bool).unwrap_or(true);
        let next = said.get("nextRecordsUrl").and_then(Value::as_str).filter(|_| !done).map(str::to_owned);
        match &next {
            Some(next) if !next.starts_with("/services/data/") => {
                Err(Failure::unknown("broken_answer", "the address of the next page is none of the interface"))
            }
            None if !done => {
                Err(Failure::unknown("broken_answer", "there are more pages, but no address of the next one"))
            }
            _ => Ok(Page { records, next }),
        }
    }

    /// All pages.
    pub(super) async fn query_whole(&self, soql: &str, urgency: Urgency) -> Result<Vec<Value>, Failure> {
        let mut page = self.query(soql, Among::Living, urgency).await?;
        let mut records = page.records;
        while let Some(next) = page.next {
            page = self.page(&next, urgency).await?;
            records.append(&mut page.records);
            if records.len() > MOST {
                return Err(Failure::unknown("large_answer", format!("an answer of more than {MOST} records")));
            }
        }
        Ok(records)
    }
}

/// A text in a query.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for letter in text.chars() {
        match letter {
            '\\' | '\'' | '"' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            letter => quoted.push(letter),
        }
    }
    quoted.push('\'');
    quoted
}

/// A text in the query of an address.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' | b'(' | b')' | b':' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_does_not_leave_its_quotes() {
        assert_eq!(quoted("a' OR Name != '"), "'a\\' OR Name != \\''");
        assert_eq!(quoted("a\\"), "'a\\\\'");
        assert_eq!(quoted("a\nb"), "'a\\nb'");
    }

    #[test]
    fn a_query_fits_into_an_address() {
        assert_eq!(
            encoded("SELECT Id,A.B FROM X WHERE K = 'ä&+%'"),
            "SELECT+Id,A.B+FROM+X+WHERE+K+%3D+%27%C3%A4%26%2B%25%27"
        );
    }
}
