//! The server of a team store: how it is reached, what it keeps, and what the role may do.

use super::report::Report;
use crate::diagnostic::{Diagnostic, Kind};
use crate::report::views::finding::Examined;
use crate::session::Context;
use crate::store::Aspect;

/// Examines the server, where the store is on one. Returns the name and version of the database; `None` if it cannot be
/// reached.
pub(super) fn examine_server(ctx: &Context<'_>, report: &mut Report) -> Option<String> {
    let described = ctx.store.describe(&|| ctx.host.system_now().timestamp());
    let found = match described {
        Ok(found) => found,
        Err(failure) => {
            report.add_fact(Examined::Connection, ctx.store.shown());
            add_failure(&failure, report);
            return None;
        }
    };
    for (aspect, fact) in found.facts {
        report.add_fact(examined(aspect), fact);
    }
    for concern in found.concerns {
        report.add_warning(examined(concern.aspect), concern.what, concern.remedy);
    }
    Some(found.version)
}

/// The usual help of a server that cannot be reached is to ask the doctor.
fn add_failure(failure: &Diagnostic, report: &mut Report) {
    if failure.kind() != Kind::Busy {
        return report.add_failure(Examined::Connection, failure);
    }
    let remedy = "Check that the server is running, and that the host and the port in the URL are right. Then look for a \
                  firewall in between.";
    report.add_error(Examined::Connection, failure.to_string(), remedy);
}

fn examined(aspect: Aspect) -> Examined {
    match aspect {
        Aspect::Connection => Examined::Connection,
        Aspect::Durability => Examined::Durability,
        Aspect::Replication => Examined::Replication,
        Aspect::Privileges => Examined::Privileges,
        Aspect::Clock => Examined::Clock,
    }
}
