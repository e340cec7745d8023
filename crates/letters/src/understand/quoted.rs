//! What a person wrote, without what is quoted and signed; and HTML as text.

/// Words before a quoted mail in one line, such as "On ... wrote:".
const INTRODUCTIONS: &[(&str, &str)] = &[
    ("on ", "wrote:"),
    ("am ", "schrieb"),
    ("il ", "ha scritto:"),
    ("le ", "a écrit"),
    ("von ", "schrieb:"),
    ("el ", "escribió:"),
];
/// Lines that stand above a quoted mail.
const MARKS: &[&str] = &[
    "-----original message-----",
    "-----ursprüngliche nachricht-----",
    "-----messaggio originale-----",
    "----- original message -----",
    "---------- forwarded message",
    "begin forwarded message:",
    "-------- original message --------",
    "-------- ursprüngliche nachricht --------",
    "-------- messaggio originale --------",
    "reply above this line",
];
/// The first and a later line of the headers that Outlook puts above a quoted mail.
const HEADERS: &[(&str, &[&str])] = &[
    ("from:", &["sent:", "date:", "to:", "subject:"]),
    ("von:", &["gesendet:", "datum:", "an:", "betreff:"]),
    ("da:", &["inviato:", "data:", "a:", "oggetto:"]),
];

/// What the sender wrote. A mail of which everything seems quoted is given whole: better too much than nothing.
pub(super) fn own_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut own: Vec<&str> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let rest = lines.get(index..).unwrap_or_default();
        if ends_here(rest) {
            break;
        }
        if is_introduction(rest) {
            // Answers may stand below, between what is quoted.
            continue;
        }
        let second = index.checked_sub(1).and_then(|before| lines.get(before..)).is_some_and(|above| {
            is_introduction(above) && !is_introduction_line(above.first().copied().unwrap_or_default())
        });
        if second || line.trim_start().starts_with('>') {
            continue;
        }
        own.push(line);
    }
    let own = own.join("\n");
    let own = own.trim();
    if own.is_empty() { text.trim().to_owned() } else { squeezed(own) }
}

/// Not more than one empty line in a row.
fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        empty = if line.trim().is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim_end().to_owned()
}

/// Whether a quoted mail without marks on its lines begins, or the signature.
fn ends_here(rest: &[&str]) -> bool {
    let Some(line) = rest.first() else { return false };
    if *line == "--" || *line == "-- " {
        return true;
    }
    let plain = line.trim().trim_matches('*').to_lowercase();
    if MARKS.iter().any(|mark| plain.starts_with(mark)) {
        return true;
    }
    HEADERS.iter().any(|(first, later)| {
        let below = rest.iter().skip(1).take(4).map(|line| line.trim().trim_matches('*').to_lowercase());
        plain.starts_with(first) && below.filter(|line| later.iter().any(|begin| line.starts_with(begin))).count() >= 2
    })
}

fn introduces(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    INTRODUCTIONS.iter().any(|(begin, end)| text.starts_with(begin) && text.contains(end) && text.ends_with(':'))
}

fn is_introduction_line(line: &str) -> bool {
    line.len() < 300 && introduces(line)
}

/// "On ... wrote:", which programs break into two lines.
fn is_introduction(rest: &[&str]) -> bool {
    let Some(first) = rest.first() else { return false };
    let second = rest.get(1).copied().unwrap_or_default();
    let begins = INTRODUCTIONS.iter().any(|(begin, _)| first.trim().to_lowercase().starts_with(begin));
    is_introduction_line(first)
        || begins
            && first.len() + second.len() < 300
            && !second.trim().is_empty()
            && introduces(&format!("{first} {second}"))
}

/// Where the quoted part of HTML begins, by what programs write there.
const HTML_MARKS: &[&str] = &[
    "<blockquote",
    "class=\"gmail_quote",
    "id=\"appendonsend\"",
    "id=\"divrplyfwdmsg\"",
    "id=appendonsend",
    "id=divrplyfwdmsg",
    "class=\"moz-cite-prefix\"",
    "id=\"mail-editor-reference-message-container\"",
    "class=\"yahoo_quoted\"",
];
/// What ends a line.
const BREAKS: &[&str] = &["br", "p", "div", "li", "tr", "h1", "h2", "h3", "table", "ul", "ol", "hr"];
/// What is not shown.
const HIDDEN: &[&str] = &["style", "script", "head", "title"];

/// HTML as text, as far as something was written before what is quoted.
pub(super) fn text_of_html(html: &str) -> String {
    // Only ASCII changes its case here: places stay the same.
    let small = html.to_ascii_lowercase();
    let end = HTML_MARKS.iter().filter_map(|mark| small.find(mark)).min().unwrap_or(html.len());
    // A mark within a tag: the tag goes, too.
    let end = small.get(..end).map_or(end, |before| match (before.rfind('<'), before.rfind('>')) {
        (Some(open), Some(close)) if open > close => open,
        (Some(open), None) => open,
        _ => end,
    });
    let own = shown(html.get(..end).unwrap_or(html));
    if own.trim().is_empty() { shown(html) } else { own }
}

