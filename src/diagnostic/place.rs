//! A place in a file.

use std::fmt;

/// A file, or a place in one. The name of the file may be added later.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line and column, both from 1; `None` for the whole file.
    position: Option<(u64, usize)>,
    /// The file as named on the command line.
    file: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(name: impl Into<String>) -> Self {
        Self {
            position: None,
            file: Some(name.into()),
        }
    }

    /// A line and a column, both from 1; [`Place::in_file`] adds the file.
    pub fn at(line: u64, column: usize) -> Self {
        Self {
            position: Some((line, column)),
            file: None,
        }
    }

    /// This place, in the file of this name.
    #[must_use]
    pub fn in_file(self, name: impl Into<String>) -> Self {
        Self {
            file: Some(name.into()),
            ..self
        }
    }

    /// The file as it was named.
    pub fn file_name(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The line, from 1; `None` for the whole file.
    pub fn line(&self) -> Option<u64> {
        self.position.map(|(line, _)| line)
    }

    /// Line and column, both from 1.
    pub fn position(&self) -> Option<(u64, usize)> {
        self.position
    }
}

impl From<String> for Place {
    fn from(file: String) -> Self {
        Self::file(file)
    }
}

impl From<&str> for Place {
    fn from(file: &str) -> Self {
        Self::file(file)
    }
}

impl From<&String> for Place {
    fn from(file: &String) -> Self {
        Self::file(file)
    }
}

/// `FILE:LINE:COLUMN`, as far as it is known.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.file, self.position) {
            (Some(file), Some((line, column))) => write!(f, "{file}:{line}:{column}"),
            (Some(file), None) => f.write_str(file),
            (None, Some((line, column))) => write!(f, "{line}:{column}"),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_as_far_as_it_is_known() {
        let place = Place::at(3, 4);
        assert_eq!(place.to_string(), "3:4");
        assert_eq!(place.in_file("users.csv").to_string(), "users.csv:3:4");
        assert_eq!(Place::file("users.csv").to_string(), "users.csv");
    }
}
