//! `instand opportunities`: what a sales team works from tomorrow, as a workbook or CSV.

use super::{Context, Done};
use crate::{reason, rules, show};
use anyhow::{Context as _, bail};
use base::{FACTS, MachineId};
use clap::Args;
use pipeline::{Cells, Workplace, why_text};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, Workbook};
use sales::Stage;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use store::HitState;

#[derive(Args, Debug)]
pub struct Options {
    /// The file to write: .xlsx or .csv.
    #[arg(long)]
    pub out: PathBuf,
    /// Replace the file where it is there already, with whatever a person wrote into it.
    #[arg(long)]
    pub replace: bool,
}

/// One opportunity with everything needed for the call.
pub struct Listed {
    pub score: u8,
    pub serial_number: String,
    pub machine_type: String,
    pub customer: String,
    pub customer_number: String,
    pub city: String,
    pub postcode: String,
    pub country: String,
    pub contact: String,
    pub phone: String,
    pub email: String,
    pub campaign: String,
    pub triggers: String,
    pub value_eur: Option<f64>,
    pub value_from: String,
    pub owner: String,
    pub stage: Stage,
    pub opened_on: String,
    pub flag: Option<String>,
    pub reason: String,
    pub sources: Vec<String>,
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    if options.out.exists() && !options.replace {
        bail!(
            "{} is there already and may hold your team's notes; take another name or --replace",
            options.out.display()
        );
    }
    let workplace = context.settings.open().await?;
    let (listed, _) = list(context, &workplace, usize::MAX).await?;
    if listed.is_empty() {
        bail!("there are no opportunities yet; run `instand decide` first");
    }
    match options.out.extension().and_then(|extension| extension.to_str()) {
        Some("xlsx") => workbook(&options.out, &listed)?,
        Some("csv") => comma_separated(&options.out, &listed)?,
        _ => bail!("{}: give a name that ends in .xlsx or .csv", options.out.display()),
    }
    println!("{} opportunities in {}", show::count(listed.len()), options.out.display());
    Ok(Done::Well)
}

/// The `most` urgent opportunities that are not settled, with reason and cells; and how many hold in all.
pub async fn list(context: &Context, workplace: &Workplace, most: usize) -> anyhow::Result<(Vec<Listed>, usize)> {
    let rules = rules::in_force(&workplace.store, &context.settings.rules_folder()).await?;
    let state = workplace.state().await?;
    let files = &state.files;
    let position: HashMap<MachineId, usize> = files.link.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut proofs: HashMap<(MachineId, String), store::HitRow> = HashMap::new();
    for hit in workplace.store.hits().await?.into_iter().filter(|hit| hit.state == HitState::Open) {
        proofs.insert((hit.machine, hit.trigger.clone()), hit);
    }
    let title = |id: &str| super::decide::rule(&rules, id).map(|rule| rule.title.get(context.language).to_owned());
    let mut cells = Cells::new(&workplace.kept, &state.tables);
    let mut listed = Vec::new();
    let mut open = workplace.store.opportunities().await?;
    open.retain(|of| !of.stage.is_closed());
    let whole = open.iter().filter(|of| of.flag.is_none()).count();
    // What no longer holds goes last; of the rest the most urgent are wanted.
    open.sort_by_key(|of| of.flag.is_some());
    for of in open.into_iter().take(most) {
        let at = position.get(&of.machine).copied();
        let text = |id: &str| at.and_then(|at| files.str(id, at)).unwrap_or_default().to_owned();
        let mut hits: Vec<&store::HitRow> =
            of.triggers.iter().filter_map(|trigger| proofs.get(&(of.machine, trigger.clone()))).collect();
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
        let mut reasons = Vec::new();
        let mut sources = Vec::new();
        for hit in hits {
            let proof: reason::Proof = serde_json::from_str(&hit.evidence)
                .with_context(|| format!("the evidence of {} cannot be read", hit.trigger))?;
            if let Some(rule) = super::decide::rule(&rules, &hit.trigger) {
                reasons.push(reason::sentence(rule, &proof.evidence, context.language));
            }
            // That a machine is in the field proves little.
            for item in proof.evidence.iter().filter(|item| item.fact != "in_field") {
                sources.extend(reason::places(&mut cells, &item.sources, 3));
                sources.extend(item.series.as_ref().map(reason::Series::text));
                sources.extend(item.basis.clone());
            }
        }
        sources.dedup();
        let value_from = of.value_basis.as_deref().and_then(|id| FACTS.iter().find(|fact| fact.id == id));
        #[expect(clippy::cast_precision_loss, reason = "euros")]
        let value_eur = of.value_cents.map(|cents| cents as f64 / 100.0);
        listed.push(Listed {
            score: of.score,
            serial_number: text("serial_number"),
            machine_type: text("machine_type"),
            customer: text("customer_name"),
            customer_number: text("customer_number"),
            city: text("city"),
            postcode: text("postcode"),
            country: text("country"),
            contact: text("contact_name"),
            phone: text("phone"),
            email: text("email"),
            campaign: of.campaign,
            triggers: of.triggers.join(", "),
            value_eur,
            value_from: value_from
                .map_or(String::new(), |fact| ::decide::meaning(fact.id, context.language).to_owned()),
            owner: of.owner,
            stage: of.stage,
            opened_on: of.opened_on.to_string(),
            flag: of.flag.map(|kept| why_text(&kept, context.language, &title)),
            reason: reasons.join(" · "),
            sources,
        });
    }
    Ok((listed, whole))
}

