//! A campaign as its TOML file says it.

use crate::matrix::Purpose;
use crate::step::{self, Doing, Step, Test, is_id};
use base::Translated;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is wrong with a campaign.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("campaign {campaign}{}{at}: {what}", if at.is_empty() { "" } else { ", " })]
pub struct CampaignError {
    /// Its id or file.
    pub campaign: String,
    /// Where in it; empty where it is the whole.
    pub at: String,
    /// What is wrong and what to do.
    pub what: String,
}

/// What ends an enrolment, whichever step it stands at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exit {
    /// Why, in one word: `renewed`.
    pub reason: String,
    /// A condition over facts, written as a trigger's. Only where it holds does it end anything: what is unknown or has
    /// merely ceased to fire does not (mautic#6439).
    pub when: String,
}

/// A text that goes to a customer, as mail or as notice in the portal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Its id in the campaign.
    pub id: String,
    /// What it is for: a notice about what the customer has, or advertising.
    pub purpose: Purpose,
    /// The subject, a template.
    pub subject: Translated,
    /// The text, a template.
    pub text: Translated,
}

/// A campaign: whom it takes in, what it does step by step, what ends it.
#[derive(Clone, PartialEq, Debug)]
pub struct Campaign {
    /// Its name, such as `contract-renewal`.
    pub id: String,
    /// Counted up with every change; an enrolment stays with the version it began with.
    pub version: u32,
    /// The campaign type whose hits it takes in.
    pub campaign_type: String,
    /// What a customer may object to or subscribe to.
    pub topic: String,
    /// The fact that counts the days left to what the steps are dated by.
    pub anchor: Option<String>,
    /// So many days after an enrolment ended the machine is not taken in again.
    pub rest_days: u32,
    /// How many are taken in a week at most.
    pub weekly_capacity: Option<u32>,
    /// How many of a hundred are deliberately not contacted, to measure the effect.
    pub controls_percent: u8,
    /// A few words.
    pub title: Translated,
    /// What it does and for whom, in a sentence or two.
    pub explanation: Translated,
    /// A further condition over facts for being taken in.
    pub entry: Option<String>,
    /// What ends an enrolment.
    pub exits: Vec<Exit>,
    /// The steps, the first one first.
    pub steps: Vec<Step>,
    /// The texts.
    pub mails: Vec<Mail>,
    /// Thresholds that conditions name by `$name`.
    pub parameters: BTreeMap<String, f64>,
    /// The file's text: what a version is kept as.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    version: u32,
    #[serde(rename = "type")]
    campaign_type: String,
    topic: String,
    anchor: Option<String>,
    #[serde(default)]
    rest_days: u32,
    weekly_capacity: Option<u32>,
    #[serde(default)]
    controls_percent: u8,
    title: Translated,
    explanation: Translated,
    entry: Option<String>,
    #[serde(default)]
    parameters: BTreeMap<String, f64>,
    #[serde(default)]
    exits: Vec<Exit>,
    #[serde(default)]
    steps: Vec<step::Written>,
    #[serde(default)]
    mails: Vec<Mail>,
}

