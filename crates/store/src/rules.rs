//! Rules as versions: a draft is written and submitted, another person lets it through, and one version of a rule at a
//! time is in force. Nothing but a draft is ever changed or thrown away.

use crate::connection::{Store, StoreError, Write};
use crate::entities::{rule_step, rule_version};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;

/// Who saved what lay in the rules folder of the data folder.
pub const RULES_FOLDER: &str = "rules folder";

/// How far a version is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleState {
    /// It is being written.
    Draft,
    /// Its author wants it looked at.
    Submitted,
    /// Another person found it good.
    Reviewed,
    /// It is in force.
    Active,
    /// It was in force, or is not wanted any more.
    Retired,
}

impl RuleState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Submitted, Self::Reviewed, Self::Active, Self::Retired];

    /// The name in JSON and in the database.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Reviewed => "reviewed",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == name)
    }
}

/// A version of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleVersion {
    /// The rule.
    pub rule: String,
    /// Counted up for each rule.
    pub version: u32,
    /// How far it is.
    pub state: RuleState,
    /// What it says, as TOML.
    pub definition: String,
    /// Why it is wanted, as its author put it.
    pub why: Option<String>,
    /// Who saved it last.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Counted up with each change.
    pub edition: i64,
}

/// A version to be saved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRuleVersion {
    /// The rule.
    pub rule: String,
    /// Above all that are there.
    pub version: u32,
    /// How far it is from the beginning.
    pub state: RuleState,
    /// What it says, as TOML.
    pub definition: String,
    /// Why it is wanted.
    pub why: Option<String>,
}

/// A change of state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleStep {
    /// The version.
    pub version: u32,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub by: String,
    /// The state before; none where the version was new.
    pub from: Option<RuleState>,
    /// The state after.
    pub to: RuleState,
    /// What was said to it.
    pub note: Option<String>,
}

/// How a change of a version ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stepped {
    /// It is done.
    Done,
    /// Somebody else was there first: the edition is another.
    Conflict,
}

fn state_of(name: &str) -> Result<RuleState, StoreError> {
    RuleState::named(name).ok_or_else(|| StoreError::Unreadable { what: "rule state", value: name.to_owned() })
}

fn version_of(row: rule_version::Model) -> Result<RuleVersion, StoreError> {
    Ok(RuleVersion {
        state: state_of(&row.state)?,
        rule: row.rule,
        version: u32::try_from(row.version).unwrap_or(0),
        definition: row.definition,
        why: row.why,
        saved_by: row.saved_by,
        saved_at: row.saved_at,
        edition: row.edition,
    })
}

async fn all(connection: &impl ConnectionTrait) -> Result<Vec<RuleVersion>, StoreError> {
    let rows = rule_version::Entity::find()
        .order_by_asc(rule_version::Column::Rule)
        .order_by_desc(rule_version::Column::Version)
        .all(connection)
        .await?;
    rows.into_iter().map(version_of).collect()
}

fn number(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}

impl Store {
    /// All versions of all rules, by rule, newest first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn rules(&self) -> Result<Vec<RuleVersion>, StoreError> {
        all(&self.connection).await
    }

    /// The changes of state of a rule's versions, oldest first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn rule_steps(&self, rule: &str) -> Result<Vec<RuleStep>, StoreError> {
        let rows = rule_step::Entity::find()
            .filter(rule_step::Column::Rule.eq(rule))
            .order_by_asc(rule_step::Column::Id)
            .all(&self.connection)
            .await?;
        let step = |row: rule_step::Model| {
            Ok(RuleStep {
                version: u32::try_from(row.version).unwrap_or(0),
                at: row.at,
                by: row.actor,
                from: row.from_state.as_deref().map(state_of).transpose()?,
                to: state_of(&row.to_state)?,
                note: row.note,
            })
        };
        rows.into_iter().map(step).collect()
    }

    /// A number that grows with every change of state of a rule.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn rules_mark(&self) -> Result<i64, StoreError> {
        let newest = rule_step::Entity::find()
            .select_only()
            .column(rule_step::Column::Id)
            .order_by_desc(rule_step::Column::Id)
            .into_tuple::<i64>()
            .one(&self.connection)
            .await?;
        Ok(newest.unwrap_or(0))
    }
}

impl Write {
    /// All versions of all rules, as this change finds them.
    ///
    /// # Errors
    /// As [`Store::rules`].
    pub async fn rules(&self) -> Result<Vec<RuleVersion>, StoreError> {
        all(&self.transaction).await
    }

