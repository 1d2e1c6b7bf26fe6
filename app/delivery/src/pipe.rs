//! What parent and child say to each other: JSON lines, the child first.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use zeroize::Zeroize;

/// The form of these messages. Parent and child are one binary, unless it was replaced meanwhile.
pub(crate) const VERSION: u32 = 1;

/// The child's first line.
#[derive(Serialize, Deserialize)]
pub(crate) struct Hello {
    /// [`VERSION`].
    pub(crate) pipe: u32,
    /// Why the library is not one that can be called.
    pub(crate) refused: Option<String>,
}

/// A call of one of the library's functions.
#[derive(Serialize, Deserialize)]
pub(crate) struct Call {
    pub(crate) id: u64,
    pub(crate) call: Function,
    /// Which session; the parent numbers them. Of no meaning when a library is described.
    pub(crate) session: u64,
    /// A job or an event; nothing for the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) payload: Option<Box<RawValue>>,
}

impl Drop for Call {
    /// A job holds credentials.
    fn drop(&mut self) {
        if let Some(payload) = self.payload.take() {
            String::from(Box::<str>::from(payload)).zeroize();
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Function {
    Describe,
    Open,
    Step,
    Close,
}

/// What came of a call.
#[derive(Serialize, Deserialize)]
pub(crate) struct Reply {
    pub(crate) id: u64,
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// What the function gave; `null` for those that give nothing.
    Ok(serde_json::Value),
    /// What it did instead.
    Error(Misconduct),
}

/// What a function did that it should not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Misconduct {
    /// It opened nothing.
    Null,
    /// It answered what is no JSON.
    Nonsense,
    /// It answered more than anybody reads.
    Flood,
}
