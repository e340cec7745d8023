//! How the portal looks: the builder's name, logo and colours, and who stands behind it. An administrator sets it.

use super::accounts::if_match;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Accounts, Read};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use pipeline::PORTAL_THEME;
use serde::{Deserialize, Serialize};
use store::{PortalLogo, Write};
use utoipa::ToSchema;

/// Bytes of a logo at most.
pub const MOST_BYTES: usize = 512 * 1024;

/// The contrast of large text and of buttons (WCAG 2.2, 1.4.3 and 1.4.11).
const CONTRAST: f64 = 3.0;

/// How the portal looks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PortalTheme {
    /// The builder's name; empty where none is set.
    pub company_name: String,
    /// The colour of buttons and links, as `#rrggbb`.
    pub primary_colour: String,
    /// The second colour, as `#rrggbb`.
    pub accent_colour: String,
    /// Who stands behind the portal and where; lines.
    pub imprint: String,
    /// Where the logo is; none where none was brought in.
    pub logo: Option<String>,
    /// The edition, to send back with a change.
    pub etag: String,
}

/// What is set of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThemeSet {
    /// The builder's name.
    company_name: String,
    /// The colour of buttons and links, as `#rrggbb`; white text on it must be readable.
    primary_colour: String,
    /// The second colour, as `#rrggbb`.
    accent_colour: String,
    /// Who stands behind the portal and where; lines.
    imprint: String,
}

fn usual(app: &App) -> ThemeSet {
    ThemeSet {
        company_name: app.config.company.clone().unwrap_or_default(),
        primary_colour: "#1f5fa8".to_owned(),
        accent_colour: "#e8a33d".to_owned(),
        imprint: String::new(),
    }
}

/// How the portal looks now.
///
/// # Errors
/// Where the database cannot be read.
pub async fn theme(app: &App) -> Answer<PortalTheme> {
    let saved = app.store().setting(PORTAL_THEME).await?;
    let edition = saved.as_ref().map_or(0, |saved| saved.edition);
    let set = saved.and_then(|saved| serde_json::from_str::<ThemeSet>(&saved.json).ok()).unwrap_or_else(|| usual(app));
    let logo = app.store().portal_logo().await?;
    Ok(PortalTheme {
        company_name: set.company_name,
        primary_colour: set.primary_colour,
        accent_colour: set.accent_colour,
        imprint: set.imprint,
        logo: logo.map(|logo| format!("/api/v1/portal/logo?v={}", logo.digest)),
        etag: format!("\"{edition}\""),
    })
}

/// Keeps the company's name as the settings say it, where nobody set how the portal looks yet: notices name the company, and
/// campaigns are run without the server's settings.
///
/// # Errors
/// Where the database fails.
pub async fn keep_company(app: &App, write: &Write) -> Answer<()> {
    if app.config.company.is_some() && app.store().setting(PORTAL_THEME).await?.is_none() {
        let json = serde_json::to_string(&usual(app)).map_err(|error| Problem::internal(&error))?;
        write.save_setting(PORTAL_THEME, json, 0).await?;
    }
    Ok(())
}

/// How the portal looks.
#[utoipa::path(get, path = "/portal-theme", tag = "portal contacts", responses((status = 200, body = PortalTheme)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>) -> Answer<Json<PortalTheme>> {
    drop(may);
    theme(&app).await.map(Json)
}