fn shown(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut hidden: Option<String> = None;
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        if hidden.is_none() {
            flow(&mut out, before);
        }
        if tag.starts_with("<!--") {
            rest = tag.find("-->").and_then(|end| tag.get(end + 3..)).unwrap_or_default();
            continue;
        }
        let Some(end) = tag.find('>') else {
            rest = "";
            break;
        };
        let inner = tag.get(1..end).unwrap_or_default().to_ascii_lowercase();
        let name: String = inner.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if let Some(of) = &hidden {
            if inner.starts_with('/') && name == *of {
                hidden = None;
            }
        } else if HIDDEN.contains(&name.as_str()) && !inner.starts_with('/') {
            hidden = Some(name);
        } else if BREAKS.contains(&name.as_str()) && (!out.ends_with('\n') || name == "br") {
            out.push('\n');
        }
        rest = tag.get(end + 1..).unwrap_or_default();
    }
    if hidden.is_none() {
        flow(&mut out, rest);
    }
    out.trim().to_owned()
}

/// Adds text as a browser shows it: white space is one space.
fn flow(out: &mut String, text: &str) {
    for sign in entities(text).chars() {
        if sign == '\u{a0}' || sign.is_whitespace() {
            if !out.ends_with([' ', '\n']) && !out.is_empty() {
                out.push(' ');
            }
        } else {
            out.push(sign);
        }
    }
}

const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("agrave", 'à'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("igrave", 'ì'),
    ("ograve", 'ò'),
    ("ugrave", 'ù'),
    ("Egrave", 'È'),
    ("euro", '€'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("hellip", '…'),
];

fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let sign = from.get(1..).and_then(|behind| {
            let end = behind.bytes().take(10).position(|sign| sign == b';')?;
            let name = behind.get(..end)?;
            let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            });
            let named = || ENTITIES.iter().find(|(of, _)| *of == name).map(|(_, sign)| *sign);
            number.and_then(char::from_u32).or_else(named).map(|sign| (sign, end + 2))
        });
        let (sign, length) = sign.unwrap_or(('&', 1));
        out.push(sign);
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_left_out() {
        for (text, wanted) in [
            (
                "Ja, gerne.\n\nAm 3. Mai 2026 um 10:11 schrieb Jörg Weiß <w@o.example>:\n> Ihr Vertrag\n> endet",
                "Ja, gerne.",
            ),
            ("Yes.\n\nOn Mon, 4 May 2026 at 10:11, Jörg Weiß\n<w@o.example> wrote:\n\n> x", "Yes."),
            ("Sì\r\n\r\nIl giorno lun 4 mag 2026 alle 10:11 W <w@o.example> ha scritto:\r\n> x", "Sì"),
            ("> Wann?\nIm Mai.\n> Wo?\nIn Bergamo.", "Im Mai.\nIn Bergamo."),
            ("Ok\n\nVon: W <w@o.example>\nGesendet: Montag\nAn: R\nBetreff: x\n\nalt", "Ok"),
            ("Ok\n-----Original Message-----\nold", "Ok"),
            ("Ok\n\n\n\nGruß\n-- \nMaria Rossi\nTel. 1", "Ok\n\nGruß"),
            ("Am Montag kommen wir:\nzu zweit", "Am Montag kommen wir:\nzu zweit"),
            ("Von: hier aus\nist es nah", "Von: hier aus\nist es nah"),
            ("> nur Zitat", "> nur Zitat"),
        ] {
            assert_eq!(own_text(text), wanted, "{text}");
        }
    }

    #[test]
    fn html_becomes_text() {
        for (html, wanted) in [
            (
                "<html><head><title>t</title><style>p{}</style></head><body><p>Gr&uuml;&#223;e &amp; Dank</p>\n<p>Maria</p>",
                "Grüße & Dank\nMaria",
            ),
            ("<div>Ja</div><blockquote type=\"cite\"><div>alt</div></blockquote>", "Ja"),
            ("<div>Ja</div><div class=\"gmail_quote\"><div>alt</div></div>", "Ja"),
            ("<p>Ok</p><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\">Von: x</div>", "Ok"),
            ("a<br>b<!-- c -->d", "a\nbd"),
            ("<blockquote>alles</blockquote>", "alles"),
            ("x &unknown; &#xFFFFFFFF; & y <", "x &unknown; &#xFFFFFFFF; & y"),
        ] {
            assert_eq!(text_of_html(html), wanted, "{html}");
        }
    }
}
