//! The key's folders, one in the other: found by their names, and made where they are missing.

use super::Phase;
use crate::errors;
use crate::requests::quoted;
use crate::transfer::Transfer;
use plugin_sdk::{Action, Request, Response, json};
use serde::Deserialize;

const FOLDER: &str = "application/vnd.google-apps.folder";

#[derive(Deserialize)]
struct List {
    files: Vec<Folder>,
}

#[derive(Deserialize)]
struct Folder {
    id: String,
    name: String,
}

impl Transfer {
    pub(super) fn find_folder(&self) -> Request {
        let parent = quoted(self.place.parent(&self.memory.folders));
        let name = quoted(self.folder());
        let query = format!("name = {name} and mimeType = '{FOLDER}' and {parent} in parents and trashed = false");
        let rest = [
            ("includeItemsFromAllDrives", "true"),
            ("spaces", "drive"),
            // Of several, always the same one.
            ("orderBy", "createdTime"),
            ("fields", "files(id,name)"),
        ];
        self.drive.files("find-folder", "GET", &[&[("q", &*query)][..], &rest].concat())
    }

    pub(super) fn hear_found_folder(&mut self, response: &Response) -> Option<Action> {
        let Ok(List { files }) = serde_json::from_str(&response.body) else {
            return Some(Action::Fail(errors::strange()));
        };
        // Searches do not tell capitals apart.
        match files.into_iter().find(|folder| folder.name == self.folder()) {
            Some(folder) => {
                self.memory.folders.push(folder.id);
                self.go_on()
            }
            None => {
                self.phase = Phase::MakeFolder;
                None
            }
        }
    }

    pub(super) fn make_folder(&self) -> Request {
        let folder = json!({
            "id": self.folder_id(),
            "name": self.folder(),
            "mimeType": FOLDER,
            "parents": [self.place.parent(&self.memory.folders)],
            "appProperties": { "rushes": "1" },
        });
        self.drive.files("make-folder", "POST", &[("fields", "id")]).json(&folder)
    }

    pub(super) fn hear_made_folder(&mut self) -> Option<Action> {
        let id = self.folder_id().to_owned();
        self.memory.folders.push(id);
        self.go_on()
    }

    /// The name of the folder that is next.
    fn folder(&self) -> &str {
        self.place.folders.get(self.memory.folders.len()).map_or("", String::as_str)
    }

    /// The id that it gets when it is made.
    fn folder_id(&self) -> &str {
        self.memory.ids.get(self.memory.folders.len()).map_or("", String::as_str)
    }
}
