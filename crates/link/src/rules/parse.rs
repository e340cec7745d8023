//! From the file to the rules, with what is wrong and what to do about it.

use super::file::{Block, Compare, File};
use super::{Basis, BlockingRule, ComparisonRule, DerivedColumn, Lists, MeasureRule, Nearest, Parts, Rules};
use crate::LinkError;
use crate::clean::{CLEANERS, Clean};

/// More rules would not fit the mask in which a pair remembers the rules it satisfies.
const MOST_BLOCKS: usize = 16;
/// More levels would not tell anything apart; with this bound level vectors fit 64 bits for 12 comparisons and more.
const MOST_LEVELS: usize = 24;

const MEASURES: &str = "exact, serial, jaro_winkler, damerau_levenshtein, company_name, cosine, number, date, postcode, \
                        distance, swapped, together";

impl Rules {
    /// The rules of a file.
    ///
    /// # Errors
    /// What is wrong, where, and what to do.
    pub fn parse(toml: &str) -> Result<Self, LinkError> {
        let file: File = toml::from_str(toml).map_err(|error| LinkError::Unreadable(error.to_string()))?;
        let link = file.link;
        let lists = match link.lists.as_str() {
            "one" => Lists::One,
            "two" => Lists::Two,
            other => return Err(wrong("[link] lists", format!("`{other}` is unknown"), "Write \"one\" or \"two\"")),
        };
        let basis = match link.estimate_from.as_deref() {
            None | Some("random") => Basis::Random,
            Some("compared") => Basis::Compared,
            Some(other) => {
                let problem = format!("`{other}` is unknown");
                return Err(wrong("[link] estimate_from", problem, "Write \"random\" or \"compared\""));
            }
        };
        for (key, value) in [("review", link.review), ("accept", link.accept), ("recall", link.recall)] {
            if !(value > 0.0 && value <= 1.0) {
                let problem = format!("{value} is no probability");
                return Err(wrong(&format!("[link] {key}"), problem, "Write a number above 0 and up to 1"));
            }
        }
        if link.review > link.accept {
            let problem = format!("{} is above accept = {}", link.review, link.accept);
            return Err(wrong(
                "[link] review",
                problem,
                "A pair is reviewed below the probability from which it links",
            ));
        }
        if let Some(prior) = link.prior.filter(|prior| !(*prior > 0.0 && *prior < 1.0)) {
            let problem = format!("{prior} is no probability");
            return Err(wrong("[link] prior", problem, "Write the share of pairs that are the same, as 0.0001"));
        }
        if link.sure.iter().any(Vec::is_empty) {
            return Err(wrong(
                "[link] sure",
                "a rule has no column".into(),
                "Write [[\"serial\"], [\"name\", \"city\"]]",
            ));
        }
        if file.block.is_empty() {
            let advice = "Add one, as [[block]] on = [\"postcode\"]: only records it brings together are compared";
            return Err(wrong("[[block]]", "there is none".into(), advice));
        }
        if file.block.len() > MOST_BLOCKS {
            let problem = format!("there are {}", file.block.len());
            return Err(wrong("[[block]]", problem, "At most 16 are possible"));
        }
        if file.compare.is_empty() {
            let advice = "Add one, as [[compare]] column = \"name\" as = \"jaro_winkler\" levels = [0.9, 0.8]";
            return Err(wrong("[[compare]]", "there is none".into(), advice));
        }
        if basis == Basis::Compared && file.block.iter().all(|rule| rule.nearest.is_none()) {
            let problem = "\"compared\" needs a blocking rule with `nearest`".to_owned();
            let advice = "Write \"random\": equal values alone bring too few kinds of pairs together to learn from";
            return Err(wrong("[link] estimate_from", problem, advice));
        }
        if link.one_to_one && lists == Lists::One && link.source.is_none() {
            let problem = "in one list it is not clear what a partner is".to_owned();
            return Err(wrong("[link] one_to_one", problem, "Write source = \"COLUMN\", of which a cluster holds one"));
        }
        let columns = file.columns.into_iter().map(|(name, column)| {
            let place = format!("[columns] {name}");
            let clean = column.clean.iter().map(|step| cleaner(&place, step)).collect::<Result<_, _>>()?;
            Ok(DerivedColumn { name, from: column.from.into_vec(), clean })
        });
        let rules = Self {
            lists,
            id: link.id,
            source: link.source,
            review: link.review,
            accept: link.accept,
            one_to_one: link.one_to_one,
            prior: link.prior,
            sure: link.sure,
            recall: link.recall,
            basis,
            sample: link.sample.max(1_000),
            seed: link.seed,
            largest_block: link.largest_block.max(1),
            columns: columns.collect::<Result<_, _>>()?,
            blocks: (1..).zip(file.block).map(|(at, rule)| block(at, rule)).collect::<Result<_, _>>()?,
            compare: (1..).zip(file.compare).map(|(at, rule)| compare(at, rule)).collect::<Result<_, _>>()?,
        };
        for (at, rule) in (1..).zip(&rules.compare) {
            let label_of_another =
                |label: &&String| label.as_str() != rule.label && rules.compare.iter().any(|of| of.label == **label);
            if let Some(label) = rule.unless_same.iter().find(|label| !label_of_another(label)) {
                let place = format!("[[compare]] {at} ({})", rule.label);
                let problem = format!("unless_same names `{label}`, which is no other comparison");
                return Err(wrong(&place, problem, "Write the label of another comparison, or the column it compares"));
            }
        }
        // Besides those written: missing, different, same, mistyped dates, found in another column.
        let patterns = rules.compare.iter().try_fold(1_u64, |all, rule| all.checked_mul(rule.levels.len() as u64 + 5));
        if patterns.is_none() {
            let problem = "the levels have more than 2^64 combinations".into();
            return Err(wrong("[[compare]]", problem, "Leave out comparisons or levels"));
        }
        Ok(rules)
    }
}

