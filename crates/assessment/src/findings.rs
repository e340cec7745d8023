//! The ten findings: what a managing director should know, the most valuable first.

use crate::assessment::Assessment;
use crate::completeness::CategoryCount;
use crate::reading::Reading;
use crate::sentence::{Sentence, Value};
use crate::{Dimension, Figure, FigureId, Offer};
use serde::Serialize;

/// How many findings there are at most.
const TEN: usize = 10;

/// Places kept for findings without a value, such as the weakest category.
const WITHOUT_VALUE: usize = 2;

/// How many of one kind, so that ten findings are not one finding ten times.
const OF_A_KIND: usize = 2;

/// A finding.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Finding {
    /// 1 is the most valuable.
    pub rank: usize,
    /// What ranks it, EUR; `None` where it has no value, which ranks after all that have.
    pub eur: Option<f64>,
    /// The figures in it, the main one first.
    pub figures: Vec<FigureId>,
    /// The finding in one sentence.
    pub sentence: Sentence,
}

struct Collected {
    machines: u32,
    found: Vec<(u32, Finding)>,
}

impl Collected {
    fn share(&self, machines: u32) -> Value {
        Value::Share(if self.machines == 0 { 0.0 } else { f64::from(machines) / f64::from(self.machines) })
    }

    /// Nothing to say of no machine.
    fn add(&mut self, eur: Option<f64>, of: &[&Figure], id: &'static str, values: impl IntoIterator<Item = Value>) {
        let machines = of.first().map_or(0, |figure| figure.machines);
        if machines > 0 {
            let figures = of.iter().map(|figure| figure.id.clone()).collect();
            let eur = eur.filter(|eur| *eur >= 0.5);
            self.found.push((machines, Finding { rank: 0, eur, figures, sentence: Sentence::of(id, values) }));
        }
    }
}

/// The findings of a result.
pub(crate) fn findings(result: &Assessment, reading: &Reading<'_>) -> Vec<Finding> {
    let mut collected = Collected { machines: result.cover.machines.machines, found: Vec::new() };
    questions(result, &mut collected);
    gaps(result, &mut collected);
    money(result, reading, &mut collected);
    quality(result, &mut collected);
    let mut found = collected.found;
    found.sort_by(|(a_machines, a), (b_machines, b)| {
        let order = b.eur.unwrap_or(-1.0).total_cmp(&a.eur.unwrap_or(-1.0));
        order.then(b_machines.cmp(a_machines)).then_with(|| a.figures.cmp(&b.figures))
    });
    let mut chosen: Vec<Finding> = Vec::new();
    for (_, finding) in found {
        let same = chosen.iter().filter(|other| other.sentence.id == finding.sentence.id).count();
        if same < OF_A_KIND {
            chosen.push(finding);
        }
    }
    let valued = chosen.iter().filter(|finding| finding.eur.is_some()).count();
    let kept = (chosen.len() - valued).min(WITHOUT_VALUE).min(TEN);
    chosen.drain(valued.min(TEN - kept)..valued);
    chosen.truncate(TEN);
    for (at, finding) in chosen.iter_mut().enumerate() {
        finding.rank = at + 1;
    }
    chosen
}

fn questions(result: &Assessment, collected: &mut Collected) {
    for question in &result.questions {
        let (figure, id) = (&question.yes, question.id);
        let values = |figure: &Figure, collected: &Collected| {
            [Value::Machines(figure.machines), collected.share(figure.machines), Value::Eur(figure.worth())]
        };
        let mut of_yes = values(figure, collected).to_vec();
        if id == "no_visit" {
            of_yes.push(Value::Number(result.assumptions.visit_years));
        }
        collected.add(figure.eur, &[figure], id, of_yes);
        if id == "no_contract" {
            let unknown = values(&question.unknown, collected);
            collected.add(question.unknown.eur, &[&question.unknown], "contract_unknown", unknown);
        }
    }
}

