//! Whose work is done next, and how long the wait is.
//!
//! Workspaces share the workers: whoever has least at work goes first, and of those who have equally little, whoever's turn it
//! is. Within a workspace the higher [`Priority`] goes first, then the longer wait. A priority never crosses the border of
//! its workspace, so that nobody gets ahead of others by claiming that everything is urgent.

mod fair;
mod position;
mod priority;

pub use fair::{Contender, TURN, Turn, next_turn, order};
pub use position::{Others, ahead};
pub use priority::{NotAPriority, Priority};