fn wrong(place: &str, problem: String, advice: &str) -> LinkError {
    LinkError::Rule { place: place.to_owned(), problem, advice: advice.to_owned() }
}

fn cleaner(place: &str, step: &str) -> Result<Clean, LinkError> {
    Clean::parse(step)
        .ok_or_else(|| wrong(place, format!("clean = `{step}` is unknown"), &format!("There are: {CLEANERS}")))
}

fn parts(place: &str, written: Option<&str>) -> Result<Parts, LinkError> {
    match written {
        None | Some("words") => Ok(Parts::Words),
        Some("grams2") => Ok(Parts::Grams(2, 2)),
        Some("grams3") => Ok(Parts::Grams(3, 3)),
        Some("grams4") => Ok(Parts::Grams(4, 4)),
        Some("grams3-4") => Ok(Parts::Grams(3, 4)),
        Some("grams2-4") => Ok(Parts::Grams(2, 4)),
        Some("grams3-5") => Ok(Parts::Grams(3, 5)),
        Some(other) => {
            let advice = "There are: words, grams2, grams3, grams4, grams2-4, grams3-4, grams3-5";
            Err(wrong(place, format!("parts = `{other}` is unknown"), advice))
        }
    }
}

fn block(at: usize, rule: Block) -> Result<BlockingRule, LinkError> {
    let place = format!("[[block]] {at}");
    if rule.on.is_empty() {
        return Err(wrong(&place, "`on` has no column".into(), "Write on = [\"postcode\"]"));
    }
    let nearest = match rule.nearest {
        Some(0) => return Err(wrong(&place, "nearest = 0 finds nothing".into(), "Write nearest = 10")),
        Some(count) => {
            let at_least = rule.at_least.unwrap_or(0.0) as f32;
            Some(Nearest { count, parts: parts(&place, rule.parts.as_deref())?, at_least })
        }
        None if rule.parts.is_some() || rule.at_least.is_some() => {
            let problem = "`parts` and `at_least` are for nearest records".into();
            return Err(wrong(&place, problem, "Write nearest = 10 beside them, or leave them out"));
        }
        None => None,
    };
    Ok(BlockingRule { on: rule.on, nearest, train: rule.train })
}

