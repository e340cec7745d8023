//! Technicians as they are entered or listed, and the working hours of their days.

use super::sites::locate;
use ::tours::{Coordinates, Shift, Span};
use base::{Language, TechnicianId};
use chrono::{Datelike, NaiveDate, NaiveTime};
use std::collections::BTreeSet;
use store::{Absence, Pause, Technician, WorkDay};

/// A technician as entered.
#[derive(Clone, PartialEq, Debug)]
pub struct TechnicianDraft {
    /// The person's name.
    pub name: String,
    /// The login of the person's account.
    pub login: Option<String>,
    /// The language of the calendar.
    pub language: String,
    /// Mail address.
    pub mail: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Where each day begins and ends.
    pub address: String,
    /// Degrees north; looked up from the town where it is left out.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// What the person can do.
    pub skills: BTreeSet<String>,
    /// Where the person works.
    pub regions: BTreeSet<String>,
    /// Working hours.
    pub week: Vec<WorkDay>,
    /// Days off.
    pub absences: Vec<Absence>,
    /// The most minutes of driving a day.
    pub max_drive_minutes: Option<u32>,
    /// Whether the person is planned.
    pub active: bool,
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Words without blanks around them, and no empty ones.
fn words(of: BTreeSet<String>) -> BTreeSet<String> {
    of.into_iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

/// Hours of a day that can be worked in.
fn checked_day(day: &WorkDay) -> Result<(), String> {
    let WorkDay { weekday, from, until, breaks } = day;
    if !(1..=7).contains(weekday) {
        return Err(format!("`{weekday}` is no day of the week; 1 is Monday, 7 is Sunday"));
    }
    if from >= until {
        return Err(format!("the working hours of day {weekday} end before they begin"));
    }
    if let Some(pause) = breaks.iter().find(|of| of.from >= of.until || of.from < *from || of.until > *until) {
        return Err(format!("the break at {} of day {weekday} is not within the working hours", pause.from));
    }
    Ok(())
}

impl TechnicianDraft {
    /// The technician, where everything fits.
    ///
    /// # Errors
    /// What is wrong, and what to do.
    pub fn checked(self, id: TechnicianId, version: i64) -> Result<Technician, String> {
        let name = self.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 120 || name.chars().any(char::is_control) {
            return Err("a name has 1 to 120 letters".to_owned());
        }
        self.language.parse::<Language>()?;
        let address = self.address.trim().to_owned();
        if address.is_empty() || address.chars().count() > 300 {
            return Err("an address has 1 to 300 letters".to_owned());
        }
        let home = match (self.latitude, self.longitude) {
            (Some(latitude), Some(longitude)) => Coordinates { latitude, longitude },
            (None, None) => locate(&address).ok_or_else(|| {
                format!("where `{address}` lies is not known; write `Street 1, Postcode Town, Country`, or give latitude and longitude")
            })?,
            _ => return Err("latitude and longitude go together".to_owned()),
        };
        if !(-90.0..=90.0).contains(&home.latitude) || !(-180.0..=180.0).contains(&home.longitude) {
            return Err(format!("{}, {} are no coordinates in degrees", home.latitude, home.longitude));
        }
        let mut week = self.week;
        week.sort_by_key(|day| day.weekday);
        week.iter().try_for_each(checked_day)?;
        if let Some(pair) = week.windows(2).find(|pair| pair[0].weekday == pair[1].weekday) {
            let day = pair[0].weekday;
            return Err(format!("day {day} has working hours twice; give them once, with a break between"));
        }
        if let Some(of) = self.absences.iter().find(|of| of.until < of.from) {
            return Err(format!("the days off from {} end before they begin", of.from));
        }
        if self.max_drive_minutes.is_some_and(|minutes| minutes == 0 || minutes > 1_440) {
            return Err("the most minutes of driving a day may be 1 to 1440".to_owned());
        }
        Ok(Technician {
            id,
            name,
            login: filled(self.login).map(|login| login.to_lowercase()),
            language: self.language,
            mail: filled(self.mail),
            phone: filled(self.phone),
            address,
            home,
            skills: words(self.skills),
            regions: words(self.regions),
            week,
            absences: self.absences,
            max_drive_minutes: self.max_drive_minutes,
            calendar_hash: None,
            active: self.active,
            version,
        })
    }
}

/// The working hours of a technician on these days, days off left out. Of who is not planned there are none.
#[must_use]
pub fn shifts(of: &Technician, first: NaiveDate, last: NaiveDate) -> Vec<Shift> {
    let is_off = |day: &NaiveDate| of.absences.iter().any(|off| (off.from..=off.until).contains(day));
    let days = first.iter_days().take_while(|day| *day <= last).filter(|day| of.active && !is_off(day));
    days.filter_map(|day| {
        let hours = of.week.iter().find(|hours| u32::from(hours.weekday) == day.weekday().number_from_monday())?;
        let span = |pause: &Pause| Span { from: day.and_time(pause.from), until: day.and_time(pause.until) };
        Some(Shift {
            from: day.and_time(hours.from),
            until: day.and_time(hours.until),
            breaks: hours.breaks.iter().map(span).collect(),
        })
    })
    .collect()
}

/// A line of a list of technicians that was read: the line's number, and the technician or what is wrong.
pub type TechnicianLine = (usize, Result<TechnicianDraft, String>);

/// Columns a list of technicians may have.
const COLUMNS: [&str; 14] = [
    "name",
    "address",
    "login",
    "language",
    "mail",
    "phone",
    "latitude",
    "longitude",
    "skills",
    "regions",
    "days",
    "from",
    "until",
    "break",
];

fn time(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M")
        .map_err(|_| format!("`{text}` is not a time of day; write it as 07:30"))
}

fn number(text: Option<&str>) -> Result<Option<f64>, String> {
    let Some(text) = text else { return Ok(None) };
    text.replace(',', ".").parse().map(Some).map_err(|_| format!("`{text}` is no number of degrees"))
}

/// `1-5`, `1,3,5` or both.
fn weekdays(text: &str) -> Result<Vec<u8>, String> {
    let wrong = || format!("`{text}` are no days; write 1-5 for Monday to Friday, or 1,3,5");
    let mut days = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (from, until) = part.split_once('-').unwrap_or((part, part));
        let day = |text: &str| text.trim().parse::<u8>().ok().filter(|day| (1..=7).contains(day)).ok_or_else(wrong);
        days.extend(day(from)?..=day(until)?);
    }
    if days.is_empty() { Err(wrong()) } else { Ok(days) }
}

/// Reads a list of technicians: a heading with the columns, then a line each. Skills and regions are separated by `|`.
///
/// # Errors
/// Where there is no heading, or one with columns nobody knows.
pub fn technicians_of(rows: &[Vec<String>]) -> Result<Vec<TechnicianLine>, String> {
    let Some((heading, rows)) = rows.split_first() else { return Err("the list is empty".to_owned()) };
    let heading: Vec<String> = heading.iter().map(|name| name.trim().to_lowercase()).collect();
    if let Some(name) = heading.iter().find(|name| !COLUMNS.contains(&name.as_str())) {
        return Err(format!("there is no column `{name}`; there are {}", COLUMNS.join(", ")));
    }
    if let Some(name) = ["name", "address"].into_iter().find(|name| !heading.iter().any(|of| of == name)) {
        return Err(format!("the column `{name}` is missing; needed are name and address"));
    }
    let line = |row: &Vec<String>| -> Result<TechnicianDraft, String> {
        let cell = |name: &str| {
            let at = heading.iter().position(|of| of == name)?;
            row.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
        };
        let list = |name: &str| cell(name).unwrap_or("").split('|').map(str::to_owned).collect();
        let text = |name: &str| cell(name).map(str::to_owned);
        let (from, until) = (time(cell("from").unwrap_or("07:30"))?, time(cell("until").unwrap_or("16:30"))?);
        let pause = cell("break").unwrap_or("12:00-12:45");
        let breaks = match pause.split_once('-') {
            Some((from, until)) => vec![Pause { from: time(from)?, until: time(until)? }],
            None if pause == "none" => Vec::new(),
            None => return Err(format!("`{pause}` is no break; write 12:00-12:45, or none")),
        };
        let days = weekdays(cell("days").unwrap_or("1-5"))?;
        Ok(TechnicianDraft {
            name: text("name").unwrap_or_default(),
            login: text("login"),
            language: text("language").unwrap_or_else(|| "de".to_owned()),
            mail: text("mail"),
            phone: text("phone"),
            address: text("address").unwrap_or_default(),
            latitude: number(cell("latitude"))?,
            longitude: number(cell("longitude"))?,
            skills: list("skills"),
            regions: list("regions"),
            week: days.into_iter().map(|weekday| WorkDay { weekday, from, until, breaks: breaks.clone() }).collect(),
            absences: Vec::new(),
            max_drive_minutes: None,
            active: true,
        })
    };
    // The heading is line 1.
    Ok(rows.iter().enumerate().map(|(at, row)| (at + 2, line(row))).collect())
}
