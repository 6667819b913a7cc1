//! What to do about relationships that end: extend them, remove Global Administrator first, or ask for new ones.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::Days;

use super::id::EntraRoleId;
use super::new_name::free_name;
use super::plan::LONGEST_DAYS;
use super::reconcile::KEPT_DAYS;
use super::relationship::{AbsenceKind, AdminRelationship};
use super::role::role_name;
use super::state::AdminRelationshipStateKind as State;
use super::template::RoleTemplate;
use crate::domain::TenantDomain;
use crate::domain::calendar::Instant;
use crate::domain::quote::shell_word;

/// How many relationships Partner Center switches to auto-extend at once.
pub const EXTEND_AT_ONCE: usize = 25;

/// What ends, by what can be done about it; each in the order of its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewalPlan {
    /// Active ones with Global Administrator, which has to be removed before they can be extended.
    pub remove_global_administrator: Vec<AdminRelationship>,
    /// Active ones that can be extended, in batches of [`EXTEND_AT_ONCE`].
    pub extend: Vec<Vec<AdminRelationship>>,
    /// Those that cannot be extended any more and need a new relationship.
    pub renew: Vec<Renewal>,
}

impl RenewalPlan {
    /// Every relationship of the plan.
    pub fn relationships(&self) -> impl Iterator<Item = &AdminRelationship> {
        let renew = self.renew.iter().map(|renewal| &renewal.relationship);
        let first = self.remove_global_administrator.iter();
        first.chain(self.extend.iter().flatten()).chain(renew)
    }
}

/// A relationship that needs a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The old one.
    pub relationship: AdminRelationship,
    /// A name for the new one that is free.
    pub new_name: String,
}

/// Collects what a renewal plan needs, one relationship at a time.
#[derive(Debug)]
pub struct RenewalPlanner {
    now: Instant,
    until: Instant,
    names: HashSet<String>,
    in_force: HashMap<String, Vec<InForce>>,
    due: Vec<AdminRelationship>,
    ended: Vec<AdminRelationship>,
}

/// A relationship that goes on, as far as it can stand in for one that ended.
#[derive(Debug)]
struct InForce {
    roles: Option<BTreeSet<EntraRoleId>>,
    since: Option<Instant>,
}

impl RenewalPlanner {
    /// A planner for what ends in the next `within` days.
    pub fn new(within: u32, now: Instant) -> Self {
        let until = now.checked_add_days(Days::new(within.into()));
        Self {
            now,
            until: until.unwrap_or(Instant::MAX_UTC),
            names: HashSet::new(),
            in_force: HashMap::new(),
            due: Vec::new(),
            ended: Vec::new(),
        }
    }

    /// Adds a relationship of the account. All of them are needed, in any state.
    pub fn add(&mut self, it: AdminRelationship) {
        if let Some(name) = &it.name {
            self.names.insert(name.trim().to_lowercase());
        }
        match self.fate_of(&it) {
            Fate::Due => self.due.push(it),
            Fate::Ended => self.ended.push(it),
            Fate::InForce => {
                for key in customer_keys(&it) {
                    let in_force = InForce {
                        roles: it.roles.clone(),
                        since: it.created_at.or(Some(it.state_since)),
                    };
                    self.in_force.entry(key).or_default().push(in_force);
                }
            }
            Fate::Past => {}
        }
    }

    /// The plan.
    pub fn finish(mut self) -> RenewalPlan {
        let in_order = |them: &mut Vec<AdminRelationship>| {
            them.sort_by(|one, other| {
                (one.expected_end(), one.id).cmp(&(other.expected_end(), other.id))
            });
        };
        in_order(&mut self.due);
        in_order(&mut self.ended);
        let (first, extend): (Vec<_>, Vec<_>) = std::mem::take(&mut self.due)
            .into_iter()
            .partition(AdminRelationship::has_global_administrator);
        let ended = std::mem::take(&mut self.ended);
        let renew = ended
            .into_iter()
            .filter(|it| !self.is_replaced(it))
            .collect::<Vec<_>>();
        let renew = renew.into_iter().map(|relationship| {
            let new_name = free_name(&relationship, &self.names, self.now);
            self.names.insert(new_name.to_lowercase());
            Renewal {
                relationship,
                new_name,
            }
        });
        RenewalPlan {
            remove_global_administrator: first,
            renew: renew.collect(),
            extend: extend.chunks(EXTEND_AT_ONCE).map(<[_]>::to_vec).collect(),
        }
    }

