//! The parts of a multipart upload, a few at a time.

use super::{PARALLEL, Phase, Upload};
use crate::errors::{Refusal, refusal};
use crate::integrity::{Digests, base64};
use crate::requests::Call;
use crate::transfer::Transfer;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Algorithm, Body, DigestRange, Outcome, Timestamp};

/// The part's place that an id ends in.
pub(super) fn place(id: &str) -> Option<usize> {
    id.rsplit('-').next()?.parse().ok()
}

impl Transfer {
    pub(crate) fn ask_parts(&self, upload: &Upload, now: Timestamp) -> Action {
        let missing = upload.tags.iter().enumerate().filter(|(_, tag)| tag.is_none()).map(|(place, _)| place);
        let next = missing.take(PARALLEL as usize).collect::<Vec<_>>();
        let mut ranges = Vec::new();
        let mut requests = Vec::new();
        for place in next {
            let (offset, length) = upload.range(place, self.file.bytes);
            match upload.digests.get(&place) {
                Some(Digests { sha256: Some(sha256), md5: Some(md5) }) => {
                    let call = Call::new(format!("part-{place}"), "PUT", &self.file.key)
                        .query("partNumber", (place + 1).to_string())
                        .query("uploadId", &*upload.id)
                        .body(Body::File { offset, length }, sha256)
                        .header("content-md5", base64(md5).as_deref())
                        .keep("etag");
                    requests.push(call.sign(&self.store, now));
                }
                _ => {
                    ranges.extend([("sha256", Algorithm::Sha256), ("md5", Algorithm::Md5)].map(|(name, algorithm)| {
                        DigestRange { id: format!("{name}-{place}"), algorithm, offset, length }
                    }))
                }
            }
        }
        if ranges.is_empty() { Action::http(requests) } else { Action::Digest { ranges } }
    }

    pub(super) fn hear_parts(&mut self, outcomes: Vec<Outcome>) -> Option<Action> {
        let mut refused = None;
        let mut is_nonsense = false;
        for outcome in outcomes {
            let Phase::Parts(upload) = &mut self.phase else { break };
            let place = place(outcome.id());
            match outcome.reply() {
                Reply::Later => {}
                Reply::Good(response) => {
                    let tag =
                        place.and_then(|place| Some((place, upload.tags.get_mut(place)?, response.header("etag")?)));
                    match tag {
                        Some((place, tag, said)) => {
                            *tag = Some(said.to_owned());
                            upload.digests.remove(&place);
                        }
                        None => is_nonsense = true,
                    }
                }
                Reply::Bad(response) => refused = refused.or(Some(response)),
            }
        }
        let refusal = refused.map(|response| refusal(&response, &self.store, "s3:PutObject"));
        match refusal {
            Some(Refusal::NoUpload) => return self.begin_anew(),
            Some(Refusal::LostParts) => return self.lose_parts(),
            Some(Refusal::Final(fail)) => return self.give_up(fail),
            Some(Refusal::Later) | None => {}
        }
        if is_nonsense {
            return Some(Action::Fail(self.nonsense()));
        }
        if let Phase::Parts(upload) = &self.phase {
            self.phase = Phase::of(upload.clone());
        }
        None
    }

    /// Parts that were acknowledged are not there, or not as they were: another attempt begins anew.
    pub(super) fn lose_parts(&mut self) -> Option<Action> {
        let then = self.corrupted();
        match &self.phase {
            Phase::Parts(Upload { id, .. }) | Phase::Complete(Upload { id, .. }) => {
                self.phase = Phase::Abort { upload: id.clone(), then };
                None
            }
            _ => Some(Action::Fail(then)),
        }
    }
}
