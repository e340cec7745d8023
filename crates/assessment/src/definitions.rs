//! What every figure means, for the appendix of the report.

use crate::FigureId;
use base::Language;
use serde::Serialize;

/// The meaning of all figures whose id fits a pattern.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Definition {
    /// The id before `@`; `{...}` stands for any one part.
    pub pattern: &'static str,
    /// German.
    pub de: &'static str,
    /// English.
    pub en: &'static str,
    /// Italian.
    pub it: &'static str,
}

impl Definition {
    /// The meaning in a language.
    #[must_use]
    pub const fn get(&self, language: Language) -> &'static str {
        match language {
            Language::De => self.de,
            Language::En => self.en,
            Language::It => self.it,
        }
    }

    /// Whether it explains this figure.
    #[must_use]
    pub fn explains(&self, figure: &FigureId) -> bool {
        let id = figure.as_str().split('@').next().unwrap_or_default();
        let (parts, pattern): (Vec<&str>, Vec<&str>) = (id.split('.').collect(), self.pattern.split('.').collect());
        let fits = |(part, pattern): (&&str, &&str)| pattern.starts_with('{') || part == pattern;
        parts.len() == pattern.len() && parts.iter().zip(&pattern).all(fits)
    }
}

/// The definitions, in the order of the report; of several that fit, the first explains.
#[must_use]
pub fn definitions() -> &'static [Definition] {
    DEFINITIONS
}

macro_rules! definitions {
    ($($pattern:literal, $de:literal, $en:literal, $it:literal;)*) => {
        const DEFINITIONS: &[Definition] = &[$(Definition { pattern: $pattern, de: $de, en: $en, it: $it }),*];
    };
}

