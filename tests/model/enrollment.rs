//! Random applications of both models, from the draft to the agreement and beyond.

use csp::domain::Slug;
use proptest::prelude::*;

use crate::company::confirm;
use crate::people::{DONE, NOTHING, REFUSED, Verdict};
use crate::program::Program;
use crate::runner;

const CHECKS: [&str; 5] = [
    "email-ownership",
    "employment",
    "business",
    "due-diligence",
    "credit",
];
const EMAIL: usize = 0;
const BUSINESS: usize = 2;
const DUE_DILIGENCE: usize = 3;
const CREDIT: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Check {
    Pending,
    Accepted,
    Rejected,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Draft,
    OnItsWay,
    Active,
    Restricted,
    Withdrawn,
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Submit,
    Confirm,
    Record(usize, bool),
    OpenDueDiligence,
    Appeal(usize),
    Plan,
    Sign,
    Restrict,
    Reinstate,
    Withdraw,
    OtherName,
    AddUser,
    Invite,
}

/// The reference model: the checks opened and their results, and the state of the application.
#[derive(Clone, Debug)]
struct Application {
    direct: bool,
    stage: Stage,
    checks: [Option<Check>; 5],
    plan: bool,
    signed: bool,
    invited: bool,
    /// Whether a code was sent that has not been entered yet; an appeal of the address sends one.
    code: bool,
}

impl Application {
    fn drafted(direct: bool) -> Self {
        Self {
            direct,
            stage: Stage::Draft,
            checks: [None; 5],
            plan: false,
            signed: false,
            invited: false,
            code: false,
        }
    }

    fn word(&self) -> &'static str {
        let is = |check: usize, state| self.checks[check] == Some(state);
        match self.stage {
            Stage::Draft => "draft",
            Stage::Active => "active",
            Stage::Restricted => "restricted",
            Stage::Withdrawn => "withdrawn",
            Stage::OnItsWay if is(EMAIL, Check::Pending) => "email-verification",
            Stage::OnItsWay if (0..5).any(|it| is(it, Check::Rejected)) => "action-required",
            Stage::OnItsWay if (1..4).any(|it| is(it, Check::Pending)) => "under-review",
            Stage::OnItsWay if self.direct && !is(CREDIT, Check::Accepted) => "credit-check",
            Stage::OnItsWay if self.direct && !self.plan => "support-plan",
            Stage::OnItsWay => "agreement",
        }
    }

    fn open(&mut self, check: usize) {
        self.checks[check].get_or_insert(Check::Pending);
    }

    /// The effect of the event, and the number of its journal entries.
    fn take(&mut self, event: Event) -> (Verdict, i64) {
        let verdict = self.change(event);
        let entries = match event {
            Event::Confirm | Event::Submit | Event::Appeal(EMAIL) => 2,
            Event::Withdraw => {
                1 + i64::from(std::mem::take(&mut self.invited))
                    + i64::from(std::mem::take(&mut self.code))
            }
            _ => 1,
        };
        if self.word() == "credit-check" {
            self.open(CREDIT);
        }
        (verdict, entries)
    }

    fn change(&mut self, event: Event) -> Verdict {
        let word = self.word();
        let in_force = matches!(self.stage, Stage::Active | Stage::Restricted);
        match event {
            Event::Submit if self.stage == Stage::Draft => {
                self.stage = Stage::OnItsWay;
                self.open(EMAIL);
            }
            Event::Confirm if word == "email-verification" => self.confirmed(),
            Event::Record(check, accepted) => return self.record(check, accepted),
            Event::OpenDueDiligence if word == "under-review" => {
                if self.checks[DUE_DILIGENCE].is_some() {
                    return REFUSED;
                }
                self.open(DUE_DILIGENCE);
            }
            Event::Appeal(check)
                if self.checks[check] == Some(Check::Rejected)
                    && word != "email-verification"
                    && self.stage != Stage::Withdrawn =>
            {
                self.checks[check] = Some(Check::Pending);
                self.code |= check == EMAIL;
            }
            Event::Plan if word == "support-plan" => self.plan = true,
            Event::Sign if word == "agreement" => {
                self.stage = Stage::Active;
                self.signed = true;
            }
            Event::Restrict if word == "active" && self.direct => self.stage = Stage::Restricted,
            Event::Reinstate if word == "restricted" => self.stage = Stage::Active,
            Event::Withdraw if self.stage != Stage::Withdrawn => self.stage = Stage::Withdrawn,
            Event::OtherName if self.stage == Stage::Draft => {}
            Event::OtherName if self.stage != Stage::Withdrawn => {
                if self.checks[BUSINESS].is_some() {
                    self.checks[BUSINESS] = Some(Check::Pending);
                }
            }
            Event::AddUser if in_force => {}
            Event::Invite if self.stage == Stage::Active && self.invited => return NOTHING,
            Event::Invite if self.stage == Stage::Active => self.invited = true,
            _ => return REFUSED,
        }
        DONE
    }

    fn confirmed(&mut self) {
        self.code = false;
        self.checks[EMAIL] = Some(Check::Accepted);
        self.open(1);
        self.open(BUSINESS);
    }

    fn record(&mut self, check: usize, accepted: bool) -> Verdict {
        let first = self.word() == "email-verification";
        let closed = matches!(self.stage, Stage::Draft | Stage::Withdrawn);
        let open = self.checks[check].is_some_and(|it| it != Check::Accepted);
        if closed || !open || (first && check != EMAIL) {
            return REFUSED;
        }
        self.code &= check != EMAIL;
        match (check, accepted) {
            (EMAIL, true) => self.confirmed(),
            (check, true) => self.checks[check] = Some(Check::Accepted),
            (check, false) => self.checks[check] = Some(Check::Rejected),
        }
        DONE
    }
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => Just(Event::Submit),
        4 => Just(Event::Confirm),
        14 => (0_usize..5, proptest::bool::weighted(0.8)).prop_map(|(check, yes)| Event::Record(check, yes)),
        1 => Just(Event::OpenDueDiligence),
        4 => (0_usize..5).prop_map(Event::Appeal),
        4 => Just(Event::Plan),
        6 => Just(Event::Sign),
        2 => Just(Event::Restrict),
        2 => Just(Event::Reinstate),
        1 => Just(Event::Withdraw),
        1 => Just(Event::OtherName),
        2 => Just(Event::AddUser),
        3 => Just(Event::Invite),
    ]
}

