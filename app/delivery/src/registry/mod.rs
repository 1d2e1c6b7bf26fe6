//! Which libraries there are, and which providers they serve.

mod check;
mod hosts;
mod provider;
mod schema;

pub use provider::{Provider, Split};
pub use schema::Fault;

use crate::library::{CallError, Launch, Library, LibraryLimits};
use futures::StreamExt;
use plugin_sdk::Description;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many libraries are loaded at a time.
const AT_A_TIME: usize = 4;

/// Where libraries are, and how they are run.
#[derive(Clone, Debug)]
pub struct RegistrySettings {
    /// Folders with libraries, `*.so`. One that is not there is empty.
    pub folders: Vec<PathBuf>,
    /// How a library's process is started.
    pub launch: Launch,
    /// When it is ended.
    pub limits: LibraryLimits,
    /// Ids that no library may serve, since they mean something else.
    pub reserved: Vec<String>,
}

/// A library that is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Its file's name.
    pub file: String,
    /// SHA-256 of the file in hexadecimal.
    pub sha256: String,
    /// Its name, as it says.
    pub name: String,
    /// Its version, as it says.
    pub version: String,
    /// The ids of its providers.
    pub providers: Vec<String>,
}

/// A library that is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its file's name.
    pub file: String,
    /// Why, as a sentence about it that begins with a verb or "it".
    pub reason: String,
}

/// The providers of all libraries that could be loaded. Made once; another library is taken in by a restart.
#[derive(Default)]
pub struct Registry {
    providers: BTreeMap<String, Arc<Provider>>,
    aliases: BTreeMap<String, String>,
    loaded: Vec<Loaded>,
    refused: Vec<Refused>,
}

impl Registry {
    /// Loads every library of the folders. One that is of no use is kept with the reason, and the rest go on; of two that serve
    /// the same id, the one whose file's name comes first is used.
    pub async fn load(settings: &RegistrySettings) -> Self {
        let mut files: Vec<PathBuf> = settings.folders.iter().flat_map(|folder| libraries_in(folder)).collect();
        files.sort_by(|a, b| a.file_name().cmp(&b.file_name()).then_with(|| a.cmp(b)));
        Self::of_files(files, settings).await
    }

    /// Loads this one library instead, wherever it is.
    pub async fn of_file(file: &Path, settings: &RegistrySettings) -> Self {
        Self::of_files(vec![file.to_owned()], settings).await
    }

    async fn of_files(files: Vec<PathBuf>, settings: &RegistrySettings) -> Self {
        let loading = files.into_iter().map(|file| async move {
            let loaded = open(&file, settings).await;
            (file.file_name().unwrap_or_default().to_string_lossy().into_owned(), loaded)
        });
        let mut registry = Self::default();
        let mut loading = futures::stream::iter(loading).buffered(AT_A_TIME);
        while let Some((file, loaded)) = loading.next().await {
            let added = match loaded {
                Ok((library, description)) => registry.add(library, description, &settings.reserved),
                Err(reason) => Err(reason),
            };
            if let Err(reason) = added {
                tracing::error!(library = %file, cause = %reason, "a plugin is not used");
                registry.refused.push(Refused { file, reason });
            }
        }
        registry
    }

    fn add(&mut self, library: Arc<Library>, description: Description, reserved: &[String]) -> Result<(), String> {
        let taken: BTreeSet<&str> = self.names().chain(reserved.iter().map(String::as_str)).collect();
        check::description(&description, &taken)?;
        let providers: Result<Vec<_>, String> =
            description.providers.into_iter().map(|provider| Provider::new(provider, library.clone())).collect();
        let providers = providers?;
        self.loaded.push(Loaded {
            file: library.file.clone(),
            sha256: library.sha256.clone(),
            name: description.name,
            version: description.version,
            providers: providers.iter().map(|provider| provider.id().to_owned()).collect(),
        });
        tracing::info!(library = %library.file, sha256 = %library.sha256, "a plugin is loaded");
        for provider in providers {
            let id = provider.id().to_owned();
            self.aliases.extend(provider.description().aliases.iter().map(|alias| (alias.clone(), id.clone())));
            self.providers.insert(id, Arc::new(provider));
        }
        Ok(())
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.providers.keys().chain(self.aliases.keys()).map(String::as_str)
    }

    /// All providers, by id.
    pub fn providers(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.providers.values()
    }

    /// The provider of this id, or of this alias.
    pub fn provider(&self, id_or_alias: &str) -> Option<&Arc<Provider>> {
        let id = self.aliases.get(id_or_alias).map_or(id_or_alias, String::as_str);
        self.providers.get(id)
    }

    /// The libraries in use, by file name.
    pub fn loaded(&self) -> &[Loaded] {
        &self.loaded
    }

    /// The libraries that are not used, by file name.
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }
}

async fn open(file: &Path, settings: &RegistrySettings) -> Result<(Arc<Library>, Description), String> {
    let library = Library::new(file, &settings.launch, settings.limits).await?;
    let description = library.describe().await.map_err(|error| match error {
        CallError::Ended(why) => format!("{why} while it described itself"),
        CallError::Flood => "describes itself in more than anybody reads".to_owned(),
        CallError::Nonsense(why) | CallError::NotStarted(why) => why,
        CallError::Lost | CallError::Null => "does not describe itself".to_owned(),
    })?;
    Ok((library, description))
}

fn libraries_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder).and_then(|entries| Ok((entries, folder.canonicalize()?))) else {
        return Vec::new();
    };
    let (entries, folder) = entries;
    let names = entries.filter_map(|entry| Some(entry.ok()?.file_name()));
    names.map(|name| folder.join(name)).filter(|file| file.extension().is_some_and(|kind| kind == "so")).collect()
}
