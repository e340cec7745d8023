//! What a figure counts, without its scope: the part of the id before `@`.

use base::Category;
use std::fmt;

/// The three offers that untapped potential is computed for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// A service contract, new or renewed.
    Contract,
    /// A modernization.
    Modernization,
    /// Spare parts.
    Parts,
}

impl Offer {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Contract, Self::Modernization, Self::Parts];

    /// The name in figure ids.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Modernization => "modernization",
            Self::Parts => "parts",
        }
    }
}

/// The three questions: what a machine is asked to have, a contract, a current location, a documented visit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Asked {
    Contract,
    Location,
    Visit,
}

impl Asked {
    pub(crate) const ALL: [Self; 3] = [Self::Contract, Self::Location, Self::Visit];

    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Contract => "no_contract",
            Self::Location => "no_location",
            Self::Visit => "no_visit",
        }
    }
}

/// How a campaign stands for a machine.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum State {
    Ready,
    NotDue,
    Blocked,
}

impl State {
    pub(crate) const ALL: [Self; 3] = [Self::Ready, Self::NotDue, Self::Blocked];

    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::NotDue => "not_due",
            Self::Blocked => "blocked",
        }
    }
}

/// Which amounts of today's revenue.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Today {
    All,
    Contracts,
    ContractsUnvalued,
    Parts,
    PartsUnknown,
}

impl Today {
    const ALL: [Self; 5] = [Self::All, Self::Contracts, Self::ContractsUnvalued, Self::Parts, Self::PartsUnknown];

    const fn id(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Contracts => "contracts",
            Self::ContractsUnvalued => "contracts_unvalued",
            Self::Parts => "parts",
            Self::PartsUnknown => "parts_unknown",
        }
    }
}

/// What is counted. `None` for a campaign, category or offer is all of them, written `any` or `all`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Measure {
    Machines,
    Customers,
    Countries,
    Complete { category: Option<Category>, complete: bool },
    Point { category: Category, id: String, known: bool },
    Question { asked: Asked, answer: Option<bool> },
    Campaign { campaign: Option<String>, state: State },
    Unpriced { campaign: String },
    BlockedBy { campaign: String, fact: String },
    OnlyBy { campaign: String, facts: Vec<String> },
    GapBlocked { fact: String },
    GapFreed { fact: String },
    GapUnreached { point: String },
    GapReached { point: String },
    Revenue(Today),
    Potential { offer: Option<Offer> },
    PotentialUnpriced { offer: Offer },
}

const fn complete_id(complete: bool) -> &'static str {
    if complete { "complete" } else { "incomplete" }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machines => f.write_str("base.machines"),
            Self::Customers => f.write_str("base.customers"),
            Self::Countries => f.write_str("base.countries"),
            Self::Complete { category, complete } => {
                write!(f, "completeness.{}.{}", category.map_or("all", Category::id), complete_id(*complete))
            }
            Self::Point { category, id, known } => {
                write!(f, "completeness.{}.{id}.{}", category.id(), if *known { "known" } else { "unknown" })
            }
            Self::Question { asked, answer } => {
                let answer = match answer {
                    Some(true) => "yes",
                    Some(false) => "no",
                    None => "unknown",
                };
                write!(f, "question.{}.{answer}", asked.id())
            }
            Self::Campaign { campaign, state } => {
                write!(f, "campaign.{}.{}", campaign.as_deref().unwrap_or("any"), state.id())
            }
            Self::Unpriced { campaign } => write!(f, "campaign.{campaign}.unpriced"),
            Self::BlockedBy { campaign, fact } => write!(f, "campaign.{campaign}.blocked_by.{fact}"),
            Self::OnlyBy { campaign, facts } => write!(f, "campaign.{campaign}.blocked_only_by.{}", facts.join("+")),
            Self::GapBlocked { fact } => write!(f, "gap.{fact}.blocked"),
            Self::GapFreed { fact } => write!(f, "gap.{fact}.freed"),
            Self::GapUnreached { point } => write!(f, "gap.{point}.unreached"),
            Self::GapReached { point } => write!(f, "gap.{point}.reached"),
            Self::Revenue(today) => write!(f, "revenue.{}", today.id()),
            Self::Potential { offer } => write!(f, "potential.{}", offer.map_or("all", Offer::id)),
            Self::PotentialUnpriced { offer } => write!(f, "potential.{}.unpriced", offer.id()),
        }
    }
}

impl Measure {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let category = |id: &str| Category::ALL.into_iter().find(|category| category.id() == id);
        let offer = |id: &str| Offer::ALL.into_iter().find(|offer| offer.id() == id);
        let known = |id: &str| match id {
            "known" => Some(true),
            "unknown" => Some(false),
            _ => None,
        };
        Some(match parts.as_slice() {
            ["base", "machines"] => Self::Machines,
            ["base", "customers"] => Self::Customers,
            ["base", "countries"] => Self::Countries,
            ["completeness", of, complete @ ("complete" | "incomplete")] => {
                let category = if *of == "all" { None } else { Some(category(of)?) };
                Self::Complete { category, complete: *complete == "complete" }
            }
            ["completeness", of, id, state] => {
                Self::Point { category: category(of)?, id: (*id).to_owned(), known: known(state)? }
            }
            ["question", id, answer] => {
                let asked = Asked::ALL.into_iter().find(|asked| asked.id() == *id)?;
                let answer = match *answer {
                    "yes" => Some(true),
                    "no" => Some(false),
                    "unknown" => None,
                    _ => return None,
                };
                Self::Question { asked, answer }
            }
            ["campaign", id, "unpriced"] => Self::Unpriced { campaign: (*id).to_owned() },
            ["campaign", id, state] => {
                let state = State::ALL.into_iter().find(|known| known.id() == *state)?;
                Self::Campaign { campaign: (*id != "any").then(|| (*id).to_owned()), state }
            }
            ["campaign", id, "blocked_by", fact] => {
                Self::BlockedBy { campaign: (*id).to_owned(), fact: (*fact).to_owned() }
            }
            ["campaign", id, "blocked_only_by", facts] => {
                Self::OnlyBy { campaign: (*id).to_owned(), facts: facts.split('+').map(str::to_owned).collect() }
            }
            ["gap", id, "blocked"] => Self::GapBlocked { fact: (*id).to_owned() },
            ["gap", id, "freed"] => Self::GapFreed { fact: (*id).to_owned() },
            ["gap", id, "unreached"] => Self::GapUnreached { point: (*id).to_owned() },
            ["gap", id, "reached"] => Self::GapReached { point: (*id).to_owned() },
            ["revenue", id] => Self::Revenue(Today::ALL.into_iter().find(|today| today.id() == *id)?),
            ["potential", "all"] => Self::Potential { offer: None },
            ["potential", id] => Self::Potential { offer: Some(offer(id)?) },
            ["potential", id, "unpriced"] => Self::PotentialUnpriced { offer: offer(id)? },
            _ => return None,
        })
    }
}
