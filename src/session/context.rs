//! What every command works with: the machine, the settings, the store, the prompter, the output.

use std::cell::{Cell, OnceCell};
use std::path::Path;

use crate::diagnostic::{Diagnostic, Kind, Result, join_lines};
use crate::domain::calendar::{Day, Instant};
use crate::exchange::mail::{Envelope, Mailbox, Message, to_eml};
use crate::host::Host;
use crate::policy::Policies;
use crate::prompt::Prompter;
use crate::report::{Output, is_gone, unwritable};
use crate::session::SideFiles;
use crate::session::policy_packs::{PoliciesHere, distrusted_keys};
use crate::session::settings::Settings;
use crate::session::written_drafts::WrittenDrafts;
use crate::store::{Absence, Clock, Ending, Store, TransactionClock, Tx};

/// The context of one run.
pub struct Context<'h> {
    /// The machine.
    pub host: &'h Host,
    /// What flags, environment and file decided.
    pub settings: Settings,
    /// Where the answer goes.
    pub out: Output<'h>,
    /// Whom to ask.
    pub prompter: Prompter,
    /// Yes to every confirmation.
    pub yes: bool,
    /// The store; nothing is opened before it is used.
    pub store: Store,
    /// Files on their way to their places beside the next write.
    pub files: SideFiles,
    /// Whether the account was named for this command alone (`--account` as a flag).
    pub account_flag: Option<String>,
    /// When the newest transaction began.
    began: Cell<Option<Instant>>,
    /// Whether a transaction of this command was committed.
    has_written: Cell<bool>,
    /// Whether the command changed something outside the store: a setting, a file, the store file itself.
    has_acted: Cell<bool>,
    /// The mail files of the write that is under way.
    drafts: WrittenDrafts,
    /// The policies that csp decides by, once they were read.
    policies: OnceCell<PoliciesHere>,
    /// Whether something was read where there is no store, and nothing is about to create one.
    has_read_nothing: Cell<bool>,
}

impl Clock for Context<'_> {
    fn moment(&self) -> TransactionClock {
        let now = self.host.now();
        self.began.set(Some(now));
        TransactionClock {
            now,
            given: self.host.clock_is_given(),
        }
    }
}

impl<'h> Context<'h> {
    /// A context.
    pub fn new(host: &'h Host, settings: Settings, out: Output<'h>, prompter: Prompter) -> Self {
        let store = Store::open(&settings.store, settings.wait.into());
        let files = SideFiles::default();
        Self {
            host,
            settings,
            out,
            prompter,
            yes: false,
            store,
            files,
            account_flag: None,
            began: Cell::new(None),
            has_written: Cell::new(false),
            has_acted: Cell::new(false),
            drafts: WrittenDrafts::default(),
            policies: OnceCell::new(),
            has_read_nothing: Cell::new(false),
        }
    }

    /// The moment of the newest transaction, so that everything in it and its answer bear one date; before the first
    /// one, the present moment.
    pub fn now(&self) -> Instant {
        self.began.get().unwrap_or_else(|| self.host.now())
    }

    /// The present UTC day.
    pub fn today(&self) -> Day {
        self.now().date_naive()
    }

    /// Tells those who asked with `-v` what the command works with: that is decided in four places.
    pub fn remark_surroundings(&self) {
        let settings = &self.settings;
        let (store, file) = (settings.store.shown(), settings.config_path.display());
        self.out.remark(&format!("store: {store}"));
        self.out.remark(&format!("settings: {file}"));
        if let Some(account) = &settings.account {
            self.out.remark(&format!("account: {account}"));
        }
        if let Some(acting) = &settings.acting {
            self.out.remark(&format!("acting: {acting}"));
        }
        if self.host.clock_is_given() {
            let now = crate::domain::calendar::rfc3339(self.host.now());
            self.out.remark(&format!("clock: {now}"));
        }
    }

    /// The policies that csp decides by: its own editions and those of installed packs. The first call warns of each pack
    /// that is not used.
    pub fn policies(&self) -> &Policies {
        let here = self.policies.get_or_init(|| {
            let here = PoliciesHere::read(&self.settings);
            let warnings = here.warnings();
            if !warnings.is_empty() {
                self.warn_of_distrusted_keys();
            }
            for warning in warnings {
                let help = warning.help().map_or_else(String::new, |help| {
                    format!("\n  help: {}", join_lines(&help))
                });
                // Other policies decide, which changes the answer.
                self.out.warn(&format!("warning: {warning}{help}"));
            }
            here
        });
        &here.policies
    }

