//! Campaigns as versions: a draft is written, goes live, may be paused, and is retired when a newer one goes live. What went
//! live once is never changed: enrolments stay with it.

use crate::connection::{Store, StoreError, Write};
use crate::entities::campaign_version;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};

/// How far a version is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// It is being written; nobody takes part.
    Draft,
    /// It takes machines in and runs their steps.
    Live,
    /// Its steps rest, and nobody is taken in.
    Paused,
    /// Nobody is taken in any more; those who take part go on to their end.
    Retired,
}

impl CampaignState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Live, Self::Paused, Self::Retired];

    /// The name in JSON and in the database.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Live => "live",
            Self::Paused => "paused",
            Self::Retired => "retired",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == name)
    }
}

/// For whom a campaign is: what is empty leaves nobody out. A campaign starts small and is widened.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scope {
    /// Machine types.
    pub machine_types: Vec<String>,
    /// Triggers whose hits count.
    pub triggers: Vec<String>,
    /// Countries, ISO 3166.
    pub countries: Vec<String>,
}

/// A version of a campaign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CampaignVersion {
    /// The campaign.
    pub campaign: String,
    /// Counted up for each campaign.
    pub version: u32,
    /// How far it is.
    pub state: CampaignState,
    /// What it says, as TOML.
    pub definition: String,
    /// For whom it is.
    pub scope: Scope,
    /// Who changed it last.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Counted up with each change.
    pub edition: i64,
}

/// A version to be saved: it begins as a draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewCampaignVersion {
    /// The campaign.
    pub campaign: String,
    /// Above all that are there.
    pub version: u32,
    /// What it says, as TOML.
    pub definition: String,
    /// For whom it is.
    pub scope: Scope,
}

fn of_row(row: campaign_version::Model) -> Result<CampaignVersion, StoreError> {
    let state = CampaignState::named(&row.state)
        .ok_or_else(|| StoreError::Unreadable { what: "campaign state", value: row.state.clone() })?;
    let scope = serde_json::from_str(&row.scope)
        .map_err(|_| StoreError::Unreadable { what: "campaign scope", value: row.scope.clone() })?;
    Ok(CampaignVersion {
        campaign: row.campaign,
        version: u32::try_from(row.version).unwrap_or(0),
        state,
        definition: row.definition,
        scope,
        saved_by: row.saved_by,
        saved_at: row.saved_at,
        edition: row.edition,
    })
}

fn number(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}

impl Store {
    /// All versions of all campaigns, by campaign, newest first.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn campaigns(&self) -> Result<Vec<CampaignVersion>, StoreError> {
        let rows = campaign_version::Entity::find()
            .order_by_asc(campaign_version::Column::Campaign)
            .order_by_desc(campaign_version::Column::Version)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(of_row).collect()
    }
}

impl Write {
    /// Saves a new version as a draft. Says whether it was new: there may be one of this number already.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_campaign(&self, new: NewCampaignVersion) -> Result<bool, StoreError> {
        use campaign_version::Column;
        let of = Column::Campaign.eq(&new.campaign).and(Column::Version.eq(number(new.version)));
        if campaign_version::Entity::find().filter(of).one(&self.transaction).await?.is_some() {
            return Ok(false);
        }
        let named = format!("campaign {} {}", new.campaign, new.version);
        let row = campaign_version::ActiveModel {
            id: NotSet,
            campaign: Set(new.campaign),
            version: Set(number(new.version)),
            state: Set(CampaignState::Draft.id().to_owned()),
            definition: Set(new.definition),
            scope: Set(written(&new.scope)),
            saved_by: Set(self.actor().to_owned()),
            saved_at: Set(self.at().to_owned()),
            edition: Set(1),
        };
        campaign_version::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        self.audit("save campaign", &named, "draft").await?;
        Ok(true)
    }

    /// Changes what a draft says. Says whether it was a draft of this edition.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn change_campaign(&self, of: &CampaignVersion, definition: &str) -> Result<bool, StoreError> {
        use campaign_version::Column;
        let done = campaign_version::Entity::update_many()
            .col_expr(Column::Definition, definition.into())
            .col_expr(Column::SavedBy, self.actor().into())
            .col_expr(Column::SavedAt, self.at().into())
            .col_expr(Column::Edition, Expr::col(Column::Edition).add(1))
            .filter(Column::Campaign.eq(&of.campaign).and(Column::Version.eq(number(of.version))))
            .filter(Column::State.eq(CampaignState::Draft.id()).and(Column::Edition.eq(of.edition)))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected > 0 {
            self.audit("change campaign", &format!("campaign {} {}", of.campaign, of.version), "").await?;
        }
        Ok(done.rows_affected > 0)
    }

    /// Sets state and scope of a version. Says whether its edition was still the expected one. One version of a campaign is
    /// live at a time: where this one goes live, the others are retired.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn step_campaign(
        &self,
        of: &CampaignVersion,
        state: CampaignState,
        scope: &Scope,
    ) -> Result<bool, StoreError> {
        use campaign_version::Column;
        let done = campaign_version::Entity::update_many()
            .col_expr(Column::State, state.id().into())
            .col_expr(Column::Scope, written(scope).into())
            .col_expr(Column::SavedBy, self.actor().into())
            .col_expr(Column::SavedAt, self.at().into())
            .col_expr(Column::Edition, Expr::col(Column::Edition).add(1))
            .filter(Column::Campaign.eq(&of.campaign).and(Column::Version.eq(number(of.version))))
            .filter(Column::Edition.eq(of.edition))
            .exec(&self.transaction)
            .await?;
        if done.rows_affected == 0 {
            return Ok(false);
        }
        if state == CampaignState::Live {
            let others = [CampaignState::Live.id(), CampaignState::Paused.id()];
            campaign_version::Entity::update_many()
                .col_expr(Column::State, CampaignState::Retired.id().into())
                .col_expr(Column::Edition, Expr::col(Column::Edition).add(1))
                .filter(Column::Campaign.eq(&of.campaign).and(Column::Version.ne(number(of.version))))
                .filter(Column::State.is_in(others))
                .exec(&self.transaction)
                .await?;
        }
        let detail = format!("{} -> {}, {}", of.state.id(), state.id(), written(scope));
        self.audit("campaign state", &format!("campaign {} {}", of.campaign, of.version), &detail).await?;
        Ok(true)
    }
}

fn written(scope: &Scope) -> String {
    serde_json::to_string(scope).unwrap_or_else(|_| "{}".to_owned())
}
