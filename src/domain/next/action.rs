//! The words of next actions: what is to be done, and who does it.

use crate::domain::word::words;

words! {
    /// An action that is due.
    pub enum Action: "action" {
        /// Complete and submit the draft.
        Submit = "submit",
        /// The primary contact confirms the address.
        ConfirmEmail = "confirm-email",
        /// Send the confirmation message again.
        ResendEmail = "resend-email",
        /// Microsoft is reviewing; record the result when it comes.
        AwaitReview = "await-review",
        /// The review takes longer than published: ask support.
        ContactSupport = "contact-support",
        /// Appeal a rejection with a document.
        Appeal = "appeal",
        /// The credit check is in progress; do not buy the plan yet.
        AwaitCredit = "await-credit",
        /// Buy and record the support plan.
        BuySupportPlan = "buy-support-plan",
        /// A global admin signs the partner agreement.
        SignMpa = "sign-mpa",
        /// Make the owner an admin agent.
        GrantAdminAgent = "grant-admin-agent",
        /// Find and invite an indirect provider.
        FindProvider = "find-provider",
        /// Answer an invitation of a provider.
        AcceptInvitation = "accept-invitation",
        /// Set up the business profile.
        SetUpBusinessProfile = "set-up-business-profile",
        /// A relationship request is about to expire unanswered.
        AnswerExpiringRequest = "answer-expiring-request",
        /// Customers with a relationship have no agreement recorded.
        RecordAgreement = "record-agreement",
        /// Microsoft does not accept our Partner ID when a provider asks.
        RepairResellerValidation = "repair-reseller-validation",
        /// Microsoft blocks orders for customers that it has not verified.
        FollowCustomerVerification = "follow-customer-verification",
        /// A provider made an admin relationship for us and waits for our decision.
        DecideGdap = "decide-gdap",
        /// An admin relationship ends and is not extended automatically.
        RenewGdap = "renew-gdap",
        /// A customer has not approved an admin relationship, and the request will lapse.
        ObtainGdapApproval = "obtain-gdap-approval",
        /// An admin relationship is active and no group has access.
        AssignGdapGroup = "assign-gdap-group",
        /// Microsoft did not carry out an access assignment.
        RepairGdapAssignment = "repair-gdap-assignment",
        /// Microsoft takes too long to set up an admin relationship.
        ReportGdapDelay = "report-gdap-delay",
        /// A transfer is planned or pending: a partner has to act.
        ContinueTransfer = "continue-transfer",
        /// A transfer is completed, and a relationship or an agreement is not on record.
        CompleteTransfer = "complete-transfer",
        /// A temporary password is about to expire unused.
        RenewTemporaryPassword = "renew-temporary-password",
        /// A requirement for staying in the programme is not met.
        MeetRequirement = "meet-requirement",
    }
}

words! {
    /// Who does it.
    pub enum Who: "actor" {
        /// The person who is written to about the application.
        PrimaryContact = "primary-contact",
        /// An account admin.
        AccountAdmin = "account-admin",
        /// A global admin.
        GlobalAdmin = "global-admin",
        /// Microsoft.
        Microsoft = "microsoft",
        /// A user who manages customers.
        AdminAgent = "admin-agent",
        /// A user who manages users.
        UserManagementAdmin = "user-management-admin",
        /// A user who manages revenue and evidence.
        BillingAdmin = "billing-admin",
        /// A user who sets up the business profile.
        BusinessProfileAdmin = "business-profile-admin",
    }
}

impl Action {
    /// What has to be done while one cause lasts: when the due day passes, somebody else does something else about it.
    pub fn matter(self) -> Self {
        match self {
            Self::ResendEmail => Self::ConfirmEmail,
            Self::ContactSupport => Self::AwaitReview,
            Self::Submit
            | Self::ConfirmEmail
            | Self::AwaitReview
            | Self::Appeal
            | Self::AwaitCredit
            | Self::BuySupportPlan
            | Self::SignMpa
            | Self::GrantAdminAgent
            | Self::FindProvider
            | Self::AcceptInvitation
            | Self::SetUpBusinessProfile
            | Self::AnswerExpiringRequest
            | Self::RecordAgreement
            | Self::RepairResellerValidation
            | Self::FollowCustomerVerification
            | Self::ContinueTransfer
            | Self::CompleteTransfer
            | Self::DecideGdap
            | Self::RenewGdap
            | Self::ObtainGdapApproval
            | Self::AssignGdapGroup
            | Self::RepairGdapAssignment
            | Self::ReportGdapDelay
            | Self::RenewTemporaryPassword
            | Self::MeetRequirement => self,
        }
    }

    /// What to do, in a few words for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Submit => "submit application",
            Self::ConfirmEmail => "confirm email",
            Self::ResendEmail => "send email again",
            Self::AwaitReview => "wait for review",
            Self::ContactSupport => "contact support",
            Self::Appeal => "appeal",
            Self::AwaitCredit => "wait for credit",
            Self::BuySupportPlan => "buy support plan",
            Self::SignMpa => "sign agreement",
            Self::GrantAdminAgent => "grant admin agent",
            Self::FindProvider => "find provider",
            Self::AcceptInvitation => "answer invitation",
            Self::SetUpBusinessProfile => "set up profile",
            Self::AnswerExpiringRequest => "answer request",
            Self::RecordAgreement => "record agreement",
            Self::RepairResellerValidation => "repair validation",
            Self::FollowCustomerVerification => "follow verification",
            Self::DecideGdap => "decide on GDAP",
            Self::RenewGdap => "renew GDAP",
            Self::ObtainGdapApproval => "obtain GDAP approval",
            Self::AssignGdapGroup => "assign GDAP group",
            Self::RepairGdapAssignment => "repair GDAP access",
            Self::ReportGdapDelay => "report GDAP delay",
            Self::ContinueTransfer => "continue transfer",
            Self::CompleteTransfer => "complete transfer",
            Self::RenewTemporaryPassword => "renew password",
            Self::MeetRequirement => "meet requirement",
        }
    }
}

impl Who {
    /// The actor, for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::PrimaryContact => "primary contact",
            Self::AccountAdmin => "account admin",
            Self::GlobalAdmin => "global admin",
            Self::Microsoft => "Microsoft",
            Self::AdminAgent => "admin agent",
            Self::UserManagementAdmin => "user management admin",
            Self::BillingAdmin => "billing admin",
            Self::BusinessProfileAdmin => "business profile admin",
        }
    }
}
