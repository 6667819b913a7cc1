//! The report about some accounts: its data, and the files for other programs that are made of it. The page in HTML is
//! made in `report/html_page`.

mod calendar;
mod scope;
mod workbook;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::domain::calendar::{Day, Instant, Month};
use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::next::{NextAction, NextId, Who};
use crate::domain::role::Role;
use crate::domain::word::{Word as _, words};
use crate::domain::{Model, Slug};

pub use calendar::write_calendar;
pub use scope::ReportScope;
pub use workbook::{WorkbookFailure, write_workbook};

words! {
    /// A kind of file in which a report can be written.
    pub enum ReportFileFormat: "format of a report" {
        /// One page for a browser and for printing.
        Html = "html",
        /// A workbook.
        Xlsx = "xlsx",
        /// The dates, for a calendar.
        Ics = "ics",
    }
}

/// What a report says about some accounts at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerReport {
    /// When the store was read.
    pub made_at: Instant,
    /// What it covers.
    pub scope: ReportScope,
    /// The last day of which dates are included.
    pub until: Day,
    /// The accounts: what is late first, then what is to be done, by the day on which it is due.
    pub accounts: Vec<ReportedAccount>,
    /// What was changed in the month before.
    pub journal: JournalDigest,
}

/// One account of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedAccount {
    /// Its short name.
    pub slug: Slug,
    /// Its legal name; empty while none was given.
    pub legal_name: String,
    /// Its MPN ID.
    pub mpn_id: Option<String>,
    /// The company's country, as a code.
    pub country: Option<String>,
    /// The model and state of each enrollment, oldest first.
    pub enrollments: Vec<(Model, EnrollmentStateKind)>,
    /// How many next actions are put off: they and their dates are left out.
    pub snoozed: usize,
    /// What is next, overdue actions first.
    pub next: Vec<NextAction>,
    /// What ends or is due, earliest first.
    pub dates: Vec<ReportedDate>,
    /// Its revenue, if an enrollment is in force or applied for and revenue is required or known.
    pub revenue: Option<ReportedRevenue>,
    /// How many active users have each role.
    pub staff: BTreeMap<Role, u64>,
    /// Whether only what is about some of its customers was selected: then revenue and staff are left out.
    pub is_of_customers: bool,
}

/// A day on which something ends or is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedDate {
    /// The kind of thing, as in the answer of `csp status`.
    pub what: String,
    /// Which one.
    pub subject: String,
    /// What tells it from others of its kind in the account, the same as long as it lasts.
    pub key: String,
    /// The domain of the customer that it is about, if there is one.
    pub customer: Option<String>,
    /// The day.
    pub on: Day,
    /// Whether that is over.
    pub overdue: bool,
    /// The next action about it, if there is one.
    pub next_id: Option<NextId>,
}

/// The revenue of the trailing twelve months against what the programme requires. Amounts are in US dollars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedRevenue {
    /// The model.
    pub model: Model,
    /// The edition of the policy.
    pub policy: String,
    /// The revenue required in twelve months; `None` if the edition requires none.
    pub required: Option<Decimal>,
    /// The known revenue; `None` if nothing is known, or the sum is too large.
    pub found: Option<Decimal>,
    /// The months, oldest first.
    pub months: Vec<ReportedMonth>,
    /// The monthly change of the forecast, and its value for the present month.
    pub line: Option<(Decimal, Decimal)>,
    /// The day on which the requirement will be met at this pace.
    pub met_on: Option<Day>,
    /// The result in words.
    pub note: String,
}

/// One of the trailing months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportedMonth {
    /// The month.
    pub month: Month,
    /// The known amount that counts.
    pub usd: Decimal,
    /// How much of it is known.
    pub known: KnownPart,
}

/// How much of an amount is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownPart {
    /// All of it.
    Whole,
    /// Not all of it; the rest can only add to what is known.
    AtLeast,
    /// Not all of it; the rest may be negative.
    Some,
    /// Nothing.
    Nothing,
    /// It does not count for this partner.
    NotCounted,
}

impl KnownPart {
    /// Whether nothing is missing.
    pub fn is_complete(self) -> bool {
        matches!(self, Self::Whole | Self::NotCounted)
    }
}

impl ReportedRevenue {
    /// How much of the sum of its months is known.
    pub fn known(&self) -> KnownPart {
        let counting = self.months.iter().map(|month| month.known);
        let counting: Vec<KnownPart> = counting
            .filter(|known| *known != KnownPart::NotCounted)
            .collect();
        if counting.iter().all(|known| known.is_complete()) {
            KnownPart::Whole
        } else if counting.iter().all(|known| *known == KnownPart::Nothing) {
            KnownPart::Nothing
        } else if counting.contains(&KnownPart::Some) {
            KnownPart::Some
        } else {
            KnownPart::AtLeast
        }
    }
}

