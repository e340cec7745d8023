//! `instand serve`: the page and the API.

use super::{Context, Done};
use crate::{campaigns, clock, rules, segments};
use anyhow::{Context as _, bail};
use clap::Args;
use pipeline::Workplace;
use server::telemetry::Telemetry;
use server::{App, Config, CrmLink};
use std::net::SocketAddr;

/// Where the page is served when nothing is said: this machine only.
const USUAL: &str = "127.0.0.1:8080";

#[derive(Args, Debug)]
pub struct Options {
    /// Address and port; default is `listen` of the settings, else 127.0.0.1:8080.
    #[arg(long)]
    listen: Option<String>,
}

/// Where the page is reached: what is set, else this machine at the port it listens at.
pub fn public_url(context: &Context) -> String {
    let settings = &context.settings;
    settings.public_url.clone().unwrap_or_else(|| {
        let listen = settings.listen.as_deref().unwrap_or(USUAL);
        let (host, port) = listen.rsplit_once(':').unwrap_or((listen, "8080"));
        let host = if matches!(host, "" | "0.0.0.0" | "[::]") { "127.0.0.1" } else { host };
        format!("http://{host}:{port}")
    })
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let wanted = options.listen.as_deref().or(context.settings.listen.as_deref()).unwrap_or(USUAL);
    let workplace = context.settings.open().await?;
    let (app, code) = app(context, workplace.clone())?;
    let (listener, address) = listen(wanted).await?;
    if workplace.store.account_count().await? == 0 {
        println!("First start. Set the server up here:\n\n  http://{address}/setup?code={code}\n");
    }
    println!("Instand is at http://{address} (Ctrl-C ends it)");
    serve(app, listener).await
}

/// The server over a workplace, and the code its first administrator must know.
pub fn app(context: &Context, workplace: Workplace) -> anyhow::Result<(App, String)> {
    let settings = &context.settings;
    let rules_folder = settings.rules_folder();
    let code = server::auth::secret::readable().map_err(anyhow::Error::msg)?;
    let crm = settings.crm()?.map(|crm| {
        let every = settings.crm_every(&crm)?;
        Ok::<_, anyhow::Error>(CrmLink { crm, every, language: context.language })
    });
    let crm = crm.transpose()?;
    let app = App::new(Config {
        telemetry: Telemetry::open(settings.telemetry()?, settings.telemetry_journal(), settings.retention.clone())
            .listening(settings.brokers()?),
        workplace,
        folder: settings.folder().to_owned(),
        import_folders: settings.import_folders.clone(),
        connectors: settings.connectors()?,
        process: settings.process(),
        zone: settings.zone,
        territories: settings.territories.clone(),
        rates: settings.rates.clone(),
        rules: Box::new(move || rules::to_bring(&rules_folder).map_err(|error| format!("{error:#}"))),
        segments: segments::shipped()?,
        now: Box::new(clock::instant),
        campaigns: campaigns::shipped()?,
        field_service: settings.field_service()?,
        ways_out: settings.ways_out(),
        crm,
        mail: settings.mail()?,
        calendars: settings.calendars()?,
        webhooks: settings.webhooks()?,
        secure_cookies: settings.https,
        company: settings.company.clone(),
        public_url: settings.public_url.clone(),
        setup_code: code.clone(),
    });
    Ok((app, code))
}

/// Takes the port.
pub async fn listen(wanted: &str) -> anyhow::Result<(tokio::net::TcpListener, SocketAddr)> {
    let listener = tokio::net::TcpListener::bind(wanted).await;
    let listener = match listener {
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!("{wanted} is taken by another program; choose another port, such as --listen 127.0.0.1:8081")
        }
        other => other.with_context(|| format!("cannot listen at {wanted}"))?,
    };
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Serves until Ctrl-C or the system's request to end.
pub async fn serve(app: App, listener: tokio::net::TcpListener) -> anyhow::Result<Done> {
    // A second one, as in tests, is no error.
    let _ = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(std::io::stderr).try_init();
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let ends = async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
    };
    server::serve(app, listener, ends).await?;
    Ok(Done::Well)
}
