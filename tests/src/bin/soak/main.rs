//! `soak [SCENARIO[=COUNT]]… [seed=SEED]`: what takes too long for every change. All scenarios unless some are named.
//!
//! - `kills`: a server, a worker or a child of theirs is killed at random instants, on files;
//! - `database`: the same on PostgreSQL, which is killed too;
//! - `freezes`: a worker is stopped past its lease and goes on when its render is another's;
//! - `cuts`: connections to PostgreSQL are cut, sometimes in the middle of an answer;
//! - `fills`: the disk of the data folder is full for a while (needs root);
//! - `sends`: a worker is killed at random instants while it sends 200 MB, at each of the ten providers;
//! - `upgrade`: the version before works beside this one (`RUSHES_PREVIOUS` names its binary);
//! - `memory`: renders in a row in one server, and the slope of its memory;
//! - `renders`: all sorts of edits in a row in a server and a worker: equal files, no slope, nothing left;
//! - `crowds`: rounds of eight renders at once;
//! - `opens`: films opened while the machine is busy, each to show its first frame;
//! - `hostile`: rounds of media, markup and answers that mean harm.
//!
//! All but the last five submit edits all the time, and then look at the log, the files, the views and the ledger. Ends with
//! status 101 when something is not as it must be. Footage is where `RUSHES_FOOTAGE` says.
#![expect(clippy::unwrap_used, reason = "it ends at once when something is not as it must be")]
#![expect(clippy::print_stdout, reason = "its result is for people")]
#![expect(clippy::print_stderr, reason = "what was skipped has to be seen")]

mod crowding;
mod cutting;
mod filling;
mod freezing;
mod killing;
mod load;
mod memory;
mod opening;
mod random;
mod rendering;
mod sending;
mod threatening;
mod truth;
mod upgrading;
mod variety;
mod watching;

use migrations::testing::Cluster;
use random::Random;

/// The scenarios in their order, each with how often something happens in it.
const SCENARIOS: [(&str, u64); 12] = [
    ("kills", 100),
    ("database", 60),
    ("freezes", 20),
    ("cuts", 60),
    ("fills", 10),
    ("sends", 10),
    ("upgrade", 10),
    ("memory", 200),
    ("renders", 500),
    ("crowds", 10),
    ("opens", 400),
    ("hostile", 2),
];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (mut seed, mut chosen) = (u64::from(std::process::id()), vec![]);
    for argument in std::env::args().skip(1) {
        let (name, count) = argument.split_once('=').map_or((argument.as_str(), None), |(n, c)| (n, Some(c)));
        let count = count.map(|count| count.parse::<u64>().unwrap());
        match SCENARIOS.iter().find(|(known, _)| *known == name) {
            Some((known, usual)) => chosen.push((*known, count.unwrap_or(*usual))),
            None if name == "seed" => seed = count.unwrap(),
            None => panic!("there is no scenario {name}; there are {SCENARIOS:?}"),
        }
    }
    if chosen.is_empty() {
        chosen = SCENARIOS.to_vec();
    }
    for (name, count) in chosen {
        println!("{name}={count} seed={seed}");
        let random = Random::new(seed);
        match name {
            "kills" => killing::run(count, random, None).await,
            "database" => killing::run(count, random, Some(Cluster::start())).await,
            "freezes" => freezing::run(count, random).await,
            "cuts" => cutting::run(count, random).await,
            "fills" => filling::run(count, random).await,
            "sends" => sending::run(count, random).await,
            "upgrade" => upgrading::run(count).await,
            "memory" => memory::run(count).await,
            "renders" => rendering::run(count).await,
            "crowds" => crowding::run(count).await,
            "opens" => opening::run(count, random),
            _ => threatening::run(count).await,
        }
    }
}
