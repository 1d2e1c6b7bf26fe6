//! What is durable and cannot be derived: sealed documents, leases, progress, passwords.
