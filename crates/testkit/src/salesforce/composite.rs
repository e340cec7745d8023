//! `composite` and `composite/graph`: several requests in one, which may name each other's answers.

use super::answer::{Answer, Asked, Body};
use super::call::Call;
use super::refusal::Refusal;
use super::service::Service;
use super::write::Writer;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const MOST_REQUESTS: usize = 25;
const MOST_QUERIES: usize = 5;
const MOST_NODES: usize = 500;
const MOST_GRAPHS: usize = 75;

/// The answers so far, by reference.
type Answers = BTreeMap<String, Option<Value>>;

fn halted(message: &str) -> Answer {
    Answer::from(Refusal::new("PROCESSING_HALTED", message))
}

impl Service {
    /// `POST composite`
    pub(super) fn composite(&mut self, call: &Call<'_>, by: &mut Writer) -> Result<Answer, Refusal> {
        let body = call.body()?;
        let requests = requests(&body)?;
        if requests.len() > MOST_REQUESTS {
            let message = format!("No more than {MOST_REQUESTS} subrequests are allowed");
            return Err(Refusal::new("LIMIT_EXCEEDED", message));
        }
        let is_query = |request: &&Value| {
            let url = request["url"].as_str().unwrap_or_default();
            url.contains("/query") || url.contains("/composite/sobjects")
        };
        if requests.iter().filter(is_query).count() > MOST_QUERIES {
            let message = format!("No more than {MOST_QUERIES} query and sObject Collections subrequests are allowed");
            return Err(Refusal::new("LIMIT_EXCEEDED", message));
        }
        let all_or_none = body.get("allOrNone") == Some(&json!(true));
        let (told, _) = self.in_turn(&requests, all_or_none, call, by, &may_be_composed);
        Ok(Answer::json(200, json!({"compositeResponse": told})))
    }

    /// `POST composite/graph`
    pub(super) fn graphs(&mut self, call: &Call<'_>, by: &mut Writer) -> Result<Answer, Refusal> {
        let body = call.body()?;
        let Some(Value::Array(graphs)) = body.get("graphs") else {
            return Err(Refusal::new("JSON_PARSER_ERROR", "graphs: an array is needed"));
        };
        let graphs: Vec<(&Value, Vec<Value>)> = graphs
            .iter()
            .map(|graph| {
                let read =
                    graph.as_object().ok_or_else(|| Refusal::new("JSON_PARSER_ERROR", "a graph is an object"))?;
                Ok((&graph["graphId"], requests(read)?))
            })
            .collect::<Result<_, Refusal>>()?;
        let nodes: usize = graphs.iter().map(|(_, requests)| requests.len()).sum();
        if nodes > MOST_NODES || graphs.len() > MOST_GRAPHS {
            let message = format!("No more than {MOST_NODES} nodes in {MOST_GRAPHS} graphs are allowed");
            return Err(Refusal::new("LIMIT_EXCEEDED", message));
        }
        let mut told = Vec::new();
        for (id, requests) in &graphs {
            let (answers, is_good) = self.in_turn(requests, true, call, by, &may_be_in_a_graph);
            told.push(json!({"graphId": id, "graphResponse": {"compositeResponse": answers}, "isSuccessful": is_good}));
        }
        Ok(Answer::json(200, json!({"graphs": told})))
    }

    /// One request after the other; whether all were good.
    fn in_turn(
        &mut self,
        requests: &[Value],
        all_or_none: bool,
        call: &Call<'_>,
        by: &mut Writer,
        may: &dyn Fn(&str, &[&str]) -> bool,
    ) -> (Vec<Value>, bool) {
        let mark = self.data.mark();
        let mut known = Answers::new();
        let mut answers: Vec<Answer> = Vec::new();
        let first = by.row;
        for request in requests {
            let answer = self.one(request, &known, call, by, may);
            // The next record stands one further on, whatever a collection made of the place.
            by.row = first + answers.len() + 1;
            let value = match &answer.body {
                Body::Json(value) if answer.is_good() => Some(value.clone()),
                _ => None,
            };
            known.insert(request["referenceId"].as_str().unwrap_or_default().to_owned(), value);
            answers.push(answer);
        }
        let is_good = answers.iter().all(Answer::is_good);
        if all_or_none && !is_good {
            self.data.roll_back(mark);
            for answer in answers.iter_mut().filter(|answer| answer.is_good()) {
                let message = "The transaction was rolled back since another operation in the same transaction failed.";
                *answer = halted(message);
            }
        }
        let told = requests.iter().zip(answers).map(|(request, answer)| {
            let headers: Map<String, Value> = answer.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            let body = if let Body::Json(body) = answer.body { body } else { Value::Null };
            json!({"body": body, "httpHeaders": headers, "httpStatusCode": answer.status, "referenceId": request["referenceId"]})
        });
        (told.collect(), is_good)
    }

