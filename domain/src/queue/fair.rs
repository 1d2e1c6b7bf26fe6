//! Whose turn it is.

use crate::Timestamp;
use std::cmp::Ordering;

/// What one piece of work costs a workspace with a share of 1.
///
/// Turns are counted as in stride scheduling: a workspace's count rises by `TURN / share` with each piece of work, and the lowest
/// count goes first. Who comes back after a rest begins at the count of whoever was served last, so that nobody saves up
/// turns.
pub const TURN: u64 = 1_000_000;

/// A workspace that has work waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contender<W> {
    /// Which.
    pub workspace: W,
    /// How many pieces of its work are being done.
    pub running: u32,
    /// How many may be done at once; no limit when absent.
    pub limit: Option<u32>,
    /// Its part of the workers, against the others' parts; 0 counts as 1.
    pub share: u32,
    /// What its turns count so far.
    pub count: u64,
    /// Since when its next piece of work has been due.
    pub waiting_since: Timestamp,
}

impl<W> Contender<W> {
    fn share(&self) -> u64 {
        u64::from(self.share.max(1))
    }

    /// Below its limit.
    fn may_run(&self) -> bool {
        self.limit.is_none_or(|limit| self.running < limit)
    }
}

/// The counts after a piece of work was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The workspace's.
    pub count: u64,
    /// Where everybody who rested begins.
    pub floor: u64,
}

/// The workspaces that may have something done now, whose turn it is first. `floor`: where those begin who rested.
pub fn order<W: Ord>(mut contenders: Vec<Contender<W>>, floor: u64) -> Vec<Contender<W>> {
    contenders.retain(Contender::may_run);
    contenders.sort_by(|a, b| before(a, b, floor));
    contenders
}

/// Fewer at work for its share; then fewer turns had; then the longer wait.
fn before<W: Ord>(a: &Contender<W>, b: &Contender<W>, floor: u64) -> Ordering {
    let load = (u64::from(a.running) * b.share()).cmp(&(u64::from(b.running) * a.share()));
    load.then_with(|| a.count.max(floor).cmp(&b.count.max(floor)))
        .then_with(|| a.waiting_since.cmp(&b.waiting_since))
        .then_with(|| a.workspace.cmp(&b.workspace))
}

/// What the counts are once the workspace has had a turn.
pub fn next_turn<W>(contender: &Contender<W>, floor: u64) -> Turn {
    let began = contender.count.max(floor);
    Turn { count: began.saturating_add(TURN / contender.share()), floor: began }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contender(workspace: u32, running: u32, share: u32, count: u64) -> Contender<u32> {
        let waiting_since = Timestamp::from_millis(i64::from(workspace));
        Contender { workspace, running, limit: None, share, count, waiting_since }
    }

    fn names(contenders: Vec<Contender<u32>>, floor: u64) -> Vec<u32> {
        order(contenders, floor).into_iter().map(|contender| contender.workspace).collect()
    }

    #[test]
    fn who_has_less_at_work_for_their_share_goes_first() {
        assert_eq!(names(vec![contender(1, 1, 1, 0), contender(2, 0, 1, 9 * TURN)], 0), [2, 1]);
        // Three of four parts are less than one of one.
        assert_eq!(names(vec![contender(1, 1, 1, 0), contender(2, 3, 4, 0)], 0), [2, 1]);
    }

    #[test]
    fn who_is_at_the_limit_has_to_wait() {
        let full = Contender { limit: Some(2), ..contender(1, 2, 1, 0) };
        assert_eq!(names(vec![full.clone(), contender(2, 5, 1, 0)], 0), [2]);
        assert_eq!(names(vec![Contender { running: 1, ..full }, contender(2, 5, 1, 0)], 0), [1, 2]);
    }

    #[test]
    fn of_equals_the_one_with_fewer_turns_goes_first_and_then_the_one_who_waited_longer() {
        assert_eq!(names(vec![contender(1, 0, 1, 2 * TURN), contender(2, 0, 1, TURN)], 0), [2, 1]);
        assert_eq!(names(vec![contender(2, 0, 1, 0), contender(1, 0, 1, 0)], 0), [1, 2]);
    }

    #[test]
    fn nobody_saves_up_turns_by_resting() {
        let floor = 500 * TURN;
        let rested = contender(1, 0, 1, 3 * TURN);
        assert_eq!(next_turn(&rested, floor), Turn { count: 501 * TURN, floor });
        // It goes first once, not five hundred times.
        let busy = contender(2, 0, 1, 500 * TURN);
        assert_eq!(names(vec![busy.clone(), rested.clone()], floor), [1, 2]);
        let had_one = Contender { count: next_turn(&rested, floor).count, ..rested };
        assert_eq!(names(vec![busy, had_one], floor), [2, 1]);
    }

    /// One worker, everybody always has work: how many turns each gets.
    fn serve(shares: &[u32], turns: usize) -> Vec<usize> {
        let mut counts = vec![0; shares.len()];
        let (mut served, mut floor) = (vec![0; shares.len()], 0);
        for _ in 0..turns {
            let contenders = shares.iter().zip(&counts).zip(0..);
            let contenders = contenders.map(|((share, count), name)| contender(name, 0, *share, *count)).collect();
            let first = order(contenders, floor).swap_remove(0);
            let turn = next_turn(&first, floor);
            (counts[first.workspace as usize], floor) = (turn.count, turn.floor);
            served[first.workspace as usize] += 1;
        }
        served
    }

    proptest! {
        #[test]
        fn turns_are_in_proportion_to_the_shares(shares in prop::collection::vec(1_u32..6, 1..6)) {
            let whole: u32 = shares.iter().sum();
            let rounds = 20;
            for (share, served) in shares.iter().zip(serve(&shares, (whole * rounds) as usize)) {
                let due = (share * rounds) as usize;
                prop_assert!(served.abs_diff(due) <= 2, "{served} turns where {due} were due");
            }
        }
    }
}
