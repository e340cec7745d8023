//! `[telemetry.mqtt.NAME]`: a broker readings come from.

use ::telemetry::inlet::sparkplug;
use ::telemetry::inlet::topics::{Topic, TopicSettings};
use connectors::mqtt::{Broker, BrokerSettings};
use connectors::{Allowed, Secret};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What an administrator writes about a broker.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MqttSettings {
    /// `mqtts://host:port` or `mqtt://host:port`.
    url: String,
    /// The user.
    user: Option<String>,
    /// File with the password as its first line.
    password_file: Option<PathBuf>,
    /// File with the certificates the broker's must be signed by; the system's where nothing is said.
    ca_file: Option<PathBuf>,
    /// File with the certificate to show.
    certificate_file: Option<PathBuf>,
    /// File with its key.
    key_file: Option<PathBuf>,
    /// What this server is called at the broker; made up once where nothing is said.
    client_id: Option<String>,
    /// The group in which several servers share the messages.
    share: Option<String>,
    /// How long the broker keeps what is published while the server is down; `7d` where nothing is said.
    session_expiry: Option<String>,
    /// Messages with a bare number or JSON.
    topics: Vec<TopicSettings>,
    /// Groups of edge nodes that speak Sparkplug B; `+` for all.
    sparkplug: Vec<String>,
}

/// A broker readings come from.
#[derive(Clone, Debug)]
pub struct MqttSource {
    /// Its name: readings are counted under it.
    pub name: String,
    /// The broker.
    pub broker: Broker,
    /// How messages are read.
    pub topics: Arc<[Topic]>,
    /// Whether edge nodes speak there.
    pub sparkplug: bool,
}

/// Whether all topics of a filter are among those of a wider one.
fn covers(wide: &str, narrow: &str) -> bool {
    // A wildcard at the beginning leaves out what belongs to the broker.
    if narrow.starts_with('$') && wide.starts_with(['+', '#']) {
        return false;
    }
    let mut levels = narrow.split('/');
    for level in wide.split('/') {
        if level == "#" {
            return true;
        }
        match levels.next() {
            Some(of) if of == level || (level == "+" && of != "#") => {}
            _ => return false,
        }
    }
    levels.next().is_none()
}

/// The filters without those that others cover: a broker may send a message once for each it fits.
fn uncovered(mut filters: Vec<String>) -> Vec<String> {
    filters.sort_unstable();
    filters.dedup();
    let kept = |filter: &&String| !filters.iter().any(|other| other != *filter && covers(other, filter));
    filters.iter().filter(kept).cloned().collect()
}

