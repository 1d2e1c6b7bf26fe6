//! A copy of somebody else's picture, with its alpha.

use super::frame::{Frame, PlaneTooSmall, Planes};

/// A picture that is kept for later.
#[derive(Clone, Debug)]
pub(super) struct Held {
    color: Frame,
    /// At the size of the first plane and of the others. `None`: opaque all over.
    alpha: Option<[Vec<u8>; 2]>,
}

impl Held {
    /// A copy without padding.
    pub(super) fn of(picture: &Planes<'_>) -> Self {
        let rows = |plane| picture.layout().plane_size(plane, picture.width(), picture.height()).1;
        let alpha = |plane| {
            let view = picture.alpha(plane)?;
            Some((0..rows(plane)).flat_map(|row| view.row(row)).copied().collect())
        };
        Self { color: picture.to_frame(), alpha: alpha(0).zip(alpha(1)).map(|(first, others)| [first, others]) }
    }

    /// To read from.
    pub(super) fn planes(&self) -> Result<Planes<'_>, PlaneTooSmall> {
        let planes = self.color.planes();
        let stride = |plane| planes.layout().plane_size(plane, planes.width(), planes.height()).0;
        match &self.alpha {
            Some([first, others]) => planes.with_alpha([(first, stride(0)), (others, stride(1))]),
            None => Ok(planes),
        }
    }
}
