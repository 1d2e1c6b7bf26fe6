use super::*;
use crate::testing::{Reply, Request, Server};
use std::fs;

const DAY: Duration = Duration::from_secs(86_400);
const URL: &str = "/film.mp4?token=canary";

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds)
}

fn fresh(now: SystemTime) -> Freshness {
    Freshness { now, max_age: DAY, bypass: false }
}

/// A cache, the folder it lies in, and what it asks.
struct Room {
    home: tempfile::TempDir,
    cache: SourceCache,
    server: Server,
    client: Egress,
}

async fn room(limit: u64, answer: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Room {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::start(answer).await);
    let (cache, client) = (SourceCache::open(home.path().join("cache"), limit).unwrap(), server.client());
    Room { home, cache, server, client }
}

impl Room {
    async fn fetch(&self, workspace: &str, path: &str, freshness: Freshness) -> Result<Cached, FetchError> {
        self.fetch_from(&self.cache, workspace, path, freshness, &FetchLimits::default()).await
    }

    async fn fetch_from(
        &self,
        cache: &SourceCache,
        workspace: &str,
        path: &str,
        freshness: Freshness,
        limits: &FetchLimits,
    ) -> Result<Cached, FetchError> {
        let url = self.server.url(path);
        let wanted = Wanted { namespace: workspace, url: &url, freshness, limits };
        cache.fetch(&self.client, wanted, &CancellationToken::new(), &mut |_| {}).await
    }

    fn asked(&self) -> usize {
        self.server.requests().len()
    }

    /// The content files of all namespaces.
    fn files(&self) -> Vec<PathBuf> {
        let namespaces = fs::read_dir(self.home.path().join("cache")).unwrap().map(|entry| entry.unwrap().path());
        let files = namespaces.filter_map(|namespace| fs::read_dir(namespace.join("files")).ok()).flatten();
        files.map(|file| file.unwrap().path()).collect()
    }

    fn drafts(&self) -> usize {
        fs::read_dir(self.home.path().join("cache/drafts")).unwrap().count()
    }
}

/// Ten bytes that depend on the path.
fn ten(request: &Request) -> Vec<u8> {
    format!("{:>10}", request.path.rsplit('/').next().unwrap().chars().take(10).collect::<String>()).into_bytes()
}

#[tokio::test]
async fn the_second_asking_is_answered_from_the_cache() {
    let room = room(1_000, |request, _| Reply::ok(&ten(request), &[("Content-Type", "video/mp4")])).await;
    let first = room.fetch("a", URL, fresh(at(0))).await.unwrap();
    assert!(!first.hit);
    assert_eq!(fs::read(&first.path).unwrap().len() as u64, first.bytes);
    let second = room.fetch("a", URL, fresh(at(86_400))).await.unwrap();
    assert!(second.hit);
    assert_eq!((&second.path, &second.sha256, second.bytes), (&first.path, &first.sha256, 10));
    assert_eq!(second.media_type.as_deref(), Some("video/mp4"));
    assert_eq!((room.asked(), room.drafts()), (1, 0));
}

#[tokio::test]
async fn nothing_crosses_between_workspaces() {
    let room = room(1_000, |request, _| Reply::ok(&ten(request), &[])).await;
    let one = room.fetch("a", URL, fresh(at(0))).await.unwrap();
    let other = room.fetch("b", URL, fresh(at(0))).await.unwrap();
    assert_eq!(one.sha256, other.sha256);
    assert_ne!(one.path, other.path);
    assert!(!other.hit);
    assert_eq!((room.asked(), room.files().len()), (2, 2));
    // Whatever the name is, it stays inside the folder.
    let odd = room.fetch("../../etc", URL, fresh(at(0))).await.unwrap();
    assert!(odd.path.starts_with(room.home.path().join("cache")));
}

