//! The table: read once from `places.bin`, whose layout stands in `make_table.py`.

use std::sync::LazyLock;

/// Latitude and longitude in degrees.
pub(crate) type Spot = (f32, f32);

/// What is known of a country.
pub(crate) struct Country {
    /// ISO 3166 code.
    pub(crate) code: [u8; 2],
    /// How many digits a postcode has; 0 where there are none or it has letters.
    pub(crate) digits: usize,
    /// All folded names in one string, ascending.
    letters: String,
    /// Where each name begins in `letters`; it ends where the next begins.
    begins: Vec<u32>,
    names: Vec<Name>,
}

/// What a name stands for.
#[derive(Clone, Copy)]
pub(crate) struct Name {
    weight: u8,
    spot: Spot,
}

impl Name {
    const NOWHERE: u8 = 128;
    const UNSURE: u8 = 64;

    /// None where it stands for several towns of like size.
    pub(crate) fn spot(self) -> Option<Spot> {
        (self.weight & Self::NOWHERE == 0).then_some(self.spot)
    }

    /// How many people live in all towns of the name, to a sixth.
    pub(crate) fn people(self) -> f32 {
        (f32::from(self.weight & 63) / 2.5).exp2()
    }

    /// What it stands for where more is written than the name, and that says which of several towns is meant.
    pub(crate) fn narrowed(self) -> Self {
        let nowhere = if self.weight & Self::UNSURE > 0 { Self::NOWHERE } else { 0 };
        Self { weight: self.weight | nowhere, ..self }
    }
}

impl Country {
    /// What a folded name stands for.
    pub(crate) fn name(&self, folded: &str) -> Option<Name> {
        let (mut from, mut to) = (0, self.names.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            match self.key(middle).cmp(folded) {
                std::cmp::Ordering::Equal => return Some(self.names[middle]),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    fn key(&self, at: usize) -> &str {
        let end = self.begins.get(at + 1).map_or(self.letters.len(), |end| *end as usize);
        self.letters.get(self.begins[at] as usize..end).unwrap_or_default()
    }

    #[cfg(test)]
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        (0..self.names.len()).map(|at| self.key(at))
    }
}

static BYTES: &[u8] = include_bytes!("../places.bin");

/// The countries, ascending by code. The file is part of the program and read by the tests; were it broken, no place
/// would be known.
pub(crate) fn table() -> &'static [Country] {
    static TABLE: LazyLock<Vec<Country>> = LazyLock::new(|| read(BYTES).unwrap_or_default());
    &TABLE
}

fn read(bytes: &[u8]) -> Option<Vec<Country>> {
    let mut bytes = Bytes(bytes);
    let mut countries = Vec::new();
    while !bytes.0.is_empty() {
        countries.push(bytes.country()?);
    }
    Some(countries)
}

/// Where all spots of a country lie, in hundredths of a degree.
struct Bounds {
    south: f32,
    west: f32,
    height: f32,
    width: f32,
}

impl Bounds {
    fn spot(&self, [low, middle, high]: [u8; 3]) -> Spot {
        let north = u16::from(low) | u16::from(middle & 15) << 8;
        let east = u16::from(middle >> 4) | u16::from(high) << 4;
        let along = |from, length, step| (from + length * f32::from(step) / 4095.0) / 100.0;
        let longitude = along(self.west, self.width, east);
        (along(self.south, self.height, north), if longitude > 180.0 { longitude - 360.0 } else { longitude })
    }
}

/// What is still to be read.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn country(&mut self) -> Option<Country> {
        let code = self.array()?;
        let digits = usize::from(self.byte()?);
        let names = usize::from(self.short()?);
        let bounds = Bounds {
            south: f32::from(i16::from_le_bytes(self.array()?)),
            west: f32::from(i16::from_le_bytes(self.array()?)),
            height: f32::from(self.short()?),
            width: f32::from(self.short()?),
        };
        let mut country = Country {
            code,
            digits,
            letters: String::with_capacity(names * 12),
            begins: Vec::with_capacity(names),
            names: Vec::with_capacity(names),
        };
        let mut before = 0;
        for _ in 0..names {
            let lengths = self.byte()?;
            let further = match lengths & 15 {
                15 => self.byte()?,
                further => further,
            };
            let begins = country.letters.len();
            country.letters.extend_from_within(before..before + usize::from(lengths >> 4));
            country.letters.push_str(std::str::from_utf8(self.take(usize::from(further))?).ok()?);
            country.begins.push(u32::try_from(begins).ok()?);
            let weight = self.byte()?;
            let spot = if weight & Name::NOWHERE == 0 { bounds.spot(self.array()?) } else { (0.0, 0.0) };
            country.names.push(Name { weight, spot });
            before = begins;
        }
        Some(country)
    }

    fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    fn short(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }
}
