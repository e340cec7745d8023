//! The HTML mails may have: a fragment of plain elements, each closed.
//!
//! Pictures are refused, because those that are fetched tell who opened a mail and when, which nobody agreed to. What is not
//! closed, comments and styles that place or hide are refused, because they could take the legal footer out of sight.

use std::fmt::Write as _;

const ELEMENTS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
/// Those that are never closed.
const EMPTY: &[&str] = &["br", "hr"];
const ATTRIBUTES: &[&str] = &[
    "align",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "colspan",
    "dir",
    "height",
    "href",
    "lang",
    "role",
    "rowspan",
    "style",
    "title",
    "valign",
    "width",
];
/// What a style may set; nothing that loads, places or hides.
const STYLES: &[&str] = &[
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-left",
    "border-radius",
    "border-right",
    "border-top",
    "color",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "line-height",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-width",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "vertical-align",
    "width",
];
/// The deepest nesting.
const DEEPEST: usize = 50;

/// Whether a fragment is one mails may have.
///
/// # Errors
/// What it must not hold, with its line.
pub(crate) fn check(html: &str) -> Result<(), String> {
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let line = line_at(html, rest.len() - start);
        let behind = rest.get(start + 1..).unwrap_or_default();
        let (tag, after) = tag(behind).ok_or_else(|| format!("line {line}: `<` opens nothing; write &lt;"))?;
        let wrong = |why: String| format!("line {line}: {why}");
        if tag.starts_with(['!', '?']) {
            return Err(wrong("comments and declarations are not allowed".to_owned()));
        }
        if let Some(name) = tag.strip_prefix('/') {
            let name = name.trim().to_ascii_lowercase();
            if open.pop().as_deref() != Some(name.as_str()) {
                return Err(wrong(format!("</{name}> closes what is not open")));
            }
        } else {
            let name = element(tag).map_err(&wrong)?;
            if !EMPTY.contains(&name.as_str()) {
                open.push(name);
            }
            if open.len() > DEEPEST {
                return Err(wrong(format!("elements stand more than {DEEPEST} deep in one another")));
            }
        }
        rest = after;
    }
    match open.last() {
        Some(name) => Err(format!("<{name}> is not closed")),
        None => Ok(()),
    }
}

fn line_at(html: &str, from_end: usize) -> usize {
    let before = html.len().saturating_sub(from_end);
    html.bytes().take(before).filter(|sign| *sign == b'\n').count() + 1
}

/// What stands between the brackets, and what comes after. A bracket in a quoted value ends nothing.
fn tag(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (index, sign) in text.char_indices() {
        match quote {
            Some(end) if sign == end => quote = None,
            Some(_) => {}
            None if sign == '"' || sign == '\'' => quote = Some(sign),
            None if sign == '<' => return None,
            None if sign == '>' => return Some((text.get(..index)?, text.get(index + 1..)?)),
            None => {}
        }
    }
    None
}

/// The name of an element that is allowed with its attributes.
fn element(tag: &str) -> Result<String, String> {
    let tag = tag.trim_end().trim_end_matches('/');
    let (name, mut rest) = tag.split_at(tag.find(char::is_whitespace).unwrap_or(tag.len()));
    let name = name.to_ascii_lowercase();
    if name == "img" {
        return Err("<img> is not allowed: a picture that is fetched says who opened the mail, and when".to_owned());
    }
    if !ELEMENTS.contains(&name.as_str()) {
        let name: String = name.chars().take(40).collect();
        return Err(format!("<{name}> is not allowed in mails; allowed are {}", ELEMENTS.join(", ")));
    }
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(name);
        }
        let end = rest.find(|sign: char| sign.is_whitespace() || sign == '=').unwrap_or(rest.len());
        let (attribute, after) = rest.split_at(end);
        let attribute = attribute.to_ascii_lowercase();
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('=') {
            None => ("", after),
            Some(after) => value(after.trim_start()).ok_or_else(|| {
                format!("<{name}>: the value of `{attribute}` is not quoted; write {attribute}=\"...\"")
            })?,
        };
        rest = next;
        if !ATTRIBUTES.contains(&attribute.as_str()) {
            let attribute: String = attribute.chars().take(40).collect();
            return Err(format!("<{name}>: the attribute `{attribute}` is not allowed in mails"));
        }
        match attribute.as_str() {
            "href" => link(value)?,
            "style" => style(value)?,
            _ => {}
        }
    }
}

fn value(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
    text.get(1..)?.split_once(quote)
}

