//! The report about all accounts as data, and the answer about a file that was written.

use rust_decimal::Decimal;
use serde::Serialize;

use super::next::{NextView, views};
use super::status::{ExpiringView, StandsView};
use crate::domain::calendar::{Day, Month};
use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::money::{Currency, Money};
use crate::domain::next::{SnoozedActions, Who};
use crate::domain::role::Role;
use crate::domain::{Model, Slug, counted, counted_as};
use crate::exchange::partner_report::{
    JournalDigest, PartnerReport, ReportFileFormat, ReportedAccount, ReportedRevenue,
};
use crate::report::{Page, ShownMoment, View};

/// A report as data.
#[derive(Debug, Serialize)]
pub struct PartnerReportView {
    made_at: ShownMoment,
    dates_until: Day,
    totals: TotalsView,
    states: Vec<CountedStateView>,
    late_by: Vec<LateByView>,
    staff: Vec<StaffView>,
    journal: DigestView,
    accounts: Vec<ReportedAccountView>,
}

#[derive(Debug, Serialize)]
struct TotalsView {
    accounts: usize,
    late_accounts: usize,
    late_items: usize,
    dates_ahead: usize,
    snoozed: usize,
}

#[derive(Debug, Serialize)]
struct CountedStateView {
    model: Model,
    state: EnrollmentStateKind,
    accounts: u64,
}

#[derive(Debug, Serialize)]
struct LateByView {
    who: Option<Who>,
    items: u64,
}

#[derive(Debug, Serialize)]
struct StaffView {
    role: Role,
    users: u64,
    accounts: u64,
}

#[derive(Debug, Serialize)]
struct DigestView {
    since: ShownMoment,
    actions: Vec<CountedActionView>,
    newest: Vec<DigestedEntryView>,
}

#[derive(Debug, Serialize)]
struct CountedActionView {
    action: String,
    entries: u64,
}

#[derive(Debug, Serialize)]
struct DigestedEntryView {
    at: ShownMoment,
    account: Option<String>,
    actor: Option<String>,
    action: String,
    subject: String,
}

#[derive(Debug, Serialize)]
struct ReportedAccountView {
    account: Slug,
    legal_name: Option<String>,
    mpn_id: Option<String>,
    country: Option<String>,
    late: bool,
    enrollments: Vec<StandsView>,
    next: Vec<NextView>,
    dates: Vec<ExpiringView>,
    revenue: Option<RevenueView>,
    staff: Vec<RoleView>,
}

#[derive(Debug, Serialize)]
struct RoleView {
    role: Role,
    users: u64,
}

#[derive(Debug, Serialize)]
struct RevenueView {
    model: Model,
    policy: String,
    required: Option<Money>,
    found: Option<Money>,
    months: Vec<MonthView>,
    monthly_change: Option<Money>,
    present_month: Option<Money>,
    met_on: Option<Day>,
    note: String,
}

#[derive(Debug, Serialize)]
struct MonthView {
    month: Month,
    amount: Money,
    complete: bool,
}

impl From<&PartnerReport> for PartnerReportView {
    fn from(report: &PartnerReport) -> Self {
        let accounts = &report.accounts;
        let ahead = accounts.iter().flat_map(|it| &it.dates);
        let states = report.states().into_iter();
        let late_by = report.late_by().into_iter();
        let staff = report.staff().into_iter();
        Self {
            made_at: report.made_at.into(),
            dates_until: report.until,
            totals: TotalsView {
                accounts: accounts.len(),
                late_accounts: accounts.iter().filter(|it| it.is_late()).count(),
                late_items: accounts.iter().map(|it| it.late().count()).sum(),
                dates_ahead: ahead.filter(|date| !date.overdue).count(),
                snoozed: report.snoozed(),
            },
            states: states
                .map(|((model, state), accounts)| CountedStateView {
                    model,
                    state,
                    accounts,
                })
                .collect(),
            late_by: late_by
                .map(|(who, items)| LateByView { who, items })
                .collect(),
            staff: staff
                .map(|(role, (users, accounts))| StaffView {
                    role,
                    users,
                    accounts,
                })
                .collect(),
            journal: DigestView::from(&report.journal),
            accounts: accounts.iter().map(ReportedAccountView::from).collect(),
        }
    }
}

