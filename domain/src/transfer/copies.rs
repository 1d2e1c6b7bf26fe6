//! Which transfers a saved render leads to.

use crate::ids::{RenderId, TransferId, derived};
use crate::integration::MediaKind;
use crate::render::{Destination, Output, OutputRole};

/// The transfer of a render's file to a destination: the same however often it is asked for.
pub fn sent_copy(render: RenderId, destination: &Destination, role: OutputRole) -> TransferId {
    let place = destination.place.map_or_else(|| "default".to_owned(), |place| place.to_string());
    TransferId(derived::child(render.0, &format!("{}/{place}/{}", destination.integration, role.as_str()), 0))
}

/// The files of a render that go to a destination: those of the kinds that it takes.
pub fn sent_there<'a>(destination: &'a Destination, outputs: &'a [Output]) -> impl Iterator<Item = &'a Output> {
    let goes =
        |output: &&Output| MediaKind::of(&output.media_type).is_some_and(|kind| destination.files.contains(&kind));
    outputs.iter().filter(goes)
}
