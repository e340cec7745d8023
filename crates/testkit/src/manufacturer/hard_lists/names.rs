//! How a list names a customer: as it is, as somebody typed it, or as it was called before it was taken over.

use super::rows::Source;
use crate::manufacturer::customers::{Customer, customer};
use crate::manufacturer::rng::{Rng, Stream};

/// Of a thousand customers so many have quite another name in one list.
pub(super) const RENAMED: u32 = 50;
/// Of a thousand names typed by hand so many have another legal form, or none; umlauts written out; a typing mistake.
const OTHER_FORM: u32 = 200;
const WRITTEN_OUT: u32 = 150;
const MISTYPED: u32 = 30;

/// Lists that name customers, and may know one under its former name.
const NAMING: [Source; 3] = [Source::Erp, Source::Crm, Source::Contracts];

const FORMS: [&str; 8] = [" GmbH & Co. KG", " Ges.m.b.H.", " GmbH", " S.r.l.", " S.p.A.", " S.n.c.", " AG", " KG"];

/// The customer's name as this list has it in all its rows, former names taken into account.
pub(super) fn name_in(source: Source, seed: u64, of: &Customer, index: u64, customers: u64) -> String {
    let mut rng = Rng::of(seed, Stream::Renamed, index);
    if rng.permille(RENAMED) && rng.pick(&NAMING) == source {
        // A company that is no customer of its own: numbers from `customers` on are free.
        return customer(seed, customers + index).name;
    }
    of.name.clone()
}

/// The name as typed by hand.
pub(super) fn typed_name(name: &str, rng: &mut Rng) -> String {
    let mut text = name.to_owned();
    if rng.permille(OTHER_FORM) {
        let bare = FORMS.iter().find_map(|form| text.strip_suffix(form)).unwrap_or(&text).to_owned();
        text = if rng.below(2) == 0 { bare } else { format!("{bare}{}", rng.pick(&[" GmbH", " AG", " KG"])) };
    }
    if rng.permille(WRITTEN_OUT) {
        text = text.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss");
    }
    if rng.permille(MISTYPED) {
        let mut signs: Vec<char> = text.chars().collect();
        // The first word tells the company; somewhere in it a letter is left out or two are swapped.
        let at = 1 + rng.below(4) as usize;
        if at + 1 < signs.len() {
            if rng.below(2) == 0 {
                signs.remove(at);
            } else {
                signs.swap(at, at + 1);
            }
        }
        text = signs.into_iter().collect();
    }
    text
}
