//! A workbook that came back -> the answers in it.

use crate::keys::{self, ASKS, HEAD, KNOWN, MAGIC, MARK, VERSION, squeezed};
use crate::texts::chosen;
use crate::{ASKED, Answer, Asked, asked};
use base::{DataType, Field, Kind, Problem, Severity, column_letters};
use digitize::{Body, Cell, ColumnPlan, DateOrder, Decimal, Format, Grid, RawTable, TablePlan};
use hashbrown::{HashMap, HashSet};

/// What the name of a person's source begins with. Such a source proves no machine and is trusted least.
pub const SOURCE: &str = "fill-in: ";

/// The answers of one sheet that are records of one kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Answers {
    /// The source: [`SOURCE`] and the person asked.
    pub source: String,
    /// The sheet with nothing but answers and the serial numbers of their rows, in their places.
    pub table: RawTable<'static>,
    /// What its columns are.
    pub plan: TablePlan,
}

/// What came back.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Returned {
    /// The answers.
    pub answers: Vec<Answers>,
    /// Rows refused and cells not taken.
    pub problems: Vec<Problem>,
}

/// What the hidden sheet says of a machine.
struct Machine {
    keys: Vec<String>,
    person: String,
    cells: Vec<String>,
}

/// What a column of a person's sheet is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Key(usize),
    Question(usize),
}

