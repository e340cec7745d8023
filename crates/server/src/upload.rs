//! Uploads on disk.

use digitize::mapping::{Mapping, TableKind, TableRule, quoted};
use digitize::{DateOrder, Decimal};
use pipeline::{Input, collect};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// What a person said about a table.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Decision {
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// Whether to leave it out.
    pub ignore: bool,
    /// What its rows are.
    pub kind: Option<String>,
    /// Who delivers the file.
    pub source: Option<String>,
    /// The row its headings end in; 0 where it has none.
    pub header_row: Option<u32>,
    /// Whether to read it although its sheet is hidden.
    pub include_hidden: bool,
    /// Its columns.
    pub columns: Vec<ColumnChoice>,
    /// Fields with the text every row gets; a blank one takes away what a profile says.
    pub constants: Vec<(String, String)>,
    /// Who left it out, and when (UTC).
    pub decided: Option<(String, String)>,
}

impl Decision {
    /// What a mapping says of a table, as if a person had decided it on the page.
    #[must_use]
    pub fn of(rule: &TableRule, file: &str, sheet: Option<&str>) -> Self {
        let id = |order: &DateOrder| match order {
            DateOrder::DayMonthYear => "dmy",
            DateOrder::MonthDayYear => "mdy",
            DateOrder::YearMonthDay => "ymd",
        };
        let mark = |decimal: &Decimal| if *decimal == Decimal::Comma { "comma" } else { "point" };
        let columns = rule.columns.iter().map(|(name, column)| ColumnChoice {
            name: name.clone(),
            field: column.field.clone(),
            order: column.order.as_ref().map(|order| id(order).to_owned()),
            decimal: column.decimal.as_ref().map(|decimal| mark(decimal).to_owned()),
            factor: column.factor,
        });
        Self {
            file: file.to_owned(),
            sheet: sheet.map(str::to_owned),
            ignore: rule.kind == Some(TableKind::Ignore),
            kind: match rule.kind {
                Some(TableKind::Of(kind)) => Some(kind.id().to_owned()),
                _ => None,
            },
            source: None,
            header_row: rule.header_row,
            include_hidden: rule.include_hidden,
            columns: columns.collect(),
            constants: rule.constants.clone(),
            decided: rule.decided.clone(),
        }
    }

    /// Nothing but who delivers the file.
    #[must_use]
    pub fn only_source(&self) -> Self {
        let Self { file, sheet, source, .. } = self.clone();
        Self { file, sheet, source, ..Self::default() }
    }

    /// Whether it says more than who delivers the file.
    fn says_something(&self) -> bool {
        let said = self.ignore || self.include_hidden || self.kind.is_some() || self.header_row.is_some();
        said || !self.columns.is_empty() || !self.constants.is_empty()
    }

    /// Whether it is about this table.
    #[must_use]
    pub fn is_about(&self, file: &str, sheet: Option<&str>) -> bool {
        self.file == file && self.sheet.as_deref() == sheet
    }

    /// The table of the mapping, as TOML.
    fn write(&self, text: &mut String) {
        // Writing to a String does not fail.
        let mut line = |content: String| {
            let _ = writeln!(text, "{content}");
        };
        line("[[table]]".to_owned());
        line(format!("file = {}", quoted(&literally(&self.file))));
        if let Some(sheet) = &self.sheet {
            line(format!("sheet = {}", quoted(&literally(sheet))));
        }
        if let Some((by, at)) = &self.decided {
            line(format!("decided_by = {}", quoted(by)));
            line(format!("decided_at = {}", quoted(at)));
        }
        if self.ignore {
            line("kind = \"ignore\"\n".to_owned());
            return;
        }
        if let Some(kind) = &self.kind {
            line(format!("kind = {}", quoted(kind)));
        }
        if let Some(row) = self.header_row {
            line(format!("header_row = {row}"));
        }
        if self.include_hidden {
            line("include_hidden = true".to_owned());
        }
        if !self.columns.is_empty() {
            line("[table.columns]".to_owned());
        }
        for choice in &self.columns {
            line(format!("{} = {}", quoted(&choice.name), choice.to_toml()));
        }
        if !self.constants.is_empty() {
            line("[table.constants]".to_owned());
        }
        for (field, constant) in &self.constants {
            line(format!("{} = {}", quoted(field), quoted(constant)));
        }
        line(String::new());
    }
}

/// A name as a glob that matches at least itself: the signs of a glob stand for any one letter.
fn literally(name: &str) -> String {
    name.replace('*', "?")
}

/// What a person said about a column.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ColumnChoice {
    /// Its heading.
    pub name: String,
    /// What it means; none leaves it in the file.
    pub field: Option<String>,
    /// In which order its dates are written.
    pub order: Option<String>,
    /// Which mark parts whole numbers from fractions.
    pub decimal: Option<String>,
    /// Factor to the field's unit.
    pub factor: Option<f64>,
}

