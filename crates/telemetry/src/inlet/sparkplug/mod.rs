//! Sparkplug B: edge nodes say at their birth what they and their devices measure, then only what changed, by number.
//!
//! The machine is the device, or the edge node where there is none. A number (alias) counts only since the last birth. What
//! is said before a birth is refused and counted, for nobody knows what it is of; a rebirth is then asked for, as it is
//! where a message is missing. Births may be lost, for they are not acknowledged; deaths are, and tell that a table is void.
//! <https://sparkplug.eclipse.org/specification/version/3.0/documents/sparkplug-specification-3.0.0.pdf>

mod births;
mod wire;

use super::Refusals;
use crate::batch::BatchBuilder;
use crate::judge::{Message, Reason, SECOND};
use births::{Births, Definition};
use hashbrown::HashMap;
use prost::Message as _;
use wire::{Metric, Payload};

/// Metrics of one payload; more are refused.
const MOST_METRICS: usize = 100_000;
/// Edge nodes that are known; further ones are refused.
const MOST_NODES: usize = 100_000;
/// Metrics that are known of all nodes; births of further ones are refused.
const MOST_DEFINITIONS: usize = 5_000_000;
/// How long at least lies between two requests to one node, in microseconds. It doubles while no birth comes.
const PATIENCE: i64 = 10 * SECOND;

/// The topics of a group; `+` for all groups.
#[must_use]
pub fn filters(group: &str) -> [String; 6] {
    [("NBIRTH", "+"), ("NDATA", "+"), ("NDEATH", "+"), ("DBIRTH", "+/+"), ("DDATA", "+/+"), ("DDEATH", "+/+")]
        .map(|(kind, rest)| format!("spBv1.0/{group}/{kind}/{rest}"))
}

/// A request to an edge node to say its births again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rebirth {
    /// Where it is published.
    pub topic: String,
    /// What is published.
    pub payload: Vec<u8>,
}

/// What a message came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Came {
    /// What is not kept.
    pub refusals: Refusals,
    /// What to publish.
    pub rebirth: Option<Rebirth>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    NodeBirth,
    NodeData,
    NodeDeath,
    DeviceBirth,
    DeviceData,
    DeviceDeath,
}

/// A topic of ours, in its parts.
#[derive(Clone, Copy, Debug)]
struct Address<'a> {
    group: &'a str,
    kind: Kind,
    node: &'a str,
    device: Option<&'a str>,
}

impl<'a> Address<'a> {
    fn of(topic: &'a str) -> Option<Self> {
        let mut levels = topic.strip_prefix("spBv1.0/")?.split('/');
        let (group, kind, node) = (levels.next()?, levels.next()?, levels.next()?);
        let (device, end) = (levels.next(), levels.next());
        let kind = match (kind, device) {
            ("NBIRTH", None) => Kind::NodeBirth,
            ("NDATA", None) => Kind::NodeData,
            ("NDEATH", None) => Kind::NodeDeath,
            ("DBIRTH", Some(_)) => Kind::DeviceBirth,
            ("DDATA", Some(_)) => Kind::DeviceData,
            ("DDEATH", Some(_)) => Kind::DeviceDeath,
            _ => return None,
        };
        (end.is_none() && !group.is_empty() && !node.is_empty()).then_some(Self { group, kind, node, device })
    }
}

/// What is known of an edge node.
#[derive(Debug, Default)]
struct Node {
    /// What it said of itself at its birth; `None` before that and after its death.
    births: Option<Births>,
    devices: HashMap<String, Births>,
    /// The number of its connection, which its death names, too.
    connection: Option<u64>,
    seq: Option<u8>,
    asked_at: Option<i64>,
    asked: u32,
}

impl Node {
    fn definitions(&self) -> usize {
        let devices = self.devices.values().map(Births::len).sum::<usize>();
        self.births.as_ref().map_or(0, Births::len) + devices
    }

    /// Forgets what it said.
    fn die(&mut self) {
        self.births = None;
        self.devices.clear();
        self.seq = None;
    }

