//! The one way out: the guarded HTTP client.
