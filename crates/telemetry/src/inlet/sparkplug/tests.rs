//! Edge nodes as two encoders speak for them.
//!
//! The bytes are of pysparkplug 0.6.1 (PyPI) and of Eclipse Tahu's sparkplug-payload 1.0.3 (npm), made with the same values:
//! an edge node with the metric `load` (alias 1), a device with `error_code` UInt32 4711 (10), `offset` Int32 -5 (11), `vibration`
//! Float 4.5 or `temperature` Float 68 with the unit °F (12), `small` Int8 -1 (13), `door_open` (14), `program` String (15), `counter`
//! UInt64 2^40 (16), `deep` Int64 -2^40 (17), `pressure` null (18), `since` DateTime (19); then data a second later: 4712, -6, 12 a
//! minute before as historical (5.5, 212), and 12 null. They differ where encoders differ: UInt32 in field 10 or 11, Int8
//! extended to 8 or to 32 bits.

use super::*;
use crate::judge::Limits;
use crate::signal::Signals;
use proptest::prelude::*;

const NOW: i64 = 1_795_341_600_000_000;

const PYSPARKPLUG: [&str; 4] = [
    "08808acb95a03412120a05626453657118808acb95a0342004580712210a144e6f646520436f6e74726f6c2f5265626972746818808acb95a034200b7000121a0a046c6f6164100118808acb95a034200a6900000000004049401800",
    "08808acb95a034121a0a0a6572726f725f636f6465100a18808acb95a034200750e72412190a066f6666736574100b18808acb95a034200350fbffffff0f121b0a09766962726174696f6e100c18808acb95a0342009650000904012150a05736d616c6c100d18808acb95a034200150ff0112180a09646f6f725f6f70656e100e18808acb95a034200b700112180a0770726f6772616d100f18808acb95a034200c7a025031121b0a07636f756e746572101018808acb95a034200858808080808020121c0a0464656570101118808acb95a0342004588080808080e0ffffff0112170a087072657373757265101218808acb95a034200a380112190a0573696e6365101318808acb95a034200d5880e8b584a0341801",
    "08e891cb95a034120c100a18e891cb95a03450e824120f100b18e891cb95a03450faffffff0f1210100c18a0b5c795a0342801650000b040120b100c18e891cb95a03438011802",
    "08808acb95a03412120a05626453657118808acb95a03420045807",
];

const TAHU: [&str; 4] = [
    "08808acb95a03412120a05626453657118808acb95a0342008580712210a144e6f646520436f6e74726f6c2f5265626972746818808acb95a034200b7000121a0a046c6f6164100118808acb95a034200a6900000000004049401800",
    "08808acb95a034121a0a0a6572726f725f636f6465100a18808acb95a034200758e72412190a066f6666736574100b18808acb95a034200350fbffffff0f12310a0b74656d7065726174757265100c18808acb95a03420094a120a07656e67556e69741207080c4203c2b046650000884212180a05736d616c6c100d18808acb95a034200150ffffffff0f12180a09646f6f725f6f70656e100e18808acb95a034200b700112180a0770726f6772616d100f18808acb95a034200c7a025031121b0a07636f756e746572101018808acb95a034200858808080808020121c0a0464656570101118808acb95a0342004588080808080e0ffffff0112170a087072657373757265101218808acb95a034200a380112190a0573696e6365101318808acb95a034200d58808acb95a0341801",
    "08e891cb95a034120e100a18e891cb95a034200758e8241211100b18e891cb95a034200350faffffff0f1212100c18a0b5c795a034200928016500005443120d100c18e891cb95a034200938011802",
    "08808acb95a03412120a05626453657118808acb95a03420085807",
];

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
    (0..hex.len()).step_by(2).map(digit).collect()
}

/// A device's data with a number of its own and one metric by its alias.
fn data(seq: u64, alias: u64, value: u32) -> Vec<u8> {
    let metric = Metric { alias: Some(alias), value: Some(wire::Value::Int(value)), ..Metric::default() };
    let payload =
        Payload { timestamp: Some(1_795_341_601_000 + seq), metrics: vec![metric.encode_to_vec()], seq: Some(seq) };
    payload.encode_to_vec()
}

struct Plant {
    state: Sparkplug,
    into: BatchBuilder<'static>,
    now: i64,
}

impl Plant {
    fn new() -> Self {
        let into = BatchBuilder::new(Signals::shipped(), Limits::default(), "test", NOW);
        Self { state: Sparkplug::default(), into, now: NOW }
    }

    fn say(&mut self, kind: &str, of: &str, payload: &[u8]) -> Came {
        self.state.read(&format!("spBv1.0/Graz/{kind}/{of}"), payload, false, self.now, &mut self.into)
    }

    fn counts(self) -> crate::Counts {
        self.into.finish().counts
    }
}

