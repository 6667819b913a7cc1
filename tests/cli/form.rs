//! Application files: the contract's own example, with lines changed.

use csp::domain::application::Field;
use csp::domain::word::Word as _;

/// The contract's example of an application, line for line, without the direct-bill part.
const EXAMPLE: &str = r#"model = "indirect"
mpn_id = "4812345"
mpn_country = "FR"
account = "contoso-france"

[company]
legal_name = "Contoso France SAS"
country = "FR"
tenant_domain = "contoso.fr"
tenant_id = "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11"
tax_id = "FR40303265045"
registration_id = ""
[company.address]
line1 = "39 quai du Président Roosevelt"
line2 = ""
city = "Issy-les-Moulineaux"
region = ""
postal_code = "92130"
[primary_contact]
first_name = "Alice"
last_name = "Martin"
email = "alice.martin@contoso.fr"
phone = "+33 1 57 75 10 00"
[support_contact]
email = "support@contoso.fr"
phone = "+33 1 57 75 10 01"
website = "https://contoso.fr/support"
[admin]
first_name = "Bruno"
last_name = "Petit"
email = "bruno.petit@contoso.fr"
[bank]
holder = "Contoso France SAS"
iban = "FR1420041010050500013M02606"
bic = "PSSTFRPPPAR"
[declarations]
authority_to_sign = true
"#;

/// The IBAN of the example, and its masked form.
pub(crate) const IBAN: &str = "FR1420041010050500013M02606";
pub(crate) const MASKED_IBAN: &str = "FR14•••••2606";

/// The headings of a sheet of applications.
pub(crate) fn headings() -> Vec<&'static str> {
    let flags = Field::ALL.iter().map(|field| field.facts().flag);
    ["model", "account"].into_iter().chain(flags).collect()
}

/// Applications as CSV.
pub(crate) fn csv_of(forms: &[Form]) -> String {
    let mut text = headings().join(",") + "\n";
    for form in forms {
        let cells = form.cells().into_iter();
        let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        text += &(quoted.collect::<Vec<_>>().join(",") + "\n");
    }
    text
}

/// An application file.
#[derive(Clone)]
pub(crate) struct Form {
    lines: Vec<String>,
}

impl Form {
    /// Contoso France as applicant for indirect reseller.
    pub(crate) fn indirect() -> Self {
        Self {
            lines: EXAMPLE.lines().map(str::to_owned).collect(),
        }
    }

    /// Contoso France as applicant for direct bill.
    pub(crate) fn direct() -> Self {
        let mut form = Self::indirect().set("model", r#""direct""#);
        form.lines.push("[direct]".to_owned());
        form.lines.push("billing_day = 5".to_owned());
        form
    }

    /// Fabrikam, another company in France, as applicant for indirect reseller.
    pub(crate) fn fabrikam() -> Self {
        Self::indirect().of_company("Fabrikam SARL", "fabrikam", "fabrikam.fr", "5900001")
    }

    /// The same application for another company.
    pub(crate) fn of_company(self, name: &str, slug: &str, domain: &str, mpn_id: &str) -> Self {
        let text = self
            .text()
            .replace("Contoso France SAS", name)
            .replace("contoso-france", slug)
            .replace("contoso.fr", domain)
            .replace("4812345", mpn_id)
            .replace("0f7c1c5e", &format!("{:0>8}", mpn_id));
        Self {
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    /// Sets a field, `section.key` or `key`, to a value in TOML.
    pub(crate) fn set(mut self, field: &str, value: &str) -> Self {
        let (line, key) = self.find(field);
        self.lines[line] = format!("{key} = {value}");
        self
    }

    /// Removes a field; its line stays, empty.
    pub(crate) fn without(mut self, field: &str) -> Self {
        let (line, _) = self.find(field);
        self.lines[line] = String::new();
        self
    }

    /// Adds a line at the end of a section.
    pub(crate) fn with(mut self, section: &str, line: &str) -> Self {
        let header = format!("[{section}]");
        let start = self.lines.iter().position(|it| *it == header);
        let start = start.unwrap_or_else(|| panic!("no section {section}"));
        let end = (start + 1..self.lines.len())
            .find(|it| self.lines[*it].starts_with('['))
            .unwrap_or(self.lines.len());
        self.lines.insert(end, line.to_owned());
        self
    }

    /// The application in a country other than France, with a location of the same country.
    pub(crate) fn in_country(self, country: &str) -> Self {
        self.set("company.country", &format!("\"{country}\""))
            .without("mpn_country")
    }

    /// `LINE:COLUMN` of a field's value.
    pub(crate) fn position(&self, field: &str) -> String {
        let (line, key) = self.find(field);
        format!("{}:{}", line + 1, key.len() + 4)
    }

    /// The number of the line that starts with a text.
    pub(crate) fn line_of(&self, start: &str) -> usize {
        let line = self.lines.iter().position(|it| it.starts_with(start));
        line.unwrap_or_else(|| panic!("no line {start}")) + 1
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }

    /// The value of a field as text; empty if the form does not have it.
    fn value(&self, key: &str) -> String {
        let table: toml::Table = self.text().parse().unwrap();
        let mut value = toml::Value::Table(table);
        for part in key.split('.') {
            match value.get(part) {
                Some(inner) => value = inner.clone(),
                None => return String::new(),
            }
        }
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    }

    /// The cells of the application as a row of a sheet.
    pub(crate) fn cells(&self) -> Vec<String> {
        let keys = ["model", "account"].into_iter();
        let keys = keys.chain(Field::ALL.iter().map(|field| field.word()));
        keys.map(|key| self.value(key)).collect()
    }

    fn find<'a>(&self, field: &'a str) -> (usize, &'a str) {
        let (section, key) = field.rsplit_once('.').unwrap_or(("", field));
        let mut current = "";
        for (number, line) in self.lines.iter().enumerate() {
            if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
                current = name;
            } else if current == section && line.starts_with(&format!("{key} = ")) {
                return (number, key);
            }
        }
        panic!("no field {field} in\n{}", self.text())
    }
}
