//! `csp doctor`: what is wrong with this installation and what to do.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Model;
use crate::domain::calendar::Day;
use crate::domain::word::Word as _;
use crate::policy::shipped;
use crate::report::views::finding::{Examined, FindingView, Severity};
use crate::report::{List, Outcome, OutputFormat, unwritable};
use crate::session::Context;
use crate::session::actor::recovery;
use crate::session::message_texts::OwnTexts;
use crate::session::settings::ConfigFile;
use crate::session::unfinished_files::{leftovers, remedy};
use crate::store::{Problem, exposure};

/// Policies of which the newest is older than so many days may no longer be the programme's: a warning.
const OLD_AFTER: i64 = 366;

/// After so many days nothing that this program knows can be taken for the programme's rules: a finding.
const TOO_OLD_AFTER: i64 = 731;

/// Narrower screens break tables.
const NARROW: u16 = 60;

/// What was seen and found so far.
#[derive(Default)]
struct Report {
    facts: Vec<(Examined, String)>,
    findings: Vec<FindingView>,
}

impl Report {
    fn saw(&mut self, check: Examined, fact: impl Into<String>) {
        self.facts.push((check, fact.into()));
    }

    fn found(&mut self, check: Examined, what: impl Into<String>, remedy: impl Into<String>) {
        self.note(Severity::Error, check, what, remedy);
    }

    /// What does not keep the installation from being well.
    fn warned(&mut self, check: Examined, what: impl Into<String>, remedy: impl Into<String>) {
        self.note(Severity::Warning, check, what, remedy);
    }

    fn note(
        &mut self,
        severity: Severity,
        check: Examined,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.findings.push(FindingView {
            check,
            severity,
            what: what.into(),
            remedy: remedy.into(),
        });
    }

    fn failure(&mut self, check: Examined, failure: &Diagnostic) {
        let again = || "`csp doctor` again, once it is mended.".to_owned();
        self.found(
            check,
            failure.to_string(),
            failure.help().unwrap_or_else(again),
        );
    }
}

/// Runs `csp doctor`.
///
/// # Errors
/// If the acting user may not read, or the answer cannot be written.
pub fn run(ctx: &Context<'_>) -> Result<Outcome> {
    let mut report = Report::default();
    permissions(ctx, &mut report);
    unfinished_files(ctx, &mut report);
    if let Err(failure) = ctx.needs_store()
        && failure.kind() == Kind::MissingStore
    {
        report.failure(Examined::Integrity, &failure);
    }
    integrity_and_version(ctx, &mut report)?;
    global_admins(ctx, &mut report);
    configuration(ctx, &mut report);
    message_texts(ctx, &mut report);
    terminal(ctx, &mut report);
    policies(ctx.today(), &mut report);
    let well = report
        .findings
        .iter()
        .all(|one| one.severity == Severity::Warning);
    let outcome = if ctx.out.format() == OutputFormat::Table {
        let mut page = ctx.out.page();
        FindingView::write(&mut page, &report.facts, &report.findings);
        ctx.out
            .write(page.into_text().as_bytes())
            .map_err(|error| unwritable(&error))?;
        Outcome::written()
    } else {
        Outcome::list(List::new(report.findings, ""))
    };
    Ok(outcome.answering(well))
}

fn permissions(ctx: &Context<'_>, report: &mut Report) {
    let store = ctx.store.path();
    report.saw(Examined::Permissions, store.display().to_string());
    let mut logs = vec![store.to_owned()];
    for ending in ["-wal", "-shm"] {
        let mut log = store.as_os_str().to_owned();
        log.push(ending);
        logs.push(log.into());
    }
    for file in logs {
        if let Some(problem) = exposure(&file) {
            let remedy = format!("Run `chmod 600 {}`.", file.display());
            report.found(Examined::Permissions, problem.what, remedy);
        }
    }
    let folder = crate::host::files::folder_of(store);
    for place in [folder.as_path(), &ctx.settings.config_path] {
        if others_may_write(place) {
            let what = format!("{} can be changed by others", place.display());
            let remedy = format!("Run `chmod go-w {}`.", place.display());
            report.found(Examined::Permissions, what, remedy);
        }
    }
}

