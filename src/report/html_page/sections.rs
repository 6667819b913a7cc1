//! The sections of the page that cover all accounts. Long tables are cut, and what is left out is counted.

use rust_decimal::Decimal;
use serde::Serialize;

use super::action_text::ActionText;
use super::cell_text::{
    dollars, found, is_short, share, shown_share, sorted_by, sorted_by_number, spaced,
};
use super::plot::{Weeks, weeks};
use super::{DETAILED, ROWS};
use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::word::Word as _;
use crate::exchange::partner_report::{
    LateItem, PartnerReport, ReportedAccount, ReportedDate, ReportedRevenue,
};
use crate::report::When;

#[derive(Serialize)]
pub(super) struct Sections {
    figures: Vec<FigureView>,
    late: LateView,
    states: Vec<StateView>,
    accounts: Folded<AccountRow>,
    dates: Vec<DatesView>,
    revenue: Folded<RevenueRow>,
    staff: Vec<StaffRow>,
    journal: JournalView,
}

#[derive(Serialize)]
struct FigureView {
    name: &'static str,
    value: u64,
    is_bad: bool,
}

/// The first rows of a table, and how many more there are.
#[derive(Serialize)]
struct Folded<T> {
    rows: Vec<T>,
    folded: usize,
}

impl<T> Folded<T> {
    fn of<S>(all: Vec<S>, row: impl FnMut(S) -> T) -> Self {
        let folded = all.len().saturating_sub(ROWS);
        let rows = all.into_iter().take(ROWS).map(row).collect();
        Self { rows, folded }
    }
}

#[derive(Serialize)]
struct LateView {
    by: Vec<LateByRow>,
    #[serde(flatten)]
    items: Folded<LateRow>,
}

#[derive(Serialize)]
struct LateByRow {
    who: &'static str,
    items: u64,
}

#[derive(Serialize)]
struct LateRow {
    account: String,
    what: String,
    text: ActionText,
    who: &'static str,
    due: String,
    sort: String,
}

#[derive(Serialize)]
struct StateView {
    model: &'static str,
    state: String,
    accounts: u64,
}

#[derive(Serialize)]
struct AccountRow {
    account: String,
    anchor: String,
    legal_name: String,
    state: String,
    next: &'static str,
    due: String,
    sort: String,
    is_late: bool,
}

#[derive(Serialize)]
struct DatesView {
    id: &'static str,
    title: &'static str,
    weeks: Weeks,
    #[serde(flatten)]
    rows: Folded<DateRow>,
}

#[derive(Serialize)]
struct DateRow {
    date: String,
    sort: String,
    what: String,
    text: ActionText,
    account: String,
    is_late: bool,
}

#[derive(Serialize)]
struct RevenueRow {
    account: String,
    found: String,
    found_sort: String,
    required: String,
    required_sort: String,
    share: String,
    share_sort: String,
    is_short: bool,
}

#[derive(Serialize)]
struct StaffRow {
    role: String,
    users: u64,
    accounts: u64,
}

#[derive(Serialize)]
struct JournalView {
    since: String,
    actions: Vec<ActionRow>,
    newest: Vec<EntryRow>,
}

#[derive(Serialize)]
struct ActionRow {
    action: String,
    entries: u64,
}

#[derive(Serialize)]
struct EntryRow {
    at: String,
    action: String,
    subject: String,
    account: String,
    actor: String,
}

/// The sections about all accounts of a report.
pub(super) fn sections(report: &PartnerReport, when: When) -> Sections {
    Sections {
        figures: figures(report),
        late: late(report, when),
        states: states(report),
        accounts: accounts(report, when),
        dates: dates(report, when),
        revenue: revenue(report),
        staff: staff(report),
        journal: journal(report),
    }
}

fn figures(report: &PartnerReport) -> Vec<FigureView> {
    let accounts = &report.accounts;
    let late_accounts = accounts.iter().filter(|it| it.is_late()).count() as u64;
    let late = accounts.iter().map(|it| it.late().count() as u64).sum();
    let ahead = accounts.iter().flat_map(|it| &it.dates);
    let figure = |name, value, can_be_bad| FigureView {
        name,
        value,
        is_bad: can_be_bad && value > 0,
    };
    vec![
        figure("Accounts", accounts.len() as u64, false),
        figure("Accounts with something late", late_accounts, true),
        figure("Late items", late, true),
        figure(
            "Dates ahead",
            ahead.filter(|date| !date.overdue).count() as u64,
            false,
        ),
    ]
}

