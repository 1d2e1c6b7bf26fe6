//! Making the video once, though the answer to it may be lost.

use super::Reply;
use crate::checkpoint::{Phase, Then, Video};
use crate::errors::{self, Doing};
use crate::requests::{self, id};
use crate::transfer::{Transfer, http};
use plugin_sdk::{Action, Answer, Timestamp};
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How far Vimeo's clock and ours may differ, in seconds: videos older than the transfer by more are not looked at.
const CLOCKS: i64 = 24 * 3600;

/// The most pages that are looked through.
const PAGES: u32 = 40;

/// A video as Vimeo describes it.
#[derive(Deserialize)]
struct Described {
    uri: String,
    link: Option<String>,
    name: Option<String>,
    created_time: Option<String>,
    upload: Option<Upload>,
}

#[derive(Deserialize)]
struct Upload {
    upload_link: Option<String>,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Described>,
    paging: Option<Paging>,
}

#[derive(Deserialize)]
struct Paging {
    next: Option<String>,
}

impl Transfer {
    /// Makes the video, and notes before that there may be one.
    pub(crate) fn create_first(&mut self, now: Timestamp) -> Answer {
        self.at.phase = Phase::Creating { since: now.seconds() };
        Answer { checkpoint: Some(self.at.stored()), ..http(requests::create(&self.job, &self.settings)) }
    }

    /// Looks whether there is a video of this transfer: the answer to its making was lost.
    pub(crate) fn search(&mut self, page: u32) -> Answer {
        self.page = page;
        http(requests::search(page, &self.settings))
    }

    pub(crate) fn heard_creating(&mut self, reply: Reply, since: i64, now: Timestamp) -> Answer {
        match reply {
            Ok(response) if response.id == id::SEARCH => match serde_json::from_str::<Page>(&response.body) {
                Ok(page) => self.searched(page, since, now),
                Err(_) => errors::unreadable().into(),
            },
            Ok(response) => match serde_json::from_str::<Described>(&response.body) {
                Ok(described) => self.adopt(described, now),
                Err(_) => errors::unreadable().into(),
            },
            Err(response) => {
                let doing = if response.id == id::SEARCH { Doing::Search } else { Doing::Create };
                Action::Fail(errors::refused(&response, doing, &self.settings)).into()
            }
        }
    }

    fn searched(&mut self, page: Page, since: i64, now: Timestamp) -> Answer {
        let marker = requests::marker(&self.job);
        let more = page.paging.is_some_and(|paging| paging.next.is_some());
        let reached = page.data.last().is_none_or(|video| is_older(video, since - CLOCKS));
        if let Some(ours) = page.data.into_iter().find(|video| video.name.as_deref() == Some(&marker)) {
            return self.adopt(ours, now);
        }
        if more && !reached && self.page < PAGES {
            return self.search(self.page + 1);
        }
        http(requests::create(&self.job, &self.settings))
    }

    /// Goes on with this video. One whose upload has no address any more can only be made anew.
    fn adopt(&mut self, described: Described, now: Timestamp) -> Answer {
        if !is_path(&described.uri) {
            return errors::unreadable().into();
        }
        let upload = described.upload.and_then(|upload| upload.upload_link).unwrap_or_default();
        let lost = upload.is_empty();
        let video = Video { uri: described.uri, link: described.link, upload };
        if lost { self.begin_anew(video, now) } else { self.enter(Phase::Naming { video }, now) }
    }

    /// Deletes the video and makes another, unless that has been done too often.
    pub(crate) fn begin_anew(&mut self, video: Video, now: Timestamp) -> Answer {
        if self.at.restarts >= super::RESTARTS {
            self.at.restarts = 0;
            return self.enter(Phase::Removing { video, then: Then::Failed(errors::lost_too_often()) }, now);
        }
        self.at.restarts += 1;
        self.enter(Phase::Removing { video, then: Then::Again }, now)
    }
}

/// Whether it is a video's path and nothing else: it becomes part of the addresses that carry the token.
fn is_path(uri: &str) -> bool {
    uri.strip_prefix("/videos/").is_some_and(|id| {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_'))
    })
}

/// Whether the video was made before then, in seconds since 1970. One without a readable time was not.
fn is_older(video: &Described, then: i64) -> bool {
    let created = video.created_time.as_deref().and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
    created.is_some_and(|created| created.unix_timestamp() < then)
}