    /// Adds a version of a rule. Where it is in force from the beginning, the one that was is retired first.
    ///
    /// # Errors
    /// Where the database fails, or holds this version already.
    pub async fn add_rule(&self, new: NewRuleVersion) -> Result<(), StoreError> {
        if new.state == RuleState::Active {
            self.retire_active(&new.rule, new.version).await?;
        }
        let row = rule_version::ActiveModel {
            id: NotSet,
            rule: Set(new.rule.clone()),
            version: Set(number(new.version)),
            state: Set(new.state.id().to_owned()),
            definition: Set(new.definition),
            why: Set(new.why.clone()),
            saved_by: Set(self.actor().to_owned()),
            saved_at: Set(self.at().to_owned()),
            edition: Set(1),
        };
        rule_version::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        self.step(&new.rule, new.version, None, new.state, new.why).await
    }

    /// Saves a draft anew, where nobody else changed it since.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn save_draft(
        &self,
        of: &RuleVersion,
        definition: String,
        why: Option<String>,
    ) -> Result<Stepped, StoreError> {
        use rule_version::Column;
        let done = rule_version::Entity::update_many()
            .col_expr(Column::Definition, definition.into())
            .col_expr(Column::Why, why.into())
            .col_expr(Column::SavedBy, self.actor().into())
            .col_expr(Column::SavedAt, self.at().into())
            .col_expr(Column::Edition, (of.edition + 1).into())
            .filter(Column::Rule.eq(of.rule.as_str()).and(Column::Version.eq(number(of.version))))
            .filter(Column::Edition.eq(of.edition).and(Column::State.eq(RuleState::Draft.id())))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected == 0 {
            return Ok(Stepped::Conflict);
        }
        // Whoever writes on it is one of its authors.
        self.step(&of.rule, of.version, Some(RuleState::Draft), RuleState::Draft, None).await?;
        Ok(Stepped::Done)
    }

    /// Throws a draft away, where nobody else changed it since.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn drop_draft(&self, of: &RuleVersion) -> Result<Stepped, StoreError> {
        use rule_version::Column;
        let done = rule_version::Entity::delete_many()
            .filter(Column::Rule.eq(of.rule.as_str()).and(Column::Version.eq(number(of.version))))
            .filter(Column::Edition.eq(of.edition).and(Column::State.eq(RuleState::Draft.id())))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected == 0 {
            return Ok(Stepped::Conflict);
        }
        rule_step::Entity::delete_many()
            .filter(rule_step::Column::Rule.eq(of.rule.as_str()))
            .filter(rule_step::Column::Version.eq(number(of.version)))
            .exec(&self.transaction)
            .await?;
        self.audit("throw trigger draft away", &of.rule, &format!("version {}", of.version)).await?;
        Ok(Stepped::Done)
    }

    /// Moves a version to another state, where nobody else changed it since. Where it comes in force, the one that was is
    /// retired.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn step_rule(
        &self,
        of: &RuleVersion,
        to: RuleState,
        note: Option<String>,
    ) -> Result<Stepped, StoreError> {
        use rule_version::Column;
        if to == RuleState::Active {
            self.retire_active(&of.rule, of.version).await?;
        }
        let done = rule_version::Entity::update_many()
            .col_expr(Column::State, to.id().into())
            .col_expr(Column::Edition, (of.edition + 1).into())
            .filter(Column::Rule.eq(of.rule.as_str()).and(Column::Version.eq(number(of.version))))
            .filter(Column::Edition.eq(of.edition))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected == 0 {
            return Ok(Stepped::Conflict);
        }
        self.step(&of.rule, of.version, Some(of.state), to, note).await?;
        Ok(Stepped::Done)
    }

    async fn retire_active(&self, rule: &str, by: u32) -> Result<(), StoreError> {
        use rule_version::Column;
        let active = rule_version::Entity::find()
            .filter(Column::Rule.eq(rule).and(Column::State.eq(RuleState::Active.id())))
            .one(&self.transaction)
            .await?;
        let Some(active) = active else { return Ok(()) };
        rule_version::Entity::update_many()
            .col_expr(Column::State, RuleState::Retired.id().into())
            .col_expr(Column::Edition, (active.edition + 1).into())
            .filter(Column::Id.eq(active.id))
            .exec(&self.transaction)
            .await?;
        let note = Some(format!("version {by} took its place"));
        let version = u32::try_from(active.version).unwrap_or(0);
        self.step(rule, version, Some(RuleState::Active), RuleState::Retired, note).await
    }

    async fn step(
        &self,
        rule: &str,
        version: u32,
        from: Option<RuleState>,
        to: RuleState,
        note: Option<String>,
    ) -> Result<(), StoreError> {
        let said = note.as_deref().map_or_else(String::new, |note| format!(": {note}"));
        let row = rule_step::ActiveModel {
            id: NotSet,
            rule: Set(rule.to_owned()),
            version: Set(number(version)),
            at: Set(self.at().to_owned()),
            actor: Set(self.actor().to_owned()),
            from_state: Set(from.map(|state| state.id().to_owned())),
            to_state: Set(to.id().to_owned()),
            note: Set(note),
        };
        rule_step::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        self.audit("trigger version", rule, &format!("version {version} {}{said}", to.id())).await
    }
}
