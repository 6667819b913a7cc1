//! The URL of a server as it may be shown.

use std::net::IpAddr;

use super::address::Address;
use super::percent::encode;
use super::{ChannelBinding, Settings, Target, TlsMode};

/// The URL with everything that says which database it is and how well the connection is protected.
pub(super) fn show(settings: &Settings) -> String {
    let hosts: Vec<String> = settings.hosts.iter().map(show_host).collect();
    let parameters = parameters(settings);
    let mark = if parameters.is_empty() { "" } else { "?" };
    format!(
        "postgres://{}@{}/{}{mark}{}",
        encode(&settings.user),
        hosts.join(","),
        encode(&settings.database),
        parameters.join("&")
    )
}

fn show_host(host: &Address) -> String {
    match host {
        Address::Tcp { name, port, .. } if name.contains(':') => {
            format!("[{}]:{port}", name.replace('%', "%25"))
        }
        Address::Tcp { name, port, .. } => format!("{}:{port}", encode(name)),
        Address::Socket { folder, port } => format!("{}:{port}", encode(&folder.to_string_lossy())),
    }
}

fn parameters(settings: &Settings) -> Vec<String> {
    let mut shown = Vec::new();
    let addresses: Vec<String> = settings.hosts.iter().map(show_address).collect();
    if addresses.iter().any(|address| !address.is_empty()) {
        shown.push(format!("hostaddr={}", addresses.join(",")));
    }
    if settings.target != Target::Any {
        let word = word(&Target::WORDS, settings.target);
        shown.push(format!("target_session_attrs={word}"));
    }
    let is_tcp = |host: &Address| matches!(host, Address::Tcp { .. });
    if settings.hosts.iter().any(is_tcp) {
        let word = word(&TlsMode::WORDS, settings.tls.mode);
        shown.push(format!("sslmode={word}"));
    }
    if settings.channel_binding != ChannelBinding::Prefer {
        let word = word(&ChannelBinding::WORDS, settings.channel_binding);
        shown.push(format!("channel_binding={word}"));
    }
    shown
}

/// The address of a host whose name is another one; else nothing.
fn show_address(host: &Address) -> String {
    match host {
        Address::Tcp {
            name,
            numeric: Some(numeric),
            ..
        } if name.parse::<IpAddr>() != Ok(*numeric) => numeric.to_string(),
        Address::Tcp { .. } | Address::Socket { .. } => String::new(),
    }
}

fn word<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    let found = words.iter().find(|(_, one)| *one == value);
    found.map_or("", |(word, _)| *word)
}
