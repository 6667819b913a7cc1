//! Opens the database file: flags, pragmas, and the errors that are possible.

use crate::store::failure;
use std::fs::Metadata;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::explain::{explain, failed};
use super::{migrations, moving};
use crate::diagnostic::{Diagnostic, Kind};

/// The access that an open connection has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rights {
    /// Read and write.
    ReadWrite,
    /// Read only: the medium or the permissions allow no more.
    ReadOnly,
}

/// Opens an existing store. A read transaction is already open: the kind and version of the file were read in it.
pub(super) fn existing(path: &Path, wait: Duration) -> Result<(Connection, Rights), Diagnostic> {
    let (connection, rights) = left_behind(path, wait)?;
    if moving::is_moved(&connection).map_err(failed)? {
        return Err(moving::said(&connection, path));
    }
    Ok((connection, rights))
}

/// Opens an existing store, also one that was moved to another place.
pub(super) fn left_behind(path: &Path, wait: Duration) -> Result<(Connection, Rights), Diagnostic> {
    let unseen = |source: std::io::Error| {
        failure::file(format!("cannot open the store {}", path.display()), &source)
    };
    let whole = path.canonicalize().map_err(unseen)?;
    let file = std::fs::metadata(&whole).map_err(unseen)?;
    if file.is_dir() {
        return Err(failure::not_a_store(path, ": it is a folder"));
    }
    refuse_scrap(&file, path)?;
    refuse_second_name(&file, path)?;
    let writing = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let refused = match connect(&whole, writing, wait, path) {
        Ok(connection) => return Ok((connection, Rights::ReadWrite)),
        Err(error) if error.kind() == Kind::ReadOnlyStore => error,
        Err(error) => return Err(error),
    };
    read_only(&whole, wait, path)
        .map(|connection| (connection, Rights::ReadOnly))
        .map_err(|_| refused)
}

/// Refuses a file that has content but is smaller than any database: the library would treat it as empty.
fn refuse_scrap(file: &Metadata, path: &Path) -> Result<(), Diagnostic> {
    const SMALLEST: u64 = 512;
    if (1..SMALLEST).contains(&file.len()) {
        return Err(failure::not_a_store(path, ", or it is cut off"));
    }
    Ok(())
}

/// Refuses a file with more than one hard link. The name of the write-ahead log depends on the name that was opened: a
/// process that uses another name does not see what is only in the log, and overwrites it.
fn refuse_second_name(file: &Metadata, path: &Path) -> Result<(), Diagnostic> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if file.nlink() > 1 {
            return Err(failure::several_names(path, file.nlink()));
        }
    }
    #[cfg(not(unix))]
    {
        let _ = (file, path);
    }
    Ok(())
}

/// The longest suffix that the database appends to the name of a file.
const LONGEST_ENDING: &str = "-journal";

/// Refuses a name that is too long for the names of the files beside it, before anything is written.
pub(super) fn refuse_long_name(path: &Path) -> Result<(), Diagnostic> {
    #[cfg(unix)]
    {
        let longest = rustix::fs::statvfs(crate::host::files::folder_of(path))
            .map_or(255, |disk| usize::try_from(disk.f_namemax).unwrap_or(255));
        let name = path.file_name().map_or(0, std::ffi::OsStr::len);
        let over = (name + LONGEST_ENDING.len()).saturating_sub(longest);
        if over > 0 {
            return Err(failure::long_name(path, over));
        }
    }
    #[cfg(not(unix))]
    {
        let _ = (path, LONGEST_ENDING);
    }
    Ok(())
}

/// Opens a store on a read-only medium.
///
/// A store without a write-ahead log is opened as immutable. With a log that would show old data, so the log is read
/// too, or the store is not opened.
fn read_only(whole: &Path, wait: Duration, path: &Path) -> Result<Connection, Diagnostic> {
    let mut log = whole.as_os_str().to_owned();
    log.push("-wal");
    // If the log cannot be examined, it may contain data.
    let log_is_live = match std::fs::metadata(&log) {
        Ok(log) => log.len() > 0,
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    if log_is_live {
        return connect(whole, flags, wait, path);
    }
    let uri = format!("file:{}?immutable=1", percent_encoded(whole));
    connect(
        Path::new(&uri),
        flags | OpenFlags::SQLITE_OPEN_URI,
        wait,
        path,
    )
}

/// A path, percent-encoded for a URI.
fn percent_encoded(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                text.push(char::from(byte));
            }
            _ => {
                text.push('%');
                text.push_str(&crate::domain::hex(&[byte]));
            }
        }
    }
    text
}

/// Opens a database file that this process has just created empty.
pub(super) fn fresh(path: &Path) -> Result<Connection, Diagnostic> {
    let connection = plain(path)?;
    let settle = || {
        keep_index_in_memory(&connection)?;
        harden(&connection, Duration::from_secs(5))?;
        write_fully(&connection)?;
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))
    };
    settle().map_err(failed)?;
    Ok(connection)
}

/// Closes a connection after everything was written to the database file itself. When the disk fails, a plain close
/// would leave the data in the log without an error.
pub(super) fn close_whole(connection: Connection) -> Result<(), Diagnostic> {
    let is_busy: i64 = connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .map_err(failed)?;
    if is_busy != 0 {
        return Err(failure::corrupt(
            "-",
            "-",
            "cannot empty the write-ahead log",
        ));
    }
    connection.close().map_err(|(_, error)| failed(error))
}

