//! Which character separates the fields of a text.

/// How much of a text is looked at.
const SAMPLE: usize = 64 << 10;

/// In the order that wins a tie: a semicolon next to as many commas means decimal commas.
const CANDIDATES: [u8; 4] = [b'\t', b';', b'|', b','];

/// The delimiter Excel was told by a first line `sep=;`, and the length of that line with its end.
pub(super) fn stated(text: &str) -> Option<(u8, usize)> {
    let line = text.split_inclusive('\n').next()?;
    let bare = line.trim_end_matches(['\n', '\r']).trim_matches('"');
    let rest = bare.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and_then(|_| bare.get(4..))?;
    match rest.as_bytes() {
        [delimiter] if CANDIDATES.contains(delimiter) => Some((*delimiter, line.len())),
        _ => None,
    }
}

/// The delimiter by which most lines have the same number of fields; `;` for a text with no delimiter at all.
pub(super) fn detect(text: &str) -> u8 {
    let sample = match text.char_indices().nth(SAMPLE) {
        // The last line is cut off; leave it out.
        Some((end, _)) => {
            text.get(..end).map_or(text, |cut| cut.rfind('\n').and_then(|at| cut.get(..at)).unwrap_or(cut))
        }
        None => text,
    };
    let counts: Vec<[u32; 5]> = Lines { rest: sample.as_bytes() }.collect();
    let mut best = (b';', 0.0);
    let mut scores = [0.0; 4];
    for (index, score) in scores.iter_mut().enumerate() {
        *score = consistency(counts.iter().map(|line| line.get(index).copied().unwrap_or(0)));
    }
    let [tab, semicolon, bar, _] = scores;
    // Where another delimiter holds a good part of the lines together, a comma between digits is a decimal comma.
    if tab.max(semicolon).max(bar) >= 0.5 {
        scores[3] = consistency(counts.iter().map(|[.., commas, decimal]| commas - decimal));
    }
    for (candidate, score) in CANDIDATES.into_iter().zip(scores) {
        if score > best.1 + 0.001 {
            best = (candidate, score);
        }
    }
    best.0
}

/// The share of lines that have the most usual number of delimiters, slightly more for more delimiters.
fn consistency(counts: impl Iterator<Item = u32>) -> f64 {
    let mut counts: Vec<u32> = counts.collect();
    let lines = counts.len();
    counts.retain(|count| *count > 0);
    if counts.is_empty() {
        return 0.0;
    }
    counts.sort_unstable();
    let (mut most, mut usual) = (0, 0);
    for run in counts.chunk_by(|a, b| a == b) {
        if run.len() >= most {
            most = run.len();
            usual = run.first().copied().unwrap_or(0);
        }
    }
    // Lines with fewer or more fields still speak for a delimiter, only less.
    let others = counts.len() - most;
    (to_f64(most) + 0.3 * to_f64(others)) / to_f64(lines) + 0.002 * f64::from(usual.min(20))
}

fn to_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// For each non-blank line the number of each candidate outside quotes, and of commas between digits.
struct Lines<'t> {
    rest: &'t [u8],
}

impl Iterator for Lines<'_> {
    type Item = [u32; 5];

    fn next(&mut self) -> Option<[u32; 5]> {
        let mut counts = [0_u32; 5];
        let (mut quoted, mut filled, mut before) = (false, false, b'\n');
        let mut at = 0;
        while let Some(byte) = self.rest.get(at).copied() {
            at += 1;
            match byte {
                // Only a quote at the start of a field opens; one within a quoted field toggles twice when doubled.
                b'"' if quoted || matches!(before, b'\n' | b'\t' | b';' | b'|' | b',') => quoted = !quoted,
                b'"' if before == b'"' => quoted = !quoted,
                b'\n' if !quoted || at > 8192 => {
                    if filled {
                        self.rest = self.rest.get(at..).unwrap_or(&[]);
                        return Some(counts);
                    }
                    (counts, quoted) = ([0; 5], false);
                }
                _ if quoted => {}
                b'\t' => counts[0] += 1,
                b';' => counts[1] += 1,
                b'|' => counts[2] += 1,
                b',' => {
                    counts[3] += 1;
                    let after = self.rest.get(at).copied().unwrap_or(b' ');
                    counts[4] += u32::from(before.is_ascii_digit() && after.is_ascii_digit());
                }
                _ => {}
            }
            filled |= !byte.is_ascii_whitespace();
            before = byte;
        }
        self.rest = &[];
        filled.then_some(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found() {
        for (text, delimiter) in [
            ("a;b;c\n1,5;2,5;3,5\n4,0;5,1;6,2\n7,0;8,1;9,2\n", b';'),
            ("a,b,c\n1,2,3\n4,5,6\n", b','),
            ("a\tb\n1,5\t2;3\n", b'\t'),
            ("a|b|c\n1|2|3\n", b'|'),
            ("name,text\nx,\"a;b;c\"\ny,\"d;e;f\"\n", b','),
            ("Liste vom 1.1.2026, Stand 08:00\n\nSerie;Typ;Preis\n1;A;1.234,50\n2;B;99,00\n3;C;7,00\n", b';'),
            ("Serial\n4711\n4712\n", b';'),
            ("----------\n|Equi|Type|\n----------\n|1   |A   |\n|2   |B   |\n----------\n", b'|'),
            ("", b';'),
        ] {
            assert_eq!(char::from(detect(text)), char::from(delimiter), "{text}");
        }
    }

    #[test]
    fn the_line_excel_writes_is_honoured() {
        assert_eq!(stated("sep=;\r\na;b"), Some((b';', 7)));
        assert_eq!(stated("\"SEP=,\"\na"), Some((b',', 8)));
        assert_eq!(stated("sep=\t\na"), Some((b'\t', 6)));
        assert_eq!(stated("separator;b\n"), None);
    }
}
