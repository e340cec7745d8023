//! The register of data use: for each machine what its user agreed to have its data used for (EU Data Act, Reg. (EU)
//! 2023/2854, art. 4(13)), what missing agreements keep back, and the letter that asks for them.

use super::cells::download;
use super::paging::{Page, Pairs, split};
use super::policy::{decide_anew, etag_of};
use super::rows::{self, MachineRow};
use super::suppressions::{LastDay, last_day};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Export, Read, Sources};
use crate::live::View;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use base::{Language, MachineId};
use chrono::NaiveDate;
use decide::{Purpose, day_text};
use hashbrown::{HashMap, HashSet};
use installed_base::{MachineFilter, MachineSort};
use pipeline::PolicyPart;
use report::{Letter, LetterMachine};
use serde::{Deserialize, Serialize};
use store::{DataUse, NewDataUse};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// An agreement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct DataUseView {
    /// Counted up.
    pub id: i64,
    /// The contract it stands in.
    pub contract: String,
    /// `service`, `sales`.
    pub purposes: Vec<String>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none where it is open.
    pub until: Option<NaiveDate>,
    /// Where it can be read.
    pub document: String,
    /// Who entered it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Who ended it before its day.
    pub ended_by: Option<String>,
    /// When, UTC.
    pub ended_at: Option<String>,
    /// Whether it holds today.
    pub holds: bool,
}

fn shown(of: &DataUse, today: NaiveDate) -> DataUseView {
    DataUseView {
        id: of.id,
        contract: of.of.contract.clone(),
        purposes: of.of.purposes.clone(),
        from: of.of.from,
        until: of.of.until,
        document: of.of.document.clone(),
        saved_by: of.saved_by.clone(),
        saved_at: of.saved_at.clone(),
        ended_by: of.ended_by.clone(),
        ended_at: of.ended_at.clone(),
        holds: of.holds(today),
    }
}

/// A machine with its agreements.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct DataUseRow {
    /// The machine.
    pub machine: MachineRow,
    /// Its agreements, newest first.
    pub agreements: Vec<DataUseView>,
    /// Whether its data may be used for service today.
    pub service: bool,
    /// Whether they may be used for offers today.
    pub sales: bool,
}

/// What missing agreements keep back of a trigger.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct BlockedTrigger {
    /// The trigger.
    pub trigger: String,
    /// Its title.
    pub title: String,
    /// Machines.
    pub machines: usize,
    /// What these would be worth if they fired as often as the known, in EUR.
    pub value_eur: f64,
}

/// The register.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct DataUseRegister {
    /// Whether agreements are asked for.
    pub is_kept: bool,
    /// Whether they are asked for even while the register is empty.
    pub always: bool,
    /// The edition of that setting.
    pub etag: String,
    /// Machines there are.
    pub machines: usize,
    /// Machines whose data may be used for offers.
    pub agreed_sales: usize,
    /// Machines whose data may be used for service.
    pub agreed_service: usize,
    /// What missing agreements keep back.
    pub blocked: Vec<BlockedTrigger>,
    /// The machines.
    pub rows: Page<DataUseRow>,
}

/// Agreements by machine, newest first.
async fn by_machine(app: &App) -> Answer<HashMap<MachineId, Vec<DataUse>>> {
    let mut all: HashMap<MachineId, Vec<DataUse>> = HashMap::new();
    for of in app.store().data_uses().await? {
        all.entry(of.of.machine).or_default().push(of);
    }
    Ok(all)
}

