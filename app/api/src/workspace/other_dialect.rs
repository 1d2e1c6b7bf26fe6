//! An Edit that was sent to the workspace API.

use crate::{Code, Problem};
use poem::http::Method;
use poem::{Body, Request};
use serde_json::Value;

/// Refuses a body that is an Edit, and says where it belongs. The body has been read and bounded before.
pub(crate) async fn refuse_edits(request: &mut Request) -> Result<(), Problem> {
    if request.method() != Method::POST || request.uri().path() != "/v1/render" {
        return Ok(());
    }
    let bytes = request.take_body().into_bytes().await.map_err(Problem::internal)?;
    let body: Option<Value> = serde_json::from_slice(&bytes).ok();
    request.set_body(Body::from_bytes(bytes));
    if body.is_none_or(|body| body.get("timeline").is_none()) {
        return Ok(());
    }
    let detail = "this is an Edit, not a videoJSON: send it to POST /edit/v1/render (or /edit/stage/render) with a key of \
                  40 letters and digits";
    Err(Problem::new(Code::OtherDialect, detail))
}
