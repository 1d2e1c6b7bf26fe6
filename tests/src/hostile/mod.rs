//! Media, markup and answers that mean harm, each with how a render of it has to end.

mod addresses;
mod drawings;
mod media;

use crate::client::Client;
use crate::edits::{clip, image, of};
use crate::{Origin, picture};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// Where what is hostile stands in the edits: after a clip that is good.
pub const CLIP: &str = "timeline.tracks[0].clips[1]";

/// What is drawn by whatever reads a file of the machine: a pure red.
pub const SECRET: [u8; 3] = [255, 0, 0];

/// The limit of a source's bytes that some of them count on, as a setting.
pub const SOURCE_BYTES: &str = "60000000";

/// One of them.
pub struct Case {
    /// What is wrong with it.
    pub name: &'static str,
    /// The asset that has it.
    pub asset: Value,
    /// How it has to end.
    pub end: End,
    /// Whether it is over in an instant, and its files are made in one.
    pub quick: bool,
}

/// How a render has to end.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// It is not even accepted: 400, and the fault's path goes on like this behind the clip's.
    Refused(&'static str),
    /// It fails at the first attempt, with a message that names the clip and has this in it.
    Failed(&'static str),
    /// It is done.
    Done,
    /// It is done, or fails at the first attempt for a limit and names the clip: machines differ.
    Bounded,
    /// It is done, and what lies on the machine's disk is not to be seen in it.
    Blind,
}

/// How one did end.
pub struct Ended {
    /// In words: `done`, the error, or the fault.
    pub how: String,
    /// From the submission on.
    pub took: Duration,
}

/// All of them; their files are made in this folder, which the origin has to serve.
///
/// # Panics
/// When a file cannot be made.
pub fn cases(folder: &Path, origin: &Origin) -> Vec<Case> {
    let mut cases = media::cases(folder, origin);
    cases.extend(addresses::cases(origin));
    cases.extend(drawings::cases(folder));
    cases
}

/// The sources that an everyday test has time for.
///
/// # Panics
/// When a file cannot be made.
pub fn quick_sources(folder: &Path, origin: &Origin) -> Vec<Case> {
    let mut cases = media::quick(folder, origin);
    cases.extend(addresses::cases(origin));
    cases.retain(|case| case.quick);
    cases
}

/// The drawings that an everyday test has time for.
///
/// # Panics
/// When a file cannot be made.
pub fn quick_drawings(folder: &Path) -> Vec<Case> {
    let mut cases = drawings::cases(folder);
    cases.retain(|case| case.quick);
    cases
}

/// Submits one of them behind a good clip, and holds its end to what it has to be.
///
/// # Errors
/// What is not as it has to be.
///
/// # Panics
/// When it does not end, or the server does not answer.
pub async fn hold(client: &Client, origin: &Origin, case: &Case) -> Result<Ended, String> {
    let began = Instant::now();
    let reply = client.submit(&edit(origin, case)).await;
    let name = case.name;
    if let End::Refused(behind) = case.end {
        let (status, text) = (reply.status, reply.text());
        let right = status == 400 && text.contains(&format!("{CLIP}{behind}"));
        let ended = Ended { how: status.to_string(), took: began.elapsed() };
        return right.then_some(ended).ok_or_else(|| format!("{name}: {status} {text:.300}"));
    }
    if reply.status != 201 {
        return Err(format!("{name}: {} {:.300}", reply.status, reply.text()));
    }
    let id = reply.json()["response"]["id"].as_str().unwrap().to_owned();
    let said = client.ended(&id).await;
    let took = began.elapsed();
    let done = said["status"] == json!("done");
    let error = said["error"].as_str().unwrap_or_default();
    let right = match case.end {
        End::Failed(cause) => !done && error.contains(cause),
        End::Done | End::Blind => done,
        End::Bounded | End::Refused(_) => true,
    };
    if !right {
        return Err(format!("{name}: {} {error}", said["status"]));
    }
    if !done {
        named(client, &id, error).await.map_err(|fault| format!("{name}: {fault}"))?;
    } else if matches!(case.end, End::Blind) {
        let shown = picture::still(&client.finished(&id).await.file);
        let secret = shown.pixels().filter(|pixel| picture::distance(pixel.0, SECRET) < 40).count();
        if secret > 0 {
            return Err(format!("{name}: {secret} pixels of a file on this machine are in the picture"));
        }
    }
    Ok(Ended { how: if done { "done".to_owned() } else { error.to_owned() }, took })
}

fn edit(origin: &Origin, case: &Case) -> Value {
    let mut second = clip(case.asset.clone(), 0.4);
    second["start"] = json!(0.4);
    let still = matches!(case.end, End::Blind);
    let mut edit =
        of(&[json!([clip(image(&origin.media("photo.jpg")), 0.4), second])], if still { "png" } else { "mp4" });
    if still {
        edit["output"]["range"] = json!({ "start": 0.6 });
    }
    edit
}

/// Whether a failure names the clip, and was one attempt's.
async fn named(client: &Client, id: &str, error: &str) -> Result<(), String> {
    let detail = client.get(&format!("/rushes/v1/renders/{id}")).await.expect(200).json();
    let pointer = detail["error"]["pointer"].as_str().unwrap_or_default();
    let right = error.starts_with(CLIP) && pointer.starts_with(CLIP) && detail["attempts"] == json!(1);
    right.then_some(()).ok_or_else(|| format!("{error} (pointer {pointer:?}, attempts {})", detail["attempts"]))
}
