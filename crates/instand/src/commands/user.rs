//! `instand user`: accounts from the command line, for the first one and for forgotten passwords.

use super::{Context, Done};
use crate::{clock, show};
use anyhow::{Context as _, bail};
use base::AccountId;
use clap::{Args, Subcommand};
use pipeline::Workplace;
use server::auth::{Permission, Role, secret};
use std::io::{IsTerminal, Read};
use store::Account;

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List all accounts.
    List,
    /// Add an account; the password is read from standard input, else made and printed once.
    Add {
        /// The name to sign in with.
        login: String,
        /// The person's name, by which opportunities are assigned.
        #[arg(long)]
        name: Option<String>,
        /// admin, manager, sales, steward, service or viewer.
        #[arg(long, default_value = "viewer")]
        role: String,
    },
    /// Make a token by which a program acts for an account, such as a gateway that sends readings; printed once.
    Token {
        /// The account.
        login: String,
        /// What the token is for; readings that come by it are counted under this name.
        name: String,
        /// What it may do: ingest, read, export, import, decide and others, separated by commas.
        #[arg(long, default_value = "ingest")]
        scopes: String,
        /// The last day it holds; default is without end.
        #[arg(long, value_parser = super::parse_day)]
        until: Option<chrono::NaiveDate>,
    },
    /// Set a password, unlock and activate the account; read from standard input, else made and printed once.
    Password {
        /// The name to sign in with.
        login: String,
    },
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    match &options.action {
        Action::List => {
            let rows = workplace.store.accounts().await?.into_iter().map(|account| {
                let state = if account.active { "active" } else { "not active" };
                let last = account.last_sign_in.unwrap_or_else(|| "never".to_owned());
                vec![account.login, account.name, account.role, state.to_owned(), last]
            });
            println!("{}", show::table(&["login", "name", "role", "state", "last sign-in"], &[], rows.collect()));
        }
        Action::Add { login, name, role } => {
            let Some(role) = Role::named(role) else {
                let known = Role::ALL.map(Role::id).join(", ");
                bail!("`{role}` is not a role; there are {known}");
            };
            let (password, given) = password()?;
            let language = context.language;
            put(&workplace, login, name.as_deref().unwrap_or(login), role, language, &password).await?;
            say(login, &password, given);
        }
        Action::Token { login, name, scopes, until } => {
            println!("{}", token(&workplace, &login.to_lowercase(), name, scopes, *until).await?);
        }
        Action::Password { login } => {
            let login = login.to_lowercase();
            if workplace.store.account_by_login(&login).await?.is_none() {
                bail!("there is no account `{login}`; `instand user list` shows all");
            }
            let (password, given) = password()?;
            reset(&workplace, &login, &password).await?;
            say(&login, &password, given);
        }
    }
    Ok(Done::Well)
}

async fn token(
    workplace: &Workplace,
    login: &str,
    name: &str,
    scopes: &str,
    until: Option<chrono::NaiveDate>,
) -> anyhow::Result<String> {
    let Some(account) = workplace.store.account_by_login(login).await? else {
        bail!("there is no account `{login}`; `instand user list` shows all");
    };
    let may = Role::named(&account.role).unwrap_or(Role::Viewer).permissions();
    let mut wanted = Vec::new();
    for scope in scopes.split(',').map(str::trim) {
        match Permission::named(scope) {
            Some(permission) if may.contains(&permission) => wanted.push(permission),
            Some(_) => bail!("{login} is {} and may not {scope} itself, so no token of it may", account.role),
            None => bail!("`{scope}` is no scope; there are {}", Permission::ALL.map(Permission::id).join(", ")),
        }
    }
    let at = clock::now();
    let (token, text) = server::api::tokens::made(account.id, name, &wanted, &at, until).map_err(anyhow::Error::msg)?;
    let write = workplace.store.write("command line", &at).await?;
    write.add_token(token).await?;
    write.commit().await?;
    Ok(text)
}

fn say(login: &str, password: &str, given: bool) {
    if given {
        println!("{login} may sign in.");
    } else {
        println!("{login} may sign in with the password {password}");
    }
}

/// The password from standard input where that is no terminal and says something, else a new one.
fn password() -> anyhow::Result<(String, bool)> {
    let mut text = String::new();
    if !std::io::stdin().is_terminal() {
        std::io::stdin().lock().take(10_000).read_to_string(&mut text).context("standard input")?;
    }
    let mut lines = text.trim_end_matches(['\r', '\n']).lines();
    let first = lines.next().unwrap_or_default();
    // Scripts write for "password, and again" what other programs ask twice.
    if let Some(other) = lines.find(|line| *line != first) {
        bail!("two different passwords were given ({} and {} characters); give one line", first.len(), other.len());
    }
    match first {
        "" => Ok((secret::readable().map_err(anyhow::Error::msg)?, false)),
        password => Ok((password.to_owned(), true)),
    }
}

/// Adds an account.
pub async fn put(
    workplace: &Workplace,
    login: &str,
    name: &str,
    role: Role,
    language: base::Language,
    password: &str,
) -> anyhow::Result<()> {
    let login = login.trim().to_lowercase();
    if let Some(why) = secret::refused(password, &login) {
        bail!("{why}");
    }
    let account = Account {
        id: AccountId::of(&login),
        login: login.clone(),
        name: name.to_owned(),
        role: role.id().to_owned(),
        language: ["de", "en", "it"][language as usize].to_owned(),
        password_hash: secret::hash(password).map_err(anyhow::Error::msg)?,
        active: true,
        failures: 0,
        locked_until: None,
        last_sign_in: None,
        version: 1,
    };
    let write = workplace.store.write("command line", &clock::now()).await?;
    if !write.add_account(account).await? {
        bail!("the login {login} is taken");
    }
    Ok(write.commit().await?)
}

/// Sets the password of an account, unlocks it, and ends its sessions.
pub async fn reset(workplace: &Workplace, login: &str, password: &str) -> anyhow::Result<()> {
    if let Some(why) = secret::refused(password, login) {
        bail!("{why}");
    }
    let Some(mut account) = workplace.store.account_by_login(login).await? else {
        bail!("there is no account `{login}`");
    };
    account.password_hash = secret::hash(password).map_err(anyhow::Error::msg)?;
    (account.failures, account.locked_until, account.active) = (0, None, true);
    account.version += 1;
    let id = account.id;
    let write = workplace.store.write("command line", &clock::now()).await?;
    if !write.put_account(account, "password").await? {
        bail!("the account was changed meanwhile; try again");
    }
    write.end_sessions_of(id, None).await?;
    Ok(write.commit().await?)
}
