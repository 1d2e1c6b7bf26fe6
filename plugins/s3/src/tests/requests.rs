//! What is sent: where to, signed for which region, with which headers.

use super::driver::{job, play};
use super::vendor::Vendor;
use crate::Transfer;
use plugin_sdk::{Action, Destination, Event, Happened, Job, Request, Timestamp, Value};

fn requests(job: &Job) -> Vec<Request> {
    let mut vendor = Vendor::default();
    play(job, &mut vendor);
    vendor.requests
}

fn first(provider: &str, config: &[(&str, &str)], options: &[(&str, &str)]) -> Request {
    let mut job = job(provider, 10);
    let value = |(name, value): &(&str, &str)| ((*name).to_owned(), Value::from(*value));
    job.config.extend(config.iter().map(value));
    job.options.extend(options.iter().map(value));
    requests(&job).remove(0)
}

fn region(request: &Request) -> &str {
    request.headers["authorization"].split('/').nth(2).unwrap()
}

#[test]
fn each_provider_has_its_address_and_region() {
    let amazon = first("s3", &[], &[]);
    assert_eq!(amazon.url, "https://films.s3.us-east-1.amazonaws.com/2026/film.mp4");
    assert_eq!(region(&amazon), "us-east-1");

    let wasabi = first("wasabi", &[("region", "eu-central-1")], &[]);
    assert_eq!(wasabi.url, "https://films.s3.eu-central-1.wasabisys.com/2026/film.mp4");
    assert_eq!(region(&wasabi), "eu-central-1");

    let b2 = first("b2", &[], &[]);
    assert_eq!(b2.url, "https://s3.us-west-004.backblazeb2.com/films/2026/film.mp4");
    assert_eq!(region(&b2), "us-west-004");

    let r2 = first("r2", &[("endpoint", "https://abc.r2.cloudflarestorage.com")], &[]);
    assert_eq!(r2.url, "https://abc.r2.cloudflarestorage.com/films/2026/film.mp4");
    assert_eq!(region(&r2), "auto");

    let own = first("s3", &[("endpoint", "http://127.0.0.1:9000"), ("region", "here")], &[]);
    assert_eq!(own.url, "http://127.0.0.1:9000/films/2026/film.mp4");
    assert_eq!(region(&own), "here");
}

#[test]
fn a_render_may_say_another_region_and_who_may_read() {
    let request = first("s3", &[("region", "eu-west-1")], &[("region", "ap-south-1"), ("acl", "public-read")]);
    assert_eq!(request.url, "https://films.s3.ap-south-1.amazonaws.com/2026/film.mp4");
    assert_eq!(request.headers["x-amz-acl"], "public-read");
    assert!(request.headers["authorization"].contains(";x-amz-acl;"), "it is signed");
    let configured = first("wasabi", &[("acl", "public-read")], &[]);
    assert_eq!(configured.headers["x-amz-acl"], "public-read");
}

#[test]
fn nobody_is_sent_what_it_does_not_take() {
    let private = first("s3", &[("acl", "public-read")], &[("acl", "private")]);
    assert!(!private.headers.contains_key("x-amz-acl"), "buckets without such lists refuse even that");
    for provider in ["r2", "b2"] {
        assert!(!first(provider, &[("acl", "public-read")], &[]).headers.contains_key("x-amz-acl"));
    }
}

#[test]
fn all_that_is_sent_is_signed_and_nothing_shows_the_secret() {
    for provider in ["s3", "r2", "b2", "wasabi"] {
        for request in requests(&job(provider, 20 << 20)) {
            let authorization = &request.headers["authorization"];
            let (_, signed) = authorization.split_once("SignedHeaders=").unwrap();
            let signed = signed.split(',').next().unwrap().split(';').collect::<Vec<_>>();
            assert!(signed.is_sorted() && signed.contains(&"host"));
            let others = request.headers.keys().filter(|name| *name != "authorization");
            assert_eq!(others.count() + 1, signed.len());
            assert!(request.headers.keys().all(|name| name == "authorization" || signed.contains(&&**name)));
            assert!(!serde_json::to_string(&request).unwrap().contains("the-secret"));
        }
    }
}

#[test]
fn what_grew_old_is_signed_again() {
    let mut transfer = Transfer::open(job("s3", 10)).unwrap_or_else(|_| panic!("a good job"));
    let mut signed = |seconds: i64| {
        let now = Timestamp(seconds * 1000);
        let answer = transfer.step(Event { now, request: String::new(), happened: Happened::Opened });
        let Action::Http { mut requests } = answer.action else { panic!("it is sent at once") };
        let headers = requests.remove(0).headers;
        (headers["x-amz-date"].clone(), headers["authorization"].clone())
    };
    let (first, again) = (signed(1_790_000_000), signed(1_790_000_600));
    assert_eq!(first.0, "20260921T141320Z");
    assert_eq!(again.0, "20260921T142320Z");
    assert_ne!(first.1, again.1);
}