/// Looks beside the store and where the person stands: there credentials and drafts are usually written.
fn unfinished_files(ctx: &Context<'_>, report: &mut Report) {
    let beside = crate::host::files::folder_of(ctx.store.path());
    let mut found = leftovers(&beside);
    if !is_same_folder(&beside, Path::new(".")) {
        found.extend(leftovers(Path::new(".")));
    }
    report.saw(
        Examined::Leftovers,
        format!("unfinished files: {}", found.len()),
    );
    for file in found {
        let what = format!("{} was left by a command that did not end", file.display());
        report.found(Examined::Leftovers, what, remedy(&file));
    }
}

/// Accounts in which nobody can act any more. A store that cannot be read has been reported.
fn global_admins(ctx: &Context<'_>, report: &mut Report) {
    let lost = ctx.read(|tx| {
        let accounts = tx.accounts().all()?;
        let lost = accounts.iter().filter_map(|account| {
            let command = recovery(tx, account)?;
            Some((account.slug.to_string(), command))
        });
        Ok(lost.collect::<Vec<_>>())
    });
    for (slug, command) in lost.unwrap_or_default() {
        let what = format!("the account {slug} has no active global admin: nobody can act in it");
        report.found(Examined::Users, what, format!("Run `{command}`."));
    }
}

fn is_same_folder(one: &Path, other: &Path) -> bool {
    let real = |place: &Path| place.canonicalize().ok();
    real(one).is_some() && real(one) == real(other)
}

/// Whether somebody else may put files there, or change this one. A sticky folder such as /tmp keeps files apart.
fn others_may_write(place: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What is there and cannot be looked at is not called safe.
        let mode = match std::fs::metadata(place) {
            Ok(it) => it.permissions().mode(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return false,
            Err(_) => return true,
        };
        mode & 0o022 != 0 && mode & 0o1000 == 0
    }
    #[cfg(not(unix))]
    {
        let _ = place;
        false
    }
}

fn integrity_and_version(ctx: &Context<'_>, report: &mut Report) -> Result<()> {
    let seen = ctx.read(|tx| {
        ctx.reading_records(tx)?;
        let problems = tx.check()?;
        let accounts = tx.accounts().slugs().map_or(0, |slugs| slugs.len());
        Ok((problems, accounts, tx.moment_ahead()?, tx.count_entries()?))
    });
    let (problems, accounts, ahead, entries) = match seen {
        Ok(seen) => seen,
        Err(failure) if is_about_the_person(&failure) => return Err(failure),
        Err(failure) => {
            let check = if failure.kind() == Kind::NewerStore {
                Examined::Version
            } else {
                Examined::Integrity
            };
            report.saw(check, "the store cannot be read");
            report.failure(check, &failure);
            return Ok(());
        }
    };
    report.saw(
        Examined::Integrity,
        match ctx.store.absence()? {
            None => format!("accounts: {accounts}, journal entries: {entries}"),
            Some(_) => "there is no store".to_owned(),
        },
    );
    for problem in &problems {
        report.found(
            Examined::Integrity,
            described(problem),
            "Bring back a backup from before: `csp store restore FILE`; the damaged store is kept beside it.",
        );
    }
    report.saw(
        Examined::Version,
        format!(
            "csp {}, SQLite {}",
            env!("CARGO_PKG_VERSION"),
            crate::store::sqlite_version()
        ),
    );
    let now = crate::domain::calendar::rfc3339(ctx.now());
    report.saw(Examined::Clock, now.clone());
    if let Some(last) = ahead {
        let last = crate::domain::calendar::rfc3339(last);
        report.found(
            Examined::Clock,
            format!("the clock says {now}, and the last journal entry was written at {last}"),
            "Set the clock, or leave out --now and CSP_NOW; entries are ordered by their number meanwhile.",
        );
    }
    Ok(())
}

/// Whether the person is the reason, and not the installation.
fn is_about_the_person(failure: &Diagnostic) -> bool {
    matches!(
        failure.kind(),
        Kind::Usage | Kind::NotFound | Kind::MissingStore | Kind::Forbidden | Kind::InputRequired
    )
}

fn described(problem: &Problem) -> String {
    let place = [&problem.table, &problem.id].map(|part| part.as_deref());
    match place {
        [Some(table), Some(id)] => format!("{} ({table} {id})", problem.what),
        [Some(table), None] => format!("{} ({table})", problem.what),
        [None, _] => problem.what.clone(),
    }
}

