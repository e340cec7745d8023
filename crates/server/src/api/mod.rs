//! The API, one file a noun. Everything here is described at `/api/openapi.json`; what a handler needs stands in its
//! signature.

pub mod accounts;
pub mod assessment;
pub mod audit;
pub mod batches;
pub mod campaign_dry_run;
pub mod campaign_mails;
pub mod campaigns;
pub mod catalogue;
pub mod cells;
pub mod connectors;
pub mod contact_policy;
pub mod contacts;
pub mod contacts_file;
pub mod data_use;
pub mod data_use_file;
pub mod edit;
pub mod enrolments;
pub mod events;
pub mod export;
pub mod fill_in;
pub mod held;
pub mod history;
pub mod life;
pub mod machine_file;
pub mod machine_telemetry;
pub mod machines;
pub mod mapping_profiles;
pub mod matches;
pub mod my_day;
pub mod opportunities;
pub mod outbox;
pub mod paging;
pub mod places;
pub mod policy;
pub mod portal;
pub mod portal_contacts;
pub mod portal_history;
pub mod portal_theme;
pub mod replays;
pub mod report;
pub mod rows;
pub mod runs;
pub mod salesforce_mapping;
pub mod search;
pub mod segment_members;
pub mod segments;
pub mod session;
pub mod sources;
pub mod suppressions;
pub mod tasks;
pub mod teams;
pub mod technicians;
pub mod telemetry;
pub mod telemetry_senders;
pub mod today;
pub mod tokens;
pub mod tours;
pub mod trigger_draft;
pub mod trigger_explanation;
pub mod trigger_preview;
pub mod trigger_versions;
pub mod triggers;
pub mod upload_effect;
pub mod upload_reports;
pub mod uploads;
pub mod visit_work;
pub mod visits;
pub mod webhook_deliveries;
pub mod webhooks;

use crate::app::App;
use axum::extract::DefaultBodyLimit;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Instand",
        description = "Service decision intelligence for machine builders. Sessions of the page are told by a cookie and \
                       send `x-csrf-token` with every change; programs send `Authorization: Bearer TOKEN`. \
                       `x-permission` names what an operation needs. Errors are RFC 9457 problem documents.",
        license(name = "Apache-2.0")
    ),
    servers((url = "/api/v1"))
)]
struct Description;

/// The operations and their description.
pub fn router() -> (axum::Router<App>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(session::get, session::change, session::end))
        .routes(routes!(session::change_password))
        .routes(routes!(accounts::list, accounts::add))
        .routes(routes!(accounts::change))
        .routes(routes!(tokens::list, tokens::add))
        .routes(routes!(tokens::remove))
        .routes(routes!(audit::list))
        .routes(routes!(catalogue::get))
        .routes(routes!(cells::get))
        .routes(routes!(cells::file))
        .routes(routes!(today::get))
        .routes(routes!(machines::list))
        .routes(routes!(machines::facets))
        .routes(routes!(machines::map))
        .routes(routes!(export::machines))
        .routes(routes!(machine_file::get))
        .routes(routes!(history::get))
        .routes(routes!(life::get))
        .routes(routes!(opportunities::list))
        .routes(routes!(opportunities::board))
        .routes(routes!(opportunities::facets))
        .routes(routes!(export::opportunities))
        .routes(routes!(opportunities::get, edit::change))
        .routes(routes!(edit::note))
        .routes(routes!(edit::undo))
        .routes(routes!(edit::reassign))
        .routes(routes!(opportunities::people))
        .routes(routes!(batches::list))
        .routes(routes!(batches::get))
        .routes(routes!(batches::problems))
        .routes(routes!(batches::problems_file))
        .routes(routes!(batches::take_back))
        .routes(routes!(sources::list))
        .routes(routes!(sources::change))
        .routes(routes!(batches::look_again))
        .routes(routes!(mapping_profiles::list))
        .routes(routes!(mapping_profiles::versions, mapping_profiles::put, mapping_profiles::remove))
        .routes(routes!(mapping_profiles::file))
        .routes(routes!(mapping_profiles::restore))
        .routes(routes!(connectors::list))
        .routes(routes!(connectors::pull))
        .routes(routes!(connectors::runs))
        .routes(routes!(salesforce_mapping::get, salesforce_mapping::put))
        .routes(routes!(salesforce_mapping::check))
        .routes(routes!(runs::list, runs::start))
        .routes(routes!(runs::job))
        .routes(routes!(assessment::get, assessment::what_if))
        .routes(routes!(assessment::machines))
        .routes(routes!(fill_in::get))
        .routes(routes!(report::pdf))
        .routes(routes!(report::xlsx))
        .routes(routes!(matches::list))
        .routes(routes!(matches::preview))
        .routes(routes!(matches::decisions, matches::decide))
        .routes(routes!(matches::undo))
        .routes(routes!(matches::get))
        .routes(routes!(search::get))
        .routes(routes!(events::stream))
        .merge(triggers())
        .merge(campaigns())
        .merge(portal::router())
        .merge(portal_contacts())
        .merge(contacts())
        .merge(segments())
        .merge(telemetry())
        .merge(uploads())
        .merge(told())
        .merge(field_service())
        .split_for_parts()
}

