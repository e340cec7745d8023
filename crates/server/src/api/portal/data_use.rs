//! What data the customer's machines give, and for what it may be used: the customer agrees and withdraws here (EU Data Act, Reg.
//! (EU) 2023/2854, art. 4(13)). It is entered in the register of data use, and decided anew.

use super::machines::owned_since;
use super::{Own, PortalContact};
use crate::api::policy::decide_anew;
use crate::app::App;
use crate::problem::{Answer, Problem};
use ::telemetry::Signals;
use axum::Json;
use axum::extract::State;
use base::{Kind, MachineId};
use chrono::NaiveDate;
use decide::Purpose;
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use store::{DataUse, NewDataUse, PORTAL_AGREEMENT};
use utoipa::ToSchema;
use uuid::Uuid;

/// What data may be used for.
const PURPOSES: [Purpose; 2] = [Purpose::Service, Purpose::Sales];

/// Days of readings looked through to say since when there are any.
const DAYS: usize = 3_660;

/// A purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalPurpose {
    /// `service` or `sales`.
    pub purpose: &'static str,
    /// Machines whose data may be used for it today.
    pub agreed: usize,
    /// Machines there are.
    pub machines: usize,
}

/// An agreement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalAgreement {
    /// `service`, `sales`; none where neither was agreed to.
    pub purposes: Vec<String>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none where it is open.
    pub until: Option<NaiveDate>,
    /// Whether it was entered here.
    pub by_portal: bool,
    /// When it was entered, UTC.
    pub entered_at: String,
    /// Where it can be read.
    pub document: String,
}

/// A machine, and for what its data may be used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalDataUseMachine {
    /// Its id.
    pub id: Uuid,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// Its type.
    pub machine_type: Option<String>,
    /// Whether its data may be used for service today.
    pub service: bool,
    /// Whether they may be used for offers today.
    pub sales: bool,
    /// Its agreements, the newest first.
    pub agreements: Vec<PortalAgreement>,
}

/// A signal that is collected.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct CollectedSignal {
    /// Its name.
    pub signal: String,
    /// What it is called.
    pub label: String,
    /// What it is measured in; empty where nobody said.
    pub unit: String,
    /// The first day with a reading.
    pub since: NaiveDate,
    /// The last day with a reading.
    pub newest: NaiveDate,
    /// Machines that give it.
    pub machines: usize,
}

/// Records that are kept about the machines.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct KeptRecords {
    /// `contracts`, `orders`, `visits`, `tickets`, `errors` or `counters`.
    pub kind: &'static str,
    /// How many.
    pub number: u64,
}

/// What is collected, and for what it may be used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalDataUse {
    /// Whether the builder asks for agreements at all; where it does not, all may be used that was not withdrawn here.
    pub is_asked: bool,
    /// The purposes.
    pub purposes: Vec<PortalPurpose>,
    /// The machines, by serial number.
    pub machines: Vec<PortalDataUseMachine>,
    /// Signals, by what they are called.
    pub collected: Vec<CollectedSignal>,
    /// Records.
    pub records: Vec<KeptRecords>,
}