/// What the journal says about some days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalDigest {
    /// The first moment.
    pub since: Instant,
    /// How many entries there are of each action.
    pub actions: BTreeMap<String, u64>,
    /// The newest entries, newest first.
    pub newest: Vec<DigestedEntry>,
}

/// An entry of the journal, without the details of its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestedEntry {
    /// When it was written.
    pub at: Instant,
    /// The account.
    pub account: Option<String>,
    /// Who acted.
    pub actor: Option<String>,
    /// What was done.
    pub action: String,
    /// What was changed.
    pub subject: String,
}

/// Something late: an action that a person should have done, or a date that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateItem<'r> {
    /// An action.
    Action(&'r NextAction),
    /// A date that belongs to no late action.
    Date(&'r ReportedDate),
}

impl LateItem<'_> {
    /// Who should have acted, if that is known.
    pub fn who(&self) -> Option<Who> {
        match self {
            Self::Action(next) => Some(next.who),
            Self::Date(date) => date.who(),
        }
    }

    /// The day on which it was due.
    pub fn day(&self) -> Option<Day> {
        match self {
            Self::Action(next) => next.due,
            Self::Date(date) => Some(date.on),
        }
    }

    /// What is late, in a few words.
    pub fn title(&self) -> String {
        match self {
            Self::Action(next) => next.title.to_owned(),
            Self::Date(date) => date.title(),
        }
    }

    /// Which one it is: its customer, else what it is about.
    pub fn subject(&self) -> &str {
        match self {
            Self::Action(next) => subject_of(next),
            Self::Date(date) => date.customer.as_deref().unwrap_or(&date.subject),
        }
    }
}

/// What an action is about: its customer, else what began it; empty where it is about many things.
pub fn subject_of(next: &NextAction) -> &str {
    let one = next.customer.as_deref();
    let one = one.unwrap_or_else(|| next.cause.subject());
    if next.grouped.is_empty() { one } else { "" }
}

impl PartnerReport {
    /// The day of the report.
    pub fn day(&self) -> Day {
        self.made_at.date_naive()
    }

    /// Puts the accounts in their order.
    pub fn sort(&mut self) {
        self.accounts.sort_by_cached_key(|account| {
            (
                !account.is_late(),
                account.is_quiet(),
                account.first_day().unwrap_or(Day::MAX),
                account.slug.clone(),
            )
        });
    }

    /// How many accounts have an enrollment of each model in each state.
    pub fn states(&self) -> BTreeMap<(Model, EnrollmentStateKind), u64> {
        let mut counted = BTreeMap::new();
        for state in self.accounts.iter().flat_map(|it| &it.enrollments) {
            *counted.entry(*state).or_default() += 1;
        }
        counted
    }

    /// How many items are late by each person; `None` for dates without one.
    pub fn late_by(&self) -> BTreeMap<Option<Who>, u64> {
        let mut counted = BTreeMap::new();
        for item in self.accounts.iter().flat_map(ReportedAccount::late) {
            *counted.entry(item.who()).or_default() += 1;
        }
        counted
    }

    /// How many next actions are put off, and so left out.
    pub fn snoozed(&self) -> usize {
        self.accounts.iter().map(|it| it.snoozed).sum()
    }

    /// For each role, how many active users have it, and in how many accounts.
    pub fn staff(&self) -> BTreeMap<Role, (u64, u64)> {
        let mut counted: BTreeMap<Role, (u64, u64)> = BTreeMap::new();
        for (role, users) in self.accounts.iter().flat_map(|it| &it.staff) {
            let (all, accounts) = counted.entry(*role).or_default();
            *all += users;
            *accounts += 1;
        }
        counted
    }
}

impl ReportedAccount {
    /// What is late.
    pub fn late(&self) -> impl Iterator<Item = LateItem<'_>> {
        let actions = self.next.iter().filter(|next| next.overdue);
        let dates = self
            .dates
            .iter()
            .filter(|date| date.overdue && !self.has_late_action(date));
        actions
            .map(LateItem::Action)
            .chain(dates.map(LateItem::Date))
    }

    /// Whether anything is late.
    pub fn is_late(&self) -> bool {
        self.late().next().is_some()
    }

    /// Whether nothing is to be done and no date is near.
    pub fn is_quiet(&self) -> bool {
        self.next.is_empty() && self.dates.is_empty()
    }

    /// The first day on which something is due.
    pub fn first_day(&self) -> Option<Day> {
        let due = self.next.iter().filter_map(|next| next.due);
        due.chain(self.dates.iter().map(|date| date.on)).min()
    }

    /// Whether a late action is about this date.
    fn has_late_action(&self, date: &ReportedDate) -> bool {
        let mut late = self.next.iter().filter(|next| next.overdue);
        late.any(|next| self.is_about(next, date))
    }

    /// Whether an action is about this date.
    fn is_about(&self, next: &NextAction, date: &ReportedDate) -> bool {
        let id = date.next_id.as_ref();
        id.is_some_and(|id| *id == next.cause.id(&self.slug))
    }
}

