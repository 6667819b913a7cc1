use super::sink::Sink;
use crate::diagnostic::Diagnostics;
use crate::exchange::decode::DecodedFile;
pub(super) fn read(_document: &DecodedFile, _mistakes: &mut Diagnostics, _sink: &mut Sink<'_, '_>) {
}