fn rows(into: BatchBuilder<'_>) -> Vec<(String, String, f64, i64)> {
    let batch = into.finish();
    assert_eq!(batch.counts.received, batch.rows.len() as u64, "nothing is refused");
    let row = |row: &crate::Row| {
        let (sender, signal) = (&batch.senders[row.sender as usize], &batch.signals[row.signal as usize]);
        (sender.clone(), signal.clone(), (row.value * 1e6).round() / 1e6, (row.at - NOW) / SECOND)
    };
    batch.rows.iter().map(row).collect()
}

#[test]
fn both_encoders_say_the_same() {
    for (of, signal, birth, later) in [(PYSPARKPLUG, "vibration", 4.5, 5.5), (TAHU, "temperature", 20.0, 100.0)] {
        let mut plant = Plant::new();
        let kinds = [("NBIRTH", "EN1"), ("DBIRTH", "EN1/RX-4711"), ("DDATA", "EN1/RX-4711"), ("NDEATH", "EN1")];
        for ((kind, topic), hex) in kinds.into_iter().zip(of) {
            assert_eq!(plant.say(kind, topic, &bytes(hex)), Came::default(), "{kind}");
        }
        let wanted = [
            ("EN1", "load", 50.5, 0),
            ("RX-4711", "error_code", 4711.0, 0),
            ("RX-4711", "offset", -5.0, 0),
            ("RX-4711", signal, birth, 0),
            ("RX-4711", "small", -1.0, 0),
            ("RX-4711", "door_open", 1.0, 0),
            ("RX-4711", "counter", 1_099_511_627_776.0, 0),
            ("RX-4711", "deep", -1_099_511_627_776.0, 0),
            ("RX-4711", "error_code", 4712.0, 1),
            ("RX-4711", "offset", -6.0, 1),
            ("RX-4711", signal, later, -60),
        ];
        let rows = rows(plant.into);
        let found: Vec<_> = rows.iter().map(|(a, b, value, at)| (a.as_str(), b.as_str(), *value, *at)).collect();
        assert_eq!(found, wanted);
    }
}

#[test]
fn what_is_said_before_a_birth_is_counted_and_a_rebirth_asked_for() {
    let mut plant = Plant::new();
    let came = plant.say("DDATA", "EN1/RX-4711", &data(5, 10, 1));
    assert_eq!(came.refusals.first[0].reason, Reason::NoBirth);
    let rebirth = came.rebirth.expect("asked for");
    assert_eq!(rebirth.topic, "spBv1.0/Graz/NCMD/EN1");
    // What Tahu's and pysparkplug's decoders read as `Node Control/Rebirth` = true.
    let payload = Payload::decode(rebirth.payload.as_slice()).expect("a payload");
    let metric = Metric::decode(payload.metrics[0].as_slice()).expect("a metric");
    assert_eq!(metric.name.as_deref(), Some("Node Control/Rebirth"));
    assert_eq!((metric.datatype, metric.value), (Some(wire::BOOLEAN), Some(wire::Value::Boolean(true))));
    // Not with each message; and less and less often while nothing comes of it.
    let mut asked = 0;
    for second in 1..=600 {
        plant.now = NOW + second * SECOND;
        asked += u32::from(
            plant
                .say("DDATA", "EN1/RX-4711", &data(5 + u64::try_from(second).expect("small") % 250, 10, 1))
                .rebirth
                .is_some(),
        );
    }
    assert!((3..=6).contains(&asked), "{asked}");
    // Once it is born its data count.
    plant.now += SECOND;
    assert_eq!(plant.say("NBIRTH", "EN1", &bytes(PYSPARKPLUG[0])), Came::default());
    assert_eq!(plant.say("DBIRTH", "EN1/RX-4711", &bytes(PYSPARKPLUG[1])), Came::default());
    assert_eq!(plant.say("DDATA", "EN1/RX-4711", &data(2, 10, 7)), Came::default());
    let counts = plant.counts();
    assert_eq!((counts.rejected[&Reason::NoBirth], counts.accepted()), (601, 9));
}

#[test]
fn a_missing_message_asks_for_a_rebirth_and_loses_nothing() {
    let mut plant = Plant::new();
    plant.say("NBIRTH", "EN1", &bytes(TAHU[0]));
    plant.say("DBIRTH", "EN1/RX-4711", &bytes(TAHU[1]));
    // 0 to 255 and around again.
    for number in 2..600_u64 {
        assert_eq!(plant.say("DDATA", "EN1/RX-4711", &data(number % 256, 10, 1)).rebirth, None, "{number}");
    }
    let came = plant.say("DDATA", "EN1/RX-4711", &data((600 + 1) % 256, 10, 1));
    assert!(came.rebirth.is_some() && came.refusals.count == 0, "what came is known by the last birth");
    assert_eq!(plant.say("DDATA", "EN1/RX-4711", &data((600 + 2) % 256, 10, 1)).rebirth, None, "one is enough");
    // Messages that come again after the connection broke are no gap.
    let topic = "spBv1.0/Graz/DDATA/EN1/RX-4711";
    plant.now += 3600 * SECOND;
    for number in [600_u64, 601, 602] {
        let came = plant.state.read(topic, &data(number % 256, 10, 1), true, plant.now, &mut plant.into);
        assert_eq!(came, Came::default(), "{number}");
    }
    assert_eq!(plant.say("DDATA", "EN1/RX-4711", &data(603 % 256, 10, 1)), Came::default());
    assert_eq!(plant.counts().rejected.len(), 0);
}