    /// Says that the keys of the configuration file are not trusted, where that is so.
    pub fn warn_of_distrusted_keys(&self) {
        if let Some(warning) = distrusted_keys(&self.settings) {
            self.out.warn(&format!("warning: {warning}"));
        }
    }

    /// Reads the store in one transaction.
    ///
    /// # Errors
    /// As `read` says, or if the store cannot be read.
    pub fn read<T>(&self, read: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        let answer = self.store.read(self, read);
        // A store that cannot be opened has said so in the answer.
        let absent = matches!(self.store.absence(), Ok(Some(_)));
        self.has_read_nothing.set(absent);
        answer
    }

    /// Says that the store which was read is not there, so that an empty list is not taken for an answer about a store.
    pub fn note_missing_store(&self) {
        if self.has_read_nothing.get() {
            self.out.note(&self.no_store());
        }
    }

    fn no_store(&self) -> String {
        format!("no store at {} yet", self.store.shown())
    }

    /// Fails where there is no store: what checks, copies or vouches for one never takes a wrong path for a healthy store.
    ///
    /// # Errors
    /// Not found; or if the store cannot be opened.
    pub fn needs_store(&self) -> Result<()> {
        let Some(absence) = self.store.absence()? else {
            return Ok(());
        };
        let why = match absence {
            Absence::Missing => "",
            Absence::Dangling => ": this is a link to a file that does not exist",
            Absence::Empty => ": the file is empty",
        };
        let which = match self.store.file() {
            Some(_) => "PATH",
            None => "URL",
        };
        let help = format!(
            "Choose the store with `--store {which}`. To see which one is used: `csp store path`\nThe first command that \
             writes creates the store."
        );
        let what = format!("{}{why}", self.no_store());
        Err(Diagnostic::new(Kind::MissingStore, what).with_help(help))
    }

