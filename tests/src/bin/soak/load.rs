//! What is submitted while things go wrong.

use crate::random::Random;
use reqwest::Method;
use rushes_tests::edits::{clip, long, of, still, video};
use rushes_tests::{Client, Follower, Origin};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// The most renders that are underway: beyond it, nothing is submitted until some have ended.
const MOST: usize = 12;

/// How long everything may take to end once nothing goes wrong any more: longer than a test's, since many may wait.
const PATIENCE: Duration = Duration::from_secs(300);

/// Some edit: a film, a still, or one whose source is missing.
pub fn edit(origin: &Origin, random: &mut Random) -> Value {
    let number = random.below(1_000_000);
    match random.below(6) {
        0 => of(&[json!([clip(video(&origin.url(&format!("/nowhere/{number}.mp4"))), 1.0)])], "mp4"),
        1 => long(&origin.media("photo.jpg"), 4.0),
        2 | 3 => {
            let mut edit = of(&[json!([clip(video(&origin.media("film.mp4")), 2.0)])], "mp4");
            edit["output"]["poster"] = json!({ "capture": 1 });
            edit
        }
        _ => still(&format!("<p>{number}</p>")),
    }
}

/// How a submission ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It was accepted; the id.
    Accepted(String),
    /// It was refused for now, with a reason.
    Refused(String),
    /// Nobody said anything.
    None,
}

/// Submits an edit; the id, if the server lived long enough to say it. A refusal has to be one of "not now".
pub async fn submit(client: Client, edit: Value) -> Answer {
    let Ok(reply) = client.request(Method::POST, "/edit/v1/render").json(&edit).send().await else {
        return Answer::None;
    };
    let status = reply.status().as_u16();
    let Ok(body) = reply.json::<Value>().await else { return Answer::None };
    match status {
        201 => Answer::Accepted(body["response"]["id"].as_str().unwrap().to_owned()),
        503 | 507 => {
            let reason = body["response"]["error"].as_str().or(body["message"].as_str());
            Answer::Refused(format!(
                "{status} {}",
                reason.unwrap_or_else(|| panic!("{status} without a reason: {body}"))
            ))
        }
        _ => panic!("{status}: {body}"),
    }
}

/// A few submissions, under way.
pub fn submissions(client: &Client, origin: &Origin, random: &mut Random, underway: usize) -> Vec<JoinHandle<Answer>> {
    let wanted = MOST.saturating_sub(underway).min(usize::try_from(random.below(4)).unwrap());
    (0..wanted).map(|_| tokio::spawn(submit(client.clone(), edit(origin, random)))).collect()
}

/// What the log owes: every render that was acknowledged.
#[derive(Default)]
pub struct Acknowledged {
    pub ids: Vec<String>,
    /// Refusals, by what they said.
    pub refused: std::collections::BTreeMap<String, u32>,
}

impl Acknowledged {
    pub async fn collect(&mut self, submissions: Vec<JoinHandle<Answer>>) {
        for submission in submissions {
            match submission.await.unwrap() {
                Answer::Accepted(id) => self.ids.push(id),
                Answer::Refused(reason) => *self.refused.entry(reason).or_default() += 1,
                Answer::None => {}
            }
        }
    }

    /// How many of them the follower has not seen the end of.
    pub fn underway(&self, follower: &Follower) -> usize {
        let stories = follower.so_far().check();
        let ended = |id: &&String| stories.get(*id).is_some_and(|story| story.render.phase.is_final());
        self.ids.len() - self.ids.iter().filter(ended).count()
    }

    /// Waits until all have ended.
    pub async fn ended(&self, follower: &Follower) {
        let began = Instant::now();
        while self.underway(follower) > 0 {
            let left = self.underway(follower);
            assert!(began.elapsed() < PATIENCE, "{left} renders have not ended after {} s", PATIENCE.as_secs());
            // Looks again; what is waited for is in the log.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Not for anything to come about: the instant is the chance.
pub async fn chance(random: &mut Random, most_millis: u64) {
    tokio::time::sleep(Duration::from_millis(random.below(most_millis))).await;
}
