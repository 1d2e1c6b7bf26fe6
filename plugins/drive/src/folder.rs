//! Where a file goes: the folder that is configured, and the key's folders in it.

use plugin_sdk::{Fail, Job, Kind, Reason};

/// So many folders may be in each other; Drive takes no more.
const MOST_FOLDERS: usize = 100;

/// A file's place.
pub struct Place {
    /// The folder that all goes into; absent for the top of the drive.
    pub root: Option<String>,
    /// Names of folders in it, the outermost first.
    pub folders: Vec<String>,
    /// The file's name.
    pub name: String,
}

impl Place {
    /// As the job says.
    ///
    /// # Errors
    /// The key is none that Drive can take.
    pub fn of(job: &Job) -> Result<Self, Fail> {
        let wrong = |message: String| Fail { reason: Reason::Invalid, message, retryable: false };
        let root = job.option("folderId").or_else(|| job.config("driveFolderId"));
        let name = job.file.name().to_owned();
        if name.is_empty() {
            return Err(wrong(format!("`{}` names no file: its last part is empty", job.file.key)));
        }
        let above = job.file.key.rsplit_once('/').map_or("", |(above, _)| above);
        let mut folders: Vec<_> = above.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        if folders.len() > MOST_FOLDERS {
            return Err(wrong(format!(
                "the file lies in {} folders; Google Drive takes {MOST_FOLDERS}",
                folders.len()
            )));
        }
        if job.kind == Kind::Test {
            // Folders would be left behind, or be somebody else's by then.
            folders.clear();
        }
        Ok(Self { root: root.map(str::to_owned), folders, name })
    }

    /// The id of the folder that the folder `made.len()` deep lies in.
    pub fn parent<'a>(&'a self, made: &'a [String]) -> &'a str {
        made.last().or(self.root.as_ref()).map_or("root", String::as_str)
    }

    /// The configured folder, for people.
    pub fn root_in_words(&self) -> String {
        match &self.root {
            Some(id) => format!("the folder `{id}` of Google Drive"),
            None => "Google Drive".to_owned(),
        }
    }
}
