//! A destination in Rust that does what its configuration says. What breaks the rules of the interface is in
//! `plugins/testing`; this one is for what a host does for a plugin.

use plugin_sdk::responses::Reply;
use plugin_sdk::{
    Action, Algorithm, Answer, Body, Capabilities, Completion, Description, Destination, DigestRange, Done, Event,
    Happened, Job, MediaKind, PROTOCOL, Provider, Reason, Request, Resume, Value, Wait, WaitFor, json,
};

/// What a part has in bytes.
const PART: u64 = 1 << 20;
/// Parts of one answer.
const AT_ONCE: u64 = 4;

plugin_sdk::export!(Told);

/// A transfer.
pub struct Told {
    job: Job,
    /// Parts that are there.
    done: u64,
    /// Parts that were asked for last.
    asked: u64,
    seen: Vec<String>,
}

impl Destination for Told {
    fn describe() -> Description {
        let text = |title: &str, secret: bool| json!({ "type": "string", "title": title, "description": format!("The {title}."), "writeOnly": secret });
        let provider = |id: &str, oauth: bool| Provider {
            id: id.to_owned(),
            name: format!("Test {id}"),
            aliases: vec![format!("{id}-alias")],
            config_schema: json!({
                "type": "object",
                "additionalProperties": false,
                "required": ["endpoint", "behaviour"],
                "properties": {
                    "endpoint": text("endpoint", false),
                    "behaviour": text("behaviour", false),
                    "marker": text("marker", false),
                    "secret": text("secret", true),
                }
            }),
            options_schema: json!({
                "type": "object",
                "additionalProperties": false,
                "properties": { "bucket": text("bucket", false) }
            }),
            selects: [("bucket".to_owned(), "endpoint".to_owned())].into(),
            hosts: vec!["*.storage.example".to_owned()],
            endpoint: Some("endpoint".to_owned()),
            capabilities: Capabilities {
                files: vec![MediaKind::Video],
                completion: Completion::Atomic,
                resume: Resume::Parts,
                parallel: 2,
                part_bytes: PART,
                most_bytes: Some(1 << 40),
                oauth,
                pulls: false,
            },
        };
        Description {
            protocol: PROTOCOL,
            name: "A destination for tests".to_owned(),
            version: "1.0".to_owned(),
            providers: vec![provider("told", false), provider("told-oauth", true)],
        }
    }

    fn open(job: Job) -> Result<Self, Action> {
        if job.config("behaviour") == Some("refuse") {
            return Err(Action::fail(Reason::Invalid, "refused as told"));
        }
        let done = job.checkpoint.as_ref().and_then(Value::as_u64).unwrap_or(0);
        Ok(Self { job, done, asked: 0, seen: Vec::new() })
    }

    fn step(&mut self, event: Event) -> Answer {
        let behaviour = self.job.config("behaviour").unwrap_or_default().to_owned();
        match behaviour.as_str() {
            "put" => self.put(event).into(),
            "parts" | "abort-once" => self.parts(&behaviour, event),
            "panic" => panic!("as told"),
            "other-port" => Action::http([Request::new("a", "PUT", "https://a.storage.example:8443/")]).into(),
            "plain-http" => Action::http([Request::new("a", "PUT", "http://a.storage.example/")]).into(),
            "private" => Action::http([Request::new("a", "PUT", "https://a.storage.example/?signature")]).into(),
            "body-of-get" => Action::http([self.request("a", "GET", "").body(Body::Text("x".into()))]).into(),
            "much-body" => Action::http([Request { body_bytes: 1 << 20, ..self.request("a", "GET", "") }]).into(),
            "credentials" => Action::refresh().into(),
            "endless" => Action::wait(0).into(),
            "tell-secret" => {
                let secret = self.job.config("secret").unwrap_or_default();
                Action::fail(Reason::PermissionDenied, format!("The key {secret}\u{7}\n is not allowed")).into()
            }
            "digests" => self.digests(event),
            "waits" => self.waits(event),
            "refresh" => self.refresh(event),
            "cancellable" => match event.happened {
                Happened::Cancelled => Action::http([self.request("tidy", "DELETE", "/tidied")]).into(),
                _ => self.whole().into(),
            },
            "events" => self.events(event),
            other => Action::fail(Reason::Invalid, format!("no such behaviour: {other}")).into(),
        }
    }
}

