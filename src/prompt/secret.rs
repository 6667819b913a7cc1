//! A secret, typed key by key and never shown.

use std::io;

use super::Seat;
use super::keyboard::{Keyboard, Stroke};

/// Asks until something is typed. Ctrl-U begins anew.
///
/// Key by key, as every other question: a line read in one piece, as the terminal library does it, neither hears Ctrl-C
/// nor knows what was typed ahead.
pub(super) fn ask(seat: &Seat, label: &str) -> io::Result<String> {
    let screen = &seat.screen;
    // Room enough that no copies are left behind while it grows.
    let mut secret = String::with_capacity(1024);
    while secret.is_empty() {
        screen.write_str(&format!("{label}: "))?;
        let mut keyboard = Keyboard::for_secret(screen);
        loop {
            match keyboard.next()? {
                Stroke::Enter => break,
                Stroke::Letter(letter) => secret.push(letter),
                Stroke::Backspace => drop(secret.pop()),
                Stroke::DeleteBefore => secret.clear(),
                Stroke::Delete
                | Stroke::DeleteWord
                | Stroke::DeleteBehind
                | Stroke::Left
                | Stroke::Right
                | Stroke::WordLeft
                | Stroke::WordRight
                | Stroke::Home
                | Stroke::End
                | Stroke::Up
                | Stroke::Down
                | Stroke::PageUp
                | Stroke::PageDown
                | Stroke::Other => {}
            }
        }
        let said = if secret.is_empty() { "" } else { "[hidden]" };
        screen.write_str(&format!("{said}\r\n"))?;
    }
    Ok(secret)
}
