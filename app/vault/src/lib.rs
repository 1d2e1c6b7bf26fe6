//! Envelope encryption of credentials and submitted documents.
