//! Compound files ([MS-CFB]): enough of them to find a stream and to refuse crafted ones.
//!
//! calamine reads them too, but follows chains of sectors without an end; so every chain it will follow is walked here
//! first, and a chain longer than the file is a damaged file.

/// A sector number from which on the meaning is special ([MS-CFB] 2.1).
const LAST_SECTOR: u32 = 0xffff_fffa;
const MINI_SECTOR: usize = 64;
/// Streams shorter than this lie in the mini stream.
const MINI_CUTOFF: u64 = 4096;

struct Entry {
    name: String,
    start: u32,
    length: u64,
}

/// A compound file whose chains all end.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    /// Where the sectors of the mini stream lie in the file.
    mini: Vec<usize>,
    entries: Vec<Entry>,
}

/// A stream, and where each of its bytes lies in the file.
pub(super) struct Stream {
    pub bytes: Vec<u8>,
    places: Vec<usize>,
    sector: usize,
}

impl Stream {
    /// Where this byte of the stream lies in the file.
    pub fn place(&self, at: usize) -> Option<usize> {
        self.places.get(at / self.sector).map(|place| place + at % self.sector)
    }
}

impl<'a> Compound<'a> {
    /// Opens a compound file; `None` when it is damaged.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let sectors = bytes.len() / sector;
        // The header names the first 109 sectors of the allocation table, a chain of sectors names the others.
        let mut tables: Vec<u32> = (0..109).map_while(|index| u32_at(bytes, 76 + 4 * index)).collect();
        let mut next = u32_at(bytes, 68)?;
        let mut steps = 0;
        while next < LAST_SECTOR {
            steps += 1;
            if steps > sectors {
                return None;
            }
            let start = place(next, sector)?;
            let last = sector / 4 - 1;
            tables.extend((0..last).map_while(|index| u32_at(bytes, start + 4 * index)));
            next = u32_at(bytes, start + 4 * last)?;
        }
        tables.retain(|table| *table < LAST_SECTOR);
        if tables.len() > sectors {
            return None;
        }
        let mut fat = Vec::with_capacity(tables.len() * sector / 4);
        for table in tables {
            // A table cut off at the file's end is read as far as it goes.
            let start = place(table, sector)?;
            fat.extend((0..sector / 4).map_while(|index| u32_at(bytes, start + 4 * index)));
        }
        let mut compound = Self { bytes, sector, fat, mini_fat: Vec::new(), mini: Vec::new(), entries: Vec::new() };
        let directory = compound.chain(u32_at(bytes, 48)?)?;
        for start in directory {
            for entry in bytes.get(start..bytes.len().min(start + sector))?.chunks_exact(128) {
                compound.entries.extend(entry_of(entry, sector));
            }
        }
        let root = compound.entries.first().map(|root| root.start)?;
        let mini_tables = u32_at(bytes, 64)?;
        if mini_tables > 0 {
            for start in compound.chain(u32_at(bytes, 60)?)? {
                let table = (0..sector / 4).map_while(|index| u32_at(bytes, start + 4 * index));
                compound.mini_fat.extend(table);
            }
            compound.mini = compound.chain(root)?;
        }
        Some(compound)
    }

    /// Whether there is a stream or folder of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The first stream of this name; `None` when there is none or it is damaged.
    pub fn stream(&self, name: &str) -> Option<Stream> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let (places, sector) = if entry.length < MINI_CUTOFF {
            (self.mini_chain(entry.start)?, MINI_SECTOR)
        } else {
            (self.chain(entry.start)?, self.sector)
        };
        let length = usize::try_from(entry.length).unwrap_or(usize::MAX);
        let mut bytes = Vec::with_capacity(length.min(places.len() * sector));
        for place in &places {
            let end = (place + sector).min(self.bytes.len());
            bytes.extend_from_slice(self.bytes.get(*place..end).unwrap_or(&[]));
        }
        bytes.truncate(length);
        Some(Stream { bytes, places, sector })
    }

    /// The places of a chain's sectors in the file; `None` when the chain runs in a circle.
    fn chain(&self, start: u32) -> Option<Vec<usize>> {
        let most = self.bytes.len() / self.sector + 1;
        walk(start, &self.fat, most)?.into_iter().map(|sector| place(sector, self.sector)).collect()
    }

    fn mini_chain(&self, start: u32) -> Option<Vec<usize>> {
        let each = self.sector / MINI_SECTOR;
        let most = self.mini.len() * each + 1;
        let places = walk(start, &self.mini_fat, most)?.into_iter().map_while(|sector| {
            let sector = usize::try_from(sector).ok()?;
            self.mini.get(sector / each).map(|place| place + sector % each * MINI_SECTOR)
        });
        Some(places.collect())
    }
}

