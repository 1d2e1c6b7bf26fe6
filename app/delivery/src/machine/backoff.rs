//! How long a destination that has trouble is left alone.

use super::ports::Randomness;
use plugin_sdk::Timestamp;
use plugin_sdk::responses::is_passing;
use std::time::{Duration, SystemTime};

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
/// What is heeded of a destination's own wish.
const LONGEST_WISH: Duration = Duration::from_secs(300);
/// Rounds of nothing but trouble after which a delivery is given up.
const ROUNDS: u32 = 8;

/// How one request went, as far as waiting is concerned.
pub(super) enum Went {
    /// It has an answer that will not change by itself.
    Answered,
    /// It may go better later, and when the destination says.
    Badly(Option<Duration>),
}

/// Rounds of requests, and whether the destination has trouble.
#[derive(Default)]
pub(super) struct Backoff {
    rounds: u32,
}

impl Backoff {
    /// How long to wait after a round before the plugin is told of it. Nothing when there was no trouble.
    ///
    /// # Errors
    /// What the destination last wished, when it has had nothing but trouble for too long.
    pub(super) fn after(
        &mut self,
        went: &[Went],
        random: &dyn Randomness,
    ) -> Result<Option<Duration>, Option<Duration>> {
        let troubles: Vec<_> =
            went.iter().filter_map(|went| if let Went::Badly(wish) = went { Some(*wish) } else { None }).collect();
        if troubles.len() < went.len() {
            self.rounds = 0;
        }
        if troubles.is_empty() {
            return Ok(None);
        }
        self.rounds += 1;
        let wish = troubles.into_iter().flatten().max().map(|wish| wish.min(LONGEST_WISH));
        if self.rounds > ROUNDS {
            return Err(wish);
        }
        let own = FIRST.saturating_mul(2_u32.saturating_pow(self.rounds - 1)).min(LONGEST);
        // Between half of it and all of it, so that many that failed together do not come back together.
        let jittered = own.mul_f64(0.5 + fraction(random) / 2.0);
        Ok(Some(wish.map_or(jittered, |wish| wish.max(jittered))))
    }
}

/// At least 0 and less than 1.
fn fraction(random: &dyn Randomness) -> f64 {
    let mut bytes = [0; 4];
    random.fill(&mut bytes);
    f64::from(u32::from_le_bytes(bytes)) / 4_294_967_296.0
}

/// How a response went.
pub(super) fn of_response(status: u16, retry_after: Option<&str>, now: Timestamp) -> Went {
    if is_passing(status) { Went::Badly(retry_after.and_then(|value| wish(value, now))) } else { Went::Answered }
}

/// `Retry-After`, in seconds or as a date.
fn wish(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value.trim()).ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let now = Duration::from_millis(u64::try_from(now.0).ok()?);
    Some(until.saturating_sub(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Randomness for Always {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn waits_double_and_are_jittered_and_end() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..8).map(|_| backoff.after(&[Went::Badly(None)], &Always(0)).unwrap().unwrap()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000].map(Duration::from_millis));
        assert_eq!(backoff.after(&[Went::Badly(Some(seconds(7)))], &Always(0)), Err(Some(seconds(7))));
        let longest = Backoff::default().after(&[Went::Badly(None)], &Always(255)).unwrap().unwrap();
        assert!(longest > Duration::from_millis(999) && longest <= seconds(1), "{longest:?}");
    }

    #[test]
    fn an_answer_begins_the_count_anew() {
        let mut backoff = Backoff::default();
        for _ in 0..7 {
            backoff.after(&[Went::Badly(None)], &Always(0)).unwrap();
        }
        assert_eq!(backoff.after(&[Went::Answered], &Always(0)), Ok(None));
        let mixed = [Went::Answered, Went::Badly(None)];
        for _ in 0..20 {
            assert_eq!(backoff.after(&mixed, &Always(0)), Ok(Some(Duration::from_millis(500))));
        }
    }

    #[test]
    fn what_a_destination_wishes_is_heeded_within_bounds() {
        let after = |wishes: &[Option<u64>]| {
            let went: Vec<_> = wishes.iter().map(|wish| Went::Badly(wish.map(seconds))).collect();
            Backoff::default().after(&went, &Always(0)).unwrap().unwrap()
        };
        assert_eq!(after(&[Some(7), Some(9), None]), seconds(9));
        assert_eq!(after(&[Some(0)]), Duration::from_millis(500));
        assert_eq!(after(&[Some(100_000)]), seconds(300));
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let now = Timestamp(784_111_777_000);
        let read = |value| match of_response(503, Some(value), now) {
            Went::Badly(wish) => wish,
            Went::Answered => panic!("503 may pass"),
        };
        assert_eq!(read("120"), Some(seconds(120)));
        assert_eq!(read("Sun, 06 Nov 1994 08:50:07 GMT"), Some(seconds(30)));
        assert_eq!(read("Sun, 06 Nov 1994 08:49:07 GMT"), Some(Duration::ZERO));
        assert_eq!(read("soon"), None);
        assert!(matches!(of_response(403, Some("7"), now), Went::Answered));
    }
}
