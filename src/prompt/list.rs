//! A list to choose from: one row a choice, typing filters, and no more rows than the screen has.

use std::io;

use unicode_width::UnicodeWidthStr as _;

use super::block::{Block, Note, Tone};
use super::choice::{Choice, find_fitting};
use super::keyboard::{Keyboard, Stroke};
use super::line::Line;
use super::{BACK, Seat};

/// A question that is answered from a list.
#[derive(Debug, Clone, Copy)]
pub struct ListQuestion<'a> {
    /// What is asked for.
    pub label: &'a str,
    /// What helps to choose, if anything does.
    pub hint: Option<&'a str>,
    /// What there is to choose from.
    pub choices: &'a [Choice],
    /// The place of the choice that Enter alone takes.
    pub start: usize,
    /// Whether one can go back to a question before.
    pub can_go_back: bool,
}

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picked {
    /// The choice at this place.
    At(usize),
    /// Back to the question before.
    Back,
}

/// Judges a choice: what is wrong with the one at this place, if anything is.
pub type ChoiceCheck<'a> = &'a dyn Fn(usize) -> Result<(), String>;

/// So many rows are left for the list where the screen is too low for everything.
const FEWEST: usize = 3;

/// A list on the screen.
struct List<'a> {
    choices: &'a [Choice],
    /// What helps to choose.
    about: Option<&'a str>,
    /// The places that were selected; `None` where one choice is the answer.
    selected: Option<Vec<usize>>,
    filter: Line,
    fitting: Vec<usize>,
    /// Which of the fitting choices Enter or Space takes.
    marked: usize,
    /// The first of the fitting choices that is on the screen.
    top: usize,
    error: Option<String>,
    /// Whether Enter was pressed although nothing fits.
    is_urgent: bool,
}

/// Asks for one of several things.
pub(super) fn ask_one(
    seat: &Seat,
    question: &ListQuestion<'_>,
    check: ChoiceCheck<'_>,
) -> io::Result<Picked> {
    let label = format!("{}: ", question.label);
    let back = if question.can_go_back {
        " `<` goes back."
    } else {
        ""
    };
    let hint = format!("Choose with the arrows or by typing, then press Enter.{back}");
    let mut list = List::of(question.choices, None, question.start);
    list.about = question.hint;
    list.run(seat, &label, &hint, |list| {
        if question.can_go_back && list.filter.trimmed() == BACK {
            return Ok(Some((BACK.to_owned(), Picked::Back)));
        }
        let Some(place) = list.marked_place() else {
            return Ok(None);
        };
        check(place)?;
        let name = question.choices.get(place).map(|one| one.name.clone());
        Ok(Some((name.unwrap_or_default(), Picked::At(place))))
    })
}

/// Asks for one or more of several things.
pub(super) fn ask_several(seat: &Seat, label: &str, choices: &[Choice]) -> io::Result<Vec<usize>> {
    let label = format!("{label}: ");
    let hint = "Space selects, Enter confirms. Type to filter.";
    let mut list = List::of(choices, Some(Vec::new()), 0);
    list.run(seat, &label, hint, |list| {
        let places = list.selected.clone().unwrap_or_default();
        if places.is_empty() {
            return Err("Select at least one with Space.".to_owned());
        }
        let names: Vec<&str> = places
            .iter()
            .filter_map(|place| choices.get(*place))
            .map(|one| one.name.as_str())
            .collect();
        Ok(Some((names.join(", "), places)))
    })
}

impl<'a> List<'a> {
    fn of(choices: &'a [Choice], selected: Option<Vec<usize>>, start: usize) -> Self {
        Self {
            choices,
            about: None,
            selected,
            filter: Line::default(),
            fitting: find_fitting(choices, ""),
            marked: start,
            top: 0,
            error: None,
            is_urgent: false,
        }
    }

