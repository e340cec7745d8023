//! Verdicts of the shipped triggers over a fact table of a size, to measure. `cargo xtask bench decide` runs it.
//!
//! ```text
//! verdicts_of_size make FILE MACHINES          a fact table as Parquet: the facts triggers name, every tenth value missing
//! verdicts_of_size run FILE RULES RUNS         milliseconds by stage, medians; how many fire and are unknown by trigger
//! verdicts_of_size save FILE RULES DATABASE    milliseconds to save all hits with their evidence: the first day, and the next
//! verdicts_of_size sample FILE MACHINES        the first machines, a JSON object a line
//! ```
#![expect(clippy::disallowed_methods, reason = "it measures")]

use arrow::array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, StringArray, new_null_array,
};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Schema};
use arrow::record_batch::RecordBatch;
use base::MachineId;
use chrono::NaiveDate;
use connect::fact_schema;
use decide::{Condition, Conditions, Hit, Rule, Verdicts, json_value};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use pipeline::hit_row;
use rayon::prelude::*;
use serde_json::{Map, Value};
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use store::{HitRow, Store};
use uuid::Uuid;

type Any = Box<dyn Error>;

/// The facts the shipped triggers name, what urgency and value are read off included, each with the range of its values.
const NAMED: [(&str, f64, f64); 37] = [
    ("in_field", 0.05, 1.0),
    ("contract_status", 0.0, 1.0),
    ("contract_days_left", 0.0, 800.0),
    ("notice_days_left", 0.0, 800.0),
    ("end_of_life_reached", 0.9, 1.0),
    ("parts_discontinued", 0.95, 1.0),
    ("has_successor", 0.7, 1.0),
    ("age_years", 0.0, 20.0),
    ("errors_90d", 0.0, 12.0),
    ("type_errors_90d", 0.0, 12.0),
    ("errors_prior_90d", 0.0, 12.0),
    ("critical_errors_30d", -8.0, 2.0),
    ("same_error_30d", -6.0, 5.0),
    ("hours_since_maintenance", 0.0, 2_500.0),
    ("maintenance_interval", 2_000.0, 2_600.0),
    ("hours_per_day", 2.0, 20.0),
    ("vibration_90d", 1.0, 5.0),
    ("vibration_prior_90d", 1.0, 5.0),
    ("modernization_available", 0.6, 1.0),
    ("months_without_parts_order", 0.0, 40.0),
    ("warranty_status", 0.0, 1.0),
    ("warranty_days_left", 0.0, 800.0),
    ("vibration", 1.0, 5.0),
    ("vibration_limit", 4.0, 6.0),
    ("operating_hours", 0.0, 60_000.0),
    ("hours_limit", 50_000.0, 70_000.0),
    ("contract_annual_value", 500.0, 20_000.0),
    ("contract_price", 500.0, 20_000.0),
    ("type_contract_value", 500.0, 20_000.0),
    ("modernization_price", 10_000.0, 90_000.0),
    ("list_price", 50_000.0, 900_000.0),
    ("service_price", 500.0, 5_000.0),
    ("parts_package_price", 500.0, 9_000.0),
    ("type_parts_revenue_24m", 100.0, 9_000.0),
    ("parts_revenue_24m", 100.0, 9_000.0),
    ("last_visit_days", 0.0, 900.0),
    ("errors_30d", 0.0, 6.0),
];

/// A share that looks like chance and is none.
#[expect(clippy::cast_precision_loss, reason = "24 bits")]
fn share(column: usize, row: usize) -> f64 {
    let mut mixed = (row as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ ((column as u64 + 1) << 40);
    mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed >> 40) as f64 / (1_u64 << 24) as f64
}