fn walk(start: u32, table: &[u32], most: usize) -> Option<Vec<u32>> {
    let mut chain = Vec::new();
    let mut sector = start;
    while sector < LAST_SECTOR {
        if chain.len() >= most {
            return None;
        }
        chain.push(sector);
        // A table that ends too soon ends the chain.
        let Some(next) = usize::try_from(sector).ok().and_then(|index| table.get(index)) else { break };
        sector = *next;
    }
    Some(chain)
}

fn place(sector: u32, size: usize) -> Option<usize> {
    usize::try_from(sector).ok()?.checked_add(1)?.checked_mul(size)
}

fn entry_of(entry: &[u8], sector: usize) -> Option<Entry> {
    let units = entry.get(..64)?.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit));
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    let high = if sector == 512 { 0 } else { u64::from(u32_at(entry, 124)?) << 32 };
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        start: u32_at(entry, 116)?,
        length: high | u64::from(u32_at(entry, 120)?),
    })
}

/// The little-endian number at this place.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk::<2>().map(|chunk| u16::from_le_bytes(*chunk))
}

/// The little-endian number at this place.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk::<4>().map(|chunk| u32::from_le_bytes(*chunk))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A compound file with one stream of at least 4096 bytes, for tests.
    pub(in super::super) fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
        let count = stream.len().div_ceil(512).max(8);
        let sectors = u32::try_from(count).expect("a small stream");
        let tables = (count + 2).div_ceil(128) + 1;
        let table_sectors = u32::try_from(tables).expect("a small stream");
        let mut bytes = vec![0_u8; 512];
        bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        bytes[26] = 3;
        bytes[30] = 9;
        bytes[32] = 6;
        bytes[44..48].copy_from_slice(&table_sectors.to_le_bytes());
        bytes[48..52].copy_from_slice(&table_sectors.to_le_bytes());
        bytes[60..64].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
        bytes[68..72].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
        for index in 0..109 {
            let table = if index < tables { u32::try_from(index).expect("small") } else { u32::MAX };
            bytes[76 + 4 * index..80 + 4 * index].copy_from_slice(&table.to_le_bytes());
        }
        // Sectors: the tables, the directory, the stream.
        let mut fat = vec![0xffff_fffd_u32; tables];
        fat.push(0xffff_fffe);
        let first = table_sectors + 1;
        fat.extend((1..sectors).map(|step| first + step));
        fat.push(0xffff_fffe);
        fat.resize(tables * 128, u32::MAX);
        bytes.extend(fat.iter().flat_map(|next| next.to_le_bytes()));
        let mut directory = vec![0_u8; 512];
        for (slot, (name, start, length)) in
            [("Root Entry", 0xffff_fffe, 0), (name, first, stream.len().max(4096))].into_iter().enumerate()
        {
            let entry = &mut directory[slot * 128..slot * 128 + 128];
            for (at, unit) in name.encode_utf16().enumerate() {
                entry[2 * at..2 * at + 2].copy_from_slice(&unit.to_le_bytes());
            }
            entry[116..120].copy_from_slice(&start.to_le_bytes());
            entry[120..124].copy_from_slice(&u32::try_from(length).expect("small").to_le_bytes());
        }
        bytes.extend(directory);
        bytes.extend_from_slice(stream);
        bytes.resize(512 * (1 + tables + 1 + count), 0);
        bytes
    }

    #[test]
    fn a_stream_is_found_with_the_place_of_each_byte() {
        let text: Vec<u8> = (0..=255_u8).cycle().take(6000).collect();
        let file = compound("Workbook", &text);
        let compound = Compound::open(&file).expect("is a compound file");
        assert!(compound.has("workbook") && !compound.has("WordDocument"));
        let stream = compound.stream("Workbook").expect("is there");
        assert_eq!(stream.bytes, text);
        for at in [0, 511, 512, 5999] {
            assert_eq!(stream.place(at).and_then(|place| file.get(place)), text.get(at));
        }
    }

    #[test]
    fn circles_and_cut_off_files_are_refused() {
        let mut file = compound("Workbook", &[7; 5000]);
        assert!(Compound::open(&file[..100]).is_none());
        // The directory's chain leads back to itself (the table is the first sector, the directory the third).
        let directory = u32_at(&file, 48).expect("has a directory");
        let place = 512 + 4 * usize::try_from(directory).expect("small");
        file[place..place + 4].copy_from_slice(&directory.to_le_bytes());
        assert!(Compound::open(&file).is_none());
    }
}
