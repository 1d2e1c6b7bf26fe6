//! Assets as the Serve API shows them: each transfer is one.

mod entity;
mod projection;
mod queries;

pub(crate) use projection::Assets;
pub use queries::{AssetQueries, AssetRow, AssetStatus, NotAnAssetStatus};
