//! Rules for the shipped triggers: one file each, named by its id, each with its cases.

use super::Violation;
use anyhow::Result;

/// Each `rules/<id>.toml` names its id and has `rules/cases/<id>.toml`, and there are no cases without a rule.
pub fn check(files: &[String], read: impl Fn(&str) -> Result<String>) -> Result<Vec<Violation>> {
    let mut found = Vec::new();
    for file in files {
        let Some(name) = file.strip_prefix("rules/").and_then(|rest| rest.strip_suffix(".toml")) else { continue };
        if let Some(case) = name.strip_prefix("cases/") {
            if !files.iter().any(|other| *other == format!("rules/{case}.toml")) {
                found.push(Violation::new(
                    file,
                    0,
                    format!("cases of a trigger that does not exist: rules/{case}.toml"),
                ));
            }
        } else if !name.contains('/') {
            let cases = format!("rules/cases/{name}.toml");
            if !files.contains(&cases) {
                let why = format!("has no cases; write {cases} with one that fires, one that does not, one unknown");
                found.push(Violation::new(file, 0, why));
            }
            found.extend(check_id(file, name, &read(file)?));
        }
    }
    Ok(found)
}

fn check_id(file: &str, name: &str, text: &str) -> Option<Violation> {
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => return Some(Violation::new(file, 0, format!("is not TOML: {}", error.message()))),
    };
    let id = table.get("id").and_then(toml::Value::as_str)?;
    (id != name).then(|| Violation::new(file, 0, format!("its id is `{id}`; the file is named after the id")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_cases_belong_together() {
        let files = [
            "rules/a.toml",
            "rules/b.toml",
            "rules/c.toml",
            "rules/cases/a.toml",
            "rules/cases/c.toml",
            "rules/cases/d.toml",
        ];
        let files = files.map(str::to_owned);
        let read = |file: &str| Ok(if file == "rules/c.toml" { "id = \"x\"" } else { "id = \"a\"\n[x]" }.to_owned());
        let found = check(&files, read).expect("readable");
        let places: Vec<_> = found.iter().map(|violation| violation.file.as_str()).collect();
        // b: no cases and another id; c: another id; d: cases without a rule.
        assert_eq!(places, ["rules/b.toml", "rules/b.toml", "rules/c.toml", "rules/cases/d.toml"]);
    }

    #[test]
    fn a_file_that_is_not_toml_is_named() {
        assert!(
            check_id("rules/a.toml", "a", "id = ").is_some_and(|violation| violation.why.starts_with("is not TOML"))
        );
        assert_eq!(check_id("rules/a.toml", "a", "title = 'x'"), None);
    }
}