/// The register. Filters: `q` (words of serial number, customer, type, place), `state` (`agreed`, `none`, `ended`).
#[utoipa::path(get, path = "/data-use", tag = "data use",
    params(("q" = Option<String>, Query), ("state" = Option<String>, Query), ("limit" = Option<usize>, Query), ("offset" = Option<usize>, Query)),
    responses((status = 200, body = DataUseRegister), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Query(pairs): Query<Pairs>) -> Answer<Json<DataUseRegister>> {
    let (paging, filters) = split(pairs)?;
    let (mut words, mut state) = (None, None);
    for (name, value) in filters {
        match name.as_str() {
            "q" => words = Some(value).filter(|value| !value.trim().is_empty()),
            "state" if matches!(value.as_str(), "agreed" | "none" | "ended") => state = Some(value),
            "state" => return Err(Problem::wrong("state is agreed, none or ended")),
            other => return Err(Problem::wrong(format!("`{other}` is not a filter here; there are q, state"))),
        }
    }
    let view = app.view()?;
    let (live, today, language) = (&view.live, app.today(), may.who.language());
    let agreements = by_machine(&app).await?;
    let permits = &live.decided.permits;
    let may_use = |at: usize, purpose: Purpose| !permits.barred(purpose).value(at);
    let ids = &live.decided.state.files.link.ids;
    let matching: Option<HashSet<u32>> = words.map(|words| {
        let filter = MachineFilter { q: Some(words), ..MachineFilter::default() };
        let (_, all) = view.pipeline.machines().list(&filter, MachineSort::default(), 0, usize::MAX);
        all.into_iter().collect()
    });
    let mut wanted: Vec<(u32, usize)> = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let Some(position) = live.base.position(*id) else { continue };
        let own = agreements.get(id).map_or(&[][..], Vec::as_slice);
        let holds = own.iter().any(|of| of.holds(today));
        let fits = match state.as_deref() {
            Some("agreed") => holds,
            Some("none") => own.is_empty(),
            Some(_) => !own.is_empty() && !holds,
            None => true,
        };
        if fits && matching.as_ref().is_none_or(|matching| matching.contains(&position)) {
            wanted.push((position, at));
        }
    }
    wanted.sort_unstable();
    let total = wanted.len();
    let items = wanted.into_iter().skip(paging.offset).take(paging.limit).filter_map(|(position, at)| {
        let own = ids.get(at).and_then(|id| agreements.get(id)).map_or(&[][..], Vec::as_slice);
        Some(DataUseRow {
            machine: rows::machine(&view, position)?,
            agreements: own.iter().map(|of| shown(of, today)).collect(),
            service: may_use(at, Purpose::Service),
            sales: may_use(at, Purpose::Sales),
        })
    });
    let items = items.collect();
    let agreed = |purpose: Purpose| permits.barred(purpose).iter().filter(|barred| *barred == Some(false)).count();
    let blocked = live.rules.iter().zip(&live.counts).filter(|(_, count)| count.not_permitted > 0);
    let blocked = blocked.map(|(rule, count)| BlockedTrigger {
        trigger: rule.id.clone(),
        title: rule.title.get(language).to_owned(),
        machines: count.not_permitted,
        value_eur: count.not_permitted_eur,
    });
    Ok(Json(DataUseRegister {
        is_kept: permits.is_kept(),
        always: live.decided.policy.data_use.always,
        etag: etag_of(&app, PolicyPart::DataUse).await?,
        machines: ids.len(),
        agreed_sales: agreed(Purpose::Sales),
        agreed_service: agreed(Purpose::Service),
        blocked: blocked.collect(),
        rows: Page::new(items, total, paging.offset),
    }))
}

/// An agreement for machines.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgreement {
    /// The machines.
    machine_ids: Vec<Uuid>,
    /// The contract it stands in.
    contract: String,
    /// `service`, `sales`; none where the user agreed to neither.
    purposes: Vec<String>,
    /// The first day.
    from: NaiveDate,
    /// The last day; none where it is open.
    until: Option<NaiveDate>,
    /// Where it can be read.
    document: String,
}

/// How many were entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct AddedAgreements {
    /// Machines.
    pub added: usize,
}

