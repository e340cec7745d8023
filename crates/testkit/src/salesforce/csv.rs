//! CSV as Bulk API 2.0 takes it: no trimming, quotes only at the edges, one kind of line end.

/// Why a text is not taken; the job fails with it.
type NotTaken = String;

/// The rows of a text.
///
/// # Errors
/// Where a line ends otherwise than the job says, a quote stands inside a cell, or a row has another width than the first.
pub(super) fn read(text: &str, delimiter: char, ending: &str) -> Result<Vec<Vec<String>>, NotTaken> {
    let wrong_ending = || {
        let named = if ending == "\n" { "LF" } else { "CRLF" };
        format!("InvalidBatch : LineEnding is invalid on user data. Current LineEnding setting is {named}")
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut was_quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends = letter == '\n' || letter == '\r';
        if letter == '"' {
            if !cell.is_empty() || was_quoted {
                return Err(format!(
                    "InvalidBatch : Failed to parse CSV: a quote inside a cell in row {}",
                    rows.len() + 1
                ));
            }
            was_quoted = true;
            loop {
                match letters.next() {
                    Some('"') if letters.peek() == Some(&'"') => {
                        letters.next();
                        cell.push('"');
                    }
                    Some('"') => break,
                    Some(inside) => cell.push(inside),
                    None => return Err("InvalidBatch : Failed to parse CSV: a quote is not closed".to_owned()),
                }
            }
        } else if letter == delimiter {
            row.push(std::mem::take(&mut cell));
            was_quoted = false;
        } else if ends {
            let is_crlf = letter == '\r' && letters.next_if_eq(&'\n').is_some();
            if is_crlf != (ending == "\r\n") || (letter == '\r' && !is_crlf) {
                return Err(wrong_ending());
            }
            row.push(std::mem::take(&mut cell));
            was_quoted = false;
            rows.push(std::mem::take(&mut row));
        } else if was_quoted {
            return Err(format!("InvalidBatch : Failed to parse CSV: text after a quote in row {}", rows.len() + 1));
        } else {
            cell.push(letter);
        }
    }
    if !cell.is_empty() || was_quoted || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    // An empty line says nothing.
    rows.retain(|row| row.len() > 1 || row.first().is_some_and(|cell| !cell.is_empty()));
    let width = rows.first().map_or(0, Vec::len);
    match rows.iter().position(|row| row.len() != width) {
        Some(at) => {
            Err(format!("InvalidBatch : Row {} has {} columns, the header has {width}", at + 1, rows[at].len()))
        }
        None => Ok(rows),
    }
}

/// One row with its line end, each cell quoted.
pub(super) fn write<'a>(cells: impl IntoIterator<Item = &'a str>, delimiter: char, ending: &str) -> String {
    let quoted: Vec<_> = cells.into_iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    quoted.join(&delimiter.to_string()) + ending
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn quotes_and_breaks_inside_cells_are_kept() {
        let rows = read("a,b\n\"x, \"\"y\"\"\nz\", 1 \n", ',', "\n").expect("rows");
        assert_eq!(rows, [["a", "b"], ["x, \"y\"\nz", " 1 "]]);
        assert_eq!(write(rows[1].iter().map(String::as_str), ',', "\n"), "\"x, \"\"y\"\"\nz\",\" 1 \"\n");
    }

    #[test]
    fn the_line_end_must_be_the_jobs() {
        for (text, ending) in [("a\r\n1\r\n", "\n"), ("a\n1\n", "\r\n"), ("a\r1\r", "\n")] {
            assert!(read(text, ',', ending).expect_err(text).contains("LineEnding is invalid on user data"));
        }
    }

    #[test]
    fn a_blank_before_a_quote_is_an_error() {
        assert!(read("a,b\n1, \"2\"\n", ',', "\n").is_err());
        assert!(read("a,b\n1\n", ',', "\n").is_err(), "a row too short");
        assert!(read("a\n\"1\n", ',', "\n").is_err(), "an open quote");
    }
}
