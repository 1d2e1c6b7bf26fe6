//! Views derived from the log, one folder each: its projection and its queries.
