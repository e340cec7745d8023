//! Rules as versions: what came with the product or lies in the rules folder is brought in, drafts are written, and
//! another person puts them in force.

use crate::PipelineError;
use ::decide::{Conditions, Rule, RuleError};
use store::{NewRuleVersion, RULES_FOLDER, RuleState, RuleStep, RuleVersion, SHIPPED, Stepped, Store, Write};

/// A rule as a file gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleFile {
    /// The file.
    pub name: String,
    /// Its text (TOML).
    pub text: String,
    /// Whether it came with the product.
    pub shipped: bool,
}

/// A version that a file brings in.
struct Brought {
    by: &'static str,
    new: NewRuleVersion,
}

/// Reads what a version says.
///
/// # Errors
/// Says what is wrong with it.
pub fn read_rule(saved: &RuleVersion) -> Result<Rule, RuleError> {
    let mut rule = Rule::parse(&format!("{} version {}", saved.rule, saved.version), &saved.definition)?;
    rule.version = saved.version;
    Ok(rule)
}

/// Whether two rules say the same, whatever their versions.
fn says_the_same(a: &Rule, b: &Rule) -> bool {
    let plain = |rule: &Rule| Rule {
        version: 0,
        condition: rule.condition.trim().to_owned(),
        file: String::new(),
        condition_at: ::decide::Place::default(),
        ..rule.clone()
    };
    plain(a) == plain(b)
}

/// What files bring in that is not there yet. A file is brought in once: who changes its rule on the page afterwards is
/// not overruled by it. What came with the product does not take the place of what somebody wrote.
fn brought(saved: &[RuleVersion], files: &[RuleFile]) -> Result<Vec<Brought>, RuleError> {
    let mut found: Vec<Brought> = Vec::new();
    for file in files {
        let rule = Rule::parse(&file.name, &file.text)?;
        let of_rule = || saved.iter().filter(|of| of.rule == rule.id);
        let by = if file.shipped { SHIPPED } else { RULES_FOLDER };
        let known = of_rule().filter(|of| of.saved_by == by).any(|of| {
            let old = read_rule(of);
            old.is_ok_and(|old| says_the_same(&old, &rule))
        });
        let newest = of_rule().map(|of| of.version).max().unwrap_or(0);
        let in_the_way =
            file.shipped && newest > 0 && !of_rule().any(|of| of.state == RuleState::Active && of.saved_by == SHIPPED);
        // A file of the folder comes after those shipped: it takes their place.
        let before = found.iter().filter(|of| of.new.rule == rule.id).map(|of| of.new.version).max().unwrap_or(0);
        if known || in_the_way {
            continue;
        }
        let version = rule.version.max(newest + 1).max(before + 1);
        let definition = Rule::renumbered(&file.name, &file.text, version)?;
        let new = NewRuleVersion { rule: rule.id, version, state: RuleState::Active, definition, why: None };
        found.push(Brought { by, new });
    }
    Ok(found)
}