#[expect(clippy::cast_possible_truncation, reason = "small")]
fn column(kind: &DataType, at: usize, (low, high): (f64, f64), rows: usize) -> Result<ArrayRef, Any> {
    let value = |row: usize| {
        let known = share(at + 1_000, row) >= 0.1;
        known.then(|| low + (high - low) * share(at, row))
    };
    let values = (0..rows).map(value);
    Ok(match kind {
        DataType::Boolean => Arc::new(values.map(|of| of.map(|of| of > (low + high) / 2.0)).collect::<BooleanArray>()),
        DataType::Int64 => Arc::new(values.map(|of| of.map(|of| of.max(0.0) as i64)).collect::<Int64Array>()),
        DataType::Float64 => Arc::new(values.collect::<Float64Array>()),
        DataType::Decimal128(precision, scale) => {
            let cents = values.map(|of| of.map(|of| (of * 100.0) as i128)).collect::<Decimal128Array>();
            Arc::new(cents.with_precision_and_scale(*precision, *scale)?)
        }
        DataType::Utf8 => {
            let states = ["active", "expired", "none"];
            Arc::new(values.map(|of| of.map(|of| states[((of * 3.0) as usize).min(2)])).collect::<StringArray>())
        }
        other => return Err(format!("{other} is not made here").into()),
    })
}

fn make(file: &Path, machines: usize) -> Result<(), Any> {
    let whole = fact_schema();
    let named = NAMED.iter().filter_map(|(id, low, high)| {
        let field = whole.field_with_name(id).ok()?;
        Some((field.clone(), (*low, *high)))
    });
    let named: Vec<_> = named.collect();
    let columns: Result<Vec<ArrayRef>, Any> =
        named.iter().enumerate().map(|(at, (field, range))| column(field.data_type(), at, *range, machines)).collect();
    let schema = Arc::new(Schema::new(named.into_iter().map(|(field, _)| field).collect::<Vec<_>>()));
    let table = RecordBatch::try_new(Arc::clone(&schema), columns?)?;
    let mut writer = ArrowWriter::try_new(File::create(file)?, schema, None)?;
    writer.write(&table)?;
    writer.close()?;
    Ok(())
}

/// The whole fact table: what the file has not is not known.
fn read(file: &Path) -> Result<RecordBatch, Any> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(file)?)?;
    let schema = Arc::clone(reader.schema());
    let parts = reader.with_batch_size(64 * 1024).build()?.collect::<Result<Vec<_>, _>>()?;
    let some = concat_batches(&schema, &parts)?;
    let whole = Arc::new(fact_schema());
    let of = |field: &Arc<arrow::datatypes::Field>| {
        some.column_by_name(field.name()).cloned().unwrap_or_else(|| new_null_array(field.data_type(), some.num_rows()))
    };
    let columns = whole.fields().iter().map(of).collect();
    Ok(RecordBatch::try_new(whole, columns)?)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Reads every byte of the columns once, on all cores: no verdict can be faster.
fn floor(columns: &[ArrayRef]) -> u64 {
    let parts = columns.par_iter().map(|of| {
        let buffers = of.to_data();
        let bytes = buffers.buffers().iter().map(|buffer| buffer.as_slice());
        let nulls = buffers.nulls().map(|nulls| nulls.buffer().as_slice());
        let sum = |bytes: &[u8]| {
            let (words, _) = bytes.as_chunks::<8>();
            words.iter().fold(0_u64, |sum, word| sum.wrapping_add(u64::from_le_bytes(*word)))
        };
        bytes.chain(nulls).map(sum).fold(0_u64, u64::wrapping_add)
    });
    parts.reduce(|| 0, u64::wrapping_add)
}

fn compiled(table: &RecordBatch, rules: &Path) -> Result<Vec<Arc<Condition>>, Any> {
    let mut all = Vec::new();
    let mut files: Vec<_> =
        std::fs::read_dir(rules)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    for path in files {
        all.push(Rule::parse(&path.display().to_string(), &std::fs::read_to_string(&path)?)?);
    }
    let compiler = Conditions::over(&table.schema())?;
    Ok(all.iter().map(|rule| compiler.compile(rule).map(Arc::new)).collect::<Result<_, _>>()?)
}

fn hits(verdicts: &Verdicts) -> Vec<Hit> {
    verdicts.firing().collect::<Vec<_>>().into_par_iter().filter_map(|machine| verdicts.hit(machine)).collect()
}