    fn one(
        &mut self,
        request: &Value,
        known: &Answers,
        call: &Call<'_>,
        by: &mut Writer,
        may: &dyn Fn(&str, &[&str]) -> bool,
    ) -> Answer {
        let filled = match filled(request, known) {
            Ok(filled) => filled,
            Err(message) => return halted(&message),
        };
        let url = filled["url"].as_str().unwrap_or_default();
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let body = match &filled["body"] {
            Value::Null => Vec::new(),
            body => body.to_string().into_bytes(),
        };
        let mut headers = call.asked.headers.clone();
        for (name, value) in filled["httpHeaders"].as_object().into_iter().flatten() {
            headers.insert(0, (name.to_lowercase(), value.as_str().unwrap_or_default().to_owned()));
        }
        let asked = Asked {
            method: filled["method"].as_str().unwrap_or_default().to_uppercase(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body,
        };
        let Some(inner) = Call::read(&asked) else { return Refusal::no_resource().into() };
        if let Some(refusal) = self.check_version(&inner) {
            return refusal.into();
        }
        let segments: Vec<&str> = inner.segments.iter().map(String::as_str).collect();
        if !may(&asked.method, &segments) {
            let message = format!("{} {path} is not allowed as a subrequest", asked.method);
            return Refusal::new("INVALID_INPUT", message).into();
        }
        self.route(&inner, by, &[])
    }
}

fn may_be_composed(_: &str, segments: &[&str]) -> bool {
    matches!(segments, ["sobjects" | "query" | "queryAll", ..] | ["composite", "sobjects", ..])
}

/// Create, one row, or one row by its key.
fn may_be_in_a_graph(method: &str, segments: &[&str]) -> bool {
    matches!(
        (method, segments),
        ("POST", ["sobjects", _]) | ("GET" | "PATCH" | "DELETE", ["sobjects", _, _] | ["sobjects", _, _, _])
    )
}

/// The requests of a body, with references that are there, fit and differ.
fn requests(body: &Map<String, Value>) -> Result<Vec<Value>, Refusal> {
    let Some(Value::Array(requests)) = body.get("compositeRequest") else {
        return Err(Refusal::new("JSON_PARSER_ERROR", "compositeRequest: an array is needed"));
    };
    let mut seen = std::collections::BTreeSet::new();
    for request in requests {
        let reference = request["referenceId"].as_str().unwrap_or_default();
        if reference.is_empty() || !reference.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_') {
            let message = format!("Invalid reference ID '{reference}': letters, numbers and underscores only");
            return Err(Refusal::new("INVALID_INPUT", message));
        }
        if !seen.insert(reference) {
            return Err(Refusal::new("INVALID_INPUT", format!("Duplicate reference ID '{reference}'")));
        }
    }
    Ok(requests.clone())
}

/// The request with `@{reference.path}` filled in all its texts.
fn filled(value: &Value, known: &Answers) -> Result<Value, String> {
    match value {
        Value::String(text) => filled_text(text, known).map(Value::String),
        Value::Array(values) => values.iter().map(|value| filled(value, known)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| Ok((name.clone(), filled(value, known)?)))
            .collect::<Result<Map<_, _>, _>>()
            .map(Value::Object),
        other => Ok(other.clone()),
    }
}

fn filled_text(text: &str, known: &Answers) -> Result<String, String> {
    let mut told = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("@{") {
        let (path, after) = after.split_once('}').ok_or_else(|| format!("Invalid reference in {text}"))?;
        let (reference, inside) = path.split_once('.').unwrap_or((path, ""));
        let missing = || format!("Invalid reference specified. No value for {path} found in {reference}");
        let mut at = known.get(reference).and_then(Option::as_ref).ok_or_else(missing)?;
        for part in inside.split(['.', '[', ']']).filter(|part| !part.is_empty()) {
            let next = part.parse::<usize>().map_or_else(|_| at.get(part), |index| at.get(index));
            at = next.ok_or_else(missing)?;
        }
        told.push_str(before);
        match at {
            Value::String(text) => told.push_str(text),
            other => told.push_str(&other.to_string()),
        }
        rest = after;
    }
    told.push_str(rest);
    Ok(told)
}
