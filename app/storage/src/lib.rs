//! Blobs on a local folder, and signed URLs.
