//! What every command works with: settings, account, actor, permissions, asking, transitions, journal, files beside the
//! store, answers. It knows no command.

pub mod account;
pub mod account_agenda;
pub mod account_facts;
pub mod actor;
pub mod approval_message;
pub mod company_mailbox;
pub mod confirmation;
pub mod confirmation_code;
pub mod connections;
pub mod consequences;
pub mod context;
pub mod country_answer;
pub mod eligibility_facts;
pub mod eligibility_files;
pub mod find;
pub mod import;
pub mod import_answer;
pub mod input_file;
pub mod journal;
pub mod message_file;
pub mod message_texts;
pub mod needs;
pub mod next_actions;
pub mod output_files;
pub mod own_files;
pub mod owner;
pub mod policy_packs;
pub mod precheck;
mod relationship_answer;
pub mod relationship_dates;
pub mod reseller_validation;
pub mod retention;
pub mod scripting;
pub mod settings;
pub mod settings_file;
pub mod side_files;
pub mod streamed_list;
pub mod transition;
pub mod typed_name;
pub mod unfinished_files;
mod written_drafts;

pub use actor::Actor;
pub use context::Context;
pub use side_files::SideFiles;