/// Enters an agreement for machines; what follows is decided at once.
#[utoipa::path(post, path = "/data-use", tag = "data use", request_body = NewAgreement,
    responses((status = 200, body = AddedAgreements), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn add(
    may: May<Sources>,
    State(app): State<App>,
    Json(wanted): Json<NewAgreement>,
) -> Answer<Json<AddedAgreements>> {
    let NewAgreement { machine_ids, contract, purposes, from, until, document } = wanted;
    if machine_ids.is_empty() {
        return Err(Problem::wrong("name at least one machine"));
    }
    if let Some(other) = purposes.iter().find(|name| Purpose::named(name).is_none()) {
        return Err(Problem::wrong(format!("`{other}` is no purpose; there are service, sales")));
    }
    if until.is_some_and(|until| until < from) {
        return Err(Problem::wrong("the last day is before the first"));
    }
    if [&contract, &document].iter().any(|text| text.chars().count() > 500) {
        return Err(Problem::wrong("contract and document have 500 letters at most"));
    }
    let view = app.view()?;
    if let Some(id) = machine_ids.iter().find(|id| view.live.ordinal(MachineId(**id)).is_none()) {
        return Err(Problem::missing(format!("there is no machine {id}")));
    }
    let new = |id: &Uuid| NewDataUse {
        machine: MachineId(*id),
        contract: contract.trim().to_owned(),
        purposes: purposes.clone(),
        from,
        until,
        document: document.trim().to_owned(),
    };
    let write = app.write(&may.who.account.login).await?;
    write.add_data_uses(machine_ids.iter().map(new).collect()).await?;
    write.commit().await?;
    decide_anew(&app).await?;
    Ok(Json(AddedAgreements { added: machine_ids.len() }))
}

/// Ends an agreement; what follows is decided at once.
#[utoipa::path(post, path = "/data-use/{id}/end", tag = "data use", request_body = LastDay, params(("id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn end(
    may: May<Sources>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(wanted): Json<LastDay>,
) -> Answer<StatusCode> {
    let known = app.store().data_uses().await?.into_iter().find(|of| of.id == id);
    let known = known.ok_or_else(|| Problem::missing(format!("there is no agreement {id}")))?;
    last_day(wanted.last, known.of.from, known.of.until)?;
    let write = app.write(&may.who.account.login).await?;
    if known.ended_by.is_some() || !write.end_data_use(id, wanted.last).await? {
        return Err(Problem::conflict("ended", "this agreement was ended already"));
    }
    write.commit().await?;
    decide_anew(&app).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// To whom the letter goes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LetterQuery {
    /// The customer.
    customer: Uuid,
    /// `de`, `en` or `it`; that of who asks where nothing is said.
    language: Option<String>,
}

fn written(app: &App, view: &View, customer: Uuid, language: Language) -> Answer<Letter> {
    let files = &view.live.decided.state.files;
    let at = files.customers.iter().position(|of| of.id.0 == customer);
    let at = at.ok_or_else(|| Problem::missing("there is no such customer"))?;
    let of = &files.customers[at];
    let own = view.live.machines_of_customer(u32::try_from(at).unwrap_or(u32::MAX));
    let text = |field: &str, machine: u32| files.str(field, machine as usize).unwrap_or_default().to_owned();
    let mut address: Vec<String> = of.name.iter().cloned().collect();
    if let Some(first) = own.first() {
        address.push(text("street", *first));
        address.push(format!("{} {}", text("postcode", *first), text("city", *first)).trim().to_owned());
        address.push(text("country", *first));
    }
    address.retain(|line| !line.is_empty());
    let machines = own.iter().map(|machine| LetterMachine {
        serial_number: text("serial_number", *machine),
        machine_type: text("machine_type", *machine),
        place: [text("site", *machine), text("city", *machine), text("country", *machine)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
    });
    Ok(Letter {
        language,
        builder: app.config.company.clone(),
        address,
        day: day_text(app.today(), language),
        machines: machines.collect(),
    })
}

/// A letter that asks a customer for an agreement, with its machines.
#[utoipa::path(get, path = "/data-use/letter.pdf", tag = "data use", params(LetterQuery),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("export"))))]
pub async fn letter(
    may: May<Export>,
    State(app): State<App>,
    Query(query): Query<LetterQuery>,
) -> Answer<(HeaderMap, Vec<u8>)> {
    let language = match &query.language {
        Some(text) => text.parse::<Language>().map_err(Problem::wrong)?,
        None => may.who.language(),
    };
    let view = app.view()?;
    let letter = written(&app, &view, query.customer, language)?;
    let bytes = tokio::task::spawn_blocking(move || report::letter(&letter)).await?;
    let bytes = bytes.map_err(|error| Problem::internal(&error))?;
    Ok((download("instand-data-use.pdf", "application/pdf"), bytes))
}
