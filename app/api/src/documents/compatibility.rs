//! Whether a new document still serves the clients of an old one: what a client may send may only widen, what it gets
//! may only narrow.

use serde_json::Value;
use std::collections::BTreeSet;

/// Everything in `new` that breaks a client written against `old`, each as one sentence that names the place.
pub fn breaks(old: &Value, new: &Value) -> Vec<String> {
    let mut comparison = Comparison { old, new, found: Vec::new(), visited: BTreeSet::new() };
    comparison.paths();
    comparison.found
}

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];

/// Which way a value flows: what may be wider, the new side or the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Flow {
    /// From client to server: the new schema must accept all that the old one did.
    Request,
    /// From server to client: the new schema must promise all that the old one did.
    Response,
}

struct Comparison<'a> {
    old: &'a Value,
    new: &'a Value,
    found: Vec<String>,
    /// Pairs of references already compared, since schemas may contain themselves.
    visited: BTreeSet<(String, String, Flow)>,
}

impl<'a> Comparison<'a> {
    fn paths(&mut self) {
        let (old, new) = (self.old, self.new);
        for (path, item) in object(&old["paths"]) {
            for (method, operation) in object(item).filter(|(method, _)| METHODS.contains(&method.as_str())) {
                let at = format!("{} {path}", method.to_uppercase());
                match new["paths"][path].get(method) {
                    None => self.found.push(format!("{at} is gone")),
                    Some(now) => self.operation(&at, operation, now),
                }
            }
        }
    }

    fn operation(&mut self, at: &str, old: &'a Value, new: &'a Value) {
        if old["operationId"] != new["operationId"] {
            self.found
                .push(format!("{at}: the operation id changed, and with it the method's name in generated clients"));
        }
        self.parameters(at, old, new);
        let (was, is) = (&old["requestBody"], &new["requestBody"]);
        if is["required"] == true && was["required"] != true {
            self.found.push(format!("{at}: a body is now required"));
        }
        for (media, content) in object(&was["content"]) {
            match is["content"].get(media) {
                None => self.found.push(format!("{at}: no longer accepts {media}")),
                Some(now) => {
                    self.schema(&format!("{at} body"), &content["schema"], &now["schema"], Flow::Request);
                }
            }
        }
        for (status, response) in object(&old["responses"]) {
            let Some(now) = new["responses"].get(status) else {
                if status.starts_with('2') {
                    self.found.push(format!("{at}: no longer answers {status}"));
                }
                continue;
            };
            for (media, content) in object(&response["content"]) {
                match now["content"].get(media) {
                    None => self.found.push(format!("{at}: {status} is no longer sent as {media}")),
                    Some(now) => {
                        let at = format!("{at} {status}");
                        self.schema(&at, &content["schema"], &now["schema"], Flow::Response);
                    }
                }
            }
        }
    }

    fn parameters(&mut self, at: &str, old: &'a Value, new: &'a Value) {
        let same = |a: &Value, b: &Value| a["name"] == b["name"] && a["in"] == b["in"];
        let (was, is) = (list(&old["parameters"]), list(&new["parameters"]));
        for parameter in is {
            let before = was.iter().find(|other| same(other, parameter));
            let name = parameter["name"].as_str().unwrap_or_default();
            if parameter["required"] == true && before.is_none_or(|before| before["required"] != true) {
                self.found.push(format!("{at}: parameter {name} is now required"));
            }
            if let Some(before) = before {
                let at = format!("{at} parameter {name}");
                self.schema(&at, &before["schema"], &parameter["schema"], Flow::Request);
            }
        }
        for parameter in was.iter().filter(|parameter| !is.iter().any(|other| same(other, parameter))) {
            let name = parameter["name"].as_str().unwrap_or_default();
            self.found.push(format!("{at}: parameter {name} is gone"));
        }
    }

    fn schema(&mut self, at: &str, old: &'a Value, new: &'a Value, flow: Flow) {
        let (old_name, new_name) = (old["$ref"].as_str(), new["$ref"].as_str());
        if let (Some(was), Some(is)) = (old_name, new_name)
            && !self.visited.insert((was.to_owned(), is.to_owned(), flow))
        {
            return;
        }
        let (was, is) = (label(old), label(new));
        let (old_choice, new_choice) = (resolve(self.old, old), resolve(self.new, new));
        match (flow, branch(new_choice, &was), branch(old_choice, &is)) {
            (Flow::Request, Some(now), _) => return self.schema(at, old, now, flow),
            (Flow::Response, Some(_), _) => return self.found.push(format!("{at}: may now be more than {was}")),
            (Flow::Request, _, Some(_)) => return self.found.push(format!("{at}: accepts {is} only")),
            (Flow::Response, _, Some(before)) => return self.schema(at, before, new, flow),
            _ => {}
        }
        let (old, new) = (old_choice, new_choice);
        self.kinds(at, old, new, flow);
        self.values(at, old, new, flow);
        self.properties(at, old, new, flow);
        if !old["items"].is_null() && !new["items"].is_null() {
            self.schema(&format!("{at}[]"), &old["items"], &new["items"], flow);
        }
        for union in ["oneOf", "anyOf", "allOf"] {
            self.union(at, union, old, new, flow);
        }
    }

