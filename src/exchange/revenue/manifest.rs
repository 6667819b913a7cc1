//! The manifest of a billing export: which files belong to it, and which version of the data they are.
//!
//! A manifest holds a key to Microsoft's storage (`sasToken`, formerly `rootFolderSAS`, or the query of an address). It is
//! never read into a value, so that no message, record or answer can contain it.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDateTime, Timelike};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::header::plain;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::calendar::{Instant, Month};

/// The most files of one export.
const MOST_FILES: usize = 100_000;
/// The maximum length of a name, an eTag or an invoice number.
const LONGEST: usize = 200;

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The version of the data: another eTag means other data.
    pub e_tag: Option<String>,
    /// When Microsoft made the files.
    pub created: Option<Instant>,
    /// The tenant of the partner.
    pub partner: Option<String>,
    /// The names of its files, without folders.
    pub files: Vec<String>,
    /// What its folder says about the content.
    pub folder: ExportFolder,
}

/// What the path of an export says about its content. Microsoft does not promise the form of the path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportFolder {
    /// The invoice number.
    pub invoice: Option<String>,
    /// The version of the invoice.
    pub invoice_version: Option<String>,
    /// The billing month.
    pub month: Option<Month>,
    /// Whether the export has the basic set of attributes.
    pub is_basic: bool,
    /// Why the data must not count, if the path says that they are not lines of an invoice.
    pub not_counted: Option<&'static str>,
}

const UNBILLED: &str = "this is an export of unbilled lines: they repeat charges that the invoice will have. Import the export of the invoice";
const USAGE: &str = "this is an export of daily-rated or aggregated usage: it repeats charges of the invoice. Import the reconciliation export of the invoice";

/// Reads a manifest, or the answer of an export operation that has one. `None` if the text is something else.
///
/// # Errors
/// What is wrong with the manifest, or the state of an export that is not ready.
pub fn read_manifest(text: &str) -> Option<Result<Manifest>> {
    let object: Parts<'_> = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    if object.is_manifest() {
        return Some(object.manifest());
    }
    let status = object.text("status").map(|status| plain(&status))?;
    match (status.as_str(), object.resource) {
        ("succeeded", Some(manifest)) => {
            Some(match serde_json::from_str::<Parts<'_>>(manifest.get()) {
                Ok(inner) if inner.is_manifest() => inner.manifest(),
                Ok(_) | Err(_) => refuse(
                    "the export operation has a link to its manifest and not the manifest itself: download the manifest and give that file",
                ),
            })
        }
        ("running" | "notstarted", _) => {
            let status = object.text("status").unwrap_or_default();
            Some(refuse(format!(
                "the export is not ready yet (Microsoft's status: {}): ask for the operation again later",
                shown(&status)
            )))
        }
        ("failed", _) => Some(refuse(object.failure())),
        _ => None,
    }
}

fn refuse<T>(message: impl Into<String>) -> Result<T> {
    Err(Diagnostic::in_line(1, message))
}

/// A text of the file, shortened for a message.
fn shown(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// The parts of the object that csp reads; all others are passed over.
#[derive(Default)]
struct Parts<'a> {
    values: Vec<(String, Value)>,
    resource: Option<&'a RawValue>,
}

/// The names that are read, as plain headings. Those of 2022 are among them, one of which Microsoft misspelt.
const READ: &[&str] = &[
    "blobs",
    "blobcount",
    "etag",
    "createddatetime",
    "utccreateddatetime",
    "utccreteddatetime",
    "partnertenantid",
    "rootdirectory",
    "rootfolder",
    "status",
    "error",
];

impl<'de: 'a, 'a> Deserialize<'de> for Parts<'a> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> std::result::Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Parts<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Parts<'de>, A::Error> {
                let mut parts = Parts::default();
                while let Some(name) = map.next_key::<Cow<'de, str>>()? {
                    let name = plain(&name);
                    if name == "resourcelocation" {
                        parts.resource = Some(map.next_value()?);
                    } else if READ.contains(&name.as_str()) {
                        parts.values.push((name, map.next_value()?));
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(parts)
            }
        }
        source.deserialize_map(Object)
    }
}

