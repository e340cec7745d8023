//! What went wrong in Tryton, and what is to be done about it. The table is in `docs/tryton.md`.

use super::session::said;
use crate::ConnectorError;
use crate::crm::{Class, Failure};
use serde_json::Value;

/// What the error of a call says: `["UserError", ["The code must be unique.", "", null]]`. A call that ends so changed nothing: its
/// transaction was rolled back. `redact` keeps the password out.
pub(super) fn of_error(model: &str, error: &Value, redact: impl Fn(&str) -> String) -> Failure {
    let kind = error.get(0).and_then(Value::as_str).unwrap_or_default();
    match kind {
        "UserError" => of_user_error(&redact(&said(error))),
        // It asks for a person's consent; nobody gives that in a person's place.
        "UserWarning" => {
            let text = error.pointer("/1/1").and_then(Value::as_str).unwrap_or_default();
            let message = format!("Tryton warns and wants a person's consent: {}", redact(text));
            Failure::permanent("UserWarning", message)
        }
        "ConcurrencyException" => Failure::new(
            Class::Transient,
            "ConcurrencyException",
            "somebody changed the record in Tryton at the same moment",
        ),
        "LoginException" => Failure::configuration("LoginException", redact(&said(error))),
        other => of_exception(model, &redact(other)),
    }
}

fn of_user_error(text: &str) -> Failure {
    // The session's language is English, whatever the user's is.
    if text.starts_with("You are not allowed to access") {
        let message = format!("{text} Give the user the group that may (docs/tryton.md)");
        return Failure::configuration("access", message);
    }
    if text.contains("exist anymore") {
        return Failure::new(Class::Gone, "gone", text);
    }
    Failure::permanent("UserError", text)
}

/// An exception of the server that it had no sentence for.
fn of_exception(model: &str, text: &str) -> Failure {
    let first = text.lines().next().unwrap_or_default();
    let module = model.split('.').next().unwrap_or_default();
    if first == format!("'{model}'") || first == format!("'{module}'") {
        let message = format!("Tryton has no model {model}; activate its module (docs/tryton.md)");
        return Failure::configuration("no_model", message);
    }
    let meets_others =
        ["deadlock", "could not serialize", "could not obtain lock", "lock timeout", "database is locked"];
    if meets_others.iter().any(|words| first.to_lowercase().contains(words)) {
        return Failure::new(Class::Transient, "locked", first);
    }
    Failure::permanent("exception", format!("Tryton failed: {first}"))
}

/// The code of an error of the way there.
pub(super) const fn code(error: &ConnectorError) -> &'static str {
    match error {
        ConnectorError::SignIn { .. } => "sign_in",
        ConnectorError::Unreachable { .. } => "no_answer",
        ConnectorError::Settings(_) | ConnectorError::NotAllowed { .. } => "settings",
        ConnectorError::Answered { .. } | ConnectorError::TooMuch(_) | ConnectorError::File(_) => "answer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Every row of the table of errors.
    #[test]
    fn every_row_of_the_table_has_its_class() {
        let user = |text: &str| json!(["UserError", [text, "", null]]);
        for (error, class, code) in [
            (
                user("A value is required for field \"Start Date\" in \"Sale Opportunity\"."),
                Class::Permanent,
                "UserError",
            ),
            (user("You are not allowed to access \"Sale Opportunity\"."), Class::Configuration, "access"),
            (
                user(
                    "You are not allowed to write to records \"9\" of \"Sale Opportunity\" because of at least one of these rules:\nUser in companies",
                ),
                Class::Permanent,
                "UserError",
            ),
            (
                user("You are trying to write to records \"9\" of \"Sale Opportunity\" that don't exist anymore."),
                Class::Gone,
                "gone",
            ),
            (json!(["UserWarning", ["x_1", "This party has a credit block.", ""]]), Class::Permanent, "UserWarning"),
            (
                json!(["ConcurrencyException", "Records were modified in the meanwhile"]),
                Class::Transient,
                "ConcurrencyException",
            ),
            (json!(["LoginException", ["password", "Password", "password"]]), Class::Configuration, "LoginException"),
            (json!(["'sale.opportunity'", ""]), Class::Configuration, "no_model"),
            (json!(["'sale'", ""]), Class::Configuration, "no_model"),
            (json!(["'nope'", ""]), Class::Permanent, "exception"),
            (json!(["deadlock detected\nDETAIL: ...", "Traceback"]), Class::Transient, "locked"),
            (json!(["division by zero", "Traceback"]), Class::Permanent, "exception"),
            (json!("?"), Class::Permanent, "exception"),
        ] {
            let failure = of_error("sale.opportunity", &error, str::to_owned);
            assert_eq!((failure.class, failure.code.as_str()), (class, code), "{error}");
        }
    }

    #[test]
    fn what_is_said_helps_and_holds_no_password() {
        let redact = |text: &str| text.replace("hunter22", "***");
        let failure = of_error("sale.opportunity", &json!(["hunter22 is wrong", ""]), redact);
        assert!(!failure.to_string().contains("hunter22"), "{failure}");
        let warning = json!(["UserWarning", ["x_1", "This party has a credit block.", ""]]);
        let failure = of_error("sale.opportunity", &warning, redact);
        assert!(failure.message.contains("credit block") && failure.message.contains("consent"), "{failure}");
        let failure = of_error("sale.opportunity", &json!(["'sale.opportunity'", ""]), redact);
        assert!(failure.message.contains("activate its module"), "{failure}");
    }
}
