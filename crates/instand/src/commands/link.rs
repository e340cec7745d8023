//! `instand link`: the linker by itself, for stewards and benchmarks. It reads one list or two and changes nothing.

use super::Done;
use crate::show;
use anyhow::{Context as _, bail};
use clap::Args;
use link::{Decisions, Linked, Lists, Record, Rules, Table, Verdict};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub struct Options {
    /// A list with headings in its first row, as CSV.
    left: PathBuf,
    /// A second list; without it, duplicates within the first are looked for.
    right: Option<PathBuf>,
    /// What is compared with what: a rules file (docs/linking.md).
    #[arg(long)]
    rules: PathBuf,
    /// Where the pairs go: left, right, weight, probability, verdict.
    #[arg(long)]
    out: PathBuf,
    /// Where the clusters go: list, id, cluster.
    #[arg(long)]
    clusters: Option<PathBuf>,
    /// What separates the columns; else it is found out from the headings.
    #[arg(long)]
    delimiter: Option<char>,
    /// The least probability of a pair that is written, 0 to 1; else the rules' `review`.
    #[arg(long)]
    from: Option<f64>,
}

pub fn run(options: &Options) -> anyhow::Result<Done> {
    let read = |path: &Path| std::fs::read_to_string(path).with_context(|| path.display().to_string());
    let mut rules = Rules::parse(&read(&options.rules)?).with_context(|| options.rules.display().to_string())?;
    match (rules.lists(), &options.right) {
        (Lists::One, Some(_)) => bail!("{}: for one list, but two are given", options.rules.display()),
        (Lists::Two, None) => bail!("{}: for two lists; name the second one, too", options.rules.display()),
        _ => {}
    }
    if let Some(from) = options.from {
        if !(from > 0.0 && from <= 1.0) {
            bail!("--from {from} is no probability; write a number above 0 and up to 1");
        }
        rules = rules.reviewing_from(from);
    }
    let left = list(&options.left, options.delimiter)?;
    let right = options.right.as_deref().map(|path| list(path, options.delimiter)).transpose()?;
    let linked = link::link(&left, right.as_ref(), &rules, &Decisions::default())?;
    let of_right = right.as_ref().unwrap_or(&left);
    write(&options.out, |out| pairs(out, &linked, (&left, of_right), &rules))?;
    if let Some(path) = &options.clusters {
        write(path, |out| clusters(out, &linked, (&left, of_right), &rules))?;
    }
    let of = |verdict: Verdict| show::count(linked.matches.iter().filter(|found| found.verdict == verdict).count());
    println!(
        "{} pairs compared: {} linked, {} for review, {} displaced by a likelier one.",
        show::count(usize::try_from(linked.compared).unwrap_or(usize::MAX)),
        of(Verdict::Link),
        of(Verdict::Review),
        of(Verdict::Displaced)
    );
    for skipped in &linked.skipped_blocks {
        println!(
            "! blocking rule {}: {} records share \"{}\"; their {} pairs were not compared unless another rule brought \
             them together",
            skipped.rule, skipped.records, skipped.value, skipped.pairs
        );
    }
    Ok(if linked.skipped_blocks.is_empty() { Done::Well } else { Done::WithProblems })
}

/// The separator that stands most often in the headings.
fn separator(headings: &str) -> u8 {
    let most = b";\t|,%".iter().max_by_key(|mark| headings.bytes().filter(|byte| byte == *mark).count());
    most.copied().unwrap_or(b',')
}

/// A list as the linker takes it.
fn list(path: &Path, delimiter: Option<char>) -> anyhow::Result<Table> {
    let name = path.display();
    let bytes = std::fs::read(path).with_context(|| name.to_string())?;
    let Some(text) = digitize::read::text(&bytes) else {
        bail!("{name}: no text; save the list as CSV");
    };
    let delimiter = match delimiter {
        Some(mark) => u8::try_from(mark).with_context(|| format!("--delimiter {mark}: write one ASCII character"))?,
        None => separator(text.lines().next().unwrap_or_default()),
    };
    // Where values are parted by a rare mark, quotes are inches.
    let quoted = matches!(delimiter, b',' | b';' | b'\t');
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(delimiter).quoting(quoted).flexible(true).from_reader(text.as_bytes());
    let headings = reader.headers().with_context(|| name.to_string())?.clone();
    if headings.iter().all(str::is_empty) {
        bail!("{name}: no headings in the first row");
    }
    let mut builder = Table::builder(headings.iter().map(str::trim));
    let mut too_long: Vec<u64> = Vec::new();
    for record in reader.records() {
        let record = record.with_context(|| name.to_string())?;
        if record.len() > headings.len() {
            too_long.push(record.position().map_or(0, csv::Position::line));
        }
        builder.row(record.iter());
    }
    if let Some(first) = too_long.first() {
        println!(
            "! {name}: {} rows, the first of them row {first}, hold more values than there are headings; those beyond \
             were left out. Quote values that hold the separator.",
            too_long.len()
        );
    }
    Ok(builder.build())
}

/// A whole file or none: it is written beside and then put in its place.
fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let name = path.display();
    let beside = path.with_extension("part");
    let file = std::fs::File::create(&beside).with_context(|| beside.display().to_string())?;
    let mut out = BufWriter::new(file);
    fill(&mut out).and_then(|()| Ok(out.flush()?)).with_context(|| name.to_string())?;
    std::fs::rename(&beside, path).with_context(|| name.to_string())
}

/// The id of a record: the rules' id column, else its row from 0.
fn id(table: &Table, row: u32, rules: &Rules) -> String {
    let named = rules.id().and_then(|column| table.value(row, column));
    named.map_or_else(|| row.to_string(), show::neutral)
}

fn pairs(out: &mut dyn Write, linked: &Linked, (left, right): (&Table, &Table), rules: &Rules) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["left", "right", "weight", "probability", "verdict"])?;
    for found in &linked.matches {
        let verdict = match found.verdict {
            Verdict::Decided | Verdict::Link => "link",
            Verdict::Review => "review",
            Verdict::Displaced => "displaced",
        };
        let (weight, probability) = (format!("{:.6}", found.weight), format!("{:.9}", found.probability));
        let ids = (id(left, found.left, rules), id(right, found.right, rules));
        writer.write_record([&ids.0, &ids.1, &weight, &probability, verdict])?;
    }
    Ok(writer.flush()?)
}

fn clusters(
    out: &mut dyn Write,
    linked: &Linked,
    (left, right): (&Table, &Table),
    rules: &Rules,
) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["list", "id", "cluster"])?;
    for (cluster, records) in linked.clusters().iter().enumerate() {
        for record in records {
            let (list, id) = match record {
                Record::Left(row) => ("left", id(left, *row, rules)),
                Record::Right(row) => ("right", id(right, *row, rules)),
            };
            writer.write_record([list, &id, &cluster.to_string()])?;
        }
    }
    Ok(writer.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_that_of_the_headings() {
        assert_eq!(separator("id;name;city, country"), b';');
        assert_eq!(separator("id,name"), b',');
        assert_eq!(separator("id%title%venue"), b'%');
        assert_eq!(separator("id\tname\tcity"), b'\t');
    }
}
