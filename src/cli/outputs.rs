//! The files and folders that a command line asks to be written.

use std::path::Path;

use super::Command;
use super::customers::CustomersCommand;
use super::providers::ProvidersCommand;
use super::records::{AuditCommand, StoreCommand};
use super::users::UsersCommand;
use super::verify::{DraftArgs, VerifyCommand};

/// One of them.
#[derive(Debug, Clone, Copy)]
pub struct OutputPath<'a> {
    /// What names it on the command line.
    pub flag: &'static str,
    /// Where it is to stand.
    pub path: &'a Path,
}

impl Command {
    /// Everything that is to be written where the person says; `-` is no file.
    pub fn outputs(&self) -> Vec<OutputPath<'_>> {
        let named: Vec<(&'static str, Option<&Path>)> = match self {
            Self::Users(command) => of_users(command),
            Self::Verify(args) => {
                let draft = args.command.as_ref().and_then(draft_of_verify);
                draft.map(of_draft).into_iter().collect()
            }
            Self::Providers(args) => {
                if let ProvidersCommand::Invite(args) = &args.command {
                    vec![of_draft(&args.draft)]
                } else {
                    Vec::new()
                }
            }
            Self::Customers(args) => {
                if let CustomersCommand::Invite(args) = &args.command {
                    vec![of_draft(&args.draft)]
                } else {
                    Vec::new()
                }
            }
            Self::Store(args) => match &args.command {
                StoreCommand::Backup { file, .. } => vec![("FILE", file.as_deref())],
                StoreCommand::Export { folder } => vec![("FOLDER", folder.as_deref())],
                StoreCommand::Path | StoreCommand::Check | StoreCommand::Restore { .. } => {
                    Vec::new()
                }
            },
            Self::Audit(args) => match &args.command {
                AuditCommand::Anchor { out, .. } => vec![("--out", out.as_deref())],
                AuditCommand::Log { .. } | AuditCommand::Verify { .. } => Vec::new(),
            },
            Self::Man(args) => vec![("--out", args.out.as_deref())],
            Self::Enroll(_)
            | Self::Eligibility(_)
            | Self::Status(_)
            | Self::Explain(_)
            | Self::Config(_)
            | Self::Doctor(_)
            | Self::Completions(_) => Vec::new(),
        };
        let given = named
            .into_iter()
            .filter_map(|(flag, path)| Some(OutputPath { flag, path: path? }));
        given
            .filter(|output| output.path.as_os_str() != "-")
            .collect()
    }
}

fn of_users(command: &UsersCommand) -> Vec<(&'static str, Option<&Path>)> {
    if let UsersCommand::Add(args) = command {
        vec![
            ("--credentials", args.credentials.as_deref()),
            ("--draft-out", args.draft_out.as_deref()),
        ]
    } else if let UsersCommand::Import(args) = command {
        vec![
            ("--credentials", args.credentials.as_deref()),
            ("--drafts", args.drafts.as_deref()),
        ]
    } else if let UsersCommand::ResetPassword(args) = command {
        vec![("--credentials", args.credentials.as_deref())]
    } else if let UsersCommand::Export(args) = command {
        vec![("--out", args.out.as_deref())]
    } else {
        Vec::new()
    }
}

fn draft_of_verify(command: &VerifyCommand) -> Option<&DraftArgs> {
    match command {
        VerifyCommand::SendEmail { draft } | VerifyCommand::Record { draft, .. } => Some(draft),
        VerifyCommand::Status
        | VerifyCommand::ConfirmEmail { .. }
        | VerifyCommand::Open { .. }
        | VerifyCommand::Reopen { .. }
        | VerifyCommand::Appeal { .. }
        | VerifyCommand::SupportPlan { .. } => None,
    }
}

fn of_draft(draft: &DraftArgs) -> (&'static str, Option<&Path>) {
    ("--draft-out", draft.draft_out.as_deref())
}
