//! Lists as workbooks. Texts that a spreadsheet would take for formulas are written as texts.

use super::cells::download;
use super::machines::{MachineQuery, label, wanted};
use super::opportunities::OpportunityQuery;
use super::opportunities::{filter, sort};
use super::paging::{Pairs, split};
use super::rows::{self, MachineRow};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Export;
use crate::live::View;
use crate::problem::{Answer, Problem};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use base::{Kind, Language, MachineId};
use chrono::NaiveDate;
use rust_xlsxwriter::{Color, Format, Workbook, XlsxError};
use serde_json::json;
use std::sync::Arc;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Rows of a sheet that Excel opens, less the header.
const MOST: usize = 1_048_575;

/// One cell of an export.
enum Cell {
    Text(String),
    Number(f64),
    Date(NaiveDate),
    Nothing,
}

fn text(of: Option<String>) -> Cell {
    of.map_or(Cell::Nothing, Cell::Text)
}

fn number(of: Option<f64>) -> Cell {
    of.map_or(Cell::Nothing, Cell::Number)
}

fn date(of: Option<NaiveDate>) -> Cell {
    of.map_or(Cell::Nothing, Cell::Date)
}

/// Columns of machines, as the page names them.
const COLUMNS: [&str; 19] = [
    "serial_number",
    "machine_type",
    "product_family",
    "manufacturer",
    "customer_name",
    "country",
    "postcode",
    "city",
    "installed_on",
    "age_years",
    "in_field",
    "contract",
    "contract_days_left",
    "warranty",
    "operating_hours",
    "errors_90d",
    "triggers",
    "score",
    "value_eur",
];

fn heading(column: &str, language: Language) -> String {
    match column {
        "contract" => words::fact("contract_status", language),
        "warranty" => words::fact("warranty_status", language),
        "in_field" | "age_years" | "contract_days_left" | "operating_hours" | "errors_90d" => {
            words::fact(column, language)
        }
        "triggers" => match language {
            Language::De => "Auslöser",
            Language::En => "Triggers",
            Language::It => "Regole",
        },
        "score" => match language {
            Language::De => "Priorität",
            Language::En => "Priority",
            Language::It => "Priorità",
        },
        "value_eur" => match language {
            Language::De => "Wert [EUR]",
            Language::En => "Value [EUR]",
            Language::It => "Valore [EUR]",
        },
        field => words::field(Kind::Machines, field, language),
    }
    .to_owned()
}

fn cell(view: &View, row: &MachineRow, column: &str, language: Language) -> Cell {
    let state = |of: &Option<String>| text(of.as_ref().map(|state| words::state(state, language).to_owned()));
    match column {
        "serial_number" => Cell::Text(row.serial_number.clone()),
        "machine_type" => text(row.machine_type.clone()),
        "product_family" => text(row.product_family.clone()),
        "manufacturer" => text(row.manufacturer.clone()),
        "customer_name" => text(row.customer_name.clone()),
        "country" => text(row.country.clone()),
        "postcode" => text(row.postcode.clone()),
        "city" => text(row.city.clone()),
        "installed_on" => date(row.installed_on),
        "age_years" => number(row.age_years.map(f64::from)),
        "in_field" => Cell::Text(decide::value_text("", &json!(row.in_field), language)),
        "contract" => state(&row.contract),
        "contract_days_left" => number(row.contract_days_left.map(f64::from)),
        "warranty" => state(&row.warranty),
        "operating_hours" => number(row.operating_hours),
        "errors_90d" => number(row.errors_90d.map(f64::from)),
        "triggers" => {
            let titles = row.triggers.iter().map(|id| label(view, "trigger", id, language));
            Cell::Text(titles.collect::<Vec<_>>().join(", "))
        }
        "score" => number(row.score.map(f64::from)),
        "value_eur" => number(row.value_eur),
        _ => Cell::Nothing,
    }
}

/// A date as workbooks count it: days since 30 December 1899.
fn serial_date(date: NaiveDate) -> f64 {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a few ten thousand days")]
    let days = (date - zero).num_days() as f64;
    days
}

/// Writes rows as a workbook with one sheet, its header fixed and filterable.
fn workbook(name: &str, headings: &[String], rows: impl Iterator<Item = Vec<Cell>>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00E8_EDF3)).set_text_wrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, heading) in (0_u16..).zip(headings) {
        sheet.set_column_width(column, 18)?;
        sheet.write_string_with_format(0, column, heading, &head)?;
    }
    let mut last = 0;
    for (at, row) in (1_u32..).zip(rows.take(MOST)) {
        for (column, cell) in (0_u16..).zip(row) {
            match cell {
                Cell::Text(text) => sheet.write_string(at, column, text)?,
                Cell::Number(number) => sheet.write_number(at, column, number)?,
                Cell::Date(date) => sheet.write_number_with_format(at, column, serial_date(date), &day)?,
                Cell::Nothing => continue,
            };
        }
        last = at;
    }
    if let Some(columns) = u16::try_from(headings.len()).ok().and_then(|columns| columns.checked_sub(1)) {
        sheet.autofilter(0, 0, last, columns)?;
    }
    workbook.save_to_buffer()
}