/// The answers of a workbook, or `None` where it is no fill-in list. `is_known` says whether a machine id is still of
/// the base.
#[must_use]
pub fn returned(file: &str, tables: &[RawTable<'_>], is_known: &dyn Fn(&str) -> bool) -> Option<Returned> {
    let grid_of = |table: &'_ RawTable<'_>| match &table.body {
        Body::Grid(grid) => Some(grid.clone()),
        Body::Delimited(_) => None,
    };
    let hidden = tables.iter().filter_map(grid_of).find(|grid| text(grid, 0, 0) == MAGIC);
    let marked = tables.iter().any(|table| grid_of(table).is_some_and(|grid| marks(&grid).is_some()));
    let Some(hidden) = hidden else {
        return marked.then(|| {
            let what = "part of a fill-in list; its hidden sheet `instand`, by which rows are checked, is gone: send back \
                        the workbook that was sent out";
            Returned { answers: Vec::new(), problems: vec![Problem::file(file, what)] }
        });
    };
    let machines = match machines(&hidden) {
        Ok(machines) => machines,
        Err(what) => return Some(Returned { answers: Vec::new(), problems: vec![Problem::file(file, what)] }),
    };
    let decimal = if text(&hidden, 2, 1) == "en" { Decimal::Point } else { Decimal::Comma };
    let mut found = Returned::default();
    let mut seen = HashSet::new();
    for table in tables.iter().filter(|table| !table.hidden) {
        let Some(grid) = grid_of(table) else { continue };
        match marks(&grid) {
            Some((row, columns)) => {
                let columns = each_once(file, table, columns, &mut found.problems);
                let mut sheet = Sheet {
                    file,
                    table,
                    grid: &grid,
                    columns: &columns,
                    headings: headings(&grid, row, &columns, &machines),
                    machines: &machines,
                    is_known,
                    seen: &mut seen,
                    problems: &mut found.problems,
                    person: None,
                };
                let rows = sheet.rows(row + 1);
                sheet.further_columns(row + 1);
                let person = sheet.person.take();
                found.answers.extend(sheet.answers(&rows, person.as_deref(), decimal));
            }
            None if holds_machines(&grid, &machines) => {
                let what = "the hidden first row of the sheet is gone, so nobody can tell what its columns are; copy the \
                            answers into the list as it was sent out";
                found.problems.push(Problem::table(file, table.sheet.as_deref(), what));
            }
            None => {}
        }
    }
    Some(found)
}

fn text(grid: &Grid, row: usize, column: usize) -> String {
    grid.rows.get(row).and_then(|row| row.get(column)).map_or_else(String::new, |cell| squeezed(&cell.text()))
}

/// The position of the row of marks and what each marked column is.
fn marks(grid: &Grid) -> Option<(usize, Vec<(usize, Column)>)> {
    // Somebody may have put rows above.
    (0..grid.rows.len().min(20)).find_map(|row| {
        let cells = grid.rows.get(row)?;
        let column = |(at, cell): (usize, &Cell)| {
            let text = cell.text();
            let id = text.trim().strip_prefix(MARK)?;
            let key = keys::KEYS.iter().position(|key| *key == id).map(Column::Key);
            Some((at, key.or_else(|| asked(id).map(|(question, _)| Column::Question(question)))?))
        };
        let columns: Vec<(usize, Column)> = cells.iter().enumerate().filter_map(column).collect();
        columns.iter().any(|(_, column)| matches!(column, Column::Key(0))).then_some((row, columns))
    })
}

/// The position of the headings below a row of marks, beyond the sheet where somebody has deleted them: the row is a
/// machine's then.
fn headings(grid: &Grid, marks: usize, columns: &[(usize, Column)], machines: &HashMap<String, Machine>) -> usize {
    let is_machine = columns.iter().any(|(at, _)| machines.contains_key(&text(grid, marks + 2, *at)));
    if is_machine { usize::MAX } else { marks + 2 }
}

/// The columns without copies of one another; a copied question is said.
fn each_once(
    file: &str,
    table: &RawTable<'_>,
    columns: Vec<(usize, Column)>,
    problems: &mut Vec<Problem>,
) -> Vec<(usize, Column)> {
    let mut kept: Vec<(usize, Column)> = Vec::with_capacity(columns.len());
    let letters = |at: usize| column_letters(u16::try_from(at).unwrap_or(u16::MAX));
    for (at, column) in columns {
        let first = kept.iter().find(|(_, known)| *known == column).map(|(first, _)| *first);
        match first {
            None => kept.push((at, column)),
            Some(first) if matches!(column, Column::Question(_)) => {
                let what = format!(
                    "column {} is a copy of column {}; what stands in it was not taken: write the answers into column {} \
                     and delete the copy",
                    letters(at),
                    letters(first),
                    letters(first)
                );
                problems.push(Problem::table(file, table.sheet.as_deref(), what));
            }
            Some(_) => {}
        }
    }
    kept
}

fn holds_machines(grid: &Grid, machines: &HashMap<String, Machine>) -> bool {
    grid.rows.iter().flatten().any(|cell| matches!(cell, Cell::Text(text) if machines.contains_key(text.trim())))
}

/// The machines of the hidden sheet by id.
fn machines(hidden: &Grid) -> Result<HashMap<String, Machine>, String> {
    let version = text(hidden, 0, 1);
    if version != VERSION {
        return Err(format!(
            "a fill-in list of version {version}; this Instand reads version {VERSION}: export the list anew"
        ));
    }
    // A row left blank at the end is no row of the list.
    let rows: Vec<&Vec<Cell>> =
        hidden.rows.iter().skip(HEAD).filter(|row| row.iter().any(|cell| !cell.is_blank())).collect();
    let texts: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| squeezed(&cell.text())).collect()).collect();
    let digest = keys::digest(texts.iter().map(|row| row.iter().map(String::as_str).collect()));
    if digest != text(hidden, 3, 1) {
        return Err(
            "the hidden sheet `instand` of this fill-in list was changed, so its rows cannot be checked; nothing \
                    was taken: copy the answers into the list as it was sent out"
                .to_owned(),
        );
    }
    let Some((head, rows)) = texts.split_first() else { return Ok(HashMap::new()) };
    let at = |id: &str| head.iter().position(|known| known == id);
    let get = |row: &[String], at: Option<usize>| at.and_then(|at| row.get(at)).cloned().unwrap_or_default();
    let keys_at: Vec<Option<usize>> = keys::KEYS.iter().map(|key| at(key)).collect();
    let questions_at: Vec<Option<usize>> = ASKED.iter().map(|asked| at(asked.id)).collect();
    let person_at = at("person");
    let machine = |row: &Vec<String>| {
        let keys: Vec<String> = keys_at.iter().map(|at| get(row, *at)).collect();
        let cells = questions_at.iter().map(|at| get(row, *at)).collect();
        (keys.first().cloned().unwrap_or_default(), Machine { keys, person: get(row, person_at), cells })
    };
    Ok(rows.iter().map(machine).collect())
}

