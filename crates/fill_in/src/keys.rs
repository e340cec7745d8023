//! The hidden sheet by which a returned list is recognised and checked: what its cells mean and its digest.

/// Its name. The visible sheets carry [`MARK`] in the cells of their hidden first row.
pub(crate) const SHEET: &str = "instand";
/// The hidden sheet the choices stand on.
pub(crate) const CHOICES: &str = "instand choices";
/// What the first cell of the hidden sheet says.
pub(crate) const MAGIC: &str = "instand-fill-in";
/// The version of the layout.
pub(crate) const VERSION: &str = "1";
/// What the cells of the hidden first row of a person's sheet begin with.
pub(crate) const MARK: &str = "instand:";
/// The ids of the key columns, in order.
pub(crate) const KEYS: [&str; 5] = ["machine", "serial", "type", "customer", "place"];
/// The mark of the column with what waits for the answers; it is neither a key nor asked about.
pub(crate) const WORTH: &str = "worth";
/// What the hidden sheet says of a cell that was asked about.
pub(crate) const ASKS: &str = "?";
/// What it puts before a value that was known.
pub(crate) const KNOWN: &str = "=";
/// The row its own headings stand in, from 0; the machines follow.
pub(crate) const HEAD: usize = 4;

/// The digest over all rows of the hidden sheet: keys, owner, what was asked, what was known.
pub(crate) fn digest<'a>(rows: impl Iterator<Item = Vec<&'a str>>) -> String {
    let mut hasher = blake3::Hasher::new();
    for row in rows {
        // Cells that a program saves or leaves out at the end of a row make no difference.
        let filled = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        for cell in row.iter().take(filled) {
            hasher.update(squeezed(cell).as_bytes());
            hasher.update(b"\x1f");
        }
        hasher.update(b"\n");
    }
    hasher.finalize().to_hex().to_string()
}

/// A text as it is compared: programs write blanks and line ends in their own ways.
pub(crate) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
