//! Segments over the fact table: the saved ones compiled, who is a member now, and the shipped ones brought in.

use crate::PipelineError;
use crate::decide::Decided;
use ::decide::segment::references;
use ::decide::{Conditions, Segment, Segments, Verdict, Verdicts};
use base::MachineId;
use chrono::NaiveDate;
use rayon::prelude::*;
use std::sync::Arc;
use store::{NewSegmentVersion, SHIPPED, SegmentMembers, SegmentVersion, Store};

/// A saved segment and what it gives.
pub struct SegmentNow {
    /// The version that counts.
    pub saved: SegmentVersion,
    /// What it says; `None` where this version of the product cannot read it.
    pub segment: Option<Segment>,
    /// The versions of it and of all segments it names, as in `old@3 quiet@1`.
    pub definition: String,
    /// Who is a member, or why that cannot be said.
    pub verdicts: Result<Verdicts, String>,
}

impl SegmentNow {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.saved.segment
    }

    /// Members, others, and machines it cannot say for.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        self.verdicts.as_ref().map_or((0, 0, 0), Verdicts::counts)
    }
}

/// Reads the definition of a version.
///
/// # Errors
/// Says what is wrong with it.
pub fn read_segment(saved: &SegmentVersion) -> Result<Segment, String> {
    Segment::parse(&saved.segment, &saved.definition).map_err(|error| error.to_string())
}

/// All segments that count, as they are named by others.
#[must_use]
pub fn known_segments(saved: &[SegmentVersion]) -> Vec<Segment> {
    saved.iter().filter(|of| !of.archived).filter_map(|of| read_segment(of).ok()).collect()
}

/// The segment and all it names, each with its version.
fn definition(id: &str, known: &[Segment]) -> String {
    let mut found: Vec<&Segment> = Vec::new();
    let mut open: Vec<&str> = vec![id];
    while let Some(next) = open.pop() {
        if found.iter().any(|of| of.id == next) {
            continue;
        }
        if let Some(segment) = known.iter().find(|of| of.id == next) {
            open.extend(references(&segment.query).into_iter().rev());
            found.push(segment);
        }
    }
    let named: Vec<String> = found.iter().map(|of| format!("{}@{}", of.id, of.version)).collect();
    named.join(" ")
}

/// Segments that name this one, themselves or by others, by id.
#[must_use]
pub fn users_of<'k>(id: &str, known: &'k [Segment]) -> Vec<&'k str> {
    let mut found: Vec<&str> = Vec::new();
    let mut open = vec![id.to_owned()];
    while let Some(next) = open.pop() {
        for segment in known.iter().filter(|of| references(&of.query).contains(&next.as_str())) {
            if !found.contains(&segment.id.as_str()) {
                found.push(&segment.id);
                open.push(segment.id.clone());
            }
        }
    }
    found
}

impl Decided {
    /// What compiles segments for these facts.
    ///
    /// # Errors
    /// Where the fact table names a column twice.
    pub fn conditions(&self) -> Result<Conditions, PipelineError> {
        Ok(Conditions::over(&self.facts.facts.schema())?)
    }

    /// The verdicts of a compiled segment.
    ///
    /// # Errors
    /// Where the condition fails on the data.
    pub fn verdicts_of(&self, condition: ::decide::Condition) -> Result<Verdicts, PipelineError> {
        let condition = Arc::new(condition);
        Ok(Verdicts::of(&condition, &self.facts.facts, &self.facts.sources, &self.facts.basis)?)
    }

    /// All segments that are not put away, each with its members.
    ///
    /// # Errors
    /// Where the fact table names a column twice. What is wrong with a segment is said of that segment.
    pub fn segments(&self, saved: &[SegmentVersion]) -> Result<Vec<SegmentNow>, PipelineError> {
        self.segments_of(saved, &|_| true)
    }

    /// Those of them that are wanted.
    fn segments_of(
        &self,
        saved: &[SegmentVersion],
        wanted: &(dyn Fn(&SegmentVersion) -> bool + Sync),
    ) -> Result<Vec<SegmentNow>, PipelineError> {
        let known = known_segments(saved);
        let conditions = self.conditions()?;
        let compiler = Segments { conditions: &conditions, known: &known, as_of: self.facts.as_of };
        let now = |saved: &SegmentVersion| {
            let segment = read_segment(saved);
            let verdicts = segment.as_ref().map_err(Clone::clone).and_then(|segment| {
                let condition = compiler.compile(segment).map_err(|error| error.to_string())?;
                self.verdicts_of(condition).map_err(|error| error.to_string())
            });
            let definition = definition(&saved.segment, &known);
            SegmentNow { saved: saved.clone(), segment: segment.ok(), definition, verdicts }
        };
        Ok(saved.par_iter().filter(|of| !of.archived && wanted(of)).map(now).collect())
    }

