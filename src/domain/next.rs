//! The next actions: what to do now, who does it, the due day, and whether it is late. All next actions come from here.

mod action;
mod cause;
mod gdap;
mod hint;
mod snooze;
mod staff;
mod transfers;

pub use action::{Action, Who};
pub use cause::{BadNextId, NextCause, NextId};
pub use gdap::{cause_of_attention, of_relationships};
pub use hint::Hint;
use hint::where_the_code_is;
pub use snooze::{Snooze, SnoozedActions, check_snooze};
pub use staff::{Staff, cause_of_password, expiry_horizon, of_staff};
pub use transfers::{cause_of_transfer, of_transfers};

use super::application::assess;
use super::calendar::Day;
use super::enrollment::{Check, CheckKind, CheckStateKind, Enrollment, EnrollmentStateKind};
use super::rule::{RuleRef, enroll, verify};
use super::{Account, Model};

/// What is to be done with a draft that lacks something, for people.
const COMPLETE_DRAFT: &str = "complete application";

/// One next action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextAction {
    /// What to do.
    pub action: Action,
    /// What began it, from which its id follows.
    pub cause: NextCause,
    /// Everything that it is about, the first with its own cause, where it is about many things of a kind; else empty.
    pub grouped: Vec<GroupedCause>,
    /// The domain of the customer that it is about, if there is one: its keeper does it.
    pub customer: Option<String>,
    /// The same in a few words for people.
    pub title: &'static str,
    /// Who does it.
    pub who: Who,
    /// The command that does it or records it, ready to paste.
    pub command: String,
    /// If there are two outcomes, the command for the other one.
    pub alternative: Option<String>,
    /// The due day.
    pub due: Option<Day>,
    /// Whether the due day is past.
    pub overdue: bool,
    /// The rule behind it.
    pub rule: Option<RuleRef>,
    /// What a person should know before typing the command.
    pub hint: Option<Hint>,
}

/// One of many things that one action is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupedCause {
    /// What began it.
    pub cause: NextCause,
    /// The domain of the customer that it is about, if there is one.
    pub customer: Option<String>,
}

impl NextAction {
    /// An action without a due day.
    pub fn new(
        action: Action,
        cause: NextCause,
        who: Who,
        command: impl Into<String>,
        rule: RuleRef,
    ) -> Self {
        Self {
            action,
            cause,
            grouped: Vec::new(),
            customer: None,
            title: action.title(),
            who,
            command: command.into(),
            alternative: None,
            due: None,
            overdue: false,
            rule: Some(rule),
            hint: None,
        }
    }

    /// The same, with what a person should know before typing the command.
    #[must_use]
    pub fn with_hint(mut self, hint: Hint) -> Self {
        self.hint = Some(hint);
        self
    }

    /// This action, about a customer with this domain.
    #[must_use]
    pub fn about_customer(mut self, domain: Option<String>) -> Self {
        self.customer = domain;
        self
    }

    /// Whether it is about a customer of which `is_meant` is true. It is asked with `None` where it is about no customer.
    pub fn concerns(&self, is_meant: impl Fn(Option<&String>) -> bool) -> bool {
        self.customers().any(is_meant)
    }

    /// The domain of the customer of each thing that it is about; `None` for what is about no customer.
    pub fn customers(&self) -> impl Iterator<Item = Option<&String>> {
        let own = self.grouped.is_empty().then_some(self.customer.as_ref());
        let grouped = self.grouped.iter().map(|one| one.customer.as_ref());
        own.into_iter().chain(grouped)
    }

    /// Everything that began it: more than one cause where it is about many things of a kind.
    pub fn causes(&self) -> impl Iterator<Item = &NextCause> {
        let own = self.grouped.is_empty().then_some(&self.cause);
        own.into_iter()
            .chain(self.grouped.iter().map(|one| &one.cause))
    }

    /// This action, about all of these: more than a few of one kind, of which the first has the cause of the action.
    #[must_use]
    pub fn grouping(mut self, grouped: Vec<GroupedCause>) -> Self {
        self.grouped = grouped;
        self
    }

    /// This action, with the command for the other outcome.
    #[must_use]
    pub fn or(mut self, alternative: impl Into<String>) -> Self {
        self.alternative = Some(alternative.into());
        self
    }

