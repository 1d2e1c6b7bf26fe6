//! A small Vimeo in memory.

use super::host::Vendor;
use plugin_sdk::{Body, Request, Response, Value, json};
use std::collections::BTreeMap;

pub const TOKEN: &str = "a-token-of-the-tests";

/// A video of the fake.
#[derive(Clone, Debug)]
pub struct Video {
    pub id: u64,
    pub body: Value,
    pub size: u64,
    pub offset: u64,
    pub gone: bool,
    /// How many questions about its state are answered with "in progress" after the last byte.
    pub slow: u32,
    pub transcode: &'static str,
}

/// The account.
pub struct Vimeo {
    pub videos: Vec<Video>,
    pub scopes: Vec<&'static str>,
    /// What making a video is answered with instead.
    pub refusal: Option<(u16, Value)>,
    /// Other videos that were made since.
    pub others: u64,
    /// The size at which an upload's address stops being good, once.
    pub breaks_at: Option<u64>,
    /// Whether the address of an upload ends with its last byte.
    pub closes: bool,
    pub slow: u32,
    /// How many whole uploads come to nothing.
    pub spoils: u32,
    pub transcode: &'static str,
    /// Whether a list tells the addresses of uploads.
    pub tells: bool,
    /// How many bytes arrived, however often.
    pub sent: u64,
    pub next: u64,
}

impl Default for Vimeo {
    fn default() -> Self {
        Self {
            videos: Vec::new(),
            scopes: vec!["private", "upload", "edit", "delete"],
            refusal: None,
            others: 0,
            breaks_at: None,
            closes: false,
            slow: 0,
            spoils: 0,
            transcode: "in_progress",
            tells: true,
            sent: 0,
            next: 7,
        }
    }
}

impl Vimeo {
    /// The videos that are whole.
    pub fn whole(&self) -> Vec<&Video> {
        self.videos.iter().filter(|video| video.offset == video.size).collect()
    }

    fn create(&mut self, body: Value) -> Response {
        if let Some((status, body)) = &self.refusal {
            return answer(*status, body);
        }
        let size = body["upload"]["size"].as_u64().unwrap();
        assert_eq!(body["upload"]["approach"], "tus");
        assert!(size > 0);
        self.next += 1;
        let video =
            Video { id: self.next, body, size, offset: 0, gone: false, slow: self.slow, transcode: self.transcode };
        let told = described(&video, true);
        self.videos.push(video);
        answer(201, &told)
    }

    /// 50 a page, the newest first; `others` stand before ours.
    fn list(&self, query: &str) -> Response {
        let page: u64 = query.split("&page=").nth(1).unwrap().split('&').next().unwrap().parse().unwrap();
        let strangers = (0..self.others).map(|n| {
            json!({ "uri": format!("/videos/9{n}"), "link": null, "name": "Another", "upload": {},
                "created_time": "2027-01-15T08:00:01+00:00" })
        });
        let all: Vec<Value> =
            strangers.chain(self.videos.iter().rev().map(|video| described(video, self.tells))).collect();
        let shown: Vec<_> = all.iter().skip((page as usize - 1) * 50).take(50).collect();
        let next = (all.len() > page as usize * 50).then_some("/me/videos?page=next");
        answer(200, &json!({ "data": shown, "paging": { "next": next } }))
    }