impl Campaign {
    /// Reads a campaign file. Conditions are compiled by whoever has the facts ([`Self::conditions`]); mails are checked by
    /// whoever sets them.
    ///
    /// # Errors
    /// Where the TOML is not a campaign, a way leads nowhere, or a step says what its kind does not read.
    pub fn parse(name: &str, text: &str) -> Result<Self, CampaignError> {
        let wrong = |at: &str, what: String| CampaignError { campaign: name.to_owned(), at: at.to_owned(), what };
        let of: Written = toml::from_str(text).map_err(|error| wrong("", error.to_string().trim().to_owned()))?;
        if !is_id(&of.id) {
            return Err(wrong("id", "an id is made of a-z, 0-9 and -, 40 letters at most".to_owned()));
        }
        if of.controls_percent > 50 {
            return Err(wrong("controls_percent", "more than half as controls measures nothing sooner".to_owned()));
        }
        for (at, mail) in of.mails.iter().enumerate() {
            if of.mails.iter().take(at).any(|known| known.id == mail.id) {
                return Err(wrong("mails", format!("two mails have the id `{}`", mail.id)));
            }
        }
        let mails: Vec<&str> = of.mails.iter().map(|mail| mail.id.as_str()).collect();
        let steps = step::steps(name, of.steps, &mails)?;
        if let (None, Some(dated)) = (&of.anchor, steps.iter().find(|step| step.days_before.is_some())) {
            return Err(wrong(
                &format!("step `{}`", dated.id),
                "`days_before` counts to an `anchor`, and the campaign names none".to_owned(),
            ));
        }
        let used = |mail: &&Mail| {
            steps.iter().any(|step| match &step.doing {
                Doing::Mail { mail: of } | Doing::Notice { mail: of } => *of == mail.id,
                _ => false,
            })
        };
        if let Some(unused) = of.mails.iter().find(|mail| !used(mail)) {
            return Err(wrong("mails", format!("no step sends `{}`", unused.id)));
        }
        let campaign = Self {
            id: of.id,
            version: of.version,
            campaign_type: of.campaign_type,
            topic: of.topic,
            anchor: of.anchor,
            rest_days: of.rest_days,
            weekly_capacity: of.weekly_capacity,
            controls_percent: of.controls_percent,
            title: of.title,
            explanation: of.explanation,
            entry: of.entry.map(|entry| entry.trim().to_owned()),
            exits: of.exits.into_iter().map(|exit| Exit { when: exit.when.trim().to_owned(), ..exit }).collect(),
            steps,
            mails: of.mails,
            parameters: of.parameters,
            source: text.to_owned(),
        };
        Ok(campaign)
    }

    /// All conditions over facts it names, each once: those of entry, exits and branches.
    #[must_use]
    pub fn conditions(&self) -> Vec<&str> {
        let exits = self.exits.iter().map(|exit| exit.when.as_str());
        let branches = self.steps.iter().filter_map(|step| match &step.doing {
            Doing::Branch { test: Test::Facts(condition), .. } => Some(condition.as_str()),
            _ => None,
        });
        let mut all: Vec<&str> = self.entry.as_deref().into_iter().chain(exits).chain(branches).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The campaign with other texts in one of its mails. Its file is written anew: comments in it are lost.
    ///
    /// # Errors
    /// Where there is no such mail, or TOML cannot say it.
    pub fn with_texts(&self, mail: &str, subject: Translated, text: Translated) -> Result<Self, CampaignError> {
        let wrong = |what: String| CampaignError { campaign: self.id.clone(), at: format!("mail `{mail}`"), what };
        let mut table: toml::Table = toml::from_str(&self.source).map_err(|error| wrong(error.to_string()))?;
        let mails = table.get_mut("mails").and_then(toml::Value::as_array_mut);
        let named = |of: &&mut toml::Value| of.get("id").and_then(toml::Value::as_str) == Some(mail);
        let of = mails.and_then(|mails| mails.iter_mut().find(named)).and_then(toml::Value::as_table_mut);
        let of = of.ok_or_else(|| wrong("there is no such mail".to_owned()))?;
        for (name, texts) in [("subject", subject), ("text", text)] {
            let value = toml::Value::try_from(texts).map_err(|error| wrong(error.to_string()))?;
            of.insert(name.to_owned(), value);
        }
        let source = toml::to_string(&table).map_err(|error| wrong(error.to_string()))?;
        let campaign = Self::parse(&self.id, &source)?;
        Ok(Self { version: self.version, ..campaign })
    }

    /// The step with this id, and where it stands.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, step)| step.id == id)
    }