/// Signals of all own machines, with since when and of how many.
async fn collected(app: &App, own: &Own, language: &str) -> Answer<Vec<CollectedSignal>> {
    let live = &own.view.live;
    let devices = app.config.workplace.devices(&live.decided.state).await?;
    let mut of_machines: HashMap<u32, Vec<u64>> = own.machines().iter().map(|at| (*at, Vec::new())).collect();
    for (device, machine) in devices.iter() {
        if let Some(of) = of_machines.get_mut(&machine) {
            of.push(device);
        }
    }
    let wanted: Vec<(Vec<u64>, Option<NaiveDate>)> = of_machines
        .into_iter()
        .filter(|(_, devices)| !devices.is_empty())
        .map(|(at, devices)| (devices, owned_since(own, at as usize)))
        .collect();
    let (app, today) = (app.clone(), app.today());
    let read = move || -> Answer<HashMap<String, (NaiveDate, NaiveDate, usize)>> {
        let mut all: HashMap<String, (NaiveDate, NaiveDate, usize)> = HashMap::new();
        for (devices, since) in wanted {
            let series = app.config.telemetry.lake.series(&devices, today, DAYS);
            for (signal, days) in series.map_err(|error| Problem::internal(&error))? {
                let days = || days.iter().map(|(day, _)| *day).filter(|day| since.is_none_or(|since| *day >= since));
                let (Some(first), Some(last)) = (days().min(), days().max()) else { continue };
                let of = all.entry(signal).or_insert((first, last, 0));
                *of = (of.0.min(first), of.1.max(last), of.2 + 1);
            }
        }
        Ok(all)
    };
    let found = tokio::task::spawn_blocking(read).await??;
    let mut signals: Vec<CollectedSignal> = found
        .into_iter()
        .map(|(signal, (since, newest, machines))| {
            let known = Signals::shipped().of(&signal);
            CollectedSignal {
                label: known.map_or_else(|| signal.clone(), |known| known.label(language).to_owned()),
                unit: known.map_or_else(String::new, |known| known.unit.clone()),
                signal,
                since,
                newest,
                machines,
            }
        })
        .collect();
    signals.sort_by(|a, b| (&a.label, &a.signal).cmp(&(&b.label, &b.signal)));
    Ok(signals)
}

fn records(own: &Own) -> Vec<KeptRecords> {
    let kinds = [Kind::Contracts, Kind::Orders, Kind::Visits, Kind::Tickets, Kind::Errors, Kind::Counters];
    let history = &own.view.live.history;
    let number = |kind: Kind| -> u64 {
        own.machines().iter().map(|at| history.rows_by_table(kind, *at as usize).values().sum::<u64>()).sum()
    };
    kinds
        .into_iter()
        .map(|kind| KeptRecords { kind: kind.id(), number: number(kind) })
        .filter(|of| of.number > 0)
        .collect()
}

/// For what the data of each machine may be used on a day, by what the register says of it and whether agreements are asked for.
struct Allowed {
    is_asked: bool,
    by_machine: HashMap<MachineId, Vec<DataUse>>,
    today: NaiveDate,
}

impl Allowed {
    async fn of(app: &App, own: &Own) -> Answer<Self> {
        let mut by_machine: HashMap<MachineId, Vec<DataUse>> = HashMap::new();
        for of in app.store().data_uses_of(&own.ids()).await? {
            by_machine.entry(of.of.machine).or_default().push(of);
        }
        let is_asked = own.view.live.decided.permits.is_kept();
        Ok(Self { is_asked, by_machine, today: app.today() })
    }

    fn holding(&self, machine: MachineId) -> impl Iterator<Item = &DataUse> {
        self.by_machine.get(&machine).into_iter().flatten().filter(|of| of.holds(self.today))
    }

    fn may(&self, machine: MachineId, purpose: Purpose) -> bool {
        let named = self.holding(machine).any(|of| of.of.purposes.iter().any(|name| name == purpose.id()));
        let nothing_said = self.holding(machine).next().is_none();
        named || (nothing_said && (purpose == Purpose::Service || !self.is_asked))
    }
}

async fn shown(app: &App, who: &PortalContact) -> Answer<PortalDataUse> {
    let own = Own::of(app, who)?;
    let allowed = Allowed::of(app, &own).await?;
    let ids = &own.view.live.decided.state.files.link.ids;
    let mut machines: Vec<PortalDataUseMachine> = own
        .machines()
        .iter()
        .filter_map(|at| {
            let id = *ids.get(*at as usize)?;
            let of = allowed.by_machine.get(&id).map_or(&[][..], Vec::as_slice);
            Some(PortalDataUseMachine {
                id: id.0,
                serial_number: own.text("serial_number", *at as usize),
                machine_type: own.text("machine_type", *at as usize),
                service: allowed.may(id, Purpose::Service),
                sales: allowed.may(id, Purpose::Sales),
                agreements: of.iter().map(agreement).collect(),
            })
        })
        .collect();
    machines.sort_by(|a, b| (&a.serial_number, a.id).cmp(&(&b.serial_number, b.id)));
    let agreed = |purpose: Purpose| machines.iter().filter(|of| of.may(purpose)).count();
    let purposes = PURPOSES.map(|purpose| PortalPurpose {
        purpose: purpose.id(),
        agreed: agreed(purpose),
        machines: machines.len(),
    });
    Ok(PortalDataUse {
        is_asked: allowed.is_asked,
        purposes: purposes.to_vec(),
        collected: collected(app, &own, &who.contact.language).await?,
        records: records(&own),
        machines,
    })
}

