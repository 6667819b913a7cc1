//! A reference model of providers and customers, as simple as possible.

use crate::people::{DAY, DONE, NOTHING, REFUSED, Verdict};

pub(crate) const PROVIDERS: [&str; 2] = ["northwind", "tailspin"];
pub(crate) const CUSTOMERS: [&str; 3] = ["fabrikam.fr", "woodgrove.fr", "litware.fr"];

/// The state of the latest partnership with a provider.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Partnership {
    None,
    Invited { until: i64 },
    Active { admin: bool },
    Ended,
    Declined,
    Expired,
}

impl Partnership {
    pub(crate) fn as_of(self, now: i64) -> Self {
        match self {
            Self::Invited { until } if now >= until => Self::Expired,
            other => other,
        }
    }

    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Invited { .. } => Some("invited"),
            Self::Active { .. } => Some("active"),
            Self::Ended => Some("ended"),
            Self::Declined => Some("declined"),
            Self::Expired => Some("expired"),
        }
    }
}

/// An action on a provider.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Dealing {
    Invite,
    Authorize,
    Decline,
    RevokeAdmin,
    RestoreAdmin,
    End,
}

pub(crate) fn deal(partnership: &mut Partnership, dealing: Dealing, now: i64) -> Verdict {
    *partnership = match (partnership.as_of(now), dealing) {
        (Partnership::Invited { .. } | Partnership::Active { .. }, Dealing::Invite) => {
            return REFUSED;
        }
        (_, Dealing::Invite) => Partnership::Invited {
            until: now + 30 * DAY,
        },
        (Partnership::Invited { .. }, Dealing::Authorize) => Partnership::Active { admin: true },
        (Partnership::Invited { .. }, Dealing::Decline) => Partnership::Declined,
        (Partnership::Active { admin: true }, Dealing::RevokeAdmin) => {
            Partnership::Active { admin: false }
        }
        (Partnership::Active { admin: false }, Dealing::RestoreAdmin) => {
            Partnership::Active { admin: true }
        }
        (Partnership::Active { .. }, Dealing::End) => Partnership::Ended,
        _ => return REFUSED,
    };
    DONE
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stage {
    Draft,
    Sent { until: i64 },
    Accepted,
    Declined,
    Expired,
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) provider: Option<usize>,
    pub(crate) stage: Stage,
}

/// The relationship of a party: none, active with or without admin rights, or removed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Grant {
    None,
    Active { admin: bool },
    Removed,
}

impl Grant {
    pub(crate) fn is_active(self) -> bool {
        matches!(self, Self::Active { .. })
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Customer {
    pub(crate) request: Option<Request>,
    /// Our relationship, then those of the providers.
    pub(crate) grants: [Grant; 3],
    pub(crate) agreement: bool,
}

/// An action on a customer; providers are given by their numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Invite(Option<usize>),
    Sent,
    Accept,
    Decline,
    Cancel,
    Agreement,
    RightsOff(usize),
    Remove(usize),
}

impl Customer {
    pub(crate) fn new() -> Self {
        Self {
            request: None,
            grants: [Grant::None; 3],
            agreement: false,
        }
    }

    pub(crate) fn request_as_of(&self, now: i64) -> Option<Request> {
        self.request.map(|request| match request.stage {
            Stage::Sent { until } if now >= until => Request {
                stage: Stage::Expired,
                ..request
            },
            _ => request,
        })
    }

    pub(crate) fn open_request(&self, now: i64) -> Option<Request> {
        self.request_as_of(now)
            .filter(|it| matches!(it.stage, Stage::Draft | Stage::Sent { .. }))
    }

    pub(crate) fn step(&mut self, step: Step, partners: [bool; 2], now: i64) -> Verdict {
        let open = self.open_request(now);
        let to = |stage| open.map(|it| Request { stage, ..it });
        let sent = matches!(
            open,
            Some(Request {
                stage: Stage::Sent { .. },
                ..
            })
        );
        let next = match step {
            Step::Invite(named) => return self.invite(named, partners, now),
            Step::Agreement => {
                self.agreement = true;
                return DONE;
            }
            Step::RightsOff(party) => match self.grants[party] {
                Grant::Active { admin: true } => {
                    self.grants[party] = Grant::Active { admin: false };
                    return DONE;
                }
                _ => return REFUSED,
            },
            Step::Remove(party) if self.grants[party].is_active() => {
                self.grants[party] = Grant::Removed;
                return DONE;
            }
            Step::Remove(_) => return REFUSED,
            Step::Sent if !sent => to(Stage::Sent {
                until: now + 90 * DAY,
            }),
            Step::Decline if sent => to(Stage::Declined),
            Step::Sent | Step::Decline => None,
            Step::Cancel => to(Stage::Cancelled),
            Step::Accept => self.accepted(open, partners),
        };
        if next.is_none() {
            return REFUSED;
        }
        self.request = next;
        DONE
    }

    fn accepted(&mut self, open: Option<Request>, partners: [bool; 2]) -> Option<Request> {
        let request = open?;
        if request.provider.is_some_and(|it| !partners[it]) {
            return None;
        }
        self.grants[0] = Grant::Active { admin: true };
        if let Some(provider) = request.provider {
            self.grants[provider + 1] = Grant::Active { admin: true };
        }
        Some(Request {
            stage: Stage::Accepted,
            ..request
        })
    }

    fn invite(&mut self, named: Option<usize>, partners: [bool; 2], now: i64) -> Verdict {
        let open = self.open_request(now);
        let provider = named.or(open.and_then(|it| it.provider));
        let full = |party: usize| self.grants[party] == Grant::Active { admin: true };
        let all_there = full(0) && provider.is_none_or(|it| full(it + 1));
        if all_there || provider.is_some_and(|it| !partners[it]) {
            return REFUSED;
        }
        match open {
            None => {
                self.request = Some(Request {
                    provider,
                    stage: Stage::Draft,
                });
                DONE
            }
            Some(Request {
                stage: Stage::Draft,
                provider: kept,
            }) if kept == provider => NOTHING,
            Some(_) => REFUSED,
        }
    }
}
