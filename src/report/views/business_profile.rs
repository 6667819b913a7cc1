//! A business profile as an answer.

use serde::Serialize;

use crate::domain::Slug;
use crate::domain::business_profile::{BusinessProfile, Description, Label};
use crate::report::{Page, ShownMoment, View};

/// The business profile of an account; empty until it is set.
#[derive(Debug, Serialize)]
pub struct BusinessProfileView {
    account: Slug,
    description: Option<Description>,
    services: Vec<Label>,
    industries: Vec<Label>,
    set_at: Option<ShownMoment>,
    set_by: Option<String>,
}

impl BusinessProfileView {
    /// The profile of an account, if it has one.
    pub fn new(account: &Slug, profile: Option<BusinessProfile>) -> Self {
        let account = account.clone();
        match profile {
            None => Self {
                account,
                description: None,
                services: Vec::new(),
                industries: Vec::new(),
                set_at: None,
                set_by: None,
            },
            Some(profile) => Self {
                account,
                description: Some(profile.description),
                services: profile.services,
                industries: profile.industries,
                set_at: Some(profile.set_at.into()),
                set_by: Some(profile.set_by),
            },
        }
    }
}

impl View for BusinessProfileView {
    fn page(&self, page: &mut Page) {
        page.heading(&format!("Business profile of {}", self.account));
        let Some(description) = &self.description else {
            page.item(
                "  ",
                "Not set up yet: `csp enroll business-profile set --description TEXT`",
            );
            return;
        };
        let joined = |labels: &[Label]| {
            let texts: Vec<&str> = labels.iter().map(Label::as_str).collect();
            texts.join(", ")
        };
        page.letter(description.as_str());
        page.fact("Services", Some(&joined(&self.services)));
        page.fact("Industries", Some(&joined(&self.industries)));
        page.moment("Set", self.set_at);
        page.fact("By", self.set_by.as_deref());
    }
}
