//! The truth file: one line a machine and trigger. Lines that need the averages of all types come last.

use super::facts::facts;
use super::machine::Machine;
use super::table::{Encoding, Table};
use super::truth::{
    SETTLED, TRIGGERS, Verdict, error_rate_rising, explain, maintenance_due, of_rising_age, verdicts, word,
};
use super::world::World;
use std::io;
use std::path::Path;

/// What is kept of a machine until the averages are known.
struct Kept {
    serial: Box<str>,
    retired: bool,
    age: Verdict,
    errors: Option<(u32, u32)>,
    listed_kind: Option<u8>,
}

/// The truth file being written.
pub(crate) struct VerdictsFile {
    table: Table,
    kept: Vec<Kept>,
    explanation: String,
    fires: [u64; TRIGGERS.len()],
    unknown: [u64; TRIGGERS.len()],
    deciding_reports: u64,
}

/// What the truth file says in sum.
pub(crate) struct Totals {
    pub(crate) fires: [u64; TRIGGERS.len()],
    pub(crate) unknown: [u64; TRIGGERS.len()],
    pub(crate) deciding_reports: u64,
    pub(crate) rows: u64,
}

impl VerdictsFile {
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            table: Table::create(path, b';', Encoding::Utf8, &["serial_number", "trigger", "verdict", "facts"])?,
            kept: Vec::new(),
            explanation: String::new(),
            fires: [0; TRIGGERS.len()],
            unknown: [0; TRIGGERS.len()],
            deciding_reports: 0,
        })
    }

    fn line(&mut self, serial: &str, trigger: usize, verdict: Verdict) -> io::Result<()> {
        let counts = if verdict == Some(true) { &mut self.fires } else { &mut self.unknown };
        if verdict != Some(false)
            && let Some(count) = counts.get_mut(trigger)
        {
            *count += 1;
        }
        let name = TRIGGERS.get(trigger).copied().unwrap_or_default();
        self.table.text(serial).text(name).text(word(verdict)).text(&self.explanation).end_row()
    }

    /// Writes the machine's verdicts that stand already.
    pub(crate) fn write(&mut self, world: &World, machine: &Machine) -> io::Result<()> {
        let facts = facts(world, machine);
        let verdicts = verdicts(world, &facts);
        for (trigger, verdict) in verdicts.into_iter().enumerate() {
            if facts.retired {
                self.explanation.clear();
                self.explanation.push_str("retired");
            } else {
                explain(trigger, &facts, &mut self.explanation);
            }
            self.line(&machine.serial, trigger, verdict)?;
        }
        if machine.report_visit.is_some() {
            let without = super::facts::since_maintenance(machine, world.as_of, false);
            let with = maintenance_due(facts.since_maintenance, &facts);
            self.deciding_reports += u64::from(maintenance_due(without, &facts) != with);
        }
        self.kept.push(Kept {
            serial: machine.serial.as_str().into(),
            retired: facts.retired,
            age: of_rising_age(&facts, world.as_of),
            errors: facts.errors,
            listed_kind: facts.listed_kind.and_then(|kind| u8::try_from(kind).ok()),
        });
        Ok(())
    }

    /// Writes what needed the averages, and ends the file.
    pub(crate) fn finish(mut self) -> io::Result<Totals> {
        let mut means = [(0_u64, 0_u64); 256];
        for machine in self.kept.iter().filter(|machine| !machine.retired) {
            if let (Some(kind), Some((recent, _))) = (machine.listed_kind, machine.errors) {
                let (sum, machines) = &mut means[usize::from(kind)];
                *sum += u64::from(recent);
                *machines += 1;
            }
        }
        for machine in std::mem::take(&mut self.kept) {
            let mean = machine.listed_kind.map(|kind| means[usize::from(kind)]).filter(|(_, machines)| *machines > 0);
            let verdict =
                if machine.retired { Some(false) } else { error_rate_rising(machine.age, machine.errors, mean) };
            self.explanation.clear();
            if let Some((recent, before)) = machine.errors {
                self.explanation = format!("errors_90={recent} errors_before={before}");
            }
            if let Some((sum, machines)) = mean {
                self.explanation.push_str(&format!(" type_sum={sum} type_machines={machines}"));
            }
            self.line(&machine.serial, SETTLED, verdict)?;
        }
        let (rows, _) = self.table.finish()?;
        let Self { fires, unknown, deciding_reports, .. } = self;
        Ok(Totals { fires, unknown, deciding_reports, rows })
    }
}
