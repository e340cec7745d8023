//! Which customers may be one company: by name, address, mail domain and telephone. Only people decide on them.

use super::{Proposal, Proposals};
use crate::{PipelineError, State};
use hashbrown::{HashMap, HashSet};
use link::{Decisions, Linked, Record, Rules, Table, Verdict, Waterfall};
use store::{MatchAbout, MatchDecision, MatchVerdict};

/// The rules by which customers are compared.
pub const CUSTOMER_RULES: &str = include_str!("../../customers.toml");

/// What a customer is compared by, beside its name.
const COMPARED: [&str; 6] = ["street", "postcode", "city", "country", "domain", "phone"];

/// Where anybody gets an address: two with one of these domains have nothing in common.
const MAIL_FOR_ALL: [&str; 24] = [
    "gmail.com",
    "googlemail.com",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "gmx.ch",
    "web.de",
    "t-online.de",
    "freenet.de",
    "outlook.com",
    "outlook.de",
    "hotmail.com",
    "hotmail.de",
    "live.com",
    "yahoo.com",
    "yahoo.de",
    "icloud.com",
    "aol.com",
    "a1.net",
    "chello.at",
    "bluewin.ch",
    "libero.it",
    "tiscali.it",
    "alice.it",
];

/// Digits of a telephone number that tell subscribers apart: without country, area code and extension written one way
/// or another the last ones are left.
const PHONE_DIGITS: usize = 8;

/// The part of a mail address that is the company's.
fn domain(mail: &str) -> Option<String> {
    let domain = mail.rsplit_once('@')?.1.trim().trim_end_matches('>').to_lowercase();
    (domain.contains('.') && !MAIL_FOR_ALL.contains(&domain.as_str())).then_some(domain)
}

/// The digits of a telephone number as they are compared.
fn phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= PHONE_DIGITS).then(|| digits[digits.len() - PHONE_DIGITS..].to_owned())
}

/// What most machines of a customer say in a field; of equals the first by the alphabet.
#[derive(Default)]
struct Most(HashMap<String, u32>);

impl Most {
    fn add(&mut self, text: String) {
        *self.0.entry(text).or_default() += 1;
    }

    fn text(self) -> String {
        let most = self.0.into_iter().max_by(|one, other| (one.1, &other.0).cmp(&(other.1, &one.0)));
        most.map(|(text, _)| text).unwrap_or_default()
    }
}

/// One record a customer, and how many machines each has.
fn records(state: &State) -> (Table, Vec<u32>) {
    let files = &state.files;
    let mut said: Vec<[Most; COMPARED.len()]> = files.customers.iter().map(|_| Default::default()).collect();
    let mut machines = vec![0_u32; files.customers.len()];
    for machine in 0..files.len() {
        let Some(customer) = files.customer_of[machine].map(|customer| customer as usize) else { continue };
        machines[customer] += 1;
        for (most, field) in said[customer].iter_mut().zip(COMPARED) {
            let text = |id: &str| files.str(id, machine);
            let text = match field {
                "domain" => text("email").and_then(domain),
                "phone" => text("phone").and_then(phone),
                other => text(other).map(str::to_owned),
            };
            if let Some(text) = text {
                most.add(text);
            }
        }
    }
    let mut builder = Table::builder(["name"].into_iter().chain(COMPARED));
    for (customer, said) in files.customers.iter().zip(said) {
        let said = said.map(Most::text);
        let name = customer.name.as_deref().unwrap_or_default();
        builder.row(std::iter::once(name).chain(said.iter().map(String::as_str)));
    }
    (builder.build(), machines)
}

