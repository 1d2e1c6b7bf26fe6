//! How long the wait is, in pieces of work.

/// The waiting work of another workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Others {
    /// How many pieces.
    pub waiting: u64,
    /// Its part of the workers; 0 counts as 1.
    pub share: u32,
}

/// How many pieces of work will probably be begun before one that is at `position` (from 1) among its own workspace's, whose
/// share is `share`: those before it there, and of every other workspace as many as its share gives it meanwhile.
///
/// An estimate: others may come, and others may end sooner or later.
pub fn ahead(position: u64, share: u32, others: &[Others]) -> u64 {
    let (position, share) = (position.max(1), u64::from(share.max(1)));
    let meanwhile = others.iter().map(|other| {
        let turns = position.saturating_mul(u64::from(other.share.max(1))) / share;
        other.waiting.min(turns)
    });
    meanwhile.fold(position - 1, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_of_another_workspace_delay_one_by_one() {
        assert_eq!(ahead(1, 1, &[Others { waiting: 1_000, share: 1 }]), 1);
        assert_eq!(ahead(3, 1, &[Others { waiting: 1_000, share: 1 }, Others { waiting: 1, share: 1 }]), 2 + 3 + 1);
    }

    #[test]
    fn a_larger_share_gets_more_done_meanwhile() {
        assert_eq!(ahead(2, 1, &[Others { waiting: 1_000, share: 3 }]), 1 + 6);
        assert_eq!(ahead(2, 4, &[Others { waiting: 1_000, share: 1 }]), 1);
    }

    #[test]
    fn who_is_alone_waits_for_their_own_only() {
        assert_eq!(ahead(5, 1, &[]), 4);
    }
}
