//! Random `kill -9`, and then the truth.

use crate::random::Random;
use read_models::Views;
use reqwest::Method;
use rushes_tests::checker::{Log, open};
use rushes_tests::client::read;
use rushes_tests::edits::{clip, long, of, still, video};
use rushes_tests::server::Process;
use rushes_tests::{Client, Origin, Server, Setup, processes, wait};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The most renders that are underway: beyond it, nothing is submitted until some have ended.
const MOST: usize = 12;

pub async fn run(kills: u64, mut random: Random) {
    let (began, origin) = (Instant::now(), Origin::start());
    let setup = Setup::with_origin(&origin).with("RUSHES_WORKER_LEASE_SECONDS", "2").with("RUSHES_WORKER_RENDERS", "2");
    let (mut server, mut worker) = (setup.serve_as("api").await, setup.work());
    let mut acknowledged: Vec<String> = vec![];
    let mut killed: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..kills {
        let underway = underway(&setup, &acknowledged).await;
        let wanted = (MOST.saturating_sub(underway)).min(usize::try_from(random.below(4)).unwrap());
        let submissions: Vec<_> =
            (0..wanted).map(|_| tokio::spawn(submit(server.client(), edit(&origin, &mut random)))).collect();
        // Not for anything to come about: the instant is the chance.
        tokio::time::sleep(Duration::from_millis(random.below(1500))).await;
        let victim = kill(&mut random, &mut server, &mut worker);
        for submission in submissions {
            acknowledged.extend(submission.await.unwrap());
        }
        match victim {
            "server" => server = setup.serve_as("api").await,
            "worker" => worker = setup.work(),
            _ => {}
        }
        *killed.entry(victim).or_default() += 1;
    }

    let client = server.client();
    let mut ended: BTreeMap<String, u32> = BTreeMap::new();
    for id in &acknowledged {
        let said = client.ended(id).await;
        let how = said["error"].as_str().map_or("done", |error| error.rsplit(": ").next().unwrap());
        *ended.entry(how.to_owned()).or_default() += 1;
        if said["status"] == json!("failed") {
            let attempts = Log::read(&setup.data()).await.check()[id].render.attempt;
            assert!(how.contains("404") || attempts == 3, "only a missing source or three kills fail a render: {said}");
        }
        if said["status"] == json!("done") {
            files_are_whole(&client, id).await;
        }
    }
    let log = Log::read(&setup.data()).await;
    let stories = log.check_ended(&acknowledged);
    rebuilt_equals_live(&setup, server, worker).await;

    let attempts: u32 = stories.values().map(|story| story.render.attempt).sum();
    println!("killed {killed:?} in {} s", began.elapsed().as_secs());
    println!(
        "acknowledged {}, in the log {}, attempts {attempts}, events {}",
        acknowledged.len(),
        stories.len(),
        log.events.len()
    );
    println!("ended {ended:?}");
}

async fn underway(setup: &Setup, acknowledged: &[String]) -> usize {
    let stories = Log::read(&setup.data()).await.check();
    acknowledged.iter().filter(|id| !stories[*id].render.phase.is_final()).count()
}

fn edit(origin: &Origin, random: &mut Random) -> Value {
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

/// The id, if the server lived long enough to say it.
async fn submit(client: Client, edit: Value) -> Option<String> {
    let reply = client.request(Method::POST, "/edit/v1/render").json(&edit).send().await.ok()?;
    assert_eq!(reply.status(), 201);
    let body: Value = reply.json().await.ok()?;
    Some(body["response"]["id"].as_str().unwrap().to_owned())
}

fn kill(random: &mut Random, server: &mut Server, worker: &mut Process) -> &'static str {
    match random.below(4) {
        0 => {
            server.process.kill();
            "server"
        }
        1 | 2 => {
            worker.kill();
            "worker"
        }
        _ => match processes::children(worker.id()).first() {
            Some((child, _)) => {
                processes::signal(*child, libc::SIGKILL);
                "child"
            }
            None => "nobody",
        },
    }
}

/// What the log says of a render's files is what can be had.
async fn files_are_whole(client: &Client, id: &str) {
    let detail = client.get(&format!("/rushes/v1/renders/{id}")).await.expect(200).json();
    for output in detail["outputs"].as_array().unwrap() {
        let file = read(client.anonymous(Method::GET, output["url"].as_str().unwrap())).await.expect(200).bytes;
        assert_eq!(output["sha256"], json!(hex::encode(Sha256::digest(&file))), "{id}");
    }
}

async fn rebuilt_equals_live(setup: &Setup, mut server: Server, mut worker: Process) {
    let path = setup.data().join("views.db");
    // Hosted copies follow; then nothing is left to do.
    let due = wait::until("a copy of every file of every render", async || {
        let log = Log::read(&setup.data()).await;
        let files: usize = log.check().values().map(|story| story.render.outputs.len()).sum();
        let ends = ["transfer.ready", "transfer.failed"];
        let ended = log.events.iter().filter(|event| ends.contains(&event.event_type.as_str())).count();
        (ended == files).then_some(files)
    })
    .await;
    worker.stop();
    {
        let (log, views) = (open(&setup.data()).await, Views::open(&path).await.unwrap());
        let last = Log::read(&setup.data()).await.events.pop().unwrap().position;
        assert!(views.wait_for(&log, &last, wait::LONGEST).await.unwrap());
    }
    server.process.stop();
    let live = Views::open(&path).await.unwrap().dump().await.unwrap();
    setup.run(&["replay"]);
    assert_eq!(Views::open(&path).await.unwrap().dump().await.unwrap(), live);
    println!("hosted copies {due}, rebuilt equals live");
}
