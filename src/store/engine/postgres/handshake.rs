//! The beginning of a connection: encryption, who connects, and the proof of it.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use bytes::BytesMut;
use fallible_iterator::FallibleIterator as _;
use postgres_protocol::authentication::md5_hash;
use postgres_protocol::authentication::sasl::{
    ChannelBinding, SCRAM_SHA_256, SCRAM_SHA_256_PLUS, ScramSha256,
};
use postgres_protocol::message::{backend::Message, frontend};

use super::channel_binding;
use super::connection::Connection;
use super::fault::Fault;
use super::settings::{Address, ChannelBinding as ChannelBindingMode, Settings, TlsMode};
use super::stream::Stream;
use super::tls;
use crate::diagnostic::Diagnostic;

/// Connects to a server and signs in.
pub(super) fn connect(
    address: &Address,
    settings: &Settings,
    limit: Duration,
) -> Result<Connection, Fault> {
    let stream = Stream::connect(address, limit)?;
    stream.limit(limit)?;
    let stream = encrypted(stream, address, settings)?;
    let mut connection = Connection::over(stream, address.clone(), limit);
    introduce(&mut connection, address, settings)?;
    Ok(connection)
}

/// Encrypts a new connection where the settings ask for it and the server can.
fn encrypted(mut stream: Stream, address: &Address, settings: &Settings) -> Result<Stream, Fault> {
    let Address::Tcp { name, numeric, .. } = address else {
        return Ok(stream);
    };
    let mode = settings.tls.mode;
    if matches!(mode, TlsMode::Disable | TlsMode::Allow) {
        return Ok(stream);
    }
    let mut request = BytesMut::new();
    frontend::ssl_request(&mut request);
    stream.write_all(&request)?;
    stream.flush()?;
    let mut answer = [0];
    stream.read_exact(&mut answer)?;
    let name = if name.is_empty() {
        numeric.map(|it| it.to_string()).unwrap_or_default()
    } else {
        name.clone()
    };
    match (answer, stream) {
        ([b'S'], Stream::Tcp(stream)) => tls::encrypted(stream, &name, &settings.tls),
        ([b'N'], stream) if mode == TlsMode::Prefer => Ok(stream),
        ([b'N'], _) => Err(Fault::Settings(
            Diagnostic::failed("cannot connect to the database server: it does not offer encryption")
                .with_help(
                    "Switch on TLS at the server. Only in a network that you trust: `sslmode=disable` in the URL.",
                ),
        )),
        _ => Err(Fault::Foreign("an unknown message".to_owned())),
    }
}

/// Says who connects, proves it, and reads what the server tells about itself.
fn introduce(
    connection: &mut Connection,
    address: &Address,
    settings: &Settings,
) -> Result<(), Fault> {
    let mut out = BytesMut::new();
    let parameters = [
        ("user", settings.user.as_str()),
        ("database", settings.database.as_str()),
        ("application_name", settings.application.as_str()),
        ("client_encoding", "UTF8"),
    ];
    frontend::startup_message(parameters, &mut out)?;
    connection.send_bytes(&mut out)?;
    loop {
        match connection.message()? {
            Message::AuthenticationOk => break,
            Message::AuthenticationCleartextPassword => {
                if !connection.is_encrypted() && matches!(address, Address::Tcp { .. }) {
                    return Err(unsupported(
                        "a password that anybody on the network could read",
                    ));
                }
                let password = password(settings, address)?;
                frontend::password_message(password.as_bytes(), &mut out)?;
            }
            Message::AuthenticationMd5Password(body) => {
                let password = password(settings, address)?;
                let hash = md5_hash(settings.user.as_bytes(), password.as_bytes(), body.salt());
                frontend::password_message(hash.as_bytes(), &mut out)?;
            }
            Message::AuthenticationSasl(body) => {
                let offered: Vec<String> = body
                    .mechanisms()
                    .map(|name| Ok(name.to_owned()))
                    .collect()?;
                let password = password(settings, address)?;
                scram(connection, &offered, password, settings.channel_binding)?;
                continue;
            }
            Message::ErrorResponse(body) => return Err(connection.failed(&body)?),
            _ => return Err(unsupported("a way of signing in that csp does not support")),
        }
        connection.send_bytes(&mut out)?;
    }
    loop {
        match connection.message()? {
            Message::ReadyForQuery(_) => return Ok(()),
            Message::ErrorResponse(body) => return Err(connection.failed(&body)?),
            _ => {}
        }
    }
}