    fn fate_of(&self, it: &AdminRelationship) -> Fate {
        if it.absence.is_some_and(|it| it.kind == AbsenceKind::Erased) {
            return Fate::Past;
        }
        let end = it.expected_end();
        match it.state {
            State::Draft
            | State::Created
            | State::ApprovalPending
            | State::Approved
            | State::Activating => Fate::InForce,
            State::Active if it.extends_itself() => Fate::InForce,
            State::Active => match end {
                Some(end) if end <= self.now => self.ended_at(end),
                Some(end) if end <= self.until => Fate::Due,
                Some(_) | None => Fate::InForce,
            },
            State::Expiring | State::Expired => self.ended_at(end.unwrap_or(it.state_since)),
            State::TerminationRequested
            | State::Terminating
            | State::Terminated
            | State::Withdrawn => Fate::Past,
        }
    }

    fn ended_at(&self, end: Instant) -> Fate {
        if (self.now - end).num_days() <= KEPT_DAYS {
            Fate::Ended
        } else {
            Fate::Past
        }
    }

    /// Whether other relationships of the customer have all its roles, but for Global Administrator. Where roles are not
    /// known, a later relationship counts as its successor.
    fn is_replaced(&self, ended: &AdminRelationship) -> bool {
        let others: Vec<&InForce> = customer_keys(ended)
            .iter()
            .filter_map(|key| self.in_force.get(key))
            .flatten()
            .collect();
        let is_later = |other: &InForce| other.since > ended.created_at.or(ended.activated_at);
        let by_date = |other: &&InForce| other.roles.is_none() && is_later(other);
        let Some(roles) = &ended.roles else {
            return others.iter().any(|other| is_later(other));
        };
        let held: BTreeSet<EntraRoleId> = others
            .iter()
            .filter_map(|other| other.roles.as_ref())
            .flatten()
            .copied()
            .collect();
        let mut needed = roles
            .iter()
            .filter(|id| **id != EntraRoleId::GLOBAL_ADMINISTRATOR || roles.len() == 1);
        others.iter().any(by_date) || (!held.is_empty() && needed.all(|id| held.contains(id)))
    }
}

/// What becomes of a relationship.
enum Fate {
    /// It ends within the window and can be extended.
    Due,
    /// It ended within the last year.
    Ended,
    /// It goes on, or is on its way.
    InForce,
    /// It does not matter any more.
    Past,
}

/// What a customer is known by; a draft and an import may know different things.
fn customer_keys(it: &AdminRelationship) -> Vec<String> {
    let tenant = it.customer.tenant_id.map(|id| id.to_string());
    let domain = it.customer.domain.as_ref().map(|it| it.key().to_owned());
    tenant.into_iter().chain(domain).collect()
}

impl Renewal {
    /// The command that plans the new relationship: the same roles and duration, by a template's name where one has exactly
    /// these roles. `customer` is the customer's domain on record.
    pub fn command(&self, customer: Option<&TenantDomain>, templates: &[RoleTemplate]) -> String {
        let old = &self.relationship;
        let domain = customer.or(old.customer.domain.as_ref());
        let tenant = old.customer.tenant_id.map(|id| id.to_string());
        let customer = domain.map(ToString::to_string).or(tenant);
        let customer = customer.as_deref().unwrap_or("CUSTOMER");
        let (customer, name) = (
            shell_word(customer, "CUSTOMER"),
            shell_word(&self.new_name, "NAME"),
        );
        let days = old.duration_days().unwrap_or(LONGEST_DAYS);
        let days = days.clamp(1, LONGEST_DAYS);
        let command = format!("csp gdap plan {customer} --name {name} --duration {days}");
        format!(
            "{command} {}",
            describe_roles(old.roles.as_ref(), templates)
        )
    }
}