fn compare(at: usize, rule: Compare) -> Result<ComparisonRule, LinkError> {
    let columns: Vec<String> = rule.column.into_iter().chain(rule.columns).collect();
    let label = rule.label.unwrap_or_else(|| columns.join(" "));
    let place = format!("[[compare]] {at} ({label})");
    let measure = match rule.measure.as_str() {
        "exact" => MeasureRule::Exact,
        "serial" => MeasureRule::Serial,
        "jaro_winkler" => MeasureRule::JaroWinkler,
        "damerau_levenshtein" => MeasureRule::DamerauLevenshtein,
        "company_name" => MeasureRule::CompanyName,
        "cosine" => MeasureRule::Cosine(parts(&place, rule.parts.as_deref())?),
        "number" => MeasureRule::Number,
        "date" => MeasureRule::Date,
        "postcode" => MeasureRule::Postcode,
        "distance" => MeasureRule::Distance,
        "swapped" => MeasureRule::Swapped,
        "together" => MeasureRule::Together,
        other => return Err(wrong(&place, format!("as = `{other}` is unknown"), &format!("There are: {MEASURES}"))),
    };
    let wanted = if matches!(measure, MeasureRule::Distance | MeasureRule::Swapped) { 2 } else { 1 };
    if columns.len() != wanted {
        let problem = format!("as = `{}` compares {wanted} column(s), {} are given", rule.measure, columns.len());
        return Err(wrong(&place, problem, "Write column = \"name\", or columns = [\"latitude\", \"longitude\"]"));
    }
    if rule.parts.is_some() && !matches!(measure, MeasureRule::Cosine(_)) {
        return Err(wrong(&place, "`parts` is for as = \"cosine\"".into(), "Leave it out"));
    }
    if (measure == MeasureRule::Together) == rule.given.is_empty() {
        let problem = format!("`given` and as = `{}` do not go together", rule.measure);
        let advice = "as = \"together\" needs given = [\"serial\"], columns of records that are nearly sure to be the same; \
                      other comparisons need none";
        return Err(wrong(&place, problem, advice));
    }
    if rule.levels.len() > MOST_LEVELS {
        return Err(wrong(&place, format!("{} levels are too many", rule.levels.len()), "At most 24 are possible"));
    }
    // Similarities fall from level to level, differences rise.
    let similarity = matches!(
        measure,
        MeasureRule::JaroWinkler
            | MeasureRule::CompanyName
            | MeasureRule::Cosine(_)
            | MeasureRule::Postcode
            | MeasureRule::Swapped
            | MeasureRule::Together
    );
    let in_order = |pair: &[f64]| if similarity { pair[0] > pair[1] } else { pair[0] < pair[1] };
    if !rule.levels.windows(2).all(in_order) || rule.levels.iter().any(|level| !level.is_finite() || *level < 0.0) {
        let problem = format!("levels = {:?} are not in order", rule.levels);
        let advice =
            if similarity { "Write the highest similarity first" } else { "Write the smallest difference first" };
        return Err(wrong(&place, problem, advice));
    }
    if measure == MeasureRule::Exact && !rule.levels.is_empty() {
        return Err(wrong(&place, "as = \"exact\" has no levels".into(), "Leave `levels` out"));
    }
    let texts = matches!(measure, MeasureRule::Exact | MeasureRule::JaroWinkler | MeasureRule::DamerauLevenshtein);
    if rule.or_in.is_some() && !texts {
        let problem = format!("`or_in` is not possible with as = `{}`", rule.measure);
        return Err(wrong(&place, problem, "Use exact, jaro_winkler or damerau_levenshtein, or leave it out"));
    }
    Ok(ComparisonRule {
        label,
        columns,
        measure,
        levels: rule.levels,
        term_frequency: rule.term_frequency,
        or_in: rule.or_in,
        given: rule.given,
        unless_same: rule.unless_same,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "[link]\nlists = \"one\"\n[[block]]\non = [\"a\"]\n[[compare]]\ncolumn = \"a\"\nas = \"exact\"\n";

    /// Fails unless the rules with the replacement are refused with these words.
    fn refused(from: &str, to: &str, words: &[&str]) {
        let error = Rules::parse(&GOOD.replace(from, to)).expect_err("is refused").to_string();
        for word in words {
            assert!(error.contains(word), "`{word}` is missing in: {error}");
        }
    }

    #[test]
    fn errors_say_where_and_what_to_do() {
        assert!(Rules::parse(GOOD).is_ok());
        refused("\"one\"", "\"three\"", &["[link] lists", "`three`", "Write \"one\" or \"two\""]);
        refused("as = \"exact\"", "as = \"exakt\"", &["[[compare]] 1 (a)", "`exakt`", "jaro_winkler"]);
        refused("lists", "list", &["unknown field `list`", "line"]);
        refused("[[block]]\non = [\"a\"]\n", "", &["[[block]]", "there is none"]);
        refused("\"one\"", "\"one\"\naccept = 0.1", &["[link] review", "0.2 is above accept = 0.1"]);
        refused("\"one\"", "\"one\"\n[columns]\nb = { from = \"a\", clean = [\"fault\"] }", &["[columns] b", "fold"]);
        refused("as = \"exact\"", "as = \"jaro_winkler\"\nlevels = [0.7, 0.9]", &["highest similarity first"]);
        refused("as = \"exact\"", "as = \"distance\"", &["2 column(s), 1 are given"]);
        refused("\"one\"", "\"one\"\none_to_one = true", &["[link] one_to_one", "source = "]);
        refused("\"one\"", "\"one\"\nestimate_from = \"compared\"", &["[link] estimate_from", "`nearest`"]);
        refused("as = \"exact\"", "as = \"exact\"\nunless_same = [\"b\"]", &["[[compare]] 1 (a)", "`b`"]);
        refused("as = \"exact\"", "as = \"together\"\nlevels = [2]", &["[[compare]] 1 (a)", "given = [\"serial\"]"]);
        refused("on = [\"a\"]", "on = [\"a\"]\nnearest = 0", &["[[block]] 1", "nearest = 10"]);
    }
}
