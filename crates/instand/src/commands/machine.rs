//! `instand machine SERIAL`: one machine file; with `--explain` every verdict down to the cell.

mod life;

use super::decide::evidence_json;
use super::{Context, Done, day, need_machines, parse_day};
use crate::clock::Stages;
use crate::{reason, rules, show};
use ::decide::{Evidence, Verdict, Verdicts};
use anyhow::bail;
use base::{Category, CellRef, FACTS, Kind, fields};
use chrono::NaiveDate;
use clap::Args;
use connect::History;
use connect::life::{LifeOn, life_on};
use digitize::serial;
use pipeline::{Cells, Decided, Deciding, Workplace, decide};
use serde_json::{Map, Value, json};

#[derive(Args, Debug)]
pub struct Options {
    /// The serial number, however it is written.
    pub serial: String,
    /// The day to look at it; default is today.
    #[arg(long, value_parser = parse_day)]
    pub as_of: Option<NaiveDate>,
    /// Show all verdicts with the values, thresholds and cells behind them, and the values that lost.
    #[arg(long)]
    pub explain: bool,
    /// Print as JSON.
    #[arg(long)]
    pub json: bool,
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    need_machines(&workplace).await?;
    let rules = rules::in_force(&workplace.store, &context.settings.rules_folder()).await?;
    let deciding = Deciding::all(&rules, day(context, options.as_of), &context.settings.rates);
    let decided = decide(&workplace, &deciding, &Stages::begin(true)).await?;
    let machine = find(&workplace, &decided, &options.serial).await?;
    let verdicts = decided.verdicts()?;
    let state = &decided.state;
    let dated = [Kind::Contracts, Kind::Visits];
    let history = History::load_kinds(&workplace.lake, &state.batches, &state.files, &dated)?;
    let life = life_on(&state.files, &history, machine, decided.facts.as_of);
    let mut cells = Cells::new(&workplace.kept, &decided.state.tables);
    let mut view = View { context, decided: &decided, verdicts: &verdicts, cells: &mut cells, machine, life: &life };
    if options.json {
        println!("{:#}", view.json(options.explain));
    } else {
        view.print(options.explain);
    }
    Ok(Done::Well)
}

async fn find(workplace: &Workplace, decided: &Decided, text: &str) -> anyhow::Result<usize> {
    let link = &decided.state.files.link;
    let Some(normalised) = serial::normalise(text) else { bail!("`{text}` holds no serial number") };
    if let Ok(at) = link.normalised.binary_search(&normalised) {
        return Ok(at);
    }
    if let Some((_, at)) = link.further.iter().find(|(number, _)| *number == normalised) {
        return Ok(*at as usize);
    }
    let like = workplace.store.machines_like(&normalised).await?;
    if like.is_empty() {
        bail!("no machine has the serial number `{text}`");
    }
    bail!("no machine has the serial number `{text}`; there are {}", like.join(", "));
}

struct View<'a> {
    context: &'a Context,
    decided: &'a Decided,
    verdicts: &'a [Verdicts],
    cells: &'a mut Cells<'a>,
    machine: usize,
    life: &'a LifeOn,
}

