//! Roles and their permissions.

mod catalogue;
mod set;

pub use catalogue::{RoleFacts, catalogue};
pub use set::RoleSet;

use super::word::{Word, words};

words! {
    /// A role that can be granted. A user has at least one.
    pub enum Role: "role" {
        /// Full access; signs agreements, authorizes providers.
        GlobalAdmin = "global-admin",
        /// Manages users.
        UserManagementAdmin = "user-management-admin",
        /// Billing, invoices, reconciliation files.
        BillingAdmin = "billing-admin",
        /// Profiles, locations, users outside the Azure AD and agent groups.
        AccountAdmin = "account-admin",
        /// Membership benefits; reads profiles.
        MpnPartnerAdmin = "mpn-partner-admin",
        /// Sets up the business profile that brings referrals.
        BusinessProfileAdmin = "business-profile-admin",
        /// Runs incentives.
        IncentivesAdmin = "incentives-admin",
        /// Sees incentives and claims.
        IncentivesUser = "incentives-user",
        /// Everything in referrals.
        ReferralsAdmin = "referrals-admin",
        /// Takes part in deals.
        ReferralsUser = "referrals-user",
        /// Publishes solutions.
        CoSellSolutionAdmin = "co-sell-solution-admin",
        /// Manages customers on the partner's behalf.
        AdminAgent = "admin-agent",
        /// Wins customers.
        SalesAgent = "sales-agent",
        /// Helps customers.
        HelpdeskAgent = "helpdesk-agent",
        /// Sees all reports, revenue among them.
        ExecutiveReportViewer = "executive-report-viewer",
        /// Sees reports without revenue.
        ReportViewer = "report-viewer",
        /// Follows the account verification.
        ComplianceAdmin = "compliance-admin",
    }
}

words! {
    /// A permission that a command requires of the acting user.
    pub enum Permission: "permission" {
        /// Draft, edit, submit, appeal, record verification, support plan, withdraw, restrict, reinstate.
        AccountManage = "account.manage",
        /// Move from direct bill to indirect reseller.
        EnrollTransition = "enroll.transition",
        /// Sign the partner agreement.
        AgreementsSign = "agreements.sign",
        /// Add, edit, import, grant, revoke, block, remove, restore, reset.
        UsersManage = "users.manage",
        /// Change a global admin, or the roles global-admin and compliance-admin.
        UsersManageGlobalAdmins = "users.manage-global-admins",
        /// Provider directory, invitations, admin access, ending partnerships.
        ProvidersManage = "providers.manage",
        /// Authorize a provider.
        ProvidersAuthorize = "providers.authorize",
        /// Customer records, agreements accepted by the customer or attested by a provider, extension, removal.
        CustomersManage = "customers.manage",
        /// Relationship requests.
        CustomersInvite = "customers.invite",
        /// Attest an agreement ourselves.
        CustomersAttest = "customers.attest",
        /// The register of delegated admin relationships.
        GdapManage = "gdap.manage",
        /// Transfers of subscriptions between partners.
        TransfersManage = "transfers.manage",
        /// Revenue, rates, evidence.
        RevenueManage = "revenue.manage",
        /// See bank details unmasked.
        BankReveal = "bank.reveal",
        /// Set up the business profile.
        BusinessProfileManage = "business-profile.manage",
        /// Read: every active user.
        Read = "read",
    }
}

words! {
    /// The groups of roles.
    pub enum RoleGroup: "role group" {
        /// Roles of the directory.
        AzureAdAdmin = "azure-ad-admin",
        /// Billing.
        Billing = "billing",
        /// Partner network membership.
        Mpn = "mpn",
        /// Referrals.
        Referrals = "referrals",
        /// Incentives.
        Incentives = "incentives",
        /// Agents, who work with customers.
        Agent = "agent",
        /// Reports.
        Insights = "insights",
        /// Compliance.
        Compliance = "compliance",
    }
}

impl Permission {
    /// The roles that carry the permission; empty for [`Permission::Read`], which every active user has.
    ///
    /// `account-admin` carries `users.manage` for some roles only: see [`Role::may_be_granted_by_account_admin`].
    pub fn roles(self) -> &'static [Role] {
        use Role::{
            AccountAdmin, AdminAgent, BillingAdmin, BusinessProfileAdmin, ComplianceAdmin,
            GlobalAdmin, ReferralsAdmin, SalesAgent, UserManagementAdmin,
        };
        match self {
            Self::AccountManage => &[GlobalAdmin, AccountAdmin, ComplianceAdmin],
            Self::EnrollTransition
            | Self::AgreementsSign
            | Self::UsersManageGlobalAdmins
            | Self::ProvidersAuthorize => &[GlobalAdmin],
            Self::UsersManage => &[GlobalAdmin, UserManagementAdmin, AdminAgent, AccountAdmin],
            Self::ProvidersManage | Self::GdapManage | Self::TransfersManage => {
                &[GlobalAdmin, AdminAgent]
            }
            Self::CustomersManage | Self::CustomersInvite => &[GlobalAdmin, AdminAgent, SalesAgent],
            Self::CustomersAttest => &[AdminAgent, SalesAgent],
            Self::RevenueManage | Self::BankReveal => &[GlobalAdmin, BillingAdmin],
            Self::BusinessProfileManage => &[BusinessProfileAdmin, ReferralsAdmin],
            Self::Read => &[],
        }
    }
}

impl Role {
    /// The group the role belongs to.
    pub fn group(self) -> RoleGroup {
        match self {
            Self::GlobalAdmin | Self::UserManagementAdmin => RoleGroup::AzureAdAdmin,
            Self::BillingAdmin => RoleGroup::Billing,
            Self::AccountAdmin | Self::MpnPartnerAdmin => RoleGroup::Mpn,
            Self::BusinessProfileAdmin
            | Self::ReferralsAdmin
            | Self::ReferralsUser
            | Self::CoSellSolutionAdmin => RoleGroup::Referrals,
            Self::IncentivesAdmin | Self::IncentivesUser => RoleGroup::Incentives,
            Self::AdminAgent | Self::SalesAgent | Self::HelpdeskAgent => RoleGroup::Agent,
            Self::ExecutiveReportViewer | Self::ReportViewer => RoleGroup::Insights,
            Self::ComplianceAdmin => RoleGroup::Compliance,
        }
    }

    /// Whether an account admin, who is not a directory admin, may grant this role.
    pub fn may_be_granted_by_account_admin(self) -> bool {
        !matches!(self.group(), RoleGroup::AzureAdAdmin | RoleGroup::Agent)
    }

    /// Whether `users.manage-global-admins` is required to grant or revoke the role, and to block, unblock, remove,
    /// restore or reset a user who has it.
    pub fn is_guarded(self) -> bool {
        matches!(self, Self::GlobalAdmin | Self::ComplianceAdmin)
    }

    /// The permissions that the role carries.
    pub fn permissions(self) -> Vec<Permission> {
        Permission::ALL
            .iter()
            .copied()
            .filter(|permission| permission.roles().contains(&self))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_the_permissions_that_name_it() {
        for role in Role::ALL {
            let carried = role.permissions();
            for permission in Permission::ALL {
                assert_eq!(
                    carried.contains(permission),
                    permission.roles().contains(role),
                    "{role} {permission}"
                );
            }
        }
        assert!(
            Role::GlobalAdmin
                .permissions()
                .contains(&Permission::AgreementsSign)
        );
    }
}
