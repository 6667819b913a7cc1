//! What is known of Entra roles in delegated admin relationships: finds a role by id, by name or by words, and lists the
//! published sets and tasks. A role that is not in the catalogue is never refused: its id is its name.

use super::id::EntraRoleId;
use super::role_catalogue::{CATALOGUE, EntraRoleFacts, EntraRoleSet, EntraRoleTask};
use crate::domain::word::nearest;

/// A text that names no role of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{typed}` is not a known role{}", suggest(.near))]
pub struct UnknownEntraRole {
    /// The text, shortened.
    pub typed: String,
    /// The most similar name.
    pub near: Option<&'static str>,
}

fn suggest(near: &Option<&'static str>) -> String {
    match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None => {
            " (expected a name, for example User Administrator, or a role id, a GUID)".to_owned()
        }
    }
}

/// Every role of the catalogue, by name.
pub fn all_roles() -> &'static [EntraRoleFacts] {
    &CATALOGUE.roles
}

/// What is known of a role; `None` if it is not in the catalogue.
pub fn role_facts(id: EntraRoleId) -> Option<&'static EntraRoleFacts> {
    CATALOGUE.of(id)
}

/// The name of a role; the id itself if it is not in the catalogue.
pub fn role_name(id: EntraRoleId) -> String {
    match role_facts(id) {
        Some(facts) => facts.name.clone(),
        None => id.to_string(),
    }
}

/// Whether a list of Microsoft says that a relationship may have the role.
pub fn is_confirmed(id: EntraRoleId) -> bool {
    role_facts(id).is_some_and(|facts| facts.evidence.is_microsoft())
}

/// Whether the role is privileged, also where that is only probable.
pub fn is_privileged(id: EntraRoleId) -> bool {
    role_facts(id).is_some_and(|facts| facts.privilege.as_bool() == Some(true))
}

/// The role that a person typed: an id, also one that is not in the catalogue, or a present or earlier name in any case.
///
/// # Errors
/// If it is neither; with the most similar name.
pub fn role_named(typed: &str) -> Result<EntraRoleId, UnknownEntraRole> {
    if let Ok(id) = typed.parse() {
        return Ok(id);
    }
    let wanted = comparable(typed);
    let is_it = |name: &str| comparable(name) == wanted;
    let found = all_roles()
        .iter()
        .find(|facts| is_it(&facts.name))
        .or_else(|| {
            let mut all = all_roles().iter();
            all.find(|facts| facts.old_names.iter().any(|name| is_it(name)))
        });
    found.map(|facts| facts.id).ok_or_else(|| UnknownEntraRole {
        typed: typed.trim().chars().take(80).collect(),
        near: nearest(&wanted, all_roles().iter().map(|facts| facts.name.as_str())),
    })
}

/// The form of a name that is compared: `global-administrator` is the same as `Global Administrator`.
fn comparable(name: &str) -> String {
    let spaced = name.to_lowercase().replace(['-', '_'], " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The roles whose text has all the words: those with the words in a name first, then those with them in the purpose, the
/// area, a set or the id.
pub fn find_roles(text: &str) -> Vec<&'static EntraRoleFacts> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let has_words = |in_text: &str| {
        let in_text = in_text.to_lowercase();
        words.iter().all(|word| in_text.contains(word))
    };
    let (mut named, others): (Vec<_>, Vec<_>) = all_roles().iter().partition(|facts| {
        has_words(&facts.name) || facts.old_names.iter().any(|name| has_words(name))
    });
    let described = others.into_iter().filter(|facts| {
        let sets = facts.sets.join(" ");
        has_words(&format!(
            "{} {} {} {sets} {}",
            facts.name, facts.purpose, facts.area, facts.id
        ))
    });
    named.extend(described);
    named
}

/// The published sets of roles.
pub fn role_sets() -> &'static [EntraRoleSet] {
    &CATALOGUE.sets
}

/// What each task needs at least.
pub fn role_tasks() -> &'static [EntraRoleTask] {
    &CATALOGUE.tasks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> EntraRoleId {
        role_named(name).unwrap()
    }

    #[test]
    fn a_role_is_named_by_id_name_or_old_name() {
        let global = EntraRoleId::GLOBAL_ADMINISTRATOR;
        for typed in [
            "Global Administrator",
            " global administrator ",
            "global-administrator",
            "Company Administrator",
            "62E90394-69f5-4237-9190-012177145e10",
        ] {
            assert_eq!(id(typed), global, "{typed}");
        }
        assert_eq!(
            id("power bi service administrator"),
            id("Fabric Administrator")
        );
        let unknown = "00000000-0000-4000-8000-000000000001";
        assert_eq!(role_name(id(unknown)), unknown);
        assert_eq!(role_facts(id(unknown)), None);
        assert!(!is_confirmed(id(unknown)));
    }

    #[test]
    fn an_unknown_name_suggests_the_nearest() {
        let near = role_named("User Adminstrator").unwrap_err();
        assert_eq!(
            near.to_string(),
            "`User Adminstrator` is not a known role; did you mean `User Administrator`?"
        );
        let far = role_named("xyz").unwrap_err();
        assert_eq!(
            far.to_string(),
            "`xyz` is not a known role (expected a name, for example User Administrator, or a role id, a GUID)"
        );
    }

    #[test]
    fn roles_are_found_by_words() {
        let names = |text: &str| -> Vec<&str> {
            find_roles(text)
                .iter()
                .map(|facts| facts.name.as_str())
                .collect()
        };
        assert_eq!(names("helpdesk")[0], "Helpdesk Administrator");
        assert_eq!(names("Lync"), ["Skype for Business Administrator"]);
        assert_eq!(names("mail flow"), ["Exchange Administrator"]);
        assert_eq!(names("62e90394"), ["Global Administrator"]);
        assert_eq!(names("").len(), all_roles().len());
        assert_eq!(names("nothing has this"), [""; 0]);
    }

    #[test]
    fn only_lists_of_microsoft_confirm_a_role() {
        assert!(is_confirmed(id("User Administrator")));
        assert!(is_confirmed(id("Tenant Creator")));
        assert!(!is_confirmed(id("Edge Administrator")));
        assert!(is_privileged(id("User Administrator")));
        assert!(is_privileged(id(
            "Authentication Extensibility Password Administrator"
        )));
        assert!(!is_privileged(id("Device Join")));
    }
}