    /// Notes the number of a message; whether one is missing before it. `again` says that it may have come before.
    fn misses(&mut self, seq: Option<u64>, again: bool) -> bool {
        let Some(seq) = seq else { return false };
        let Ok(seq) = u8::try_from(seq) else { return true };
        let Some(last) = self.seq else {
            self.seq = Some(seq);
            return false;
        };
        let ahead = seq.wrapping_sub(last);
        if again && (ahead == 0 || ahead >= 128) {
            return false;
        }
        self.seq = Some(seq);
        ahead != 1
    }
}

/// The state of all edge nodes that one server listens to. Messages of a node must come in their order.
#[derive(Debug, Default)]
pub struct Sparkplug {
    nodes: HashMap<(String, String), Node>,
    definitions: usize,
}

/// A payload that is being read.
struct Reading<'a, 'b> {
    sender: &'a str,
    /// Milliseconds since 1970, or the time of arrival in microseconds.
    payload_ms: Option<u64>,
    received_at: i64,
    into: &'a mut BatchBuilder<'b>,
    refusals: &'a mut Refusals,
}

/// Metrics that steer the protocol and measure nothing.
fn is_control(name: &str) -> bool {
    name == "bdSeq" || name.starts_with("Node Control/") || name.starts_with("Device Control/")
}

impl Reading<'_, '_> {
    fn at(&self, metric: &Metric) -> i64 {
        let said = metric.timestamp.or(self.payload_ms);
        said.map_or(self.received_at, |ms| i64::try_from(ms).unwrap_or(i64::MAX).saturating_mul(1000))
    }

    fn metric(&mut self, number: usize, metric: &Metric, definition: &Definition) {
        if metric.is_null == Some(true) || is_control(&definition.name) {
            return;
        }
        let Some(value) = metric.value.as_ref() else { return };
        let Some(value) = value.number(metric.datatype.or(definition.datatype)) else { return };
        let at = self.at(metric);
        let (signal, unit) = (definition.name.as_str(), definition.unit.as_deref());
        let message = Message { sender: self.sender, signal, unit, at, value };
        self.refusals.judged(self.into, number, &message);
    }

    /// Refuses a metric that would be a reading if anybody knew of what.
    fn unborn(&mut self, number: usize, metric: &Metric) -> bool {
        let silent = metric.is_null == Some(true) || metric.name.as_deref().is_some_and(is_control);
        if silent || metric.value.as_ref().and_then(|value| value.number(metric.datatype)).is_none() {
            return false;
        }
        self.into.reject(Reason::NoBirth);
        self.refusals.note(number, Reason::NoBirth, || {
            format!("{} said something before its birth; it is asked for that", self.sender)
        });
        true
    }
}

impl Sparkplug {
    /// Forgets all births: messages were missed.
    pub fn missed(&mut self) {
        self.definitions = 0;
        self.nodes.values_mut().for_each(Node::die);
    }

    /// Reads a message. `again` says that it may have come before, `received_at` is the time of its arrival in microseconds
    /// since 1970.
    pub fn read(
        &mut self,
        topic: &str,
        payload: &[u8],
        again: bool,
        received_at: i64,
        into: &mut BatchBuilder<'_>,
    ) -> Came {
        let mut came = Came::default();
        let Some(address) = Address::of(topic) else {
            came.refusals.unreadable(into, 1, || format!("`{topic}` is no topic of an edge node"));
            return came;
        };
        let Ok(payload) = Payload::decode(payload) else {
            came.refusals.unreadable(into, 1, || "the payload is no Sparkplug B".to_owned());
            return came;
        };
        let metrics: Result<Vec<Metric>, _> =
            payload.metrics.iter().map(|bytes| Metric::decode(bytes.as_slice())).collect();
        let metrics = match metrics {
            Ok(metrics) if metrics.len() <= MOST_METRICS => metrics,
            Ok(_) => {
                came.refusals.unreadable(into, 1, || "it has more than 100,000 metrics".to_owned());
                return came;
            }
            Err(_) => {
                came.refusals.unreadable(into, 1, || "a metric of the payload is none".to_owned());
                return came;
            }
        };
        let key = (address.group.to_owned(), address.node.to_owned());
        if !self.nodes.contains_key(&key) && self.nodes.len() >= MOST_NODES {
            came.refusals.unreadable(into, 1, || "there are more than 100,000 edge nodes".to_owned());
            return came;
        }
        let node = self.nodes.entry(key).or_default();
        let before = node.definitions();
        let room = MOST_DEFINITIONS.saturating_sub(self.definitions - before.min(self.definitions));
        let sender = address.device.unwrap_or(address.node);
        let refusals = &mut came.refusals;
        let mut reading = Reading { sender, payload_ms: payload.timestamp, received_at, into, refusals };
        let ask = node.heard(&address, payload.seq, &metrics, again, room, &mut reading);
        self.definitions = (self.definitions + node.definitions()).saturating_sub(before);
        if ask && node.may_ask(received_at) {
            let topic = format!("spBv1.0/{}/NCMD/{}", address.group, address.node);
            let now_ms = u64::try_from(received_at / 1000).unwrap_or_default();
            came.rebirth = Some(Rebirth { topic, payload: wire::rebirth(now_ms) });
        }
        came
    }
}