definitions! {
    "base.machines",
        "Maschinen im Feld zum Stichtag (nicht verschrottet, verkauft oder stillgelegt).",
        "Machines in the field on the day (not scrapped, sold or retired).",
        "Macchine in campo alla data (non rottamate, vendute o dismesse).";
    "base.customers",
        "Maschinen mit bekanntem Kunden; daneben steht die Zahl der verschiedenen Kunden.",
        "Machines with a known customer; beside it stands the number of different customers.",
        "Macchine con cliente noto; accanto il numero di clienti diversi.";
    "base.countries",
        "Maschinen mit bekanntem Land; daneben steht die Zahl der verschiedenen Länder.",
        "Machines with a known country; beside it stands the number of different countries.",
        "Macchine con paese noto; accanto il numero di paesi diversi.";
    "completeness.{category}.complete",
        "Maschinen, bei denen alle Angaben der Kategorie bekannt sind. Der Anteil daneben zählt Angaben: bekannte durch gefragte.",
        "Machines of which all data points of the category are known. The share beside it counts data points: known by asked.",
        "Macchine di cui tutti i dati della categoria sono noti. La quota accanto conta i dati: noti su richiesti.";
    "completeness.{category}.incomplete",
        "Maschinen, bei denen mindestens eine Angabe der Kategorie fehlt.",
        "Machines of which at least one data point of the category is missing.",
        "Macchine di cui manca almeno un dato della categoria.";
    "completeness.{category}.{point}.known",
        "Maschinen, bei denen diese Angabe bekannt ist.",
        "Machines for which this data point is known.",
        "Macchine per cui questo dato è noto.";
    "completeness.{category}.{point}.unknown",
        "Maschinen, bei denen diese Angabe fehlt.",
        "Machines for which this data point is missing.",
        "Macchine per cui questo dato manca.";
    "question.no_contract.{answer}",
        "Ja: der Servicevertrag ist abgelaufen oder es gab keinen. Nein: er läuft oder ist unterschrieben. EUR: Jahreswert des Vertrags, ohne Vertrag nach Preisliste oder Typmittel, ungewichtet.",
        "Yes: the service contract expired or there was none. No: it is active or signed. EUR: annual contract value, without contract by price list or type mean, unweighted.",
        "Sì: contratto scaduto o mai esistito. No: attivo o firmato. EUR: valore annuo del contratto, se manca da listino o media del tipo, non ponderato.";
    "question.no_location.{answer}",
        "Ja: die Adresse fehlt oder wurde zu lange nicht bestätigt. EUR: ungenutztes Potenzial dieser Maschinen.",
        "Yes: the address is missing or was not confirmed for too long. EUR: untapped potential of these machines.",
        "Sì: l'indirizzo manca o non è confermato da troppo tempo. EUR: potenziale inutilizzato di queste macchine.";
    "question.no_visit.{answer}",
        "Ja: seit dem letzten dokumentierten Einsatz, ohne jeden seit Inbetriebnahme, ist die gefragte Zeit vergangen, und die Einsätze sind vollständig bekannt. EUR: ungenutztes Potenzial.",
        "Yes: the time asked about has passed since the last documented visit, since installation where there is none, and visits are completely known. EUR: untapped potential.",
        "Sì: dall'ultimo intervento documentato, se manca dalla messa in servizio, è passato il tempo richiesto e gli interventi sono noti per intero. EUR: potenziale inutilizzato.";
    "campaign.{campaign}.ready",
        "Ein Auslöser der Kampagne trifft zu. EUR: Wert des Angebots, bei mehreren Auslösern der größte. Über alle Kampagnen: mindestens eine trifft zu, Werte summiert.",
        "A trigger of the campaign fires. EUR: value of the offer, the largest of several triggers. Over all campaigns: at least one fires, values summed.",
        "Un trigger della campagna scatta. EUR: valore dell'offerta, il maggiore fra più trigger. Su tutte le campagne: almeno una scatta, valori sommati.";
    "campaign.{campaign}.not_due",
        "Kein Auslöser trifft zu, und keiner ist offen.",
        "No trigger fires and none is unknown.",
        "Nessun trigger scatta e nessuno è indeciso.";
    "campaign.{campaign}.blocked",
        "Kein Auslöser trifft zu, und mindestens einer ist wegen fehlender Daten offen. EUR: erwarteter Wert = Trefferquote der entschiedenen Maschinen desselben Typs (bei zu wenigen: aller) × eigener Preis, sonst mittlerer Wert der Treffer.",
        "No trigger fires and at least one is unknown for missing data. EUR: expected value = firing rate among decided machines of the same type (if too few: of all) × own price, else mean value of hits.",
        "Nessun trigger scatta e almeno uno è indeciso per dati mancanti. EUR: valore atteso = quota di scatti fra le macchine decise dello stesso tipo (se poche: di tutte) × prezzo proprio, altrimenti valore medio degli scatti.";
    "campaign.{campaign}.unpriced",
        "Blockierte Maschinen ohne erwarteten Wert: keine Maschine ist entschieden oder kein Preis bekannt.",
        "Blocked machines without expected value: no machine is decided, or no price is known.",
        "Macchine bloccate senza valore atteso: nessuna macchina è decisa o nessun prezzo è noto.";
    "campaign.{campaign}.blocked_by.{fact}",
        "Blockierte Maschinen, denen diese Angabe fehlt, auch neben anderen; eine Maschine zählt bei jeder fehlenden.",
        "Blocked machines that lack this fact, maybe beside others; a machine counts for each it lacks.",
        "Macchine bloccate a cui manca questo dato, anche insieme ad altri; una macchina conta per ogni dato mancante.";
    "campaign.{campaign}.blocked_only_by.{facts}",
        "Blockierte Maschinen, bei denen einem Auslöser genau diese Angaben fehlen: sie auszufüllen entscheidet ihn.",
        "Blocked machines for which a trigger lacks exactly these facts: filling them decides it.",
        "Macchine bloccate in cui a un trigger mancano esattamente questi dati: compilarli lo decide.";
    "gap.{fact}.blocked",
        "Maschinen, die in mindestens einer Kampagne auch wegen dieser Angabe blockiert sind. EUR: ihr erwarteter Wert über diese Kampagnen.",
        "Machines blocked in at least one campaign for lack of this fact among others. EUR: their expected value over those campaigns.",
        "Macchine bloccate in almeno una campagna anche per questo dato. EUR: il loro valore atteso su queste campagne.";
    "gap.{fact}.freed",
        "Davon die, bei denen diese Angabe allein einen Auslöser entscheidet. EUR: was das Ausfüllen erwartungsgemäß freigibt.",
        "Of these, those for which this fact alone decides a trigger. EUR: what filling it is expected to free.",
        "Fra queste, quelle in cui questo dato da solo decide un trigger. EUR: quanto si prevede di liberare compilandolo.";
    "gap.{point}.unreached",
        "Maschinen mit fertigem Angebot, das ohne diese Angabe nicht zugestellt werden kann. EUR: Wert der Angebote.",
        "Machines with a ready offer that cannot be delivered without this data point. EUR: value of the offers.",
        "Macchine con offerta pronta che senza questo dato non può essere consegnata. EUR: valore delle offerte.";
    "gap.{point}.reached",
        "Davon die, denen nur diese Angabe fehlt. EUR: Wert der Angebote, die damit zustellbar werden.",
        "Of these, those that lack only this. EUR: value of the offers that become deliverable.",
        "Fra queste, quelle a cui manca solo questo. EUR: valore delle offerte che diventano consegnabili.";
    "revenue.all",
        "Maschinen mit laufendem Vertrag bekannten Werts oder mit Ersatzteilkäufen in 24 Monaten. EUR: beides je Jahr.",
        "Machines with an active contract of known value, or with parts bought in 24 months. EUR: both, a year.",
        "Macchine con contratto attivo di valore noto o con acquisti di ricambi in 24 mesi. EUR: entrambi, per anno.";
    "revenue.contracts",
        "Maschinen mit laufendem Vertrag bekannten Werts. EUR: Jahreswerte.",
        "Machines with an active contract of known value. EUR: annual values.",
        "Macchine con contratto attivo di valore noto. EUR: valori annui.";
    "revenue.contracts_unvalued",
        "Maschinen mit laufendem Vertrag, dessen Wert nicht bekannt ist.",
        "Machines with an active contract whose value is not known.",
        "Macchine con contratto attivo di valore non noto.";
    "revenue.parts",
        "Maschinen, für die in 24 Monaten Ersatzteile gekauft wurden. EUR: Hälfte davon, je Jahr.",
        "Machines parts were bought for in 24 months. EUR: half of it, a year.",
        "Macchine con acquisti di ricambi in 24 mesi. EUR: la metà, per anno.";
    "revenue.parts_unknown",
        "Maschinen, deren Ersatzteilbestellungen nicht bekannt sind.",
        "Machines whose parts orders are not known.",
        "Macchine di cui gli ordini di ricambi non sono noti.";
    "potential.contract",
        "Maschinen mit abgelaufenem oder ohne Vertrag. EUR: Vertragswert × Verlängerungs- bzw. Abschlussquote × Horizont.",
        "Machines with an expired or no contract. EUR: contract value × renewal or attach rate × horizon.",
        "Macchine con contratto scaduto o senza. EUR: valore del contratto × quota di rinnovo o adesione × orizzonte.";
    "potential.modernization",
        "Maschinen ab dem angenommenen Alter mit Modernisierungspreis. EUR: Preis × Annahmequote × Horizont.",
        "Machines from the assumed age with a modernization price. EUR: price × acceptance × horizon.",
        "Macchine dall'età ipotizzata con prezzo di modernizzazione. EUR: prezzo × accettazione × orizzonte.";
    "potential.parts",
        "Maschinen, deren Ersatzteilumsatz unter dem Median aktiver Käufer des Typs liegt. EUR: Abstand × erreichbarer Anteil × Horizont.",
        "Machines whose parts revenue is below the median of active buyers of the type. EUR: distance × reachable share × horizon.",
        "Macchine con ricavi da ricambi sotto la mediana degli acquirenti attivi del tipo. EUR: distanza × quota raggiungibile × orizzonte.";
    "potential.all",
        "Maschinen mit Potenzial irgendeiner Art. EUR: Summe aus Vertrag, Modernisierung und Ersatzteilen.",
        "Machines with potential of any kind. EUR: sum of contract, modernization and parts.",
        "Macchine con potenziale di qualsiasi tipo. EUR: somma di contratto, modernizzazione e ricambi.";
    "potential.{offer}.unpriced",
        "Maschinen, die in Frage kommen, für die aber kein Preis bekannt ist; nicht im Potenzial enthalten.",
        "Machines that qualify but have no known price; not part of the potential.",
        "Macchine idonee ma senza prezzo noto; non comprese nel potenziale.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_explains_its_figures() {
        let found = |id: &str| {
            let id = FigureId::new(id);
            DEFINITIONS.iter().find(|definition| definition.explains(&id)).map(|definition| definition.pattern)
        };
        assert_eq!(found("gap.email.freed@owner=A.B"), Some("gap.{fact}.freed"));
        assert_eq!(found("campaign.any.ready"), Some("campaign.{campaign}.ready"));
        assert_eq!(found("nothing.of.it"), None);
    }
}