fn gaps(result: &Assessment, collected: &mut Collected) {
    for gap in &result.gaps.gaps {
        let facts = Value::Facts(vec![gap.id.clone()]);
        if gap.unreached {
            let values = [Value::Eur(gap.machines.worth()), Value::Machines(gap.machines.machines), facts];
            collected.add(gap.machines.eur, &[&gap.machines], "unreached", values);
        } else if gap.freed.worth() > 0.0 {
            let values = [facts, Value::Machines(gap.freed.machines), Value::Eur(gap.freed.worth())];
            collected.add(gap.freed.eur, &[&gap.freed, &gap.machines], "gap", values);
        }
    }
    let telling = |bundle: &&crate::Bundle| bundle.facts.len() <= 4 && bundle.freed.worth() > 0.0;
    for bundle in result.gaps.together.iter().filter(telling) {
        let values = [
            Value::Campaign(bundle.campaign.clone()),
            Value::Facts(bundle.facts.clone()),
            Value::Machines(bundle.freed.machines),
            Value::Eur(bundle.freed.worth()),
        ];
        collected.add(bundle.freed.eur, &[&bundle.freed], "together", values);
    }
}

fn money(result: &Assessment, reading: &Reading<'_>, collected: &mut Collected) {
    // What nobody could value is said by the gaps, not by a finding worth nothing.
    for campaign in result.campaigns.iter().filter(|campaign| campaign.ready.worth() > 0.0) {
        let ready = &campaign.ready;
        let values = [Value::Campaign(campaign.id.clone()), Value::Machines(ready.machines), Value::Eur(ready.worth())];
        collected.add(ready.eur, &[ready], "ready", values);
    }
    let potential = &result.potential;
    let offers = [&potential.contract, &potential.modernization, &potential.parts];
    for (offer, figure) in Offer::ALL.into_iter().zip(offers).filter(|(_, figure)| figure.worth() > 0.0) {
        let values = [
            Value::Offer(offer),
            Value::Eur(figure.worth()),
            Value::Number(result.assumptions.horizon_months),
            Value::Machines(figure.machines),
        ];
        collected.add(figure.eur, &[figure], "potential", values);
    }
    let worth_starting = |segment: &&crate::Segment| segment.potential.all.worth() > 0.0 || segment.ready.worth() > 0.0;
    if let Some(segment) = result.start_with.first().filter(worth_starting) {
        let of = &segment.potential;
        let values = [
            Value::segment(reading, &of.values),
            Value::Eur(of.all.worth()),
            Value::Eur(segment.ready.worth()),
            Value::Machines(of.machines.machines),
        ];
        // What is ready and what is untapped overlap; they may not be added.
        let (main, other) =
            if segment.ready.worth() > of.all.worth() { (&segment.ready, &of.all) } else { (&of.all, &segment.ready) };
        collected.add(main.eur, &[main, other, &of.machines], "start_here", values);
    }
    let all = result.revenue.all.all.worth();
    if let Some(family) = result.revenue.by_family.first().filter(|_| all > 0.0 && result.revenue.by_family.len() > 1) {
        let values = [
            Value::Share(family.all.worth() / all),
            Value::Eur(family.all.worth()),
            Value::segment(reading, &[(Dimension::Family, family.value.clone())]),
        ];
        collected.add(family.all.eur, &[&family.all], "concentration", values);
    }
}

fn quality(result: &Assessment, collected: &mut Collected) {
    let categories = result.completeness.categories.iter().filter(|category| category.category.is_some());
    let by_share = |a: &&CategoryCount, b: &&CategoryCount| a.share.total_cmp(&b.share);
    if let Some(weakest) = categories.min_by(by_share) {
        let values = [
            Value::Category(weakest.category.unwrap_or_default().to_owned()),
            Value::Share(weakest.share),
            Value::Machines(weakest.incomplete.machines),
        ];
        collected.add(None, &[&weakest.incomplete], "weakest", values);
    }
    let all = &result.revenue.all;
    let unvalued = [Value::Machines(all.contracts_unvalued.machines)];
    collected.add(None, &[&all.contracts_unvalued], "unvalued", unvalued);
    let unknown = all.parts_unknown.machines;
    let values = [Value::Machines(unknown), collected.share(unknown)];
    collected.add(None, &[&all.parts_unknown], "parts_unknown", values);
    for campaign in &result.campaigns {
        let values = [Value::Campaign(campaign.id.clone()), Value::Machines(campaign.unpriced.machines)];
        collected.add(None, &[&campaign.unpriced], "unpriced", values);
    }
}
