//! The columns of import files: in the help of each import, and together in `csp help columns`.
//!
//! The columns, and which of them are required, are read from the tables of the importers.

use super::layout;
use crate::domain::application::Field;
use crate::domain::customer::CustomerOrigin;
use crate::domain::enrollment::CheckKind;
use crate::domain::provider::Service;
use crate::domain::revenue::Category;
use crate::domain::word::Word;
use crate::exchange::users::{UserFileFormat, UserFileSource};
use crate::exchange::{
    applications, check_results, customers, gdap, providers, rates, revenue, sheet,
};

/// An import of a file with named columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Import {
    /// `csp accounts import`
    Accounts,
    /// `csp verify import`
    Results,
    /// `csp users import`
    Users,
    /// `csp customers import`
    Customers,
    /// `csp providers import`
    Providers,
    /// `csp gdap import`
    Gdap,
    /// `csp eligibility revenue import`
    Revenue,
    /// `csp eligibility rates import`
    Rates,
}

/// The content of a cell, and an example of it; empty if the example file does not need the column.
type Cell = (String, &'static str);

impl Import {
    /// Every import, in the order of the page.
    pub const ALL: [Self; 8] = [
        Self::Accounts,
        Self::Results,
        Self::Users,
        Self::Customers,
        Self::Providers,
        Self::Gdap,
        Self::Revenue,
        Self::Rates,
    ];

    /// The command.
    pub fn command(self) -> &'static str {
        match self {
            Self::Accounts => "csp accounts import",
            Self::Results => "csp verify import",
            Self::Users => "csp users import",
            Self::Customers => "csp customers import",
            Self::Providers => "csp providers import",
            Self::Gdap => "csp gdap import",
            Self::Revenue => "csp eligibility revenue import",
            Self::Rates => "csp eligibility rates import",
        }
    }

    /// The headings, and whether the column is required.
    fn columns(self) -> Vec<(&'static str, bool)> {
        let table = match self {
            Self::Accounts => {
                let read = applications::columns().into_iter();
                let read = read.filter(|column| column.is_read);
                return read
                    .map(|column| (column.heading, column.is_required))
                    .collect();
            }
            Self::Users => {
                let own = UserFileFormat::Own.columns().iter();
                let read = own.filter(|column| column.in_template);
                return read
                    .map(|column| (column.heading, column.required))
                    .collect();
            }
            Self::Results => check_results::COLUMNS,
            Self::Customers => customers::COLUMNS,
            Self::Providers => providers::COLUMNS,
            Self::Gdap => gdap::COLUMNS,
            Self::Revenue => revenue::COLUMNS,
            Self::Rates => rates::COLUMNS,
        };
        let read = table.iter().filter(|column| column.is_read);
        read.map(|column: &sheet::Column| (column.heading, column.is_required))
            .collect()
    }

    /// Each column: its heading, whether it is required, and what it contains.
    pub fn described(self) -> impl Iterator<Item = (&'static str, bool, String)> {
        let columns = self.columns().into_iter();
        columns.map(move |(heading, is_required)| (heading, is_required, self.cell(heading).0))
    }

    /// The content of a column.
    fn cell(self, heading: &str) -> Cell {
        let (meaning, example) = match (self, heading) {
            (Self::Accounts, heading) => return of_application(heading),
            (Self::Results, "account") => (
                "Account, by short name, MPN ID or tenant domain",
                "contoso-france",
            ),
            (Self::Results, "check") => return (one_of::<CheckKind>(""), "employment"),
            (Self::Results, "state") => ("accepted or rejected", "accepted"),
            (Self::Results, "reason") => ("Reason, required for rejected", ""),
            (Self::Results, "on") => ("Day of the result, YYYY-MM-DD; empty: today", ""),
            (Self::Results, "model") => (
                "indirect or direct, for an account with two applications",
                "",
            ),
            (Self::Users, "email") => ("Address, with which the user signs in", "ada@contoso.fr"),
            (Self::Users, "first_name") => ("First name", "Ada"),
            (Self::Users, "last_name") => ("Last name", "Roy"),
            (Self::Users, "roles") => (
                "Roles with `;` between them; empty: the roles of --role",
                "sales-agent;report-viewer",
            ),
            (Self::Users, "state") => (
                "active or blocked; empty: new users can sign in, others stay as they are",
                "active",
            ),
            (Self::Customers, "name") => ("Name of the organisation", "Fabrikam"),
            (Self::Customers, "domain") => ("Domain of its tenant", "fabrikam.fr"),
            (Self::Providers, "name") => ("Name of the company", "Tailspin Distribution"),
            (Self::Customers, "country") => (
                "Two-letter country code; empty: the country of --country",
                "FR",
            ),
            (Self::Providers, "country") => ("Two-letter country code", "FR"),
            (Self::Customers, "email") => ("Address for messages", "it@fabrikam.fr"),
            (Self::Providers, "email") => ("Address for messages", ""),
            (Self::Customers, "tenant_id") | (Self::Providers, "tenant-id") => {
                ("Tenant ID, a GUID", "")
            }
            (Self::Customers, "registration_id") => {
                ("Registration ID, only in countries that require one", "")
            }
            (Self::Customers, "origin") => return (one_of::<CustomerOrigin>(""), "referral"),
            (Self::Customers, "csp_tenant") => (
                "true or false: whether its tenant is used for CSP transactions",
                "",
            ),
            (Self::Providers, "mpn-id") => ("MPN ID (Partner ID), 4 to 10 digits", "5550009"),
            (Self::Providers, "tenant-domain") => ("Domain of its tenant", ""),
            (Self::Providers, "service") => {
                let meaning = one_of::<Service>("; several with `;` between them");
                return (meaning, "billing;support");
            }
            (Self::Providers, "notes") => ("Your own notes", ""),
            (Self::Gdap, "id") => (
                "Microsoft's ID of the relationship: two GUIDs, 73 characters",
                "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4",
            ),
            (Self::Gdap, "name") => ("Name of the relationship", ""),
            (Self::Gdap, "customer_tenant_id") => ("Tenant ID of the customer, a GUID", ""),
            (Self::Gdap, "customer_name") => ("Name of the customer", ""),
            (Self::Gdap, "status") => ("Microsoft's word for its state, for example active", ""),
            (Self::Gdap, "duration_days") => ("Its duration in days, for example 730", ""),
            (Self::Gdap, "auto_extend_days") => (
                "By how many days its end moves: 180, or 0 for off; empty: unknown",
                "",
            ),
            (Self::Gdap, "roles") => (
                "Roles with `;` between them, as names or IDs; empty: unknown",
                "",
            ),
            (Self::Gdap, "created_at" | "activated_at" | "ends_at") => {
                ("YYYY-MM-DD, or with the time as 2028-03-01T09:40:12Z", "")
            }
            (Self::Revenue, "month") => ("YYYY-MM", "2020-03"),
            (Self::Rates, "month") => (
                "YYYY-MM; empty: every month without its own rate",
                "2020-03",
            ),
            (Self::Revenue | Self::Rates, "currency") => ("Three-letter currency code", "EUR"),
            (Self::Revenue, "amount") => ("Total of the month, before tax", "25000.00"),
            (Self::Revenue, "category") => {
                return (one_of::<Category>("; empty: cloud"), "cloud");
            }
            (Self::Revenue, "counted") => (
                "true or false: whether the row counts; `revenue list` writes it",
                "",
            ),
            (Self::Rates, "rate") => ("US dollars for one unit of the currency", "1.1063"),
            _ => ("", ""),
        };
        (meaning.to_owned(), example)
    }

    /// Files of other systems that the import also reads; empty if there are none.
    fn other_files(self) -> String {
        match self {
            Self::Users => {
                let own = UserFileSource::Format(UserFileFormat::Own);
                let others = UserFileSource::ALL.iter().filter(|source| **source != own);
                let titles: Vec<&str> = others.map(|source| source.title()).collect();
                format!("Also accepted: {}.", titles.join(", "))
            }
            Self::Customers => "Also accepted: JSON from the Partner Center API or its PowerShell \
                module, the customer list of Partner Center, and the lists of Get-PartnerCustomer, \
                Get-MsolPartnerContract, Get-MgContract and CIPP."
                .to_owned(),
            Self::Revenue => "Also accepted: the licence-based, usage-based and new-commerce \
                reconciliation files of Partner Center, Insights exports with BilledRevenueUSD, and \
                billing exports (JSON lines with their manifest.json). csp recognises them by their \
                headings or names. The reseller is in ResellerMPNID, ResellerMpnId or Tier2MpnId. \
                Files may be packed by gzip."
                .to_owned(),
            Self::Gdap => "Also accepted: what Microsoft Graph, az rest, PowerShell 5.1 and 7, CIPP and \
                Microsoft's bulk tool print, as JSON or CSV. csp recognises it by its content. Dates \
                in a local form are left out."
                .to_owned(),
            Self::Accounts => "The example has the first columns only, so it can be kept with --draft. \
                Also accepted: application files (.toml), and a folder of them."
                .to_owned(),
            Self::Results | Self::Providers | Self::Rates => String::new(),
        }
    }

    /// The headings and the cells of a small file.
    pub fn example(self) -> (Vec<&'static str>, Vec<&'static str>) {
        let columns = self.columns().into_iter();
        columns
            .map(|(heading, _)| (heading, self.cell(heading).1))
            .filter(|(_, cell)| !cell.is_empty())
            .unzip()
    }

    /// The columns and an example of a file.
    pub fn section(self) -> String {
        self.section_in(layout::WIDTH)
    }

    /// The same for a page of another width.
    fn section_in(self, width: usize) -> String {
        let columns = self.columns();
        let longest = columns.iter().map(|(heading, _)| heading.len()).max();
        let heading_width = longest.unwrap_or(0) + 2;
        let rows: Vec<(String, String)> = columns
            .iter()
            .map(|(heading, is_required)| {
                let need = if *is_required { "required" } else { "optional" };
                (
                    format!("{heading:<heading_width$}{need}"),
                    self.cell(heading).0,
                )
            })
            .collect();
        let (headings, cells) = self.example();
        let mut text = format!(
            "Columns:\n{}\nExample of a file:\n  {}\n  {}\n",
            layout::table_in(width, &rows),
            headings.join(","),
            cells.join(",")
        );
        let others = self.other_files();
        if !others.is_empty() {
            text.push('\n');
            text.push_str(&layout::paragraph(&others));
        }
        text
    }

    /// The end of the import's help: the columns, and the examples of the command.
    pub(in crate::cli) fn end_of_help(self, examples: &str) -> String {
        format!("{}\n{examples}", self.section())
    }
}

