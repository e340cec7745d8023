//! Scanned PDFs through Tesseract, where the administrator has installed it.
//!
//! Each page's image goes to the program as a file of its own in a temporary folder; it is started directly, without a
//! shell, with one thread, and ended when it takes too long or says too much. Without Tesseract such a file says what to
//! install.

use crate::PipelineError;
use digitize::read::{
    Limits, PageImage, ReadFile, ScannedPage, ScannedWord, Template, read_scanned, read_with, scanned_pages,
};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

/// Languages of the product's users, as Tesseract calls them.
const LANGUAGES: [&str; 3] = ["deu", "ita", "eng"];
/// How long one page may take.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often it is asked whether a program has ended.
const TICK: Duration = Duration::from_millis(20);
/// The most a program may print, in bytes.
const SAID_MOST: u64 = 32 << 20;
/// Pages of one scan.
const PAGES_MOST: usize = 200;

/// A Tesseract that is installed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextRecognition {
    program: PathBuf,
    /// Draws pages whose image cannot be taken out; Debian: poppler-utils.
    drawer: Option<PathBuf>,
}

static INSTALLED: OnceLock<Option<TextRecognition>> = OnceLock::new();

/// Sets what scanned files are read with, once for the process. Before that they are not read.
pub fn use_text_recognition(of: Option<TextRecognition>) {
    // The first word counts: the settings of a process do not change.
    let _ = INSTALLED.set(of);
}

/// Reads a file: reports in PDF by these templates where they have their layout, a scanned one by text recognition where
/// there is one.
pub(crate) fn read_file<'a>(name: &str, bytes: &'a [u8], templates: &[Template]) -> ReadFile<'a> {
    let file = read_with(name, bytes, templates, &Limits::default());
    match INSTALLED.get().and_then(Option::as_ref) {
        Some(recognition) if file.scanned => match recognition.words(bytes) {
            Ok(pages) => read_scanned(name, &pages, &Limits::default()),
            Err(what) => {
                let what = format!("scanned, and the text recognition failed: {what}");
                ReadFile { problems: vec![base::Problem::file(name, what)], ..ReadFile::default() }
            }
        },
        _ => file,
    }
}

impl TextRecognition {
    /// Finds Tesseract: the program an administrator named, else the one on the search path `folders`.
    ///
    /// # Errors
    /// Where a program was named that is not there.
    pub fn find(named: Option<&Path>, folders: &[PathBuf]) -> Result<Option<Self>, PipelineError> {
        let on_path = |name: &str| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file());
        match named {
            Some(program) if !program.is_file() => {
                Err(PipelineError::Nothing(format!("tesseract = \"{}\": there is no such program", program.display())))
            }
            Some(program) => Ok(Some(Self { program: program.to_owned(), drawer: on_path("pdftoppm") })),
            None => Ok(on_path("tesseract").map(|program| Self { program, drawer: on_path("pdftoppm") })),
        }
    }

    /// The languages to read in: `deu+ita+eng`, as far as installed.
    fn languages(&self) -> Result<String, String> {
        let said = run(Command::new(&self.program).arg("--list-langs"))?;
        let installed: Vec<&str> = said.lines().map(str::trim).collect();
        let known: Vec<&str> = LANGUAGES.into_iter().filter(|language| installed.contains(language)).collect();
        if known.is_empty() {
            let program = self.program.display();
            return Err(format!(
                "{program} has none of the languages {}; install tesseract-ocr-deu",
                LANGUAGES.join(", ")
            ));
        }
        Ok(known.join("+"))
    }

    /// The words of each page.
    fn words(&self, bytes: &[u8]) -> Result<Vec<(u32, Vec<ScannedWord>)>, String> {
        let pages = scanned_pages(bytes, &Limits::default())?;
        if pages.len() > PAGES_MOST {
            return Err(format!("{} pages, more than {PAGES_MOST}; split it", pages.len()));
        }
        let languages = self.languages()?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut found = Vec::new();
        for page in pages {
            let (number, image) = match page {
                ScannedPage::Image(image) => (image.page, kept(folder.path(), &image)?),
                ScannedPage::Drawn(page) => (page, self.drawn(folder.path(), bytes, page)?),
            };
            let mut command = Command::new(&self.program);
            command.arg(&image).args(["stdout", "-l", &languages, "--psm", "4", "tsv"]);
            let said = run(&mut command).map_err(|what| format!("page {number}: {what}"))?;
            found.push((number, words(&said)));
            let _ = std::fs::remove_file(image);
        }
        Ok(found)
    }

    /// A page drawn as an image of 300 dots an inch.
    fn drawn(&self, folder: &Path, bytes: &[u8], page: u32) -> Result<PathBuf, String> {
        let Some(drawer) = &self.drawer else {
            return Err(format!(
                "the image of page {page} is of a kind that needs pdftoppm (Debian: apt install poppler-utils)"
            ));
        };
        let file = folder.join("scan.pdf");
        if !file.exists() {
            std::fs::write(&file, bytes).map_err(|error| error.to_string())?;
        }
        let image = folder.join(format!("drawn-{page}"));
        let number = page.to_string();
        let mut command = Command::new(drawer);
        command.args(["-r", "300", "-gray", "-singlefile", "-f", &number, "-l", &number]).arg(&file).arg(&image);
        run(&mut command).map_err(|what| format!("page {page}: {what}"))?;
        Ok(image.with_extension("pgm"))
    }
}