impl Node {
    /// Whether it was not asked too short a time ago; notes that it is.
    fn may_ask(&mut self, now: i64) -> bool {
        let wait = PATIENCE << self.asked.min(6);
        if self.asked_at.is_some_and(|asked| now < asked.saturating_add(wait) && now >= asked) {
            return false;
        }
        self.asked_at = Some(now);
        self.asked += 1;
        true
    }

    /// Takes a message; whether a rebirth is wanted.
    fn heard(
        &mut self,
        address: &Address<'_>,
        seq: Option<u64>,
        metrics: &[Metric],
        again: bool,
        room: usize,
        reading: &mut Reading<'_, '_>,
    ) -> bool {
        match (address.kind, address.device) {
            (Kind::NodeDeath, _) => {
                // A death of an earlier connection can come after the birth of a later one.
                let of = connection(metrics);
                if of.is_none() || self.connection.is_none() || of == self.connection {
                    self.die();
                }
                false
            }
            (Kind::NodeBirth, _) => {
                self.die();
                self.seq = seq.and_then(|seq| u8::try_from(seq).ok());
                self.connection = connection(metrics);
                self.asked = 0;
                let births = Births::of(metrics, room);
                if births.is_none() {
                    reading.refusals.unreadable(reading.into, 1, || "more metrics than can be kept".to_owned());
                }
                self.births = births;
                said(self.births.as_ref(), metrics, reading)
            }
            (Kind::DeviceBirth, Some(device)) => {
                let missed = self.misses(seq, again);
                match Births::of(metrics, room) {
                    Some(births) => {
                        said(Some(&births), metrics, reading);
                        self.devices.insert(device.to_owned(), births);
                    }
                    None => reading.refusals.unreadable(reading.into, 1, || "more metrics than can be kept".to_owned()),
                }
                missed || self.births.is_none()
            }
            (Kind::DeviceDeath, Some(device)) => {
                self.devices.remove(device);
                self.misses(seq, again)
            }
            (Kind::NodeData, _) => self.misses(seq, again) | said(self.births.as_ref(), metrics, reading),
            (Kind::DeviceData, Some(device)) => {
                self.misses(seq, again) | said(self.devices.get(device), metrics, reading)
            }
            // A topic is of these kinds only with its device.
            (_, None) => false,
        }
    }
}

/// Reads the metrics of a birth or of data; whether something is of an unknown birth.
fn said(births: Option<&Births>, metrics: &[Metric], reading: &mut Reading<'_, '_>) -> bool {
    let mut unborn = births.is_none();
    for (at, metric) in metrics.iter().enumerate() {
        match births.and_then(|births| births.find(metric)) {
            Some(definition) => reading.metric(at + 1, metric, definition),
            None => unborn |= reading.unborn(at + 1, metric),
        }
    }
    unborn
}

/// The number of the connection a birth or death is of.
fn connection(metrics: &[Metric]) -> Option<u64> {
    let metric = metrics.iter().find(|metric| metric.name.as_deref() == Some("bdSeq"))?;
    match metric.value {
        Some(wire::Value::Int(number)) => Some(u64::from(number)),
        Some(wire::Value::Long(number)) => Some(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