fn describe_roles(roles: Option<&BTreeSet<EntraRoleId>>, templates: &[RoleTemplate]) -> String {
    let Some(roles) = roles else {
        return "--role ROLE".to_owned();
    };
    if let Some(same) = templates.iter().find(|set| set.roles == *roles) {
        return format!("--template {}", shell_word(&same.name, "TEMPLATE"));
    }
    let mut names: Vec<String> = roles.iter().map(|id| role_name(*id)).collect();
    names.sort_unstable();
    let words = names.iter().map(|name| shell_word(name, "ROLE"));
    format!("--role {}", words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::gdap::LONGEST_NAME;
    use crate::domain::gdap::template::shipped_templates;
    use crate::domain::gdap::{
        MicrosoftId, RelationshipId, RelationshipSighting, SeenDays, SeenRoles,
    };

    const GLOBAL: EntraRoleId = EntraRoleId::GLOBAL_ADMINISTRATOR;

    fn at(day: &str) -> Instant {
        format!("{day}T08:00:00Z").parse().unwrap()
    }

    fn role(name: &str) -> EntraRoleId {
        super::super::role::role_named(name).unwrap()
    }

    fn id(number: u32) -> MicrosoftId {
        let text =
            format!("0a7c1e52-91b3-4d0e-8f26-{number:012}-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4");
        text.parse().unwrap()
    }

    /// A relationship of the customer `tenant`, with the user administrator's role.
    fn sample(number: u32, tenant: u32, status: &str, end: &str) -> AdminRelationship {
        let tenant = format!("11111111-2222-3333-4444-{tenant:012}");
        let sighting = RelationshipSighting {
            name: Some(format!("Sample {number}")),
            customer_tenant: tenant.parse().ok(),
            customer_name: Some("Fabrikam & Söhne GmbH".to_owned()),
            status: Some(status.to_owned()),
            duration: Some(SeenDays::Days(365)),
            auto_extend: Some(SeenDays::Days(0)),
            roles: SeenRoles::All([role("User Administrator")].into()),
            created_at: Some(at("2025-01-01")),
            ends_at: Some(at(end)),
            ..RelationshipSighting::of(id(number))
        };
        AdminRelationship::first_seen(&sighting, at("2026-11-01"))
    }

    fn plan_of(them: Vec<AdminRelationship>) -> RenewalPlan {
        let mut planner = RenewalPlanner::new(60, at("2026-11-28"));
        them.into_iter().for_each(|it| planner.add(it));
        planner.finish()
    }

    /// Where a relationship ends up in the plan.
    fn outcome(it: AdminRelationship) -> &'static str {
        let plan = plan_of(vec![it]);
        let found = [
            (!plan.extend.is_empty(), "extend"),
            (!plan.remove_global_administrator.is_empty(), "remove"),
            (!plan.renew.is_empty(), "renew"),
        ];
        let mut places = found.iter().filter(|(is_there, _)| *is_there);
        let place = places.next().map_or("none", |(_, place)| place);
        assert!(places.next().is_none());
        place
    }

    #[test]
    fn each_relationship_gets_what_can_be_done() {
        for (status, end, place) in [
            ("active", "2026-11-29", "extend"),
            ("active", "2027-01-27", "extend"),
            ("active", "2027-01-28", "none"),
            ("active", "2026-11-27", "renew"),
            ("expiring", "2026-11-27", "renew"),
            ("expired", "2026-11-01", "renew"),
            ("expired", "2025-11-28", "renew"),
            ("expired", "2025-11-27", "none"),
            ("terminated", "2026-11-01", "none"),
            ("terminationRequested", "2026-12-01", "none"),
            ("approvalPending", "2026-12-01", "none"),
            ("approved", "2026-12-01", "none"),
        ] {
            assert_eq!(outcome(sample(1, 1, status, end)), place, "{status} {end}");
        }
        let mut global = sample(1, 1, "active", "2026-12-01");
        global.roles = Some([GLOBAL].into());
        assert_eq!(outcome(global), "remove");
        let mut extending = sample(1, 1, "active", "2026-12-01");
        extending.auto_extend = Some(SeenDays::Days(180));
        assert_eq!(outcome(extending), "none");
        let mut without_end = sample(1, 1, "active", "2026-12-01");
        without_end.ends_at = None;
        assert_eq!(outcome(without_end.clone()), "none");
        without_end.activated_at = Some(at("2025-12-10"));
        assert_eq!(outcome(without_end), "extend");
        let mut erased = sample(1, 1, "expired", "2026-11-01");
        erased.absence = Some(crate::domain::gdap::ListAbsence {
            kind: AbsenceKind::Erased,
            since: at("2026-11-02"),
        });
        assert_eq!(outcome(erased), "none");
    }

    #[test]
    fn what_was_renewed_needs_no_new_one() {
        let old = || sample(1, 1, "expired", "2026-11-01");
        let others = |other: AdminRelationship| plan_of(vec![old(), other]).renew.len();
        assert_eq!(others(sample(2, 1, "active", "2027-11-01")), 0);
        assert_eq!(others(sample(2, 1, "approvalPending", "2027-11-01")), 0);
        assert_eq!(others(sample(2, 2, "active", "2027-11-01")), 1);
        assert_eq!(others(sample(2, 1, "terminated", "2027-11-01")), 1);
        let mut narrower = sample(2, 1, "active", "2027-11-01");
        narrower.roles = Some([role("Directory Readers")].into());
        assert_eq!(others(narrower), 1);
        let mut unknown = sample(2, 1, "active", "2027-11-01");
        unknown.roles = None;
        assert_eq!(others(unknown.clone()), 1);
        unknown.created_at = Some(at("2026-10-15"));
        assert_eq!(others(unknown), 0);
        let mut wide = old();
        wide.roles = Some([role("User Administrator"), GLOBAL].into());
        let plan = plan_of(vec![wide, sample(2, 1, "active", "2027-11-01")]);
        assert!(plan.renew.is_empty());
    }

    #[test]
    fn batches_have_at_most_25_in_the_order_of_their_end() {
        let them = (1..=60).map(|number| {
            let end = if number == 60 {
                "2026-12-01"
            } else {
                "2026-12-02"
            };
            sample(number, number, "active", end)
        });
        let plan = plan_of(them.collect());
        let sizes: Vec<usize> = plan.extend.iter().map(Vec::len).collect();
        assert_eq!(sizes, [25, 25, 10]);
        assert_eq!(plan.extend[0][0].id, RelationshipId::Microsoft(id(60)));
    }

    #[test]
    fn new_names_are_free_readable_and_short() {
        let long = "Ü".repeat(50);
        for (old, new) in [
            ("Sample", "Sample-2"),
            ("Sample-2", "Sample-4"),
            ("Support 2024", "Support 2026"),
            ("Support-2026", "Support-2026-2"),
            ("MLT_0a7c1e52_3b1f6f0e_12345678", "GDAP-Fabrikam-Söhne-GmbH"),
            (
                "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012",
                "GDAP-Fabrikam-Söhne-GmbH",
            ),
            (long.as_str(), &format!("{}-2", "Ü".repeat(48))),
        ] {
            let mut ended = sample(1, 1, "expired", "2026-11-01");
            ended.name = Some(old.to_owned());
            let mut taken = sample(2, 2, "terminated", "2026-11-01");
            taken.name = Some("sample-3".to_owned());
            let plan = plan_of(vec![ended, taken]);
            assert_eq!(plan.renew[0].new_name, new, "{old}");
            assert!(plan.renew[0].new_name.chars().count() <= LONGEST_NAME);
        }
        let mut twins = vec![
            sample(1, 1, "expired", "2026-11-01"),
            sample(2, 2, "expired", "2026-11-02"),
        ];
        twins.iter_mut().for_each(|it| it.name = None);
        let names: Vec<String> = plan_of(twins)
            .renew
            .into_iter()
            .map(|renewal| renewal.new_name)
            .collect();
        assert_eq!(
            names,
            ["GDAP-Fabrikam-Söhne-GmbH", "GDAP-Fabrikam-Söhne-GmbH-2"]
        );
    }

    #[test]
    fn the_command_plans_the_same_again() {
        let renewal = |roles| {
            let mut old = sample(1, 1, "expired", "2026-11-01");
            old.roles = roles;
            Renewal {
                relationship: old,
                new_name: "Sample 1-2".to_owned(),
            }
        };
        let templates = shipped_templates();
        let cipp = templates.iter().find(|set| set.name == "cipp").unwrap();
        let domain: TenantDomain = "fabrikam.example".parse().unwrap();
        let command = |renewal: Renewal| renewal.command(Some(&domain), &templates);
        assert_eq!(
            command(renewal(Some(cipp.roles.clone()))),
            "csp gdap plan fabrikam.example --name 'Sample 1-2' --duration 365 --template cipp"
        );
        assert_eq!(
            command(renewal(Some([role("User Administrator")].into()))),
            "csp gdap plan fabrikam.example --name 'Sample 1-2' --duration 365 --role 'User Administrator'"
        );
        assert_eq!(
            renewal(None).command(None, &templates),
            "csp gdap plan 11111111-2222-3333-4444-000000000001 --name 'Sample 1-2' --duration 365 --role ROLE"
        );
    }
}