fn late(report: &PartnerReport, when: When) -> LateView {
    let by = report.late_by().into_iter().map(|(who, items)| LateByRow {
        who: who.map_or("no person recorded", |who| who.title()),
        items,
    });
    let mut all: Vec<(&ReportedAccount, LateItem<'_>)> = report
        .accounts
        .iter()
        .flat_map(|account| account.late().map(move |item| (account, item)))
        .collect();
    all.sort_by_key(|(_, item)| item.day());
    LateView {
        by: by.collect(),
        items: Folded::of(all, |(account, item)| LateRow {
            account: account.slug.to_string(),
            what: item.title(),
            text: match item {
                LateItem::Action(next) => ActionText::from(next),
                LateItem::Date(date) => ActionText::from(date),
            },
            who: item.who().map_or("", |who| who.title()),
            due: item.day().map_or_else(String::new, |day| when.day(day)),
            sort: sorted_by(item.day()),
        }),
    }
}

fn states(report: &PartnerReport) -> Vec<StateView> {
    let states = report.states().into_iter();
    let view = |((model, state), accounts): ((crate::domain::Model, EnrollmentStateKind), u64)| {
        StateView {
            model: model.title(),
            state: spaced(state),
            accounts,
        }
    };
    states.map(view).collect()
}

fn accounts(report: &PartnerReport, when: When) -> Folded<AccountRow> {
    let numbered: Vec<(usize, &ReportedAccount)> = report.accounts.iter().enumerate().collect();
    Folded::of(numbered, |(at, account)| {
        let states: Vec<String> = account
            .enrollments
            .iter()
            .map(|(model, state)| format!("{}: {}", model.title(), spaced(*state)))
            .collect();
        let day = account.first_day();
        AccountRow {
            account: account.slug.to_string(),
            anchor: if at < DETAILED {
                format!("account-{}", at + 1)
            } else {
                String::new()
            },
            legal_name: account.legal_name.clone(),
            state: states.join(", "),
            next: account.next.first().map_or("nothing", |next| next.title),
            due: day.map_or_else(String::new, |day| when.day(day)),
            sort: sorted_by(day),
            is_late: account.is_late(),
        }
    })
}

fn dates(report: &PartnerReport, when: When) -> Vec<DatesView> {
    let group = |id, title, of_relationships: bool| {
        let accounts = report.accounts.iter();
        let mut all: Vec<(&ReportedAccount, &ReportedDate)> = accounts
            .flat_map(|account| account.dates.iter().map(move |date| (account, date)))
            .filter(|(_, date)| date.is_of_relationship() == of_relationships)
            .collect();
        all.sort_by_key(|(_, date)| date.on);
        let shown = all.iter().map(|(_, date)| *date);
        DatesView {
            id,
            title,
            weeks: weeks(shown, report.day(), report.until),
            rows: Folded::of(all, |(account, date)| DateRow {
                date: when.day(date.on),
                sort: date.on.to_string(),
                what: date.title(),
                text: ActionText::from(date),
                account: account.slug.to_string(),
                is_late: date.overdue,
            }),
        }
    };
    vec![
        group("ends", "Relationships and GDAP that end", true),
        group("due", "Other dates", false),
    ]
}

fn revenue(report: &PartnerReport) -> Folded<RevenueRow> {
    let mut all: Vec<(&ReportedAccount, &ReportedRevenue)> = report
        .accounts
        .iter()
        .filter_map(|account| Some((account, account.revenue.as_ref()?)))
        .collect();
    all.sort_by_key(|(_, revenue)| share(revenue).unwrap_or(Decimal::MAX));
    Folded::of(all, |(account, revenue)| RevenueRow {
        account: account.slug.to_string(),
        found: found(revenue),
        found_sort: sorted_by_number(revenue.found),
        required: revenue.required.map_or("none".to_owned(), dollars),
        required_sort: sorted_by_number(revenue.required),
        share: shown_share(revenue),
        share_sort: sorted_by_number(share(revenue)),
        is_short: is_short(revenue),
    })
}

fn staff(report: &PartnerReport) -> Vec<StaffRow> {
    let all = report.staff().into_iter();
    all.map(|(role, (users, accounts))| StaffRow {
        role: role.word().replace('-', " "),
        users,
        accounts,
    })
    .collect()
}

fn journal(report: &PartnerReport) -> JournalView {
    let journal = &report.journal;
    let actions = journal.actions.iter();
    let newest = journal.newest.iter();
    JournalView {
        since: journal.since.date_naive().to_string(),
        actions: actions
            .map(|(action, entries)| ActionRow {
                action: action.clone(),
                entries: *entries,
            })
            .collect(),
        newest: newest
            .map(|entry| EntryRow {
                at: entry.at.format("%Y-%m-%d %H:%M").to_string(),
                action: entry.action.clone(),
                subject: entry.subject.clone(),
                account: entry.account.clone().unwrap_or_default(),
                actor: entry.actor.clone().unwrap_or_default(),
            })
            .collect(),
    }
}
