//! The answer of each command: the name of its JSON shape, or none for a command that prints a text.

use super::Command;
use super::account_verification::VerificationCommand;
use super::accounts::AccountsCommand;
use super::customers::CustomersCommand;
use super::eligibility::{EligibilityCommand, EvidenceCommand, RatesCommand, RevenueCommand};
use super::enroll::EnrollCommand;
use super::gdap::GdapCommand;
use super::gdap_planning::GdapTemplatesCommand;
use super::policy_packs::PoliciesCommand;
use super::providers::{ProvidersCommand, ValidationCommand};
use super::records::{AuditCommand, ConfigCommand, StoreCommand};
use super::snooze::SnoozeCommand;
use super::transfers::TransfersCommand;
use super::users::UsersCommand;
use super::verify::VerifyCommand;

/// The name of the shape of a command's answer, as in `report/shapes.txt`. `None` if the answer is a text in every
/// format: a template, a manual page, a file for another system.
pub fn find_shape(command: &Command) -> Option<&'static str> {
    Some(match command {
        Command::Enroll(args) => return args.command.as_ref().map_or(Some("account"), of_enroll),
        Command::Verify(args) => match args.command {
            Some(VerifyCommand::Import(_)) => "check-results",
            None | Some(_) => "verification",
        },
        Command::Users(command) => return of_users(command),
        Command::Providers(args) => of_providers(&args.command),
        Command::Customers(args) => return of_customers(&args.command),
        Command::Accounts(args) => match &args.command {
            AccountsCommand::Template(args) if args.out.is_some() => "template-file",
            AccountsCommand::Template(_) => return None,
            AccountsCommand::Import(_) => "accounts-import",
            AccountsCommand::Move { .. } => "moved-account",
            AccountsCommand::Group(args) if args.accounts.len() > 1 => "accounts",
            AccountsCommand::Group(_) | AccountsCommand::Keeper(_) => "account",
        },
        Command::Eligibility(args) => return of_eligibility(&args.command),
        Command::Gdap(args) => of_gdap(&args.command),
        Command::Transfers(args) => of_transfers(&args.command),
        Command::Status(args) if args.mail.is_some() => "keeper-mails",
        Command::Status(_) => "status",
        Command::Snooze(args) => match args.command {
            Some(SnoozeCommand::List { .. }) => "snoozes",
            Some(SnoozeCommand::Wake { .. }) | None => "snooze",
        },
        Command::Report(args) if args.out.is_some() => "report-file",
        Command::Report(_) => "report",
        Command::Explain(args) if args.rule.is_some() => "rule",
        Command::Explain(_) => "rules",
        Command::Audit(args) => match args.command {
            AuditCommand::Log { .. } | AuditCommand::Find { .. } => "journal",
            AuditCommand::Verify { .. } => "checked",
            AuditCommand::Anchor { .. } => "anchor",
        },
        Command::Store(args) => match args.command {
            StoreCommand::Path | StoreCommand::Backup { .. } => "path",
            StoreCommand::Check => "checked",
            StoreCommand::Export { .. } => "exported",
            StoreCommand::Restore { .. } => "restored",
            StoreCommand::Move { .. } => "moved-store",
        },
        Command::Config(args) => match args.command {
            ConfigCommand::List => "settings",
            ConfigCommand::Get { .. } | ConfigCommand::Set { .. } => "setting",
            ConfigCommand::Path => "path",
        },
        Command::Doctor(_) => "doctor",
        Command::Man(args) if args.out.is_some() => "exported",
        Command::Completions(_) | Command::Man(_) | Command::Help(_) => return None,
    })
}

fn of_enroll(command: &EnrollCommand) -> Option<&'static str> {
    Some(match command {
        EnrollCommand::Template { .. } => return None,
        EnrollCommand::List(_) => "accounts",
        EnrollCommand::Markets { .. } => "markets",
        EnrollCommand::BusinessProfile(_) => "business-profile",
        EnrollCommand::Show { .. }
        | EnrollCommand::Edit(_)
        | EnrollCommand::Submit { .. }
        | EnrollCommand::SignMpa { .. }
        | EnrollCommand::Transition { .. }
        | EnrollCommand::Restrict { .. }
        | EnrollCommand::Reinstate
        | EnrollCommand::Withdraw { .. }
        | EnrollCommand::Use { .. } => "account",
    })
}

fn of_gdap(command: &GdapCommand) -> &'static str {
    match command {
        GdapCommand::List(_) => "admin-relationships",
        GdapCommand::Import(_) => "gdap-import",
        GdapCommand::Plan(_) => "planned-admin-relationship",
        GdapCommand::Renewals(_) => "gdap-renewals",
        GdapCommand::Roles { .. } => "entra-roles",
        GdapCommand::Templates { command } => match command {
            GdapTemplatesCommand::List => "gdap-templates",
            GdapTemplatesCommand::Show { .. }
            | GdapTemplatesCommand::Set(_)
            | GdapTemplatesCommand::Remove { .. } => "gdap-template",
        },
        GdapCommand::Show(_)
        | GdapCommand::Created(_)
        | GdapCommand::Record(_)
        | GdapCommand::Decide(_)
        | GdapCommand::Withdraw(_)
        | GdapCommand::Assign(_)
        | GdapCommand::Unassign(_) => "admin-relationship",
    }
}