#[test]
fn deaths_end_what_a_birth_said() {
    let mut plant = Plant::new();
    let birth = |plant: &mut Plant| {
        plant.say("NBIRTH", "EN1", &bytes(TAHU[0]));
        plant.say("DBIRTH", "EN1/RX-4711", &bytes(TAHU[1]));
    };
    let unborn = |came: &Came| came.refusals.first.first().is_some_and(|of| of.reason == Reason::NoBirth);
    birth(&mut plant);
    // Of an earlier connection: it came late.
    let earlier = bytes(TAHU[3]).iter().rev().skip(1).rev().copied().chain([6]).collect::<Vec<_>>();
    plant.say("NDEATH", "EN1", &earlier);
    assert!(!unborn(&plant.say("DDATA", "EN1/RX-4711", &data(2, 10, 1))));
    plant.say("NDEATH", "EN1", &bytes(TAHU[3]));
    assert!(unborn(&plant.say("DDATA", "EN1/RX-4711", &data(3, 10, 1))), "its numbers mean nothing any more");
    birth(&mut plant);
    assert_eq!(
        plant.say("DDEATH", "EN1/RX-4711", &Payload { seq: Some(2), ..Payload::default() }.encode_to_vec()),
        Came::default()
    );
    assert!(unborn(&plant.say("DDATA", "EN1/RX-4711", &data(3, 10, 1))));
    assert!(!unborn(&plant.say("NDATA", "EN1", &data(4, 1, 1))), "the node itself lives");
    // A new birth of the node is none of its devices.
    birth(&mut plant);
    plant.say("NBIRTH", "EN1", &bytes(TAHU[0]));
    assert!(unborn(&plant.say("DDATA", "EN1/RX-4711", &data(1, 10, 1))));
    birth(&mut plant);
    plant.state.missed();
    assert!(unborn(&plant.say("NDATA", "EN1", &data(4, 1, 1))), "we were away without the broker keeping anything");
    // An alias the birth does not know.
    birth(&mut plant);
    assert!(unborn(&plant.say("DDATA", "EN1/RX-4711", &data(2, 99, 1))));
}

#[test]
fn what_is_no_sparkplug_is_counted() {
    let mut plant = Plant::new();
    for (kind, of, payload) in [
        ("NDATA", "EN1", b"{}".as_slice()),
        ("NDATA", "EN1/RX-1", b""),
        ("NCMD", "EN1", b""),
        ("NDATA", "", b""),
        ("DDATA", "EN1/RX-1/more", b""),
        ("NDATA", "EN1", &[0x12, 0x02, 0x0a, 0xff]),
    ] {
        assert_eq!(plant.say(kind, of, payload).refusals.first[0].reason, Reason::Unreadable, "{kind} {of}");
    }
    assert_eq!(plant.counts().received, 6);
    assert_eq!(filters("Graz")[3], "spBv1.0/Graz/DBIRTH/+/+");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        noise in proptest::collection::vec(any::<u8>(), 0..120),
        flips in proptest::collection::vec((0_usize..400, any::<u8>()), 0..6),
        order in proptest::collection::vec((0_usize..6, 0_usize..8, any::<bool>()), 1..12),
    ) {
        let kinds = ["NBIRTH/E", "NDATA/E", "NDEATH/E", "DBIRTH/E/D", "DDATA/E/D", "DDEATH/E/D"];
        let mut plant = Plant::new();
        for (kind, of, again) in order {
            let mut payload = match of {
                0..4 => bytes(PYSPARKPLUG[of]),
                4..7 => bytes(TAHU[of - 4]),
                _ => noise.clone(),
            };
            for (at, byte) in &flips {
                if let Some(place) = payload.get_mut(*at) {
                    *place = *byte;
                }
            }
            let topic = format!("spBv1.0/G/{}", kinds[kind]);
            plant.now += SECOND;
            plant.state.read(&topic, &payload, again, plant.now, &mut plant.into);
            let known: usize = plant.state.nodes.values().map(Node::definitions).sum();
            prop_assert_eq!(plant.state.definitions, known);
        }
        let counts = plant.counts();
        prop_assert_eq!(counts.received, counts.accepted() + counts.rejected.values().sum::<u64>());
    }
}
