//! `rushes plugin check`: what the server would make of a library.

use crate::config::Config;
use crate::exit::Exit;
use crate::outside;
use delivery::{Provider, Registry};
use std::path::Path;

/// Loads the library in a process of its own, as the server does, and lists what it serves.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub async fn check(config: &Config, library: &Path) -> Result<(), Exit> {
    if !library.is_file() {
        return Err(Exit::input(format!("{} is no file", library.display())));
    }
    let registry = Registry::of_file(library, &outside::plugins(config)?).await;
    if let Some(refused) = registry.refused().first() {
        return Err(Exit::input(format!("{} would not be used: {}", refused.file, refused.reason)));
    }
    for loaded in registry.loaded() {
        println!("{} {} ({}, sha256 {})", loaded.name, loaded.version, loaded.file, loaded.sha256);
    }
    for provider in registry.providers() {
        println!("{}", described(provider));
    }
    Ok(())
}

fn described(provider: &Provider) -> String {
    let description = provider.description();
    let (id, name) = (&description.id, &description.name);
    let properties = description.config_schema["properties"].as_object().into_iter().flatten();
    let properties: Vec<_> = properties
        .map(|(name, _)| {
            let is_secret = provider.secret_properties().contains(name);
            if is_secret { format!("{name} (secret)") } else { name.clone() }
        })
        .collect();
    let also = match description.aliases.as_slice() {
        [] => String::new(),
        aliases => format!(", also called {}", aliases.join(", ")),
    };
    format!(
        "  {id}: {name}{also}\n    configured by: {}\n    may call: {}",
        properties.join(", "),
        description.hosts.join(", ")
    )
}
