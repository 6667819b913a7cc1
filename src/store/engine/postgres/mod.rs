//! PostgreSQL: a store on a server, for a team.

mod settings;