/// The machines of a list as a workbook.
#[utoipa::path(get, path = "/machines/export.xlsx", params(MachineQuery, ("columns" = Option<String>, Query)), tag = "machines",
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("export"))))]
pub async fn machines(
    may: May<Export>,
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
) -> Answer<(HeaderMap, Vec<u8>)> {
    let (paging, filters) = split(pairs)?;
    let view = app.view()?;
    let (filter, sort) = wanted(paging.sort.as_deref(), &filters)?;
    let columns: Vec<String> = match &paging.columns {
        Some(text) => text.split(',').map(str::to_owned).collect(),
        None => COLUMNS.map(str::to_owned).to_vec(),
    };
    if let Some(unknown) = columns.iter().find(|column| !COLUMNS.contains(&column.as_str())) {
        return Err(Problem::wrong(format!("`{unknown}` is not a column; there are {}", COLUMNS.join(", "))));
    }
    let language = may.who.language();
    // A whole base takes seconds; others are answered meanwhile.
    let made = tokio::task::spawn_blocking(move || {
        let (_, positions) = view.pipeline.machines().list(&filter, sort, 0, MOST);
        let headings: Vec<String> = columns.iter().map(|column| heading(column, language)).collect();
        let rows = positions.into_iter().filter_map(|position| rows::machine(&view, position));
        let rows = rows.map(|row| columns.iter().map(|column| cell(&view, &row, column, language)).collect());
        workbook("Instand", &headings, rows)
    });
    let bytes = made.await?.map_err(|error| Problem::internal(&error))?;
    Ok((download(&format!("instand-machines-{}.xlsx", app.today()), XLSX), bytes))
}

/// These machines as a workbook.
pub async fn members_workbook(
    app: &App,
    view: Arc<View>,
    machines: Vec<MachineId>,
    name: &str,
    language: Language,
) -> Answer<(HeaderMap, Vec<u8>)> {
    let made = tokio::task::spawn_blocking(move || {
        let headings: Vec<String> = COLUMNS.iter().map(|column| heading(column, language)).collect();
        let positions = machines.into_iter().filter_map(|id| view.live.base.position(id));
        let rows = positions.filter_map(|position| rows::machine(&view, position));
        let rows = rows.map(|row| COLUMNS.iter().map(|column| cell(&view, &row, column, language)).collect());
        workbook("Instand", &headings, rows)
    });
    let bytes = made.await?.map_err(|error| Problem::internal(&error))?;
    Ok((download(&format!("instand-{name}-{}.xlsx", app.today()), XLSX), bytes))
}

/// The opportunities of a list as a workbook.
#[utoipa::path(get, path = "/opportunities/export.xlsx", params(OpportunityQuery), tag = "opportunities",
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("export"))))]
pub async fn opportunities(
    may: May<Export>,
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
) -> Answer<(HeaderMap, Vec<u8>)> {
    let (paging, pairs) = split(pairs)?;
    let view = app.view()?;
    let filter = filter(&app, &may.who, &pairs)?;
    let sort = sort(paging.sort.as_deref())?;
    let language = may.who.language();
    let headings: Vec<String> = match language {
        Language::De => [
            "Priorität",
            "Seriennummer",
            "Maschinentyp",
            "Kunde",
            "Land",
            "Ort",
            "Kampagne",
            "Grund",
            "Wert [EUR]",
            "Zuständig",
            "Phase",
            "Wiedervorlage",
            "Eröffnet am",
            "Noch einmal ansehen",
        ],
        Language::En => [
            "Priority",
            "Serial number",
            "Machine type",
            "Customer",
            "Country",
            "City",
            "Campaign",
            "Reason",
            "Value [EUR]",
            "Owner",
            "Stage",
            "Follow-up",
            "Opened on",
            "Look again",
        ],
        Language::It => [
            "Priorità",
            "Numero di serie",
            "Tipo di macchina",
            "Cliente",
            "Paese",
            "Città",
            "Campagna",
            "Motivo",
            "Valore [EUR]",
            "Responsabile",
            "Fase",
            "Promemoria",
            "Aperta il",
            "Da rivedere",
        ],
    }
    .map(str::to_owned)
    .to_vec();
    let made = tokio::task::spawn_blocking(move || {
        let found = view.pipeline.list(&filter, sort, 0, MOST);
        let entries = found.positions.into_iter().filter_map(|position| view.pipeline.entry(position));
        let rows = entries.map(|entry| {
            let row = rows::opportunity(&view, entry, language);
            vec![
                Cell::Number(f64::from(row.score)),
                Cell::Text(row.serial_number),
                text(row.machine_type),
                text(row.customer_name),
                text(row.country),
                text(row.city),
                Cell::Text(words::campaign(&row.campaign, language).to_owned()),
                Cell::Text(row.reason),
                number(row.value_eur),
                Cell::Text(row.owner),
                Cell::Text(words::stage(&row.stage, language).to_owned()),
                date(row.follow_up_on),
                Cell::Date(row.opened_on),
                text(row.flag),
            ]
        });
        workbook("Instand", &headings, rows)
    });
    let bytes = made.await?.map_err(|error| Problem::internal(&error))?;
    Ok((download(&format!("instand-opportunities-{}.xlsx", app.today()), XLSX), bytes))
}
