//! An active company: the program with its store, the reference model beside it, and the comparison of both.

use csp::domain::Slug;
use csp::domain::user::User;
use serde_json::Value;

use crate::market::{
    CUSTOMERS, Customer, Dealing, Grant, PROVIDERS, Partnership, Stage, Step, deal,
};
use crate::people::{
    ADDRESSES, DONE, Deed, FORBIDDEN, GLOBAL, May, Person, ROLES, Verdict, perform, sign_in,
};
use crate::program::{Answer, Program};

/// An action; users, providers and customers are given by their numbers.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// A user acts on a user.
    User(usize, Deed, usize),
    /// A user acts on a provider.
    Provider(usize, Dealing, usize),
    /// A user acts on a customer.
    Customer(usize, Step, usize),
    /// Days pass.
    Wait(i64),
}

/// The reference model.
#[derive(Clone)]
pub(crate) struct Company {
    people: [Option<Person>; 6],
    partnerships: [Partnership; 2],
    customers: [Customer; 3],
    journal: i64,
}

/// A company whose enrollment is active, with staff, two providers in the directory and three customers.
pub(crate) fn founded() -> (Program, Company) {
    let program = Program::new();
    let form = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
    program.must(&["enroll", "--from", form]);
    confirm(&program);
    for check in ["employment", "business"] {
        program.must(&["verify", "record", check, "accepted"]);
    }
    program.must(&["enroll", "sign-mpa"]);
    let mut people: [Option<Person>; 6] = Default::default();
    for (who, roles) in [(0, 1), (1, 2), (2, 4), (3, 8)] {
        let mut person = Person::new(roles, 0);
        if who > 0 {
            let role = ROLES[roles.trailing_zeros() as usize];
            let answer = program.must(&add(ADDRESSES[who], role));
            person.password = password(&answer);
            let (done, own) = enter(&program, &person, ADDRESSES[who]);
            assert_eq!(done.code, 0, "{}", done.err);
            person.password = Some(own);
        }
        person.pending = None;
        people[who] = Some(person);
    }
    for (number, name) in PROVIDERS.into_iter().enumerate() {
        let (id, tenant) = (
            format!("555000{number}"),
            format!("11111111-2222-4333-8444-55555555555{number}"),
        );
        let place = ["--country", "FR", "--mpn-id", &id, "--tenant-id", &tenant];
        program.must(&[&["providers", "add", name][..], &place].concat());
    }
    for domain in CUSTOMERS {
        let rest = ["--domain", domain, "--country", "FR", "--email", "it@a.fr"];
        program.must(&[&["customers", "add", domain][..], &rest].concat());
    }
    let company = Company {
        people,
        partnerships: [Partnership::None; 2],
        customers: [Customer::new(), Customer::new(), Customer::new()],
        journal: program.journal(),
    };
    (program, company)
}

/// Confirms the primary contact's address.
pub(crate) fn confirm(program: &Program) {
    let sent = program.must(&["verify", "send-email"]);
    let body = sent["message"]["body"].as_str().unwrap();
    let code = body.split("--code ").nth(1).unwrap();
    let code = code.split_whitespace().next().unwrap();
    program.must(&["verify", "confirm-email", "--code", code]);
}

fn add<'a>(address: &'a str, role: &'a str) -> [&'a str; 9] {
    let names = ["--first-name", "A", "--last-name", "B", "--role"];
    let [a, b, c, d, e] = names;
    ["users", "add", address, a, b, c, d, e, role]
}

fn password(answer: &Value) -> Option<String> {
    answer["temporary_password"].as_str().map(str::to_owned)
}

/// Signs a user in with the right password, and returns the password that is right afterwards.
fn enter(program: &Program, person: &Person, address: &str) -> (Answer, String) {
    let known = person.password.clone().unwrap_or_default();
    let own = "Quite-Long-And-Own-77".to_owned();
    let typed = match person.pending {
        Some(_) => format!("{known}\n{own}\n"),
        None => format!("{known}\n"),
    };
    let words = ["users", "sign-in", address, "--password-stdin"];
    (program.run_with(&words, &typed), own)
}

impl Company {
    /// Runs an action in both and compares the results.
    pub(crate) fn act(&mut self, program: &mut Program, action: &Action) {
        program.now += 60;
        let before = program.journal();
        assert_eq!(before, self.journal, "the journal moved by itself");
        let (answer, verdict, entries) = match *action {
            Action::Wait(days) => {
                program.now += days * crate::people::DAY;
                return;
            }
            Action::User(who, Deed::SignIn, _) => match self.sign_in(program, who) {
                Some(both) => both,
                None => return,
            },
            Action::User(who, deed, actor) => self.on_user(program, who, deed, self.awake(actor)),
            Action::Provider(which, dealing, actor) => {
                self.on_provider(program, which, dealing, self.awake(actor))
            }
            Action::Customer(which, step, actor) => {
                self.on_customer(program, which, step, self.awake(actor))
            }
        };
        assert_eq!(
            answer.code, verdict.0,
            "{action:?}: {}{}",
            answer.out, answer.err
        );
        if verdict.1 {
            self.journal += entries;
        }
        assert_eq!(program.journal(), self.journal, "{action:?}: the journal");
    }

