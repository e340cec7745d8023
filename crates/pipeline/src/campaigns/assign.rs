//! Opportunities that a campaign gives to a team: to whom, over the whole run, from what is in memory; and what is in the way
//! of a campaign that names a team.

use crate::PipelineError;
use crate::decide::Decided;
use crate::state::Workplace;
use automate::{Campaign, Doing};
use base::OpportunityId;
use hashbrown::HashMap;
use sales::{Load, Member, Territories, chosen};
use std::fmt;
use store::{CampaignState, GivenTo, Store, Team, WorkedOpportunity};

/// Why a team can be given nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TeamGap {
    /// There is no such team.
    Missing(String),
    /// Nobody in it may sign in, or nobody is in it at all.
    Empty(String),
}

impl TeamGap {
    /// The reason of a task, in a word the page has texts for.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Missing(_) => "no_team",
            Self::Empty(_) => "team_empty",
        }
    }

    /// The team's name as the campaign says it.
    #[must_use]
    pub fn into_team(self) -> String {
        match self {
            Self::Missing(team) | Self::Empty(team) => team,
        }
    }
}

impl fmt::Display for TeamGap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(team) => write!(f, "a step names the team `{team}`, and there is none; add it first"),
            Self::Empty(team) => {
                write!(f, "a step names the team `{team}`, and nobody in it may sign in; put somebody into it first")
            }
        }
    }
}

fn teams_of(campaign: &Campaign) -> impl Iterator<Item = &str> {
    campaign.steps.iter().filter_map(|step| match &step.doing {
        Doing::Assign { team } => team.as_deref(),
        _ => None,
    })
}

fn gap(teams: &[Team], name: &str) -> Option<TeamGap> {
    match teams.iter().find(|of| of.is_called(name)) {
        None => Some(TeamGap::Missing(name.to_owned())),
        Some(team) if team.active().next().is_none() => Some(TeamGap::Empty(name.to_owned())),
        Some(_) => None,
    }
}

/// What is in the way of giving opportunities to the teams a campaign's steps name.
///
/// # Errors
/// Where the database fails.
pub async fn team_gaps(store: &Store, campaign: &Campaign) -> Result<Vec<TeamGap>, PipelineError> {
    if teams_of(campaign).next().is_none() {
        return Ok(Vec::new());
    }
    let teams = store.teams().await?;
    Ok(teams_of(campaign).filter_map(|name| gap(&teams, name)).collect())
}

/// The campaigns that need each team: those that are live or rest for a while. A version nobody is taken into any more does not
/// keep a team; what its steps would have given becomes a task.
///
/// # Errors
/// Where the database fails.
pub async fn campaigns_with_team(store: &Store, teams: &[Team]) -> Result<Vec<Vec<String>>, PipelineError> {
    let mut of_team = vec![Vec::new(); teams.len()];
    let versions = store.campaigns().await?;
    let needs = |state: CampaignState| matches!(state, CampaignState::Live | CampaignState::Paused);
    for of in versions.into_iter().filter(|of| needs(of.state)) {
        let campaign = Campaign::parse(&of.campaign, &of.definition);
        let campaign = campaign.map_err(|error| PipelineError::Nothing(error.to_string()))?;
        for (team, campaigns) in teams.iter().zip(&mut of_team) {
            if teams_of(&campaign).any(|name| team.is_called(name)) && !campaigns.contains(&of.campaign) {
                campaigns.push(of.campaign.clone());
            }
        }
    }
    Ok(of_team)
}

/// What a step gives to a team.
pub(super) struct Assigned {
    /// The team, as the step names it.
    pub team: String,
    /// The opportunity.
    pub opportunity: OpportunityId,
    /// The machine it is about.
    pub machine: usize,
}

/// Whose opportunities are, and to whom teams give them. What was given a moment ago counts for the next.
pub(super) struct Teams<'a> {
    decided: &'a Decided,
    territories: &'a Territories,
    /// The teams, each with whom it gives to.
    teams: Vec<(Team, Vec<Member>)>,
    load: Load,
    owners: HashMap<OpportunityId, String>,
    /// The open opportunities that go along with another in one conversation.
    along: HashMap<OpportunityId, Vec<OpportunityId>>,
    /// What was given and is not taken from here yet.
    pub given: Vec<GivenTo>,
}

impl<'a> Teams<'a> {
    pub(super) async fn of(
        workplace: &Workplace,
        decided: &'a Decided,
        territories: &'a Territories,
        worked: &[WorkedOpportunity],
    ) -> Result<Self, PipelineError> {
        let member = |of: &store::TeamMember| Member { name: of.name.clone(), login: of.login.clone() };
        let teams = workplace.store.teams().await?;
        let teams = teams.into_iter().map(|of| {
            let members = of.active().map(member).collect();
            (of, members)
        });
        let open = || worked.iter().map(|of| &of.of).filter(|of| !of.stage.is_closed());
        let mut along: HashMap<OpportunityId, Vec<OpportunityId>> = HashMap::new();
        for of in open() {
            if let Some(lead) = of.lead {
                along.entry(lead).or_default().push(of.id);
            }
        }
        Ok(Self {
            decided,
            territories,
            teams: teams.collect(),
            load: Load::of(open().map(|of| of.owner.as_str())),
            owners: worked.iter().map(|of| (of.of.id, of.of.owner.clone())).collect(),
            along,
            given: Vec::new(),
        })
    }

    /// Whose an opportunity is now.
    pub(super) fn owner(&self, id: OpportunityId) -> Option<&str> {
        self.owners.get(&id).map(String::as_str)
    }

    /// Gives an opportunity to somebody of a team and says to whom. What goes along with it in the conversation with its customer
    /// and has the same owner goes there, too: one customer is not spoken to by two.
    pub(super) fn assign(&mut self, of: &Assigned) -> Result<String, TeamGap> {
        let known = self.teams.iter().find(|(team, _)| team.is_called(&of.team));
        let Some((_, members)) = known else { return Err(TeamGap::Missing(of.team.clone())) };
        let from = self.owners.get(&of.opportunity).cloned().unwrap_or_default();
        let territory = self.decided.owner(self.territories, of.machine);
        let to = chosen(members, &self.load, &from, &territory);
        let Some(to) = to else { return Err(TeamGap::Empty(of.team.clone())) };
        if to.name == from || to.login == from {
            return Ok(to.name.clone());
        }
        let to = to.name.clone();
        let along = self.along.get(&of.opportunity).into_iter().flatten();
        let along = along.filter(|id| self.owners.get(*id) == Some(&from));
        let all: Vec<OpportunityId> = along.copied().chain([of.opportunity]).collect();
        for id in all {
            self.load.moves(&from, &to);
            self.owners.insert(id, to.clone());
            self.given.push(GivenTo { id, from: from.clone(), to: to.clone() });
        }
        Ok(to)
    }
}
