//! `instand mail`: is it set up, send what waits, read what came in. A server that runs does the last two by itself.

use super::{Context, Done};
use crate::clock::{self, Stages};
use anyhow::bail;
use clap::{Args, Subcommand};
use connectors::mail::Account;
use pipeline::{Mailing, SendingMails, read_mails, send_mails};
use serde_json::json;

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Sign in at the mail server and at the mailbox; says what is missing.
    Check {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Send what waits in the outbox.
    Send {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Read answers, bounces and objections from the mailbox.
    Read {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
}

fn account(context: &Context) -> anyhow::Result<Account> {
    let Some(account) = context.settings.mail()? else {
        bail!("mail is not set up; write [mail] into instand.toml (docs/mail.md)");
    };
    Ok(account)
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    match options.action {
        Action::Check { json } => check(context, json).await,
        Action::Send { json } => send(context, json).await,
        Action::Read { json } => read(context, json).await,
    }
}

async fn check(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let account = account(context)?;
    // Whether it is good, whether it keeps mails from going, and what is so.
    let mut findings: Vec<(bool, bool, String)> = Vec::new();
    let place = account.place();
    findings.push(match account.sender()?.check().await {
        Ok(()) => (true, false, format!("{place} takes mails from {}", account.from().address)),
        Err(error) => (false, true, error.to_string()),
    });
    match account.mailbox()? {
        None => findings.push((false, false, "no [mail.imap]: answers and bounces are not read".to_owned())),
        Some(mailbox) => findings.push(match mailbox.check().await {
            Ok(count) => (true, false, format!("the mailbox is there, with {count} mails")),
            Err(error) => (false, false, error.to_string()),
        }),
    }
    findings.push(if account.has_archive() {
        (true, false, "what nobody knows of is looked up in the archive".to_owned())
    } else {
        (
            false,
            false,
            "no `archive`: a mail of which nobody knows whether it was accepted waits for a person".to_owned(),
        )
    });
    findings.push(if context.settings.ways_out().objection_page {
        (true, false, "advertising carries a link to object".to_owned())
    } else {
        let text =
            "`public_url` does not begin with https://: mails that advertise are tasks, for they need a page to object";
        (false, false, text.to_owned())
    });
    let is_good = findings.iter().all(|(_, blocks, _)| !blocks);
    if as_json {
        let all: Vec<_> = findings
            .iter()
            .map(|(good, blocks, text)| json!({ "good": good, "blocks": blocks, "text": text }))
            .collect();
        println!("{}", json!({ "good": is_good, "findings": all }));
    } else {
        for (good, blocks, text) in &findings {
            let mark = if *good {
                "  ok  "
            } else if *blocks {
                "  LACK"
            } else {
                "  note"
            };
            println!("{mark}  {text}");
        }
    }
    Ok(if is_good { Done::Well } else { Done::WithProblems })
}

async fn send(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let account = account(context)?;
    let stages = Stages::begin(as_json);
    let settings = &context.settings;
    let workplace = settings.open().await?;
    let mailing = Mailing { company: settings.company.as_deref(), public_url: settings.public_url.as_deref() };
    let sending = SendingMails { account: &account, mailing, zone: settings.zone };
    let sent = send_mails(&workplace, &sending, &clock::instant, &stages).await?;
    if as_json {
        println!("{}", serde_json::to_string(&sent)?);
    } else {
        println!(
            "{} sent, {} found to be sent already, {} refused, {} withheld, {} go later, of {} nobody knows yet",
            sent.sent, sent.found, sent.refused, sent.withheld, sent.later, sent.in_doubt
        );
        for problem in &sent.problems {
            println!("  {problem}");
        }
        if sent.refused + sent.withheld > 0 {
            println!("`instand outbox list` shows each.");
        }
    }
    let is_well = sent.refused + sent.later + sent.in_doubt == 0 && sent.problems.is_empty();
    Ok(if is_well { Done::Well } else { Done::WithProblems })
}

async fn read(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let account = account(context)?;
    let workplace = context.settings.open().await?;
    let zone = context.settings.zone;
    let mut all = pipeline::MailsRead::default();
    loop {
        let read = read_mails(&workplace, &account, clock::instant(), zone).await?;
        all.read += read.read;
        all.replies += read.replies;
        all.objections += read.objections;
        all.bounces += read.bounces;
        all.away += read.away;
        all.problems.extend(read.problems);
        if !read.more || !all.problems.is_empty() {
            break;
        }
    }
    if as_json {
        println!("{}", serde_json::to_string(&all)?);
    } else {
        println!(
            "{} read: {} replies, {} objections, {} bounces, {} away",
            all.read, all.replies, all.objections, all.bounces, all.away
        );
        for problem in &all.problems {
            println!("  {problem}");
        }
    }
    Ok(if all.problems.is_empty() { Done::Well } else { Done::WithProblems })
}
