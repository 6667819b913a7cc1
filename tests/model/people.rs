//! A reference model of the users, as simple as possible.

/// A day in seconds.
pub(crate) const DAY: i64 = 86_400;

/// The owner, three users from the beginning, and two addresses that are not used yet.
pub(crate) const ADDRESSES: [&str; 6] = [
    "bruno.petit@contoso.fr",
    "ada@contoso.fr",
    "sam@contoso.fr",
    "uma@contoso.fr",
    "new@contoso.fr",
    "late@contoso.fr",
];

/// Roles, each a bit of a set.
pub(crate) const ROLES: [&str; 4] = [
    "global-admin",
    "admin-agent",
    "sales-agent",
    "user-management-admin",
];
pub(crate) const GLOBAL: u8 = 1;
const AGENT: u8 = 2;
const SALES: u8 = 4;
const USERS: u8 = 8;

/// Permissions, each with the roles that have it.
#[derive(Clone, Copy)]
pub(crate) enum May {
    Users,
    Customers,
    Providers,
    Authorize,
}

impl May {
    fn roles(self) -> u8 {
        match self {
            Self::Users => GLOBAL | AGENT | USERS,
            Self::Customers => GLOBAL | AGENT | SALES,
            Self::Providers => GLOBAL | AGENT,
            Self::Authorize => GLOBAL,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Person {
    /// When the temporary password expires; `None` for a user with a password of their own.
    pub(crate) pending: Option<i64>,
    /// The same for a user who stays active with a temporary password.
    pub(crate) temporary_until: Option<i64>,
    pub(crate) blocked: bool,
    pub(crate) removed: Option<i64>,
    pub(crate) roles: u8,
    /// The current password, if the test knows it.
    pub(crate) password: Option<String>,
}

impl Person {
    pub(crate) fn new(roles: u8, now: i64) -> Self {
        Self {
            pending: Some(now + 90 * DAY),
            temporary_until: None,
            blocked: false,
            removed: None,
            roles,
            password: None,
        }
    }

    pub(crate) fn state(&self) -> &'static str {
        match self {
            Self {
                removed: Some(_), ..
            } => "removed",
            Self { blocked: true, .. } => "blocked",
            Self {
                pending: Some(_), ..
            } => "password-pending",
            _ => "active",
        }
    }

    pub(crate) fn is_active(&self) -> bool {
        self.state() == "active"
    }

    pub(crate) fn is_active_global(&self) -> bool {
        self.is_active() && self.roles & GLOBAL != 0
    }

    pub(crate) fn may(&self, what: May) -> bool {
        self.is_active() && self.roles & what.roles() != 0
    }
}

/// An action on a user.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    Add(u8),
    Grant(u8),
    Revoke(u8),
    Block,
    Unblock,
    Remove,
    Restore,
    Reset,
    SignIn,
}

/// The result of an action: the exit code, and whether anything changed.
pub(crate) type Verdict = (u8, bool);
pub(crate) const DONE: Verdict = (0, true);
pub(crate) const NOTHING: Verdict = (0, false);
pub(crate) const REFUSED: Verdict = (4, false);
pub(crate) const UNKNOWN: Verdict = (5, false);
pub(crate) const FORBIDDEN: Verdict = (6, false);

/// Applies an action to the users.
pub(crate) fn perform(
    people: &mut [Option<Person>; 6],
    who: usize,
    deed: Deed,
    actor: usize,
    now: i64,
) -> Verdict {
    let lead = people[actor].clone();
    let leader = |may| lead.as_ref().is_some_and(|lead| lead.may(may));
    if let Deed::Add(role) = deed {
        return add(&mut people[who], role, leader, now);
    }
    let admins = people.iter().flatten().filter(|it| it.is_active_global());
    let is_last = admins.count() == 1;
    let Some(person) = &mut people[who] else {
        return UNKNOWN;
    };
    if !leader(May::Users) {
        return FORBIDDEN;
    }
    let guarded = match deed {
        Deed::Grant(role) | Deed::Revoke(role) => role == GLOBAL,
        Deed::Block | Deed::Unblock | Deed::Remove | Deed::Restore | Deed::Reset => {
            person.roles & GLOBAL != 0
        }
        Deed::Add(_) | Deed::SignIn => false,
    };
    if guarded && !leader(May::Authorize) {
        return FORBIDDEN;
    }
    let is_last = is_last && person.is_active_global();
    let loses = matches!(deed, Deed::Block | Deed::Remove | Deed::Revoke(GLOBAL));
    if is_last && loses {
        return REFUSED;
    }
    if is_last && matches!(deed, Deed::Reset) {
        // The last active global admin stays active; the temporary password must be replaced at the next sign-in.
        person.temporary_until = Some(now + 90 * DAY);
        return DONE;
    }
    change(person, deed, now)
}

fn add(place: &mut Option<Person>, role: u8, leader: impl Fn(May) -> bool, now: i64) -> Verdict {
    if !leader(May::Users) || (role == GLOBAL && !leader(May::Authorize)) {
        return FORBIDDEN;
    }
    let gone = |it: &Person| it.removed.is_some_and(|at| now >= at + 30 * DAY);
    if place.as_ref().is_some_and(|it| !gone(it)) {
        return REFUSED;
    }
    *place = Some(Person::new(role, now));
    DONE
}

fn change(person: &mut Person, deed: Deed, now: i64) -> Verdict {
    if let (Some(at), Deed::Restore) = (person.removed, deed) {
        if now >= at + 30 * DAY {
            return REFUSED;
        }
        person.removed = None;
        return DONE;
    }
    if person.removed.is_some() {
        return REFUSED;
    }
    let before = person.clone();
    match deed {
        Deed::Grant(role) => person.roles |= role,
        Deed::Revoke(role) if person.roles & !role == 0 => return REFUSED,
        Deed::Revoke(role) => person.roles &= !role,
        Deed::Block if !person.blocked => person.blocked = true,
        Deed::Unblock if person.blocked => person.blocked = false,
        Deed::Remove => person.removed = Some(now),
        Deed::Reset if !person.blocked => {
            person.pending = Some(now + 90 * DAY);
            person.temporary_until = None;
        }
        Deed::Add(_) | Deed::Block | Deed::Unblock | Deed::Restore | Deed::Reset | Deed::SignIn => {
            return REFUSED;
        }
    }
    if *person == before { NOTHING } else { DONE }
}

/// The result of a sign-in with the right password.
pub(crate) fn sign_in(person: &mut Person, now: i64) -> Verdict {
    if person.removed.is_some() || person.blocked {
        return REFUSED;
    }
    match person.pending.or(person.temporary_until) {
        Some(until) if now >= until => REFUSED,
        Some(_) => {
            person.pending = None;
            person.temporary_until = None;
            DONE
        }
        None => DONE,
    }
}
