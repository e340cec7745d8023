//! What a broker's refusal means, and what to do about it.

use super::settings::{Broker, PATIENCE};
use crate::ConnectorError;
use rumqttc::{ConnectReturnCode, ConnectionError, DisconnectReasonCode, StateError, SubscribeReasonCode};

/// Why there is no connection.
pub(super) fn of_connection(broker: &Broker, error: &ConnectionError) -> ConnectorError {
    let unreachable = |why: String| ConnectorError::Unreachable { whom: broker.place(), why };
    let answered =
        |about: &str, what: String| ConnectorError::Answered { whom: broker.place(), about: about.to_owned(), what };
    match error {
        ConnectionError::ConnectionRefused(code) => of_refusal(broker, code),
        ConnectionError::MqttState(StateError::ConnFail { reason: code }) => of_refusal(broker, code),
        ConnectionError::MqttState(StateError::ServerDisconnect { reason_code, .. }) => match reason_code {
            DisconnectReasonCode::SessionTakenOver => answered(
                "connection",
                format!("another client came as `{}`; give each server a client_id of its own", broker.client_id),
            ),
            other => answered("connection", format!("it hung up: {other:?}")),
        },
        ConnectionError::Timeout(_) => unreachable(format!("no answer within {PATIENCE} s")),
        ConnectionError::Tls(error) => answered("TLS", of_tls(&error.to_string())),
        ConnectionError::Io(error) | ConnectionError::MqttState(StateError::Io(error)) => {
            let text = error.to_string();
            let is_tls = error.kind() == std::io::ErrorKind::InvalidData || text.contains("alert");
            if is_tls { answered("TLS", of_tls(&text)) } else { unreachable(text) }
        }
        ConnectionError::MqttState(StateError::ConnectionAborted) => unreachable("it hung up".to_owned()),
        // Where TLS or the network breaks while a packet is read, the client wraps it several times.
        other => {
            let text = other.to_string();
            match text.rsplit_once("IO: ") {
                Some((_, inner)) if inner.contains("alert") => answered("TLS", of_tls(inner)),
                Some((_, inner)) => unreachable(inner.to_owned()),
                None => answered("connection", text),
            }
        }
    }
}

fn of_refusal(broker: &Broker, code: &ConnectReturnCode) -> ConnectorError {
    let why = match code {
        ConnectReturnCode::BadUserNamePassword => "name or password is wrong",
        ConnectReturnCode::NotAuthorized => "it does not authorise this user; name or password may be wrong",
        ConnectReturnCode::Banned => "the user is banned",
        ConnectReturnCode::BadAuthenticationMethod => "it wants another way to sign in",
        other => {
            let (whom, about) = (broker.place(), "connecting".to_owned());
            return ConnectorError::Answered { whom, about, what: format!("{other:?}") };
        }
    };
    let user = broker.user.clone().unwrap_or_default();
    ConnectorError::SignIn { whom: broker.place(), user, why: why.to_owned() }
}

fn of_tls(text: &str) -> String {
    let hint = if text.contains("UnknownIssuer") || text.contains("unknown issuer") {
        ": nobody known has signed the broker's certificate; set `ca_file`"
    } else if text.contains("CertificateRequired") || text.contains("certificate required") {
        ": it asks for a certificate; set `certificate_file` and `key_file`"
    } else if text.contains("NotValidForName") || text.contains("not valid for name") {
        ": write the host in `url` as the certificate has it"
    } else {
        ""
    };
    format!("{text}{hint}")
}

/// Why a topic is not subscribed to; `None` where it is.
pub(super) fn of_subscription(broker: &Broker, filter: &str, code: &SubscribeReasonCode) -> Option<ConnectorError> {
    let what = match code {
        SubscribeReasonCode::Success(rumqttc::QoS::AtMostOnce) => {
            "it grants no acknowledged delivery (QoS 1): readings may get lost".to_owned()
        }
        SubscribeReasonCode::Success(_) => return None,
        SubscribeReasonCode::NotAuthorized => "the user may not read it; allow it at the broker".to_owned(),
        SubscribeReasonCode::SharedSubscriptionsNotSupported => {
            "it knows no shared subscriptions; remove `share`".to_owned()
        }
        other => format!("{other:?}"),
    };
    Some(ConnectorError::Answered { whom: broker.place(), about: format!("topic {filter}"), what })
}
