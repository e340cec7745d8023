//! The assessment as a document to keep or hand on: PDF and workbook.

use super::assessment::{assessed, result};
use super::cells::download;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Export, Read};
use crate::problem::{Answer, Problem};
use assessment::Assumptions;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use base::Language;
use pipeline::ReportFor;
use serde::Deserialize;
use utoipa::IntoParams;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Which report.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// Assumptions that differ from the usual ones, as JSON.
    assumptions: Option<String>,
    /// de, en or it; where nothing is said, the account's language.
    language: Option<String>,
}

/// Where the numbers of a report lead: what is set, else the address the page was asked at.
fn base_url(set: Option<&str>, https: bool, host: Option<&str>) -> Option<String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter);
    let asked = host.filter(|host| !host.is_empty() && host.chars().all(plain));
    let scheme = if https { "https" } else { "http" };
    set.map(str::to_owned).or_else(|| asked.map(|host| format!("{scheme}://{host}")))
}

/// What is made of an assessment.
#[derive(Clone, Copy)]
enum Made {
    Pdf,
    Workbook,
}

async fn made(
    app: App,
    query: &ReportQuery,
    usual: Language,
    headers: &HeaderMap,
    what: Made,
) -> Answer<(HeaderMap, Vec<u8>)> {
    let assumptions: Assumptions = match &query.assumptions {
        Some(text) => serde_json::from_str(text).map_err(|error| Problem::wrong(format!("assumptions: {error}")))?,
        None => Assumptions::default(),
    };
    assumptions.check().map_err(|error| Problem::wrong(error.to_string()))?;
    let language = match &query.language {
        Some(text) => text.parse().map_err(|error| Problem::wrong(format!("language: {error}")))?,
        None => usual,
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let wanted = ReportFor {
        language,
        made_on: app.today(),
        builder: app.config.company.clone(),
        base_url: base_url(app.config.public_url.as_deref(), app.config.secure_cookies, host),
    };
    // Setting a report takes a core for about a second; others are answered meanwhile.
    tokio::task::spawn_blocking(move || {
        let view = app.view()?;
        let of = assessed(&app, &view)?;
        let result = result(&view, &of, &assumptions)?;
        let decided = &view.live.decided;
        let setting = decided.report_setting(wanted);
        let (bytes, ending, kind) = match what {
            Made::Pdf => (report::pdf(&result, &setting), "pdf", "application/pdf"),
            Made::Workbook => {
                let machine = |position| decided.report_machine(&of, position);
                (report::workbook(&result, &of.input, &setting, &machine), "xlsx", XLSX)
            }
        };
        let bytes = bytes.map_err(|error| Problem::internal(&error))?;
        Ok((download(&format!("instand-assessment-{}.{ending}", setting.as_of), kind), bytes))
    })
    .await?
}

/// The assessment as a PDF in which each number leads to its machines.
#[utoipa::path(get, path = "/assessment.pdf", tag = "assessment", params(ReportQuery),
    responses((status = 200, content_type = "application/pdf"), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn pdf(
    may: May<Read>,
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<ReportQuery>,
) -> Answer<(HeaderMap, Vec<u8>)> {
    made(app, &query, may.who.language(), &headers, Made::Pdf).await
}

/// The assessment as a workbook with the machines of each gap. Like every list of machines that leaves the house it asks
/// for the permission to export.
#[utoipa::path(get, path = "/assessment.xlsx", tag = "assessment", params(ReportQuery),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("export"))))]
pub async fn xlsx(
    may: May<Export>,
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<ReportQuery>,
) -> Answer<(HeaderMap, Vec<u8>)> {
    made(app, &query, may.who.language(), &headers, Made::Workbook).await
}

#[cfg(test)]
mod tests {
    use super::base_url;

    #[test]
    fn numbers_lead_to_where_the_page_is() {
        let set = Some("https://instand.example");
        assert_eq!(base_url(set, false, Some("10.0.0.1:8080")).as_deref(), set);
        assert_eq!(base_url(None, false, Some("10.0.0.1:8080")).as_deref(), Some("http://10.0.0.1:8080"));
        assert_eq!(base_url(None, true, Some("instand.example")).as_deref(), set);
        assert_eq!(base_url(None, false, Some("evil.example/x?")), None);
        assert_eq!(base_url(None, false, None), None);
    }
}