/// Opens an empty file as the target of a copy.
pub(super) fn plain(path: &Path) -> Result<Connection, Diagnostic> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the room that opens stores"
    )]
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    );
    connection.map_err(failed)
}

/// An empty store in memory, used in place of a store that does not exist.
pub(super) fn nowhere() -> Result<Connection, Diagnostic> {
    let connection = in_memory()?;
    migrations::migrate(&connection, 0)?;
    Ok(connection)
}

/// A migrated copy in memory of a store that an earlier release wrote. Reading does not migrate the file: it may be on
/// a read-only medium, and the earlier release can still open it until something is written.
pub(super) fn migrated_copy(older: &Connection) -> Result<Connection, Diagnostic> {
    let mut copy = in_memory()?;
    Backup::new(older, &mut copy)
        .and_then(|backup| backup.step(-1))
        .map_err(failed)?;
    let found = version(&copy)?;
    migrations::migrate(&copy, found)?;
    Ok(copy)
}

/// A database in memory that defines nothing yet.
pub(super) fn in_memory() -> Result<Connection, Diagnostic> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the room that opens stores"
    )]
    let connection = Connection::open_in_memory().map_err(failed)?;
    harden(&connection, Duration::ZERO).map_err(failed)?;
    Ok(connection)
}

fn connect(
    name: &Path,
    flags: OpenFlags,
    wait: Duration,
    path: &Path,
) -> Result<Connection, Diagnostic> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the room that opens stores"
    )]
    let connection =
        Connection::open_with_flags(name, flags).map_err(|error| explain(error, path))?;
    if shared_index_could_crash(path) {
        keep_index_in_memory(&connection).map_err(|error| explain(error, path))?;
    }
    harden(&connection, wait).map_err(|error| explain(error, path))?;
    let (application, version) = begun(&connection).map_err(|error| explain(error, path))?;
    let not_ours = |why: &str| failure::not_a_store(path, why);
    let is_ours =
        [migrations::APPLICATION_ID, moving::MOVED_ID].contains(&application) && version > 0;
    if !is_ours
        && !is_blank(&connection, application, version).map_err(|error| explain(error, path))?
    {
        return Err(not_ours(if application == migrations::APPLICATION_ID {
            ", or it is damaged: it does not have a version"
        } else {
            ": it is a database of another program"
        }));
    }
    if version > migrations::VERSION {
        return Err(failure::newer(path, version, migrations::VERSION));
    }
    Ok(connection)
}

/// Begins to read. Returns the file's application id and schema version.
fn begun(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    connection.execute_batch("BEGIN")?;
    let number = |pragma| connection.query_row(pragma, [], |row| row.get(0));
    Ok((
        number("PRAGMA application_id")?,
        number("PRAGMA user_version")?,
    ))
}

/// Whether the file is a database without any definition; an empty file is one too.
fn is_blank(connection: &Connection, application: i64, version: i64) -> rusqlite::Result<bool> {
    let things: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(application == 0 && version == 0 && things == 0)
}

/// The version of the schema in an open store; 0 for a blank file.
pub(super) fn version(connection: &Connection) -> Result<i64, Diagnostic> {
    connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(failed)
}

/// Makes every commit wait until the data is on disk. Call it outside a transaction, before writing.
pub(super) fn write_fully(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("PRAGMA synchronous = FULL")
}

/// The settings that every connection has. None of them reads the file.
fn harden(connection: &Connection, wait: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(wait)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    // A misspelt column name in double quotes is an error, not a string.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Otherwise a statement on a table with a partial index is prepared again whenever a value is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// The page size of memory and of the database file, in bytes.
const PAGE: u64 = 4096;

/// The free space, in bytes, that is enough for the files beside the store.
const ROOM: u64 = 1 << 20;

/// Whether the disk may be too full for the index of the write-ahead log, which processes share through a memory map.
/// Touching an unallocated page of it ends the process with SIGBUS.
///
/// The library writes one byte per page before it maps the file. That allocates the whole page only if disk blocks are
/// at least as large as pages.
fn shared_index_could_crash(path: &Path) -> bool {
    #[cfg(unix)]
    {
        rustix::fs::statvfs(crate::host::files::folder_of(path)).is_ok_and(|disk| {
            disk.f_bsize < PAGE || disk.f_bavail.saturating_mul(disk.f_frsize) < ROOM
        })
    }
    #[cfg(not(unix))]
    {
        let _ = (path, PAGE, ROOM);
        false
    }
}

/// Locks the store for this connection from its first read on, and keeps the index of the log in private memory. Call
/// it before anything else: most other settings read the file.
fn keep_index_in_memory(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA locking_mode = EXCLUSIVE", [], |_| Ok(()))
}

/// Whether a connection has locked the store exclusively.
pub(super) fn is_alone(connection: &Connection) -> Result<bool, Diagnostic> {
    let mode: String = connection
        .query_row("PRAGMA locking_mode", [], |row| row.get(0))
        .map_err(failed)?;
    Ok(mode.eq_ignore_ascii_case("exclusive"))
}
