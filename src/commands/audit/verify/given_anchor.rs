//! An anchor from the command line: its text, or a file that holds it.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Place, Result};
use crate::domain::anchor::{Anchor, BadAnchor};
use crate::exchange::anchor::read_anchor;
use crate::host::files;
use crate::session::{Context, input_file};

/// The longest file that is read as an anchor: over a million accounts.
const LONGEST_ANCHOR: u64 = 256 << 20;

const HOW_TO_MAKE_ONE: &str =
    "Check the path. To write an anchor: `csp audit anchor --out anchor.txt`";

/// An anchor and what it is called in messages.
pub(super) struct GivenAnchor {
    pub(super) name: String,
    pub(super) anchor: Anchor,
}

/// The anchor that was typed: as it was printed, or the name of the file that holds it.
/// `number` is its position on the command line.
pub(super) fn read_given(ctx: &Context<'_>, number: usize, typed: &str) -> Result<GivenAnchor> {
    let text = typed.trim();
    let is_text = text.lines().count() > 1;
    match text.parse::<Anchor>() {
        Ok(anchor) => {
            let name = if is_text {
                format!("number {number}")
            } else {
                text.to_owned()
            };
            return Ok(GivenAnchor { name, anchor });
        }
        Err(bad) if is_text => return Err(not_an_anchor("--anchor", &bad)),
        Err(_) => {}
    }
    let path = Path::new(typed);
    if typed != "-" && !files::is_there(path).unwrap_or(true) {
        let message = format!(
            "`{typed}` is not valid: expected a file, or SEQ:HASH with 64 hexadecimal digits"
        );
        let mistake = Diagnostic::usage(message).with_flag("--anchor");
        return Err(mistake.with_help(HOW_TO_MAKE_ONE));
    }
    let bytes = input_file::read(ctx, path, LONGEST_ANCHOR)
        .map_err(|failure| failure.with_flag("--anchor"))?;
    let anchor = read_anchor(&bytes).map_err(|bad| not_an_anchor(typed, &bad))?;
    let name = typed.to_owned();
    Ok(GivenAnchor { name, anchor })
}

fn not_an_anchor(place: &str, bad: &BadAnchor) -> Diagnostic {
    Diagnostic::usage(format!("not a valid anchor: {bad}"))
        .with_flag("--anchor")
        .at(Place::at(bad.line as u64, 1).in_file(place))
        .with_help(HOW_TO_MAKE_ONE)
}
