//! What a file shows besides relationships and assignments, in words: nothing that was read is passed over in silence.

use std::fmt;

use crate::domain::TenantId;
use crate::domain::gdap::MicrosoftId;
use crate::domain::word::words;

words! {
    /// What a note is about; notes of one kind can be counted together.
    pub enum GdapNoteKind: "kind of note" {
        /// A request on a relationship.
        Request = "request",
        /// A slow change that Microsoft runs.
        Operation = "operation",
        /// A customer of Microsoft's list of customers.
        Customer = "customer",
        /// A link to a service's admin centre.
        Service = "service",
        /// CIPP's group for a role.
        RoleGroup = "role-group",
        /// A line of the activity log.
        LogLine = "log-line",
        /// An event that gives no state.
        NoticeOnly = "event",
        /// A relationship or an assignment without an id.
        WithoutId = "without-id",
        /// An error in place of data.
        ErrorAnswer = "error",
        /// Dates that cannot be read for certain.
        UnreadDates = "unread-dates",
        /// Access assignments of which only the first page is there.
        MoreAssignments = "more-assignments",
    }
}

impl GdapNoteKind {
    /// What all notes of the kind say, for a line with their number.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Request => {
                "requests are not recorded; export the relationships again to see what they led to"
            }
            Self::Operation => {
                "operations are not recorded; export the access assignments again to see what they led to"
            }
            Self::Customer => {
                "Microsoft's list of customers is not recorded; it has no relationships"
            }
            Self::Service => "links to admin centres are not recorded",
            Self::RoleGroup => {
                "CIPP's groups for roles are not recorded; they belong to no relationship"
            }
            Self::LogLine => {
                "lines of the activity log are not recorded; they do not name a relationship by its id"
            }
            Self::NoticeOnly => "events that show no state of a relationship are not recorded",
            Self::WithoutId => "records without an id are not recorded; export them with their id",
            Self::ErrorAnswer => "an error in place of data is not recorded; repeat the export",
            Self::UnreadDates => {
                "dates that are in a local form, without a time zone or out of range were left out; export dates as 2026-03-02T09:40:12Z"
            }
            Self::MoreAssignments => {
                "more access assignments exist than the file has; export them for each relationship"
            }
        }
    }
}

/// Something in a file that the register does not keep, or cannot place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GdapNote {
    /// A request on a relationship.
    Request {
        /// The relationship, where the file says so.
        of: Option<MicrosoftId>,
        /// For example `terminate`.
        action: String,
        /// For example `succeeded`.
        status: String,
    },
    /// A slow change that Microsoft runs.
    Operation {
        /// The relationship, where the file says so.
        of: Option<MicrosoftId>,
        /// For example `delegatedAdminAccessAssignmentUpdate`.
        operation: String,
        /// For example `running`.
        status: String,
    },
    /// A customer of Microsoft's list of customers.
    Customer {
        /// Its tenant.
        tenant: Option<TenantId>,
        /// Its name.
        name: String,
    },
    /// A link to a service's admin centre.
    Service {
        /// The service.
        name: String,
    },
    /// CIPP's group for a role.
    RoleGroup {
        /// The name of the role.
        role: String,
        /// The name of the group.
        group: String,
    },
    /// A line of the activity log.
    LogLine {
        /// When, as the file has it.
        at: String,
        /// The customer's name.
        customer: String,
        /// What happened.
        action: String,
    },
    /// An event that gives no state.
    NoticeOnly {
        /// The relationship, where the event says so.
        of: Option<MicrosoftId>,
        /// The event, as the file has it.
        event: String,
    },
    /// A relationship or an assignment without an id, which can be matched with none.
    WithoutId {
        /// Its name, or what else is known of it.
        name: String,
    },
    /// An error in place of data, of Microsoft or of CIPP.
    ErrorAnswer {
        /// Its code, for example `Forbidden`; may be empty.
        code: String,
        /// Its message.
        message: String,
    },
    /// Dates that cannot be read for certain.
    UnreadDates {
        /// The names of the fields.
        fields: String,
        /// The first of them, as the file has it.
        shown: String,
    },
    /// Access assignments of which only the first page is there.
    MoreAssignments {
        /// The relationship.
        of: MicrosoftId,
    },
}

impl GdapNote {
    /// What it is about.
    pub fn kind(&self) -> GdapNoteKind {
        match self {
            Self::Request { .. } => GdapNoteKind::Request,
            Self::Operation { .. } => GdapNoteKind::Operation,
            Self::Customer { .. } => GdapNoteKind::Customer,
            Self::Service { .. } => GdapNoteKind::Service,
            Self::RoleGroup { .. } => GdapNoteKind::RoleGroup,
            Self::LogLine { .. } => GdapNoteKind::LogLine,
            Self::NoticeOnly { .. } => GdapNoteKind::NoticeOnly,
            Self::WithoutId { .. } => GdapNoteKind::WithoutId,
            Self::ErrorAnswer { .. } => GdapNoteKind::ErrorAnswer,
            Self::UnreadDates { .. } => GdapNoteKind::UnreadDates,
            Self::MoreAssignments { .. } => GdapNoteKind::MoreAssignments,
        }
    }
}

/// What this one note says, with its values.
impl fmt::Display for GdapNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| match text {
            "" => "unknown".to_owned(),
            text => format!("`{text}`"),
        };
        match self {
            Self::Request { action, status, .. } => {
                write!(f, "request {}: {}", shown(action), shown(status))
            }
            Self::Operation {
                operation, status, ..
            } => {
                write!(f, "operation {}: {}", shown(operation), shown(status))
            }
            Self::Customer { name, .. } => write!(f, "customer {}", shown(name)),
            Self::Service { name } => write!(f, "admin centre of {}", shown(name)),
            Self::RoleGroup { role, group } => {
                write!(
                    f,
                    "role {} is given by the group {}",
                    shown(role),
                    shown(group)
                )
            }
            Self::LogLine {
                at,
                customer,
                action,
            } => {
                write!(f, "{at}: {} of {}", shown(action), shown(customer))
            }
            Self::NoticeOnly { event, .. } => write!(f, "event {}", shown(event)),
            Self::WithoutId { name } => write!(f, "{} has no id", shown(name)),
            Self::ErrorAnswer { code, message } if code.is_empty() => {
                write!(f, "Microsoft answered with an error: {message}")
            }
            Self::ErrorAnswer { code, message } => {
                write!(f, "Microsoft answered with an error: {code}: {message}")
            }
            Self::UnreadDates { fields, shown } => {
                write!(f, "{fields}: `{shown}` cannot be read for certain")
            }
            Self::MoreAssignments { of } => {
                write!(f, "only the first page of the access assignments of {of}")
            }
        }
    }
}
