//! What to do about relationships that end.

use std::collections::HashMap;

use serde::Serialize;

use super::gdap::{CustomerOfRelationshipView, customer_of};
use crate::domain::counted_as;
use crate::domain::gdap::{
    AdminRelationship, EXTEND_AT_ONCE, RelationshipId, RenewalPlan, RoleTemplate,
};
use crate::report::{Page, ShownMoment, TableCell, View, When, cells};
use crate::store::NamedCustomer;

/// What ends within some days, by what can be done about it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RenewalsView {
    within: u32,
    remove_global_administrator: Vec<EndingView>,
    extend: Vec<Vec<EndingView>>,
    renew: Vec<RenewalView>,
}

#[derive(Debug, Clone, Serialize)]
struct EndingView {
    id: RelationshipId,
    name: Option<String>,
    customer: Option<CustomerOfRelationshipView>,
    ends_at: Option<ShownMoment>,
}

#[derive(Debug, Clone, Serialize)]
struct RenewalView {
    #[serde(flatten)]
    relationship: EndingView,
    command: String,
}

impl EndingView {
    fn new(it: &AdminRelationship, customers: &HashMap<RelationshipId, NamedCustomer>) -> Self {
        Self {
            id: it.id,
            name: it.name.clone(),
            customer: customer_of(&it.customer, customers.get(&it.id)),
            ends_at: it.ends_at.map(ShownMoment::from),
        }
    }

    fn cells(&self, when: When) -> Vec<TableCell> {
        let customer = self.customer.as_ref();
        let customer = customer.map(CustomerOfRelationshipView::shown_name);
        cells![
            self.name.clone().unwrap_or_else(|| self.id.to_string()),
            customer.unwrap_or_default(),
            self.ends_at.map(|at| when.date(at)).unwrap_or_default(),
        ]
    }
}

const TITLES: [&str; 3] = ["name", "customer", "ends"];

impl RenewalsView {
    /// A view for a window in which nothing ends.
    pub fn empty(within: u32) -> Self {
        Self {
            within,
            ..Self::default()
        }
    }

    /// The plan, with the customers on record and the templates whose names shorten a command.
    pub fn new(
        within: u32,
        plan: &RenewalPlan,
        customers: &HashMap<RelationshipId, NamedCustomer>,
        templates: &[RoleTemplate],
    ) -> Self {
        let ending = |it: &AdminRelationship| EndingView::new(it, customers);
        Self {
            within,
            remove_global_administrator: plan
                .remove_global_administrator
                .iter()
                .map(ending)
                .collect(),
            extend: plan
                .extend
                .iter()
                .map(|batch| batch.iter().map(ending).collect())
                .collect(),
            renew: plan
                .renew
                .iter()
                .map(|renewal| {
                    let it = &renewal.relationship;
                    let domain = customers.get(&it.id).map(|customer| &customer.domain);
                    RenewalView {
                        relationship: ending(it),
                        command: renewal.command(domain, templates),
                    }
                })
                .collect(),
        }
    }

    fn write_global_administrator(&self, page: &mut Page) {
        if self.remove_global_administrator.is_empty() {
            return;
        }
        page.heading("First remove Global Administrator");
        page.prose(
            0,
            "Microsoft does not extend these while Global Administrator is among their roles. Remove that role in Partner Center; the other roles stay. Then import a new export and switch on auto-extend.",
        );
        let when = page.when();
        let rows = self.remove_global_administrator.iter();
        page.table(&TITLES, rows.map(|it| it.cells(when)));
    }

    fn write_batches(&self, page: &mut Page) {
        if self.extend.is_empty() {
            return;
        }
        let count: usize = self.extend.iter().map(Vec::len).sum();
        page.heading("Switch on auto-extend");
        page.prose(
            0,
            &format!(
                "{} can be extended by 180 days in Partner Center, at most {EXTEND_AT_ONCE} at once. The customer does not have to approve again.",
                counted_as(count as u64, "relationship", "relationships")
            ),
        );
        let when = page.when();
        for (at, batch) in self.extend.iter().enumerate() {
            if self.extend.len() > 1 {
                page.heading(&format!("Batch {} of {}", at + 1, self.extend.len()));
            }
            page.table(&TITLES, batch.iter().map(|it| it.cells(when)));
        }
    }

    fn write_renewals(&self, page: &mut Page) {
        if self.renew.is_empty() {
            return;
        }
        page.heading("Ask for a new relationship");
        page.prose(
            0,
            "These ended and cannot be extended any more. The customer has to approve a new relationship with a new name.",
        );
        let when = page.when();
        let rows = self.renew.iter();
        page.table(&TITLES, rows.map(|it| it.relationship.cells(when)));
        page.blank();
        for renewal in &self.renew {
            page.line(&renewal.command);
        }
    }
}

impl View for RenewalsView {
    const NESTED: &'static [&'static str] = &["remove_global_administrator", "extend", "renew"];

    fn page(&self, page: &mut Page) {
        let is_empty = self.remove_global_administrator.is_empty()
            && self.extend.is_empty()
            && self.renew.is_empty();
        if is_empty {
            page.line(&format!(
                "Nothing to renew: no relationship without auto-extend ends within {}.",
                counted_as(u64::from(self.within), "day", "days")
            ));
            return;
        }
        self.write_global_administrator(page);
        self.write_batches(page);
        self.write_renewals(page);
    }
}
