//! The condition of a trigger as a tree, and the tree as a condition: what the page's builder of conditions reads and writes.
//!
//! A condition stays SQL text; the tree only shows it. Both ways go through one form, [`Term`], in which everything that
//! says the same by associativity looks the same, so that text → tree → text settles after one round. What the builder has
//! no words for stays SQL as a rule with the field `expression`. Nothing is turned round that SQL's three-valued logic would
//! answer differently, and [`to_text`] reads its own text again before it gives it away.

mod comparison;
mod read;
#[cfg(test)]
mod tests;

pub(crate) use read::{bearable, with_stack};

use crate::segment::{Combinator, FactRule, Group, Item};
use serde_json::Value;

/// Groups within groups at most, as in segments.
const DEEPEST: usize = 8;

/// Rules and groups of one condition at most, as in segments.
const MOST: usize = 200;

/// Letters of a condition at most.
const LONGEST: usize = 20_000;

/// The field of a rule that names other triggers.
const TRIGGER: &str = "trigger";

/// The field of a rule that is SQL.
const EXPRESSION: &str = "expression";

/// The operator of a rule that is SQL.
const HOLDS: &str = "holds";

/// What is wrong, and where in the tree.
type Wrong = (Vec<usize>, String);

/// The condition as a tree.
///
/// Comments are left out. Parts the builder has no words for become rules with the field `expression`.
///
/// # Errors
/// Where the condition does not parse, or is larger or deeper than a tree may be: the message names line and column, or what
/// to do.
pub fn to_tree(condition: &str) -> Result<Group, String> {
    whole(read::term(condition)?, 0, &mut 0)
}

/// The tree as a condition, the outermost parts each on a line of its own.
///
/// # Errors
/// Names the rule or group by its place in the tree, counted from 0, and says what to do: a group without rules, a missing or
/// unsuitable value, an unknown operator, SQL that is not one expression, or more than there may be.
pub fn to_text(tree: &Group) -> Result<String, (Vec<usize>, String)> {
    let term = of_group(tree, &mut Vec::new(), &mut 0)?;
    let text = term.lines();
    let everywhere = |what| (Vec::new(), what);
    // What no reader can take apart again, or would take for something else, is no condition.
    if read::term(&text).map_err(everywhere)? != term {
        let what = "it cannot be written so that it is read as it was meant; write the parts with SQL otherwise";
        return Err(everywhere(what.to_owned()));
    }
    whole(term, 0, &mut 0).map_err(everywhere)?;
    Ok(text)
}

/// A condition with all that says the same in one shape: no group within a group of its kind, no group of one, negation
/// within the rule where the rule has a word for it.
#[derive(Clone, PartialEq, Debug)]
enum Term {
    Rule(FactRule),
    /// SQL, and whether it needs no brackets beside AND and OR.
    Expression(String, bool),
    Join(Combinator, Vec<Self>),
    Not(Box<Self>),
}

impl Term {
    fn join(combinator: Combinator, parts: Vec<Self>) -> Self {
        let mut joined = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::Join(own, inner) if own == combinator => joined.extend(inner),
                other => joined.push(other),
            }
        }
        if joined.len() == 1 { joined.remove(0) } else { Self::Join(combinator, joined) }
    }

    /// Turned round. A comparison with a word for its contrary takes it only where nulls answer the same; `<` and the like
    /// keep their NOT, since that is how the author put it.
    fn not(self) -> Self {
        match self {
            Self::Rule(rule) => match comparison::contrary(&rule.operator) {
                Some(operator) => Self::Rule(FactRule { operator: operator.to_owned(), ..rule }),
                None => Self::Not(Box::new(Self::Rule(rule))),
            },
            other => Self::Not(Box::new(other)),
        }
    }

    fn sql(&self) -> String {
        match self {
            Self::Rule(rule) => comparison::sql(rule),
            Self::Expression(sql, _) => sql.clone(),
            Self::Join(combinator, parts) => {
                let parts: Vec<String> = parts.iter().map(Self::beside).collect();
                parts.join(&format!(" {} ", word(*combinator)))
            }
            Self::Not(inner) => format!("NOT ({})", inner.sql()),
        }
    }

    /// As it stands beside AND and OR.
    fn beside(&self) -> String {
        match self {
            Self::Join(..) | Self::Expression(_, false) => format!("({})", self.sql()),
            _ => self.sql(),
        }
    }

    /// The whole condition.
    fn lines(&self) -> String {
        match self {
            Self::Join(combinator, parts) => {
                let parts: Vec<String> = parts.iter().map(Self::beside).collect();
                parts.join(&format!("\n{} ", word(*combinator)))
            }
            other => other.sql(),
        }
    }
}