/// The content of a column of applications.
fn of_application(heading: &str) -> Cell {
    let of_field = |field: &&Field| field.facts().flag == heading;
    let (meaning, example) = match (heading, Field::ALL.iter().find(of_field)) {
        ("model", _) => (
            "indirect or direct; empty: the model of --model",
            "indirect",
        ),
        ("account", _) => ("Short name; empty: made from the legal name", ""),
        ("mpn-id", _) => ("MPN ID (Partner ID), 4 to 10 digits", "5550201"),
        ("legal-name", _) => ("Legal name, as it is registered", "Fabrikam SARL"),
        ("country", _) => ("Two-letter country code", "FR"),
        ("authority-to-sign", _) => ("true or false: whether the applicant may sign", ""),
        (_, Some(field)) => {
            let facts = field.facts();
            return (format!("{}: {}", facts.label, facts.help), "");
        }
        (_, None) => ("", ""),
    };
    (meaning.to_owned(), example)
}

/// The words of a list, joined as in a sentence.
pub(in crate::cli) fn one_of<W: Word>(rest: &str) -> String {
    let words: Vec<&str> = W::ALL.iter().map(|word| word.word()).collect();
    let (last, others) = words.split_last().unwrap_or((&"", &[]));
    format!("{} or {last}{rest}", others.join(", "))
}

/// `csp help columns`.
pub(super) fn text(width: usize) -> String {
    let mut text = layout::paragraph(
        "Imports read CSV with commas, semicolons or tabs, and Excel workbooks (.xlsx). --sheet NAME chooses the sheet \
         of a workbook; without it csp reads the first one. The columns may be in any order. If a file has mistakes, \
         csp lists all of them and changes nothing.",
    );
    for import in Import::ALL {
        text.push_str(&format!(
            "\n{}\n\n{}",
            import.command(),
            import.section_in(width)
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_described() {
        for import in Import::ALL {
            for (heading, is_required) in import.columns() {
                let (meaning, example) = import.cell(heading);
                assert!(!meaning.is_empty(), "{import:?} {heading}");
                assert!(!is_required || !example.is_empty(), "{import:?} {heading}");
            }
        }
    }
}
