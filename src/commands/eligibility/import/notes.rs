//! What an import says on stderr beside its answer.

use super::rows::ReadFile;
use crate::domain::calendar::Month;
use crate::domain::counted;
use crate::domain::revenue::SourceKind;
use crate::exchange::revenue::{LeftOut, RevenueFileKind};
use crate::report::views::eligibility::revenue::RevenueView;
use crate::session::Context;
use crate::session::export_files::is_part_name;

/// Says which recorded revenue of these months does not count.
pub(super) fn note_not_counted(ctx: &Context<'_>, rows: &[RevenueView]) {
    for kind in [SourceKind::Invoice, SourceKind::Export] {
        let mut months: Vec<Month> = rows
            .iter()
            .filter(|row| row.kind == kind)
            .map(|row| row.month)
            .collect();
        months.dedup();
        if !months.is_empty() {
            ctx.out.note(&format!(
                "not counted in {}: {}, because a stronger source is recorded for these months (stated totals count before invoices, invoices before exports)",
                crate::policy::month_list(&months),
                kind.plural()
            ));
        }
    }
}

/// Says which rows were left out, and which were counted in doubt.
pub(super) fn note_rows(ctx: &Context<'_>, files: &[ReadFile]) {
    let say = |file: &ReadFile, left_out: &LeftOut, what: &str, advice: &str| {
        if left_out.rows > 0 {
            let money: Vec<String> = left_out.money().iter().map(ToString::to_string).collect();
            ctx.out.note(&format!(
                "{}: left out {} {what} ({}){advice}",
                file.name,
                counted(left_out.rows, "row"),
                money.join(" and ")
            ));
        }
    };
    note_parts_without_manifest(ctx, files);
    let is_of_several = files
        .iter()
        .any(|file| file.content.other_resellers.rows > 0);
    for file in files {
        say(
            file,
            &file.content.other_resellers,
            "of other resellers",
            "; choose whose rows count with `--reseller-mpn-id ID`",
        );
        say(
            file,
            &file.content.duplicates,
            "marked as duplicate by the export",
            "",
        );
        let what = if file.content.kind == RevenueFileKind::Own {
            "marked as not counted"
        } else {
            "of CPOR, DPOR or PAL revenue, which is not billed"
        };
        say(file, &file.content.not_billed, what, "");
        note_doubts(ctx, file, is_of_several);
    }
}

/// Says that files of an export came without the manifest that counts them.
fn note_parts_without_manifest(ctx: &Context<'_>, files: &[ReadFile]) {
    let mut parts = files
        .iter()
        .filter(|file| file.export.is_none() && is_part_name(&file.source));
    let Some(first) = parts.next() else { return };
    let others = parts.count() as u64;
    let named = if others == 0 {
        format!("{} is a file", first.name)
    } else {
        format!("{} and {others} more are files", first.name)
    };
    ctx.out.note(&format!(
        "{named} of a billing export without its manifest, so csp cannot check that no file is missing; to have that checked, import the folder that has manifest.json too"
    ));
}

/// Rows that count, although a person may want to look at them.
fn note_doubts(ctx: &Context<'_>, file: &ReadFile, is_of_several: bool) {
    let content = &file.content;
    if is_of_several && content.without_reseller.rows > 0 {
        let money: Vec<String> = content
            .without_reseller
            .money()
            .iter()
            .map(ToString::to_string)
            .collect();
        ctx.out.note(&format!(
            "{}: counted {} without a reseller ({}); beside rows of other resellers {} probably the provider's own",
            file.name,
            counted(content.without_reseller.rows, "row"),
            money.join(" and "),
            if content.without_reseller.rows == 1 { "it is" } else { "they are" }
        ));
    }
    for (kind, rows) in &content.unknown_charges {
        ctx.out.note(&format!(
            "{}: counted {} with the unknown ChargeType {kind}",
            file.name,
            counted(*rows, "row")
        ));
    }
}