fn unsupported(what: &str) -> Fault {
    Fault::Settings(Diagnostic::failed(format!(
        "cannot sign in to the database server: it asks for {what}"
    ))
    .with_help("Let the server ask for SCRAM-SHA-256 (`scram-sha-256` in pg_hba.conf) or a client certificate."))
}

fn password<'s>(settings: &'s Settings, address: &Address) -> Result<&'s str, Fault> {
    let found = settings.password_for(address);
    found.map(|it| it.expose()).ok_or_else(|| {
        Fault::Settings(
            Diagnostic::failed(format!(
                "cannot sign in to the database server: it asks for the password of `{}`",
                settings.user
            ))
            .with_help(
                "Write the password to a password file (`~/.pgpass`, mode 0600), or set PGPASSWORD.",
            ),
        )
    })
}

/// Proves the password by SCRAM-SHA-256, tied to the encrypted connection where there is one.
fn scram(
    connection: &mut Connection,
    offered: &[String],
    password: &str,
    wish: ChannelBindingMode,
) -> Result<(), Fault> {
    let has = |name: &str| offered.iter().any(|offer| offer == name);
    let binding = connection
        .certificate()
        .filter(|_| wish != ChannelBindingMode::Disable)
        .and_then(channel_binding::of);
    if wish == ChannelBindingMode::Require && (binding.is_none() || !has(SCRAM_SHA_256_PLUS)) {
        return Err(Fault::Settings(
            Diagnostic::failed(
                "cannot sign in to the database server: it does not tie the password to the encrypted connection",
            )
            .with_help("Leave `channel_binding=require` out of the URL, or switch on TLS and SCRAM at the server."),
        ));
    }
    let (mechanism, binding) = match binding {
        Some(hash) if has(SCRAM_SHA_256_PLUS) => (
            SCRAM_SHA_256_PLUS,
            ChannelBinding::tls_server_end_point(hash),
        ),
        Some(_) if has(SCRAM_SHA_256) => (SCRAM_SHA_256, ChannelBinding::unrequested()),
        None if has(SCRAM_SHA_256) => (SCRAM_SHA_256, ChannelBinding::unsupported()),
        _ => return Err(unsupported("a way of signing in that csp does not support")),
    };
    let mut proof = ScramSha256::new(password.as_bytes(), binding);
    let mut out = BytesMut::new();
    frontend::sasl_initial_response(mechanism, proof.message(), &mut out)?;
    connection.send_bytes(&mut out)?;
    match connection.message()? {
        Message::AuthenticationSaslContinue(body) => proof.update(body.data())?,
        Message::ErrorResponse(body) => return Err(connection.failed(&body)?),
        _ => return Err(out_of_turn()),
    }
    frontend::sasl_response(proof.message(), &mut out)?;
    connection.send_bytes(&mut out)?;
    match connection.message()? {
        Message::AuthenticationSaslFinal(body) => proof.finish(body.data()).map_err(|_| {
            Fault::Settings(Diagnostic::failed(
                "the database server does not know the password itself: somebody else may answer in its place",
            ))
        }),
        Message::ErrorResponse(body) => Err(connection.failed(&body)?),
        _ => Err(out_of_turn()),
    }
}

fn out_of_turn() -> Fault {
    Fault::Foreign("a message in the wrong order".to_owned())
}