/// A row whose keys are as they were sent out: its position, and the cells that are answers.
struct Accepted<'m> {
    row: usize,
    machine: &'m Machine,
    answers: Vec<(usize, usize, Cell)>,
}

struct Sheet<'a, 'm> {
    file: &'a str,
    table: &'a RawTable<'a>,
    grid: &'a Grid,
    columns: &'a [(usize, Column)],
    /// Position of the row of headings.
    headings: usize,
    machines: &'m HashMap<String, Machine>,
    is_known: &'a dyn Fn(&str) -> bool,
    seen: &'a mut HashSet<String>,
    problems: &'a mut Vec<Problem>,
    person: Option<String>,
}

impl<'m> Sheet<'_, 'm> {
    fn number(&self, row: usize) -> u32 {
        self.grid.row_numbers.get(row).copied().unwrap_or(0)
    }

    fn heading(&self, column: usize) -> String {
        text(self.grid, self.headings, column)
    }

    fn problem(&mut self, severity: Severity, row: usize, column: Option<usize>, what: String) {
        let problem = Problem::table(self.file, self.table.sheet.as_deref(), what).with_severity(severity);
        let problem = problem.at_row(self.number(row));
        let problem = match column {
            Some(column) => {
                let (heading, said) = (self.heading(column), text(self.grid, row, column));
                problem.at_column(u16::try_from(column).unwrap_or(u16::MAX), &heading, &said)
            }
            None => problem,
        };
        self.problems.push(problem);
    }

    /// The rows whose keys are as they were sent out and that hold an answer.
    fn rows(&mut self, first: usize) -> Vec<Accepted<'m>> {
        let is_id = |(_, column): &&(usize, Column)| matches!(column, Column::Key(0));
        let Some((id_at, _)) = self.columns.iter().find(is_id).copied() else { return Vec::new() };
        let mut accepted: Vec<Accepted<'m>> = Vec::new();
        for row in first..self.grid.rows.len() {
            let id = text(self.grid, row, id_at);
            let Some(machine) = self.machines.get(&id) else {
                self.unknown(row, id_at, &id);
                continue;
            };
            if let Some((column, was)) = self.changed_key(row, machine) {
                let what = format!(
                    "the locked key was `{was}`; the row was not taken. Keys are corrected in the list they come from"
                );
                self.problem(Severity::Row, row, Some(column), what);
                continue;
            }
            let answers = self.answers_of(row, machine);
            if answers.is_empty() {
                continue;
            }
            if !(self.is_known)(&id) {
                let what = "the machine is no longer of the installed base; the row was not taken".to_owned();
                self.problem(Severity::Row, row, Some(id_at), what);
                continue;
            }
            if !self.seen.insert(id) {
                let what =
                    "the machine stands in this list a second time; the row was not taken, the first was".to_owned();
                self.problem(Severity::Row, row, Some(id_at), what);
                continue;
            }
            self.person.get_or_insert_with(|| machine.person.clone());
            accepted.push(Accepted { row, machine, answers });
        }
        accepted
    }

    /// Says of each column that is not of the list, or no longer marked, and has texts beside machines: nothing is taken.
    fn further_columns(&mut self, first: usize) {
        let is_id = |(_, column): &&(usize, Column)| matches!(column, Column::Key(0));
        let Some((id_at, _)) = self.columns.iter().find(is_id).copied() else { return };
        let rows =
            (first..self.grid.rows.len()).filter(|row| self.machines.contains_key(&text(self.grid, *row, id_at)));
        let mut said: Vec<(usize, usize)> = Vec::new();
        for row in rows {
            for (at, cell) in self.grid.rows[row].iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
                let is_new = !said.iter().any(|(known, _)| *known == at);
                // A copied column was said already.
                let is_marked = self.columns.iter().any(|(known, _)| *known == at)
                    || text(self.grid, first - 1, at)
                        .strip_prefix(MARK)
                        .is_some_and(|id| id == keys::WORTH || asked(id).is_some());
                if is_new && !is_marked && !keys::KEYS.iter().any(|key| cell.text().trim() == *key) {
                    said.push((at, row));
                }
            }
        }
        for (at, row) in said {
            let what =
                "a column that is not of the list as it was sent out; what stands in it was not taken".to_owned();
            self.problem(Severity::Note, row, Some(at), what);
        }
    }

    /// A row without a machine of the list: the note, the headings and blank rows are none; anything else is said.
    fn unknown(&mut self, row: usize, id_at: usize, id: &str) {
        let others: Vec<String> = self
            .columns
            .iter()
            .filter(|(at, _)| *at != id_at)
            .map(|(at, _)| text(self.grid, row, *at))
            .filter(|text| !text.is_empty())
            .collect();
        let has_serial = self.columns.iter().any(|(at, column)| {
            matches!(column, Column::Key(1)) && {
                let serial = text(self.grid, row, *at);
                self.machines.values().any(|machine| machine.keys.get(1) == Some(&serial))
            }
        });
        if row == self.headings || (others.len() < 2 && !has_serial) {
            return;
        }
        let what = if id.is_empty() {
            "no machine id; the row was not taken. Rows cannot be added, import new machines as a list of their own"
        } else {
            "the machine id was changed or is not of this list; the row was not taken"
        };
        self.problem(Severity::Row, row, Some(id_at), what.to_owned());
    }

    /// The first key that is no longer what it was: its column, and what it was.
    fn changed_key(&self, row: usize, machine: &Machine) -> Option<(usize, String)> {
        self.columns.iter().find_map(|(column, of)| match of {
            Column::Key(key) => {
                let was = machine.keys.get(*key)?;
                (text(self.grid, row, *column) != *was).then(|| (*column, was.clone()))
            }
            Column::Question(_) => None,
        })
    }

    /// The filled cells of a row that were asked about: column, question, cell.
    fn answers_of(&mut self, row: usize, machine: &Machine) -> Vec<(usize, usize, Cell)> {
        let mut answers = Vec::new();
        for (column, of) in self.columns {
            let Column::Question(question) = of else { continue };
            let Some(cell) = self.grid.rows.get(row).and_then(|row| row.get(*column)).filter(|cell| !cell.is_blank())
            else {
                continue;
            };
            let was = machine.cells.get(*question).map_or("", String::as_str);
            let Some(asked) = ASKED.get(*question) else { continue };
            if was == ASKS {
                match answer(asked, cell) {
                    Ok(cell) => answers.push((*column, *question, cell)),
                    Err(what) => self.problem(Severity::Cell, row, Some(*column), what.to_owned()),
                }
            } else if was.strip_prefix(KNOWN) != Some(squeezed(&cell.text()).as_str()) {
                let what = match was.strip_prefix(KNOWN) {
                    Some(known) => format!(
                        "known already as `{known}` and not asked about; not taken. Correct it in the list it comes from"
                    ),
                    None => "was not asked about; not taken".to_owned(),
                };
                self.problem(Severity::Cell, row, Some(*column), what);
            }
        }
        answers
    }

    /// The tables of the answers, one for each kind of record.
    fn answers(&self, rows: &[Accepted<'m>], person: Option<&str>, decimal: Decimal) -> Vec<Answers> {
        let is_serial = |(_, column): &&(usize, Column)| matches!(column, Column::Key(1));
        let Some((serial_at, _)) = self.columns.iter().find(is_serial).copied() else { return Vec::new() };
        let mut found = Vec::new();
        for kind in Kind::ALL {
            let mut grid = Grid::default();
            let mut used: Vec<(usize, usize)> = Vec::new();
            for accepted in rows {
                let of_kind = |(_, question, _): &&(usize, usize, Cell)| {
                    ASKED.get(*question).is_some_and(|asked| asked.kind == kind)
                };
                let answers: Vec<&(usize, usize, Cell)> = accepted.answers.iter().filter(of_kind).collect();
                let Some(last) = answers.iter().map(|(column, ..)| *column).max() else { continue };
                let mut cells = vec![Cell::Empty; last.max(serial_at) + 1];
                let serial = accepted.machine.keys.get(1).map_or("", String::as_str);
                cells[serial_at] = Cell::Text(serial.into());
                for (column, question, cell) in answers {
                    cells[*column] = cell.clone();
                    if !used.contains(&(*column, *question)) {
                        used.push((*column, *question));
                    }
                }
                grid.rows.push(cells);
                grid.row_numbers.push(self.number(accepted.row));
            }
            if grid.rows.is_empty() {
                continue;
            }
            used.sort_unstable();
            let serial = Field::of(kind, "serial_number").map(|(_, field)| field);
            let mut columns = vec![self.column(serial_at, serial, decimal)];
            columns.extend(used.iter().filter_map(|(column, question)| {
                let asked = ASKED.get(*question)?;
                Some(self.column(*column, Field::of(kind, asked.field).map(|(_, field)| field), decimal))
            }));
            columns.sort_by_key(|column| column.column);
            let person = person.filter(|person| !person.is_empty()).unwrap_or("-");
            found.push(Answers {
                source: format!("{SOURCE}{person}"),
                table: RawTable {
                    sheet: self.table.sheet.clone(),
                    hidden: false,
                    date_1904: self.table.date_1904,
                    body: Body::Grid(grid),
                },
                plan: TablePlan { kind, confidence: 1.0, header_row: self.number(self.headings), columns },
            });
        }
        found
    }

    fn column(&self, column: usize, field: Option<&'static Field>, decimal: Decimal) -> ColumnPlan {
        let format = match field.map(|field| field.data) {
            Some(DataType::Date | DataType::Instant) => {
                Format::Date { order: DateOrder::DayMonthYear, date_1904: self.table.date_1904 }
            }
            Some(DataType::Number | DataType::Integer | DataType::Money) => Format::Number { decimal, factor: 1.0 },
            Some(DataType::Flag) => Format::Flag,
            _ => Format::Text,
        };
        let column_number = u16::try_from(column).unwrap_or(u16::MAX);
        let heading = self.heading(column);
        let heading = if heading.is_empty() { column_letters(column_number) } else { heading };
        ColumnPlan { column: column_number, heading, field, confidence: 1.0, format }
    }
}

/// The cell as it is to be read, or why it is no answer.
fn answer(asked: &Asked, cell: &Cell) -> Result<Cell, &'static str> {
    match (asked.answer, cell) {
        (_, Cell::Error(_)) => Err("a formula error; not taken"),
        (Answer::Choice(_), cell) => match chosen(asked, &cell.text()) {
            Some(id) => Ok(Cell::Text(id.into())),
            None => Err("not one of the choices of the list; not taken"),
        },
        (Answer::Email, cell) if !cell.text().contains('@') => Err("not an e-mail address; not taken"),
        (Answer::Number, Cell::Number(number)) if *number < 0.0 => Err("below zero; not taken"),
        (Answer::Number, cell) if cell.text().trim_start().starts_with(['-', '\u{2212}']) => {
            Err("below zero; not taken")
        }
        (_, cell) => Ok(cell.clone()),
    }
}
