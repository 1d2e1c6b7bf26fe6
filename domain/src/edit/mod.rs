//! The Edit: what a client submits, in Shotstack's schema.
