//! A batch as bytes: one frame of the journal. Little-endian; the checksum of a frame stands before it.

use crate::batch::{Batch, Counts, Row};
use crate::judge::Reason;
use std::collections::BTreeMap;

/// Rows a frame may have; more is damage.
pub(crate) const MOST_ROWS: usize = 1 << 24;

fn text(into: &mut Vec<u8>, text: &str) {
    number(into, text.len() as u64);
    into.extend_from_slice(text.as_bytes());
}

fn number(into: &mut Vec<u8>, value: u64) {
    into.extend_from_slice(&value.to_le_bytes());
}

/// Writes a batch.
pub(crate) fn encode(batch: &Batch) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256 + batch.rows.len() * 24);
    text(&mut bytes, &batch.source);
    bytes.extend_from_slice(&batch.received_at.to_le_bytes());
    let Counts { received, late, rejected, newest } = &batch.counts;
    number(&mut bytes, *received);
    number(&mut bytes, *late);
    bytes.extend_from_slice(&newest.unwrap_or(i64::MIN).to_le_bytes());
    for reason in Reason::ALL {
        number(&mut bytes, rejected.get(&reason).copied().unwrap_or_default());
    }
    for names in [&batch.senders, &batch.signals] {
        number(&mut bytes, names.len() as u64);
        names.iter().for_each(|name| text(&mut bytes, name));
    }
    number(&mut bytes, batch.rows.len() as u64);
    for row in &batch.rows {
        bytes.extend_from_slice(&row.sender.to_le_bytes());
        bytes.extend_from_slice(&row.signal.to_le_bytes());
        bytes.extend_from_slice(&row.at.to_le_bytes());
        bytes.extend_from_slice(&row.value.to_le_bytes());
    }
    bytes
}

/// Bytes that are read from the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn number(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn signed(&mut self) -> Option<i64> {
        self.take().map(i64::from_le_bytes)
    }

    fn length(&mut self) -> Option<usize> {
        // What is longer than what is left cannot be.
        usize::try_from(self.number()?).ok().filter(|length| *length <= self.0.len())
    }

    fn text(&mut self) -> Option<String> {
        let length = self.length()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn names(&mut self) -> Option<Vec<String>> {
        let count = self.length()?;
        (0..count).map(|_| self.text()).collect()
    }

    fn row(&mut self, senders: usize, signals: usize) -> Option<Row> {
        let row = Row {
            sender: u32::from_le_bytes(self.take()?),
            signal: u32::from_le_bytes(self.take()?),
            at: self.signed()?,
            value: f64::from_le_bytes(self.take()?),
        };
        ((row.sender as usize) < senders && (row.signal as usize) < signals).then_some(row)
    }
}

/// Reads a batch; `None` where the bytes are none. `reasons` is how many there were when it was written.
pub(crate) fn decode(bytes: &[u8], reasons: usize) -> Option<Batch> {
    let mut reader = Reader(bytes);
    let source = reader.text()?;
    let received_at = reader.signed()?;
    let (received, late) = (reader.number()?, reader.number()?);
    let newest = reader.signed().map(|newest| (newest != i64::MIN).then_some(newest))?;
    let mut rejected = BTreeMap::new();
    for reason in Reason::ALL.into_iter().take(reasons) {
        let count = reader.number()?;
        if count > 0 {
            rejected.insert(reason, count);
        }
    }
    let (senders, signals) = (reader.names()?, reader.names()?);
    let count = reader.length().filter(|count| *count <= MOST_ROWS)?;
    let rows: Option<Vec<Row>> = (0..count).map(|_| reader.row(senders.len(), signals.len())).collect();
    let counts = Counts { received, late, rejected, newest };
    reader.0.is_empty().then_some(Batch { source, received_at, senders, signals, rows: rows?, counts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn batch() -> Batch {
        Batch {
            source: "hall 1".to_owned(),
            received_at: 1_700_000_000_000_000,
            senders: vec!["4711".to_owned(), "RX-104711".to_owned()],
            signals: vec!["vibration".to_owned()],
            rows: vec![
                Row { sender: 0, signal: 0, at: 1_700_000_000_000_000, value: 4.2 },
                Row { sender: 1, signal: 0, at: 1_700_000_000_000_001, value: -0.5 },
            ],
            counts: Counts {
                received: 5,
                late: 1,
                rejected: [(Reason::Future, 2), (Reason::Unit, 1)].into(),
                newest: Some(1_700_000_000_000_001),
            },
        }
    }

    #[test]
    fn a_batch_comes_back_as_it_was() {
        assert_eq!(decode(&encode(&batch()), Reason::ALL.len()), Some(batch()));
        assert_eq!(decode(&encode(&Batch::default()), Reason::ALL.len()), Some(Batch::default()));
    }

    proptest! {
        #[test]
        fn damage_is_no_batch_and_no_panic(at in 0_usize..300, bit in 0_u8..8, cut in 0_usize..300) {
            let whole = encode(&batch());
            let mut damaged = whole.clone();
            if let Some(byte) = damaged.get_mut(at) {
                *byte ^= 1 << bit;
            }
            let _ = decode(&damaged, Reason::ALL.len());
            if cut < whole.len() {
                prop_assert_eq!(decode(&whole[..cut], Reason::ALL.len()), None);
            }
        }
    }
}
