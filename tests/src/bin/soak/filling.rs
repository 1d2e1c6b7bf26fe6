//! A disk that is full for a while.

use crate::load::{Acknowledged, chance, submissions};
use crate::random::Random;
use crate::truth::Installation;
use rushes_tests::{Follower, Origin, Setup, Stores};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// How large the disk of the data folder is.
const SIZE: &str = "size=64m,mode=700";

/// A small disk in memory; unmounted when dropped.
struct Disk(PathBuf);

impl Disk {
    /// Mounts one at this folder; none when this user may not.
    fn mount(folder: &Path) -> Option<Self> {
        std::fs::create_dir_all(folder).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", SIZE, "tmpfs"]).arg(folder).output().unwrap();
        mounted.status.success().then(|| Self(folder.to_owned()))
    }

    /// Takes every byte that is left.
    fn fill(&self) {
        let mut file = File::create(self.filler()).unwrap();
        for block in [64 * 1024, 512] {
            while file.write_all(&vec![0; block]).is_ok() {}
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Processes that are still being killed may have files open.
        let _unmounted = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Fills the disk of the data folder while renders run, and frees it again.
pub async fn run(fills: u64, mut random: Random) {
    let (began, origin) = (Instant::now(), Origin::start());
    let setup = Setup::with_origin(&origin).with("RUSHES_WORKER_LEASE_SECONDS", "2");
    let Some(disk) = Disk::mount(&setup.data()) else {
        return eprintln!("\n*** SKIPPED: mounting a small disk needs root; nothing was proved about full disks ***\n");
    };
    let stores = Stores::Folder(setup.data());
    let mut server = setup.serve_as("api").await;
    let mut workers = vec![setup.work()];
    let follower = Follower::start(&stores).await;
    let client = server.client();
    let mut acknowledged = Acknowledged::default();
    for _ in 0..fills {
        let before = submissions(&client, &origin, &mut random, acknowledged.underway(&follower));
        chance(&mut random, 1500).await;
        disk.fill();
        let during: Vec<_> = (0..3).flat_map(|_| submissions(&client, &origin, &mut random, 0)).collect();
        chance(&mut random, 3000).await;
        disk.free();
        acknowledged.collect(before).await;
        acknowledged.collect(during).await;
        server.process.must_run();
        workers.iter_mut().for_each(|worker| worker.must_run());
    }
    println!("  filled {fills} times in {} s", began.elapsed().as_secs());
    let installation = Installation { stores, server, workers, follower, acknowledged };
    installation.holds(|how, attempts| how.contains("404") || attempts >= 3).await;
}
