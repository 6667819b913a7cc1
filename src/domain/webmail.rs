//! Addresses that do not belong to a company: web mail services, and the initial domains of tenants.

use super::Email;

/// Services that run mail under many top-level domains: `live.fr` and `yahoo.co.uk` are web mail as `live.com` is.
const SERVICES: &[&str] = &["aol", "gmx", "hotmail", "live", "outlook", "yahoo"];

/// Domains of services whose name under another top-level domain may belong to a company.
const SERVICE_DOMAINS: &[&str] = &[
    "126.com",
    "163.com",
    "aim.com",
    "bk.ru",
    "bol.com.br",
    "daum.net",
    "duck.com",
    "fastmail.com",
    "fastmail.fm",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "googlemail.com",
    "googlemail.de",
    "hanmail.net",
    "hey.com",
    "hushmail.com",
    "icloud.com",
    "inbox.com",
    "inbox.lv",
    "inbox.ru",
    "interia.pl",
    "laposte.net",
    "libero.it",
    "list.ru",
    "mac.com",
    "mail.com",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "naver.com",
    "o2.pl",
    "onet.pl",
    "orange.fr",
    "passport.com",
    "pm.me",
    "posteo.de",
    "posteo.net",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rambler.ru",
    "rediffmail.com",
    "rocketmail.com",
    "seznam.cz",
    "sfr.fr",
    "sina.com",
    "sohu.com",
    "startmail.com",
    "t-online.de",
    "tuta.com",
    "tuta.io",
    "tutanota.com",
    "tutanota.de",
    "uol.com.br",
    "wanadoo.fr",
    "web.de",
    "windowslive.com",
    "wp.pl",
    "ya.ru",
    "yandex.by",
    "yandex.com",
    "yandex.kz",
    "yandex.ru",
    "yandex.ua",
    "ymail.com",
    "zoho.com",
    "zoho.eu",
    "zoho.in",
    "zohomail.com",
];

/// Second-level labels of many country domains, as in `yahoo.co.uk`.
const SECOND_LEVELS: &[&str] = &["co", "com", "ne", "net", "or", "org"];

/// Whether an address is one of a web mail service (`enroll.webmail`).
///
/// The registered label decides: the one before the public suffix. `gmail-consulting.fr` and `contoso.live` are
/// companies.
pub fn is_webmail(address: &Email) -> bool {
    is_webmail_domain(address.domain())
}

/// Whether a domain, in the form used for comparison, belongs to a web mail service.
pub fn is_webmail_domain(domain: &str) -> bool {
    SERVICES.contains(&registered_label(domain))
        || SERVICE_DOMAINS.iter().any(|service| {
            domain
                .strip_suffix(service)
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
}

/// Whether an address is in a tenant's initial domain, which often has no mailbox (`enroll.contact-domain`).
pub fn is_onmicrosoft(address: &Email) -> bool {
    address.domain().ends_with(".onmicrosoft.com") || address.domain() == "onmicrosoft.com"
}

fn registered_label(domain: &str) -> &str {
    let mut labels = domain.rsplit('.');
    let top = labels.next().unwrap_or("");
    let second = labels.next().unwrap_or("");
    match labels.next() {
        Some(third) if is_second_level(second, top) => third,
        Some(_) | None => second,
    }
}

fn is_second_level(second: &str, top: &str) -> bool {
    top.len() == 2 && SECOND_LEVELS.contains(&second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(domain: &str) -> Email {
        format!("ada@{domain}").parse().unwrap()
    }

    #[test]
    fn web_mail_is_recognised_in_any_case() {
        for domain in [
            "gmail.com",
            "GMail.COM",
            "googlemail.com",
            "yahoo.fr",
            "yahoo.co.uk",
            "yahoo.com.br",
            "ymail.com",
            "icloud.com",
            "me.com",
            "mac.com",
            "aol.de",
            "outlook.fr",
            "outlook.com.au",
            "hotmail.co.jp",
            "live.fr",
            "live.com.mx",
            "msn.com",
            "gmx.net",
            "gmx.de",
            "proton.me",
            "protonmail.ch",
            "pm.me",
            "mail.ru",
            "mail.yahoo.com",
            "orange.fr",
            "zoho.com",
            "inbox.com",
            "post.yahoo.fr",
            "post.gmail.com",
        ] {
            assert!(is_webmail(&address(domain)), "{domain}");
        }
    }

    #[test]
    fn companies_are_not_web_mail() {
        for domain in [
            "contoso.fr",
            "mail.gmail-consulting.fr",
            "mygmail.com",
            "contoso.live",
            "contoso.me",
            "contoso.me.uk",
            "contoso.co.uk",
            "gmail.contoso.com",
            "live.contoso.com.br",
            "me.contoso.fr",
            "orange.com",
            "myorange.fr",
            "me.uk.com",
            "contoso.onmicrosoft.com",
            "contoso.mac",
            "me.fr",
            "post.me.fr",
            "mac.de",
            "pm.fr",
            "mail.fr",
            "mail.contoso.fr",
            "msn.fr",
            "proton.fr",
            "gmail-contoso.com",
        ] {
            assert!(!is_webmail(&address(domain)), "{domain}");
        }
    }

    #[test]
    fn initial_domains_of_tenants_are_recognised() {
        for (domain, initial) in [
            ("contoso.onmicrosoft.com", true),
            ("Contoso.OnMicrosoft.com", true),
            ("contoso.mail.onmicrosoft.com", true),
            ("notonmicrosoft.com", false),
            ("onmicrosoft.com.contoso.fr", false),
            ("contoso.fr", false),
        ] {
            assert_eq!(is_onmicrosoft(&address(domain)), initial, "{domain}");
        }
    }
}
