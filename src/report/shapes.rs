//! Which fields each answer has in JSON. One table says it: `--fields` reads it here, and the published schemas are made
//! from it.

/// Every shape, one a line. The head of the file says how to read it.
pub const TABLE: &str = include_str!("shapes.txt");

/// The shape of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    definition: &'static str,
}

/// A field of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShapeField {
    /// Its key.
    pub key: &'static str,
    kind: &'static str,
}

impl Shape {
    /// The shape with this name. One that the table does not have is without fields.
    pub fn named(name: &str) -> Self {
        Self::find(name).unwrap_or(Self { definition: "" })
    }

    fn find(name: &str) -> Option<Self> {
        TABLE.lines().find_map(|line| {
            let (found, definition) = line.split_once(": ")?;
            (found == name).then_some(Self { definition })
        })
    }

    /// Whether the answer is a list of such things.
    pub fn is_list(self) -> bool {
        self.definition.starts_with("= [")
    }

    /// The fields of the answer; of a list, those of its rows.
    pub fn fields(self) -> Vec<ShapeField> {
        if let Some(other) = self.definition.strip_prefix("= ") {
            return Self::named(bare_kind(other)).fields();
        }
        let parts = self.definition.split(", ");
        parts
            .flat_map(
                |part| match (part.strip_prefix("+ "), part.split_once(' ')) {
                    (Some(other), _) => Self::named(other).fields(),
                    (None, Some((key, kind))) => vec![ShapeField {
                        key: key.trim_end_matches('~'),
                        kind,
                    }],
                    (None, None) => Vec::new(),
                },
            )
            .collect()
    }

    /// The paths of all fields, the inner ones with their dots, each below the field that it is in.
    pub fn paths(self) -> Vec<String> {
        let mut paths = Vec::new();
        collect_paths(&self.fields(), "", &mut paths);
        paths
    }
}

impl ShapeField {
    /// The fields of the thing, or of the things in the list, that the field holds.
    pub fn inner(self) -> Vec<ShapeField> {
        Shape::find(bare_kind(self.kind)).map_or_else(Vec::new, Shape::fields)
    }

    /// Whether the field may hold anything, so that no table knows its fields.
    pub fn is_open(self) -> bool {
        bare_kind(self.kind) == "any"
    }
}

/// A kind without the marks of lists and of what may be null.
fn bare_kind(kind: &str) -> &str {
    kind.trim_end_matches('?')
        .trim_start_matches('[')
        .trim_end_matches(']')
}

fn collect_paths(fields: &[ShapeField], before: &str, paths: &mut Vec<String>) {
    for field in fields {
        let path = format!("{before}{}", field.key);
        paths.push(path.clone());
        collect_paths(&field.inner(), &format!("{path}."), paths);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_reach_into_things_and_lists() {
        let paths = Shape::named("accounts").paths();
        for path in [
            "account",
            "company",
            "company.country",
            "company.address.city",
            "enrollments.checks.documents.name",
        ] {
            assert!(paths.iter().any(|one| one == path), "{path}: {paths:?}");
        }
        assert!(Shape::named("accounts").is_list());
        assert!(!Shape::named("account").is_list());
    }

    #[test]
    fn a_shape_has_the_fields_that_it_takes_over() {
        let paths = Shape::named("new-user").paths();
        assert_eq!(paths.first().map(String::as_str), Some("email"));
        assert_eq!(paths.last().map(String::as_str), Some("temporary_password"));
    }

    #[test]
    fn names_of_template_variables_are_free() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, _)) = line.split_once(": ") else {
                continue;
            };
            let shape = Shape::named(name);
            let taken = shape.fields().iter().any(|field| field.key == "answer");
            assert!(!taken, "{name}");
        }
    }
}
