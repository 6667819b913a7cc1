//! Unpacks gzip as a stream: recognised by content, read to its last member, bounded in size. It opens no files.

use std::io::{self, BufReader, Chain, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

use super::kind::FileKind;

/// The most bytes that one file may unpack to.
const LARGEST: u64 = 64 << 30;
/// How many times its own size a file may unpack to. Lines of one invoice unpack to about twenty times.
const LARGEST_RATIO: u64 = 400;
/// A file may unpack to this much, whatever its own size.
const ALWAYS_ALLOWED: u64 = 16 << 20;
/// How many bytes of the file are read at once.
const BLOCK: usize = 64 << 10;

/// A file, unpacked if it is gzip and unchanged otherwise.
pub struct Unpacked<R: Read>(Content<R>);

/// The bytes of a file, the first two of which were read already.
type Whole<R> = Chain<Cursor<Vec<u8>>, R>;

enum Content<R: Read> {
    Plain(Whole<R>),
    Gzip(Box<Gzip<R>>),
}

struct Gzip<R: Read> {
    decoder: MultiGzDecoder<BufReader<Counted<Whole<R>>>>,
    unpacked: u64,
}

/// Counts the bytes that are read.
struct Counted<R> {
    inner: R,
    count: u64,
}

impl<R: Read> Unpacked<R> {
    /// Looks at the first bytes of a file.
    ///
    /// # Errors
    /// The error of the input.
    pub fn open(mut inner: R) -> io::Result<Self> {
        let mut start = Vec::with_capacity(2);
        inner.by_ref().take(2).read_to_end(&mut start)?;
        let is_gzip = start == b"\x1f\x8b";
        let whole = Cursor::new(start).chain(inner);
        Ok(Self(if is_gzip {
            let counted = Counted {
                inner: whole,
                count: 0,
            };
            Content::Gzip(Box::new(Gzip {
                decoder: MultiGzDecoder::new(BufReader::with_capacity(BLOCK, counted)),
                unpacked: 0,
            }))
        } else {
            Content::Plain(whole)
        }))
    }

    /// Whether the file is gzip.
    pub fn is_packed(&self) -> bool {
        matches!(self.0, Content::Gzip(_))
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Content::Plain(whole) => whole.read(room),
            Content::Gzip(gzip) => gzip.read(room),
        }
    }
}

impl<R: Read> Gzip<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.decoder.read(room).map_err(explain)?;
        self.unpacked += count as u64;
        let packed = self.decoder.get_ref().get_ref().count;
        let allowed = (packed * LARGEST_RATIO).clamp(ALWAYS_ALLOWED, LARGEST);
        if self.unpacked > allowed {
            return Err(FileKind::GzipTooLarge.error());
        }
        Ok(count)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(room)?;
        self.count += count as u64;
        Ok(count)
    }
}

/// The error of a damaged file; other errors of the input are passed on.
fn explain(error: io::Error) -> io::Error {
    let kind = error.kind();
    if kind == io::ErrorKind::UnexpectedEof {
        FileKind::GzipCut.error()
    } else if matches!(
        kind,
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData
    ) {
        FileKind::GzipDamaged.error()
    } else {
        error
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, String> {
        let mut all = Vec::new();
        let outcome = Unpacked::open(bytes).and_then(|mut file| file.read_to_end(&mut all));
        outcome.map(|_| all).map_err(|error| error.to_string())
    }

    #[test]
    fn every_member_is_read_and_other_files_pass() {
        let members = [packed(b"one\n"), packed(b""), packed(b"two\n")].concat();
        assert_eq!(unpacked(&members).unwrap(), b"one\ntwo\n");
        for plain in [&b""[..], b"\x1f", b"a", b"month,currency"] {
            assert_eq!(unpacked(plain).unwrap(), plain);
        }
    }

    #[test]
    fn a_file_cut_anywhere_is_an_error() {
        let whole = [packed(b"one\n"), packed(b"two two two two\n")].concat();
        let first = packed(b"one\n").len();
        for end in (2..whole.len()).filter(|end| *end != first) {
            let message = unpacked(&whole[..end]).unwrap_err();
            assert!(message.contains("incomplete"), "{end}: {message}");
        }
    }

    #[test]
    fn a_wrong_checksum_and_bytes_behind_the_end_are_errors() {
        let mut wrong = packed(b"one\n");
        let at = wrong.len() - 6;
        wrong[at] ^= 1;
        assert!(unpacked(&wrong).unwrap_err().contains("damaged"));
        let behind = [packed(b"one\n"), b"rest of something else".to_vec()].concat();
        assert!(unpacked(&behind).unwrap_err().contains("damaged"));
    }

    #[test]
    fn a_file_that_unpacks_to_far_too_much_is_refused() {
        let zeros = packed(&vec![0; 32 << 20]);
        assert!(zeros.len() < 64 << 10);
        assert!(unpacked(&zeros).unwrap_err().contains("400 times"));
    }
}
