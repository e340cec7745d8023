//! Days in the life of enrolments: late joiners, renewals, data noise, replies, branches, releases.

use super::*;
use base::{EnrolmentId, MachineId};

const SEQUENCE: &str = r#"
id = "renewal"
version = 1
type = "contract-renewal"
topic = "contracts"
anchor = "contract_days_left"
title = { de = "V", en = "R", it = "R" }
explanation = { de = "V", en = "R", it = "R" }

[[exits]]
reason = "renewed"
when = "contract_days_left > 100"

[[steps]]
id = "open"
kind = "opportunity"

[[steps]]
id = "mail-90"
kind = "mail"
mail = "a"
days_before = 90

[[steps]]
id = "mail-60"
kind = "mail"
mail = "a"
days_before = 60

[[steps]]
id = "mail-30"
kind = "mail"
mail = "a"
days_before = 30

[[steps]]
id = "last"
kind = "wait"
days = 40

[[steps]]
id = "done"
kind = "end"
reason = "no_answer"

[[mails]]
id = "a"
purpose = "notice"
subject = { de = "S", en = "S", it = "S" }
text = { de = "T", en = "T", it = "T" }
"#;

fn campaign(text: &str) -> Campaign {
    Campaign::parse("test", text).expect("a campaign")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn joined(campaign: &Campaign, on: &str) -> Enrolment {
    Enrolment {
        id: EnrolmentId::of("test"),
        campaign: campaign.id.clone(),
        version: campaign.version,
        machine: MachineId::of("4711"),
        opportunity: None,
        sequence: 1,
        state: State::Active,
        step: campaign.steps.first().map(|step| step.id.clone()),
        step_since: day(on),
        joined_on: day(on),
        due_on: None,
    }
}

struct Day<'a> {
    days_left: Option<i64>,
    holds: &'a dyn Fn(&str) -> Option<bool>,
    happened: &'a [Happened],
    guard: &'a dyn Fn(&Step) -> Guard,
}

impl Default for Day<'_> {
    fn default() -> Self {
        Self { days_left: Some(200), holds: &|_| Some(false), happened: &[], guard: &|_| Guard::Pass }
    }
}

fn on(campaign: &Campaign, enrolment: &Enrolment, today: &str, of: &Day<'_>) -> Advanced {
    let situation = Situation {
        today: day(today),
        days_left: of.days_left,
        holds: of.holds,
        happened: of.happened,
        guard: of.guard,
    };
    let first = advance(campaign, enrolment, &situation);
    assert_eq!(first, advance(campaign, enrolment, &situation), "the same situation gives the same");
    first
}

fn mails(of: &Advanced) -> Vec<&str> {
    let is_mail = |effect: &&Effect| matches!(effect.kind, EffectKind::Mail { .. });
    of.effects.iter().filter(is_mail).map(|effect| effect.step.as_str()).collect()
}

#[test]
fn mautic_6062_who_joins_a_90_60_30_sequence_on_day_28_gets_exactly_one_step() {
    let campaign = campaign(SEQUENCE);
    let first =
        on(&campaign, &joined(&campaign, "2026-11-02"), "2026-11-02", &Day { days_left: Some(28), ..Day::default() });
    assert_eq!(mails(&first), ["mail-30"]);
    let left_out: Vec<&Note> = first.notes.iter().filter(|note| matches!(note, Note::LeftOut { .. })).collect();
    assert_eq!(
        left_out,
        [
            &Note::LeftOut { step: "mail-90".to_owned(), days_left: 28 },
            &Note::LeftOut { step: "mail-60".to_owned(), days_left: 28 }
        ]
    );
    let next = on(&campaign, &first.now, "2026-11-03", &Day { days_left: Some(27), ..Day::default() });
    assert_eq!((next.effects.as_slice(), next.now.due_on), (&[][..], Some(day("2026-12-12"))));
    let end = on(&campaign, &next.now, "2026-12-12", &Day { days_left: Some(-12), ..Day::default() });
    assert_eq!(end.now.state, State::Ended { reason: "no_answer".to_owned() });
}

