//! Edits as clients send them, against the reader and the published schema.

mod faults;
