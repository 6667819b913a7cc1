//! What made a file, as far as its content shows, and the command that exports again what was cut off.

use crate::domain::word::words;

words! {
    /// A recognised kind of content.
    pub enum GdapShape: "kind of content" {
        /// A page of Graph, also through `az rest`.
        GraphList = "Graph list",
        /// Objects of Graph without a list around them.
        GraphObjects = "Graph objects",
        /// Objects of Graph that PowerShell cut to text below some depth.
        GraphCut = "Graph objects, cut by ConvertTo-Json",
        /// Objects of Microsoft's PowerShell module.
        PowerShell = "PowerShell objects",
        /// The same, cut to text below some depth.
        PowerShellCut = "PowerShell objects, cut by ConvertTo-Json",
        /// The module's objects as rows.
        ExportCsv = "PowerShell objects through Export-Csv",
        /// Access assignments.
        Assignments = "access assignments",
        /// CIPP, the tool.
        Cipp = "CIPP",
        /// Microsoft's tool for many relationships of 2022.
        BulkTool = "Microsoft's bulk tool",
        /// csp's own columns.
        OwnCsv = "csp's own CSV",
        /// Rows with other systems' names of the columns.
        OtherCsv = "CSV with columns of Graph",
        /// The activity log of Partner Center.
        ActivityLog = "Partner Center activity log",
        /// Events of Partner Center.
        Events = "Partner Center events",
        /// Audit records of Partner Center.
        AuditRecords = "Partner Center audit records",
        /// Requests, operations, customers and services of Graph.
        OtherOfGraph = "other answers of Graph",
        /// An error in place of data.
        ErrorAnswer = "error answer",
    }
}

impl GdapShape {
    /// The same after PowerShell cut it to text.
    pub(super) fn cut(self) -> Self {
        match self {
            Self::PowerShell | Self::PowerShellCut => Self::PowerShellCut,
            Self::GraphList | Self::GraphObjects | Self::GraphCut => Self::GraphCut,
            Self::ExportCsv
            | Self::Assignments
            | Self::Cipp
            | Self::BulkTool
            | Self::OwnCsv
            | Self::OtherCsv
            | Self::ActivityLog
            | Self::Events
            | Self::AuditRecords
            | Self::OtherOfGraph
            | Self::ErrorAnswer => self,
        }
    }
}

pub use crate::domain::gdap::EXPORT_WHOLE as EXPORT_RELATIONSHIPS;

/// The same for those who call Graph by its address. It answers one page.
pub const EXPORT_GRAPH_PAGE: &str = "Invoke-MgGraphRequest -Uri \"https://graph.microsoft.com/v1.0/tenantRelationships/delegatedAdminRelationships\" | ConvertTo-Json -Depth 5";

/// The command that exports the access assignments of one relationship whole.
pub const EXPORT_ASSIGNMENTS: &str = "Get-MgTenantRelationshipDelegatedAdminRelationshipAccessAssignment -DelegatedAdminRelationshipId RELATIONSHIP -All | ConvertTo-Json -Depth 5";
