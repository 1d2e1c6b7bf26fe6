//! Instants as parameters.

use crate::{Code, Problem};
use domain::Timestamp;

/// The instant of the parameter of this name, if it was given.
pub(super) fn instant(name: &str, text: Option<String>) -> Result<Option<Timestamp>, Problem> {
    let parsed = text.map(|text| text.parse::<Timestamp>()).transpose();
    parsed.map_err(|error| Problem::new(Code::InvalidRequest, format!("parameter {name}: {error}")))
}
