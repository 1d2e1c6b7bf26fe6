//! Plugins that do in a session what they must not: one transfer fails, with the reason, and everything else goes on.

use crate::sink::Sink;
use crate::support::{Order, World, deliver, limits, told};
use delivery::{DeliveryFailure, FailureReason, HostSettings, LibraryLimits};
use plugin_sdk::{CHECKPOINT_BYTES, Reason};
use plugin_testing::{Misstep, c_put, misbehaving};
use std::time::Duration;

/// Such a library beside a good one, and a transfer through it while another one goes through the good one.
async fn failed(misstep: Misstep) -> (DeliveryFailure, Sink) {
    let limits = LibraryLimits { call: Duration::from_secs(1), ..limits() };
    let settings = HostSettings { steps: 300, ..HostSettings::default() };
    let world = World::with(&[misbehaving(), c_put()], limits, settings).await;
    let (sink, good) = (Sink::open().await, Sink::open().await);
    let (bad, good) = (Order::misstep(misstep, &sink.url), Order::put(&good.url, 3_000_000));
    let (failed, delivered) = tokio::join!(world.deliver(&bad), world.deliver(&good));
    assert_eq!(delivered.unwrap().bytes_sent, 3_000_000, "{misstep:?}");
    // The library is not lost: it serves whoever does not make it misbehave.
    let mut again = Order::misstep(misstep, &sink.url);
    again.config.remove("misbehave");
    world.deliver(&again).await.unwrap_or_else(|failure| panic!("{misstep:?}: {failure}"));
    let failure = failed.expect_err(&format!("{misstep:?}"));
    assert_eq!(failure.reason, FailureReason::Destination(Reason::PluginFault), "{misstep:?}: {failure}");
    (failure, sink)
}

#[tokio::test]
async fn a_plugin_whose_process_ends_is_started_again_and_then_given_up_for_now() {
    for (misstep, what) in [
        (Misstep::AbortInOpen, "was ended by signal 6 (abort)"),
        (Misstep::Abort, "was ended by signal 6 (abort)"),
        (Misstep::Crash, "was ended by signal 11 (access to memory that is not its own)"),
        (Misstep::Exit, "ended its process with status 0"),
        (Misstep::Leak, "used more than 200 MiB of memory"),
        (Misstep::HugeAnswer, "answers more than anybody reads"),
    ] {
        let (failure, _) = failed(misstep).await;
        assert_eq!(failure.message, format!("The plugin librushes_misbehaving.so {what}."), "{misstep:?}");
        assert!(failure.retryable, "{misstep:?}");
    }
}

#[tokio::test]
async fn a_plugin_that_hangs_is_ended() {
    for misstep in [Misstep::HangInOpen, Misstep::Hang] {
        let (failure, _) = failed(misstep).await;
        assert_eq!(failure.message, "The plugin librushes_misbehaving.so did not answer within 1 s.", "{misstep:?}");
        assert!(failure.retryable);
    }
}

#[tokio::test]
async fn a_plugin_that_asks_for_what_it_may_not_is_at_fault_and_nothing_is_carried_out() {
    for (misstep, what) in [
        (Misstep::NullSession, "cannot read what it is to do"),
        (Misstep::EmptyAnswer, "answers what is no JSON"),
        (Misstep::NullAnswer, "answers what is no JSON"),
        (Misstep::Nonsense, "answers what is no JSON"),
        (Misstep::InvalidUtf8, "answers what is no JSON"),
        (Misstep::TwoLines, "answers what is no JSON"),
        (Misstep::UnknownAction, "answers what is none of the protocol's answers ("),
        (Misstep::HugeCheckpoint, "gives a checkpoint of more than 64 KiB"),
        (Misstep::NoRequests, "asks for 0 requests at once; 1 to 16 are possible"),
        (Misstep::TwoRequestsWithOneId, "gives two things the same id"),
        (Misstep::SeventeenRequests, "asks for 17 requests at once; 1 to 16 are possible"),
        (Misstep::TenThousandRequests, "asks for 10000 requests at once; 1 to 16 are possible"),
        (Misstep::UndeclaredHost, "asks for a request (number 1) to https://"),
        (Misstep::DisguisedHost, "asks for a request (number 1) to http://undeclared.example, which is none of its"),
        (Misstep::FileUrl, "asks for a request (number 1) to file://, which is none of its provider's hosts"),
        (Misstep::NoUrl, "asks for a request (number 1) to what is no URL"),
        (Misstep::RangeBeyondTheFile, "asks for a request (number 1) of 1001 bytes from 0 on, in a file of 1000 bytes"),
        (Misstep::RangeThatOverflows, "asks for a request (number 1) of "),
        (Misstep::DigestBeyondTheFile, "asks for a digest of 18446744073709551615 bytes from 0 on, in a file of 1000"),
        (Misstep::LineBreakInHeader, "asks for a request (number 1) that cannot be sent: the value of the header "),
        (Misstep::LineBreakInHeaderName, "asks for a request (number 1) that cannot be sent: the name of a header"),
        (Misstep::ContentLengthHeader, "asks for a request (number 1) that cannot be sent: the header content-length"),
        (Misstep::TransferEncodingHeader, "asks for a request (number 1) that cannot be sent: the header transfer-"),
        (Misstep::HostHeader, "asks for a request (number 1) that cannot be sent: the header host must not be set"),
        (Misstep::ConnectMethod, "asks for a request (number 1) with a method that is not GET, HEAD, PUT, POST, PATCH"),
        (Misstep::GarbageMethod, "asks for a request (number 1) with a method that is not GET, HEAD, PUT, POST, PATCH"),
        (Misstep::EmptyMethod, "asks for a request (number 1) with a method that is not GET, HEAD, PUT, POST, PATCH"),
        (Misstep::WaitsWithoutEnd, "came to no end within 300 steps"),
        (Misstep::WaitsTooLong, "wants to wait for more than 60 s"),
    ] {
        let (failure, sink) = failed(misstep).await;
        let expected = format!("The plugin librushes_misbehaving.so {what}");
        assert!(failure.message.starts_with(&expected), "{misstep:?}: {failure}");
        assert!(!failure.retryable, "{misstep:?}");
        assert_eq!(sink.seen().len(), 1, "{misstep:?}: only the second transfer, which is told nothing wrong, sends");
    }
}

