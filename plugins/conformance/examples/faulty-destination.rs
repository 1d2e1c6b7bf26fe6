//! A destination that does one thing wrong, as its configuration says; without that it does all right. For the tests of what
//! is to notice it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use plugin_sdk::responses::Reply;
use plugin_sdk::{
    Action, Answer, Body, Capabilities, Completion, Description, Destination, Done, Event, Happened, Job, Kind,
    MediaKind, PROTOCOL, Provider, Reason, Request, Resume, Value, json,
};

/// What a part has in bytes.
const PART: u64 = 1 << 20;
/// Parts of one answer.
const AT_ONCE: u64 = 2;

plugin_sdk::export!(Faulty);

/// A transfer.
pub struct Faulty {
    job: Job,
    /// Where the file goes.
    key: String,
    /// Parts that are there.
    done: u64,
    phase: Phase,
}

#[derive(Clone, Copy, PartialEq)]
enum Phase {
    /// What should not be there yet is put there.
    Placeholder,
    Parts(u64),
    Complete,
    Delete,
}

impl Destination for Faulty {
    fn describe() -> Description {
        let text = |title: &str, is_secret: bool| json!({ "type": "string", "title": title, "description": format!("The {title}."), "writeOnly": is_secret });
        Description {
            protocol: PROTOCOL,
            name: "A faulty destination".to_owned(),
            version: "1.0".to_owned(),
            providers: vec![Provider {
                id: "faulty".to_owned(),
                name: "Faulty".to_owned(),
                aliases: Vec::new(),
                config_schema: json!({
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["url", "user", "password"],
                    "properties": {
                        "url": text("address", false),
                        "user": text("user", false),
                        "password": text("password", true),
                        "fault": text("fault", false),
                    }
                }),
                options_schema: json!({ "type": "object", "additionalProperties": false, "properties": {} }),
                selects: [].into(),
                hosts: Vec::new(),
                endpoint: Some("url".to_owned()),
                capabilities: Capabilities {
                    files: vec![MediaKind::Video],
                    completion: Completion::Atomic,
                    resume: Resume::Parts,
                    parallel: 2,
                    part_bytes: PART,
                    most_bytes: None,
                    oauth: false,
                    pulls: false,
                },
            }],
        }
    }

    fn open(job: Job) -> Result<Self, Action> {
        if job.file.key.split('/').any(|part| matches!(part, "." | "..")) {
            return Err(Action::fail(Reason::Invalid, "No folder can be named . or .."));
        }
        let is_told = |fault: &str| job.config("fault") == Some(fault);
        let kept = job.checkpoint.as_ref().and_then(|kept| kept["done"].as_u64()).unwrap_or(0);
        let done = if is_told("ignores-checkpoint") { 0 } else { kept };
        let is_early = is_told("visible-early") && job.checkpoint.is_none();
        let phase = if is_early { Phase::Placeholder } else { Phase::Parts(0) };
        Ok(Self { key: job.file.key.clone(), job, done, phase })
    }

    fn step(&mut self, event: Event) -> Answer {
        match event.happened {
            Happened::Responses { responses } => {
                for outcome in responses {
                    match outcome.reply() {
                        Reply::Good(_) => {}
                        Reply::Bad(response) if response.status == 404 && self.phase == Phase::Delete => {}
                        Reply::Bad(response) => return self.refused(response.status).into(),
                        Reply::Later if self.is_told("gives-up") => {
                            return Action::fail(Reason::Unavailable, "The connection broke.").into();
                        }
                        Reply::Later => return self.ask(),
                    }
                }
                self.worked()
            }
            Happened::Cancelled => Action::fail(Reason::Cancelled, "It was stopped.").into(),
            _ => {
                if self.is_told("two-objects") {
                    // Each session calls it otherwise.
                    self.key = format!("{}-{}", self.job.file.key, event.request);
                }
                self.ask()
            }
        }
    }
}

impl Faulty {
    fn is_told(&self, fault: &str) -> bool {
        self.job.config("fault") == Some(fault)
    }

    fn request(&self, id: &str, method: &str, query: &str) -> Request {
        let config = |name| self.job.config(name).unwrap_or_default();
        let key = utf8_percent_encode(&self.key, NON_ALPHANUMERIC).to_string().replace("%2F", "/");
        let authorization = STANDARD.encode(format!("{}:{}", config("user"), config("password")));
        Request::new(id, method, format!("{}/{key}{query}", config("url")))
            .header("authorization", format!("Basic {authorization}"))
    }

    fn parts(&self) -> u64 {
        let parts = self.job.file.bytes.div_ceil(PART);
        if self.is_told("loses-part") { parts.saturating_sub(1) } else { parts }
    }

    fn checkpoint(&self) -> Value {
        let secret = self.is_told("secret-in-checkpoint").then(|| self.job.config("password"));
        json!({ "done": self.done, "secret": secret })
    }

    fn ask(&mut self) -> Answer {
        if self.phase == Phase::Placeholder {
            return Action::http([self.request("early", "PUT", "")]).into();
        }
        if self.phase == Phase::Delete {
            return Action::http([self.request("delete", "DELETE", "")]).into();
        }
        let parts = self.parts();
        if self.done >= parts {
            self.phase = Phase::Complete;
            return Action::http([self.request("complete", "POST", &format!("?complete={parts}"))])
                .at(self.checkpoint());
        }
        let count = (parts - self.done).min(AT_ONCE);
        self.phase = Phase::Parts(count);
        let requests = (self.done..self.done + count).map(|part| {
            let offset = part * PART;
            let length = (self.job.file.bytes - offset).min(PART);
            self.request(&part.to_string(), "PUT", &format!("?part={part}")).body(Body::File { offset, length })
        });
        Action::http(requests).at(self.checkpoint())
    }

    fn worked(&mut self) -> Answer {
        match self.phase {
            Phase::Placeholder => self.phase = Phase::Parts(0),
            Phase::Parts(count) => self.done += count,
            Phase::Complete if self.job.kind == Kind::Test && !self.is_told("leaves-test") => {
                self.phase = Phase::Delete
            }
            Phase::Complete | Phase::Delete => {
                let id = self.is_told("two-objects").then(|| self.key.clone());
                return Action::Done(Done { id, url: None }).into();
            }
        }
        self.ask()
    }

    fn refused(&self, status: u16) -> Action {
        match status {
            401 if self.is_told("tells-secret") => {
                let secret = self.job.config("password").unwrap_or_default();
                Action::fail(Reason::CredentialsRefused, format!("The password {secret} is wrong."))
            }
            401 if self.is_told("tries-wrong-password-again") => {
                Action::fail_for_now(Reason::CredentialsRefused, "The password is wrong.")
            }
            401 => Action::fail(Reason::CredentialsRefused, "The user or the password is wrong: check both."),
            _ => Action::fail(Reason::Other, format!("The server refuses it with status {status}.")),
        }
    }
}