impl ReportedDate {
    /// What ends, in words: `GDAP end Contoso support`.
    pub fn title(&self) -> String {
        let what = self.what.replace('-', " ").replace("gdap", "GDAP");
        format!("{what} {}", self.subject)
    }

    /// The customer, unless its subject names it already.
    pub fn customer_beside(&self) -> Option<&str> {
        let customer = self.customer.as_deref();
        customer.filter(|customer| !self.subject.eq_ignore_ascii_case(customer))
    }

    /// Who can do something about it, if that follows from its kind.
    pub fn who(&self) -> Option<Who> {
        match self.what.as_str() {
            "invitation" => Some(Who::GlobalAdmin),
            "temporary-password" => Some(Who::UserManagementAdmin),
            "request" | "transfer-expiry" => Some(Who::AdminAgent),
            what if what.starts_with("gdap-") => Some(Who::AdminAgent),
            _ => None,
        }
    }

    /// Whether it is about a relationship: a request, an invitation or delegated admin rights.
    pub fn is_of_relationship(&self) -> bool {
        matches!(self.what.as_str(), "request" | "invitation") || self.what.starts_with("gdap-")
    }
}

/// A day of an account for a calendar.
struct DueDay {
    /// The kind of thing.
    what: String,
    /// What tells it from others of its kind.
    key: String,
    /// The same in words.
    title: String,
    day: Day,
}

/// The days of an account for a calendar: its dates, and the actions that are due and have no date.
fn due_days(account: &ReportedAccount) -> impl Iterator<Item = DueDay> {
    let dates = account.dates.iter().map(|date| DueDay {
        what: date.what.clone(),
        key: date.key.clone(),
        title: with_customer(date.title(), date.customer_beside()),
        day: date.on,
    });
    let actions = account.next.iter().filter_map(|next| {
        let mut dates = account.dates.iter();
        let day = next
            .due
            .filter(|_| !dates.any(|date| account.is_about(next, date)))?;
        let key = if next.grouped.is_empty() {
            next.cause.subject()
        } else {
            // Whether a command names its account depends on the settings.
            next.command.split(" --account ").next().unwrap_or_default()
        };
        Some(DueDay {
            what: next.cause.matter().word().to_owned(),
            key: key.to_owned(),
            title: with_customer(next.title.to_owned(), next.customer.as_deref()),
            day,
        })
    });
    dates.chain(actions)
}

fn with_customer(title: String, customer: Option<&str>) -> String {
    match customer {
        Some(customer) => format!("{title} ({customer})"),
        None => title,
    }
}

#[cfg(test)]
pub(crate) mod samples;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_late_is_counted_once_and_by_person() {
        let mut report = samples::report();
        assert_eq!(
            report.late_by(),
            BTreeMap::from([(Some(Who::AccountAdmin), 1)])
        );
        // Of an account without late actions every date that is over is late.
        for date in &mut report.accounts[1].dates {
            date.overdue = true;
        }
        let late = report.late_by();
        assert_eq!(late[&Some(Who::AdminAgent)], 1);
        assert_eq!(late[&Some(Who::UserManagementAdmin)], 1);
        assert_eq!(late.values().sum::<u64>(), 3);
    }

    #[test]
    fn late_accounts_come_first_and_quiet_ones_last() {
        let mut report = samples::report();
        let mut quiet = report.accounts[0].clone();
        quiet.slug = "a-quiet-one".parse().unwrap();
        quiet.next.clear();
        quiet.dates.clear();
        report.accounts.insert(0, quiet);
        report.accounts.reverse();
        report.sort();
        let order: Vec<&str> = report.accounts.iter().map(|it| it.slug.as_str()).collect();
        assert_eq!(order, ["contoso-france", "fabrikam", "a-quiet-one"]);
    }

    #[test]
    fn an_action_due_on_the_day_of_another_date_is_in_the_calendar() {
        let mut account = samples::report().accounts.remove(0);
        let days = |account: &ReportedAccount| due_days(account).count();
        assert_eq!((days(&account), account.late().count()), (2, 1));
        account.dates[0].next_id = None;
        assert_eq!((days(&account), account.late().count()), (3, 2));
    }
}
