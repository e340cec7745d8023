//! `cargo xtask test`: starts what the tests need, runs them, stops it. A missing database is a failure, never a skip.

use crate::postgres::Server;
use crate::tryton::{self, Preparing};
use crate::{browser, mail, mosquitto, moto, process, radicale, tesseract, tidy};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// Where tests look for their database server.
const URL_VARIABLE: &str = "INSTAND_TEST_POSTGRES_URL";

/// Runs all tests, the documentation's tests and tidy; all three, also after one failed.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let (url, passed_on) = split_arguments(arguments)?;
    let url = url.or_else(|| std::env::var(URL_VARIABLE).ok().filter(|url| !url.is_empty()));
    let server = if url.is_some() { None } else { Some(Server::start()?) };
    let url = url.unwrap_or_else(|| server.as_ref().map(Server::url).unwrap_or_default());
    eprintln!("{URL_VARIABLE}={url}");

    let preparing = Preparing::begin(root, &url)?;
    let tryton = preparing.state().to_owned();
    let mut failed = Vec::new();
    let mut step = |outcome: Result<()>| {
        if let Err(error) = outcome {
            failed.push(format!("{error:#}"));
        }
    };
    step(tesseract::find_or_install());
    step(mosquitto::find_or_install());
    step(radicale::find_or_install());
    let s3 = moto::find_or_install(root);
    let s3 = s3.unwrap_or_else(|error| {
        step(Err(error));
        PathBuf::new()
    });
    let mail = mail::find_or_install(root).unwrap_or_else(|error| {
        step(Err(error));
        PathBuf::new()
    });
    let whole = !names_packages(&passed_on);
    let nextest = process::folder_on_path(&["cargo-nextest"]).is_some();
    let mut cargo = process::cargo(root);
    cargo
        .env(URL_VARIABLE, &url)
        .env(tryton::STATE_VARIABLE, &tryton)
        .env(moto::VARIABLE, &s3)
        .env(mail::VARIABLE, &mail)
        .args(if nextest { &["nextest", "run", "--no-fail-fast"][..] } else { &["test"] });
    cargo.arg("--release").args(whole.then_some("--workspace")).args(&passed_on);
    if !nextest {
        // Without it `cargo test` stops at the first crate with a failing test.
        cargo.args((!passed_on.iter().any(|one| one == "--")).then_some("--no-fail-fast"));
    }
    step(process::run(&mut cargo));
    // nextest does not run the documentation's examples. A chosen part of the tests is run as chosen.
    if nextest && passed_on.is_empty() {
        let arguments = ["test", "--release", "--workspace", "--doc"];
        step(process::run(process::cargo(root).env(URL_VARIABLE, &url).args(arguments)));
    }
    step(preparing.end());
    drop(server);
    if passed_on.is_empty() {
        step(browser::run(root));
    }
    step(tidy::run(root));
    if !failed.is_empty() {
        bail!("{}", failed.join("\n  and: "));
    }
    Ok(())
}

/// Takes `--postgres-url URL` out; all else is the test runner's.
fn split_arguments(arguments: &[String]) -> Result<(Option<String>, Vec<String>)> {
    let mut url = None;
    let mut rest = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--postgres-url" {
            let Some(value) = arguments.next() else {
                return Err(process::wrong_usage(
                    "--postgres-url needs an address, postgres://user@host:port/database",
                ));
            };
            url = Some(value.clone());
        } else if let Some(value) = argument.strip_prefix("--postgres-url=") {
            url = Some(value.to_owned());
        } else {
            rest.push(argument.clone());
        }
    }
    Ok((url, rest))
}

fn names_packages(arguments: &[String]) -> bool {
    arguments.iter().take_while(|one| *one != "--").any(|one| {
        one == "-p"
            || one == "--package"
            || one.starts_with("--package=")
            || (one.starts_with("-p") && !one.starts_with("--"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn only_our_own_option_is_taken_out() {
        let (url, rest) =
            split_arguments(&words("-p store --postgres-url postgres://x clusters --no-capture")).expect("fine");
        assert_eq!(url.as_deref(), Some("postgres://x"));
        assert_eq!(rest, words("-p store clusters --no-capture"));
        let (url, rest) = split_arguments(&words("--postgres-url=postgres://y")).expect("fine");
        assert_eq!((url.as_deref(), rest.len()), (Some("postgres://y"), 0));
        assert!(split_arguments(&words("--postgres-url")).is_err());
    }

    #[test]
    fn a_chosen_package_is_noticed() {
        assert!(names_packages(&words("-p store")));
        assert!(names_packages(&words("--package=store x")));
        assert!(!names_packages(&words("serial -- --package")));
        assert!(!names_packages(&words("--postpone")));
    }
}
