use super::*;
use crate::testing::{Pauses, Reply, Server, egress};
use crate::{Egress, FetchLimits, Fetched, Policy};
use std::collections::HashMap;
use tokio_util::sync::CancellationToken;

async fn fetch(client: &Egress, url: &str) -> Result<Fetched, FetchError> {
    let folder = tempfile::tempdir().unwrap();
    let (limits, cancel) = (FetchLimits::default(), CancellationToken::new());
    client.fetch_to_file(url, &folder.path().join("file"), &limits, &cancel, &mut |_| {}).await
}

async fn answering() -> Server {
    Server::start(|_, _| Reply::ok(b"inside", &[])).await
}

fn is_refusal(error: &FetchError) -> bool {
    matches!(error.kind, FetchErrorKind::ForbiddenAddress | FetchErrorKind::BadUrl)
}

/// Ways to write something private; `PORT` is one where a server listens on 127.0.0.1.
const PRIVATE: &[&str] = &[
    // Plain.
    "http://127.0.0.1:PORT/",
    "http://127.8.9.10:PORT/",
    "http://0.0.0.0:PORT/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://192.0.0.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    // Other spellings of 127.0.0.1: decimal, hexadecimal, octal, short, mixed, overlong.
    "http://2130706433:PORT/",
    "http://0x7f000001:PORT/",
    "http://0x7F.0.0.1:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://017700000001:PORT/",
    "http://127.1:PORT/",
    "http://127.0.1:PORT/",
    "http://0x7f.1:PORT/",
    "http://127.0.0.01:PORT/",
    "http://0:PORT/",
    "http://127.0.0.1.:PORT/",
    "http://2852039166/",
    // Look-alike digits, letters and dots.
    "http://①②⑦.⓪.⓪.①:PORT/",
    "http://１２７.0.0.1:PORT/",
    "http://127。0。0。1:PORT/",
    "http://127%2e0.0.1:PORT/",
    "http://%31%32%37.0.0.1:PORT/",
    // IPv6 and IPv4 in it.
    "http://[::1]:PORT/",
    "http://[::]:PORT/",
    "http://[0:0:0:0:0:0:0:1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://[::127.0.0.1]:PORT/",
    "http://[64:ff9b::7f00:1]:PORT/",
    "http://[2002:7f00:1::]/",
    "http://[2001::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25lo]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    // Names.
    "http://127-0-0-1.test:PORT/",
    "http://10-0-0-1.127-0-0-1.test:PORT/",
    "http://169-254-169-254.test/",
    "http://--1.test:PORT/",
    "http://127-0-0-1.test.:PORT/",
    // Who is the host?
    "http://example.com@127.0.0.1:PORT/",
    "http://example.com:80@127.0.0.1:PORT/",
    "http://a@example.com@127.0.0.1:PORT/",
    "http://example.com\\@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\@example.com/",
    "http://127.0.0.1:PORT#@example.com/",
    "http://127.0.0.1:PORT?@example.com/",
    "http:\\\\127.0.0.1:PORT/",
    "http:127.0.0.1:PORT/",
    "http:///127.0.0.1:PORT/",
    " http://127.0.0.1:PORT/",
    "http://127.0.\t0.1:PORT/",
    "http://127.0.0.1\r\nHost: x:PORT/",
    // No web.
    "file:///etc/passwd",
    "ftp://127.0.0.1:PORT/",
    "gopher://127.0.0.1:PORT/_x",
    "data:text/plain,hello",
    "//127.0.0.1:PORT/",
    "http://",
    "",
    "http://1.1.1.1:22/",
    "http://1.1.1.1:25/",
    "http://1.1.1.1:0/",
];

#[tokio::test]
async fn nothing_private_is_reached_however_it_is_written() {
    let server = answering().await;
    let client = egress("", Pauses::default());
    assert!(PRIVATE.len() >= 40);
    for form in PRIVATE {
        let url = form.replace("PORT", &server.port.to_string());
        let refused = fetch(&client, &url).await.expect_err(form);
        assert!(is_refusal(&refused), "{form}: {refused:?}");
        assert!(!refused.retryable(), "{form}");
    }
    assert!(server.requests().is_empty());
    // The server was there to be reached.
    assert_eq!(fetch(&server.client(), &server.url("/")).await.unwrap().bytes, 6);
}

#[tokio::test]
async fn no_redirect_leads_to_anything_private() {
    let inner = answering().await;
    let forms: Vec<_> = PRIVATE
        .iter()
        .copied()
        .chain(["/\\127.0.0.1:PORT/", "///127.0.0.1:PORT/", "\\\\127.0.0.1:PORT/", "//127-0-0-1.test:PORT/"])
        // What a header cannot carry, and nothing, which leads to where we are.
        .filter(|form| !form.is_empty() && !form.contains('\r'))
        .map(|form| form.replace("PORT", &inner.port.to_string()))
        .collect();
    let locations = forms.clone();
    let outer = Server::start(move |request, _| {
        let at: usize = request.path[1..].parse().unwrap();
        Reply::status(302, &[("Location", &locations[at])])
    })
    .await;
    let client = outer.client();
    for (at, form) in forms.iter().enumerate() {
        let refused = fetch(&client, &outer.url(&format!("/{at}"))).await.expect_err(form);
        assert!(is_refusal(&refused) || refused.kind == FetchErrorKind::Redirects, "{form}: {refused:?}");
    }
    assert!(inner.requests().is_empty());
    assert_eq!(outer.requests().len(), forms.len());
}