impl ColumnChoice {
    fn to_toml(&self) -> String {
        let field = quoted(self.field.as_deref().unwrap_or("-"));
        let mut more = String::new();
        // Writing to a String does not fail.
        if let Some(order) = &self.order {
            let _ = write!(more, ", order = {}", quoted(order));
        }
        if let Some(decimal) = &self.decimal {
            let _ = write!(more, ", decimal = {}", quoted(decimal));
        }
        if let Some(factor) = self.factor {
            let _ = write!(more, ", factor = {factor:?}");
        }
        if more.is_empty() { field } else { format!("{{ field = {field}{more} }}") }
    }
}

/// A layout of reports that was marked on an upload.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// What it is called.
    pub name: String,
    /// The part of a mapping that says it.
    pub mapping: String,
}

/// An upload as it is kept.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Stored {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// When it came, UTC.
    pub created_at: String,
    /// Who brought it.
    pub created_by: String,
    /// Who delivers all of it.
    pub source: Option<String>,
    /// A folder of the server it stands for.
    pub folder: Option<PathBuf>,
    /// Files.
    pub files: usize,
    /// Their size.
    pub bytes: u64,
    /// Open questions when it was last examined.
    pub questions: usize,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// Layouts of reports that were marked.
    pub layouts: Vec<Layout>,
    /// The job that imports it.
    pub job: Option<String>,
    /// The delivery it became.
    pub batch: Option<u32>,
    /// Whether it was imported and brought nothing new.
    pub nothing_new: bool,
}

impl Stored {
    /// What was decided, as a mapping and its text.
    ///
    /// # Errors
    /// Where a decision names a kind or field there is not.
    pub fn mapping(&self) -> Result<Option<(Mapping, String)>, String> {
        if self.decisions.is_empty() && self.layouts.is_empty() {
            return Ok(None);
        }
        let mut text = String::from("# What was confirmed on the page.\n");
        // Writing to a String does not fail.
        let mut line = |content: String| {
            let _ = writeln!(text, "{content}");
        };
        let mut sources: Vec<(&str, &str)> = Vec::new();
        for of in &self.decisions {
            if let Some(source) = of.source.as_deref().map(str::trim).filter(|source| !source.is_empty())
                && !sources.contains(&(source, of.file.as_str()))
            {
                sources.push((source, &of.file));
            }
        }
        sources.sort_unstable();
        for group in sources.chunk_by(|a, b| a.0 == b.0) {
            let files: Vec<String> = group.iter().map(|(_, file)| quoted(file)).collect();
            line(format!("[[source]]\nname = {}\nfiles = [{}]\n", quoted(group[0].0), files.join(", ")));
        }
        for of in self.decisions.iter().filter(|of| of.says_something()) {
            of.write(&mut text);
        }
        // Behind what was decided on single tables, which goes before what holds for all reports of a layout.
        for layout in &self.layouts {
            text.push_str(&layout.mapping);
            text.push('\n');
        }
        let mapping = Mapping::parse(&text).map_err(|error| error.what)?;
        Ok(Some((mapping, text)))
    }
}

/// The folder of uploads.
pub struct Uploads {
    folder: PathBuf,
}

