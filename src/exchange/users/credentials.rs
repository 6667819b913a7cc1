//! The file with the sign-in details of new users. Passwords are stored nowhere else.

use std::io::{self, Write};

use crate::domain::calendar::Instant;
use crate::domain::calendar::rfc3339;
use crate::domain::password::Secret;
use crate::exchange::formula_guard::guarded;

/// A credentials file being written.
///
/// Pass an unbuffered output: rows are buffered here, and wiped after they are written.
#[derive(Debug)]
pub struct CredentialsFile<W: Write> {
    out: W,
    gathered: zeroize::Zeroizing<Vec<u8>>,
}

/// The buffer is written when it reaches this size, in bytes.
const PIECE: usize = 64 * 1024;
/// The maximum size of a row: two names, an address, a password, a time, all quoted.
const ROW: usize = 8 * 1024;

impl<W: Write> CredentialsFile<W> {
    /// Begins the file with its heading line.
    pub fn begin(out: W) -> Self {
        let mut gathered = zeroize::Zeroizing::new(Vec::with_capacity(PIECE + ROW));
        gathered.extend_from_slice(b"email,first_name,last_name,temporary_password,expires_at\n");
        Self { out, gathered }
    }

    /// Writes one user's details.
    ///
    /// # Errors
    /// The error of the output.
    pub fn write(
        &mut self,
        email: &str,
        first_name: &str,
        last_name: &str,
        password: &Secret,
        expires_at: Instant,
    ) -> io::Result<()> {
        for text in [email, first_name, last_name] {
            self.cell(text);
        }
        self.gathered
            .extend_from_slice(password.expose().as_bytes());
        self.gathered.push(b',');
        self.gathered
            .extend_from_slice(rfc3339(expires_at).as_bytes());
        self.gathered.push(b'\n');
        if self.gathered.len() >= PIECE {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes the buffered rest and returns the output.
    ///
    /// # Errors
    /// The error of the output.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        Ok(self.out)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.gathered)?;
        zeroize::Zeroize::zeroize(self.gathered.as_mut_slice());
        self.gathered.clear();
        Ok(())
    }

    fn cell(&mut self, text: &str) {
        let text = guarded(text);
        let is_special = |byte| matches!(byte, b'"' | b',' | b';' | b'\n' | b'\r');
        if text.bytes().any(is_special) {
            self.gathered.push(b'"');
            self.gathered
                .extend_from_slice(text.replace('"', "\"\"").as_bytes());
            self.gathered.push(b'"');
        } else {
            self.gathered.extend_from_slice(text.as_bytes());
        }
        self.gathered.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn names_are_guarded_and_quoted_and_the_password_is_as_it_is() {
        let mut file = CredentialsFile::begin(Vec::new());
        let password = Secret::new("abcd-efg2".to_owned());
        let at = DateTime::from_timestamp(1_614_600_000, 0).unwrap();
        file.write("a@x.fr", "=Ada", "By\"ron, \"", &password, at)
            .unwrap();
        file.write("b@x.fr", "", "", &password, at).unwrap();
        let text = String::from_utf8(file.finish().unwrap()).unwrap();
        assert_eq!(
            text,
            "email,first_name,last_name,temporary_password,expires_at\n\
             a@x.fr,'=Ada,\"By\"\"ron, \"\"\",abcd-efg2,2021-03-01T12:00:00Z\n\
             b@x.fr,,,abcd-efg2,2021-03-01T12:00:00Z\n"
        );
    }

    #[test]
    fn everything_arrives_however_many_rows_there_are() {
        let mut file = CredentialsFile::begin(Vec::new());
        let password = Secret::new("abcd-efg2".to_owned());
        let at = DateTime::from_timestamp(1_614_600_000, 0).unwrap();
        for number in 0..5000 {
            let email = format!("user{number}@x.fr");
            file.write(&email, "A", "B", &password, at).unwrap();
        }
        let text = String::from_utf8(file.finish().unwrap()).unwrap();
        assert_eq!(text.lines().count(), 5001);
        assert!(
            text.lines()
                .nth(5000)
                .unwrap()
                .starts_with("user4999@x.fr,A,B,abcd-efg2,")
        );
    }
}
