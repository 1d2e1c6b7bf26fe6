//! Proves a destination against a service.
//!
//! A destination promises a lot: that one whole object is there in the end whatever crashed, that nothing of a test is left,
//! that a wrong key is a wrong key. [`prove`] holds it to that. It loads the library into the server's own plugin host, carries
//! files out through it, breaks off at every step, and asks the [`Service`] what is there. It knows no provider: what it may
//! expect is what the library's description says.
//!
//! The program `rushes-conformance` does this with a service that a settings file describes; tests do it with doubles.

mod bench;
mod cases;
mod content;
mod order;
mod plan;
mod proxy;
mod service;
mod settings;
mod verdict;
mod watch;

pub use cases::prove;
pub use plan::Plan;
pub use service::{CommandService, Faults, Reading, Service, Wanted};
pub use settings::{Settings, Unusable};
pub use verdict::{Line, Report, Verdict};
