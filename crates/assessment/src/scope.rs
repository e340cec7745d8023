//! The part of the base a figure is about: `type=HX-500`, `family=Pressen&age=10-15`.

use std::fmt;

/// What machines are grouped by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Machine type.
    Type,
    /// Product family.
    Family,
    /// Country of the site.
    Country,
    /// Group of countries, as assumed.
    CountryGroup,
    /// Age band, as assumed.
    Age,
    /// Person responsible.
    Owner,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Type, Self::Family, Self::Country, Self::CountryGroup, Self::Age, Self::Owner];

    /// The name in figure ids.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Family => "family",
            Self::Country => "country",
            Self::CountryGroup => "country_group",
            Self::Age => "age",
            Self::Owner => "owner",
        }
    }
}

/// A value of a dimension.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Chosen {
    /// This text.
    Value(String),
    /// Not known, written `-`.
    NotKnown,
    /// All groups that a chart does not show for themselves, written `~other`.
    Other,
}

/// Restrictions that all hold; none is the whole base.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Scope(pub(crate) Vec<(Dimension, Chosen)>);

impl Scope {
    pub(crate) fn of(dimension: Dimension, chosen: Chosen) -> Self {
        Self(vec![(dimension, chosen)])
    }

    pub(crate) fn and(mut self, dimension: Dimension, chosen: Chosen) -> Self {
        self.0.push((dimension, chosen));
        self
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        let restriction = |part: &str| {
            let (name, value) = part.split_once('=')?;
            let dimension = Dimension::ALL.into_iter().find(|dimension| dimension.id() == name)?;
            let chosen = match value {
                "-" => Chosen::NotKnown,
                "~other" => Chosen::Other,
                text => Chosen::Value(decoded(text)?),
            };
            Some((dimension, chosen))
        };
        text.split('&').map(restriction).collect::<Option<Vec<_>>>().map(Self)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (dimension, chosen)) in self.0.iter().enumerate() {
            let and = if at > 0 { "&" } else { "" };
            write!(f, "{and}{}=", dimension.id())?;
            match chosen {
                Chosen::Value(text) => f.write_str(&encoded(text))?,
                Chosen::NotKnown => f.write_str("-")?,
                Chosen::Other => f.write_str("~other")?,
            }
        }
        Ok(())
    }
}

/// The text with those marks written as `%XX` that separate parts of an id, and so that it is none of the words.
fn encoded(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for (at, character) in text.chars().enumerate() {
        let word = at == 0 && (character == '~' || text == "-");
        if word || matches!(character, '%' | '&' | '=' | '@') {
            written.push_str(&format!("%{:02X}", u32::from(character)));
        } else {
            written.push(character);
        }
    }
    written
}

fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut read = parts.next()?.to_owned();
    for part in parts {
        let code = u8::from_str_radix(part.get(..2)?, 16).ok().filter(u8::is_ascii)?;
        read.push(char::from(code));
        read.push_str(part.get(2..)?);
    }
    Some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_it_was_written() {
        for text in ["", "-", "~other", "HX-500", "A&B=C@D%20", "Österreich", "100 %"] {
            let scope =
                Scope::of(Dimension::Type, Chosen::Value(text.to_owned())).and(Dimension::Age, Chosen::NotKnown);
            assert_eq!(Scope::parse(&scope.to_string()), Some(scope.clone()), "{scope}");
        }
        let written = Scope::of(Dimension::Family, Chosen::Other).to_string();
        assert_eq!(written, "family=~other");
        assert_eq!(Scope::parse("colour=red"), None);
        assert_eq!(Scope::parse("type=%GG"), None);
    }
}
