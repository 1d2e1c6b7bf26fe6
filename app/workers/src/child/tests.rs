use super::*;
use domain::FailureCode;

fn shell(script: &str) -> ChildJob {
    ChildJob {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), script.into()],
        environment: vec![("PATH".into(), "/usr/bin:/bin".into())],
        job: b"{\"job\":1}".to_vec(),
        limits: ChildLimits {
            memory: 1 << 30,
            time: Duration::from_secs(60),
            silence: Duration::from_secs(60),
            are_settings: false,
        },
    }
}

async fn lines_of(job: ChildJob) -> (Result<(), ChildEnd>, Vec<String>) {
    let (end, lines, _) = everything_of(job).await;
    (end, lines)
}

/// How it ended, its lines, and those of its stderr.
async fn everything_of(job: ChildJob) -> (Result<(), ChildEnd>, Vec<String>, Vec<String>) {
    let (mut lines, mut heard) = (Vec::new(), Vec::new());
    let told = |line: &str| lines.push(line.to_owned());
    let end = run(job, &CancellationToken::new(), told, |line| heard.push(line.to_owned())).await;
    (end, lines, heard)
}

#[tokio::test]
async fn a_child_gets_its_job_and_its_lines_are_heard() {
    let (end, lines) = lines_of(shell("read job; echo \"got $job\"; echo bye")).await;
    assert!(end.is_ok());
    assert_eq!(lines, ["got {\"job\":1}", "bye"]);
}

#[tokio::test]
async fn a_crash_is_worth_another_attempt_and_keeps_its_last_words() {
    let (end, _, heard) = everything_of(shell("read job; echo oh >&2; kill -SEGV $$")).await;
    let end = end.unwrap_err();
    assert_eq!(end.failure("the render").code, FailureCode::Crashed);
    assert!(matches!(&end, ChildEnd::Signal(11)), "{end:?}");
    assert_eq!(heard, ["oh"]);
}

#[tokio::test]
async fn a_silent_child_is_ended() {
    let mut job = shell("read job; exec sleep 1000");
    job.limits.silence = Duration::from_millis(300);
    let end = lines_of(job).await.0.unwrap_err();
    assert!(matches!(end, ChildEnd::Limit(Limit::Silence { .. })), "{end:?}");
    assert_eq!(end.failure("the render").code, FailureCode::Stalled);
}

#[tokio::test]
async fn a_slow_child_is_ended_though_it_talks() {
    let mut job = shell("read job; while :; do echo .; sleep 0.05; done");
    job.limits.time = Duration::from_millis(400);
    assert!(matches!(lines_of(job).await.0, Err(ChildEnd::Limit(Limit::Time { .. }))));
}

#[tokio::test]
async fn a_child_that_takes_too_much_memory_is_ended() {
    let mut job = shell("read job; exec tail /dev/zero");
    job.limits.memory = 64 << 20;
    let end = lines_of(job).await.0.unwrap_err();
    assert!(matches!(end, ChildEnd::Limit(Limit::Memory { .. })), "{end:?}");
    assert!(end.failure("the render").message.contains("64 MiB"));
}

#[tokio::test]
async fn cancelling_ends_the_child() {
    let cancelled = CancellationToken::new();
    let stop = cancelled.clone();
    let end = run(shell("read job; echo started; exec sleep 1000"), &cancelled, |_| stop.cancel(), |_| {}).await;
    assert!(matches!(end, Err(ChildEnd::Cancelled)));
}

#[tokio::test]
async fn a_line_without_end_is_nonsense() {
    let (end, _) = lines_of(shell("read job; exec tr '\\0' x </dev/zero")).await;
    assert!(matches!(end, Err(ChildEnd::Nonsense)), "{end:?}");
}

#[tokio::test]
async fn a_child_that_does_not_listen_can_be_cancelled() {
    let mut job = shell("exec sleep 1000");
    job.job = vec![b'x'; 1 << 20];
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    assert!(matches!(run(job, &cancelled, |_| {}, |_| {}).await, Err(ChildEnd::Cancelled)));
}

#[tokio::test]
async fn what_a_child_leaves_behind_keeps_nobody_waiting() {
    let job = shell("read job; sleep 1000 >/dev/null & echo $!; exit 3");
    let (end, lines) = lines_of(job).await;
    assert!(matches!(end, Err(ChildEnd::Status(3))), "{end:?}");
    assert!(std::process::Command::new("kill").arg(&lines[0]).status().unwrap().success(), "it was still there");
}