    /// This action, with a due day.
    #[must_use]
    pub fn due(mut self, due: Option<Day>, today: Day) -> Self {
        self.due = due;
        self.overdue = due.is_some_and(|due| today > due);
        self
    }
}

/// The next actions of an account's enrollments, oldest enrollment first.
pub fn of_enrollments(account: &Account, today: Day) -> Vec<NextAction> {
    account
        .enrollments
        .iter()
        .flat_map(|enrollment| of_enrollment(account, enrollment, today))
        .collect()
}

/// Sorts actions: overdue ones first, those that only wait for Microsoft last, otherwise in the order of [`Action`].
pub fn in_order(mut actions: Vec<NextAction>) -> Vec<NextAction> {
    actions.sort_by_key(|next| (!next.overdue, next.who == Who::Microsoft, next.action));
    actions
}

fn of_enrollment(account: &Account, enrollment: &Enrollment, today: Day) -> Vec<NextAction> {
    match enrollment.stage() {
        EnrollmentStateKind::Draft => {
            let cause = of_model(Action::Submit, enrollment);
            let submit = |command: String| {
                NextAction::new(
                    Action::Submit,
                    cause,
                    Who::AccountAdmin,
                    command,
                    &enroll::STEP,
                )
            };
            vec![
                if assess(enrollment.model, &account.application).is_empty() {
                    submit("csp enroll submit".to_owned())
                } else {
                    NextAction {
                        title: COMPLETE_DRAFT,
                        ..submit(format!("csp enroll --account {}", account.slug))
                    }
                },
            ]
        }
        EnrollmentStateKind::EmailVerification => enrollment
            .checks
            .iter()
            .filter(|check| check.kind == CheckKind::EmailOwnership)
            .filter_map(|check| of_check(enrollment.model, check, today))
            .collect(),
        EnrollmentStateKind::UnderReview
        | EnrollmentStateKind::ActionRequired
        | EnrollmentStateKind::CreditCheck => enrollment
            .checks
            .iter()
            .filter_map(|check| of_check(enrollment.model, check, today))
            .collect(),
        EnrollmentStateKind::Active | EnrollmentStateKind::Restricted => {
            let checks = enrollment.checks.iter();
            let mut actions: Vec<_> = checks
                .filter_map(|check| of_check(enrollment.model, check, today))
                .collect();
            if enrollment.needs_mpa(today) {
                actions.push(sign_mpa(account, enrollment));
            }
            actions
        }
        EnrollmentStateKind::SupportPlan => vec![
            NextAction::new(
                Action::BuySupportPlan,
                of_model(Action::BuySupportPlan, enrollment),
                Who::AccountAdmin,
                "csp verify support-plan asfp",
                &verify::CREDIT_BEFORE_PLAN,
            )
            .or("csp verify support-plan psfp"),
        ],
        EnrollmentStateKind::Agreement => vec![sign_mpa(account, enrollment)],
        EnrollmentStateKind::Withdrawn => Vec::new(),
    }
}

/// The action to sign the agreement. Its command names the model if the command would otherwise act on another
/// enrollment or on none.
fn sign_mpa(account: &Account, enrollment: &Enrollment) -> NextAction {
    let meant = account.acted_on(None).ok().flatten();
    let is_meant = meant.and_then(|at| account.enrollments.get(at)) == Some(enrollment);
    let mut command = "csp enroll sign-mpa".to_owned();
    if !is_meant {
        command.push_str(" --model ");
        command.push_str(enrollment.model.short());
    }
    NextAction::new(
        Action::SignMpa,
        of_model(Action::SignMpa, enrollment),
        Who::GlobalAdmin,
        command,
        &enroll::MPA_GLOBAL_ADMIN,
    )
}

/// The cause of an action for an enrollment as a whole.
fn of_model(action: Action, enrollment: &Enrollment) -> NextCause {
    NextCause::of(action, enrollment.model, Some(enrollment.created_at))
}

/// The cause of the action that a pending or rejected check needs.
pub fn cause_of_check(model: Model, check: &Check) -> NextCause {
    let action = match (check.word(), check.kind) {
        (CheckStateKind::Rejected, _) => Action::Appeal,
        (_, CheckKind::EmailOwnership) => Action::ConfirmEmail,
        (_, CheckKind::Credit) => Action::AwaitCredit,
        (_, CheckKind::Employment | CheckKind::Business | CheckKind::DueDiligence) => {
            Action::AwaitReview
        }
    };
    let subject = format!("{model} {}", check.kind);
    NextCause::of(action, subject, Some(check.since()))
}