    fn kinds(&mut self, at: &str, old: &Value, new: &Value, flow: Flow) {
        let (was, is) = (&old["type"], &new["type"]);
        let widened = is.is_null() || (was == "integer" && is == "number");
        let narrowed = was.is_null() || (was == "number" && is == "integer");
        let fits = was == is || (flow == Flow::Request && widened) || (flow == Flow::Response && narrowed);
        if !fits {
            self.found.push(format!("{at}: the type was {was} and is {is}"));
        }
        let (was, is) = (old["nullable"] == true, new["nullable"] == true);
        match flow {
            Flow::Request if was && !is => self.found.push(format!("{at}: null is no longer accepted")),
            Flow::Response if is && !was => self.found.push(format!("{at}: may now be null")),
            _ => {}
        }
    }

    fn values(&mut self, at: &str, old: &Value, new: &Value, flow: Flow) {
        let (was, is) = (old["enum"].as_array(), new["enum"].as_array());
        let lost = |from: &Vec<Value>, within: &Vec<Value>| from.iter().find(|v| !within.contains(v)).cloned();
        match (flow, was, is) {
            (Flow::Request, Some(was), Some(is)) => {
                if let Some(value) = lost(was, is) {
                    self.found.push(format!("{at}: {value} is no longer accepted"));
                }
            }
            (Flow::Request, None, Some(_)) => self.found.push(format!("{at}: accepts listed values only")),
            (Flow::Response, Some(was), Some(is)) => {
                if let Some(value) = lost(is, was) {
                    self.found.push(format!("{at}: may now be {value}"));
                }
            }
            (Flow::Response, Some(_), None) => self.found.push(format!("{at}: may now be any value")),
            _ => {}
        }
        let lower = ["minimum", "minLength", "minItems"].map(|key| (key, true));
        let upper = ["maximum", "maxLength", "maxItems"].map(|key| (key, false));
        for (key, is_lower) in lower.into_iter().chain(upper).filter(|_| flow == Flow::Request) {
            let tighter = match (old[key].as_f64(), new[key].as_f64()) {
                (None, Some(_)) => true,
                (Some(was), Some(is)) => (is > was) == is_lower && is != was,
                _ => false,
            };
            if tighter {
                self.found.push(format!("{at}: {key} was {} and is {}", old[key], new[key]));
            }
        }
    }

    fn properties(&mut self, at: &str, old: &'a Value, new: &'a Value, flow: Flow) {
        let (was, is) = (names(&old["required"]), names(&new["required"]));
        match flow {
            Flow::Request => {
                for name in is.difference(&was) {
                    self.found.push(format!("{at}.{name} is now required"));
                }
            }
            Flow::Response => {
                for name in was.difference(&is) {
                    self.found.push(format!("{at}.{name} is no longer promised"));
                }
            }
        }
        let strict = |schema: &Value| schema["additionalProperties"] == false;
        if flow == Flow::Request && strict(new) && !strict(old) {
            self.found.push(format!("{at}: unknown fields are no longer accepted"));
        }
        for (name, property) in object(&old["properties"]) {
            match new["properties"].get(name) {
                Some(now) => self.schema(&format!("{at}.{name}"), property, now, flow),
                None if flow == Flow::Request && !strict(new) => {}
                None => self.found.push(format!("{at}.{name} is gone")),
            }
        }
    }

    fn union(&mut self, at: &str, kind: &str, old: &'a Value, new: &'a Value, flow: Flow) {
        let (was, is) = (list(&old[kind]), list(&new[kind]));
        if was.is_empty() || is.is_empty() {
            return;
        }
        let (from, within, lost) = match flow {
            Flow::Request => (was, is, "is no longer accepted"),
            Flow::Response => (is, was, "is new, and old clients do not know it"),
        };
        for branch in from {
            if !within.iter().any(|other| label(other) == label(branch)) {
                self.found.push(format!("{at}: {kind} branch {} {lost}", label(branch)));
            }
        }
        for before in was {
            if let Some(now) = is.iter().find(|other| label(other) == label(before)) {
                self.schema(&format!("{at}({})", label(before)), before, now, flow);
            }
        }
    }
}

/// What identifies a branch of a union: what it refers to, or its type.
fn label(branch: &Value) -> String {
    branch["$ref"].as_str().or(branch["type"].as_str()).map_or_else(|| branch.to_string(), str::to_owned)
}

/// The branch of a choice that has this label.
fn branch<'a>(choice: &'a Value, wanted: &str) -> Option<&'a Value> {
    ["oneOf", "anyOf"].into_iter().flat_map(|kind| list(&choice[kind])).find(|branch| label(branch) == wanted)
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema["$ref"].as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    target.unwrap_or(schema)
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn names(value: &Value) -> BTreeSet<&str> {
    list(value).iter().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests;