    /// The machines a segment has now, as they are noted. `None` where it cannot say: what was noted stays.
    #[must_use]
    pub fn members(&self, now: &SegmentNow) -> Option<SegmentMembers> {
        let verdicts = now.verdicts.as_ref().ok()?;
        let ids = &self.state.files.link.ids;
        let members: Vec<MachineId> = verdicts.firing().filter_map(|at| ids.get(at).copied()).collect();
        Some(SegmentMembers {
            segment: now.saved.segment.clone(),
            definition: now.definition.clone(),
            members,
            unknown: verdicts.counts().2 as u64,
            machines: ids.len() as u64,
        })
    }

    /// What a segment says of a machine.
    #[must_use]
    pub fn segment_verdict(&self, now: &SegmentNow, machine: usize) -> Option<Verdict> {
        now.verdicts.as_ref().ok().map(|verdicts| verdicts.verdict(machine))
    }
}

/// Saves shipped segments that are not there yet, and newer ones where nobody has changed the older. What a person saved
/// or put away stays as it is.
///
/// # Errors
/// Where the database fails.
pub async fn ship_segments(store: &Store, shipped: &[Segment], at: &str) -> Result<(), PipelineError> {
    let wanted = |saved: &[SegmentVersion]| -> Vec<Segment> {
        let is_wanted = |segment: &&Segment| match saved.iter().find(|of| of.segment == segment.id) {
            None => true,
            Some(of) => of.saved_by == SHIPPED && !of.archived && of.version < segment.version,
        };
        shipped.iter().filter(is_wanted).cloned().collect()
    };
    if wanted(&store.segments().await?).is_empty() {
        return Ok(());
    }
    let write = store.write(SHIPPED, at).await?;
    for segment in wanted(&write.segments().await?) {
        let definition = segment.to_toml().map_err(|error| PipelineError::Nothing(error.to_string()))?;
        let new = NewSegmentVersion {
            segment: segment.id,
            version: segment.version,
            definition,
            note: None,
            archived: false,
        };
        write.save_segment(new).await?;
    }
    write.commit().await?;
    Ok(())
}

/// The day before, since when joining and leaving is shown where nothing else is asked for.
#[must_use]
pub fn day_before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}

/// Why a segment was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SegmentRefused {
    /// What it says cannot be used.
    #[error(transparent)]
    Wrong(#[from] ::decide::SegmentError),
    /// Somebody else saved it since it was read.
    #[error("segment {segment} is at version {version} now; load it again, so that nobody's change gets lost")]
    Changed {
        /// The segment.
        segment: String,
        /// Its newest version.
        version: u32,
    },
    /// There is no such segment, or no such version of it.
    #[error("{0}")]
    Missing(String),
    /// Others need it.
    #[error("segment {segment} is used by {users}; take it out there first")]
    InUse {
        /// The segment.
        segment: String,
        /// Who uses it.
        users: String,
    },
    /// Database or facts failed.
    #[error(transparent)]
    Failed(#[from] PipelineError),
}

impl From<store::StoreError> for SegmentRefused {
    fn from(error: store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Who saves, and when.
#[derive(Clone, Copy, Debug)]
pub struct Saving<'a> {
    /// Who.
    pub by: &'a str,
    /// When, UTC.
    pub at: &'a str,
    /// Why, in the author's words.
    pub why: Option<&'a str>,
    /// The version the author saw; 0 where the segment is new, `None` where it does not matter.
    pub seen: Option<u32>,
    /// Whether members are noted: not before anything was decided.
    pub noted: bool,
}

/// The newest version of a segment, where the author saw it.
fn seen<'s>(
    saved: &'s [SegmentVersion],
    id: &str,
    seen: Option<u32>,
) -> Result<Option<&'s SegmentVersion>, SegmentRefused> {
    let newest = saved.iter().find(|of| of.segment == id);
    let version = newest.map_or(0, |of| of.version);
    match seen {
        Some(seen) if seen != version => Err(SegmentRefused::Changed { segment: id.to_owned(), version }),
        _ => Ok(newest),
    }
}

