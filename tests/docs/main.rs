//! The documentation is true: every console block in it runs, and prints what it says.

mod console;
mod interview;
mod shape;
