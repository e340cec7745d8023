//! Pages made on the server: signing in, first start, errors. They need no script and no other host.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base::Language;
use minijinja::{Environment, context};
use std::sync::LazyLock;

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    let templates = [
        ("frame.html", include_str!("../../templates/frame.html")),
        ("sign_in.html", include_str!("../../templates/sign_in.html")),
        ("setup.html", include_str!("../../templates/setup.html")),
        ("error.html", include_str!("../../templates/error.html")),
        ("unsubscribe.html", include_str!("../../templates/unsubscribe.html")),
    ];
    for (name, text) in templates {
        if let Err(error) = environment.add_template(name, text) {
            tracing::error!("template {name}: {error}");
        }
    }
    environment
});

/// The style of these pages.
pub const STYLE: &str = include_str!("../../templates/pages.css");

/// Why a sign-in was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// Login or password are wrong; which of them is not said.
    Wrong,
    /// Too many wrong passwords.
    Locked,
    /// Too many tries from this address.
    TooOften,
}

/// The first language of the browser that is spoken here; German otherwise.
#[must_use]
pub fn language(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("de");
    let spoken = wanted.split(',').filter_map(|part| part.trim().get(..2)?.to_lowercase().parse().ok());
    spoken.into_iter().next().unwrap_or(Language::De)
}

fn render(status: StatusCode, name: &str, language: Language, values: minijinja::Value) -> Response {
    let lang = ["de", "en", "it"][language as usize];
    let made = TEMPLATES.get_template(name).and_then(|template| template.render(context! { lang, ..values }));
    match made {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!("page {name}: {error}");
            status.into_response()
        }
    }
}

/// The sign-in page.
#[must_use]
pub fn sign_in(language: Language, next: &str, login: &str, refused: Option<Refused>) -> Response {
    let status = match refused {
        None => StatusCode::OK,
        Some(Refused::TooOften) => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::UNAUTHORIZED,
    };
    let why = refused.map(|refused| match refused {
        Refused::Wrong => "wrong",
        Refused::Locked => "locked",
        Refused::TooOften => "too_often",
    });
    render(status, "sign_in.html", language, context! { next, login, why })
}

/// The page of the first start.
#[must_use]
pub fn setup(language: Language, code: &str, login: &str, name: &str, why: Option<&str>) -> Response {
    let status = if why.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    render(status, "setup.html", language, context! { code, login, name, why })
}

/// The page that asks whether further mails on a topic are to end, and says it once they are.
#[must_use]
pub fn unsubscribe(language: Language, company: &str, topic: &str, done: Option<&str>) -> Response {
    render(StatusCode::OK, "unsubscribe.html", language, context! { company, topic, done })
}

/// A page for what went wrong.
#[must_use]
pub fn error(language: Language, status: StatusCode) -> Response {
    render(status, "error.html", language, context! { status => status.as_u16() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_browser_s_language_is_taken_where_it_is_spoken() {
        let of = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_bytes(text.as_bytes()).expect("a value"));
            language(&headers)
        };
        assert_eq!(of("it-IT,it;q=0.9,en;q=0.8"), Language::It);
        assert_eq!(of("fr-FR,en;q=0.8"), Language::En);
        assert_eq!(of("fr"), Language::De);
        assert_eq!(of("ü"), Language::De);
    }

    #[test]
    fn what_was_typed_is_escaped() {
        let template = TEMPLATES.get_template("sign_in.html").expect("there");
        let html = template
            .render(context! { lang => "de", next => "/\"><script>", login => "<b>", why => "wrong" })
            .expect("rendered");
        assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");
        assert!(html.contains("&lt;b&gt;"));
    }
}
