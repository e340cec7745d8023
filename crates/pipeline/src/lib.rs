//! The stages joined: a delivery comes in, machine files are made, triggers decide, opportunities are opened.
//!
//! The command line and, later, the server call these operations; here stands the order of the steps and what belongs
//! into one transaction, and nothing about terminals or HTTP. No clock: instants and days are parameters.

mod arrival;
mod assess;
mod campaigns;
mod cells;
mod collect;
mod contacts;
mod crm;
mod decide;
mod devices;
mod effect;
mod error;
mod examine;
pub mod field_service;
mod fill_in;
mod holding;
mod import;
mod inbox;
mod kept;
mod lives;
mod mail;
mod matches;
mod permits;
mod policy;
mod profiles;
mod project;
mod pull;
mod relink;
mod replay;
mod report;
mod report_layouts;
mod rules;
mod save;
mod segments;
mod source;
mod source_view;
mod state;
mod take_back;
mod text_recognition;
mod webhooks;
mod why;

pub use self::decide::{Decided, Deciding, TriggerCount, decide, decide_on, decide_then};
pub use self::fill_in::{FillIn, MOST};
pub use assess::Assessed;
pub use campaigns::{
    CampaignRun, DryRun, Message, PORTAL_THEME, Ready, TeamGap, WaysOut, WouldEnrol, campaigns_with_team,
    run_campaigns, team_gaps,
};
pub use cells::{CellText, Cells};
pub use collect::{Input, collect};
pub use contacts::{
    Brought, ContactFacts, Contacts, KnownContact, LeftOut, May, Reach, contact_policy, contact_workbook,
    contacts_brought, topics_of,
};
pub use crm::{
    Counted, Crm, MAPPING, Making, OPPORTUNITY, Outcomes, Pushed, SALESFORCE, TRYTON, Turn, push, queue_opportunities,
    read_outcomes, saved_mapping, with_saved_mapping,
};
pub use devices::Devices;
pub use effect::{Effect, EffectRow, RowState, SerialCounts, Wanted, effect};
pub use error::PipelineError;
pub use examine::{Candidate, Examined, ExaminedColumn, ExaminedTable, Hidden, examine};
pub use holding::{Held, REASONS};
pub use import::{ImportOptions, Imported, Skipped, TableReport, import, recognise_only};
pub use kept::Kept;
pub use mail::{
    Correspondence, LETTER, MAIL, MESSAGE, Mailing, MailsRead, MailsSent, ReadyLetter, SendingMails, check_mail,
    check_mails, correspondence, mail_key, read_mails, send_mails, test_letter,
};
pub use matches::{CUSTOMER_RULES, MACHINE_RULES, Proposal, Proposals, propose, propose_customers};
pub use permits::Permits;
pub use policy::{Capacity, DataUsePolicy, Policy, PolicyPart, Suppressing};
pub use profiles::{NewProfile, Profiles, new_profile};
pub use pull::{PullEnd, PullOptions, pull};
pub use relink::{MachinesChanged, decide_matches, undo_matches};
pub use replay::{Fired, Outcome, Replay, Replaying, TriggerReplay, replay};
pub use report::ReportFor;
pub use report_layouts::{GivenRow, GivenTable, Meanings, Taught, page_of_report, report_files, teach};
pub use rules::{
    Changing, RuleFile, RuleRefused, SeenVersion, draft_rule, drop_draft, import_rule, read_rule, rules_in_force,
    save_draft, ship_rules, step_rule, wrote,
};
pub use save::{SavedRun, hit_row, save};
pub use segments::{
    Saving, SegmentNow, SegmentRefused, archive_segment, day_before, known_segments, read_segment, restore_segment,
    save_segment, ship_segments, users_of,
};
pub use source::set_source;
pub use source_view::{SourceView, ViewRow};
pub use state::{Progress, Silent, State, Workplace};
pub use take_back::take_back;
pub use text_recognition::{TextRecognition, use_text_recognition};
pub use webhooks::{Told, deliver, missing_webhooks};
pub use why::{Because, Failed, Why, why_text};