#[tokio::test]
async fn what_is_wrong_beside_the_answer_does_not_count() {
    let world = World::new(&[misbehaving()]).await;
    for misstep in [
        Misstep::FloodStdout,
        Misstep::AnswerOnStdout,
        Misstep::CloseStdinAndStdout,
        Misstep::AbortInClose,
        Misstep::HangInClose,
    ] {
        let sink = Sink::open().await;
        world
            .deliver(&Order::misstep(misstep, &sink.url))
            .await
            .unwrap_or_else(|failure| panic!("{misstep:?}: {failure}"));
        assert_eq!(sink.paths(), ["PUT /film.mp4"], "{misstep:?}");
    }
}

#[tokio::test]
async fn the_largest_checkpoint_is_saved() {
    let (world, sink) = (World::new(&[misbehaving()]).await, Sink::open().await);
    let order = Order::misstep(Misstep::LargestCheckpoint, &sink.url);
    // How it ends is of no consequence here: it gives such a checkpoint whatever happened.
    let _ = world.deliver(&order).await;
    assert_eq!(order.saved.all.lock().unwrap()[0].len(), CHECKPOINT_BYTES);
    assert_eq!(sink.paths()[0], "PUT /film.mp4");
}

#[tokio::test]
async fn a_panic_is_the_end_of_one_session() {
    let world = World::new(&[told()]).await;
    let sink = Sink::open().await;
    let failure = world.deliver(&Order::told("panic", &sink.url, 10)).await.unwrap_err();
    assert_eq!(failure.reason, FailureReason::Destination(Reason::PluginFault));
    assert_eq!(
        (failure.message.as_str(), failure.retryable),
        ("The plugin libtold_destination.so failed: the plugin failed in the middle of a step", true)
    );
    world.deliver(&Order::told("put", &sink.url, 10)).await.unwrap();
}

#[tokio::test]
async fn what_only_some_of_a_provider_s_rules_forbid_is_forbidden_too() {
    let world = World::new(&[told()]).await;
    let sink = Sink::open().await;
    for (behaviour, what) in [
        (
            "other-port",
            "asks for a request (number 1) to https://a.storage.example, which is none of its provider's hosts",
        ),
        (
            "plain-http",
            "asks for a request (number 1) to http://a.storage.example, which is none of its provider's hosts",
        ),
        ("body-of-get", "asks for a request (number 1) that reads and has a body"),
        ("much-body", "asks for a request (number 1) of whose response it wants more than 512 KiB"),
        ("credentials", "asks for renewed credentials, which its provider does not have"),
    ] {
        let failure = world.deliver(&Order::told(behaviour, &sink.url, 10)).await.unwrap_err();
        assert_eq!(failure.message, format!("The plugin libtold_destination.so {what}."), "{behaviour}");
    }
    assert!(sink.seen().is_empty());
}

#[tokio::test]
async fn sessions_that_share_a_library_survive_one_that_kills_it() {
    let world = World::new(&[misbehaving()]).await;
    let sink = Sink::open().await;
    let mut going = Vec::new();
    for nth in 0..12 {
        let mut order = Order::misstep(Misstep::Abort, &sink.url);
        order.key = format!("{nth}.mp4");
        if nth % 4 != 0 {
            order.config.remove("misbehave");
        }
        let host = world.host.clone();
        going.push(tokio::spawn(async move { (nth, deliver(&host, &order).await) }));
    }
    for task in going {
        let (nth, delivered) = task.await.unwrap();
        assert_eq!(delivered.is_ok(), nth % 4 != 0, "{nth}: {delivered:?}");
    }
}

#[tokio::test]
async fn a_library_that_was_replaced_is_not_started_unawares() {
    let world = World::new(&[misbehaving()]).await;
    let sink = Sink::open().await;
    let file = world.folder.path().join("librushes_misbehaving.so");
    // Removed first: its pages are in use.
    std::fs::remove_file(&file).unwrap();
    std::fs::copy(c_put(), &file).unwrap();
    let failure = world.deliver(&Order::misstep(Misstep::Abort, &sink.url)).await.unwrap_err();
    assert!(failure.message.contains("has another content than when the server was started"), "{failure}");
}
