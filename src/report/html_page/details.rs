//! One account on the page: its enrollments as their states, what is next, its dates, its revenue.

use serde::Serialize;

use super::action_text::ActionText;
use super::cell_text::{dollars, found, found_in, shown_share, spaced};
use super::plot::{RevenuePlot, revenue_plot};
use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::word::Word as _;
use crate::domain::{Model, counted};
use crate::exchange::partner_report::{KnownPart, ReportedAccount, ReportedRevenue};
use crate::report::When;
use crate::report::views::next::capitalized;

/// The most actions and dates of one account.
const MOST: usize = 20;

#[derive(Serialize)]
pub(super) struct DetailView {
    anchor: String,
    account: String,
    legal_name: String,
    machines: Vec<MachineView>,
    next: Vec<NextItem>,
    next_folded: usize,
    dates: Vec<DateItem>,
    dates_folded: usize,
    revenue: Option<RevenueView>,
    staff: String,
    is_of_customers: bool,
}

#[derive(Serialize)]
struct MachineView {
    model: &'static str,
    steps: Vec<MachineStep>,
}

#[derive(Serialize)]
struct MachineStep {
    state: String,
    class: &'static str,
    is_now: bool,
    remark: &'static str,
}

#[derive(Serialize)]
struct NextItem {
    what: &'static str,
    who: &'static str,
    due: String,
    is_late: bool,
    text: ActionText,
}

#[derive(Serialize)]
struct DateItem {
    date: String,
    what: String,
    text: ActionText,
    is_late: bool,
}

#[derive(Serialize)]
struct RevenueView {
    model: &'static str,
    total: String,
    note: String,
    plot: RevenuePlot,
    months: Vec<MonthRow>,
}

#[derive(Serialize)]
struct MonthRow {
    month: String,
    amount: String,
}

/// An account in detail; `number` is its place on the page.
pub(super) fn detail(account: &ReportedAccount, number: usize, when: When) -> DetailView {
    let next = account.next.iter().take(MOST);
    let dates = account.dates.iter().take(MOST);
    let staff = account.staff.iter();
    let staff: Vec<String> = staff
        .map(|(role, users)| format!("{}: {users}", role.word().replace('-', " ")))
        .collect();
    DetailView {
        anchor: format!("account-{number}"),
        account: account.slug.to_string(),
        legal_name: match account.legal_name.as_str() {
            "" => "No legal name yet".to_owned(),
            name => name.to_owned(),
        },
        machines: account
            .enrollments
            .iter()
            .map(|(model, state)| machine(*model, *state))
            .collect(),
        next: next
            .map(|next| NextItem {
                what: next.title,
                who: next.who.title(),
                due: next.due.map_or_else(String::new, |due| when.day(due)),
                is_late: next.overdue,
                text: ActionText::from(next),
            })
            .collect(),
        next_folded: account.next.len().saturating_sub(MOST),
        dates: dates
            .map(|date| DateItem {
                date: when.day(date.on),
                what: date.title(),
                text: ActionText::from(date),
                is_late: date.overdue,
            })
            .collect(),
        dates_folded: account.dates.len().saturating_sub(MOST),
        revenue: account.revenue.as_ref().map(revenue),
        staff: staff.join(", "),
        is_of_customers: account.is_of_customers,
    }
}

/// The states of a model in their order, with the present one marked. States beside the path come last.
fn machine(model: Model, state: EnrollmentStateKind) -> MachineView {
    let path = EnrollmentStateKind::path(model);
    let beside = EnrollmentStateKind::beside_the_path(model);
    // From a state beside the path it is not known which steps were done, except that a restriction follows activation.
    let place = if state == EnrollmentStateKind::Restricted {
        Some(path.len())
    } else {
        path.iter().position(|one| *one == state)
    };
    let step = |one: &EnrollmentStateKind, (class, remark): (&'static str, &'static str)| {
        let is_now = *one == state;
        MachineStep {
            state: spaced(*one),
            class: if is_now { "now" } else { class },
            is_now,
            remark: if is_now { "present state" } else { remark },
        }
    };
    let on_path = path.iter().enumerate().map(|(at, one)| {
        let is_done = place.is_some_and(|place| at < place);
        step(
            one,
            if is_done {
                ("done", "done")
            } else {
                ("ahead", "")
            },
        )
    });
    let others = beside.iter().map(|one| step(one, ("beside", "possible")));
    MachineView {
        model: model.title(),
        steps: on_path.chain(others).collect(),
    }
}

fn revenue(revenue: &ReportedRevenue) -> RevenueView {
    let found = if revenue.known() == KnownPart::Nothing {
        "an unknown amount".to_owned()
    } else {
        found(revenue)
    };
    let total = match (revenue.required, shown_share(revenue).as_str()) {
        (Some(required), "") => format!("{found} of {} required", dollars(required)),
        (Some(required), share) => format!(
            "{found} of {} required in twelve months ({share})",
            dollars(required),
        ),
        (None, _) => format!("{found} in the last twelve months"),
    };
    let months = revenue.months.iter();
    let open = months.filter(|it| !it.known.is_complete()).count();
    // Where revenue is required the result says it already.
    let open = if revenue.required.is_some() { 0 } else { open };
    let note = match open {
        0 => revenue.note.clone(),
        open => format!(
            "{} The revenue of {} is not completely known.",
            revenue.note,
            counted(open as u64, "month")
        ),
    };
    RevenueView {
        model: revenue.model.title(),
        total: capitalized(&total),
        note,
        plot: revenue_plot(revenue),
        months: revenue
            .months
            .iter()
            .map(|month| MonthRow {
                month: month.month.to_string(),
                amount: found_in(month),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_state_is_marked_once() {
        for model in Model::ALL {
            let beside = EnrollmentStateKind::beside_the_path(*model).iter();
            for state in EnrollmentStateKind::path(*model).iter().chain(beside) {
                let steps = machine(*model, *state).steps;
                let now: Vec<&MachineStep> = steps.iter().filter(|step| step.is_now).collect();
                assert_eq!(now.len(), 1, "{model} {state}");
                assert_eq!(now[0].state, spaced(*state));
            }
        }
        let steps = machine(Model::DirectBill, EnrollmentStateKind::SupportPlan).steps;
        let done: Vec<&str> = steps
            .iter()
            .filter(|step| step.class == "done")
            .map(|step| step.state.as_str())
            .collect();
        assert_eq!(
            done,
            [
                "draft",
                "email verification",
                "under review",
                "credit check"
            ]
        );
    }
}