impl Told {
    fn request(&self, id: &str, method: &str, path: &str) -> Request {
        Request::new(
            id,
            method,
            format!("{}/{}{path}", self.job.config("endpoint").unwrap_or_default(), self.job.file.key),
        )
        .header("authorization", self.job.config("secret").unwrap_or_default())
        .keep("ETag")
    }

    fn whole(&self) -> Action {
        Action::http([self.request("whole", "PUT", "").body(Body::File { offset: 0, length: self.job.file.bytes })])
    }

    fn put(&self, event: Event) -> Action {
        let Happened::Responses { responses } = event.happened else { return self.whole() };
        match responses.into_iter().next().map(|outcome| outcome.reply()) {
            Some(Reply::Good(response)) => Action::Done(Done {
                id: response.header("etag").map(str::to_owned),
                url: Some(format!("https://cdn.example/{}", self.job.file.key)),
            }),
            Some(Reply::Bad(response)) => {
                Action::fail(Reason::PermissionDenied, format!("{}: {}", response.status, response.body))
            }
            Some(Reply::Later) | None => self.whole(),
        }
    }

    fn parts(&mut self, behaviour: &str, event: Event) -> Answer {
        if let Happened::Responses { responses } = event.happened {
            if responses.into_iter().all(|outcome| matches!(outcome.reply(), Reply::Good(_))) {
                self.done += self.asked;
            }
            if behaviour == "abort-once" && self.done >= AT_ONCE {
                // The only memory that outlives this process. No real plugin may.
                let marker = self.job.config("marker").unwrap_or_default();
                if std::fs::File::create_new(marker).is_ok() {
                    std::process::abort();
                }
            }
        }
        let parts = self.job.file.bytes.div_ceil(PART);
        if self.done >= parts {
            return Action::Done(Done::default()).at(json!(self.done));
        }
        self.asked = (parts - self.done).min(AT_ONCE);
        let requests = (self.done..self.done + self.asked).map(|part| {
            let (offset, id) = (part * PART, part.to_string());
            let length = (self.job.file.bytes - offset).min(PART);
            self.request(&id, "PUT", &format!("/{part}")).body(Body::File { offset, length })
        });
        Action::http(requests).at(json!(self.done))
    }

    fn digests(&self, event: Event) -> Answer {
        let Happened::Digests { digests } = event.happened else {
            let bytes = self.job.file.bytes;
            let range = |id: &str, algorithm, offset, length| DigestRange { id: id.into(), algorithm, offset, length };
            return Action::Digest {
                ranges: vec![
                    range("a", Algorithm::Sha256, 0, bytes),
                    range("b", Algorithm::Md5, 0, bytes),
                    range("c", Algorithm::Crc32c, 1, bytes - 1),
                    range("d", Algorithm::Md5, bytes, 0),
                ],
            }
            .into();
        };
        let all: Vec<_> = digests.iter().map(|digest| format!("{}={}", digest.id, digest.hex)).collect();
        Action::Done(Done { id: Some(all.join(" ")), url: None }).into()
    }

    fn waits(&self, event: Event) -> Answer {
        match event.happened {
            Happened::Timer => {
                let id = format!("{} {}", event.now.0, event.request);
                Action::Done(Done { id: Some(id), url: Some("javascript:alert(1)".to_owned()) }).into()
            }
            _ => Action::Wait(Wait { what: WaitFor::Time, millis: 12_345 }).into(),
        }
    }

    fn refresh(&mut self, event: Event) -> Answer {
        match event.happened {
            Happened::CredentialRefreshed { config } => {
                self.job.config = config;
                self.whole().into()
            }
            Happened::Responses { .. } => Action::Done(Done::default()).into(),
            _ => Action::refresh().into(),
        }
    }

    /// Sends the file, and tells in the end what events there were.
    fn events(&mut self, event: Event) -> Answer {
        let told = match &event.happened {
            Happened::Opened => "opened".to_owned(),
            Happened::Responses { responses } => serde_json::to_string(responses).unwrap_or_default(),
            _ => "other".to_owned(),
        };
        self.seen.push(told);
        match event.happened {
            Happened::Opened => self.whole().at(json!(0)),
            _ => Action::Done(Done { id: Some(self.seen.join(" ")), url: None }).into(),
        }
    }
}