impl PortalDataUseMachine {
    const fn may(&self, purpose: Purpose) -> bool {
        match purpose {
            Purpose::Service => self.service,
            Purpose::Sales => self.sales,
        }
    }
}

fn agreement(of: &DataUse) -> PortalAgreement {
    PortalAgreement {
        purposes: of.of.purposes.clone(),
        from: of.of.from,
        until: of.of.until,
        by_portal: of.is_by_portal(),
        entered_at: of.saved_at.clone(),
        document: of.of.document.clone(),
    }
}

/// What is collected of the own machines, and for what it may be used.
#[utoipa::path(get, path = "/portal/data-use", tag = "portal",
    responses((status = 200, body = PortalDataUse), (status = 401, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn get(who: PortalContact, State(app): State<App>) -> Answer<Json<PortalDataUse>> {
    shown(&app, &who).await.map(Json)
}

/// Agreeing, or withdrawing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DataUseChange {
    /// `service` or `sales`.
    purpose: String,
    /// Whether data may be used for it from today.
    agreed: bool,
    /// The machines; all where none are named.
    machine_ids: Option<Vec<Uuid>>,
}

/// Agrees that data of own machines are used for a purpose, or withdraws it. It holds from today.
#[utoipa::path(post, path = "/portal/data-use", tag = "portal", request_body = DataUseChange,
    responses((status = 200, body = PortalDataUse), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn change(
    who: PortalContact,
    State(app): State<App>,
    Json(wanted): Json<DataUseChange>,
) -> Answer<Json<PortalDataUse>> {
    let purpose = Purpose::named(&wanted.purpose);
    let purpose = purpose
        .ok_or_else(|| Problem::wrong(format!("`{}` is no purpose; there are service, sales", wanted.purpose)))?;
    let own = Own::of(&app, &who)?;
    let machines = match wanted.machine_ids {
        None => own.ids(),
        Some(ids) => ids.into_iter().map(|id| own.machine(id).map(|(id, _)| id)).collect::<Answer<Vec<_>>>()?,
    };
    let allowed = Allowed::of(&app, &own).await?;
    let today = app.today();
    // What is withdrawn today may not be used today any more.
    let yesterday = today.pred_opt().unwrap_or(today);
    let evidence = format!("portal, {}, {}", who.contact.name, app.stamp());
    let write = app.write(&who.actor()).await?;
    let (mut new, mut over) = (Vec::new(), Vec::new());
    for machine in machines {
        let said = allowed.holding(machine).next().is_some();
        if said && allowed.may(machine, purpose) == wanted.agreed {
            continue;
        }
        let others = PURPOSES.into_iter().filter(|of| *of != purpose && allowed.may(machine, *of));
        let mut purposes: Vec<String> = others.map(|of| of.id().to_owned()).collect();
        if wanted.agreed {
            purposes.push(purpose.id().to_owned());
        } else {
            // One agreement says all that may be done from now on: those that say more are ended.
            over.extend(allowed.holding(machine).map(|of| of.id));
        }
        new.push(NewDataUse {
            machine,
            contract: PORTAL_AGREEMENT.to_owned(),
            purposes,
            from: today,
            until: None,
            document: evidence.clone(),
        });
    }
    if !new.is_empty() {
        write.withdraw_data_uses(&over, yesterday).await?;
        write.add_data_uses(new).await?;
        write.commit().await?;
        decide_anew(&app).await?;
    }
    shown(&app, &who).await.map(Json)
}
