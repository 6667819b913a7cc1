//! `mailto:` URLs (RFC 6068).

use super::Message;
use super::encoded_word::{encoded_words, looks_encoded};
use crate::domain::Email;

/// The message as a `mailto:` URL, line ends as `%0D%0A`.
pub fn mailto_url(message: &Message) -> String {
    // Mail programs decode this field like the subject of a mail.
    let subject = if looks_encoded(&message.subject) {
        encoded_words(&message.subject)
    } else {
        message.subject.clone()
    };
    let body = message.body.replace("\r\n", "\n").replace('\n', "\r\n");
    format!(
        "mailto:{}?subject={}&body={}",
        address(&message.to),
        encoded(&subject),
        encoded(&body),
    )
}

fn address(to: &Email) -> String {
    let local = to.as_str().rsplit_once('@').map_or("", |(local, _)| local);
    format!("{}@{}", encoded(local), encoded(to.domain()))
}

/// Percent-encodes every byte that is not allowed unencoded everywhere in a URL.
fn encoded(text: &str) -> String {
    let mut url = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                let hex = std::str::from_utf8(&hex).unwrap();
                bytes.push(u8::from_str_radix(hex, 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_subject_that_looks_encoded_stays_literal() {
        let message = Message {
            to: "a@x.fr".parse().unwrap(),
            subject: "=?utf-8?Q?a?=".to_owned(),
            body: String::new(),
        };
        let url = mailto_url(&message);
        assert!(
            decoded(&url).contains("?subject==?utf-8?Q?=3D=3Futf=2D8=3FQ=3Fa=3F=3D?="),
            "{url}"
        );
    }

    #[test]
    fn a_url_is_spelled_as_the_rfc_wants() {
        let message = Message {
            to: "a+b=c@Bücher.example".parse().unwrap(),
            subject: "Été & co?".to_owned(),
            body: "https://x.test/?a=1&b=2#c=3\nfin\n".to_owned(),
        };
        assert_eq!(
            mailto_url(&message),
            "mailto:a%2Bb%3Dc@xn--bcher-kva.example?subject=%C3%89t%C3%A9%20%26%20co%3F\
             &body=https%3A%2F%2Fx.test%2F%3Fa%3D1%26b%3D2%23c%3D3%0D%0Afin%0D%0A"
        );
    }

    proptest! {
        #[test]
        fn subject_and_body_come_back(subject in any::<String>(), body in "[^\r]*") {
            prop_assume!(!looks_encoded(&subject));
            let message = Message { to: "a@x.fr".parse().unwrap(), subject, body };
            let url = mailto_url(&message);
            let query = url.strip_prefix("mailto:a@x.fr?subject=").unwrap();
            let (subject, body) = query.split_once("&body=").unwrap();
            prop_assert_eq!(decoded(subject), message.subject);
            prop_assert_eq!(decoded(body), message.body.replace('\n', "\r\n"));
            prop_assert!(url.bytes().all(|b| b.is_ascii_graphic()));
        }
    }
}
