//! HTTP on poem-openapi: two dialects and our own.