impl Parts<'_> {
    fn get(&self, name: &str) -> Option<&Value> {
        let found = self.values.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value)
            .filter(|value| !value.is_null())
    }

    /// A text, or a number as text.
    fn text(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    fn is_manifest(&self) -> bool {
        self.get("blobs").is_some() || self.get("blobcount").is_some()
    }

    fn manifest(&self) -> Result<Manifest> {
        let files = self.files()?;
        let root = self
            .text("rootdirectory")
            .or_else(|| self.text("rootfolder"));
        let e_tag = self.text("etag");
        let is_plain = |text: &String| {
            text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if e_tag.as_ref().is_some_and(|e_tag| !is_plain(e_tag)) {
            return refuse(
                "the eTag of the manifest is not valid: expected up to 200 letters, digits and signs",
            );
        }
        let dates = ["createddatetime", "utccreateddatetime", "utccreteddatetime"];
        let created = dates.iter().find_map(|name| self.text(name));
        Ok(Manifest {
            e_tag,
            created: created.as_deref().map(read_moment).transpose()?,
            partner: self.text("partnertenantid").filter(is_plain),
            files,
            folder: root.as_deref().map(read_folder).unwrap_or_default(),
        })
    }

    /// The names of the files, as many as the manifest counts.
    fn files(&self) -> Result<Vec<String>> {
        let blobs = match self.get("blobs") {
            Some(Value::Array(blobs)) => blobs.as_slice(),
            Some(_) => return refuse("`blobs` of the manifest is not a list"),
            None => &[],
        };
        let mut files = Vec::new();
        for blob in blobs {
            let name = match blob.as_object() {
                Some(blob) => blob.get("name").or_else(|| blob.get("Name")),
                None => Some(blob),
            };
            let Some(name) = name.and_then(Value::as_str).map(file_name) else {
                return refuse("the manifest has a file without a name");
            };
            if name.is_empty() || name.len() > LONGEST {
                return refuse(
                    "the manifest has a file name that is not valid: expected 1 to 200 letters",
                );
            }
            files.push(name.to_owned());
        }
        let count = self.text("blobcount").map(|count| count.parse::<usize>());
        match count {
            _ if files.is_empty() => refuse(
                "the manifest names none of its files, so csp cannot check that all are here",
            ),
            _ if files.len() > MOST_FILES => refuse("the manifest names more than 100,000 files"),
            Some(Ok(count)) if count == files.len() => Ok(files),
            Some(Ok(count)) => refuse(format!(
                "the manifest counts {count} files but names {}",
                files.len()
            )),
            Some(Err(_)) => refuse("`blobCount` of the manifest is not a whole number"),
            None => Ok(files),
        }
    }

    /// What Microsoft says about an export that failed.
    fn failure(&self) -> String {
        let error = self.get("error");
        let part = |name: &str| {
            error
                .and_then(|error| error.get(name))
                .and_then(Value::as_str)
        };
        let said: Vec<String> = [part("code"), part("message")]
            .into_iter()
            .flatten()
            .map(shown)
            .collect();
        let said = if said.is_empty() {
            "no reason given".to_owned()
        } else {
            said.join(": ")
        };
        format!(
            "Microsoft's export failed ({said}): it has no files to import. Invoices before new commerce (D…) have no such export"
        )
    }
}

/// The last part of a path, without the query of an address.
fn file_name(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.rsplit(['/', '\\']).next().unwrap_or_default().trim()
}

/// A moment in whole seconds, in UTC if it has no zone.
fn read_moment(text: &str) -> Result<Instant> {
    let naive = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    let moment = DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .ok();
    match moment.or_else(|| naive(text).map(|at| at.and_utc())) {
        Some(at) => Ok(at.with_nanosecond(0).unwrap_or(at)),
        None => refuse("the creation date of the manifest is not a valid date and time"),
    }
}

/// What the path says; its query is not looked at.
fn read_folder(path: &str) -> ExportFolder {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut folder = ExportFolder {
        not_counted: dataset(path).and_then(why_not_counted),
        ..ExportFolder::default()
    };
    for part in path.split(['/', '\\']) {
        let Some((name, value)) = part.split_once('=') else {
            continue;
        };
        let is_plain = value.len() <= LONGEST
            && value
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        let value = Some(value.to_owned()).filter(|value| is_plain && !value.is_empty());
        match plain(name).as_str() {
            "invoiceid" | "invoicenumber" => folder.invoice = value,
            "invoiceversion" => folder.invoice_version = value,
            "fragment" => {
                folder.is_basic = value.is_some_and(|value| value.eq_ignore_ascii_case("basic"));
            }
            "billingmonth" => folder.month = value.as_deref().and_then(read_month),
            _ => {}
        }
    }
    folder
}

/// The dataset in the path of an export: what is before its version and its keys. Hosts and folders of an account may have
/// any name.
fn dataset(path: &str) -> Option<&str> {
    let path = match path.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => path,
    };
    let is_version = |part: &str| {
        let digits = part.strip_prefix(['v', 'V']);
        digits.is_some_and(|digits| digits.starts_with(|letter: char| letter.is_ascii_digit()))
    };
    let parts = path.split(['/', '\\']);
    let before_keys = parts.take_while(|part| !part.contains('='));
    before_keys
        .filter(|part| !part.is_empty() && !is_version(part))
        .last()
}

fn why_not_counted(dataset: &str) -> Option<&'static str> {
    let dataset = dataset.to_ascii_lowercase();
    if dataset.contains("unbilled") {
        Some(UNBILLED)
    } else if dataset.contains("usage") {
        Some(USAGE)
    } else {
        None
    }
}