/// Saves the hits of all triggers as a decision does, in one transaction: where nothing is saved yet, then again a day later,
/// when each was seen once more.
fn save(file: &Path, rules: &Path, database: &str) -> Result<(), Any> {
    let table = read(file)?;
    let conditions = compiled(&table, rules)?;
    let verdicts: Vec<Verdicts> =
        conditions.iter().map(|condition| Verdicts::of(condition, &table, &[], &[])).collect::<Result<_, _>>()?;
    let all: Vec<Vec<Hit>> = verdicts.iter().map(hits).collect();
    let first = NaiveDate::from_ymd_opt(2026, 11, 1).ok_or("no day")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let store = runtime.block_on(Store::open(database))?;
    println!("hits {}", all.iter().map(Vec::len).sum::<usize>());
    for (name, day) in [("saved_first_ms", first), ("saved_next_ms", first.succ_opt().ok_or("no day")?)] {
        let began = Instant::now();
        let of_trigger = |(verdicts, hits): (&Verdicts, &Vec<Hit>)| -> Vec<HitRow> {
            let rule = &verdicts.condition().rule;
            let id = |machine: usize| MachineId(Uuid::from_u64_pair(machine as u64 + 1, 7));
            hits.par_iter().filter_map(|hit| hit_row(id(hit.machine), rule, hit, day)).collect()
        };
        let rows: Vec<HitRow> = verdicts.iter().zip(&all).flat_map(of_trigger).collect();
        runtime.block_on(async {
            let write = store.write("bench", "2026-11-01T00:00:00Z").await?;
            write.put_hits(rows).await?;
            write.commit().await
        })?;
        println!("{name} {:.0}", began.elapsed().as_secs_f64() * 1e3);
    }
    Ok(())
}

fn run(file: &Path, rules: &Path, runs: usize) -> Result<(), Any> {
    let table = read(file)?;
    let conditions = compiled(&table, rules)?;
    let mut asked: Vec<usize> = conditions.iter().flat_map(|of| of.facts()).collect();
    asked.sort_unstable();
    asked.dedup();
    let columns: Vec<ArrayRef> = asked.iter().map(|at| Arc::clone(table.column(*at))).collect();
    let (mut floors, mut verdicts_took, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        let began = Instant::now();
        std::hint::black_box(floor(&columns));
        floors.push(began.elapsed().as_secs_f64() * 1e3);
        kept.clear();
        let began = Instant::now();
        kept = conditions
            .par_iter()
            .map(|condition| Verdicts::of(condition, &table, &[], &[]))
            .collect::<Result<Vec<Verdicts>, _>>()?;
        verdicts_took.push(began.elapsed().as_secs_f64() * 1e3);
    }
    println!("columns {}", columns.len());
    println!("bytes {}", columns.iter().map(|of| of.get_array_memory_size()).sum::<usize>());
    println!("floor_ms {:.3}", median(floors));
    println!("verdicts_ms {:.3}", median(verdicts_took));
    let began = Instant::now();
    let hits: usize = kept.iter().map(|of| hits(of).len()).sum();
    println!("hits {hits}");
    println!("evidence_ms {:.1}", began.elapsed().as_secs_f64() * 1e3);
    for of in &kept {
        let (fires, _, unknown) = of.counts();
        println!("{} {fires} {unknown}", of.condition().rule.id);
    }
    Ok(())
}

fn sample(file: &Path, machines: usize) -> Result<(), Any> {
    let table = read(file)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for row in 0..machines.min(table.num_rows()) {
        let mut object = Map::new();
        for (id, ..) in NAMED {
            if let Some(column) = table.column_by_name(id) {
                object.insert(id.to_owned(), json_value(column, row));
            }
        }
        writeln!(out, "{}", Value::Object(object))?;
    }
    out.flush()?;
    Ok(())
}

fn main() -> Result<(), Any> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let texts: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match texts.as_slice() {
        ["make", file, machines] => make(Path::new(file), machines.parse()?),
        ["run", file, rules, runs] => run(Path::new(file), Path::new(rules), runs.parse()?),
        ["save", file, rules, database] => save(Path::new(file), Path::new(rules), database),
        ["sample", file, machines] => sample(Path::new(file), machines.parse()?),
        _ => Err("say make, run, save or sample".into()),
    }
}