/// The action that an open check needs.
fn of_check(model: Model, check: &Check, today: Day) -> Option<NextAction> {
    let kind = check.kind;
    let cause = cause_of_check(model, check);
    let overdue = check.is_overdue(today);
    let accepted = format!("csp verify record {kind} accepted");
    let rejected = format!("csp verify record {kind} rejected --reason REASON");
    let action = match (check.word(), kind) {
        (CheckStateKind::Accepted | CheckStateKind::NotStarted, _) => return None,
        (CheckStateKind::Rejected, _) => NextAction::new(
            Action::Appeal,
            cause,
            Who::AccountAdmin,
            format!("csp verify appeal {kind} --document TYPE:PATH"),
            &verify::REASON,
        ),
        (CheckStateKind::Pending, CheckKind::EmailOwnership) if overdue => NextAction::new(
            Action::ResendEmail,
            cause,
            Who::AccountAdmin,
            "csp verify send-email",
            &verify::EMAIL_FIRST,
        ),
        (CheckStateKind::Pending, CheckKind::EmailOwnership) => NextAction::new(
            Action::ConfirmEmail,
            cause,
            Who::PrimaryContact,
            "csp verify confirm-email --code CODE",
            &verify::EMAIL_FIRST,
        )
        .with_hint(where_the_code_is(check)),
        (CheckStateKind::Pending, CheckKind::Credit) => NextAction::new(
            Action::AwaitCredit,
            cause,
            Who::Microsoft,
            accepted,
            &verify::CREDIT_BEFORE_PLAN,
        )
        .or(rejected),
        (
            CheckStateKind::Pending,
            CheckKind::Employment | CheckKind::Business | CheckKind::DueDiligence,
        ) => {
            let (action, who) = if overdue {
                (Action::ContactSupport, Who::AccountAdmin)
            } else {
                (Action::AwaitReview, Who::Microsoft)
            };
            NextAction::new(action, cause, who, accepted, &verify::EMAIL_FIRST).or(rejected)
        }
    };
    Some(if check.word() == CheckStateKind::Pending {
        action.due(check.due(), today)
    } else {
        action
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::application::Application;
    use crate::domain::calendar::parse_day;
    use crate::domain::enrollment::{CheckState, EnrollmentEvent};

    #[test]
    fn overdue_actions_come_first_and_those_of_microsoft_last() {
        let day = parse_day("2021-03-09").unwrap();
        let action = |action, who, due: &str| {
            let cause = NextCause::of_account(action);
            NextAction::new(action, cause, who, "csp", &enroll::STEP).due(parse_day(due).ok(), day)
        };
        let ordered = in_order(vec![
            action(Action::AwaitReview, Who::Microsoft, "2021-03-09"),
            action(Action::SignMpa, Who::GlobalAdmin, "2021-03-09"),
            action(Action::Submit, Who::AccountAdmin, "2021-03-10"),
            action(Action::ContactSupport, Who::AccountAdmin, "2021-03-08"),
        ]);
        let ordered: Vec<_> = ordered.into_iter().map(|next| next.action).collect();
        assert_eq!(
            ordered,
            [
                Action::ContactSupport,
                Action::Submit,
                Action::SignMpa,
                Action::AwaitReview
            ]
        );
    }

    #[test]
    fn next_actions_name_roles_of_the_catalogue() {
        use crate::domain::role::Role;
        use crate::domain::word::Word as _;
        for who in Who::ALL {
            let is_person = matches!(who, Who::PrimaryContact | Who::Microsoft);
            assert!(is_person || Role::from_word(who.word()).is_ok(), "{who}");
        }
    }

    #[test]
    fn every_enrollment_says_what_it_asks_for() {
        use crate::domain::account::samples::{account, withdrawn};
        use crate::domain::enrollment::EnrollmentState;
        let day = parse_day("2021-03-09").unwrap();
        let account = account(&[
            (Model::DirectBill, EnrollmentState::SupportPlan),
            (Model::DirectBill, withdrawn()),
            (Model::IndirectReseller, EnrollmentState::Agreement),
            (Model::IndirectReseller, EnrollmentState::Draft),
        ]);
        let told: Vec<_> = of_enrollments(&account, day)
            .into_iter()
            .map(|next| (next.action, next.who))
            .collect();
        assert_eq!(
            told,
            [
                (Action::BuySupportPlan, Who::AccountAdmin),
                (Action::SignMpa, Who::GlobalAdmin),
                (Action::Submit, Who::AccountAdmin),
            ]
        );
    }

    #[test]
    fn an_older_agreement_asks_for_the_mpa_from_february_2020_on() {
        use crate::domain::account::samples::{account, nine};
        use crate::domain::enrollment::{EnrollmentState, Membership};
        let signed = parse_day("2018-10-05").unwrap();
        let older = || EnrollmentState::Active(Membership::new(signed, nine("2018-10-05")));
        let asked = |account: &Account, day: &str| -> Vec<String> {
            let actions = of_enrollments(account, parse_day(day).unwrap());
            actions.into_iter().map(|next| next.command).collect()
        };
        let one = account(&[(Model::IndirectReseller, older())]);
        assert_eq!(asked(&one, "2020-01-31"), [""; 0]);
        assert_eq!(asked(&one, "2020-02-01"), ["csp enroll sign-mpa"]);
        let two = account(&[
            (Model::DirectBill, older()),
            (Model::IndirectReseller, older()),
        ]);
        assert_eq!(
            asked(&two, "2020-02-01"),
            [
                "csp enroll sign-mpa --model direct",
                "csp enroll sign-mpa --model indirect"
            ]
        );
    }

    #[test]
    fn each_check_has_its_next_action_and_actor() {
        let opened = parse_day("2021-03-01").unwrap();
        let at = opened.and_hms_opt(9, 0, 0).unwrap().and_utc();
        let mut check = Check::opened(CheckKind::Credit, at);
        let asked = |check: &Check| {
            let next = of_check(Model::DirectBill, check, opened)?;
            Some((next.action, next.who, next.due))
        };
        assert_eq!(
            asked(&check),
            Some((Action::AwaitCredit, Who::Microsoft, None))
        );
        check.state = CheckState::Rejected {
            since: at,
            reason: "no account".to_owned(),
        };
        assert_eq!(
            asked(&check),
            Some((Action::Appeal, Who::AccountAdmin, None))
        );
        check.state = CheckState::Accepted { since: at };
        assert_eq!(asked(&check), None);
    }

    fn company(application: Application) -> Account {
        Account {
            id: 1,
            slug: "contoso".parse().unwrap(),
            application,
            created_at: opened(),
            enrollments: Vec::new(),
            former_owner: None,
        }
    }

    fn opened() -> crate::domain::calendar::Instant {
        let day = parse_day("2021-03-01").unwrap();
        day.and_hms_opt(9, 0, 0).unwrap().and_utc()
    }

    #[test]
    fn an_incomplete_draft_is_completed_before_submitting() {
        let account = company(Application::default());
        let draft = Enrollment::draft(Model::IndirectReseller, opened());
        let next = of_enrollment(&account, &draft, opened().date_naive());
        assert_eq!(next[0].command, "csp enroll --account contoso");
        assert_eq!(next[0].action, Action::Submit);
    }

    #[test]
    fn a_pending_check_is_late_from_the_day_after_its_due_day() {
        let opened = opened();
        let company = company(Application::default());
        let submitted = Enrollment::draft(Model::IndirectReseller, opened)
            .apply(EnrollmentEvent::Submit, opened)
            .unwrap();
        let on = |day: &str| of_enrollment(&company, &submitted, parse_day(day).unwrap()).remove(0);
        assert_eq!(
            (on("2021-03-02").action, on("2021-03-02").overdue),
            (Action::ConfirmEmail, false)
        );
        assert_eq!(
            (on("2021-03-03").action, on("2021-03-03").overdue),
            (Action::ResendEmail, true)
        );
        let reviewed = submitted
            .apply(EnrollmentEvent::ConfirmEmail, opened)
            .unwrap();
        let on = |day: &str| of_enrollment(&company, &reviewed, parse_day(day).unwrap()).remove(0);
        assert_eq!(on("2021-03-08").action, Action::AwaitReview);
        assert_eq!(on("2021-03-09").action, Action::ContactSupport);
        assert_eq!(on("2021-03-09").due, parse_day("2021-03-08").ok());
    }
}