    /// Writes the store in one transaction; with `--dry-run` everything is decided and nothing kept.
    ///
    /// `write` may run twice when another process creates the store at the same time.
    ///
    /// # Errors
    /// As `write` says, or if the store cannot be written; then nothing was changed.
    pub fn write<T>(&self, write: impl Fn(&Tx<'_>) -> Result<T>) -> Result<T> {
        let answer = Cell::new(None);
        self.write_whatever(&|tx| {
            answer.set(Some(write(tx)?));
            Ok(())
        })?;
        answer
            .into_inner()
            .ok_or_else(|| Diagnostic::failed("nothing was written; this is a bug"))
    }

    /// What happens around every write. It knows neither the command nor the answer: a copy of it for each of the
    /// forty places that write was a thirtieth of the program.
    fn write_whatever(&self, write: &dyn Fn(&Tx<'_>) -> Result<()>) -> Result<()> {
        let ending = if self.dry_run() {
            Ending::RollBack
        } else {
            Ending::Commit
        };
        self.has_read_nothing.set(false);
        let interrupts = self.host.interrupts();
        self.prompter.give_keys_back();
        self.store.expect_account(self.settings.account.as_deref());
        let written = self.store.write(self, ending, &self.files, |tx| {
            // Only once the store is locked: an interruption before that has changed nothing.
            interrupts.writing();
            self.drafts.forget();
            write(tx)?;
            if interrupts.came_before_commit() {
                return Err(Diagnostic::interrupted());
            }
            if let Some(last) = tx.clock_went_back() {
                self.out.note(&format!(
                    "warning: the clock is earlier than the last journal entry ({}); entries are ordered by their number",
                    crate::domain::calendar::rfc3339(last)
                ));
            }
            Ok::<(), Diagnostic>(())
        });
        interrupts.written();
        written?;
        self.files.committed();
        self.has_written.set(ending == Ending::Commit);
        if let Some(note) = self.drafts.take_note() {
            self.out.note(&note);
        }
        Ok(())
    }

    /// Says that something long begins, and that nothing is changed before all of it is read.
    pub fn takes_long(&self) {
        self.prompter.give_keys_back();
        self.host.interrupts().begin_reading();
    }

    /// Lets a long write go on unless it was interrupted; then what was written is rolled back.
    ///
    /// # Errors
    /// That it was interrupted.
    pub fn go_on(&self) -> Result<()> {
        if self.host.interrupts().is_interrupted() {
            return Err(Diagnostic::interrupted());
        }
        Ok(())
    }

    /// The failure for an answer that could not be written; where something was changed, it says where to read what.
    pub fn unwritable(&self, error: &std::io::Error) -> Diagnostic {
        let failure = unwritable(error);
        if self.has_written.get() && !is_gone(error) {
            return failure.with_help("To see what the command did: `csp audit log`");
        }
        failure
    }

    /// Records that the command changed something outside the store. A dry run changes nothing.
    pub fn acted(&self) {
        self.has_acted.set(!self.out.dry_run());
    }

    /// The failure for an answer on which an expression failed; where something was changed, it says so.
    pub fn unshapable(&self, failure: Diagnostic) -> Diagnostic {
        if self.has_written.get() {
            return failure.with_help(
                "The command itself is done, do not repeat it. `csp audit log` shows what it changed.",
            );
        }
        if self.has_acted.get() {
            return failure.with_help("The command itself is done, do not repeat it.");
        }
        failure
    }

    /// Whether this run keeps nothing. A command that calls this has something to save, so the answer says that it was
    /// a rehearsal.
    pub fn dry_run(&self) -> bool {
        self.out.rehearsed();
        self.out.dry_run()
    }

    /// Prepares a message as a mail file at `place`; it appears when the write commits.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn draft(&self, place: &Path, message: &Message, from: &Mailbox) -> Result<()> {
        if self.dry_run() {
            return Ok(());
        }
        self.files.replace(place, &self.mail_file(message, from)?)?;
        self.drafts.add(place);
        Ok(())
    }

    /// The bytes of a mail file.
    ///
    /// # Errors
    /// If the system cannot provide randomness.
    pub fn mail_file(&self, message: &Message, from: &Mailbox) -> Result<Vec<u8>> {
        let token: [u8; 16] = self.host.random().map_err(no_randomness)?;
        let id = crate::domain::hex(&token);
        let envelope = Envelope {
            from,
            date: self.now(),
            id: &id,
        };
        Ok(to_eml(message, &envelope))
    }
}

/// The failure for a system without randomness.
pub fn no_randomness(error: std::io::Error) -> Diagnostic {
    Diagnostic::failed(format!("the system cannot provide random numbers: {error}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::{empty, sink};

    use super::*;
    use crate::cli::global::GlobalOptions;
    use crate::report::{Loudness, OutputFormat};
    use crate::store::Entry;

    #[test]
    fn a_transaction_and_its_answer_have_the_same_date() {
        let folder = tempfile::tempdir().unwrap();
        let options = GlobalOptions {
            store: Some(folder.path().join("csp.db")),
            config: Some("/dev/null".into()),
            ..GlobalOptions::default()
        };
        let seconds = Cell::new(1_600_000_000);
        let ticking = move || {
            seconds.set(seconds.get() + 1);
            chrono::DateTime::from_timestamp(seconds.get(), 0).unwrap()
        };
        let streams = (Box::new(empty()), Box::new(sink()), Box::new(sink()));
        let host =
            Host::from_parts(BTreeMap::new(), streams.0, streams.1, streams.2).with_clock(ticking);
        let settings = Settings::resolve(&options, &host).unwrap();
        let out = Output::new(&host, OutputFormat::Table, false, false, Loudness::Quiet);
        let ctx = Context::new(&host, settings, out, Prompter::Nobody);
        assert_ne!(ctx.now(), ctx.now(), "nothing has begun");
        let written = || {
            let moment = ctx.write(|tx| {
                assert_eq!(ctx.now(), tx.now());
                tx.log(&Entry {
                    account: None,
                    actor: None,
                    action: "test",
                    subject: "test",
                    reason: None,
                    changes: serde_json::json!({}),
                })?;
                assert_eq!(ctx.now(), tx.now());
                Ok(tx.now())
            });
            let moment = moment.unwrap();
            assert_eq!(ctx.now(), moment);
            moment
        };
        assert!(written() < written(), "the next one bears its own");
    }
}
