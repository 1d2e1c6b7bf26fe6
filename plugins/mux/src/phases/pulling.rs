//! Having Mux fetch the file once, though the answer to that may be lost.

use super::{Reply, is_id, read};
use crate::checkpoint::Phase;
use crate::errors::{self, Doing};
use crate::requests::{self, id};
use crate::transfer::{Transfer, http};
use plugin_sdk::{Action, Answer, Timestamp};
use serde::Deserialize;

/// How far Mux's clock and ours may differ, in seconds: assets older than the transfer by that much are not looked at.
const CLOCKS: i64 = 24 * 3600;

/// The most pages that are looked through.
const PAGES: u32 = 40;

#[derive(Deserialize)]
struct Asset {
    id: String,
    /// Seconds since 1970, as a text.
    created_at: Option<String>,
    meta: Option<Meta>,
}

#[derive(Deserialize)]
struct Meta {
    external_id: Option<String>,
}

impl Transfer {
    /// Looks whether there is an asset of this transfer: the answer to its making was lost.
    pub(crate) fn search(&mut self, page: u32) -> Answer {
        self.page = page;
        http(requests::search(page, &self.settings))
    }

    pub(crate) fn heard_pulling(&mut self, reply: Reply, since: i64, now: Timestamp) -> Answer {
        match reply {
            Ok(response) if response.id == id::SEARCH => match read::<Vec<Asset>>(&response) {
                Some(assets) => self.searched(assets, since, now),
                None => errors::unreadable().into(),
            },
            Ok(response) => match read::<Asset>(&response) {
                Some(asset) => self.watch(asset.id, now),
                None => errors::unreadable().into(),
            },
            Err(response) => Action::Fail(errors::refused(&response, Doing::Begin, &self.settings)).into(),
        }
    }

    fn searched(&mut self, assets: Vec<Asset>, since: i64, now: Timestamp) -> Answer {
        let older = |asset: &Asset| {
            let created = asset.created_at.as_deref().and_then(|text| text.parse::<i64>().ok());
            created.is_some_and(|created| created < since - CLOCKS)
        };
        let reached = assets.last().is_none_or(older);
        let is_ours = |asset: &Asset| {
            asset.meta.as_ref().is_some_and(|meta| meta.external_id.as_deref() == Some(&self.job.transfer))
        };
        if let Some(ours) = assets.into_iter().find(is_ours) {
            return self.watch(ours.id, now);
        }
        if !reached && self.page < PAGES {
            return self.search(self.page + 1);
        }
        self.begin(now)
    }

    fn watch(&mut self, asset: String, now: Timestamp) -> Answer {
        if is_id(&asset) {
            self.enter(Phase::Watching { asset, pulled: true }, now)
        } else {
            errors::unreadable().into()
        }
    }
}