/// A draft of either model, and a customer without a request.
fn drafted(direct: bool) -> Program {
    let program = Program::new();
    let name = if direct {
        "/examples/litware-direct.toml"
    } else {
        "/examples/contoso-france.toml"
    };
    let form = format!("{}{name}", env!("CARGO_MANIFEST_DIR"));
    program.must(&["enroll", "--from", &form, "--draft"]);
    let rest = [
        "--domain",
        "fabrikam.fr",
        "--country",
        "FR",
        "--email",
        "it@a.fr",
    ];
    program.must(&[&["customers", "add", "Fabrikam"][..], &rest].concat());
    program
}

fn perform(program: &Program, event: Event, number: usize) -> u8 {
    let (name, address) = (format!("Contoso {number}"), format!("u{number}@contoso.fr"));
    let document = format!("identity:{}/LICENSE", env!("CARGO_MANIFEST_DIR"));
    let line: Vec<&str> = match event {
        Event::Submit => vec!["enroll", "submit"],
        Event::Confirm => {
            let sent = program.run(&["verify", "send-email", "--dry-run"]);
            if sent.code == 0 {
                confirm(program);
            }
            return sent.code;
        }
        Event::Record(check, true) => vec!["verify", "record", CHECKS[check], "accepted"],
        Event::Record(check, false) => {
            vec![
                "verify",
                "record",
                CHECKS[check],
                "rejected",
                "--reason",
                "r",
            ]
        }
        Event::OpenDueDiligence => vec!["verify", "open", "due-diligence"],
        Event::Appeal(check) => vec!["verify", "appeal", CHECKS[check], "--document", &document],
        Event::Plan => vec!["verify", "support-plan", "asfp"],
        Event::Sign => vec!["enroll", "sign-mpa"],
        Event::Restrict => vec!["enroll", "restrict", "--reason", "r", "--yes"],
        Event::Reinstate => vec!["enroll", "reinstate"],
        Event::Withdraw => vec!["enroll", "withdraw", "--reason", "r", "--yes"],
        Event::OtherName => vec!["enroll", "edit", "--legal-name", &name],
        Event::AddUser => {
            let person = [
                "--first-name",
                "A",
                "--last-name",
                "B",
                "--role",
                "sales-agent",
            ];
            [&["users", "add", &address][..], &person].concat()
        }
        Event::Invite => vec!["customers", "invite", "fabrikam.fr"],
    };
    let despite = ["--despite-eligibility", "the model does not ask"];
    let line = match event {
        Event::Submit => [&line[..], &despite].concat(),
        _ => line,
    };
    program.run(&line).code
}

fn compare(program: &Program, application: &Application) {
    let (state, signed, checks) = program.read(|tx| {
        let account = tx.accounts().all()?.remove(0);
        let enrollment = &account.enrollments[0];
        let checks = enrollment.checks.iter();
        let checks = checks.map(|it| (it.kind.to_string(), it.word().to_string()));
        let state = enrollment.stage().to_string();
        let slug: &Slug = &account.slug;
        assert!(!slug.as_str().is_empty());
        Ok((
            state,
            enrollment.membership().is_some(),
            checks.collect::<Vec<_>>(),
        ))
    });
    assert_eq!(state, application.word());
    assert_eq!(signed, application.signed);
    let in_force = ["active", "restricted"].contains(&state.as_str());
    assert!(signed || !in_force, "in force without an agreement");
    let expected = CHECKS.into_iter().zip(application.checks);
    let expected = expected.filter_map(|(name, check)| {
        let word = match check? {
            Check::Pending => "pending",
            Check::Accepted => "accepted",
            Check::Rejected => "rejected",
        };
        Some((name.to_owned(), word.to_owned()))
    });
    assert_eq!(checks, expected.collect::<Vec<_>>());
}

#[test]
fn the_store_agrees_with_the_programme_about_applications() {
    let starts = [drafted(false), drafted(true)];
    let sequences = (
        proptest::bool::ANY,
        proptest::collection::vec(event(), 1..40),
    );
    runner(60)
        .run(&sequences, |(direct, events)| {
            let mut program = Program::copy_of(&starts[usize::from(direct)]);
            let mut application = Application::drafted(direct);
            for (number, event) in events.into_iter().enumerate() {
                program.now += 60;
                let before = program.journal();
                let code = perform(&program, event, number);
                let known = application.clone();
                let ((expected, changes), entries) = application.take(event);
                assert_eq!(code, expected, "{event:?} on {known:?}");
                let entries = if changes { entries } else { 0 };
                assert_eq!(
                    program.journal() - before,
                    entries,
                    "{event:?} on {known:?}"
                );
                compare(&program, &application);
            }
            Ok(())
        })
        .unwrap();
}
