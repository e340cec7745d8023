//! What a mail of a campaign may speak of, and what it says of one customer.

use base::Language;
use chrono::NaiveDate;
use minijinja::Value;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

macro_rules! variables {
    ($($(#[$doc:meta])* $name:ident = $id:literal),+ $(,)?) => {
        /// A variable of a template. There are no others: what is not here is refused when the template is saved.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Variable {
            $($(#[$doc])* $name),+
        }

        impl Variable {
            /// All of them, in the order in which a list shows them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// As a template writes it.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id),+
                }
            }
        }
    };
}

variables! {
    /// The contact's name: "Maria Rossi".
    ContactName = "contact.name",
    /// How the contact is addressed: "Sehr geehrte Frau Rossi".
    ContactSalutation = "contact.salutation",
    /// The customer's name.
    CustomerName = "customer.name",
    /// The machine's serial number.
    MachineSerial = "machine.serial",
    /// The machine's type.
    MachineType = "machine.type",
    /// Where the machine stands.
    MachineSite = "machine.site",
    /// The day on which the contract ends.
    ContractEnd = "contract.end",
    /// What is offered.
    OfferTitle = "offer.title",
    /// What it costs.
    OfferAmount = "offer.amount",
    /// The seller's name.
    SellerName = "seller.name",
    /// The seller's mail address.
    SellerMail = "seller.mail",
    /// The seller's telephone number.
    SellerPhone = "seller.phone",
    /// Our company's name.
    CompanyName = "company.name",
    /// Our company's address, in one line.
    CompanyAddress = "company.address",
    /// The address of the machine in the portal.
    PortalLink = "portal.link",
    /// The address to object to further mails.
    UnsubscribeLink = "unsubscribe.link",
    /// Sentences that say why we write, each with its evidence; a list: `{% for sentence in proof %}`.
    Proof = "proof",
}

/// The list of machines: what a mail about several of a customer's goes through, each with `serial`, `type` and `site`.
pub(crate) const MACHINES: &str = "machines";

/// A value as it was given; it is written in the template's language.
#[derive(Clone, PartialEq, Debug)]
enum Given {
    Text(String),
    Day(NaiveDate),
    Money(Decimal, String),
    Lines(Vec<String>),
}

impl Given {
    fn written(&self, language: Language) -> Value {
        match self {
            Self::Text(text) => Value::from(text.clone()),
            Self::Day(day) => Value::from(crate::day(*day, language)),
            Self::Money(amount, currency) => Value::from(crate::money(*amount, currency, language)),
            Self::Lines(lines) => Value::from(lines.clone()),
        }
    }
}

/// What a mail says of one customer. What is not known is left out; a template that needs it then fails with its name.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Values {
    of: BTreeMap<Variable, Given>,
    /// Serial number, type, site.
    machines: Vec<[Option<String>; 3]>,
}

impl Values {
    /// Nothing known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A text. An empty one counts as not known.
    #[must_use]
    pub fn text(mut self, variable: Variable, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.trim().is_empty() {
            self.of.insert(variable, Given::Text(text));
        }
        self
    }

    /// A day, written as the template's language does.
    #[must_use]
    pub fn day(mut self, variable: Variable, day: NaiveDate) -> Self {
        self.of.insert(variable, Given::Day(day));
        self
    }

    /// An amount with its currency (ISO 4217), written as the template's language does.
    #[must_use]
    pub fn money(mut self, variable: Variable, amount: Decimal, currency: impl Into<String>) -> Self {
        self.of.insert(variable, Given::Money(amount, currency.into()));
        self
    }

    /// Sentences that say why we write.
    #[must_use]
    pub fn proof(mut self, sentences: Vec<String>) -> Self {
        self.of.insert(Variable::Proof, Given::Lines(sentences));
        self
    }

    /// One more machine for `machines`. The first one is also `machine`, where that was not given.
    #[must_use]
    pub fn machine(mut self, serial: &str, kind: Option<&str>, site: Option<&str>) -> Self {
        if self.machines.is_empty() {
            let first =
                [(Variable::MachineSerial, Some(serial)), (Variable::MachineType, kind), (Variable::MachineSite, site)];
            for (variable, text) in first {
                if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
                    self.of.entry(variable).or_insert_with(|| Given::Text(text.to_owned()));
                }
            }
        }
        self.machines.push([Some(serial.to_owned()), kind.map(str::to_owned), site.map(str::to_owned)]);
        self
    }

    /// One of each, to try a template with before anybody gets it.
    #[must_use]
    pub fn sample() -> Self {
        let day = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap_or_default();
        let texts = [
            (Variable::ContactName, "Maria Rossi"),
            (Variable::ContactSalutation, "Sehr geehrte Frau Rossi"),
            (Variable::CustomerName, "Bianchi & Figli S.r.l."),
            (Variable::OfferTitle, "Service Plus"),
            (Variable::SellerName, "Jörg Weiß"),
            (Variable::SellerMail, "weiss@oem.example"),
            (Variable::SellerPhone, "+49 7031 100-12"),
            (Variable::CompanyName, "OEM Maschinen GmbH"),
            (Variable::CompanyAddress, "Industriestraße 1, 71034 Böblingen"),
            (Variable::PortalLink, "https://portal.oem.example/m/4711"),
            (Variable::UnsubscribeLink, "https://portal.oem.example/u/4711"),
        ];
        let mut values = Self::new();
        for (variable, text) in texts {
            values = values.text(variable, text);
        }
        values
            .machine("SN-4711", Some("HPX 500"), Some("Bergamo"))
            .machine("SN-4712", Some("HPX 500"), Some("Bergamo"))
            .day(Variable::ContractEnd, day)
            .money(Variable::OfferAmount, Decimal::from(14_500), "EUR")
            .proof(vec!["Ihr Vertrag endet am 31.12.2026.".to_owned()])
    }

    /// As the template engine takes them: a group for each name before the dot, even where nothing of it is known, so that
    /// what is missing is named wholly.
    pub(crate) fn context(&self, language: Language) -> Value {
        let mut groups: BTreeMap<&str, BTreeMap<&str, Value>> = BTreeMap::new();
        let mut top: BTreeMap<&str, Value> = BTreeMap::new();
        for variable in Variable::ALL {
            let written = self.of.get(variable).map(|given| given.written(language));
            match variable.id().split_once('.') {
                Some((group, name)) => {
                    let group = groups.entry(group).or_default();
                    if let Some(written) = written {
                        group.insert(name, written);
                    }
                }
                None => {
                    if let Some(written) = written {
                        top.insert(variable.id(), written);
                    }
                }
            }
        }
        let machines = self.machines.iter().map(|machine| {
            let named = ["serial", "type", "site"].into_iter().zip(machine);
            Value::from_pairs(named.filter_map(|(name, text)| Some((name, Value::from(text.clone()?)))))
        });
        top.insert(MACHINES, Value::from(machines.collect::<Vec<_>>()));
        for (name, group) in groups {
            top.insert(name, Value::from_pairs(group));
        }
        Value::from_pairs(top)
    }
}