#[test]
fn a_sequence_in_time_runs_each_step_once_whether_looked_at_daily_or_after_a_long_rest() {
    let campaign = campaign(SEQUENCE);
    let mut enrolment = joined(&campaign, "2026-09-01");
    let mut sent = Vec::new();
    for left in (0..=95).rev() {
        let today = day("2026-09-01") + Days::new(95 - left);
        let left = i64::try_from(left).expect("small");
        let of = on(&campaign, &enrolment, &today.to_string(), &Day { days_left: Some(left), ..Day::default() });
        sent.extend(mails(&of).into_iter().map(|step| (step.to_owned(), left)));
        enrolment = of.now;
    }
    assert_eq!(sent, [("mail-90".to_owned(), 90), ("mail-60".to_owned(), 60), ("mail-30".to_owned(), 30)]);
    // The server stood still from day 90 to day 20: one mail, not two.
    let first =
        on(&campaign, &joined(&campaign, "2026-09-01"), "2026-09-01", &Day { days_left: Some(90), ..Day::default() });
    assert_eq!(first.now.due_on, Some(day("2026-10-01")));
    let after = on(&campaign, &first.now, "2026-11-10", &Day { days_left: Some(20), ..Day::default() });
    assert_eq!(mails(&after), ["mail-30"]);
}

#[test]
fn mautic_6439_a_renewal_ends_it_with_the_reason_and_data_noise_does_not() {
    let campaign = campaign(SEQUENCE);
    let first =
        on(&campaign, &joined(&campaign, "2026-09-01"), "2026-09-01", &Day { days_left: Some(90), ..Day::default() });
    let renewed = on(
        &campaign,
        &first.now,
        "2026-09-20",
        &Day { days_left: Some(436), holds: &|_| Some(true), ..Day::default() },
    );
    assert_eq!(renewed.now.state, State::Ended { reason: "renewed".to_owned() });
    assert_eq!(renewed.notes, [Note::Ended { reason: "renewed".to_owned() }]);
    // The list of contracts is late: nothing is known of the contract. It stays where it is.
    let noise = on(&campaign, &first.now, "2026-10-10", &Day { days_left: None, holds: &|_| None, ..Day::default() });
    assert_eq!((noise.now.state.clone(), noise.effects.len(), noise.notes.len()), (State::Active, 0, 0));
    assert_eq!(noise.now.step.as_deref(), Some("mail-60"));
    let back = on(&campaign, &noise.now, "2026-10-11", &Day { days_left: Some(50), ..Day::default() });
    assert_eq!(mails(&back), ["mail-60"]);
}

#[test]
fn a_reply_stops_the_sequence_and_gives_a_person_the_answer_to_do() {
    let campaign = campaign(SEQUENCE);
    let first =
        on(&campaign, &joined(&campaign, "2026-09-01"), "2026-09-01", &Day { days_left: Some(90), ..Day::default() });
    let replied = [Happened { what: Happening::Replied, on: day("2026-09-03"), step: Some("mail-90".to_owned()) }];
    let answered =
        on(&campaign, &first.now, "2026-09-03", &Day { days_left: Some(88), happened: &replied, ..Day::default() });
    assert_eq!((answered.now.state.clone(), answered.effects.len()), (State::Answered, 1));
    assert!(matches!(answered.effects[0].kind, EffectKind::Task { title: TaskTitle::Answer, .. }));
    let later =
        on(&campaign, &answered.now, "2026-10-03", &Day { days_left: Some(58), happened: &replied, ..Day::default() });
    assert!(later.effects.is_empty(), "no mail after a reply: {later:?}");
    let won = [replied[0].clone(), Happened { what: Happening::Ordered, on: day("2026-10-05"), step: None }];
    let over = on(&campaign, &later.now, "2026-10-05", &Day { days_left: Some(56), happened: &won, ..Day::default() });
    assert_eq!(over.now.state, State::Ended { reason: "ordered".to_owned() });
}