impl MqttSource {
    /// A broker of these settings. `own` tells this server from others; `variable` gives variables of the environment:
    /// `INSTAND_MQTT_NAME_PASSWORD` goes before the file; relative paths are below `folder`.
    ///
    /// # Errors
    /// Which setting is wrong.
    pub fn new(
        name: &str,
        settings: MqttSettings,
        own: &str,
        variable: &dyn Fn(&str) -> Option<String>,
        folder: &Path,
        allowed: &Allowed,
    ) -> Result<Self, String> {
        let wrong = |what: &str| format!("[telemetry.mqtt.{name}] {what}");
        let plain =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_');
        if name.is_empty() || name.len() > 60 || !name.chars().all(plain) {
            return Err(wrong("a broker's name is of small letters, digits, `-` and `_`"));
        }
        let topics = settings.topics.iter().map(Topic::new).collect::<Result<Vec<_>, _>>();
        let topics = topics.map_err(|what| wrong(&what))?;
        if topics.is_empty() && settings.sparkplug.is_empty() {
            return Err(wrong(
                "it does not say what to read: add [[telemetry.mqtt.NAME.topics]] with topic = \"plants/+/{serial}/{signal}\", \
                 or sparkplug = [\"GROUP\"]",
            ));
        }
        if let Some(group) = settings.sparkplug.iter().find(|group| {
            group.is_empty() || group.contains(['/', '#']) || (group.contains('+') && group.as_str() != "+")
        }) {
            return Err(wrong(&format!("sparkplug: `{group}` is no group; write its name, or \"+\" for all")));
        }
        if settings.share.is_some() && !settings.sparkplug.is_empty() {
            return Err(wrong(
                "share and sparkplug do not go together: the messages of an edge node must reach one server, in their order; \
                 give each server groups of its own",
            ));
        }
        let shared = match settings.share.as_deref() {
            None => String::new(),
            Some(group) if group.is_empty() || group.contains(['/', '+', '#']) => {
                return Err(wrong("share names a group, such as \"instand\": without `/`, `+` and `#`"));
            }
            Some(group) => format!("$share/{group}/"),
        };
        let mut filters: Vec<String> = topics.iter().map(Topic::filter).collect();
        filters.extend(settings.sparkplug.iter().flat_map(|group| sparkplug::filters(group)));
        let filters = uncovered(filters).into_iter().map(|filter| format!("{shared}{filter}")).collect();
        let password = variable(&format!("INSTAND_MQTT_{}_PASSWORD", name.to_uppercase().replace('-', "_")));
        let broker = BrokerSettings {
            url: settings.url,
            user: settings.user,
            password_file: settings.password_file,
            ca_file: settings.ca_file,
            certificate_file: settings.certificate_file,
            key_file: settings.key_file,
            client_id: settings.client_id.unwrap_or_else(|| format!("instand-{name}-{own}")),
            session_expiry: settings.session_expiry,
            filters,
        };
        let broker = Broker::new(broker, password.map(Secret::new), folder, allowed);
        let broker = broker.map_err(|error| wrong(&error.to_string()))?;
        Ok(Self { name: name.to_owned(), broker, topics: topics.into(), sparkplug: !settings.sparkplug.is_empty() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Result<MqttSource, String> {
        let settings = toml::from_str(text).map_err(|error: toml::de::Error| error.message().to_owned())?;
        let allowed = Allowed::new(&["broker.example.com:8883".to_owned()]).expect("good");
        MqttSource::new("hall-1", settings, "0123", &|_| None, Path::new("/nowhere"), &allowed)
    }

    const URL: &str = "url = 'mqtts://broker.example.com'\n";

    #[test]
    fn what_is_subscribed_to_follows_from_the_settings() {
        let of = source(&format!(
            "{URL}share = 'instand'\n[[topics]]\ntopic = 'in/{{serial}}/{{signal}}'\n[[topics]]\ntopic = 'in/+/+'"
        ));
        assert_eq!(of.expect("good").broker.filters(), ["$share/instand/in/+/+"]);
        for (wide, narrow, does) in [
            ("a/#", "a/b/c", true),
            ("a/#", "a", true),
            ("a/+", "a/b", true),
            ("a/+", "a/#", false),
            ("a/+", "a/b/c", false),
            ("+/b", "a/+", false),
            ("#", "$SYS/x", false),
        ] {
            assert_eq!(covers(wide, narrow), does, "{wide} {narrow}");
        }
        let of = source(&format!("{URL}[[topics]]\ntopic = 'in/a/{{signal}}'\n[[topics]]\ntopic = 'in/#'"));
        assert_eq!(
            of.expect("good").broker.filters(),
            ["in/#"],
            "the topic decides by what it is read, the filter what comes"
        );
        let of = source(&format!("{URL}sparkplug = ['Graz']")).expect("good");
        assert!(of.sparkplug && of.broker.filters().contains(&"spBv1.0/Graz/DDATA/+/+".to_owned()));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, says) in [
            (URL.to_owned(), "does not say what to read"),
            (format!("{URL}sparkplug = ['a/b']"), "`a/b` is no group"),
            (format!("{URL}sparkplug = ['a']\nshare = 'x'"), "do not go together"),
            (format!("{URL}share = 'a/b'\n[[topics]]\ntopic = 'x'"), "share names a group"),
            (format!("{URL}[[topics]]\ntopic = '{{serail}}'"), "{serail} is not known"),
            (format!("{URL}[[topics]]\ntopic = 'x'\npassword = 'hunter22'"), "unknown field"),
            (format!("{URL}[[topics]]\ntopic = 'x'\npasword = 1"), "pasword"),
            ("url = 'mqtts://other'\n[[topics]]\ntopic = 'x'".to_owned(), "allow = [\"other:8883\"]"),
            (format!("{URL}user = 'a'\npassword_file = 'none'\n[[topics]]\ntopic = 'x'"), "/nowhere/none"),
        ] {
            let said = source(&text).expect_err(&text);
            assert!(said.contains(says) && !said.contains("hunter22"), "{said}");
        }
    }
}
