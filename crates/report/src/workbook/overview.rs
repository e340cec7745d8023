//! The first sheet: what the cover and the summary say.

use super::sheet::{Cell, Sheet};
use super::{eur, head};
use crate::writer::Writer;
use assessment::{Figure, definitions};

/// The link cell of a figure.
pub(super) fn link(writer: &Writer<'_>, of: &Figure) -> Cell {
    let word = writer.text("sheet", "open").to_owned();
    writer.link(of.id.as_str()).map_or(Cell::Nothing, |address| Cell::Link(address, word))
}

/// The overview.
pub(super) fn overview(writer: &Writer<'_>) -> Sheet {
    let of = &writer.of.cover;
    let mut rows = Vec::new();
    let mut add = |name: String, value: Cell, figure: &Figure| {
        let meaning = definitions().iter().find(|definition| definition.explains(&figure.id));
        rows.push(vec![
            Cell::Text(name),
            value,
            Cell::Count(figure.machines),
            Cell::eur(figure.eur),
            Cell::maybe(meaning.map(|meaning| meaning.get(writer.language()).to_owned())),
            link(writer, figure),
        ]);
    };
    let cover = |key: &str| writer.text("cover", key).to_owned();
    let summary = |key: &str| writer.text("summary", key).to_owned();
    add(summary("untapped"), Cell::Nothing, &of.untapped);
    add(summary("ready"), Cell::Nothing, &of.ready);
    add(summary("blocked"), Cell::Nothing, &of.blocked);
    add(cover("machines"), Cell::Nothing, &of.machines);
    add(cover("customers"), Cell::Count(of.customers.count), &of.customers.of);
    add(cover("countries"), Cell::Count(of.countries.count), &of.countries.of);
    add(writer.text("completeness", "all").to_owned(), Cell::Share(of.completeness), &of.incomplete);
    rows.push(vec![Cell::Text(cover("sources")), Cell::Count(writer.setting.sources)]);
    let day = writer.text("report", "as_of").replace("{day}", &writer.day(writer.setting.as_of));
    rows.push(vec![Cell::Text(day)]);
    Sheet {
        name: writer.text("sheet", "overview").to_owned(),
        heads: vec![
            head(writer, "sheet", "figure", 30.0),
            head(writer, "sheet", "value", 12.0),
            head(writer, "sheet", "count", 12.0),
            eur(writer, "sheet", "value"),
            head(writer, "definitions", "meaning", 90.0),
            head(writer, "sheet", "list", 10.0),
        ],
        rows,
        note: None,
    }
}
