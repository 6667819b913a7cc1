//! Rows made on a second thread while the first writes those before them, in their order.
//!
//! It takes an import of 100,000 users from 2.47 to 1.90 s ("Second thread of the import", docs/performance.md). A test
//! holds the results equal to those of one thread.

use std::sync::mpsc;
use std::thread;

use crate::diagnostic::{Diagnostic, Result};

/// How many results are handed over together.
const PIECE: usize = 256;

/// How many pieces wait at most, so that results are not made much faster than they are used.
const WAITING: usize = 4;

/// Some results, and the failure that came after them.
struct Piece<T> {
    results: Vec<T>,
    failure: Option<Diagnostic>,
}

impl<T> Default for Piece<T> {
    fn default() -> Self {
        Self {
            results: Vec::new(),
            failure: None,
        }
    }
}

/// The results in their order, one at a time.
pub(super) struct Results<'w, T> {
    piece: Piece<T>,
    used: usize,
    /// Takes the results that are used up, and gives the next piece; an empty one at the end.
    more: &'w mut dyn FnMut(Vec<T>) -> Piece<T>,
}

impl<'w, T> Results<'w, T> {
    fn new(more: &'w mut dyn FnMut(Vec<T>) -> Piece<T>) -> Self {
        Self {
            piece: Piece::default(),
            used: 0,
            more,
        }
    }

    /// The next result; `None` at the end.
    ///
    /// # Errors
    /// The failure in its place.
    pub(super) fn next(&mut self) -> Result<Option<&T>> {
        if self.used == self.piece.results.len() && self.piece.failure.is_none() {
            self.piece = (self.more)(std::mem::take(&mut self.piece.results));
            self.used = 0;
        }
        let Piece { results, failure } = &mut self.piece;
        match results.get(self.used) {
            Some(result) => {
                self.used += 1;
                Ok(Some(result))
            }
            None => failure.take().map_or(Ok(None), Err),
        }
    }
}

/// Hands `take` the results of `work` up to its first failure; with more than a few of them (`count`), another thread
/// makes them.
///
/// # Errors
/// As `take` says, or if the system gives no thread.
pub(super) fn make_ahead<T: Send, R>(
    count: usize,
    work: impl Iterator<Item = Result<T>> + Send,
    take: impl FnOnce(Results<'_, T>) -> Result<R>,
) -> Result<R> {
    let mut pieces = pieces(work);
    if count < PIECE {
        return take(Results::new(&mut |_| pieces()));
    }
    thread::scope(|scope| {
        let (send, receive) = mpsc::sync_channel(WAITING);
        // What a thread gives back to the system it should have got itself: otherwise the two wait for each other.
        let (give_back, returned) = mpsc::channel::<Vec<T>>();
        let make = move || {
            loop {
                let piece = pieces();
                returned.try_iter().for_each(drop);
                // The receiver is gone where `take` has ended with a failure.
                if piece.results.is_empty() && piece.failure.is_none() || send.send(piece).is_err()
                {
                    return;
                }
            }
        };
        thread::Builder::new()
            .spawn_scoped(scope, make)
            .map_err(|error| {
                Diagnostic::failed(format!("cannot start a second thread: {error}"))
            })?;
        take(Results::new(&mut |used| {
            // At the end the receiver is gone, and it is dropped here.
            let _ = give_back.send(used);
            receive.recv().unwrap_or_default()
        }))
    })
}

fn pieces<T>(mut work: impl Iterator<Item = Result<T>>) -> impl FnMut() -> Piece<T> {
    move || {
        let mut piece = Piece::default();
        for result in work.by_ref().take(PIECE) {
            match result {
                Ok(result) => piece.results.push(result),
                Err(failure) => {
                    piece.failure = Some(failure);
                    break;
                }
            }
        }
        piece
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers up to a failure, and its message.
    fn taken(count: usize, work: impl Iterator<Item = Result<usize>> + Send) -> (usize, String) {
        let mut number = 0;
        let end = make_ahead(count, work, |mut results| {
            while let Some(result) = results.next()? {
                assert_eq!(*result, number);
                number += 1;
            }
            Ok(())
        });
        let message = end.map_or_else(|failure| failure.message().to_owned(), |()| String::new());
        (number, message)
    }

    #[test]
    fn results_come_in_order_up_to_the_first_failure() {
        for count in [0, 1, PIECE - 1, PIECE, PIECE + 1, PIECE * (WAITING + 3)] {
            assert_eq!(taken(count, (0..count).map(Ok)), (count, String::new()));
            let failing = (0..=count).map(|number| {
                if number == count {
                    return Err(Diagnostic::failed("no more"));
                }
                Ok(number)
            });
            assert_eq!(taken(count, failing), (count, "no more".to_owned()));
        }
    }

    #[test]
    fn the_work_ends_where_nobody_takes_its_results() {
        let first: Result<Option<usize>> = make_ahead(usize::MAX, (0..).map(Ok), |mut results| {
            Ok(results.next()?.copied())
        });
        assert!(matches!(first, Ok(Some(0))));
    }
}
