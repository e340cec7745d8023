//! Rules for documents: those a reader looks for exist, and links inside the repository lead somewhere.

use super::Violation;

/// What a newcomer looks for at the root.
const REQUIRED: &[&str] = &["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE"];

/// The required documents exist, and at least one decision is recorded.
pub fn check_required(files: &[String]) -> Vec<Violation> {
    let missing = REQUIRED.iter().filter(|name| !files.iter().any(|file| file == *name));
    let mut found: Vec<_> =
        missing.map(|name| Violation::new(name, 0, "is missing; a newcomer looks for it")).collect();
    if !files.iter().any(|file| file.starts_with("docs/decisions/") && file.ends_with(".md")) {
        found.push(Violation::new("docs/decisions", 0, "holds no decision record (NNNN-title.md)"));
    }
    found
}

/// Relative links of one Markdown file that lead nowhere. `exists` is asked for paths relative to the workspace.
pub fn check_links(file: &str, text: &str, exists: impl Fn(&str) -> bool) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => {
                for target in targets(&without_code(line)) {
                    match resolve(file, &target) {
                        Link::Elsewhere => {}
                        Link::Inside(path) if exists(&path) => {}
                        Link::Inside(_) => {
                            found.push(Violation::new(file, number, format!("link to `{target}` leads nowhere")));
                        }
                        Link::Outside => {
                            found.push(Violation::new(
                                file,
                                number,
                                format!("link to `{target}` leaves the repository"),
                            ));
                        }
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// The line without its `code` spans.
fn without_code(line: &str) -> String {
    // An odd number of back-ticks leaves the last one without an end: the rest is text.
    let parts: Vec<&str> = line.split('`').collect();
    let open_end = parts.len().is_multiple_of(2);
    let last = parts.len() - 1;
    let kept = parts.iter().enumerate().filter(|(index, _)| index % 2 == 0 || (open_end && *index == last));
    kept.map(|(_, part)| *part).collect()
}

/// The targets of `[text](target "title")` and `[name]: target`.
fn targets(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some((name, target)) = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("]:"))
        && !name.contains(']')
    {
        found.extend(target.split_whitespace().next().map(clean));
    }
    let mut rest = line;
    while let Some((_, after)) = rest.split_once("](") {
        let mut depth = 0_usize;
        let end = after.find(|character| match character {
            '(' => {
                depth += 1;
                false
            }
            ')' if depth == 0 => true,
            ')' => {
                depth -= 1;
                false
            }
            _ => false,
        });
        let Some(end) = end else { break };
        let (inside, remainder) = after.split_at(end);
        let inside = inside.trim();
        let target = if inside.starts_with('<') { inside.split('>').next() } else { inside.split_whitespace().next() };
        found.extend(target.map(clean));
        rest = remainder;
    }
    found
}

fn clean(target: &str) -> String {
    target.trim_start_matches('<').trim_end_matches('>').to_owned()
}

enum Link {
    /// Another site, mail, or the same page.
    Elsewhere,
    /// A path of this repository.
    Inside(String),
    /// A path above the root.
    Outside,
}

fn resolve(file: &str, target: &str) -> Link {
    let scheme = target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1 && scheme.chars().all(|one| one.is_ascii_alphanumeric() || "+-.".contains(one))
    });
    let path = target.split(['#', '?']).next().unwrap_or_default().replace("%20", " ");
    if scheme || path.is_empty() {
        return Link::Elsewhere;
    }
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { file.split('/').collect() };
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Link::Outside;
                }
            }
            name => parts.push(name),
        }
    }
    Link::Inside(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str) -> Vec<(usize, String)> {
        let here = ["", "README.md", "docs/a.md", "docs/decisions/0001-x.md", "docs", "docs/with space.md", "a(b).md"];
        let found = check_links("docs/a.md", text, |path| here.contains(&path));
        found.into_iter().map(|violation| (violation.line, violation.why)).collect()
    }

    #[test]
    fn links_that_lead_somewhere_are_fine() {
        let text = "[a](decisions/0001-x.md#why) [b](../README.md) [c](/docs/a.md 'title') [d](#here)\n\
                    [e](https://example.com/x) [f](mailto:a@b.de) ![g](<with space.md>) [h](with%20space.md)\n\
                    [i]: ../README.md\n[j](..) [k](../docs/) [l](../a(b).md)\n";
        assert_eq!(broken(text), []);
    }

    #[test]
    fn dead_links_are_found_with_their_line() {
        let found = broken("x\n[a](nothing.md) and [b](../../up.md)\n[c]: gone.md\n");
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 2, 3]);
        assert!(found[1].1.contains("leaves the repository"));
    }

    #[test]
    fn code_is_not_a_link() {
        assert_eq!(broken("```\n[a](nothing.md)\n```\n`[a](nothing.md)` and `x`\n"), []);
        assert_eq!(broken("a ` [b](nothing.md)\n").len(), 1);
    }

    #[test]
    fn required_documents_are_missed() {
        let all =
            ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "docs/decisions/0001-x.md"].map(str::to_owned);
        assert!(check_required(&all).is_empty());
        assert_eq!(check_required(&all[1..4]).len(), 2);
    }
}