    /// An actor that exists: the owner replaces a user who does not exist yet.
    fn awake(&self, actor: usize) -> usize {
        if self.people[actor].is_some() {
            actor
        } else {
            0
        }
    }

    fn may(&self, actor: usize, what: May) -> bool {
        self.people[actor].as_ref().is_some_and(|it| it.may(what))
    }

    fn sign_in(&mut self, program: &Program, who: usize) -> Option<(Answer, Verdict, i64)> {
        let person = self.people[who].as_mut()?;
        person.password.as_ref()?;
        let (answer, own) = enter(program, person, ADDRESSES[who]);
        let verdict = sign_in(person, program.now);
        if verdict == DONE {
            person.password = Some(own);
        }
        Some((answer, verdict, 1))
    }

    fn on_user(
        &mut self,
        program: &Program,
        who: usize,
        deed: Deed,
        actor: usize,
    ) -> (Answer, Verdict, i64) {
        let address = ADDRESSES[who];
        let role = |bit: u8| ROLES[bit.trailing_zeros() as usize];
        let line: Vec<&str> = match deed {
            Deed::Add(bit) => add(address, role(bit)).to_vec(),
            Deed::Grant(bit) => vec!["users", "grant", address, role(bit)],
            Deed::Revoke(bit) => vec!["users", "revoke", address, role(bit), "--yes"],
            Deed::Block => vec!["users", "block", address, "--yes"],
            Deed::Unblock => vec!["users", "unblock", address],
            Deed::Remove => vec!["users", "remove", address, "--yes"],
            Deed::Restore => vec!["users", "restore", address],
            Deed::Reset => vec!["users", "reset-password", address],
            Deed::SignIn => vec![],
        };
        let answer = program.run(&[&line[..], &["--as", ADDRESSES[actor]]].concat());
        let verdict = perform(&mut self.people, who, deed, actor, program.now);
        if let (DONE, Deed::Add(_) | Deed::Reset, Some(person)) =
            (verdict, deed, &mut self.people[who])
            && answer.code == 0
        {
            person.password = password(&answer.json());
        }
        (answer, verdict, 1)
    }

    fn on_provider(
        &mut self,
        program: &Program,
        which: usize,
        dealing: Dealing,
        actor: usize,
    ) -> (Answer, Verdict, i64) {
        let name = PROVIDERS[which];
        let line: &[&str] = match dealing {
            Dealing::Invite => &["providers", "invite", name],
            Dealing::Authorize => &["providers", "authorize", name, "--accept"],
            Dealing::Decline => &["providers", "decline", name],
            Dealing::RevokeAdmin => &["providers", "revoke-admin", name, "--yes"],
            Dealing::RestoreAdmin => &["providers", "restore-admin", name],
            Dealing::End => &["providers", "end", name, "--reason", "r", "--yes"],
        };
        let answer = program.run(&[line, &["--as", ADDRESSES[actor]]].concat());
        let needed = match dealing {
            Dealing::Authorize | Dealing::RestoreAdmin => May::Authorize,
            _ => May::Providers,
        };
        if !self.may(actor, needed) {
            return (answer, FORBIDDEN, 0);
        }
        let verdict = deal(&mut self.partnerships[which], dealing, program.now);
        let mut entries = 1;
        if verdict == DONE && matches!(dealing, Dealing::End) {
            for customer in &mut self.customers {
                let open = customer.open_request(program.now);
                if let Some(request) = open.filter(|it| it.provider == Some(which)) {
                    let stage = Stage::Cancelled;
                    customer.request = Some(crate::market::Request { stage, ..request });
                    entries += 1;
                }
            }
        }
        (answer, verdict, entries)
    }

    fn on_customer(
        &mut self,
        program: &Program,
        which: usize,
        step: Step,
        actor: usize,
    ) -> (Answer, Verdict, i64) {
        let domain = CUSTOMERS[which];
        let mut line = vec!["customers"];
        let party = |number: usize| match number {
            0 => vec![],
            number => vec!["--provider", PROVIDERS[number - 1]],
        };
        match step {
            Step::Invite(provider) => {
                line.extend(["invite", domain]);
                line.extend(party(provider.map_or(0, |it| it + 1)));
            }
            Step::Sent => line.extend(["sent", domain]),
            Step::Accept => line.extend(["accept", domain]),
            Step::Decline => line.extend(["decline", domain]),
            Step::Cancel => line.extend(["cancel", domain]),
            Step::Agreement => {
                line.extend(["agreement", domain, "--method", "direct"]);
                line.extend(["--first-name", "A", "--last-name", "B", "--email", "a@b.fr"]);
            }
            Step::RightsOff(number) => {
                line.extend(["admin-rights", domain, "off"]);
                line.extend(party(number));
            }
            Step::Remove(number) => {
                line.extend(["remove", domain, "--subscriptions-suspended", "--yes"]);
                line.extend(party(number));
            }
        }
        let answer = program.run(&[&line[..], &["--as", ADDRESSES[actor]]].concat());
        if !self.may(actor, May::Customers) {
            return (answer, FORBIDDEN, 0);
        }
        let partners = self.partners(program.now);
        let verdict = self.customers[which].step(step, partners, program.now);
        (answer, verdict, 1)
    }