/// Triggers, their versions, what they would give and would have given.
fn triggers() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(triggers::list))
        .routes(routes!(triggers::get))
        .routes(routes!(trigger_preview::preview))
        .routes(routes!(trigger_versions::waiting))
        .routes(routes!(trigger_versions::import))
        .routes(routes!(trigger_versions::add))
        .routes(routes!(trigger_versions::list))
        .routes(routes!(trigger_versions::get, trigger_versions::put, trigger_versions::remove))
        .routes(routes!(trigger_versions::file))
        .routes(routes!(trigger_versions::step))
        .routes(routes!(trigger_versions::review))
        .routes(routes!(trigger_explanation::get))
        .routes(routes!(replays::list, replays::start))
        .routes(routes!(replays::get, replays::remove))
        .routes(routes!(replays::fired))
        .routes(routes!(data_use::get, data_use::add))
        .routes(routes!(data_use::letter))
        .routes(routes!(data_use::end))
        .routes(routes!(data_use_file::export))
        .routes(routes!(data_use_file::import).layer(DefaultBodyLimit::max(data_use_file::MOST_BYTES)))
        .routes(routes!(policy::get))
        .routes(routes!(policy::preview))
        .routes(routes!(policy::put))
        .routes(routes!(held::list))
        .routes(routes!(suppressions::list, suppressions::add))
        .routes(routes!(suppressions::end))
}

/// Campaigns, what they ask of people, and what goes out.
fn campaigns() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(campaigns::list, campaigns::add))
        .routes(routes!(campaigns::get))
        .routes(routes!(campaign_dry_run::dry_run))
        .routes(routes!(campaigns::step))
        .routes(routes!(campaign_mails::change))
        .routes(routes!(campaign_mails::test))
        .routes(routes!(enrolments::list))
        .routes(routes!(enrolments::happened))
        .routes(routes!(tasks::list))
        .routes(routes!(tasks::done))
        .routes(routes!(teams::list, teams::add))
        .routes(routes!(teams::put, teams::remove))
        .routes(routes!(outbox::list))
        .routes(routes!(outbox::retry))
}

/// Who may sign in to the customer portal, what was said in it, how it looks.
fn portal_contacts() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(portal_contacts::list, portal_contacts::invite))
        .routes(routes!(portal_contacts::change))
        .routes(routes!(portal_contacts::invite_again))
        .routes(routes!(portal_history::notices))
        .routes(routes!(portal_history::requests))
        .routes(routes!(portal_theme::get, portal_theme::put))
        .routes(routes!(portal_theme::put_logo, portal_theme::remove_logo))
}

/// Whom one may write to, and how.
fn contacts() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(contacts::list))
        .routes(routes!(contacts::enter))
        .routes(routes!(contacts_file::export))
        .routes(routes!(contacts_file::import).layer(DefaultBodyLimit::max(contacts_file::MOST_BYTES)))
        .routes(routes!(contacts::get))
        .routes(routes!(contacts::export))
        .routes(routes!(contacts::erase))
        .routes(routes!(contact_policy::get, contact_policy::put))
        .routes(routes!(contact_policy::preview))
}

/// Technicians, visits and tours.
fn field_service() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(technicians::list, technicians::add))
        .routes(routes!(technicians::get, technicians::put))
        .routes(routes!(technicians::open_calendar, technicians::close_calendar))
        .routes(routes!(visits::list, visits::add))
        .routes(routes!(visit_work::proposals, visit_work::take_over))
        .routes(routes!(visits::get, visits::change))
        .routes(routes!(visits::promise, visits::take_back))
        .routes(routes!(visit_work::cancel))
        .routes(routes!(visit_work::start))
        .routes(routes!(visit_work::finish))
        .routes(routes!(visit_work::slots))
        .routes(routes!(visit_work::book))
        .routes(routes!(visit_work::offer))
        .routes(routes!(tours::get))
        .routes(routes!(tours::settings))
        .routes(routes!(tours::plan))
        .routes(routes!(tours::check))
        .routes(routes!(tours::change))
        .routes(routes!(my_day::get))
        .routes(routes!(my_day::open_calendar, my_day::close_calendar))
}

/// Saved conditions over facts.
fn segments() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(segments::list, segments::add))
        .routes(routes!(segments::preview))
        .routes(routes!(segments::import))
        .routes(routes!(segments::archived))
        .routes(routes!(segments::get, segments::put, segments::remove))
        .routes(routes!(segments::restore))
        .routes(routes!(segments::versions))
        .routes(routes!(segments::file))
        .routes(routes!(segment_members::list))
        .routes(routes!(segment_members::export))
        .routes(routes!(segment_members::changes))
        .routes(routes!(segment_members::history))
        .routes(routes!(segment_members::values))
}

/// Readings come in large batches.
fn telemetry() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(telemetry::add).layer(DefaultBodyLimit::max(telemetry::MOST_BYTES)))
        .routes(routes!(telemetry::status))
        .routes(routes!(telemetry_senders::assign, telemetry_senders::release))
        .routes(routes!(machine_telemetry::get))
}

/// What other systems are told.
fn told() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(webhooks::list, webhooks::add))
        .routes(routes!(webhooks::change, webhooks::remove))
        .routes(routes!(webhooks::rotate))
        .routes(routes!(webhook_deliveries::list))
        .routes(routes!(webhook_deliveries::test))
        .routes(routes!(webhook_deliveries::replay))
}

/// Operations on uploads; only the one that brings files takes more than a megabyte.
fn uploads() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(uploads::list))
        .routes(routes!(uploads::add).layer(DefaultBodyLimit::max(uploads::MOST_BYTES)))
        .routes(routes!(uploads::from_folder))
        .routes(routes!(uploads::folders))
        .routes(routes!(uploads::get, uploads::remove))
        .routes(routes!(uploads::decide))
        .routes(routes!(uploads::import))
        .routes(routes!(upload_effect::get))
        .routes(routes!(upload_reports::list))
        .routes(routes!(upload_reports::page))
        .routes(routes!(upload_reports::teach))
        .routes(routes!(upload_reports::forget))
        .routes(routes!(mapping_profiles::save_from))
}
