//! The documents and a page to read them with, all from the binary: nothing is loaded from elsewhere.

use super::Documents;
use poem::web::Html;
use poem::{Response, Route, endpoint::make_sync, get};
use poem_openapi::OpenApiService;
use serde_json::Value;

const INDEX: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Rushes: APIs</title>\
<body style=\"font-family:sans-serif;margin:3rem\"><h1>Rushes</h1><ul>\
<li><a href=\"/docs/shotstack\">Shotstack's Edit and Serve APIs</a> (<a href=\"/openapi/shotstack.json\">document</a>)</li>\
<li><a href=\"/docs/rushes\">The workspace API and our own</a> (<a href=\"/openapi/rushes.json\">document</a>)</li>\
</ul></body></html>";

/// `/docs`, `/docs/shotstack`, `/docs/rushes` and `/openapi/*.json`.
pub(crate) fn routes(route: Route, documents: &Documents) -> Route {
    let json = |document: &Value| {
        let text = document.to_string();
        get(make_sync(move |_| Response::builder().content_type("application/json").body(text.clone())))
    };
    let page = |document: &Value| {
        let html = page(document);
        get(make_sync(move |_| Html(html.clone())))
    };
    route
        .at("/docs", get(make_sync(|_| Html(INDEX))))
        .at("/docs/shotstack", page(&documents.shotstack))
        .at("/docs/rushes", page(&documents.rushes))
        .at("/openapi/shotstack.json", json(&documents.shotstack))
        .at("/openapi/rushes.json", json(&documents.rushes))
}

/// The library's Swagger page, with the repaired document in the place of the generated one.
fn page(document: &Value) -> String {
    let empty = OpenApiService::new((), "", "");
    // Inside a script, `</script>` in a description would end it.
    let repaired = document.to_string().replace('<', "\\u003c");
    empty.swagger_ui_html().replace(&empty.spec(), &repaired)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_page_holds_the_repaired_document_and_loads_nothing() {
        let html = page(&json!({ "info": { "title": "canary </script>" } }));
        assert!(html.contains(r#"let spec = {"info":{"title":"canary \u003c/script>"}};"#));
        assert!(!html.contains("src=\"http"));
        assert!(!html.contains("href=\"http"));
    }
}