#[tokio::test]
async fn an_old_file_is_asked_for_again_and_kept_when_unchanged() {
    let room = room(1_000, |request, _| match request.header("if-none-match") {
        Some("\"v1\"") => Reply::bare(304, &[]),
        _ => Reply::ok(b"0123456789", &[("ETag", "\"v1\"")]),
    })
    .await;
    let first = room.fetch("a", URL, fresh(at(0))).await.unwrap();
    let old = room.fetch("a", URL, fresh(at(86_401))).await.unwrap();
    assert!(old.hit);
    assert_eq!((room.asked(), &old.sha256), (2, &first.sha256));
    // The server's word counts as fetched: it is not asked again for a day.
    room.fetch("a", URL, fresh(at(86_401 + 86_400))).await.unwrap();
    assert_eq!(room.asked(), 2);
    // A clock that was set back makes nothing fresh for ever.
    room.fetch("a", URL, fresh(at(1))).await.unwrap();
    assert_eq!((room.asked(), room.drafts()), (3, 0));
}

#[tokio::test]
async fn an_old_file_that_changed_is_replaced_but_stays_for_who_holds_it() {
    let room = room(1_000, |_, nth| Reply::ok(format!("version {nth}").as_bytes(), &[("ETag", "\"v\"")])).await;
    let first = room.fetch("a", URL, fresh(at(0))).await.unwrap();
    let second = room.fetch("a", URL, fresh(at(100_000))).await.unwrap();
    assert!(!second.hit);
    assert_eq!(fs::read(&first.path).unwrap(), b"version 0");
    assert_eq!(fs::read(&second.path).unwrap(), b"version 1");
    let third = room.fetch("a", URL, Freshness { bypass: true, ..fresh(at(100_001)) }).await.unwrap();
    assert_eq!(fs::read(&third.path).unwrap(), b"version 2");
    assert_eq!(room.server.requests()[2].header("if-none-match"), None);
    assert_eq!(room.fetch("a", URL, fresh(at(100_002))).await.unwrap().sha256, third.sha256);
}

#[tokio::test]
async fn who_asks_at_once_waits_for_one_fetch() {
    let room = room(1_000, |request, _| Reply::ok(&ten(request), &[])).await;
    let all = futures::future::join_all((0..20).map(|_| room.fetch("a", URL, fresh(at(0))))).await;
    assert_eq!(all.iter().filter(|cached| !cached.as_ref().unwrap().hit).count(), 1);
    assert_eq!(room.asked(), 1);
}

#[tokio::test]
async fn two_processes_on_one_folder_share_one_file() {
    let room = room(1_000, |request, _| Reply::ok(&ten(request), &[])).await;
    // A cache of its own shares nothing but the folder, as one in another process would.
    let other = SourceCache::open(room.home.path().join("cache"), 1_000).unwrap();
    let limits = FetchLimits::default();
    for round in 0..10 {
        let path = format!("/{round}");
        let freshness = Freshness { bypass: true, ..fresh(at(round)) };
        let (one, two) = tokio::join!(
            room.fetch_from(&room.cache, "a", &path, freshness, &limits),
            room.fetch_from(&other, "a", &path, freshness, &limits),
        );
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(one.path, two.path);
        assert_eq!(fs::read(&one.path).unwrap(), ten(&Request { path, ..Request::default() }));
    }
    assert_eq!((room.files().len(), room.drafts()), (10, 0));
    assert!(room.fetch("a", "/3", fresh(at(20))).await.unwrap().hit);
}

