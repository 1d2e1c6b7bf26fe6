//! The drawings that an edit orders.

use crate::composition::{RasterId, RasterRequest};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Drawings in the order in which they were ordered first. What looks the same is drawn once.
#[derive(Default)]
pub(super) struct Drawings {
    list: Vec<RasterRequest>,
    /// The places of those that may look the same, by a number that those have in common.
    alike: HashMap<u64, Vec<usize>>,
    pixels: u64,
}

impl Drawings {
    /// Pixels of all different drawings of an edit together: 8 GB on the disk, or a thousand titles of 1920×1080.
    pub const MOST_PIXELS: u64 = 2_000_000_000;

    /// The id of a drawing, which is new if nothing like it was ordered before; and whether all of them together are still
    /// within the limit, which only a new one may leave.
    pub fn id(&mut self, request: RasterRequest) -> (RasterId, bool) {
        let places = self.alike.entry(number(&request)).or_default();
        let known = places.iter().copied().find(|place| looks_the_same(&self.list[*place], &request));
        let place = known.unwrap_or_else(|| {
            self.pixels += u64::from(request.width) * u64::from(request.height);
            places.push(self.list.len());
            self.list.push(request);
            self.list.len() - 1
        });
        let fits = known.is_some() || self.pixels <= Self::MOST_PIXELS;
        (RasterId(u32::try_from(place).unwrap_or(u32::MAX)), fits)
    }

    pub fn into_list(self) -> Vec<RasterRequest> {
        self.list
    }
}

/// Where they come from does not matter.
fn looks_the_same(one: &RasterRequest, other: &RasterRequest) -> bool {
    (one.width, one.height) == (other.width, other.height) && one.fonts == other.fonts && one.source == other.source
}

/// The same for all that are written alike.
fn number(request: &RasterRequest) -> u64 {
    let mut hasher = DefaultHasher::new();
    (request.width, request.height, &request.fonts).hash(&mut hasher);
    // Numbers with fractions have no hash of their own.
    serde_json::to_string(&request.source).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}
