//! The broker the tests of MQTT need: Debian's Mosquitto with its clients, and OpenSSL for certificates. A missing one is a
//! failure, never a skip.

use crate::{debian, process};
use anyhow::Result;
use std::path::Path;

/// Installs it where it is missing.
pub fn find_or_install() -> Result<()> {
    let clients = process::folder_on_path(&["mosquitto_pub", "mosquitto_sub", "mosquitto_passwd"]).is_some();
    // Debian keeps the broker where only administrators look.
    let broker = process::folder_on_path(&["mosquitto"]).is_some() || Path::new("/usr/sbin/mosquitto").is_file();
    if clients && broker && process::folder_on_path(&["openssl"]).is_some() {
        return Ok(());
    }
    debian::install("Mosquitto", "the tests of MQTT", &["mosquitto", "mosquitto-clients", "openssl"])
}
