//! `service/berichte/*.pdf`: service reports as a technician prints them, with a text layer.

use super::{Done, type_spelled, within};
use crate::manufacturer::customers::Customer;
use crate::manufacturer::machine::Machine;
use crate::manufacturer::rng::{Rng, Stream};
use crate::manufacturer::serials::{Habit, spelled};
use crate::manufacturer::visits::Visit;
use crate::manufacturer::world::World;
use chrono::Datelike;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};
use std::io;
use std::path::{Path, PathBuf};

pub(super) const FOLDER: &str = "service/berichte";

/// The reports being written.
pub(crate) struct Reports {
    folder: PathBuf,
    files: u64,
    bytes: u64,
}

impl Reports {
    pub(crate) fn create(world: &World, folder: &Path) -> io::Result<Self> {
        let folder = within(folder, FOLDER);
        if !world.csv_only {
            std::fs::create_dir_all(&folder)?;
        }
        Ok(Self { folder, files: 0, bytes: 0 })
    }

    /// Writes the machine's report, if it has one.
    pub(crate) fn write(&mut self, world: &World, machine: &Machine, customer: &Customer) -> io::Result<()> {
        let (Some(visit), Some(number)) = (&machine.report_visit, machine.report) else { return Ok(()) };
        let number = format!("SB-{}-{:05}", visit.date.year(), number + 1);
        let bytes = page(&lines(world, machine, customer, visit, &number));
        std::fs::write(self.folder.join(format!("{number}.pdf")), &bytes)?;
        self.files += 1;
        self.bytes += u64::try_from(bytes.len()).unwrap_or(0);
        Ok(())
    }

    pub(crate) fn finish(self) -> Done {
        (format!("{FOLDER}/*.pdf"), self.files, self.bytes)
    }
}

fn grouped(hours: i64) -> String {
    if hours < 1000 { hours.to_string() } else { format!("{}.{:03}", hours / 1000, hours % 1000) }
}

fn lines(world: &World, machine: &Machine, customer: &Customer, visit: &Visit, number: &str) -> Vec<String> {
    let mut rng = Rng::of(world.seed, Stream::Spelling, machine.index * 16 + 7);
    let kind = machine.known_kind().and_then(|kind| world.types.get(kind));
    let kind = kind.map(|kind| type_spelled(kind.name, &mut rng)).unwrap_or_default();
    vec![
        "Servicebericht".to_owned(),
        format!("Bericht-Nr.: {number}"),
        format!("Datum: {}", visit.date.format("%d.%m.%Y")),
        format!("Seriennummer: {}", spelled(&machine.serial, Habit::Reports, &mut rng)),
        format!("Maschinentyp: {kind}"),
        format!("Kunde: {}", customer.name),
        format!("Anschrift: {}, {} {}", customer.street, customer.postcode, customer.city),
        format!("Einsatzart: {}", visit.purpose.german()),
        format!("Betriebsstunden: {} h", grouped(visit.hours.unwrap_or(0))),
        format!("Techniker: {}", visit.technician),
        format!("Tätigkeit: {}", visit.text),
        "Unterschrift Kunde: ________________".to_owned(),
    ]
}

/// One A4 page with a title and lines below it.
fn page(lines: &[String]) -> Vec<u8> {
    let (catalog, pages, page, font, bold, text) =
        (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5), Ref::new(6));
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.media_box(Rect::new(0.0, 0.0, 595.0, 842.0));
    sheet.parent(pages).contents(text);
    sheet.resources().fonts().pair(Name(b"F1"), font).pair(Name(b"F2"), bold);
    sheet.finish();
    pdf.type1_font(font).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
    pdf.type1_font(bold).base_font(Name(b"Helvetica-Bold")).encoding_predefined(Name(b"WinAnsiEncoding"));
    let mut content = Content::new();
    content.begin_text();
    content.set_font(Name(b"F1"), 8.0).next_line(56.0, 790.0);
    content.show(Str(b"Reinhardt Maschinenbau GmbH - Service"));
    for (index, line) in lines.iter().enumerate() {
        match index {
            0 => content.set_font(Name(b"F2"), 16.0).next_line(0.0, -36.0),
            1 => content.set_font(Name(b"F1"), 11.0).next_line(0.0, -30.0),
            _ => content.next_line(0.0, -20.0),
        };
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(line);
        content.show(Str(&bytes));
    }
    content.end_text();
    pdf.stream(text, &content.finish());
    pdf.finish()
}