    /// Draws the list and does what keys do, until Enter is answered with a result.
    fn run<T>(
        &mut self,
        seat: &Seat,
        label: &str,
        hint: &str,
        enter: impl Fn(&Self) -> Result<Option<(String, T)>, String>,
    ) -> io::Result<T> {
        let mut block = Block::on(&seat.screen, seat.look.has_colour);
        let mut keyboard = Keyboard::of(&seat.screen);
        loop {
            let about = self.about.map(|text| Note::text(Tone::Hint, text));
            let taken = about.as_ref().map_or(0, |note| block.height_of(note));
            let rows = block.room(label, &self.filter).saturating_sub(taken);
            let mut notes: Vec<Note> = about.into_iter().collect();
            notes.extend(self.notes(hint, rows, &|note| block.height_of(note)));
            block.draw(label, &self.filter, &notes)?;
            let stroke = keyboard.next();
            if stroke.is_err() {
                block.leave()?;
            }
            let stroke = stroke?;
            self.error = None;
            self.is_urgent = false;
            if stroke != Stroke::Enter {
                self.apply(stroke, rows);
                continue;
            }
            match enter(self) {
                Ok(Some((shown, result))) => {
                    block.finish(label, &shown)?;
                    return Ok(result);
                }
                // What is said under the question is said louder, once.
                Ok(None) => self.is_urgent = true,
                Err(error) => {
                    self.show_all();
                    self.error = Some(error);
                }
            }
        }
    }

    fn marked_place(&self) -> Option<usize> {
        self.fitting.get(self.marked).copied()
    }

    fn apply(&mut self, stroke: Stroke, rows: usize) {
        let last = self.fitting.len().saturating_sub(1);
        match stroke {
            Stroke::Up if self.marked == 0 => self.marked = last,
            Stroke::Up => self.marked -= 1,
            Stroke::Down if self.marked == last => self.marked = 0,
            Stroke::Down => self.marked += 1,
            Stroke::PageUp => self.marked = self.marked.saturating_sub(rows),
            Stroke::PageDown => self.marked = last.min(self.marked + rows),
            Stroke::Home => self.marked = 0,
            Stroke::End => self.marked = last,
            Stroke::Letter(' ') if self.selected.is_some() => self.select(),
            Stroke::Letter(_)
            | Stroke::Backspace
            | Stroke::Delete
            | Stroke::DeleteWord
            | Stroke::DeleteBefore
            | Stroke::DeleteBehind
            | Stroke::Left
            | Stroke::Right
            | Stroke::WordLeft
            | Stroke::WordRight
            | Stroke::Enter
            | Stroke::Other => {
                let before = self.filter.trimmed();
                self.filter.apply(stroke);
                let typed = self.filter.trimmed();
                if typed != before {
                    self.fitting = find_fitting(self.choices, &typed);
                    self.marked = 0;
                    self.top = 0;
                }
            }
        }
    }

    /// Selects what is marked, or takes it back, and shows the whole list again.
    fn select(&mut self) {
        let Some(place) = self.marked_place() else {
            return;
        };
        if let Some(selected) = &mut self.selected {
            match selected.iter().position(|one| *one == place) {
                Some(at) => drop(selected.remove(at)),
                None => selected.push(place),
            }
            selected.sort_unstable();
        }
        self.filter = Line::default();
        self.fitting = find_fitting(self.choices, "");
        self.marked = place;
    }

    /// Forgets what was typed, so that the whole list can be chosen from again.
    fn show_all(&mut self) {
        let marked = self.marked_place();
        self.filter = Line::default();
        self.fitting = find_fitting(self.choices, "");
        self.marked = marked.unwrap_or(0);
    }