/// The rules in force: those saved, and what the files would bring in. Nothing is written.
///
/// # Errors
/// Where a file or a version in force is no rule, or the database fails.
pub async fn rules_in_force(store: &Store, files: &[RuleFile]) -> Result<Vec<Rule>, PipelineError> {
    let saved = store.rules().await?;
    let mut rules: Vec<Rule> = Vec::new();
    for of in saved.iter().filter(|of| of.state == RuleState::Active) {
        rules.push(read_rule(of)?);
    }
    for Brought { new, .. } in brought(&saved, files)? {
        rules.retain(|rule| rule.id != new.rule);
        // What is wrong with it is said with its file.
        let file =
            files.iter().rev().find(|file| Rule::parse(&file.name, &file.text).is_ok_and(|rule| rule.id == new.rule));
        rules.push(Rule::parse(file.map_or(new.rule.as_str(), |file| &file.name), &new.definition)?);
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(rules)
}

/// Saves what files bring in that is not there yet, in force at once: who may write them runs the server.
///
/// # Errors
/// Where a file is no rule, or the database fails; nothing is changed then.
pub async fn ship_rules(store: &Store, files: &[RuleFile], at: &str) -> Result<(), PipelineError> {
    if brought(&store.rules().await?, files)?.is_empty() {
        return Ok(());
    }
    // All that would be in force is compiled before any of it is: a file that does not fit the others changes nothing.
    let rules = rules_in_force(store, files).await?;
    let conditions = Conditions::over(&connect::fact_schema())?.knowing(&rules);
    for rule in &rules {
        conditions.compile(rule)?;
    }
    if rules.len() > MOST_ACTIVE {
        let what = format!(
            "{} triggers would be in force, and there may be {MOST_ACTIVE}; take files out of the rules folder",
            rules.len()
        );
        return Err(PipelineError::Nothing(what));
    }
    for by in [SHIPPED, RULES_FOLDER] {
        let write = store.write(by, at).await?;
        for brought in brought(&write.rules().await?, files)?.into_iter().filter(|brought| brought.by == by) {
            write.add_rule(brought.new).await?;
        }
        write.commit().await?;
    }
    Ok(())
}

/// Why a rule was not saved or not let through.
#[derive(Debug, thiserror::Error)]
pub enum RuleRefused {
    /// What it says cannot be used.
    #[error(transparent)]
    Wrong(#[from] RuleError),
    /// Somebody else changed it since it was read.
    #[error(
        "version {version} of trigger {rule} was changed meanwhile; load it again, so that nobody's change gets lost"
    )]
    Changed {
        /// The rule.
        rule: String,
        /// The version.
        version: u32,
    },
    /// There is no such rule, or no such version of it.
    #[error("{0}")]
    Missing(String),
    /// Nobody lets through what they wrote or submitted themselves.
    #[error("you wrote or submitted version {version} of trigger {rule} yourself; another person lets it through")]
    Own {
        /// The rule.
        rule: String,
        /// The version.
        version: u32,
    },
    /// It does not go from here to there.
    #[error("{0}")]
    NotNow(String),
    /// Database or facts failed.
    #[error(transparent)]
    Failed(#[from] PipelineError),
}

impl From<store::StoreError> for RuleRefused {
    fn from(error: store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Which version, as its reader saw it.
#[derive(Clone, Copy, Debug)]
pub struct SeenVersion<'a> {
    /// The rule.
    pub rule: &'a str,
    /// The version.
    pub version: u32,
    /// The edition its reader saw; `None` where it does not matter.
    pub edition: Option<i64>,
}

/// Who changes something, when, and what they say to it.
#[derive(Clone, Copy, Debug)]
pub struct Changing<'a> {
    /// Who.
    pub by: &'a str,
    /// When, UTC.
    pub at: &'a str,
    /// What they say to it.
    pub note: Option<&'a str>,
}

fn active(saved: &[RuleVersion]) -> Vec<Rule> {
    saved.iter().filter(|of| of.state == RuleState::Active).filter_map(|of| read_rule(of).ok()).collect()
}

/// Checks a rule against the facts there are and the triggers in force.
fn check(rule: &Rule, saved: &[RuleVersion]) -> Result<(), RuleError> {
    let mut known = active(saved);
    known.retain(|of| of.id != rule.id);
    known.push(rule.clone());
    let conditions = Conditions::over(&connect::fact_schema())?.knowing(&known);
    conditions.compile(rule)?;
    // Those that name it must not come to name themselves by it.
    for of in &known {
        conditions.compile(of)?;
    }
    Ok(())
}

fn find<'s>(saved: &'s [RuleVersion], seen: SeenVersion<'_>) -> Result<&'s RuleVersion, RuleRefused> {
    let SeenVersion { rule, version, edition } = seen;
    let found = saved.iter().find(|of| of.rule == rule && of.version == version);
    let found = found.ok_or_else(|| RuleRefused::Missing(format!("trigger `{rule}` has no version {version}")))?;
    if edition.is_some_and(|edition| edition != found.edition) {
        return Err(RuleRefused::Changed { rule: rule.to_owned(), version });
    }
    Ok(found)
}

fn done(stepped: Stepped, of: &RuleVersion) -> Result<(), RuleRefused> {
    match stepped {
        Stepped::Done => Ok(()),
        Stepped::Conflict => Err(RuleRefused::Changed { rule: of.rule.clone(), version: of.version }),
    }
}

/// Adds the next version of a rule; of a file its text as it was written.
async fn add(
    write: &Write,
    (rule, text): (&Rule, Option<&str>),
    state: RuleState,
    why: Option<&str>,
) -> Result<u32, RuleRefused> {
    let saved = write.rules().await?;
    let version = saved.iter().filter(|of| of.rule == rule.id).map(|of| of.version).max().unwrap_or(0) + 1;
    let rule = Rule { version, ..rule.clone() };
    check(&rule, &saved)?;
    if state == RuleState::Active {
        room(&saved, &rule.id)?;
    }
    let definition = match text {
        Some(text) => Rule::renumbered(rule.name(), text, version)?,
        None => rule.to_toml()?,
    };
    let why = why.map(str::to_owned);
    write.add_rule(NewRuleVersion { rule: rule.id, version, state, definition, why }).await?;
    Ok(version)
}

/// Saves a rule as a new draft; gives its version.
///
/// # Errors
/// Where it is wrong, there is one of that id already and it is to be new, or the database fails.
pub async fn draft_rule(store: &Store, rule: &Rule, is_new: bool, changing: Changing<'_>) -> Result<u32, RuleRefused> {
    let write = store.write(changing.by, changing.at).await?;
    if is_new && write.rules().await?.iter().any(|of| of.rule == rule.id) {
        return Err(RuleRefused::NotNow(format!("there is a trigger `{}` already; give it another title", rule.id)));
    }
    let version = add(&write, (rule, None), RuleState::Draft, changing.note).await?;
    write.commit().await?;
    Ok(version)
}

/// Takes a rule from a file: as a draft, or in force at once where the server's administrator says so. Gives
/// its id and version.
///
/// # Errors
/// Where it is wrong, or the database fails.
pub async fn import_rule(
    store: &Store,
    (name, text): (&str, &str),
    in_force: bool,
    changing: Changing<'_>,
) -> Result<(String, u32), RuleRefused> {
    let rule = Rule::parse(name, text)?;
    let write = store.write(changing.by, changing.at).await?;
    let state = if in_force { RuleState::Active } else { RuleState::Draft };
    let version = add(&write, (&rule, Some(text)), state, changing.note).await?;
    write.commit().await?;
    Ok((rule.id, version))
}

/// Saves a draft anew.
///
/// # Errors
/// Where it is wrong, no draft any more, somebody else changed it, or the database fails.
pub async fn save_draft(
    store: &Store,
    seen: SeenVersion<'_>,
    rule: &Rule,
    changing: Changing<'_>,
) -> Result<(), RuleRefused> {
    let write = store.write(changing.by, changing.at).await?;
    let saved = write.rules().await?;
    let found = draft_of(&saved, seen)?;
    let rule = Rule { id: found.rule.clone(), version: found.version, ..rule.clone() };
    check(&rule, &saved)?;
    done(write.save_draft(found, rule.to_toml()?, changing.note.map(str::to_owned)).await?, found)?;
    write.commit().await?;
    Ok(())
}

fn draft_of<'s>(saved: &'s [RuleVersion], seen: SeenVersion<'_>) -> Result<&'s RuleVersion, RuleRefused> {
    let found = find(saved, seen)?;
    if found.state == RuleState::Draft {
        return Ok(found);
    }
    let what = format!(
        "version {} of trigger {} is {}; only drafts are changed, make a new one",
        found.version,
        found.rule,
        found.state.id()
    );
    Err(RuleRefused::NotNow(what))
}

/// Throws a draft away.
///
/// # Errors
/// Where it is no draft any more, somebody else changed it, or the database fails.
pub async fn drop_draft(store: &Store, seen: SeenVersion<'_>, changing: Changing<'_>) -> Result<(), RuleRefused> {
    let write = store.write(changing.by, changing.at).await?;
    let saved = write.rules().await?;
    let found = draft_of(&saved, seen)?;
    done(write.drop_draft(found).await?, found)?;
    write.commit().await?;
    Ok(())
}

/// Whether somebody wrote or submitted this version, and so does not let it through. Everybody who ever saved it as a draft
/// wrote it.
#[must_use]
pub fn wrote(of: &RuleVersion, steps: &[RuleStep], by: &str) -> bool {
    let own = |step: &&RuleStep| step.version == of.version && step.by == by;
    let writes = |step: &RuleStep| match step.to {
        RuleState::Submitted => true,
        RuleState::Draft => matches!(step.from, None | Some(RuleState::Draft)),
        _ => false,
    };
    of.saved_by == by || steps.iter().filter(own).any(writes)
}

/// The same, read from the database.
async fn is_own(store: &Store, of: &RuleVersion, by: &str) -> Result<bool, store::StoreError> {
    Ok(wrote(of, &store.rule_steps(&of.rule).await?, by))
}

/// Triggers in force at most: lists and filters have a bit for each.
const MOST_ACTIVE: usize = 64;

/// Whether one more trigger may come in force.
fn room(saved: &[RuleVersion], rule: &str) -> Result<(), RuleRefused> {
    let active = saved.iter().filter(|of| of.state == RuleState::Active && of.rule != rule).count();
    if active < MOST_ACTIVE {
        return Ok(());
    }
    Err(RuleRefused::NotNow(format!(
        "{MOST_ACTIVE} triggers are in force, which is as many as there may be; retire one first"
    )))
}

/// Moves a version on: submitted, sent back, let through, put in force, retired.
///
/// # Errors
/// Where it does not go from here to there, one's own is to be let through, what it says cannot be used, another trigger
/// names the one that is to be retired, somebody else changed it, or the database fails.
pub async fn step_rule(
    store: &Store,
    seen: SeenVersion<'_>,
    to: RuleState,
    changing: Changing<'_>,
) -> Result<(), RuleRefused> {
    use RuleState::{Active, Draft, Retired, Reviewed, Submitted};
    let write = store.write(changing.by, changing.at).await?;
    let saved = write.rules().await?;
    let found = find(&saved, seen)?;
    match (found.state, to) {
        (Draft, Submitted) | (Submitted | Reviewed, Draft) => {}
        (Submitted, Reviewed | Active) => {
            if is_own(store, found, changing.by).await? {
                return Err(RuleRefused::Own { rule: found.rule.clone(), version: found.version });
            }
        }
        (Reviewed, Active) => {}
        (Active, Retired) => {
            let mut rules = active(&saved);
            rules.retain(|of| of.id != found.rule);
            // Those that do without it still compile.
            let conditions = Conditions::over(&connect::fact_schema())?.knowing(&rules);
            let users: Vec<&str> =
                rules.iter().filter(|of| conditions.compile(of).is_err()).map(|of| of.id.as_str()).collect();
            if !users.is_empty() {
                let what = format!("trigger {} is used by {}; take it out there first", found.rule, users.join(", "));
                return Err(RuleRefused::NotNow(what));
            }
        }
        (from, to) => {
            let what = format!(
                "version {} of trigger {} is {}, which does not become {}",
                found.version,
                found.rule,
                from.id(),
                to.id()
            );
            return Err(RuleRefused::NotNow(what));
        }
    }
    if to == Active {
        room(&saved, &found.rule)?;
    }
    if matches!(to, Submitted | Reviewed | Active) {
        check(&read_rule(found)?, &saved)?;
    }
    done(write.step_rule(found, to, changing.note.map(str::to_owned)).await?, found)?;
    write.commit().await?;
    Ok(())
}