/// The parts of a colour, 0 to 255.
fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// How well white is read on a colour, 1 to 21 (WCAG 2.2).
fn contrast_to_white(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

fn checked(set: ThemeSet) -> Answer<ThemeSet> {
    let ThemeSet { company_name, primary_colour, accent_colour, imprint } = set;
    let company_name = company_name.trim().to_owned();
    if company_name.chars().count() > 120 || company_name.chars().any(char::is_control) {
        return Err(Problem::wrong("the company's name has 120 letters at most, on one line"));
    }
    let imprint = imprint.trim().to_owned();
    if imprint.chars().count() > 2_000 || imprint.chars().any(|letter| letter.is_control() && letter != '\n') {
        return Err(Problem::wrong("the imprint has 2000 letters at most"));
    }
    for (name, text) in [("primary_colour", &primary_colour), ("accent_colour", &accent_colour)] {
        if colour(text).is_none() {
            return Err(Problem::wrong(format!("{name} is `{text}`; write it as #1f5fa8")));
        }
    }
    let contrast = colour(&primary_colour).map_or(1.0, contrast_to_white);
    if contrast < CONTRAST {
        return Err(Problem::wrong(format!(
            "white text on {primary_colour} cannot be read (contrast {contrast:.1}, at least {CONTRAST}); take a darker colour"
        )));
    }
    let (primary_colour, accent_colour) = (primary_colour.to_lowercase(), accent_colour.to_lowercase());
    Ok(ThemeSet { company_name, primary_colour, accent_colour, imprint })
}

/// Sets how the portal looks.
#[utoipa::path(put, path = "/portal-theme", tag = "portal contacts", request_body = ThemeSet,
    params(("If-Match" = String, Header)),
    responses((status = 200, body = PortalTheme), (status = 412, body = Problem), (status = 422, body = Problem),
        (status = 428, body = Problem)),
    extensions(("x-permission" = json!("accounts"))))]
pub async fn put(
    may: May<Accounts>,
    State(app): State<App>,
    headers: HeaderMap,
    Json(wanted): Json<ThemeSet>,
) -> Answer<Json<PortalTheme>> {
    let seen = if_match(&headers)?;
    let set = checked(wanted)?;
    let json = serde_json::to_string(&set).map_err(|error| Problem::internal(&error))?;
    let write = app.write(&may.who.account.login).await?;
    if !write.save_setting(PORTAL_THEME, json, seen).await? {
        return Err(Problem::changed("this was changed meanwhile; load it again"));
    }
    write.commit().await?;
    theme(&app).await.map(Json)
}

/// The media type of a picture, by its first bytes. Others are refused: SVG may hold scripts.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// Brings the logo in: PNG, JPEG or WebP, 512 KiB at most.
#[utoipa::path(put, path = "/portal-theme/logo", tag = "portal contacts",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = PortalTheme), (status = 413), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("accounts"))))]
pub async fn put_logo(may: May<Accounts>, State(app): State<App>, body: Bytes) -> Answer<Json<PortalTheme>> {
    let Some(kind) = kind_of(&body) else {
        return Err(Problem::wrong("this is no PNG, JPEG or WebP; save the logo as one of these"));
    };
    if body.len() > MOST_BYTES {
        return Err(Problem::wrong(format!("a logo has {MOST_BYTES} bytes at most")));
    }
    let digest: String = blake3::hash(&body).to_hex().chars().take(12).collect();
    let write = app.write(&may.who.account.login).await?;
    write.put_portal_logo(Some(PortalLogo { kind: kind.to_owned(), picture: body.to_vec(), digest })).await?;
    write.commit().await?;
    theme(&app).await.map(Json)
}

/// Takes the logo away.
#[utoipa::path(delete, path = "/portal-theme/logo", tag = "portal contacts", responses((status = 204)),
    extensions(("x-permission" = json!("accounts"))))]
pub async fn remove_logo(may: May<Accounts>, State(app): State<App>) -> Answer<StatusCode> {
    let write = app.write(&may.who.account.login).await?;
    write.put_portal_logo(None).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_those_that_hide_white_text_are_told() {
        assert_eq!(colour("#1f5fa8"), Some([0x1f, 0x5f, 0xa8]));
        for wrong in ["1f5fa8", "#1f5", "#1f5fax", "#1f5fa8;}", "#+f5fa8", "red", "#ääx"] {
            assert_eq!(colour(wrong), None, "{wrong}");
        }
        assert!((contrast_to_white([0, 0, 0]) - 21.0).abs() < 0.01);
        assert!(contrast_to_white([0x1f, 0x5f, 0xa8]) > 4.5);
        assert!(contrast_to_white([0xff, 0xff, 0x00]) < CONTRAST);
    }

    #[test]
    fn a_picture_is_told_by_its_bytes_and_svg_is_none() {
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(kind_of(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(kind_of(b"RIFF1234WEBPVP8 "), Some("image/webp"));
        assert_eq!(kind_of(b"<svg onload=\"alert(1)\">"), None);
        assert_eq!(kind_of(b"GIF89a"), None);
    }
}