    /// What is under the question: an error, the hint, and as much of the list as fits in so many rows.
    /// `height` says how many rows a text takes.
    fn notes(&mut self, hint: &str, rows: usize, height: &dyn Fn(&Note) -> usize) -> Vec<Note> {
        let mut notes: Vec<Note> = Vec::new();
        if let Some(error) = &self.error {
            notes.push(Note::text(Tone::Error, format!("error: {error}")));
        }
        // One row stays free, so that the screen does not scroll when the question is answered.
        let taken: usize = notes.iter().map(height).sum();
        let room = rows.saturating_sub(taken + 2).max(FEWEST);
        let shown = room.min(self.fitting.len());
        self.top = self
            .top
            .min(self.marked)
            .max((self.marked + 1).saturating_sub(room))
            .min(self.fitting.len() - shown);
        let mut status = hint.to_owned();
        if shown < self.fitting.len() {
            let (first, last) = (self.top + 1, self.top + shown);
            status = format!("{first}-{last} of {}. {status}", self.fitting.len());
        }
        if self.fitting.is_empty() && self.filter.trimmed() != BACK {
            let typed = self.filter.trimmed();
            status = format!("Nothing in the list fits \"{typed}\". Ctrl-U clears it.");
        }
        notes.push(match self.is_urgent {
            true => Note::row(Tone::Error, format!("error: {status}")),
            false => Note::row(Tone::Hint, status),
        });
        let widest = self.choices.iter().map(|one| one.name.width()).max();
        let places = self.fitting.iter().enumerate().skip(self.top).take(shown);
        notes.extend(places.filter_map(|(at, place)| {
            let choice = self.choices.get(*place)?;
            Some(self.row(choice, *place, at == self.marked, widest.unwrap_or(0)))
        }));
        notes
    }

    fn row(&self, choice: &Choice, place: usize, is_marked: bool, widest: usize) -> Note {
        let mark = if is_marked { ">" } else { " " };
        let check = match &self.selected {
            None => "",
            Some(selected) if selected.contains(&place) => "[x] ",
            Some(_) => "[ ] ",
        };
        let blanks = " ".repeat(widest.saturating_sub(choice.name.width()));
        let text = format!("{mark} {check}{}{blanks}  {}", choice.name, choice.detail);
        let tone = if is_marked { Tone::Marked } else { Tone::Plain };
        Note::row(tone, text.trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many() -> Vec<Choice> {
        (1..=30)
            .map(|number| Choice::named(format!("choice {number}")))
            .collect()
    }

    fn shown(list: &mut List<'_>, rows: usize) -> Vec<String> {
        let notes = list.notes("Hint.", rows, &|_| 1);
        notes.into_iter().map(|note| note.text).collect()
    }

    #[test]
    fn a_list_scrolls_within_its_rows() {
        let choices = many();
        let mut list = List::of(&choices, None, 0);
        assert_eq!(
            shown(&mut list, 5),
            ["1-3 of 30. Hint.", "> choice 1", "  choice 2", "  choice 3"]
        );
        for _ in 0..3 {
            list.apply(Stroke::Down, 5);
        }
        assert_eq!(
            shown(&mut list, 5),
            ["2-4 of 30. Hint.", "  choice 2", "  choice 3", "> choice 4"]
        );
        list.apply(Stroke::End, 5);
        assert_eq!(shown(&mut list, 5)[3], "> choice 30");
        list.apply(Stroke::Down, 5);
        assert_eq!(shown(&mut list, 5)[1], "> choice 1");
        list.apply(Stroke::Up, 5);
        assert_eq!(shown(&mut list, 40).len(), 31);
    }

    #[test]
    fn typing_filters_and_space_selects() {
        let choices = many();
        let mut list = List::of(&choices, Some(Vec::new()), 0);
        for letter in "17".chars() {
            list.apply(Stroke::Letter(letter), 20);
        }
        assert_eq!(shown(&mut list, 20), ["Hint.", "> [ ] choice 17"]);
        list.apply(Stroke::Letter(' '), 20);
        assert_eq!(list.selected, Some(vec![16]));
        assert_eq!(shown(&mut list, 6)[4], "> [x] choice 17");
        list.apply(Stroke::Letter(' '), 20);
        assert_eq!(list.selected, Some(Vec::new()));
        for letter in "xyz".chars() {
            list.apply(Stroke::Letter(letter), 20);
        }
        assert_eq!(
            shown(&mut list, 20),
            ["Nothing in the list fits \"xyz\". Ctrl-U clears it."]
        );
        list.apply(Stroke::DeleteBefore, 20);
        assert_eq!(shown(&mut list, 40).len(), 31);
    }
}
