//! Teams: a name, and the accounts campaigns give opportunities to. Two names that differ in case only are one.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::{account, team, team_member};
use base::{AccountId, TeamId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeSet, HashMap};

/// Somebody in a team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TeamMember {
    /// The account.
    pub account: AccountId,
    /// The name to sign in with.
    pub login: String,
    /// The person's name, by which opportunities are assigned.
    pub name: String,
    /// Whether the account may sign in; nothing is given to one that may not.
    pub active: bool,
}

/// A team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// What people and campaigns call it.
    pub name: String,
    /// Who is in it, by name.
    pub members: Vec<TeamMember>,
    /// Counted up with each change.
    pub version: i64,
}

/// A team as it is to be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TeamDraft {
    /// Its id.
    pub id: TeamId,
    /// What people and campaigns call it.
    pub name: String,
    /// Who is in it.
    pub members: BTreeSet<AccountId>,
    /// 1 for a new one, else one more than the version its author saw.
    pub version: i64,
}

/// How saving a team ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TeamSaved {
    /// It is saved.
    Done,
    /// Another team has the name.
    NameTaken,
    /// Somebody else was there first, or it is gone.
    Changed,
}

/// A name as teams are told apart by it.
fn known_as(name: &str) -> String {
    name.trim().to_lowercase()
}

impl Team {
    /// Whether a campaign means this team.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        known_as(&self.name) == known_as(name)
    }

    /// Those to whom opportunities may be given, by name.
    pub fn active(&self) -> impl Iterator<Item = &TeamMember> {
        self.members.iter().filter(|of| of.active)
    }
}

impl Store {
    /// All teams by name, with who is in them.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn teams(&self) -> Result<Vec<Team>, StoreError> {
        let teams = team::Entity::find().all(&self.connection).await?;
        if teams.is_empty() {
            return Ok(Vec::new());
        }
        let accounts = account::Entity::find().all(&self.connection).await?;
        let accounts: HashMap<_, _> = accounts.into_iter().map(|of| (of.id, of)).collect();
        let mut members: HashMap<_, Vec<TeamMember>> = HashMap::new();
        for row in team_member::Entity::find().all(&self.connection).await? {
            let Some(of) = accounts.get(&row.account_id) else { continue };
            members.entry(row.team_id).or_default().push(TeamMember {
                account: AccountId(of.id),
                login: of.login.clone(),
                name: of.name.clone(),
                active: of.active,
            });
        }
        let team = |row: team::Model| {
            let mut members = members.remove(&row.id).unwrap_or_default();
            members.sort_by(|a, b| (&a.name, &a.login).cmp(&(&b.name, &b.login)));
            (row.known_as, Team { id: TeamId(row.id), name: row.name, members, version: row.version })
        };
        let mut all: Vec<(String, Team)> = teams.into_iter().map(team).collect();
        // Ordered here: databases disagree on how letters follow each other.
        all.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(all.into_iter().map(|(_, of)| of).collect())
    }
}

impl Write {
    /// Adds a team, or sets one whose version is still one less.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_team(&self, of: &TeamDraft) -> Result<TeamSaved, StoreError> {
        let known = team::Entity::find_by_id(of.id.0).one(&self.transaction).await?;
        if known.as_ref().map_or(0, |known| known.version) != of.version - 1 {
            return Ok(TeamSaved::Changed);
        }
        let called = team::Entity::find().filter(team::Column::KnownAs.eq(known_as(&of.name)));
        if called.one(&self.transaction).await?.is_some_and(|other| other.id != of.id.0) {
            return Ok(TeamSaved::NameTaken);
        }
        let row = team::ActiveModel {
            id: Set(of.id.0),
            name: Set(of.name.clone()),
            known_as: Set(known_as(&of.name)),
            version: Set(of.version),
        };
        if known.is_some() {
            team::Entity::update(row).exec(&self.transaction).await?;
        } else {
            team::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        }
        self.drop_members(of.id).await?;
        let members: Vec<AccountId> = of.members.iter().copied().collect();
        for part in members.chunks(rows_a_statement(2)) {
            let row =
                |member: &AccountId| team_member::ActiveModel { team_id: Set(of.id.0), account_id: Set(member.0) };
            let rows = team_member::Entity::insert_many(part.iter().map(row));
            rows.exec_without_returning(&self.transaction).await?;
        }
        let what = if known.is_some() { "change team" } else { "add team" };
        self.audit(what, &of.name, &self.logins(&members).await?).await?;
        Ok(TeamSaved::Done)
    }

    /// Removes a team whose version is still the one its author saw. Says whether that was so.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn remove_team(&self, of: &Team) -> Result<bool, StoreError> {
        let done = team::Entity::delete_many()
            .filter(team::Column::Id.eq(of.id.0))
            .filter(team::Column::Version.eq(of.version))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected == 0 {
            return Ok(false);
        }
        self.drop_members(of.id).await?;
        let members: Vec<&str> = of.members.iter().map(|of| of.login.as_str()).collect();
        self.audit("remove team", &of.name, &members.join(", ")).await?;
        Ok(true)
    }

    async fn drop_members(&self, of: TeamId) -> Result<(), StoreError> {
        let members = team_member::Entity::delete_many().filter(team_member::Column::TeamId.eq(of.0));
        members.exec(&self.transaction).await?;
        Ok(())
    }

    /// Logins of accounts, in their order, for the audit.
    async fn logins(&self, of: &[AccountId]) -> Result<String, StoreError> {
        let known = account::Entity::find().filter(account::Column::Id.is_in(of.iter().map(|of| of.0)));
        let mut logins: Vec<String> = known.all(&self.transaction).await?.into_iter().map(|of| of.login).collect();
        logins.sort_unstable();
        Ok(logins.join(", "))
    }
}