/// The decisions on customers with this verdict, by positions where both are there and are two.
fn decided(state: &State, verdict: MatchVerdict) -> Vec<(u32, u32)> {
    let mut at: HashMap<&str, u32> = HashMap::new();
    for (position, customer) in (0_u32..).zip(&state.files.customers) {
        for key in std::iter::once(&customer.key).chain(&customer.further) {
            at.insert(key, position);
        }
    }
    let of = |of: &MatchDecision| {
        let (one, other) = at.get(of.kept.as_str()).copied().zip(at.get(of.joined.as_str()).copied())?;
        (one != other).then_some((one.min(other), one.max(other)))
    };
    let wanted = state.decisions.iter().filter(|of| of.about == MatchAbout::Customer && of.verdict == verdict);
    wanted.filter_map(of).collect()
}

/// Compares all customers. Positions in the proposals are those of [`digitize::machine_file::MachineFiles::customers`].
///
/// # Errors
/// Where the rules do not fit, which is a mistake in Instand.
pub fn propose_customers(state: &State) -> Result<Proposals, PipelineError> {
    let customers = &state.files.customers;
    if customers.len() < 2 {
        return Ok(Proposals { pairs: Vec::new(), compared: 0, skipped: Vec::new(), linked: None, homes: Vec::new() });
    }
    let wrong = |error: link::LinkError| PipelineError::Linking(error.to_string());
    let (table, machines) = records(state);
    let mut known = Decisions::default();
    for (one, other) in decided(state, MatchVerdict::Different) {
        known.never(Record::Left(one), Record::Left(other));
    }
    let rules = Rules::parse(CUSTOMER_RULES).map_err(wrong)?;
    let linked = link::link(&table, None, &rules, &known).map_err(wrong)?;
    let later: HashSet<(u32, u32)> = decided(state, MatchVerdict::Later).into_iter().collect();
    let proposal = |(one, other): (u32, u32), weight: f64, probability: f64, sure: bool| {
        // One with a number stays before one without, then the one with more machines.
        let rank = |at: u32| (customers[at as usize].number.is_some(), machines[at as usize], std::cmp::Reverse(at));
        let turned = rank(other) > rank(one);
        let (kept, joined) = if turned { (other, one) } else { (one, other) };
        let later = later.contains(&(one, other));
        Proposal { kept, joined, weight, probability, sure, later, records: (one, other), turned }
    };
    let found = linked.matches.iter().filter(|found| found.verdict != Verdict::Displaced);
    let mut pairs: Vec<Proposal> = found
        .map(|found| {
            let sure = found.verdict == Verdict::Link;
            proposal((found.left, found.right), found.weight, found.probability, sure)
        })
        .collect();
    // What was put off waits until somebody decides, however little speaks for it by now.
    let listed: HashSet<(u32, u32)> = pairs.iter().map(|pair| pair.records).collect();
    for (one, other) in later.iter().filter(|pair| !listed.contains(*pair)) {
        let waterfall: Option<Waterfall> = linked.waterfall(Record::Left(*one), Record::Left(*other));
        pairs.extend(waterfall.map(|of| proposal((*one, *other), of.weight, of.probability, false)));
    }
    pairs.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then((a.kept, a.joined).cmp(&(b.kept, b.joined))));
    Ok(with(pairs, linked))
}

fn with(pairs: Vec<Proposal>, linked: Linked) -> Proposals {
    let skipped =
        linked.skipped_blocks.iter().map(|of| format!("rule {}, `{}`: {} pairs", of.rule, of.value, of.pairs));
    let skipped = skipped.collect();
    Proposals { pairs, compared: linked.compared, skipped, linked: Some(linked), homes: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_and_telephone_are_compared_by_what_is_the_companys() {
        assert_eq!(domain("A.Kern@Kern-Bau.DE ").as_deref(), Some("kern-bau.de"));
        assert_eq!((domain("kern@gmx.de"), domain("kern")), (None, None));
        assert_eq!(phone("+49 (0)711 1234-567"), phone("0711/1234567"));
        assert_eq!(phone("1234"), None);
    }

    #[test]
    fn the_rules_can_be_read() {
        assert!(Rules::parse(CUSTOMER_RULES).is_ok());
    }
}