impl View<'_> {
    fn place(&mut self, cell: CellRef) -> String {
        self.cells.look_up(cell).map_or_else(String::new, |cell| reason::place(&cell))
    }

    fn print(&mut self, explain: bool) {
        let decided = self.decided;
        let files = &decided.state.files;
        let name = |id: &str| files.str(id, self.machine).unwrap_or("?").to_owned();
        println!(
            "Machine {}  {}  at {}, {} {} {}\nas of {}, id {}\n",
            name("serial_number"),
            name("machine_type"),
            name("customer_name"),
            name("country"),
            name("postcode"),
            name("city"),
            self.decided.facts.as_of,
            files.link.ids[self.machine]
        );
        for category in Category::ALL {
            let mut rows = Vec::new();
            for field in fields(Kind::Machines).iter().filter(|field| field.category == category) {
                for (at, candidate) in files.candidates(field.id, self.machine).iter().enumerate() {
                    let (Some(value), Some(cell)) =
                        (files.text_of(field.id, *candidate), files.cell(field.id, *candidate))
                    else {
                        continue;
                    };
                    if at > 0 && !explain {
                        break;
                    }
                    let label = if at == 0 { field.id } else { "   (not taken)" };
                    rows.push(vec![label.to_owned(), show::cut(&value, 40), self.place(cell)]);
                }
            }
            if category == Category::Contract {
                rows.extend(self.computed_warranty());
            }
            rows.extend(self.facts(category));
            if rows.is_empty() {
                rows.push(vec!["nothing known".to_owned(), String::new(), String::new()]);
            }
            println!("{}", show::table(&[category.id(), "value", "from"], &[], rows));
        }
        self.print_life();
        self.print_verdicts(explain);
    }

    /// Facts of the operating, contract and commercial categories, which come from many rows.
    fn facts(&mut self, category: Category) -> Vec<Vec<String>> {
        let of = |fact: &base::Fact| match fact.kinds.first() {
            Some(Kind::Contracts | Kind::Warranties) => Category::Contract,
            Some(Kind::Counters | Kind::Errors) => Category::Operating,
            Some(Kind::Orders | Kind::Visits) => Category::Commercial,
            _ => Category::Master,
        };
        let decided = self.decided;
        let mut rows = Vec::new();
        for (at, fact) in FACTS.iter().enumerate() {
            if of(fact) != category || category == Category::Master || fact.id.starts_with("type_") {
                continue;
            }
            let value = self.value(at);
            let sources = decided.facts.sources[at].of(self.machine);
            let from = match (sources.first(), value.is_null()) {
                (_, true) => String::new(),
                (Some(cell), _) if sources.len() > 1 => {
                    format!("{} and {} more cells", self.place(*cell), sources.len() - 1)
                }
                (Some(cell), _) => self.place(*cell),
                (None, _) => match decided.facts.sources[at].series(self.machine) {
                    Some(series) => show::series(&series),
                    None => decided.facts.basis[at].unwrap_or_default().to_owned(),
                },
            };
            rows.push(vec![fact.id.to_owned(), ::decide::value_text(fact.id, &value, self.context.language), from]);
        }
        rows
    }

    fn value(&self, at: usize) -> Value {
        ::decide::json_value(self.decided.facts.facts.column(at), self.machine)
    }

    fn print_verdicts(&mut self, explain: bool) {
        println!("Verdicts");
        let language = self.context.language;
        for of in self.verdicts {
            let rule = &of.condition().rule;
            let verdict = of.verdict(self.machine);
            let mark = match verdict {
                Verdict::Fires => "FIRES  ",
                Verdict::DoesNotFire => "no     ",
                Verdict::Unknown => "unknown",
                Verdict::NotPermitted => "barred ",
            };
            println!("  {mark}  {:<26} {}", rule.id, rule.title.get(language));
            if verdict == Verdict::NotPermitted {
                println!(
                    "           the user has not agreed to the use of the machine's data for this (register of data use)"
                );
            }
            if verdict == Verdict::Unknown {
                let missing = of.missing(self.machine);
                println!("           missing: {}", missing.join(", "));
            }
            if let Some(hit) = of.hit(self.machine) {
                let priority = &hit.priority;
                let from = priority.value_from.map_or("nothing known", |from| ::decide::meaning(from, language));
                println!(
                    "           priority {} = value {} + urgency {} + likelihood {} + confidence {}; {} EUR from {from}",
                    priority.score,
                    priority.value.points,
                    priority.urgency.points,
                    priority.likelihood.points,
                    priority.confidence.points,
                    priority.value_eur.map_or_else(|| "?".to_owned(), show::euros),
                );
                for cell in &priority.value_sources {
                    println!("             {}", self.place(*cell));
                }
            }
            if explain {
                for item in of.evidence(self.machine) {
                    self.print_evidence(&item);
                }
            }
        }
    }

    fn print_evidence(&mut self, item: &Evidence) {
        let language = self.context.language;
        let compared = item.compared.as_ref().map_or(String::new(), |other| {
            format!("  [{} = {}]", other.expression, ::decide::value_text(&other.expression, &other.value, language))
        });
        println!(
            "           - {} = {}  {}{compared}   ({})",
            item.fact,
            ::decide::value_text(item.fact, &item.value, language),
            item.comparison,
            ::decide::meaning(item.fact, language)
        );
        let other = item.compared.iter().flat_map(|other| other.sources.iter());
        for cell in item.sources.iter().chain(other) {
            println!("               {}", self.place(*cell));
        }
        let other = item.compared.as_ref().and_then(|other| other.series);
        for series in item.series.iter().chain(&other) {
            println!("               {}", show::series(series));
        }
        if let Some(basis) = item.basis {
            println!("               {basis}");
        }
    }

    fn json(&mut self, explain: bool) -> Value {
        let decided = self.decided;
        let files = &decided.state.files;
        let mut categories = Map::new();
        for category in Category::ALL {
            let mut values = Map::new();
            for field in fields(Kind::Machines).iter().filter(|field| field.category == category) {
                let mut found = Vec::new();
                for candidate in files.candidates(field.id, self.machine) {
                    let cell = files.cell(field.id, *candidate).and_then(|cell| self.cells.look_up(cell));
                    found.push(json!({"value": files.text_of(field.id, *candidate), "source": cell}));
                }
                if !found.is_empty() {
                    let winner = found.remove(0);
                    values.insert(
                        field.id.to_owned(),
                        json!({"value": winner["value"], "source": winner["source"], "not_taken": found}),
                    );
                }
            }
            categories.insert(category.id().to_owned(), Value::Object(values));
        }
        let life = self.life_json();
        let facts: Map<String, Value> =
            FACTS.iter().enumerate().map(|(at, fact)| (fact.id.to_owned(), self.value(at))).collect();
        let mut verdicts = Vec::new();
        for of in self.verdicts {
            let rule = &of.condition().rule;
            let mut verdict = json!({
                "trigger": rule.id, "rule_version": rule.version, "verdict": of.verdict(self.machine),
                "missing": of.missing(self.machine),
                "priority": of.hit(self.machine).map(|hit| json!(hit.priority)),
            });
            if explain {
                verdict["evidence"] = json!(evidence_json(self.cells, &of.evidence(self.machine)));
            }
            verdicts.push(verdict);
        }
        json!({
            "id": files.link.ids[self.machine], "as_of": decided.facts.as_of, "file": categories,
            "life": life, "facts": facts, "verdicts": verdicts,
        })
    }
}
