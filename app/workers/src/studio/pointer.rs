//! Naming the clip that is to blame.

use domain::Failure;

/// The same failure, its message beginning with the place it points to: `timeline.tracks[0].clips[1]: …`.
///
/// Vendors' clients show the message alone.
pub(crate) fn named(failure: Failure) -> Failure {
    match &failure.pointer {
        Some(pointer) if !failure.message.contains(pointer.as_str()) => {
            Failure { message: format!("{pointer}: {}", failure.message), ..failure }
        }
        _ => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::FailureCode;

    #[test]
    fn a_message_names_its_place_once() {
        let failure = named(Failure::at(FailureCode::BadMedia, "timeline.tracks[0].clips[1].asset", "no film"));
        assert_eq!(failure.message, "timeline.tracks[0].clips[1].asset: no film");
        assert_eq!(named(failure.clone()), failure);
        assert_eq!(named(Failure::new(FailureCode::Crashed, "oh")).message, "oh");
    }
}
