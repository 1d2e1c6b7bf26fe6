//! Whose turn it is, and taking the lease of its work.

use domain::Timestamp;
use domain::queue::{Contender, next_turn, order};
use event_store::StreamName;
use read_models::Views;
use read_models::due_work::{DueWork, Next, WorkKind};
use state::{Claim, State, StoreError};
use std::collections::HashMap;
use std::str::FromStr;
use std::time::Duration;
use uuid::Uuid;

/// Where a worker looks for work, and what it takes it with.
pub struct Turn<'a> {
    /// What is at work, and the turns.
    pub state: &'a State,
    /// What is due.
    pub views: &'a Views,
    /// In whose name leases are taken.
    pub holder: &'a str,
    /// For how long.
    pub lease: Duration,
    /// How many renders of a workspace may be at work that has no limit of its own; as many as there are workers if `None`.
    pub workspace_renders: Option<u32>,
    /// What time it is.
    pub now: &'a (dyn Fn() -> Timestamp + Send + Sync),
}

impl Turn<'_> {
    /// Takes the lease of the due work of this kind whose turn it is, if there is any that nobody holds and that is not
    /// `passed_over`. Just before, `begin` is given the work, and may have none of it; what it made of a work whose lease
    /// another one was faster to take is dropped.
    ///
    /// # Errors
    /// A store does not answer.
    pub async fn take<T>(
        &self,
        kind: WorkKind,
        mut passed_over: Vec<Uuid>,
        begin: impl Fn(DueWork) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        let now = (self.now)();
        loop {
            // Anew each time: others take work meanwhile.
            let (running, held) = self.running(now).await?;
            let next = self.views.due_work().next(kind, now, &[passed_over.as_slice(), &held].concat()).await?;
            let turns = self.state.lanes().turns().await?;
            let floor = turns.get(kind.as_str()).copied().unwrap_or(0);
            let contenders = next.iter().map(|Next { work, limit, share }| Contender {
                workspace: work.workspace,
                running: running.get(&work.lane()).copied().unwrap_or(0),
                limit: match kind {
                    WorkKind::Render => limit.or(self.workspace_renders),
                    WorkKind::Transfer => None,
                },
                share: *share,
                count: turns.get(&work.lane()).copied().unwrap_or(0),
                waiting_since: work.due_at,
            });
            let contenders = order(contenders.collect(), floor);
            if contenders.is_empty() {
                return Ok(None);
            }
            let mut works: HashMap<_, _> = next.into_iter().map(|next| (next.work.workspace, next.work)).collect();
            for contender in contenders {
                let Some(work) = works.remove(&contender.workspace) else { continue };
                passed_over.push(work.id);
                let (lease, lane, turn) = (work.lease(), work.lane(), next_turn(&contender, floor));
                let Some(begun) = begin(work) else { continue };
                let claim = Claim {
                    work: &lease,
                    holder: self.holder,
                    lane: &lane,
                    limit: contender.limit,
                    turns: turn.count,
                    floor: (kind.as_str(), turn.floor),
                };
                if self.state.lanes().claim(claim, self.lease, (self.now)()).await? {
                    return Ok(Some(begun));
                }
            }
        }
    }

    /// How much of each lane is at work, and what.
    async fn running(&self, now: Timestamp) -> Result<(HashMap<String, u32>, Vec<Uuid>), StoreError> {
        let (mut running, mut ids) = (HashMap::new(), Vec::new());
        for (work, lane) in self.state.lanes().held(now).await? {
            *running.entry(lane).or_insert(0) += 1;
            ids.extend(StreamName::from_str(&work).ok().and_then(|stream| stream.id()));
        }
        Ok((running, ids))
    }
}
