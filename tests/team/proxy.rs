//! Stands between `csp` and a server on this machine, and makes the weather.
//!
//! It knows where a message of PostgreSQL's protocol ends, counts the messages and the turns, and does one thing before or
//! after a certain message: cuts the connection, stops answering, or calls a function. Connections have to be unencrypted.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// Who sends a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    Client,
    Server,
}

/// On which side of a message something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Before,
    After,
}

/// What happens.
#[derive(Clone)]
pub(crate) enum Deed {
    /// The connection ends; new ones are taken.
    Cut,
    /// The connection ends, as does every new one.
    CutForGood,
    /// Nothing passes any more, on this and every new connection.
    Stall,
    /// Something else happens, and the messages pass.
    Call(Arc<dyn Fn() + Send + Sync>),
}

/// What will happen at which message.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) sender: Sender,
    pub(crate) when: When,
    /// Counted from 1 among the messages of this sender that are of this kind.
    pub(crate) number: usize,
    /// The type of the messages that count; every message where there is none.
    pub(crate) kind: Option<u8>,
    pub(crate) deed: Deed,
}

/// A proxy, which ends when it is dropped.
pub(crate) struct Proxy {
    port: u16,
    weather: Arc<Weather>,
}

#[derive(Default)]
struct Weather {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    plan: Option<Plan>,
    counted: usize,
    has_happened: bool,
    is_stalled: bool,
    is_closed: bool,
    is_over: bool,
    delay: Duration,
    turns: usize,
    connections: Vec<TcpStream>,
}

impl Proxy {
    /// A proxy before a port of this machine.
    pub(crate) fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let weather = Arc::new(Weather::default());
        let shared = Arc::clone(&weather);
        std::thread::spawn(move || accept(&listener, server, &shared));
        Self { port, weather }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// From now on, good weather until the plan's message comes.
    pub(crate) fn plan(&self, plan: Plan) {
        let mut state = self.weather.state();
        state.plan = Some(plan);
        state.counted = 0;
        state.has_happened = false;
        state.is_closed = false;
        state.is_stalled = false;
    }

    /// Cuts every connection now; new ones are taken.
    pub(crate) fn cut(&self) {
        Weather::cut(&mut self.weather.state());
    }

    /// Whether the plan's message came.
    pub(crate) fn has_happened(&self) -> bool {
        self.weather.state().has_happened
    }

    /// Each answer comes so much later.
    pub(crate) fn delay(&self, delay: Duration) {
        self.weather.state().delay = delay;
    }

    /// How often the client has waited for an answer since this was asked last, after it was connected.
    pub(crate) fn take_turns(&self) -> usize {
        std::mem::take(&mut self.weather.state().turns)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.weather.end();
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

impl Weather {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn cut(state: &mut State) {
        for connection in state.connections.drain(..) {
            drop(connection.shutdown(Shutdown::Both));
        }
    }

    fn end(&self) {
        let mut state = self.state();
        state.is_closed = true;
        state.is_over = true;
        state.is_stalled = false;
        Self::cut(&mut state);
        self.changed.notify_all();
    }

    /// What happens before or after a message.
    fn happens(&self, sender: Sender, kind: u8, when: When) {
        let mut state = self.state();
        let Some(plan) = state.plan.clone() else {
            return;
        };
        if plan.sender != sender || plan.kind.is_some_and(|only| only != kind) {
            return;
        }
        if when == When::Before {
            state.counted += 1;
        }
        if plan.when != when || state.counted != plan.number {
            return;
        }
        state.plan = None;
        state.has_happened = true;
        match plan.deed {
            Deed::Cut => Self::cut(&mut state),
            Deed::CutForGood => {
                state.is_closed = true;
                Self::cut(&mut state);
            }
            Deed::Stall => state.is_stalled = true,
            Deed::Call(call) => {
                drop(state);
                call();
            }
        }
    }

    /// Waits while nothing passes.
    fn pass(&self) {
        let mut state = self.state();
        while state.is_stalled {
            state = self.changed.wait(state).unwrap();
        }
    }
}

fn accept(listener: &TcpListener, server: u16, weather: &Arc<Weather>) {
    for client in listener.incoming() {
        let client = client.unwrap();
        if weather.state().is_closed {
            if weather.state().is_over {
                return;
            }
            continue;
        }
        let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else {
            continue;
        };
        for stream in [&client, &server] {
            stream.set_nodelay(true).unwrap();
            let kept = stream.try_clone().unwrap();
            weather.state().connections.push(kept);
        }
        let turn = Arc::new(Mutex::new(Turn::default()));
        let pairs = [
            (Sender::Client, &client, &server),
            (Sender::Server, &server, &client),
        ];
        for (sender, from, to) in pairs {
            let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
            let (weather, turn) = (Arc::clone(weather), Arc::clone(&turn));
            std::thread::spawn(move || carry(sender, from, to, &weather, &turn));
        }
    }
}

/// Whose turn it is on a connection.
#[derive(Default)]
struct Turn {
    is_connected: bool,
    is_asked: bool,
}

/// Carries the messages of one side to the other until one of them ends.
fn carry(
    sender: Sender,
    mut from: TcpStream,
    mut to: TcpStream,
    weather: &Weather,
    turn: &Mutex<Turn>,
) {
    let mut is_first = sender == Sender::Client;
    while let Some((kind, message)) = read_message(&mut from, is_first) {
        is_first = false;
        weather.pass();
        weather.happens(sender, kind, When::Before);
        weather.pass();
        note_turn(sender, kind, weather, turn);
        if to.write_all(&message).is_err() {
            break;
        }
        weather.happens(sender, kind, When::After);
    }
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}

/// Counts how often the client waits: once for everything that it sends before the first byte of an answer reaches it.
fn note_turn(sender: Sender, kind: u8, weather: &Weather, turn: &Mutex<Turn>) {
    match sender {
        Sender::Client => turn.lock().unwrap().is_asked = true,
        Sender::Server => {
            let has_waited = std::mem::take(&mut turn.lock().unwrap().is_asked);
            if has_waited {
                let delay = weather.state().delay;
                // This is the network, not a test that waits for something.
                std::thread::sleep(delay);
            }
            let mut turn = turn.lock().unwrap();
            if has_waited {
                // What came meanwhile was sent without this answer.
                turn.is_asked = false;
                weather.state().turns += usize::from(turn.is_connected);
            }
            turn.is_connected |= kind == b'Z';
        }
    }
}

/// The next message and its type; the first one of a client has none.
fn read_message(from: &mut TcpStream, is_first: bool) -> Option<(u8, Vec<u8>)> {
    let mut message = vec![0; if is_first { 4 } else { 5 }];
    from.read_exact(&mut message).ok()?;
    let (kind, length) = if is_first {
        (0, message.as_slice())
    } else {
        (message[0], &message[1..])
    };
    let length = u32::from_be_bytes(length.try_into().unwrap()) as usize;
    let start = message.len();
    message.resize(start + length - 4, 0);
    from.read_exact(&mut message[start..]).ok()?;
    Some((kind, message))
}
