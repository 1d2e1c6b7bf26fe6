//! The phases of a transfer, each with what it makes of an answer.

mod checking;
mod creating;
mod naming;
mod removing;
mod sending;

use plugin_sdk::Response;

/// An answer of Vimeo, or its refusal.
pub type Reply = Result<Response, Response>;

/// How often something is asked again without anything moving, before the transfer gives up for now.
const PATIENCE: u32 = 5;

/// How often a transfer begins anew because Vimeo had lost the upload.
const RESTARTS: u32 = 3;
