//! How a server is reached: from a URL, the `PG*` variables, a service file and a password file.
