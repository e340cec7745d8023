//! The broker the tests of MQTT need: Debian's Mosquitto with its clients, and OpenSSL for certificates. A missing one is a
//! failure, never a skip.

use crate::process;
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// Installs it where it is missing.
pub fn find_or_install() -> Result<()> {
    let clients = process::folder_on_path(&["mosquitto_pub", "mosquitto_sub", "mosquitto_passwd"]).is_some();
    // Debian keeps the broker where only administrators look.
    let broker = process::folder_on_path(&["mosquitto"]).is_some() || Path::new("/usr/sbin/mosquitto").is_file();
    if clients && broker && process::folder_on_path(&["openssl"]).is_some() {
        return Ok(());
    }
    eprintln!("Mosquitto is missing; installing Debian's");
    let mut update = Command::new("apt-get");
    let mut install = Command::new("apt-get");
    // An outdated list of packages is only a reason to try.
    let _ = process::run(update.args(["update", "--quiet"]));
    let packages = ["mosquitto", "mosquitto-clients", "openssl"];
    process::run(install.args(["install", "--quiet", "--yes", "--no-install-recommends"]).args(packages)).context(
        "Mosquitto is needed for the tests of MQTT; install it: apt install mosquitto mosquitto-clients openssl",
    )
}
