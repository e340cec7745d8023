//! Facts and verdicts of every machine on every day of a period, as CSV, to measure triggers with. `cargo xtask bench failures`
//! runs it.
//!
//! ```text
//! days_of_base DATA_DIR FROM TO RULE.toml...    day,serial_number,<rule id...>,<fact...>
//! ```
//! A verdict is `fires`, `does_not_fire` or `unknown`; facts are numbers, empty where not known.

use chrono::NaiveDate;
use connect::Lake;
use decide::{Rule, json_value};
use hashbrown::HashMap;
use pipeline::{Deciding, Kept, Silent, Workplace, decide_then};
use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::Path;
use store::Store;
use telemetry::lake::TelemetryLake;

/// Facts that say something of how a machine does.
const FACTS: [&str; 15] = [
    "age_years",
    "last_visit_days",
    "errors_7d",
    "error_codes_1d",
    "errors_30d",
    "errors_90d",
    "errors_prior_90d",
    "type_errors_90d",
    "same_error_30d",
    "same_error_90d",
    "error_rise_p",
    "errors_vs_type",
    "error_trend_p",
    "error_slope",
    "vibration",
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, from, to, rules @ ..] = arguments.as_slice() else {
        return Err("say DATA_DIR FROM TO RULE.toml...".into());
    };
    let folder = Path::new(folder);
    let (from, to): (NaiveDate, NaiveDate) = (from.parse()?, to.parse()?);
    let mut all = Vec::new();
    for file in rules {
        all.push(Rule::parse(file, &std::fs::read_to_string(file)?)?);
    }
    let workplace = Workplace {
        store: Store::open(&format!("sqlite:{}", folder.join("instand.db").display())).await?,
        lake: Lake::at(folder.join("lake")),
        telemetry: TelemetryLake::at(folder.join("lake").join("telemetry")),
        elsewhere: None,
        kept: Kept::at(folder.join("files")),
        lock: folder.join("import.lock"),
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let names: Vec<&str> = all.iter().map(|rule| rule.id.as_str()).chain(FACTS).collect();
    writeln!(out, "day,serial_number,{}", names.join(","))?;
    let facts: Vec<usize> = FACTS.iter().filter_map(|id| Some(base::fact(id)?.0)).collect();
    let rates = HashMap::new();
    let mut state = workplace.state_as_of(Some(from)).await?;
    for day in from.iter_days().take_while(|day| *day <= to) {
        let deciding = Deciding::all(&all, day, &rates);
        let decided = decide_then(&workplace, state, &deciding, &Silent).await?;
        let verdicts = decided.verdicts()?;
        let files = &decided.state.files;
        for machine in 0..files.len() {
            write!(out, "{day},{}", files.str("serial_number", machine).unwrap_or_default())?;
            for of in &verdicts {
                write!(out, ",{}", of.verdict(machine).id())?;
            }
            for fact in &facts {
                let value = json_value(decided.facts.facts.column(*fact), machine);
                write!(out, ",{}", value.as_f64().map_or_else(String::new, |number| number.to_string()))?;
            }
            writeln!(out)?;
        }
        state = decided.state;
    }
    out.flush()?;
    Ok(())
}
