//! A store that was moved to another place: how the one that is left behind says so.
//!
//! The table `store` names the new place, and every transaction reads that table first. A writer that read it before the
//! move and then waited for a chain finds heads that match no entry, looks again, and refuses.

use std::ops::ControlFlow;

use super::PostgresEngine;
use super::open::Open;
use crate::diagnostic::Diagnostic;
use crate::store::engine::{Ending, MovedTo, Session as _, Transaction as _, Value};
use crate::store::failure;

impl Open<'_> {
    /// Names the new place, and makes the heads of all chains useless.
    pub(super) fn mark_as_moved(&self, moved: &MovedTo) -> Result<(), Diagnostic> {
        let place = [Value::from(moved.place.as_str()), Value::Integer(moved.at)];
        self.execute("UPDATE store SET moved_to = ?1, moved_at = ?2", &place)?;
        self.execute("UPDATE chains SET head_turn = -1 - head_turn", &[])?;
        let nothing = [0_u8; 32];
        self.execute(
            "INSERT INTO chains (chain, head_seq, head_hash, head_turn, head_moment) \
             VALUES (0, 0, ?1, -1, 0) ON CONFLICT (chain) DO NOTHING",
            &[Value::from(&nothing[..])],
        )
        .map(drop)
    }

    /// Reads again whether the store was moved.
    pub(super) fn look_for_move(&self) -> Result<(), Diagnostic> {
        let mut moved = None;
        self.query("SELECT moved_to, moved_at FROM store", &[], &mut |row| {
            moved = MovedTo::from_cells(row);
            Ok(ControlFlow::Break(()))
        })?;
        moved.map_or(Ok(()), |moved| Err(self.engine.moved(&moved)))
    }
}

impl PostgresEngine {
    /// The failure for a store that was moved.
    pub(super) fn moved(&self, moved: &MovedTo) -> Diagnostic {
        let path = std::path::Path::new(self.name());
        failure::moved(path, &moved.place, moved.at, false)
    }

    /// Waits for every writer that has begun: a lock on the table that each of them changes is granted when they have
    /// ended.
    pub(super) fn wait_for_writers(&self) -> Result<(), Diagnostic> {
        let open = Open::queued(self, self.connection()?, Some(Ending::RollBack))?;
        open.execute("LOCK TABLE chains IN SHARE MODE", &[])?;
        Box::new(open).roll_back()
    }
}
