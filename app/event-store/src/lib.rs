//! The log: an append-only port and its adapters.