const HEADINGS: [(&str, f64); 24] = [
    ("Priority", 8.0),
    ("Value EUR", 11.0),
    ("Owner", 16.0),
    ("Stage", 10.0),
    ("Follow-up", 11.0),
    ("Note", 24.0),
    ("Customer", 28.0),
    ("Contact", 20.0),
    ("Phone", 18.0),
    ("E-mail", 26.0),
    ("Serial number", 15.0),
    ("Machine type", 14.0),
    ("Campaign", 20.0),
    ("Why", 70.0),
    ("Proof", 80.0),
    ("Value estimated from", 30.0),
    ("Triggers", 26.0),
    ("Customer number", 12.0),
    ("Postcode", 9.0),
    ("City", 18.0),
    ("Country", 8.0),
    ("Opened", 11.0),
    ("Look again", 40.0),
    ("Cells", 8.0),
];

impl Listed {
    fn texts(&self) -> [String; 22] {
        [
            self.owner.clone(),
            self.stage.id().to_owned(),
            String::new(),
            String::new(),
            self.customer.clone(),
            self.contact.clone(),
            self.phone.clone(),
            self.email.clone(),
            self.serial_number.clone(),
            self.machine_type.clone(),
            self.campaign.clone(),
            self.reason.clone(),
            self.sources.join("\n"),
            self.value_from.clone(),
            self.triggers.clone(),
            self.customer_number.clone(),
            self.postcode.clone(),
            self.city.clone(),
            self.country.clone(),
            self.opened_on.clone(),
            self.flag.clone().unwrap_or_default(),
            self.sources.len().to_string(),
        ]
    }
}

/// Text of a cell may have 32,767 characters.
const MOST_TEXT: usize = 32_000;

fn workbook(path: &Path, listed: &[Listed]) -> anyhow::Result<()> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Opportunities")?;
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_background_color("DCE6F1");
    let money = Format::new().set_num_format("#,##0").set_align(FormatAlign::Top);
    let top = Format::new().set_align(FormatAlign::Top);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, (heading, width)) in (0_u16..).zip(HEADINGS) {
        sheet.write_with_format(0, column, heading, &head)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, of) in (1_u32..).zip(listed) {
        sheet.write_with_format(row, 0, of.score, &top)?;
        if let Some(value) = of.value_eur {
            sheet.write_with_format(row, 1, value, &money)?;
        }
        for (column, text) in (2_u16..).zip(of.texts()) {
            let format = if matches!(column, 13 | 14 | 22) { &wrapped } else { &top };
            // Written as text, so that nothing a file brought can become a formula here.
            sheet.write_string_with_format(row, column, show::cut(&text, MOST_TEXT), format)?;
        }
    }
    let last = u32::try_from(listed.len()).unwrap_or(u32::MAX);
    let stages = DataValidation::new().allow_list_strings(&["new", "contacted", "quoted", "won", "lost"])?;
    sheet.add_data_validation(1, 3, last, 3, &stages)?;
    sheet.autofilter(0, 0, last, u16::try_from(HEADINGS.len()).unwrap_or(24) - 1)?;
    sheet.set_freeze_panes(1, 0)?;
    book.save(path).with_context(|| path.display().to_string())?;
    Ok(())
}

fn comma_separated(path: &Path, listed: &[Listed]) -> anyhow::Result<()> {
    let mut file = std::fs::File::create(path).with_context(|| path.display().to_string())?;
    // Without the mark Excel takes the umlauts for Windows-1252.
    file.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::Writer::from_writer(file);
    writer.write_record(HEADINGS.iter().map(|(heading, _)| *heading))?;
    for of in listed {
        let value = of.value_eur.map(|value| format!("{value:.2}")).unwrap_or_default();
        let texts = of.texts().map(|text| show::neutral(&text));
        writer.write_record([of.score.to_string(), value].into_iter().chain(texts))?;
    }
    writer.flush()?;
    Ok(())
}
