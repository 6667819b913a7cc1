//! The published role catalogue (`data/roles.csv`), parsed on use.

use super::{Role, Word};

/// What the published pages say about one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleFacts {
    /// The role.
    pub role: Role,
    /// Its name in the portal.
    pub name: String,
    /// What it may do, in the pages' words.
    pub can: Vec<String>,
    /// Where the pages disagree, or a warning.
    pub note: Option<String>,
    /// The source.
    pub source: String,
}

/// Every role that can be granted, in the catalogue's order.
///
/// # Errors
/// Only if the built-in file does not match the vocabulary of roles, which a test rules out.
pub fn catalogue() -> Result<Vec<RoleFacts>, csv::Error> {
    let mut reader = csv::Reader::from_reader(include_str!("../../../data/roles.csv").as_bytes());
    let mut facts = Vec::new();
    for row in reader.records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or("").trim();
        let Ok(role) = Role::from_word(cell(0)) else {
            continue;
        };
        let text = |at: usize| (!cell(at).is_empty()).then(|| cell(at).to_owned());
        facts.push(RoleFacts {
            role,
            name: cell(1).to_owned(),
            can: cell(3)
                .split(';')
                .map(|part| part.trim().to_owned())
                .collect(),
            note: text(15),
            source: cell(16).to_owned(),
        });
    }
    Ok(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_has_every_role_once_and_in_its_group() {
        let facts = catalogue().unwrap();
        let roles: Vec<Role> = facts.iter().map(|fact| fact.role).collect();
        let mut sorted = roles.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, Role::ALL.to_vec());
        let mut reader =
            csv::Reader::from_reader(include_str!("../../../data/roles.csv").as_bytes());
        for row in reader.records() {
            let row = row.unwrap();
            if let Ok(role) = Role::from_word(&row[0]) {
                assert_eq!(role.group().word(), &row[2]);
                let fact = facts.iter().find(|fact| fact.role == role).unwrap();
                assert_eq!(fact.note.as_deref(), Some(&row[15]));
            }
        }
    }
}
