//! Steps of a campaign, as its file says them and as they are run.

use crate::campaign::CampaignError;
use crate::enrolment::Happening;
use base::Translated;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a branch asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Test {
    /// A condition over facts, written as a trigger's.
    Facts(String),
    /// Something that happened since the enrolment began.
    Happened(Happening),
}

/// What a step does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doing {
    /// Opens or updates the opportunity of the machine and campaign type.
    Opportunity,
    /// Gives the opportunity to whom territories say, or to a team.
    Assign {
        /// The team; whom territories say where none is named.
        team: Option<String>,
    },
    /// Sends a mail of the campaign.
    Mail {
        /// Its id among the campaign's mails.
        mail: String,
    },
    /// Puts a mail's text into the customer's portal.
    Notice {
        /// Its id among the campaign's mails.
        mail: String,
    },
    /// Waits for days to pass or for something to happen, whichever comes first.
    Wait {
        /// Days, counted from the step before; without end where not said.
        days: Option<u32>,
        /// What ends the waiting.
        until: Vec<Happening>,
    },
    /// Goes one way or another.
    Branch {
        /// What is asked.
        test: Test,
        /// The step where it holds.
        then: usize,
        /// The step where it does not.
        otherwise: usize,
        /// The step where it is not known.
        unknown: usize,
    },
    /// Gives a person something to do.
    Task {
        /// What.
        title: Translated,
        /// In how many days.
        due_days: u32,
    },
    /// Asks the field service for a visit.
    WorkOrder {
        /// What for.
        title: Translated,
        /// In how many days.
        due_days: u32,
    },
    /// Tells another system.
    Webhook {
        /// The endpoint's name.
        name: String,
    },
    /// Ends the enrolment.
    End {
        /// Why.
        reason: String,
    },
}

impl Doing {
    /// The kind, as files and the page name it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Opportunity => "opportunity",
            Self::Assign { .. } => "assign",
            Self::Mail { .. } => "mail",
            Self::Notice { .. } => "notice",
            Self::Wait { .. } => "wait",
            Self::Branch { .. } => "branch",
            Self::Task { .. } => "task",
            Self::WorkOrder { .. } => "work_order",
            Self::Webhook { .. } => "webhook",
            Self::End { .. } => "end",
        }
    }

    /// Whether it speaks to the customer, so that the guards stand before it.
    #[must_use]
    pub const fn speaks(&self) -> bool {
        matches!(self, Self::Mail { .. } | Self::Notice { .. })
    }
}

/// One step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its name in the campaign; an effect's key is made of it.
    pub id: String,
    /// What it does.
    pub doing: Doing,
    /// Not before so many days are left to the campaign's anchor.
    pub days_before: Option<u32>,
    /// Whether a person releases it first.
    pub approval: bool,
    /// The step after it; the campaign is through where there is none.
    pub next: Option<usize>,
}

/// A step as the file says it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    id: String,
    kind: String,
    days_before: Option<u32>,
    #[serde(default)]
    approval: bool,
    next: Option<String>,
    team: Option<String>,
    mail: Option<String>,
    days: Option<u32>,
    #[serde(default)]
    until: Vec<Happening>,
    when: Option<String>,
    happened: Option<Happening>,
    then: Option<String>,
    otherwise: Option<String>,
    unknown: Option<String>,
    title: Option<Translated>,
    due_days: Option<u32>,
    webhook: Option<String>,
    reason: Option<String>,
}

/// Letters of an id at most: an effect's key is made of it and must fit the fields of others.
const LONGEST_ID: usize = 40;

/// Whether a text may stand in keys: small letters, digits and hyphens.
pub(crate) fn is_id(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    !text.is_empty() && text.len() <= LONGEST_ID && text.chars().all(fits)
}

/// The steps of a campaign, checked: every name stands once, every way leads forward, and nothing is said that the kind
/// does not read.
pub(crate) fn steps(campaign: &str, written: Vec<Written>, mails: &[&str]) -> Result<Vec<Step>, CampaignError> {
    let wrong =
        |step: &str, what: String| CampaignError { campaign: campaign.to_owned(), at: format!("step `{step}`"), what };
    if written.is_empty() {
        return Err(CampaignError {
            campaign: campaign.to_owned(),
            at: "steps".to_owned(),
            what: "a campaign needs at least one [[steps]]".to_owned(),
        });
    }
    let mut names = BTreeSet::new();
    for of in &written {
        if !is_id(&of.id) {
            return Err(wrong(&of.id, format!("an id is made of a-z, 0-9 and -, {LONGEST_ID} letters at most")));
        }
        if !names.insert(of.id.clone()) {
            return Err(wrong(&of.id, "another step has this id".to_owned()));
        }
    }
    let order: Vec<String> = written.iter().map(|of| of.id.clone()).collect();
    let mut steps = Vec::with_capacity(written.len());
    for (at, of) in written.into_iter().enumerate() {
        let id = of.id.clone();
        // Ways lead forward only: a step runs once at most, so that its effect has one key.
        let way = |name: &str| match order.iter().position(|known| known == name) {
            Some(to) if to > at => Ok(to),
            Some(_) => Err(wrong(&id, format!("`{name}` stands before it; ways lead forward only"))),
            None => Err(wrong(&id, format!("there is no step `{name}`; there are {}", order.join(", ")))),
        };
        let next = match &of.next {
            Some(name) => Some(way(name)?),
            None => Some(at + 1).filter(|next| *next < order.len()),
        };
        steps.push(Step {
            id: id.clone(),
            days_before: of.days_before,
            approval: of.approval,
            next,
            doing: doing(&of, &way, &|what| wrong(&id, what), mails)?,
        });
    }
    Ok(steps)
}