/// `yyyymm`, or with a hyphen.
fn read_month(text: &str) -> Option<Month> {
    match text.len() {
        6 => {
            let (year, month) = text.split_at_checked(4)?;
            format!("{year}-{month}").parse().ok()
        }
        _ => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<Manifest, String> {
        let found = read_manifest(text).unwrap_or_else(|| panic!("not a manifest: {text}"));
        found.map_err(|error| error.to_text())
    }

    const OWN: &str = r#"{"id":"1","createdDateTime":"2026-11-09T06:04:10Z","eTag":"E1","partnerTenantId":"7d0c",
        "rootDirectory":"https://storage.example/billedrecon/v1/PartnerTenantId=7d0c/BillingMonth=202610/InvoiceId=G9/InvoiceVersion=202611/Fragment=full?sig=SECRET",
        "sasToken":"SECRET","blobCount":2,"blobs":[{"name":"part-0.json.gz"},{"name":"a/b/part-1.json.gz?sig=SECRET"}]}"#;

    #[test]
    fn a_manifest_says_which_files_and_which_version() {
        let manifest = read(OWN).unwrap();
        assert_eq!(manifest.files, ["part-0.json.gz", "part-1.json.gz"]);
        assert_eq!(manifest.e_tag.as_deref(), Some("E1"));
        assert_eq!(manifest.folder.invoice.as_deref(), Some("G9"));
        assert_eq!(manifest.folder.invoice_version.as_deref(), Some("202611"));
        assert_eq!(
            manifest
                .folder
                .month
                .map(|month| month.to_string())
                .as_deref(),
            Some("2026-10")
        );
        assert_eq!(manifest.folder.not_counted, None);
        assert!(!format!("{manifest:?}").contains("SECRET"));
    }

    #[test]
    fn the_manifest_of_2022_is_read_too() {
        let manifest = read(
            r#"{"version":"1","utcCretedDateTime":"2022-12-09T06:04:10.1234567Z","eTag":"E0","rootFolder":"https://storage.example/old",
            "rootFolderSAS":"SECRET","partitionType":"ItemCount","blobCount":"1","blobs":[{"name":"1.json.gz","partitionValue":"1"}]}"#,
        )
        .unwrap();
        assert_eq!(manifest.files, ["1.json.gz"]);
        assert_eq!(
            manifest.created.map(|at| at.to_string()).as_deref(),
            Some("2022-12-09 06:04:10 UTC")
        );
        assert!(!format!("{manifest:?}").contains("SECRET"));
    }

    #[test]
    fn the_answer_of_an_operation_is_its_manifest_or_its_state() {
        let done = format!(
            r#"{{"status":"succeeded","createdDateTime":"2026-11-09T06:01:00","resourceLocation":{OWN}}}"#
        );
        assert_eq!(read(&done), read(OWN));
        for (text, said) in [
            (
                r#"{"status":"running","id":"4"}"#,
                "not ready yet (Microsoft's status: running)",
            ),
            (
                r#"{"status":"notStarted"}"#,
                "Microsoft's status: notStarted",
            ),
            (
                r#"{"status":"failed","error":{"code":"5000","message":"no data"}}"#,
                "5000: no data",
            ),
            (r#"{"status":"failed"}"#, "no reason given"),
            (
                r#"{"status":"succeeded","resourceLocation":"https://graph.example/m?sig=SECRET"}"#,
                "download the manifest",
            ),
        ] {
            let message = read(text).unwrap_err();
            assert!(
                message.contains(said) && !message.contains("SECRET"),
                "{message}"
            );
        }
    }

    #[test]
    fn mistakes_of_a_manifest_are_named_without_its_secret() {
        for (from, to, said) in [
            (
                "\"blobCount\":2",
                "\"blobCount\":3",
                "counts 3 files but names 2",
            ),
            (
                "\"blobCount\":2",
                "\"blobCount\":\"many\"",
                "not a whole number",
            ),
            (
                "[{\"name\":\"part-0.json.gz\"},",
                "[{\"size\":1},",
                "without a name",
            ),
            ("\"E1\"", "\"E\\u00e91\"", "eTag"),
            ("2026-11-09T06:04:10Z", "9 November", "creation date"),
        ] {
            let message = read(&OWN.replace(from, to)).unwrap_err();
            assert!(
                message.contains(said) && !message.contains("SECRET"),
                "{message}"
            );
        }
        assert_eq!(
            read(&OWN.replace("2,\"blobs\"", "\"2\",\"blobs\"")),
            read(OWN)
        );
    }

    #[test]
    fn the_path_shows_data_that_repeat_charges() {
        for (dataset, counted) in [
            ("billedrecon", true),
            ("unbilledrecon", false),
            ("billedusage", false),
            ("aggregatedUsage", false),
            ("usage-archive/billedrecon", true),
        ] {
            let manifest = read(&OWN.replace("billedrecon", dataset)).unwrap();
            assert_eq!(manifest.folder.not_counted.is_none(), counted, "{dataset}");
        }
        let host = OWN.replace("https://storage.example", "https://usagestore.example");
        assert_eq!(read(&host).unwrap().folder.not_counted, None);
    }

    #[test]
    fn other_json_is_not_a_manifest() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"InvoiceNumber":"G1"}"#,
            r#"{"status":"active"}"#,
            "{\"a\":1}\n{\"a\":2}",
        ] {
            assert!(read_manifest(text).is_none(), "{text}");
        }
    }
}
