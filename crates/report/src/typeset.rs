//! Sets the report by Typst: a world of one template, one data file and two fonts. It reads no file, no package and no
//! clock, and nothing of the data is read as markup.

use crate::Setting;
use crate::chapters::document;
use crate::writer::Writer;
use assessment::Assessment;
use std::path::PathBuf;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// What is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Template {
    /// The assessment.
    Report,
    /// A letter to a customer.
    Letter,
}

impl Template {
    /// Its file, where it finds the data, and its text.
    const fn parts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Report => ("report.typ", "report.json", include_str!("../templates/report.typ")),
            Self::Letter => ("letter.typ", "letter.json", include_str!("../templates/letter.typ")),
        }
    }
}

/// The typeface, under the SIL Open Font License (`fonts/OFL.txt`).
const FONTS: [&[u8]; 2] = [include_bytes!("../fonts/Inter-Regular.otf"), include_bytes!("../fonts/Inter-SemiBold.otf")];

/// Why there is no report.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReportError {
    /// The data cannot be handed over, which is a mistake in Instand.
    #[error("the report's data cannot be written: {0}")]
    Data(String),
    /// The template does not fit the data, which is a mistake in Instand.
    #[error("the report cannot be set: {0}")]
    Setting(String),
    /// The workbook cannot be written.
    #[error("the workbook cannot be written: {0}")]
    Workbook(String),
}

/// What is the same for all reports.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

fn id(path: &str) -> Option<FileId> {
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?)))
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.iter().filter_map(|font| Font::new(Bytes::new(*font), 0)).collect();
    Shared { library: LazyHash::new(Library::default()), book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

/// One report being set.
struct Report {
    shared: &'static Shared,
    main: Source,
    named: FileId,
    data: Bytes,
}

impl World for Report {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(missing(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.named { Ok(self.data.clone()) } else { Err(missing(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The template asks for nothing else; there is nothing else.
fn missing(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.vpath().get_without_slash()))
}

fn said(errors: &[SourceDiagnostic]) -> ReportError {
    let texts: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    ReportError::Setting(texts.join("; "))
}

/// The assessment as a PDF: A4, tagged, with bookmarks, each number a link where a base URL is known.
///
/// # Errors
/// Where it cannot be set, which is a mistake in Instand.
pub fn pdf(assessment: &Assessment, setting: &Setting) -> Result<Vec<u8>, ReportError> {
    let document = document(&Writer::new(assessment, setting));
    let data = serde_json::to_vec(&document).map_err(|error| ReportError::Data(error.to_string()))?;
    set_with(Template::Report, data)
}

/// Sets a template with its data.
pub(crate) fn set_with(template: Template, data: Vec<u8>) -> Result<Vec<u8>, ReportError> {
    let (name, named, text) = template.parts();
    let unnamed = || ReportError::Setting("the template cannot be named".to_owned());
    let main = Source::new(id(name).ok_or_else(unnamed)?, text.to_owned());
    let named = id(named).ok_or_else(unnamed)?;
    let world = Report { shared: &SHARED, main, named, data: Bytes::new(data) };
    let made = typst::compile::<PagedDocument>(&world).output.map_err(|errors| said(&errors)).and_then(|pages| {
        let options = PdfOptions { creator: Smart::Custom(Some("Instand".to_owned())), ..PdfOptions::default() };
        typst_pdf::pdf(&pages, &options).map_err(|errors| said(&errors))
    });
    // Typst remembers every layout; the next report is another one.
    typst::comemo::evict(0);
    made
}
