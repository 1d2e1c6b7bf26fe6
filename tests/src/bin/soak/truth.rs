//! What has to be true afterwards, whatever went wrong.

use crate::load::Acknowledged;
use reqwest::Method;
use rushes_tests::checker::Story;
use rushes_tests::client::read;
use rushes_tests::server::Process;
use rushes_tests::{Client, Follower, Server, Stores, wait};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Everything of one installation.
pub struct Installation {
    pub stores: Stores,
    pub server: Server,
    pub workers: Vec<Process>,
    pub follower: Follower,
    pub acknowledged: Acknowledged,
}

impl Installation {
    /// Lets everything end, stops everybody, and looks at what is left: every acknowledged render is in the log and ended once,
    /// its files are what the log says, a follower missed no event, views made anew equal the live ones, and the ledger
    /// proves the log. `excused` says why a render may have failed after so many attempts.
    pub async fn holds(self, excused: impl Fn(&str, u32) -> bool) -> BTreeMap<String, Story> {
        let Self { stores, mut server, workers, follower, acknowledged } = self;
        acknowledged.ended(&follower).await;
        let client = server.client();
        let stories = stores.log().await.check_ended(&acknowledged.ids);
        let mut ended: BTreeMap<String, u32> = BTreeMap::new();
        for id in &acknowledged.ids {
            let said = client.ended(id).await;
            let how = said["error"].as_str().map_or("done", |error| error.rsplit(": ").next().unwrap());
            *ended.entry(how.to_owned()).or_default() += 1;
            let attempts = stories[id].render.attempt;
            match said["status"] == json!("done") {
                true => files_are_whole(&client, id).await,
                false => assert!(excused(how, attempts), "after {attempts} attempts: {said}"),
            }
        }
        let copies = copies_have_ended(&follower).await;

        let setup = server.setup().clone();
        for mut worker in workers {
            worker.must_run();
            assert!(worker.stop().success());
        }
        let log = stores.log().await;
        let last = log.events.last().unwrap().position.clone();
        {
            let (events, views) = (stores.events().await, stores.views().await);
            assert!(views.wait_for(events.as_ref(), &last, wait::LONGEST).await.unwrap());
        }
        server.process.must_run();
        assert!(server.process.stop().success());
        follower.agrees_with(&log).await;
        let live = stores.views().await.dump().await.unwrap();
        setup.run(&["replay"]);
        assert!(stores.views().await.dump().await.unwrap() == live, "views made anew differ from the live ones");
        let proved = setup.run(&["audit", "verify"]);
        assert!(proved.contains(" 0 are not in it yet"), "{proved}");

        let attempts: u32 = stories.values().map(|story| story.render.attempt).sum();
        let (accepted, events) = (acknowledged.ids.len(), log.events.len());
        println!("  acknowledged {accepted}, in the log {}, attempts {attempts}, events {events}", stories.len());
        println!("  ended {ended:?}; hosted copies {copies}");
        if !acknowledged.refused.is_empty() {
            println!("  refused at submission {:?}", acknowledged.refused);
        }
        println!("  a follower saw every event, rebuilt equals live, the ledger proves the log");
        stories
    }
}

/// What the log says of a render's files is what can be had.
async fn files_are_whole(client: &Client, id: &str) {
    let detail = client.get(&format!("/rushes/v1/renders/{id}")).await.expect(200).json();
    for output in detail["files"].as_array().unwrap() {
        let file = read(client.anonymous(Method::GET, output["url"].as_str().unwrap())).await.expect(200).bytes;
        assert_eq!(output["sha256"], json!(hex::encode(Sha256::digest(&file))), "{id}");
    }
}

/// Hosted copies follow every file of every render; then nothing is left to do.
async fn copies_have_ended(follower: &Follower) -> usize {
    wait::until("a copy of every file of every render", async || {
        let log = follower.so_far();
        let files: usize = log.check().values().map(|story| story.render.outputs.len()).sum();
        let ends = ["transfer.ready", "transfer.failed"];
        let ended = log.events.iter().filter(|event| ends.contains(&event.event_type.as_str())).count();
        (ended == files).then_some(files)
    })
    .await
}