#[tokio::test]
async fn the_least_recently_used_go_first_and_pinned_ones_stay() {
    let room = room(30, |request, _| Reply::ok(&ten(request), &[])).await;
    let pinned = room.fetch("a", "/pinned", fresh(at(0))).await.unwrap();
    for (second, name) in [(1, "/old"), (2, "/middle")] {
        room.fetch("a", name, fresh(at(second))).await.unwrap();
    }
    // Using it makes it the youngest.
    assert!(room.fetch("b", "/old", fresh(at(3))).await.is_ok_and(|cached| !cached.hit));
    assert!(room.fetch("a", "/middle", fresh(at(4))).await.unwrap().hit);
    // 40 bytes of 30 were reached: `old` of workspace a had to go.
    let mut left: Vec<_> =
        room.files().iter().map(|file| fs::read_to_string(file).unwrap().trim().to_owned()).collect();
    left.sort();
    assert_eq!(left, ["middle", "old", "pinned"]);
    assert!(room.fetch("a", "/pinned", fresh(at(5))).await.unwrap().hit);

    let tight = SourceCache::open(room.home.path().join("cache"), 0).unwrap();
    let evicted = tight.evict(at(6)).await.unwrap();
    assert_eq!(evicted, Evicted { files: 2, bytes: 20, remaining: 10 });
    assert_eq!(fs::read_to_string(&pinned.path).unwrap().trim(), "pinned");
    let path = pinned.path.clone();
    let pin = pinned.pin;
    assert_eq!(tight.evict(at(7)).await.unwrap().files, 0);
    drop(pin);
    assert_eq!(tight.evict(at(8)).await.unwrap(), Evicted { files: 1, bytes: 10, remaining: 0 });
    assert!(!path.exists());
    let index = fs::read_dir(path.parent().unwrap().parent().unwrap().join("index")).unwrap().count();
    assert_eq!(index, 0, "no entry points at what is gone");
    assert!(!room.fetch("a", "/pinned", fresh(at(9))).await.unwrap().hit);
}

#[tokio::test]
async fn evicting_and_fetching_at_once_takes_no_file_from_who_holds_it() {
    let room = room(0, |request, _| Reply::ok(&ten(request), &[])).await;
    let other = SourceCache::open(room.home.path().join("cache"), 0).unwrap();
    let evicting = async {
        for round in 0..100 {
            other.evict(at(round)).await.unwrap();
        }
    };
    let fetching = |workspace: &'static str| {
        let room = &room;
        async move {
            for round in 0..15 {
                let held = room.fetch(workspace, URL, fresh(at(round))).await.unwrap();
                assert_eq!(fs::read(&held.path).unwrap().len(), 10);
                tokio::task::yield_now().await;
                assert_eq!(fs::read(&held.path).unwrap().len(), 10);
            }
        }
    };
    tokio::join!(evicting, fetching("a"), fetching("a"), fetching("b"));
    other.evict(at(1)).await.unwrap();
    assert_eq!(room.files().len(), 0);
}

#[tokio::test]
async fn what_is_fetched_stays_for_its_fetcher_in_a_cache_too_small_for_it() {
    let room = room(0, |request, _| Reply::ok(&ten(request), &[])).await;
    let one = room.fetch("a", "/one", fresh(at(0))).await.unwrap();
    let two = room.fetch("a", "/two", fresh(at(1))).await.unwrap();
    assert!(one.path.exists() && two.path.exists());
    drop(one);
    room.fetch("a", "/three", fresh(at(2))).await.unwrap();
    assert_eq!(room.files().len(), 2);
}

#[tokio::test]
async fn damaged_files_and_entries_are_fetched_anew() {
    let room = room(1_000, |request, _| Reply::ok(&ten(request), &[])).await;
    let whole = room.fetch("a", URL, fresh(at(0))).await.unwrap();
    let path = whole.path.clone();
    drop(whole);
    fs::write(path, b"cut").unwrap();
    let again = room.fetch("a", URL, fresh(at(1))).await.unwrap();
    assert!(!again.hit);
    assert_eq!(fs::read(&again.path).unwrap().len(), 10);
    let index = again.path.parent().unwrap().parent().unwrap().join("index");
    let entry = fs::read_dir(index).unwrap().next().unwrap().unwrap().path();
    assert!(!fs::read_to_string(&entry).unwrap().contains("canary"));
    fs::write(&entry, b"{\"sha2").unwrap();
    assert!(!room.fetch("a", URL, fresh(at(2))).await.unwrap().hit);
    assert!(room.fetch("a", URL, fresh(at(3))).await.unwrap().hit);
}

