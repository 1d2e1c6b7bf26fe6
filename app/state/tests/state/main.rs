//! The state on real files, through its public face.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod archive;
mod destinations;
mod home;
mod tables;

use state::{State, StoreErrorKind};

const ON_A_SERVER: bool = false;

#[tokio::test]
async fn a_missing_folder_is_said_to_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    let error = State::open(&folder.path().join("missing/state.db")).await.map(|_| ()).unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::CannotOpen);
}