    fn partners(&self, now: i64) -> [bool; 2] {
        self.partnerships
            .map(|it| matches!(it.as_of(now), Partnership::Active { .. }))
    }

    /// Compares every row with the reference model, and checks the invariants.
    pub(crate) fn compare(&self, program: &Program) {
        program.read(|tx| {
            let slug: Slug = "contoso-france".parse().unwrap();
            let account = tx.accounts().with_slug(&slug)?.unwrap().id;
            for (address, person) in ADDRESSES.into_iter().zip(&self.people) {
                let found = tx.users(account).find(&address.parse().unwrap())?;
                compare_user(person.as_ref(), found.as_ref());
            }
            for (name, partnership) in PROVIDERS.into_iter().zip(self.partnerships) {
                let found = tx.partnerships(account).latest(&name.parse().unwrap())?;
                let found = found.map(|held| held.partnership);
                let word = found.as_ref().map(|it| it.state().to_string());
                assert_eq!(word.as_deref(), partnership.as_of(program.now).word());
                let admin = found.is_some_and(|it| it.admin_access());
                assert_eq!(admin, partnership == Partnership::Active { admin: true });
            }
            for (domain, customer) in CUSTOMERS.into_iter().zip(&self.customers) {
                let found = tx
                    .customers(account)
                    .with_domain(&domain.parse().unwrap())?;
                compare_customer(customer, &found.unwrap().as_of(tx.now()), program.now);
            }
            Ok(())
        });
        let held = |it: &&Person| it.roles & GLOBAL != 0 && it.removed.is_none() && !it.blocked;
        assert!(self.people.iter().flatten().filter(held).count() > 0);
    }

    /// Whether an order may be placed, and by whom, in both.
    pub(crate) fn compare_orders(&self, program: &Program) {
        let reader = self
            .people
            .iter()
            .position(|it| it.as_ref().is_some_and(Person::is_active));
        let Some(reader) = reader else { return };
        let partners = self.partners(program.now);
        for (domain, customer) in CUSTOMERS.into_iter().zip(&self.customers) {
            for (number, provider) in PROVIDERS.into_iter().enumerate() {
                let asked = ["customers", "can-order", domain, "--provider", provider];
                let answer = program.run(&[&asked[..], &["--as", ADDRESSES[reader]]].concat());
                let allowed = partners[number]
                    && customer.grants[number + 1].is_active()
                    && customer.grants[0].is_active()
                    && customer.agreement;
                let code = if allowed { 0 } else { 3 };
                assert_eq!(answer.code, code, "{domain} {provider}: {}", answer.out);
            }
        }
    }
}

fn compare_user(person: Option<&Person>, found: Option<&User>) {
    let state = found.map(|it| it.state.word().to_string());
    assert_eq!(state.as_deref(), person.map(Person::state));
    if let (Some(person), Some(user)) = (person, found) {
        let roles = user.roles.iter().map(|role| role.to_string());
        let bits = roles.map(|role| ROLES.iter().position(|it| *it == role).unwrap());
        assert_eq!(bits.fold(0, |set, bit| set | 1 << bit), person.roles);
        assert_ne!(person.roles, 0, "everybody has a role");
    }
}

fn compare_customer(customer: &Customer, found: &csp::domain::customer::Customer, now: i64) {
    let expected = customer.request_as_of(now).map(|it| {
        let word = match it.stage {
            Stage::Draft => "draft",
            Stage::Sent { .. } => "sent",
            Stage::Accepted => "accepted",
            Stage::Declined => "declined",
            Stage::Expired => "expired",
            Stage::Cancelled => "cancelled",
        };
        (
            word.to_owned(),
            it.provider.map(|it| PROVIDERS[it].to_owned()),
        )
    });
    let request = found.request.as_ref();
    let real = request.map(|it| {
        let provider = it.provider.as_ref().map(ToString::to_string);
        (it.state().to_string(), provider)
    });
    assert_eq!(real, expected);
    assert_eq!(found.agreement.is_some(), customer.agreement);
    for (number, grant) in customer.grants.into_iter().enumerate() {
        let party = ["self", PROVIDERS[0], PROVIDERS[1]][number];
        let held = found
            .relationships
            .iter()
            .find(|it| it.party.as_str() == party);
        let real = match held {
            None => Grant::None,
            Some(it) if it.is_active() => Grant::Active {
                admin: it.admin_rights(),
            },
            Some(_) => Grant::Removed,
        };
        assert_eq!(real, grant, "{party}");
    }
}
