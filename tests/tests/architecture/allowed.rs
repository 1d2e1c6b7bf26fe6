//! Who may depend on what: the tables that `dependencies` holds the crates to.

/// A crate, the rooms that it may depend on directly, and the libraries.
pub type Line = (&'static str, &'static [&'static str], &'static [&'static str]);

/// One line a crate; dependencies of its tests alone do not count. A new name here is a decision: say in the commit why
/// the room needs it.
#[rustfmt::skip]
pub const ALLOWED: &[Line] = &[
    // `roxmltree` reads SVGs when they are submitted, as `resvg` does when they are drawn; it has no dependency but a search.
    ("rushes-domain", &[],
        &["deserr", "roxmltree", "schemars", "serde", "serde_json", "thiserror", "time", "uuid"]),
    ("rushes-migrations", &[],
        // The last for its feature `testing` alone.
        &["async-trait", "sea-orm-migration", "thiserror", "tokio", "tempfile"]),
    ("rushes-event-store", &["domain", "migrations"],
        &["async-trait", "eventstore", "futures", "metrics", "sea-orm", "serde", "serde_json", "thiserror", "tokio",
          "uuid"]),
    ("rushes-state", &["domain", "migrations"],
        &["sea-orm", "thiserror", "tokio", "uuid"]),
    ("rushes-read-models", &["domain", "event-store", "migrations", "state"],
        &["async-trait", "futures", "metrics", "sea-orm", "serde", "serde_json", "thiserror", "tokio", "tracing", "uuid"]),
    ("rushes-audit", &["domain", "event-store", "state"],
        &["futures", "hex", "metrics", "serde", "serde_json", "sha2", "thiserror", "tokio", "tracing", "uuid"]),
    ("rushes-archive", &["domain", "event-store", "state", "storage"],
        &["base64", "hex", "serde", "serde_json", "sha2", "thiserror", "tokio"]),
    ("rushes-vault", &["domain", "state"],
        &["aes-gcm", "base64", "getrandom", "hex", "hkdf", "hmac", "serde_json", "sha2", "subtle", "thiserror", "uuid",
          "zeroize"]),
    ("rushes-storage", &["domain"],
        // `object_store` speaks to the bucket itself: object stores and databases are named by who runs the server, so they
        // do not go through `egress`.
        &["async-trait", "base64", "futures", "hex", "hmac", "object_store", "sha2", "subtle", "thiserror", "tokio",
          "tokio-util", "tracing", "url", "zeroize"]),
    ("rushes-egress", &[],
        &["futures", "hex", "hickory-resolver", "ipnet", "metrics", "reqwest", "rustls", "serde", "serde_json", "sha2",
          "thiserror", "tokio", "tokio-util", "tracing", "url"]),
    // Runs plugins in children and does their HTTP: one hash for each digest that providers ask for, no client of its own.
    ("rushes-delivery", &["egress", "plugin-abi", "plugin-sdk"],
        &["base64", "crc32c", "futures", "hex", "httpdate", "jsonschema", "libc", "libloading", "md-5", "metrics",
          "percent-encoding", "serde", "serde_json", "sha2", "thiserror", "tokio", "tokio-util", "tracing", "url", "zeroize"]),
    ("rushes-grants", &["delivery", "domain", "egress", "event-store", "vault"],
        &["futures", "oauth2", "serde_json", "thiserror", "tokio-util", "tracing", "uuid"]),
    ("rushes-renderer", &["domain"],
        &["gif", "gstreamer", "gstreamer-app", "gstreamer-base",
          "gstreamer-video", "hex", "image", "image-webp", "libc", "moxcms", "png", "serde", "serde_json", "sha2", "thiserror",
          "tracing"]),
    ("rushes-raster", &["domain"],
        &["anyrender", "anyrender_vello_cpu", "blitz-dom", "blitz-html", "blitz-paint", "blitz-traits", "data-url",
          "hex", "image", "libc", "parley", "resvg", "serde", "serde_json", "sha2", "stylo", "stylo_traits",
          "thiserror", "tokio", "tracing", "vello_cpu"]),
    ("rushes-workers",
        &["delivery", "domain", "egress", "event-store", "grants", "raster", "read-models", "renderer", "state", "storage", "vault"],
        &["async-trait", "futures", "hex", "libc", "metrics", "serde", "serde_json", "sha2", "tokio", "tokio-util", "tracing",
          "uuid", "zeroize"]),
    ("rushes-api",
        &["audit", "delivery", "domain", "egress", "event-store", "grants", "read-models", "state", "storage", "vault"],
        &["argon2", "futures", "hex", "jsonwebtoken", "metrics", "poem", "poem-openapi", "serde", "serde_json", "sha2", "thiserror",
          "tokio", "tokio-util", "tracing", "uuid", "zeroize"]),
    ("rushes",
        &["api", "archive", "audit", "delivery", "domain", "egress", "event-store", "grants", "migrations", "raster", "read-models", "renderer", "state",
          "storage", "vault", "workers"],
        &["clap", "figment", "hex", "indicatif", "metrics-exporter-prometheus", "rustls", "serde", "serde_json", "tempfile",
          "tokio", "tokio-util", "tracing", "tracing-subscriber", "uuid"]),
    // What every language has to speak: no library at all.
    ("rushes-plugin-abi", &[], &[]),
    ("rushes-plugin-sdk", &["plugin-abi"], &["serde", "serde_json", "time"]),
    ("rushes-plugin-template", &["plugin-sdk"], &["base64", "percent-encoding"]),
    ("rushes-plugin-testing", &[], &[]),
    // No plugin: it runs plugins in the server's own host, and puts a proxy before services that can do with one.
    ("rushes-plugin-conformance", &["delivery", "egress", "plugin-sdk"],
        &["clap", "futures", "getrandom", "hex", "percent-encoding", "serde", "serde_json", "sha2", "tempfile", "thiserror",
          "tokio", "tokio-util", "toml", "url", "uuid"]),
    // A destination only signs and reads: what it needs for that, and nothing that could open a socket.
    ("rushes-plugin-s3", &["plugin-sdk"],
        &["base64", "hex", "hmac", "percent-encoding", "roxmltree", "serde", "serde_json", "sha2", "time"]),
    // `rsa` and `sha2` sign what tokens are asked for with; `url` tells whose an address is before a secret goes there.
    ("rushes-plugin-gcs", &["plugin-sdk"],
        &["base64", "hex", "percent-encoding", "rsa", "serde", "serde_json", "sha2", "url", "zeroize"]),
    ("rushes-plugin-drive", &["plugin-sdk"],
        &["percent-encoding", "serde", "serde_json", "url", "zeroize"]),
    // A destination only signs and reads: what it needs for that, and nothing that could open a socket.
    ("rushes-plugin-akamai", &["plugin-sdk"],
        &["base64", "hmac", "percent-encoding", "roxmltree", "serde", "serde_json", "sha2"]),
    ("rushes-plugin-azure", &["plugin-sdk"],
        &["base64", "hex", "hmac", "percent-encoding", "roxmltree", "serde", "serde_json", "sha2"]),
    ("rushes-plugin-mux", &["plugin-sdk"], &["base64", "hex", "serde", "serde_json"]),
    ("rushes-plugin-vimeo", &["plugin-sdk"], &["serde", "serde_json", "time"]),
    // Stands in for a server in tests; knows no room, and no room knows it.
    ("rushes-kurrentdb-double", &[],
        &["clap", "fancy-regex", "futures", "prost", "prost-types", "protox", "tokio", "tokio-stream", "tonic",
          "tonic-build", "uuid"]),
];

/// Crates of the plugins' side that are no plugins: what plugins are made with, and what tests them.
pub const AROUND_PLUGINS: &[&str] =
    &["rushes-plugin-abi", "rushes-plugin-conformance", "rushes-plugin-sdk", "rushes-plugin-testing"];

/// What a plugin must not reach even through others, by the beginning of their names: async runtimes, HTTP clients, sockets
/// and TLS. It does no input or output; the host does.
pub const NOT_IN_PLUGINS: &[&str] = &[
    "async-std",
    "curl",
    "h2",
    "hyper",
    "isahc",
    "mio",
    "native-tls",
    "openssl",
    "quinn",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "tokio",
    "ureq",
];

/// Stand outside: the end-to-end tests may use whatever drives the built binary, the doubles whatever others speak.
pub const OUTSIDE: &[&str] = &["rushes-tests", "rushes-s3-double", "rushes-vendor-doubles"];

/// Libraries by the beginning of their names, and the only crates that may depend on them directly, in tests too.
pub const ONLY: &[(&str, &[&str])] = &[
    ("gst", &["rushes-renderer"]),
    ("sea-orm", &["rushes-event-store", "rushes-migrations", "rushes-read-models", "rushes-state"]),
    ("sqlx", &[]),
    ("kurrentdb", &["rushes-event-store"]),
    ("poem", &["rushes-api"]),
    ("prost", &["rushes-kurrentdb-double"]),
    ("tonic", &["rushes-kurrentdb-double"]),
    ("libloading", &["rushes-delivery"]),
    ("reqwest", &["rushes-egress"]),
    ("hickory", &["rushes-egress"]),
    ("hyper", &[]),
    ("object_store", &["rushes-storage"]),
    ("blitz", &["rushes-raster"]),
    ("aes-gcm", &["rushes-vault"]),
    ("hkdf", &["rushes-vault"]),
    ("jsonwebtoken", &["rushes-api"]),
    ("figment", &["rushes"]),
];

/// What the domain must not reach even through others, by the beginning of their names: async runtimes, databases, HTTP,
/// sockets, TLS, GStreamer and clocks. (`time` is there to write instants; calling its clock is refused by
/// `domain/clippy.toml`, and so are the random ids of `uuid`.)
pub const NOT_IN_THE_DOMAIN: &[&str] = &[
    "async-std",
    "chrono",
    "futures",
    "glib",
    "gst",
    "http",
    "hyper",
    "jiff",
    "libsqlite3",
    "mio",
    "openssl",
    "poem",
    "reqwest",
    "rusqlite",
    "rustls",
    "sea-",
    "smol",
    "socket2",
    "sqlx",
    "tokio",
    "tracing",
];
