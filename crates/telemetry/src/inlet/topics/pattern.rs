//! The pattern of a topic: `plants/+/machines/{serial}/{signal}`.

/// What of a reading a level of the topic says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Serial,
    Signal,
    Unit,
}

impl Part {
    fn of(name: &str) -> Option<Self> {
        match name {
            "serial" => Some(Self::Serial),
            "signal" => Some(Self::Signal),
            "unit" => Some(Self::Unit),
            _ => None,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Level {
    /// As it stands.
    Same(String),
    /// Anything.
    Any,
    /// What a reading is made of, between texts that stand.
    Named { before: String, part: Part, after: String },
    /// All levels from here on.
    Rest,
}

/// A pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pattern {
    levels: Vec<Level>,
}

/// What a topic says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Said<'a> {
    pub(super) serial: Option<&'a str>,
    pub(super) signal: Option<&'a str>,
    pub(super) unit: Option<&'a str>,
}

impl Pattern {
    /// Reads a pattern.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.len() > 1000 || text.contains('\0') {
            return Err("a topic has between 1 and 1000 letters".to_owned());
        }
        if text.starts_with("$share/") {
            return Err(format!("topic = \"{text}\": write the topic alone, and share = \"GROUP\" beside it"));
        }
        let levels = text.split('/').map(|level| Self::level(text, level)).collect::<Result<Vec<_>, _>>()?;
        if levels.iter().rev().skip(1).any(|level| *level == Level::Rest) {
            return Err(format!("topic = \"{text}\": `#` stands for the rest and can only be the last level"));
        }
        let mut parts: Vec<Part> = Vec::new();
        for level in &levels {
            if let Level::Named { part, .. } = level {
                if parts.contains(part) {
                    return Err(format!("topic = \"{text}\": one of the names in braces stands there twice"));
                }
                parts.push(*part);
            }
        }
        Ok(Self { levels })
    }

    fn level(text: &str, level: &str) -> Result<Level, String> {
        match level {
            "+" => return Ok(Level::Any),
            "#" => return Ok(Level::Rest),
            _ => {}
        }
        let wrong = |why: &str| Err(format!("topic = \"{text}\": {why}"));
        if level.contains(['+', '#']) {
            return wrong("`+` and `#` stand for whole levels: nothing else can stand between the slashes");
        }
        let Some((before, rest)) = level.split_once('{') else {
            return if level.contains('}') {
                wrong("a brace is not opened")
            } else {
                Ok(Level::Same(level.to_owned()))
            };
        };
        let Some((name, after)) = rest.split_once('}') else { return wrong("a brace is not closed") };
        if after.contains(['{', '}']) || before.contains('}') {
            return wrong("a level holds one name in braces");
        }
        let Some(part) = Part::of(name) else {
            return wrong(&format!("{{{name}}} is not known; write {{serial}}, {{signal}} or {{unit}}, or `+`"));
        };
        Ok(Level::Named { before: before.to_owned(), part, after: after.to_owned() })
    }

    /// What is subscribed to.
    pub(super) fn filter(&self) -> String {
        let levels = self.levels.iter().map(|level| match level {
            Level::Same(text) => text.as_str(),
            Level::Any | Level::Named { .. } => "+",
            Level::Rest => "#",
        });
        levels.collect::<Vec<_>>().join("/")
    }

    /// What a topic says, if it is one of these.
    pub(super) fn matches<'a>(&self, topic: &'a str) -> Option<Said<'a>> {
        let mut said = Said::default();
        let mut found = topic.split('/');
        for level in &self.levels {
            if *level == Level::Rest {
                return Some(said);
            }
            let is = found.next()?;
            match level {
                Level::Same(text) if text == is => {}
                Level::Any | Level::Rest => {}
                Level::Same(_) => return None,
                Level::Named { before, part, after } => {
                    let value = is.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?;
                    *match part {
                        Part::Serial => &mut said.serial,
                        Part::Signal => &mut said.signal,
                        Part::Unit => &mut said.unit,
                    } = Some(value);
                }
            }
        }
        found.next().is_none().then_some(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_say_what_a_reading_is_of() {
        let pattern = Pattern::new("plants/+/machines/m-{serial}/{signal}").expect("good");
        assert_eq!(pattern.filter(), "plants/+/machines/+/+");
        let said = pattern.matches("plants/graz/machines/m-4711/vibration").expect("it fits");
        assert_eq!((said.serial, said.signal, said.unit), (Some("4711"), Some("vibration"), None));
        for other in
            ["plants/graz/machines/4711/vibration", "plants/graz/machines/m-1", "plants/graz/machines/m-1/a/b", ""]
        {
            assert_eq!(pattern.matches(other), None, "{other}");
        }
        let rest = Pattern::new("{serial}/#").expect("good");
        assert_eq!(rest.matches("4711/a/b").and_then(|said| said.serial), Some("4711"));
        assert_eq!(rest.matches("4711").and_then(|said| said.serial), Some("4711"), "`#` is the parent, too");
    }

    #[test]
    fn wrong_patterns_say_what_is_wrong() {
        for (text, why) in [
            ("", "between 1 and"),
            ("a/#/b", "the last level"),
            ("a+/b", "whole levels"),
            ("a/{serail}", "{serail} is not known"),
            ("a/{serial", "not closed"),
            ("a/serial}", "not opened"),
            ("{serial}/{serial}", "twice"),
            ("{serial}{signal}", "one name"),
            ("$share/g/a", "share = "),
        ] {
            let said = Pattern::new(text).expect_err(text);
            assert!(said.contains(why), "{text}: {said}");
        }
    }
}