fn of_transfers(command: &TransfersCommand) -> &'static str {
    match command {
        TransfersCommand::List(_) => "transfers",
        TransfersCommand::Import(_) => "transfers-import",
        TransfersCommand::Show(_) | TransfersCommand::Plan(_) | TransfersCommand::Record(_) => {
            "transfer"
        }
    }
}

fn of_users(command: &UsersCommand) -> Option<&'static str> {
    Some(match command {
        UsersCommand::Template(args) if args.out.is_some() => "template-file",
        UsersCommand::Template(_) => return None,
        UsersCommand::Export(args) if args.out.is_none() => return None,
        // The answer is then the file of passwords.
        UsersCommand::Import(args) if args.writes_passwords_to_stdout() => return None,
        UsersCommand::Export(_) => "users-export",
        UsersCommand::Import(_) => "users-import",
        UsersCommand::Add(_) | UsersCommand::ResetPassword(_) => "new-user",
        UsersCommand::List(_) => "users",
        UsersCommand::Roles => "roles",
        UsersCommand::Can(_) => "users-can",
        UsersCommand::Show(_)
        | UsersCommand::Edit(_)
        | UsersCommand::Grant(_)
        | UsersCommand::Revoke(_)
        | UsersCommand::SignIn(_)
        | UsersCommand::Block(_)
        | UsersCommand::Unblock(_)
        | UsersCommand::Remove(_)
        | UsersCommand::Restore(_)
        | UsersCommand::Recover(_) => "user",
    })
}

fn of_providers(command: &ProvidersCommand) -> &'static str {
    match command {
        ProvidersCommand::Add(_) | ProvidersCommand::Edit(_) => "provider",
        ProvidersCommand::Import(_) => "providers-import",
        ProvidersCommand::Search(_) => "providers-search",
        ProvidersCommand::List(_) => "partnerships",
        ProvidersCommand::Show(_) => "provider-history",
        ProvidersCommand::Validation(args) => match args.command {
            Some(ValidationCommand::Import(_)) => "validation-import",
            None => "provider-history",
        },
        ProvidersCommand::Customers(_) => "customers",
        ProvidersCommand::Resellers(_) => "resellers",
        ProvidersCommand::Invite(_)
        | ProvidersCommand::Authorize(_)
        | ProvidersCommand::Decline(_)
        | ProvidersCommand::RevokeAdmin(_)
        | ProvidersCommand::RestoreAdmin(_)
        | ProvidersCommand::End(_) => "partnership",
    }
}

fn of_customers(command: &CustomersCommand) -> Option<&'static str> {
    Some(match command {
        CustomersCommand::Template => return None,
        CustomersCommand::Import(_) => "customers-import",
        CustomersCommand::List(_) => "customers",
        CustomersCommand::Invite(_) => "invited-customer",
        CustomersCommand::CanOrder(_) => "can-order",
        CustomersCommand::Verification(args) => match args.command {
            Some(VerificationCommand::Import(_)) => "verification-import",
            None => "customer",
        },
        CustomersCommand::Group(args) if args.customers.len() > 1 => "customers",
        CustomersCommand::Group(_)
        | CustomersCommand::Keeper(_)
        | CustomersCommand::Add(_)
        | CustomersCommand::Edit(_)
        | CustomersCommand::Show(_)
        | CustomersCommand::Sent(_)
        | CustomersCommand::Accept(_)
        | CustomersCommand::Decline(_)
        | CustomersCommand::Cancel(_)
        | CustomersCommand::Agreement(_)
        | CustomersCommand::AdminRights(_)
        | CustomersCommand::Extend(_)
        | CustomersCommand::Remove(_) => "customer",
    })
}

fn of_eligibility(command: &EligibilityCommand) -> Option<&'static str> {
    Some(match command {
        EligibilityCommand::Template { .. } => return None,
        EligibilityCommand::Check(_) => "verdict",
        EligibilityCommand::Policies(args) => match args.command {
            None => "policies",
            Some(PoliciesCommand::Verify { .. }) => "verified-packs",
            Some(PoliciesCommand::Install { .. } | PoliciesCommand::Remove { .. }) => {
                "installed-pack"
            }
        },
        EligibilityCommand::Diff { .. } => "difference",
        EligibilityCommand::Forecast { .. } => "forecast",
        EligibilityCommand::Evidence { command } => match command {
            EvidenceCommand::List => "evidences",
            EvidenceCommand::Import { .. } => "evidence-import",
            EvidenceCommand::Set { .. } | EvidenceCommand::Unset { .. } => "evidence",
        },
        EligibilityCommand::Revenue { command } => match command {
            RevenueCommand::Import { .. } => "revenue-import",
            RevenueCommand::Add { .. } => "revenue",
            RevenueCommand::Remove { .. } => "revenue-removed",
            RevenueCommand::List => "revenues",
        },
        EligibilityCommand::Rates { command } => match command {
            RatesCommand::Import { .. } => "rates-import",
            RatesCommand::List => "rates",
            RatesCommand::Set { .. } | RatesCommand::Unset { .. } => "rate",
        },
    })
}
