//! Who runs below a few processes while they work, how much memory that takes, and what must not be left afterwards.

use rushes_tests::server::{Process, Server};
use rushes_tests::{Setup, processes, wait};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often is looked.
const LOOK: Duration = Duration::from_millis(50);

/// A server and a worker of its own, watched.
pub struct Pair {
    setup: Setup,
    pub server: Server,
    pub worker: Process,
    watch: Watch,
}

impl Pair {
    /// Starts both.
    pub async fn start(setup: Setup) -> Self {
        let setup = with_temporary_folder(setup);
        let (server, worker) = (setup.serve_as("api").await, setup.work());
        let watch = Watch::over(vec![server.process.id(), worker.id()]);
        Self { setup, server, worker, watch }
    }

    /// Both still run.
    pub fn must_run(&mut self) {
        self.server.process.must_run();
        self.worker.must_run();
    }

    /// Ends both, and holds them to it that nothing of their work is left; what was seen until then.
    pub async fn end(mut self) -> Seen {
        nothing_is_left(&self.setup).await;
        self.must_run();
        let seen = self.watch.end();
        println!("  peaks: {}", seen.peaks());
        assert!(self.worker.stop().success() && self.server.process.stop().success());
        seen.nothing_runs(&self.setup);
        println!("  no process and no working file is left");
        seen
    }
}

/// Looks again and again in a thread of its own.
struct Watch {
    over: Arc<AtomicBool>,
    thread: JoinHandle<Seen>,
}

/// What was seen.
#[derive(Default)]
pub struct Seen {
    /// Most resident memory of all together, in KiB.
    pub together: u64,
    /// Most resident memory of one process, in KiB, by what it does: `serve`, `worker`, `render-child`, `raster-child`.
    pub most: BTreeMap<String, u64>,
    /// The most processes at once that do the same.
    pub at_once: BTreeMap<String, usize>,
    /// Every process, with when it began.
    ever: BTreeSet<(u32, u64)>,
}

impl Watch {
    /// Watches these processes and all that they start.
    fn over(parents: Vec<u32>) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let told = over.clone();
        let thread = std::thread::spawn(move || {
            let mut seen = Seen::default();
            while !told.load(Ordering::Relaxed) {
                seen.look(&parents);
                std::thread::sleep(LOOK);
            }
            seen
        });
        Self { over, thread }
    }

    /// What was seen so far, and no more.
    fn end(self) -> Seen {
        self.over.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

impl Seen {
    fn look(&mut self, parents: &[u32]) {
        let (mut together, mut at_once) = (0, BTreeMap::<String, usize>::new());
        for (process, began) in parents.iter().flat_map(|parent| processes::family(*parent)) {
            let Some(memory) = processes::resident(process) else { continue };
            let role = processes::role(process);
            together += memory;
            *at_once.entry(role.clone()).or_default() += 1;
            let most = self.most.entry(role).or_default();
            *most = memory.max(*most);
            self.ever.insert((process, began));
        }
        self.together = self.together.max(together);
        for (role, count) in at_once {
            let most = self.at_once.entry(role).or_default();
            *most = count.max(*most);
        }
    }

    /// The most that one process of this kind had, in KiB.
    pub fn most_of(&self, role: &str) -> u64 {
        self.most.get(role).copied().unwrap_or(0)
    }

    /// The most of each kind, for people.
    fn peaks(&self) -> String {
        let each: Vec<String> = self.most.iter().map(|(role, most)| format!("{role} {} MiB", most >> 10)).collect();
        format!("{} MiB together; {}", self.together >> 10, each.join(", "))
    }

    /// Holds the end of everything to its word: none of the processes that were seen runs, and none has anything of the folder.
    fn nothing_runs(&self, setup: &Setup) {
        let still: Vec<u32> = self
            .ever
            .iter()
            .filter(|(id, began)| processes::is_still_running(*id, *began))
            .map(|(id, _)| *id)
            .collect();
        assert!(still.is_empty(), "these outlived those that started them: {still:?}");
        let holding = processes::holding(setup.folder());
        assert!(holding.is_empty(), "these hold the folder of what has ended: {holding:?}");
    }
}

/// A folder for temporary files beside the data, so that what is left in it is found.
pub fn with_temporary_folder(setup: Setup) -> Setup {
    let folder = temporary(&setup);
    std::fs::create_dir(&folder).unwrap();
    setup.with("TMPDIR", folder.to_str().unwrap())
}

/// That folder.
pub fn temporary(setup: &Setup) -> PathBuf {
    setup.folder().join("tmp")
}

/// Waits until the folders of renders, of fetches and of temporary files are empty, while everything still runs.
async fn nothing_is_left(setup: &Setup) {
    for folder in [setup.data().join("scratch"), setup.data().join("sources/drafts"), temporary(setup)] {
        wait::until(&format!("{} to be empty", folder.display()), async || entries(&folder).is_empty().then_some(()))
            .await;
    }
}

/// The names of what is in a folder.
pub fn entries(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}