const fn word(combinator: Combinator) -> &'static str {
    match combinator {
        Combinator::And => "AND",
        Combinator::Or => "OR",
    }
}

fn too_many() -> String {
    format!("a condition has {MOST} rules at most; make some of them a trigger of their own and name that")
}

fn too_deep() -> String {
    format!("groups may stand {DEEPEST} deep; make the inner ones a trigger of their own and name that")
}

/// A term as a group.
fn whole(term: Term, depth: usize, count: &mut usize) -> Result<Group, String> {
    if depth > DEEPEST {
        return Err(too_deep());
    }
    let (combinator, not, parts) = match term {
        Term::Join(combinator, parts) => (combinator, false, parts),
        Term::Not(inner) => match *inner {
            Term::Join(combinator, parts) => (combinator, true, parts),
            other => (Combinator::And, true, vec![other]),
        },
        rule => (Combinator::And, false, vec![rule]),
    };
    let mut rules = Vec::with_capacity(parts.len());
    for part in parts {
        *count += 1;
        if *count > MOST {
            return Err(too_many());
        }
        rules.push(match part {
            Term::Rule(rule) => Item::Rule(rule),
            Term::Expression(sql, _) => Item::Rule(FactRule {
                field: EXPRESSION.to_owned(),
                operator: HOLDS.to_owned(),
                value: Value::String(sql),
            }),
            group => Item::Group(whole(group, depth + 1, count)?),
        });
    }
    Ok(Group { combinator, not, rules })
}

/// A group as a term, its rules checked.
fn of_group(group: &Group, at: &mut Vec<usize>, count: &mut usize) -> Result<Term, Wrong> {
    if at.len() > DEEPEST {
        return Err((at.clone(), too_deep()));
    }
    if group.rules.is_empty() {
        return Err((at.clone(), "a group without rules says nothing; add a rule or take the group out".to_owned()));
    }
    let mut parts = Vec::with_capacity(group.rules.len().min(MOST));
    for (place, item) in group.rules.iter().enumerate() {
        *count += 1;
        if *count > MOST {
            return Err((at.clone(), too_many()));
        }
        at.push(place);
        parts.push(match item {
            Item::Group(inner) => of_group(inner, at, count)?,
            Item::Rule(rule) => of_rule(rule).map_err(|what| (at.clone(), what))?,
        });
        at.pop();
    }
    let term = Term::join(group.combinator, parts);
    Ok(if group.not { term.not() } else { term })
}

fn of_rule(rule: &FactRule) -> Result<Term, String> {
    match rule.field.as_str() {
        TRIGGER => comparison::triggers(rule),
        EXPRESSION => {
            if rule.operator != HOLDS {
                return Err(format!("`{}` does not suit an expression; there is {HOLDS}", rule.operator));
            }
            let sql = rule.value.as_str().unwrap_or_default().trim();
            if sql.is_empty() {
                return Err("the expression is missing; write SQL that is true or false".to_owned());
            }
            // Parts of it that the builder has words for are rules from now on.
            read::term(sql).map_err(|what| format!("the expression is not understood: {what}"))
        }
        _ => comparison::checked(rule).map(Term::Rule),
    }
}
