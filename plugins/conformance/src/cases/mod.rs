//! What is tried, case by case.

mod cancelling;
mod crashing;
mod credentials;
mod cutting;
mod files;
mod large;
mod names;
mod secrecy;
mod testing;

use crate::bench::{Bench, Unready};
use crate::plan::Plan;
use crate::service::{Reading, Service, Wanted};
use crate::settings::Unusable;
use crate::verdict::{Line, Report, Tried, Verdict, not_applicable, noted, passed};
use futures::future::BoxFuture;
use plugin_sdk::Resume;

/// A case: what it is called, and how it is tried.
type Case = (&'static str, for<'a, 'b> fn(&'a Bench<'b>) -> BoxFuture<'a, Tried>);

/// Without this one nothing else can be said.
const FIRST: Case = ("a small file", |bench| Box::pin(files::small(bench)));

/// The others, those that look back at all before them last.
const CASES: &[Case] = &[
    ("reading objects back", |bench| Box::pin(can_be_read(bench))),
    ("counting objects", |bench| Box::pin(can_be_counted(bench))),
    ("an empty file", |bench| Box::pin(files::empty(bench))),
    ("another file of the same name", |bench| Box::pin(files::replaced(bench))),
    ("folders, and names of all kinds", |bench| Box::pin(names::names(bench))),
    ("a large file in little memory", |bench| Box::pin(large::large(bench))),
    ("a connection that breaks", |bench| Box::pin(cutting::broken(bench))),
    ("a connection that goes silent", |bench| Box::pin(cutting::silent(bench))),
    ("answers that get lost", |bench| Box::pin(cutting::lost_answers(bench))),
    ("a crash after the answers to each request", |bench| Box::pin(crashing::after_answers(bench))),
    ("a crash before the requests of each checkpoint", |bench| Box::pin(crashing::before_requests(bench))),
    ("a crash in the middle of each part", |bench| Box::pin(crashing::within_parts(bench))),
    ("a transfer that is cancelled", |bench| Box::pin(cancelling::cancelled(bench))),
    ("the test of a configuration", |bench| Box::pin(testing::tested(bench))),
    ("wrong credentials", |bench| Box::pin(credentials::wrong(bench))),
    ("credentials that run out", |bench| Box::pin(credentials::renewed(bench))),
    ("checkpoints", |bench| Box::pin(secrecy::checkpoints(bench))),
    ("secrets", |bench| Box::pin(secrecy::secrets(bench))),
];

/// Tries every case on one provider, one after the other, and tells of each as soon as it is over.
///
/// A library that is refused fails its first case, and one that cannot bring a small file there its second: nothing else is
/// tried then. What was sent stays at the service, in a folder or with names of its own (`rushes-conformance-…`).
///
/// To be run on a runtime of one thread. With more, what dies may go on for a moment, and break off a request more than it
/// was to.
///
/// # Errors
/// [`Unusable`]: nothing was tried, since the fault lies elsewhere.
pub async fn prove(
    plan: &Plan,
    service: &dyn Service,
    tell: &mut (dyn FnMut(&Line) + Send),
) -> Result<Report, Unusable> {
    let mut report = Report::default();
    let mut add = |case, verdict| {
        let line = Line { case, verdict };
        tell(&line);
        report.lines.push(line);
    };
    let loading = "the library and its description";
    let bench = match Bench::new(plan, service).await {
        Ok(bench) => bench,
        Err(Unready::Unusable(unusable)) => return Err(unusable),
        Err(Unready::Refused(fault)) => {
            add(loading, fault.into());
            return Ok(report);
        }
    };
    add(loading, Verdict::Passed(Some(in_words(&bench))));
    for (name, case) in std::iter::once(&FIRST).chain(CASES) {
        let verdict = case(&bench).await.unwrap_or_else(Verdict::from);
        let is_the_end = *name == FIRST.0 && matches!(verdict, Verdict::Failed { .. });
        add(name, verdict);
        if is_the_end {
            break;
        }
    }
    Ok(report)
}

/// What the provider says of itself, as far as it decides what is expected.
fn in_words(bench: &Bench<'_>) -> String {
    let description = bench.provider.description();
    let capabilities = &description.capabilities;
    let word = |value: serde_json::Result<serde_json::Value>| match value {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    };
    let (completion, resume) =
        (word(serde_json::to_value(capabilities.completion)), word(serde_json::to_value(capabilities.resume)));
    format!("{}, completion {completion}, resume {resume}", description.name)
}

async fn can_be_read(bench: &Bench<'_>) -> Tried {
    let nothing = Wanted { key: bench.key("nothing"), id: None };
    match bench.service.read(&nothing).await {
        Ok(Reading::Unknown) => not_applicable("the settings do not say how, so no bytes are compared in any case"),
        Ok(Reading::Absent) => passed(),
        Ok(Reading::Found { .. }) => Err(crate::verdict::Fault::new(
            "What was never sent is said to be there.",
            "Have the command of the settings end with another status than 0 when there is nothing.",
        )),
        Err(why) => Err(crate::verdict::Fault::new(why, "Correct the command of the settings.")),
    }
}

async fn can_be_counted(bench: &Bench<'_>) -> Tried {
    match bench.objects().await? {
        Some(objects) => noted(format!("{} are listed", objects.len())),
        None => not_applicable("the settings do not say how, so a second object is not noticed in any case"),
    }
}

/// How large a file is for what is tried at every step: some parts, and as small as that can be.
fn size_in_parts(bench: &Bench<'_>) -> u64 {
    match bench.provider.description().capabilities.part_bytes {
        0 => 1_000_003,
        part => part.saturating_mul(2).saturating_add(part / 8).saturating_add(3),
    }
}

/// How many bytes one part has, at most the file.
fn part_bytes(bench: &Bench<'_>) -> u64 {
    match bench.provider.description().capabilities.part_bytes {
        0 => size_in_parts(bench),
        part => part,
    }
}

/// How many bytes may be sent twice because of one crash, of which so many belong to requests whose answers nobody heard.
fn most_sent_again(bench: &Bench<'_>, unheard: u64) -> u64 {
    match bench.provider.description().capabilities.resume {
        Resume::Parts => unheard,
        Resume::Offset => part_bytes(bench),
        Resume::Whole => size_in_parts(bench),
    }
}