#[tokio::test]
async fn localhost_of_the_system_is_private() {
    let server = answering().await;
    let client = Egress::new(Policy::new(AllowList::default())).unwrap();
    for name in ["localhost", "LOCALHOST"] {
        let refused = fetch(&client, &format!("http://{name}:{}/", server.port)).await.unwrap_err();
        assert_eq!(refused.kind, FetchErrorKind::ForbiddenAddress);
        assert_eq!(refused.message, "localhost is a private or special address; the operator can open it");
    }
    assert!(server.requests().is_empty());
    let opened = Policy::new(format!("127.0.0.1:{}", server.port).parse().unwrap());
    let url = format!("http://localhost:{}/", server.port);
    assert_eq!(fetch(&Egress::new(opened).unwrap(), &url).await.unwrap().bytes, 6);
}

#[tokio::test]
async fn the_allow_list_opens_what_it_lists_and_no_more() {
    let (one, other) = (answering().await, answering().await);
    let named = format!("http://127-0-0-1.test:{}/", one.port);
    for (allow, direct, by_name, elsewhere) in [
        ("127.0.0.0/8".to_owned(), true, true, true),
        ("127.0.0.1".to_owned(), true, true, true),
        (format!("127.0.0.1:{}", one.port), true, true, false),
        (format!("127-0-0-1.test:{}", one.port), false, true, false),
        ("127-0-0-1.test".to_owned(), false, true, false),
        ("other.test,10.0.0.0/8".to_owned(), false, false, false),
    ] {
        let client = egress(&allow, Pauses::default());
        assert_eq!(fetch(&client, &one.url("/")).await.is_ok(), direct, "{allow}");
        assert_eq!(fetch(&client, &named).await.is_ok(), by_name, "{allow}");
        assert_eq!(fetch(&client, &other.url("/")).await.is_ok(), elsewhere, "{allow}");
    }
}

#[tokio::test]
async fn redirects_are_followed_five_times() {
    let server = Server::start(|request, _| match request.path.as_str() {
        "/0" => Reply::ok(b"there", &[]),
        path => {
            let left: u32 = path[1..].parse().unwrap();
            Reply::status([301, 302, 303, 307, 308][left as usize % 5], &[("Location", &format!("./{}", left - 1))])
        }
    })
    .await;
    assert_eq!(fetch(&server.client(), &server.url("/5")).await.unwrap().bytes, 5);
    assert_eq!(server.requests().len(), 6);
    let refused = fetch(&server.client(), &server.url("/6")).await.unwrap_err();
    assert_eq!(refused.kind, FetchErrorKind::Redirects);
}

#[tokio::test]
async fn credentials_go_to_their_host_only() {
    let server = Server::start(|request, _| match request.path.as_str() {
        "/same" => Reply::status(302, &[("Location", "/away?x")]),
        "/away?x" => {
            let host = request.header("host").unwrap().replace("127.0.0.1", "127-0-0-1.test");
            Reply::status(302, &[("Location", &format!("http://eve:il@{host}/end"))])
        }
        _ => Reply::ok(b"end", &[]),
    })
    .await;
    let url = server.url("/same").replace("http://", "http://us%40er:pa%3A%26+ss=@");
    fetch(&server.client(), &url).await.unwrap();
    let sent: HashMap<_, _> = server
        .requests()
        .into_iter()
        .map(|request| (request.path.clone(), request.header("authorization").map(str::to_owned)))
        .collect();
    // Base64 of `us@er:pa:&+ss=`.
    let basic = Some("Basic dXNAZXI6cGE6Jitzcz0=".to_owned());
    assert_eq!(sent["/same"], basic);
    assert_eq!(sent["/away?x"], basic);
    assert_eq!(sent["/end"], None);
}

#[tokio::test]
async fn proxies_of_the_environment_are_ignored() {
    let name = "target::tests::proxies_of_the_environment_are_ignored";
    if std::env::var_os("http_proxy").is_some_and(|proxy| proxy == "http://127.0.0.1:9") {
        let server = answering().await;
        assert_eq!(fetch(&server.client(), &server.url("/")).await.unwrap().bytes, 6);
        return;
    }
    // The environment can only be set for another process: this test in it, with a proxy where nobody listens.
    let mut child = tokio::process::Command::new(std::env::current_exe().unwrap());
    for variable in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        child.env(variable, "http://127.0.0.1:9");
    }
    let output = child.args(["--exact", name]).env_remove("no_proxy").env_remove("NO_PROXY").output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