    fn upload(&mut self, request: &Request) -> Response {
        assert!(!request.headers.contains_key("authorization"), "an upload's address must not get the token");
        assert_eq!(request.headers["tus-resumable"], "1.0.0");
        let id: u64 = request.url.rsplit('/').next().unwrap().parse().unwrap();
        let Some(video) = self.videos.iter_mut().find(|video| video.id == id && !video.gone) else {
            return answer(404, &Value::Null);
        };
        if request.method == "PATCH" {
            let Body::File { offset, length } = request.body else { panic!("a piece is a part of the file") };
            assert_eq!(request.headers["content-type"], "application/offset+octet-stream");
            if request.headers["upload-offset"] != video.offset.to_string() {
                return answer(409, &Value::Null);
            }
            assert_eq!(offset, video.offset);
            video.offset += length;
            self.sent += length;
            assert!(video.offset <= video.size);
            if self.breaks_at.is_some_and(|at| video.offset >= at) {
                self.breaks_at = None;
                video.gone = true;
                return answer(410, &Value::Null);
            }
            video.gone = self.closes && video.offset == video.size;
        }
        let mut response = answer(if request.method == "HEAD" { 200 } else { 204 }, &Value::Null);
        response.headers.insert("upload-offset".into(), video.offset.to_string());
        response.headers.insert("upload-length".into(), video.size.to_string());
        response
    }

    fn video(&mut self, request: &Request, id: u64) -> Response {
        let Some(at) = self.videos.iter().position(|video| video.id == id) else {
            return answer(404, &json!({ "error": "The requested video couldn't be found." }));
        };
        let video = &mut self.videos[at];
        match request.method.as_str() {
            "PATCH" => video.body["name"] = body(request)["name"].clone(),
            "DELETE" => {
                self.videos.remove(at);
                return answer(204, &Value::Null);
            }
            _ if video.offset == video.size && video.slow > 0 => {
                video.slow -= 1;
                let mut told = described(video, true);
                told["upload"]["status"] = json!("in_progress");
                return answer(200, &told);
            }
            _ if video.offset == video.size && self.spoils > 0 => {
                self.spoils -= 1;
                let mut told = described(video, true);
                told["upload"]["status"] = json!("error");
                return answer(200, &told);
            }
            _ => {}
        }
        answer(200, &described(video, true))
    }
}

impl Vendor for Vimeo {
    fn answer(&mut self, request: &Request) -> Response {
        if request.url.starts_with("https://asia-files.tus.vimeo.com/") {
            return self.upload(request);
        }
        let path = request.url.strip_prefix("https://api.vimeo.com").expect("a host of Vimeo's");
        if request.headers.get("authorization") != Some(&format!("bearer {TOKEN}")) {
            return answer(
                401,
                &json!({ "error": "You must provide a valid authenticated access token.", "error_code": 8003 }),
            );
        }
        assert_eq!(request.headers["accept"], "application/vnd.vimeo.*+json;version=3.4");
        let scope = match request.method.as_str() {
            "POST" => "upload",
            "PATCH" => "edit",
            "DELETE" => "delete",
            _ => "private",
        };
        if !self.scopes.contains(&scope) {
            let said = format!("Your access token does not have the \"{scope}\" scope");
            return answer(403, &json!({ "error": said }));
        }
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        match (request.method.as_str(), path) {
            ("POST", "/me/videos") => self.create(body(request)),
            ("GET", "/me/videos") => self.list(query),
            _ => self.video(request, path.strip_prefix("/videos/").unwrap().parse().unwrap()),
        }
    }
}

fn described(video: &Video, tells: bool) -> Value {
    let whole = video.offset == video.size;
    json!({
        "uri": format!("/videos/{}", video.id),
        "link": format!("https://vimeo.com/{}", video.id),
        "name": video.body["name"],
        "created_time": "2027-01-15T08:00:01+00:00",
        "upload": {
            "status": if whole { "complete" } else { "in_progress" },
            "upload_link": tells.then(|| format!("https://asia-files.tus.vimeo.com/files/{}", video.id)),
        },
        "transcode": { "status": video.transcode },
    })
}

fn body(request: &Request) -> Value {
    let Body::Text(text) = &request.body else { panic!("{} has no text", request.url) };
    serde_json::from_str(text).unwrap()
}

fn answer(status: u16, body: &Value) -> Response {
    Response { id: String::new(), status, headers: BTreeMap::new(), body: body.to_string() }
}
