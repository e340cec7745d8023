//! How long the shared strings of an .xls are, without making them.
//!
//! A cell of 14 bytes may name a string of 32,767 letters, and calamine copies it into each cell; so the copies are
//! added up before it does.

use super::ole::u16_at;

/// The letters of each string of the SST record, whose parts (the record's data and that of the CONTINUE records behind
/// it) are given in order ([MS-XLS] 2.4.265, 2.5.293). Ends early where the table is broken.
pub(super) fn lengths(parts: &[&[u8]]) -> Vec<u16> {
    let mut at = Position { parts, part: 0, at: 8 };
    let mut lengths = Vec::new();
    while let Some(length) = at.string() {
        lengths.push(length);
    }
    lengths
}

struct Position<'p> {
    parts: &'p [&'p [u8]],
    part: usize,
    at: usize,
}

impl Position<'_> {
    fn left(&self) -> usize {
        self.parts.get(self.part).map_or(0, |part| part.len().saturating_sub(self.at))
    }

    fn next_part(&mut self) -> Option<()> {
        self.part += 1;
        self.at = 0;
        (self.part < self.parts.len()).then_some(())
    }

    fn byte(&mut self) -> Option<u8> {
        while self.left() == 0 {
            self.next_part()?;
        }
        let byte = self.parts.get(self.part)?.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > self.left() {
            bytes -= self.left();
            self.next_part()?;
        }
        self.at += bytes;
        Some(())
    }

    /// Steps over one string.
    fn string(&mut self) -> Option<u16> {
        let length = u16_at(&[self.byte()?, self.byte()?], 0)?;
        let flags = self.byte()?;
        let mut tail = 0_usize;
        if flags & 8 != 0 {
            tail += 4 * usize::from(u16_at(&[self.byte()?, self.byte()?], 0)?);
        }
        if flags & 4 != 0 {
            let bytes = [self.byte()?, self.byte()?, self.byte()?, self.byte()?];
            tail = tail.saturating_add(usize::try_from(u32::from_le_bytes(bytes)).ok()?);
        }
        let mut each = if flags & 1 != 0 { 2 } else { 1 };
        let mut letters = usize::from(length);
        while letters * each > self.left() {
            letters -= self.left() / each;
            // Letters that go on in the next part begin with their own flag.
            self.next_part()?;
            each = if self.byte()? & 1 != 0 { 2 } else { 1 };
        }
        self.at += letters * each;
        self.skip(tail)?;
        Some(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_found_over_parts() {
        let first = [&[0; 8][..], &[3, 0, 0], b"abc", &[2, 0, 1, b'x', 0, b'y', 0], &[4, 0, 0], b"ab"].concat();
        let second = [&[1, b'c', 0, b'd', 0][..], &[1, 0, 8, 1, 0, b'z', 9, 9]].concat();
        let third = [&[9, 9][..], &[5, 0, 0], b"ab"].concat();
        assert_eq!(lengths(&[&first, &second, &third]), [3, 2, 4, 1]);
        assert_eq!(lengths(&[]), [] as [u16; 0]);
    }
}