/// What a step does, of what is written.
fn doing(
    of: &Written,
    way: &impl Fn(&str) -> Result<usize, CampaignError>,
    wrong: &impl Fn(String) -> CampaignError,
    mails: &[&str],
) -> Result<Doing, CampaignError> {
    let needs = |field: &str| wrong(format!("a step of kind `{}` needs `{field}`", of.kind));
    let unread = || {
        let said: [(&str, bool, &[&str]); 13] = [
            ("team", of.team.is_some(), &["assign"]),
            ("mail", of.mail.is_some(), &["mail", "notice"]),
            ("days", of.days.is_some(), &["wait"]),
            ("until", !of.until.is_empty(), &["wait"]),
            ("when", of.when.is_some(), &["branch"]),
            ("happened", of.happened.is_some(), &["branch"]),
            ("then", of.then.is_some(), &["branch"]),
            ("otherwise", of.otherwise.is_some(), &["branch"]),
            ("unknown", of.unknown.is_some(), &["branch"]),
            ("title", of.title.is_some(), &["task", "work_order"]),
            ("due_days", of.due_days.is_some(), &["task", "work_order"]),
            ("webhook", of.webhook.is_some(), &["webhook"]),
            ("reason", of.reason.is_some(), &["end"]),
        ];
        said.into_iter().find(|(_, said, kinds)| *said && !kinds.contains(&of.kind.as_str()))
    };
    if let Some((field, ..)) = unread() {
        return Err(wrong(format!("a step of kind `{}` does not read `{field}`", of.kind)));
    }
    let mail = || match of.mail.as_deref() {
        None => Err(needs("mail")),
        Some(mail) if mails.contains(&mail) => Ok(mail.to_owned()),
        Some(mail) => Err(wrong(format!("there is no mail `{mail}`; there are {}", mails.join(", ")))),
    };
    let title = || of.title.clone().ok_or_else(|| needs("title"));
    let due_days = of.due_days.unwrap_or(7);
    Ok(match of.kind.as_str() {
        "opportunity" => Doing::Opportunity,
        "assign" => Doing::Assign { team: of.team.clone() },
        "mail" => Doing::Mail { mail: mail()? },
        "notice" => Doing::Notice { mail: mail()? },
        "wait" if of.days.is_none() && of.until.is_empty() && of.days_before.is_none() => {
            return Err(needs("days`, `until` or `days_before"));
        }
        "wait" if of.days.is_none() && of.until.is_empty() => Doing::Wait { days: Some(0), until: Vec::new() },
        "wait" => Doing::Wait { days: of.days, until: of.until.clone() },
        "branch" => {
            let test = match (&of.when, of.happened) {
                (Some(condition), None) => Test::Facts(condition.trim().to_owned()),
                (None, Some(happening)) => Test::Happened(happening),
                _ => return Err(needs("when` or `happened")),
            };
            let Some(then) = &of.then else { return Err(needs("then")) };
            let Some(otherwise) = &of.otherwise else { return Err(needs("otherwise")) };
            let then = way(then)?;
            let otherwise = way(otherwise)?;
            let unknown = of.unknown.as_deref().map(way).transpose()?.unwrap_or(otherwise);
            Doing::Branch { test, then, otherwise, unknown }
        }
        "task" => Doing::Task { title: title()?, due_days },
        "work_order" => Doing::WorkOrder { title: title()?, due_days },
        "webhook" => match &of.webhook {
            Some(name) => Doing::Webhook { name: name.clone() },
            None => return Err(needs("webhook")),
        },
        "end" => match &of.reason {
            Some(reason) => Doing::End { reason: reason.clone() },
            None => return Err(needs("reason")),
        },
        other => {
            return Err(wrong(format!(
                "there is no kind `{other}`; there are opportunity, assign, mail, notice, wait, branch, task, work_order, \
                 webhook, end"
            )));
        }
    })
}