    /// The mail with this id.
    #[must_use]
    pub fn mail(&self, id: &str) -> Option<&Mail> {
        self.mails.iter().find(|mail| mail.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id = \"a\"\nversion = 1\ntype = \"contract-renewal\"\ntopic = \"contracts\"\n\
        title = { de = \"A\", en = \"A\", it = \"A\" }\nexplanation = { de = \"A\", en = \"A\", it = \"A\" }\n";

    fn wrong(steps: &str) -> String {
        Campaign::parse("a.toml", &format!("{HEAD}{steps}")).expect_err("it is wrong").to_string()
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let cases = [
            ("", "campaign a.toml, steps: a campaign needs at least one [[steps]]"),
            ("[[steps]]\nid = \"x\"\nkind = \"mail\"", "campaign a.toml, step `x`: a step of kind `mail` needs `mail`"),
            (
                "[[steps]]\nid = \"x\"\nkind = \"mail\"\nmail = \"m\"",
                "campaign a.toml, step `x`: there is no mail `m`; there are ",
            ),
            (
                "[[steps]]\nid = \"x\"\nkind = \"assign\"\ndays = 3",
                "campaign a.toml, step `x`: a step of kind `assign` does not read `days`",
            ),
            (
                "[[steps]]\nid = \"x\"\nkind = \"assign\"\n[[steps]]\nid = \"y\"\nkind = \"assign\"\nnext = \"x\"",
                "campaign a.toml, step `y`: `x` stands before it; ways lead forward only",
            ),
            (
                "[[steps]]\nid = \"x\"\nkind = \"wait\"\ndays_before = 30",
                "campaign a.toml, step `x`: `days_before` counts to an `anchor`, and the campaign names none",
            ),
            ("[[steps]]\nid = \"X\"\nkind = \"assign\"", "an id is made of a-z, 0-9 and -"),
            ("[[steps]]\nid = \"x\"\nkind = \"fax\"", "there is no kind `fax`; there are opportunity, assign"),
            (
                "[[steps]]\nid = \"x\"\nkind = \"branch\"\nwhen = \"in_field\"\nthen = \"z\"\notherwise = \"x\"",
                "there is no step `z`; there are x",
            ),
        ];
        for (steps, expected) in cases {
            let said = wrong(steps);
            assert!(said.contains(expected), "{steps}\n gave {said}\n expected {expected}");
        }
    }

    #[test]
    fn texts_are_changed_and_all_else_stays() {
        let text = include_str!("../../../campaigns/contract-renewal.toml");
        let campaign = Campaign::parse("contract-renewal", text).expect("a campaign");
        let texts = |text: &str| Translated { de: text.to_owned(), en: text.to_owned(), it: text.to_owned() };
        let changed =
            campaign.with_texts("ends", texts("Neu: \"{{ customer.name }}\""), texts("Zeile\nZeile")).expect("good");
        assert_eq!(changed.mail("ends").expect("there").subject.de, "Neu: \"{{ customer.name }}\"");
        assert_eq!(
            (&changed.steps, &changed.exits, &changed.title),
            (&campaign.steps, &campaign.exits, &campaign.title)
        );
        assert_eq!(changed.mail("ends-soon"), campaign.mail("ends-soon"));
        assert_eq!(Campaign::parse("again", &changed.source).expect("a campaign").mails, changed.mails);
        assert!(campaign.with_texts("nope", texts("a"), texts("b")).is_err());
    }

    #[test]
    fn every_shipped_campaign_is_one() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../campaigns");
        let mut types = Vec::new();
        for file in std::fs::read_dir(folder).expect("the folder") {
            let path = file.expect("a file").path();
            let text = std::fs::read_to_string(&path).expect("its text");
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let campaign = Campaign::parse(&name, &text).expect("a campaign");
            assert_eq!(format!("{}.toml", campaign.id), name);
            assert!(campaign.steps.iter().any(|step| step.doing == Doing::Opportunity), "{name} opens no opportunity");
            for text in campaign.mails.iter().flat_map(|mail| [&mail.subject, &mail.text]) {
                assert!(
                    [&text.de, &text.en, &text.it].iter().all(|text| !text.trim().is_empty()),
                    "{name}: a text is empty"
                );
            }
            types.push(campaign.campaign_type);
        }
        types.sort();
        let all = [
            "contract-renewal",
            "end-of-life",
            "modernization",
            "parts-package",
            "parts-reminder",
            "preventive-maintenance",
            "service-agreement",
            "service-call",
        ];
        assert_eq!(types, all);
    }
}