fn link(target: &str) -> Result<(), String> {
    let plain = target.trim().to_ascii_lowercase();
    if ["https://", "http://", "mailto:", "tel:"].iter().any(|begin| plain.starts_with(begin)) {
        return Ok(());
    }
    let shown: String = target.chars().take(60).collect();
    Err(format!("the link `{shown}` leads nowhere from a mail; begin with https://, mailto: or tel:"))
}

fn style(text: &str) -> Result<(), String> {
    let plain = text.to_ascii_lowercase();
    if let Some(sign) = ["url", "\\", "/*", "&", "expression", "@"].iter().find(|sign| plain.contains(**sign)) {
        return Err(format!("a style must not hold `{sign}`: it may load something, or hide it"));
    }
    for one in plain.split(';').map(str::trim).filter(|one| !one.is_empty()) {
        let (name, value) = one.split_once(':').unwrap_or((one, ""));
        if !STYLES.contains(&name.trim()) {
            let name: String = name.chars().take(40).collect();
            return Err(format!("the style `{name}` is not allowed in mails"));
        }
        if value.contains('-') && name.trim().starts_with("margin") {
            return Err("a negative margin may cover what stands below".to_owned());
        }
    }
    Ok(())
}

/// A text with the signs of HTML written out.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// A text as HTML: paragraphs at empty lines, and links where addresses of pages stand.
pub(crate) fn of_text(text: &str) -> String {
    let mut out = String::new();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    for paragraph in lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()) {
        let lines: Vec<String> = paragraph.iter().map(|line| linked(line)).collect();
        let _ = writeln!(out, "<p>{}</p>", lines.join("<br>\n"));
    }
    out
}

fn linked(line: &str) -> String {
    let words = line.split_inclusive(' ').map(|word| {
        let bare = word.trim_end_matches([' ', '.', ',', ';', ')']);
        if bare.starts_with("https://") || bare.starts_with("http://") {
            let behind = word.get(bare.len()..).unwrap_or_default();
            format!("<a href=\"{0}\">{0}</a>{1}", escaped(bare), escaped(behind))
        } else {
            escaped(word)
        }
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_html_is_fine() {
        for html in [
            "",
            "text &amp; more",
            "<p style=\"color: #333; margin: 0 0 1em\">a<br>b<br/>c</p>\n<ul><li>x</li></ul>",
            "<a href=\"https://portal.example/?a=1&amp;b=2\" title='x > y'>x</a><HR>",
            "<table border=\"0\" cellpadding='4'><tr><td width=\"100\">x</td></tr></table>",
        ] {
            assert_eq!(check(html), Ok(()), "{html}");
        }
    }

    #[test]
    fn what_loads_hides_or_runs_is_refused() {
        for (html, why) in [
            ("<img src=\"https://t.example/1.gif\">", "<img>"),
            ("<IMG SRC='cid:x'>", "<img>"),
            ("<script>x</script>", "<script>"),
            ("<style>p{}</style>", "<style>"),
            ("<link href=\"https://x.example\">", "<link>"),
            ("<!-- x -->", "comments"),
            ("x\n\n<!--", "`<` opens nothing"),
            ("a\n<div><p>x</p>", "<div> is not closed"),
            ("</body>", "closes what is not open"),
            ("<p></div></p>", "closes what is not open"),
            ("<p onclick=\"x\">y</p>", "`onclick`"),
            ("<td background=\"https://x.example/1.gif\">y</td>", "`background`"),
            ("<p style=\"background: url(https://x.example)\">y</p>", "`url`"),
            ("<p style=\"display:none\">y</p>", "`display`"),
            ("<p style=\"margin-bottom: -100px\">y</p>", "negative margin"),
            ("<p style=\"back\\67round-color: red\">y</p>", "`\\`"),
            ("<a href=\"javascript:x\">y</a>", "leads nowhere"),
            ("<a href=https://x.example>y</a>", "not quoted"),
            ("<p", "opens nothing"),
            ("a < b", "opens nothing"),
        ] {
            let error = check(html).expect_err(html);
            assert!(error.contains(why), "{html}: {error}");
        }
        assert!(check("a\nb\n<img>").expect_err("refused").starts_with("line 3: "));
        assert!(check(&("<b>".repeat(60) + &"</b>".repeat(60))).is_err());
    }

    #[test]
    fn a_text_becomes_paragraphs() {
        let html = of_text("Guten Tag <Rossi>,\n\nsehen Sie https://a.example/x?y=1&z=2.\nGruß\n\n\n");
        assert_eq!(
            html,
            "<p>Guten Tag &lt;Rossi&gt;,</p>\n<p>sehen Sie <a href=\"https://a.example/x?y=1&amp;z=2\">\
             https://a.example/x?y=1&amp;z=2</a>.<br>\nGruß</p>\n"
        );
        assert_eq!(check(&html), Ok(()));
    }
}