impl From<&JournalDigest> for DigestView {
    fn from(journal: &JournalDigest) -> Self {
        let actions = journal.actions.iter();
        let newest = journal.newest.iter();
        Self {
            since: journal.since.into(),
            actions: actions
                .map(|(action, entries)| CountedActionView {
                    action: action.clone(),
                    entries: *entries,
                })
                .collect(),
            newest: newest
                .map(|entry| DigestedEntryView {
                    at: entry.at.into(),
                    account: entry.account.clone(),
                    actor: entry.actor.clone(),
                    action: entry.action.clone(),
                    subject: entry.subject.clone(),
                })
                .collect(),
        }
    }
}

impl From<&ReportedAccount> for ReportedAccountView {
    fn from(account: &ReportedAccount) -> Self {
        let enrollments = account.enrollments.iter();
        let dates = account.dates.iter();
        let staff = account.staff.iter();
        Self {
            account: account.slug.clone(),
            legal_name: Some(account.legal_name.clone()).filter(|name| !name.is_empty()),
            mpn_id: account.mpn_id.clone(),
            country: account.country.clone(),
            late: account.is_late(),
            enrollments: enrollments
                .map(|(model, state)| StandsView {
                    model: *model,
                    state: *state,
                })
                .collect(),
            next: views(&account.next, &SnoozedActions::none(account.slug.clone())),
            dates: dates
                .map(|date| {
                    let subject = date.subject.clone();
                    let mut shown = ExpiringView::new(&date.what, subject, date.on, date.overdue);
                    shown.next_id.clone_from(&date.next_id);
                    shown
                })
                .collect(),
            revenue: account.revenue.as_ref().map(RevenueView::from),
            staff: staff
                .map(|(role, users)| RoleView {
                    role: *role,
                    users: *users,
                })
                .collect(),
        }
    }
}

impl From<&ReportedRevenue> for RevenueView {
    fn from(revenue: &ReportedRevenue) -> Self {
        let usd = |amount: Decimal| Money {
            amount,
            currency: Currency::USD,
        };
        let months = revenue.months.iter();
        Self {
            model: revenue.model,
            policy: revenue.policy.clone(),
            required: revenue.required.map(usd),
            found: revenue.found.map(usd),
            months: months
                .map(|month| MonthView {
                    month: month.month,
                    amount: usd(month.usd),
                    complete: month.known.is_complete(),
                })
                .collect(),
            monthly_change: revenue.line.map(|(rise, _)| usd(rise)),
            present_month: revenue.line.map(|(_, present)| usd(present)),
            met_on: revenue.met_on,
            note: revenue.note.clone(),
        }
    }
}

impl View for PartnerReportView {
    const LINES: Option<(&'static str, &'static [&'static str])> = Some((
        "accounts",
        &["account", "legal_name", "mpn_id", "country", "late"],
    ));

    /// A person gets the page in HTML instead.
    fn page(&self, page: &mut Page) {
        page.prose(0, &counted(self.totals.accounts as u64, "account"));
    }
}

/// A file that was written.
#[derive(Debug, Serialize)]
pub struct ReportFileView {
    /// Its path.
    pub file: String,
    /// Its kind.
    pub format: ReportFileFormat,
    /// How many accounts the report covers.
    pub accounts: usize,
    /// How many of them are counted in it without being shown in detail.
    pub folded: usize,
    /// How many dates it has.
    pub dates: usize,
    /// How many next actions are put off, and so left out.
    #[serde(skip)]
    pub snoozed: usize,
}

impl View for ReportFileView {
    fn page(&self, page: &mut Page) {
        let accounts = counted(self.accounts as u64, "account");
        let dates = counted(self.dates as u64, "date");
        page.prose(0, &format!("Report in {}: {accounts}, {dates}.", self.file));
        if self.snoozed > 0 {
            page.prose(0, &left_out(self.snoozed));
        }
        if self.folded > 0 {
            let folded = counted(self.folded as u64, "account");
            page.prose(
                0,
                &format!("{folded} with the least to do are counted, and not shown in detail."),
            );
        }
    }
}

/// Says that actions are put off, and so left out.
pub fn left_out(snoozed: usize) -> String {
    let what = counted_as(
        snoozed as u64,
        "action is put off and left out, with its dates",
        "actions are put off and left out, with their dates",
    );
    format!("{what}. To see them: `csp status --all`")
}