/// Notes the members of a segment and of those that name it.
async fn note(
    write: &store::Write,
    decided: &Decided,
    id: &str,
    with: Option<SegmentMembers>,
) -> Result<(), SegmentRefused> {
    let saved = write.segments().await?;
    let known = known_segments(&saved);
    let affected = users_of(id, &known);
    let touched = |of: &SegmentVersion| of.segment == id || affected.contains(&of.segment.as_str());
    let now = decided.segments_of(&saved, &touched)?;
    let mut members: Vec<SegmentMembers> = now.iter().filter_map(|of| decided.members(of)).collect();
    members.extend(with);
    write.put_segment_members(decided.facts.as_of, members).await?;
    Ok(())
}

/// Saves a segment as its next version; what stands there already is no new version.
///
/// # Errors
/// Where it is wrong, somebody else changed it, or the database fails; nothing is changed then.
pub async fn save_segment(
    store: &Store,
    decided: &Decided,
    wanted: &Segment,
    saving: Saving<'_>,
) -> Result<SegmentVersion, SegmentRefused> {
    wanted.checked()?;
    let write = store.write(saving.by, saving.at).await?;
    let saved = write.segments().await?;
    let newest = seen(&saved, &wanted.id, saving.seen)?;
    if let Some(newest) = newest.filter(|of| !of.archived)
        && let Ok(known) = read_segment(newest)
        && (&known.title, &known.note, &known.query) == (&wanted.title, &wanted.note, &wanted.query)
    {
        return Ok(newest.clone());
    }
    let segment = Segment { version: newest.map_or(0, |of| of.version) + 1, ..wanted.clone() };
    let mut known = known_segments(&saved);
    known.retain(|of| of.id != segment.id);
    known.push(segment.clone());
    let conditions = decided.conditions()?;
    let compiler = Segments { conditions: &conditions, known: &known, as_of: decided.facts.as_of };
    compiler.compile(&segment)?;
    let new = NewSegmentVersion {
        segment: segment.id.clone(),
        version: segment.version,
        definition: segment.to_toml()?,
        note: saving.why.map(str::to_owned),
        archived: false,
    };
    let saved = write.save_segment(new).await?;
    if saving.noted {
        note(&write, decided, &segment.id, None).await?;
    }
    write.commit().await?;
    Ok(saved)
}

/// Puts a segment away. Its versions stay, and any of them can be brought back.
///
/// # Errors
/// Where there is none, another one uses it, somebody else changed it, or the database fails.
pub async fn archive_segment(
    store: &Store,
    decided: &Decided,
    id: &str,
    saving: Saving<'_>,
) -> Result<SegmentVersion, SegmentRefused> {
    let write = store.write(saving.by, saving.at).await?;
    let saved = write.segments().await?;
    let newest = seen(&saved, id, saving.seen)?.filter(|of| !of.archived);
    let newest = newest.ok_or_else(|| SegmentRefused::Missing(format!("there is no segment `{id}`")))?;
    let known = known_segments(&saved);
    let users: Vec<&str> =
        known.iter().filter(|of| of.id != id && references(&of.query).contains(&id)).map(|of| of.id.as_str()).collect();
    if !users.is_empty() {
        return Err(SegmentRefused::InUse { segment: id.to_owned(), users: users.join(", ") });
    }
    let new = NewSegmentVersion {
        segment: id.to_owned(),
        version: newest.version + 1,
        definition: newest.definition.clone(),
        note: saving.why.map(str::to_owned),
        archived: true,
    };
    let saved = write.save_segment(new).await?;
    if saving.noted {
        let nobody = SegmentMembers {
            segment: id.to_owned(),
            definition: String::new(),
            members: Vec::new(),
            unknown: 0,
            machines: decided.state.files.len() as u64,
        };
        note(&write, decided, id, Some(nobody)).await?;
    }
    write.commit().await?;
    Ok(saved)
}

/// Brings an earlier version back, as a new one.
///
/// # Errors
/// Where there is no such version, or it can no longer be used, and as in [`save_segment`].
pub async fn restore_segment(
    store: &Store,
    decided: &Decided,
    id: &str,
    version: u32,
    saving: Saving<'_>,
) -> Result<SegmentVersion, SegmentRefused> {
    let versions = store.segment_versions(id).await?;
    let old = versions.iter().find(|of| of.version == version);
    let old = old.ok_or_else(|| SegmentRefused::Missing(format!("segment `{id}` has no version {version}")))?;
    let wrong = |what| ::decide::SegmentError { segment: id.to_owned(), at: Vec::new(), what };
    let segment = read_segment(old).map_err(wrong)?;
    save_segment(store, decided, &segment, saving).await
}
