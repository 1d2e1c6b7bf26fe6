//! Schema migrations of the three stores.
