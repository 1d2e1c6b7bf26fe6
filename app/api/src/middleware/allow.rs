//! Which methods a path has, read from the documents, so that a 405 can name them.

use serde_json::Value;

/// Path templates and their methods.
#[derive(Clone, Debug, Default)]
pub(crate) struct Methods(Vec<(String, Vec<String>)>);

impl Methods {
    /// Of all paths in the documents.
    pub fn of(documents: &[&Value]) -> Self {
        let paths = documents.iter().filter_map(|document| document["paths"].as_object()).flatten();
        let methods = |item: &Value| -> Vec<String> {
            let known = ["get", "put", "post", "delete", "patch", "head", "options"];
            let names = item.as_object().into_iter().flat_map(|item| item.keys());
            names.filter(|name| known.contains(&name.as_str())).map(|name| name.to_uppercase()).collect()
        };
        Self(paths.map(|(path, item)| (path.clone(), methods(item))).collect())
    }

    /// Those of the first template that fits; none when no template does.
    pub fn of_path(&self, path: &str) -> Vec<String> {
        self.find(path).map(|(_, methods)| methods.clone()).unwrap_or_default()
    }

    /// The template that a path fits, which names no thing in particular.
    pub fn template(&self, path: &str) -> Option<&str> {
        self.find(path).map(|(template, _)| template.as_str())
    }

    fn find(&self, path: &str) -> Option<&(String, Vec<String>)> {
        self.0.iter().find(|(template, _)| fits(template, path))
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (mut expected, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (expected.next(), given.next()) {
            (None, None) => return true,
            (Some(e), Some(g)) if e == g || (e.starts_with('{') && !g.is_empty()) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_has_its_templates_methods() {
        let document = json!({ "paths": {
            "/v1/api-keys": { "get": {}, "post": {}, "parameters": [] },
            "/v1/api-keys/{id}": { "delete": {} },
        } });
        let methods = Methods::of(&[&document]);
        assert_eq!(methods.of_path("/v1/api-keys"), ["GET", "POST"]);
        assert_eq!(methods.of_path("/v1/api-keys/7"), ["DELETE"]);
        assert!(methods.of_path("/v1/api-keys/7/8").is_empty());
        assert!(methods.of_path("/v1/api-keys/").is_empty());
        assert_eq!(methods.template("/v1/api-keys/7"), Some("/v1/api-keys/{id}"));
    }
}