#[test]
fn what_may_not_be_sent_becomes_a_task_with_the_reason_and_what_must_wait_waits() {
    let campaign = campaign(SEQUENCE);
    let begin = joined(&campaign, "2026-09-01");
    let objects = |_: &Step| Guard::Person { reasons: vec!["objection".to_owned()] };
    let of = on(&campaign, &begin, "2026-09-01", &Day { days_left: Some(90), guard: &objects, ..Day::default() });
    assert!(mails(&of).is_empty());
    assert!(of.effects.iter().any(|effect| matches!(
        &effect.kind,
        EffectKind::Task { title: TaskTitle::InsteadOfMail { mail }, reasons, .. } if mail == "a" && reasons == &["objection"]
    )));
    assert_eq!(of.now.step.as_deref(), Some("mail-60"), "it goes on; the next one is asked for anew");
    let quiet = |_: &Step| Guard::Later { until: day("2026-09-03"), reason: "quiet".to_owned() };
    let of = on(&campaign, &begin, "2026-09-01", &Day { days_left: Some(90), guard: &quiet, ..Day::default() });
    assert_eq!(
        (mails(&of).len(), of.now.step.as_deref(), of.now.due_on),
        (0, Some("mail-90"), Some(day("2026-09-03")))
    );
}

const BRANCHED: &str = r#"
id = "branched"
version = 1
type = "contract-renewal"
topic = "contracts"
title = { de = "V", en = "R", it = "R" }
explanation = { de = "V", en = "R", it = "R" }

[[steps]]
id = "who"
kind = "branch"
when = "errors_90d >= 5"
then = "visit"
otherwise = "mail"
unknown = "visit"

[[steps]]
id = "mail"
kind = "mail"
mail = "a"
approval = true
next = "wait"

[[steps]]
id = "visit"
kind = "task"
title = { de = "Besuchen", en = "Visit", it = "Visitare" }

[[steps]]
id = "wait"
kind = "wait"
days = 14
until = ["booked"]

[[steps]]
id = "second"
kind = "mail"
mail = "a"

[[steps]]
id = "third"
kind = "mail"
mail = "a"

[[mails]]
id = "a"
purpose = "advertising"
subject = { de = "S", en = "S", it = "S" }
text = { de = "T", en = "T", it = "T" }
"#;

#[test]
fn branches_go_three_ways_and_what_needs_a_release_waits_for_it() {
    let campaign = campaign(BRANCHED);
    let begin = joined(&campaign, "2026-09-01");
    let visits = |holds: Option<bool>| {
        let of = on(&campaign, &begin, "2026-09-01", &Day { holds: &|_| holds, ..Day::default() });
        of.effects.iter().any(|effect| effect.step == "visit")
    };
    assert_eq!([visits(Some(true)), visits(None), visits(Some(false))], [true, true, false]);

    let waits = on(&campaign, &begin, "2026-09-01", &Day::default());
    assert_eq!(mails(&waits), Vec::<&str>::new());
    let tasks: Vec<&str> = waits.effects.iter().map(|effect| effect.key.as_str()).collect();
    assert_eq!(tasks, [begin.key("mail-release")], "one task, by the same key on each day");
    let again = on(&campaign, &waits.now, "2026-09-02", &Day::default());
    assert_eq!(again.effects[0].key, begin.key("mail-release"));
    let released = [Happened { what: Happening::Released, on: day("2026-09-02"), step: Some("mail".to_owned()) }];
    let sent = on(&campaign, &waits.now, "2026-09-02", &Day { happened: &released, ..Day::default() });
    assert_eq!((mails(&sent), sent.now.due_on), (vec!["mail"], Some(day("2026-09-16"))));

    let booked = [Happened { what: Happening::Booked, on: day("2026-09-05"), step: None }];
    let on_booking = on(&campaign, &sent.now, "2026-09-05", &Day { happened: &booked, ..Day::default() });
    assert_eq!(mails(&on_booking), ["second"], "one step speaks to the customer on a day");
    let next = on(&campaign, &on_booking.now, "2026-09-06", &Day { happened: &booked, ..Day::default() });
    assert_eq!(
        (mails(&next), next.now.state.clone()),
        (vec!["third"], State::Ended { reason: "completed".to_owned() })
    );
}

#[test]
fn controls_are_watched_and_never_contacted() {
    let campaign = campaign(SEQUENCE);
    let mut control = joined(&campaign, "2026-09-01");
    control.state = State::Control;
    let of = on(&campaign, &control, "2026-09-10", &Day { days_left: Some(10), ..Day::default() });
    assert_eq!((of.effects.len(), of.now.state.clone()), (0, State::Control));
    let over = on(&campaign, &control, "2026-09-10", &Day { holds: &|_| Some(true), ..Day::default() });
    assert_eq!(over.now.state, State::Ended { reason: "renewed".to_owned() });
}
