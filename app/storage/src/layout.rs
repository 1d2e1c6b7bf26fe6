//! Where files lie: under what made them and its attempt, so that an attempt that lost its lease disturbs nobody. A file
//! counts only once an event names it.

use domain::ids::{RenderId, TransferId};

/// Key of one of a render's own files.
pub fn render_file(render: RenderId, attempt: u32, file: &str) -> String {
    format!("{}{file}", render_prefix(render, attempt))
}

/// Path that opens one of a render's own files, with a signature behind it.
pub fn signed_path(render: RenderId, file: &str) -> String {
    format!("/rushes/v1/files/{render}/{file}")
}

/// What the keys of one attempt's files begin with.
pub fn render_prefix(render: RenderId, attempt: u32) -> String {
    format!("renders/{render}/{attempt}/")
}

/// Key of a copy in our own hosting.
pub fn hosted_file(transfer: TransferId, attempt: u32, file: &str) -> String {
    format!("{}{attempt}/{file}", hosted_prefix(transfer))
}

/// What the keys of all copies of one transfer begin with.
pub fn hosted_prefix(transfer: TransferId) -> String {
    format!("hosted/{transfer}/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;
    use uuid::Uuid;

    #[test]
    fn the_names_are_keys_and_lie_under_their_prefixes() {
        let (render, transfer) = (RenderId(Uuid::from_u128(1)), TransferId(Uuid::from_u128(2)));
        let file = render_file(render, 3, "a-poster.jpg");
        assert_eq!(file, "renders/00000000-0000-0000-0000-000000000001/3/a-poster.jpg");
        assert!(file.starts_with(&render_prefix(render, 3)));
        let copy = hosted_file(transfer, 1, "a.mp4");
        assert_eq!(copy, "hosted/00000000-0000-0000-0000-000000000002/1/a.mp4");
        assert!(copy.starts_with(&hosted_prefix(transfer)));
        assert!(Key::new(file).is_ok() && Key::new(copy).is_ok());
    }
}