fn kept(folder: &Path, image: &PageImage) -> Result<PathBuf, String> {
    let path = folder.join(format!("page-{}.{}", image.page, image.extension));
    std::fs::write(&path, &image.bytes).map_err(|error| error.to_string())?;
    Ok(path)
}

/// Runs a program without input and gives what it printed.
fn run(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let failed = |error: std::io::Error| format!("{name}: {error}");
    let said = tempfile::tempfile().map_err(failed)?;
    let complained = tempfile::tempfile().map_err(failed)?;
    let copy = |file: &File| file.try_clone().map_err(failed);
    command.stdin(Stdio::null()).stdout(copy(&said)?).stderr(copy(&complained)?).env("OMP_THREAD_LIMIT", "1");
    let mut child = command.spawn().map_err(failed)?;
    let mut waited = Duration::ZERO;
    let status = loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            break status;
        }
        let too_much = said.metadata().is_ok_and(|about| about.len() > SAID_MOST);
        if waited >= PATIENCE || too_much {
            let _ = child.kill();
            let _ = child.wait();
            return Err(if too_much {
                format!("{name} printed more than any page holds")
            } else {
                format!("{name} took longer than {} seconds and was ended", PATIENCE.as_secs())
            });
        }
        std::thread::sleep(TICK);
        waited += TICK;
    };
    let text = |file: File| -> Result<String, String> {
        let mut file = file;
        std::io::Seek::rewind(&mut file).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(SAID_MOST).read_to_end(&mut bytes).map_err(failed)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    if !status.success() {
        let why = text(complained)?;
        let why = why.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("without a word").to_owned();
        return Err(format!("{name} ended with {status}: {why}"));
    }
    text(said)
}

/// Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
fn words(table: &str) -> Vec<ScannedWord> {
    let mut found = Vec::new();
    // Lower edge and height of the line the words after it stand in.
    let mut line = (0, 0.0_f32, 0.0_f32);
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [level, _, _, _, _, _, left, top, width, height, confidence, text @ ..] = cells.as_slice() else {
            continue;
        };
        let number = |text: &str| text.trim().parse::<f32>().unwrap_or(0.0);
        match *level {
            "4" => line = (line.0 + 1, number(top) + number(height), number(height)),
            "5" => found.push(ScannedWord {
                line: line.0,
                left: number(left),
                right: number(left) + number(width),
                bottom: line.1,
                height: line.2,
                confidence: number(confidence),
                text: text.join(" ").trim().to_owned(),
            }),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tesseracts_table_gives_words_with_the_place_of_their_line() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                     4\t1\t1\t1\t1\t0\t100\t50\t400\t30\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t100\t52\t200\t20\t96.5\tSeriennummer:\n\
                     5\t1\t1\t1\t1\t2\t320\t50\t90\t28\t41.0\tRX-4711\n";
        let words = words(table);
        let shown: Vec<_> = words.iter().map(|of| (of.text.as_str(), of.left, of.right, of.bottom)).collect();
        assert_eq!(shown, [("Seriennummer:", 100.0, 300.0, 80.0), ("RX-4711", 320.0, 410.0, 80.0)]);
        assert!((words[1].confidence - 41.0).abs() < f32::EPSILON);
    }

    #[test]
    fn a_program_that_fails_or_is_not_there_says_so() {
        let wrong =
            run(Command::new("/bin/sh").args(["-c", "echo no such language >&2; exit 3"])).expect_err("it fails");
        assert!(wrong.contains("no such language") && wrong.contains('3'), "{wrong}");
        assert!(run(&mut Command::new("/nowhere/tesseract")).expect_err("not there").contains("/nowhere/tesseract"));
        let named = TextRecognition::find(Some(Path::new("/nowhere/tesseract")), &[]);
        assert!(named.is_err(), "an administrator who names a program is told that it does not work");
        assert_eq!(TextRecognition::find(None, &[]).expect("none"), None);
    }
}