#[tokio::test]
async fn limits_hold_for_what_is_cached_too() {
    let room = room(1_000, |request, _| Reply::ok(&ten(request), &[("Content-Type", "image/png")])).await;
    room.fetch("a", URL, fresh(at(0))).await.unwrap();
    for (limits, kind) in [
        (FetchLimits { max_bytes: 9, ..FetchLimits::default() }, FetchErrorKind::TooLarge),
        (FetchLimits { accept: vec![crate::MediaFamily::Audio], ..FetchLimits::default() }, FetchErrorKind::MediaType),
    ] {
        let refused = room.fetch_from(&room.cache, "a", URL, fresh(at(1)), &limits).await.unwrap_err();
        assert_eq!(refused.kind, kind);
    }
    assert_eq!(room.asked(), 1);
}

#[tokio::test]
async fn what_failed_leaves_nothing_and_what_died_is_swept() {
    let room = room(1_000, |_, _| Reply::status(404, &[])).await;
    assert_eq!(room.fetch("a", URL, fresh(at(0))).await.unwrap_err().kind, FetchErrorKind::NotFound);
    assert_eq!((room.files().len(), room.drafts()), (0, 0));
    let dead = fs::File::create(room.home.path().join("cache/drafts/1-2-3")).unwrap();
    dead.set_modified(at(0)).unwrap();
    room.cache.evict(at(3_600)).await.unwrap();
    assert_eq!(room.drafts(), 1);
    room.cache.evict(at(3_601)).await.unwrap();
    assert_eq!(room.drafts(), 0);
}

#[tokio::test]
async fn waiting_for_anothers_fetch_can_be_cancelled() {
    let room = room(1_000, |_, _| Reply::bare(200, &[]).with_length(10).then_hang()).await;
    let (first, second) = (CancellationToken::new(), CancellationToken::new());
    let url = room.server.url(URL);
    let limits = FetchLimits::default();
    let wanted = Wanted { namespace: "a", url: &url, freshness: fresh(at(0)), limits: &limits };
    let mut ignore = |_| {};
    let mut ignore_too = |_| {};
    let holder = room.cache.fetch(&room.client, wanted, &first, &mut ignore);
    let waiter = async {
        second.cancel();
        let waited = room.cache.fetch(&room.client, wanted, &second, &mut ignore_too).await;
        first.cancel();
        waited
    };
    let (held, waited) = tokio::join!(holder, waiter);
    assert_eq!(held.unwrap_err().kind, FetchErrorKind::Cancelled);
    assert_eq!(waited.unwrap_err().kind, FetchErrorKind::Cancelled);
}

#[tokio::test]
async fn waiting_for_anothers_fetch_takes_no_longer_than_a_fetch_may() {
    let room = room(1_000, |_, _| Reply::bare(200, &[]).with_length(10).then_hang()).await;
    let (holding, never) = (CancellationToken::new(), CancellationToken::new());
    let url = room.server.url(URL);
    let (patient, impatient) =
        (FetchLimits::default(), FetchLimits { total: Duration::from_millis(20), ..FetchLimits::default() });
    let wanted = |limits| Wanted { namespace: "a", url: &url, freshness: fresh(at(0)), limits };
    let (mut ignore, mut ignore_too) = (|_| {}, |_| {});
    let holder = room.cache.fetch(&room.client, wanted(&patient), &holding, &mut ignore);
    let waiter = async {
        let waited = room.cache.fetch(&room.client, wanted(&impatient), &never, &mut ignore_too).await;
        holding.cancel();
        waited
    };
    let (_, waited) = tokio::join!(holder, waiter);
    let waited = waited.unwrap_err();
    assert_eq!(waited.kind, FetchErrorKind::Timeout);
    assert!(waited.message.starts_with("another render of this workspace"), "{}", waited.message);
}