fn configuration(ctx: &Context<'_>, report: &mut Report) {
    let path = &ctx.settings.config_path;
    let there = if path.exists() {
        ""
    } else {
        " (not there; defaults are in force)"
    };
    report.saw(
        Examined::Configuration,
        format!("{}{there}", path.display()),
    );
    if let Err(failure) = ConfigFile::read(path) {
        report.failure(Examined::Configuration, &failure);
        return;
    }
    if let Some(typed) = &ctx.settings.account {
        let known = ctx.read(|tx| ctx.account_named(tx, typed).map(drop));
        if let Err(failure) = known {
            report.failure(Examined::Configuration, &failure);
        }
    }
}

/// What each file is used for that lies where message texts of one's own are looked for.
fn message_texts(ctx: &Context<'_>, report: &mut Report) {
    let texts = OwnTexts::beside(&ctx.settings.config_path);
    let files = match texts.files() {
        Ok(files) => files,
        Err(failure) => return report.failure(Examined::Templates, &failure),
    };
    let mut used = Vec::new();
    for file in files {
        match texts.is_usable(&file) {
            Ok(use_) => used.push(format!("{} ({use_})", file.path.display())),
            Err(failure) => report.failure(Examined::Templates, &failure),
        }
    }
    let used = if used.is_empty() {
        "the built-in texts are used".to_owned()
    } else {
        used.join(", ")
    };
    report.saw(Examined::Templates, used);
}

fn terminal(ctx: &Context<'_>, report: &mut Report) {
    if !ctx.host.terminals.stdout {
        report.saw(
            Examined::Terminal,
            "none; nothing is coloured, wrapped or asked",
        );
        return;
    }
    let width = ctx.out.width();
    report.saw(Examined::Terminal, format!("{width} columns"));
    if width < NARROW {
        report.found(
            Examined::Terminal,
            format!("the screen has {width} columns; tables break their cells"),
            "Make the window wider, or use `--format json`.",
        );
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| ctx.host.variable(name));
    let is_unicode =
        locale.is_none_or(|name| name.to_lowercase().replace('-', "").contains("utf8"));
    if cfg!(unix) && !is_unicode {
        report.found(
            Examined::Terminal,
            format!(
                "the locale {} is not UTF-8; names may show wrongly",
                locale.unwrap_or("")
            ),
            "Set `LANG` to a UTF-8 locale, for example `C.UTF-8`.",
        );
    }
}

fn policies(today: Day, report: &mut Report) {
    let mut newest = Vec::new();
    for model in Model::ALL.iter().copied() {
        let editions = &shipped(model).editions;
        let Some(last) = editions.iter().max_by_key(|edition| edition.effective) else {
            continue;
        };
        newest.push(last.id.to_string());
        let remedy = "Look for a newer csp, or for what the programme asks today, and give that with `csp eligibility check --policy FILE`.";
        let age = (today - last.effective).num_days();
        if age > TOO_OLD_AFTER {
            let what = format!(
                "the newest policy inside, {}, is older than two years",
                last.id
            );
            report.found(Examined::Policies, what, remedy);
        } else if age > OLD_AFTER {
            let what = format!(
                "the newest policy inside, {}, is older than a year",
                last.id
            );
            report.warned(Examined::Policies, what, remedy);
        }
    }
    report.saw(Examined::Policies, newest.join(", "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_old_after_a_year_and_too_old_after_two() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        for (today, warned, found) in [
            ("2021-03-01", 0, 0),
            ("2026-10-02", 0, 0),
            ("2026-10-03", 2, 0),
            ("2027-10-02", 2, 0),
            ("2027-10-03", 0, 2),
        ] {
            let mut report = Report::default();
            policies(day(today), &mut report);
            let of = |severity| {
                let all = report.findings.iter();
                all.filter(|one| one.severity == severity).count()
            };
            assert_eq!(of(Severity::Warning), warned, "{today}");
            assert_eq!(of(Severity::Error), found, "{today}");
        }
    }

    #[test]
    fn a_newer_store_is_a_matter_of_version() {
        let failure = crate::store::failure::newer(Path::new("csp.db"), 9, 1);
        assert_eq!(failure.kind(), Kind::NewerStore);
        assert!(!is_about_the_person(&failure));
    }
}