/// Ids are hexadecimal; whatever else stands in a path is none.
fn is_id(text: &str) -> bool {
    text.len() == 20 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl Uploads {
    /// The uploads in this folder.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn of(&self, id: &str) -> PathBuf {
        self.folder.join(id)
    }

    /// Where a file of an upload is written: below its folder, whatever its name tries.
    ///
    /// # Errors
    /// Where the name is none.
    pub fn place(&self, id: &str, name: &str) -> Result<PathBuf, String> {
        let wrong = || format!("`{}` is not a file name", name.escape_debug());
        let mut path = self.of(id).join("files");
        let mut parts = 0;
        for part in Path::new(&name.replace('\\', "/")).components() {
            match part {
                Component::Normal(part) => {
                    let part = part.to_str().ok_or_else(wrong)?;
                    if part.len() > 200 || part.chars().any(char::is_control) {
                        return Err(wrong());
                    }
                    path.push(part);
                    parts += 1;
                }
                Component::CurDir => {}
                _ => return Err(wrong()),
            }
        }
        if parts == 0 || parts > 20 { Err(wrong()) } else { Ok(path) }
    }

    /// The upload with this id.
    ///
    /// # Errors
    /// Where its file cannot be read.
    pub fn get(&self, id: &str) -> io::Result<Option<Stored>> {
        if !is_id(id) {
            return Ok(None);
        }
        match fs::read(self.of(id).join("upload.json")) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All uploads, newest first.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn all(&self) -> io::Result<Vec<Stored>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut all = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            all.extend(name.to_str().and_then(|id| self.get(id).transpose()).transpose()?);
        }
        all.sort_by(|a, b| (&b.created_at, &b.id).cmp(&(&a.created_at, &a.id)));
        Ok(all)
    }

    /// Keeps an upload; a crash leaves the one before or this one.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn keep(&self, stored: &Stored) -> io::Result<()> {
        let folder = self.of(&stored.id);
        fs::create_dir_all(&folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        serde_json::to_writer(&mut file, stored).map_err(io::Error::other)?;
        file.persist(folder.join("upload.json")).map_err(|error| error.error)?;
        Ok(())
    }

    /// Notes the job of an upload, leaving what the job may have noted itself.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn note_job(&self, stored: &Stored) -> io::Result<()> {
        let now = self.get(&stored.id)?.unwrap_or_else(|| stored.clone());
        self.keep(&Stored { job: stored.job.clone(), ..now })
    }

    /// Notes what an upload became, and drops its files: they are kept with the delivery.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn settle(&self, id: &str, batch: Option<u32>) -> io::Result<()> {
        if let Some(now) = self.get(id)? {
            self.keep(&Stored { batch, nothing_new: batch.is_none(), ..now })?;
            // What cannot be removed only takes room.
            let _ = fs::remove_dir_all(self.of(id).join("files"));
        }
        Ok(())
    }

    /// Removes an upload.
    pub fn remove(&self, id: &str) {
        if is_id(id) {
            // What cannot be removed only takes room.
            let _ = fs::remove_dir_all(self.of(id));
        }
    }

    /// The files of an upload.
    ///
    /// # Errors
    /// Where they cannot be listed.
    pub fn inputs(&self, stored: &Stored) -> Result<Vec<Input>, String> {
        let path = stored.folder.clone().unwrap_or_else(|| self.of(&stored.id).join("files"));
        collect(&[path], Path::new("")).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_below_the_uploads_folder() {
        let uploads = Uploads::at(PathBuf::from("/data/uploads"));
        let place = |name: &str| uploads.place("ab", name);
        assert_eq!(place("erp/list.xlsx"), Ok(PathBuf::from("/data/uploads/ab/files/erp/list.xlsx")));
        assert_eq!(place("erp\\list.xlsx"), place("erp/list.xlsx"));
        for name in ["../x", "/etc/passwd", "a/../../b", "", ".", "a\0b", "a\nb"] {
            assert!(place(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn what_was_decided_is_a_mapping() {
        let choice = |name: &str, field: Option<&str>, order: Option<&str>| ColumnChoice {
            name: name.to_owned(),
            field: field.map(str::to_owned),
            order: order.map(str::to_owned),
            ..ColumnChoice::default()
        };
        let decision = Decision {
            file: "a \"b\".csv".to_owned(),
            sheet: None,
            ignore: false,
            kind: Some("machines".to_owned()),
            source: Some("erp".to_owned()),
            columns: vec![
                choice("Nr.", Some("serial_number"), None),
                choice("Datum", Some("installed_on"), Some("dmy")),
                choice("Rest", None, None),
            ],
            header_row: Some(3),
            constants: vec![("country".to_owned(), "DE".to_owned())],
            ..Decision::default()
        };
        let stored = Stored { decisions: vec![decision.clone()], ..Stored::default() };
        let (mapping, _) = stored.mapping().expect("good").expect("some");
        assert_eq!(mapping.sources[0].files, ["a \"b\".csv"]);
        let table = &mapping.tables[0];
        assert_eq!((table.columns.len(), table.header_row, table.constants.len()), (3, Some(3), 1));
        let again = Decision::of(table, &decision.file, None);
        assert_eq!((&again.kind, &again.constants), (&decision.kind, &decision.constants));
        let only_source = Decision { source: Some("erp".to_owned()), file: "b.csv".to_owned(), ..Decision::default() };
        let stored_source = Stored { decisions: vec![only_source], ..Stored::default() };
        let (mapping, _) = stored_source.mapping().expect("good").expect("some");
        assert_eq!((mapping.sources.len(), mapping.tables.len()), (1, 0));
        let layout = "[[report]]\nname = \"Bericht\"\nwidth = 595.0\nanchors = [{ page = 1, text = \"Bericht\", x = 50.0, y = 50.0 }]";
        let layout = Layout { name: "Bericht".to_owned(), mapping: layout.to_owned() };
        let marked = Stored { layouts: vec![layout], ..Stored::default() };
        let (mapping, _) = marked.mapping().expect("good").expect("some");
        assert_eq!(mapping.reports[0].name, "Bericht");
        let wrong = Decision { kind: Some("nonsense".to_owned()), ..decision };
        assert!(Stored { decisions: vec![wrong], ..Stored::default() }.mapping().is_err());
    }

    #[test]
    fn an_upload_is_kept_and_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let uploads = Uploads::at(folder.path().join("uploads"));
        assert_eq!(uploads.all().expect("listed"), []);
        let stored = Stored { id: "0123456789abcdef0123".to_owned(), name: "a.csv".to_owned(), ..Stored::default() };
        uploads.keep(&stored).expect("kept");
        uploads.settle(&stored.id, Some(7)).expect("settled");
        uploads.note_job(&Stored { job: Some("j".to_owned()), ..stored.clone() }).expect("noted");
        let found = uploads.get(&stored.id).expect("read").expect("there");
        assert_eq!((found.batch, found.job.as_deref()), (Some(7), Some("j")));
        assert_eq!(uploads.get("../../etc").expect("refused"), None);
        uploads.remove(&stored.id);
        assert_eq!(uploads.all().expect("listed"), []);
    }
}
