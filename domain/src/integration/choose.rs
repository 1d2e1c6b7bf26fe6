//! Which integrations a render's files go to.

use super::decide::{Integration, Integrations};
use super::provider::{MediaKind, ProviderFacts};
use super::wanted::{By, NAMES, Named, Saved, Wanted};
use crate::edit::Fault;
use crate::ids::{Environment, IntegrationId};
use crate::render::Destination;
use crate::transfer::{check_filename, check_prefix};
use serde_json::Value;

/// The most destinations of a render, so that the event that lists them stays small.
pub const MOST_DESTINATIONS: usize = 20;

/// What is known when destinations are chosen.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// What the workspace has.
    pub integrations: &'a Integrations,
    /// The providers there are.
    pub providers: &'a [ProviderFacts],
    /// The render's world.
    pub environment: Environment,
    /// What kind of file the render makes, as a media type.
    pub media_type: &'a str,
}

/// The destinations of a render that names these.
///
/// # Errors
/// Every fault, with the JSON path of the destination and what to do.
pub fn choose(wanted: &[Wanted], wish: Wish<'_>) -> Result<Vec<Destination>, Vec<Fault>> {
    let (mut chosen, mut faults) = (Vec::new(), Vec::new());
    if let Some(first) = wanted.get(MOST_DESTINATIONS) {
        let message = format!("a render can have {MOST_DESTINATIONS} destinations at most");
        return Err(vec![Fault::new(&first.path, message)]);
    }
    for one in wanted {
        match wish.destination(one) {
            Ok(destination) => chosen.push(destination),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(chosen) } else { Err(faults) }
}

/// The destinations of a render of the workspace API that names none: the workspace's default, if there is one that may be used.
pub fn of_workspace(wish: Wish<'_>) -> Vec<Destination> {
    let default = wish.integrations.active_default().filter(|(_, integration)| wish.admits(integration));
    let destination = default.and_then(|(id, integration)| {
        let provider = wish.providers.iter().find(|provider| provider.id == integration.provider)?;
        wish.takes(provider).then(|| Destination {
            integration: id,
            provider: provider.id.clone(),
            place: None,
            prefix: None,
            filename: None,
            files: provider.files.clone(),
        })
    });
    destination.into_iter().collect()
}

impl Wish<'_> {
    fn destination(&self, wanted: &Wanted) -> Result<Destination, Fault> {
        let fault = |key: &str, message: String| Fault::new(format!("{}.{key}", wanted.path), message);
        let called = wanted.provider();
        let provider = self.providers.iter().find(|provider| provider.is_called(called)).ok_or_else(|| {
            let known = self.providers.iter().map(|provider| provider.id.as_str()).collect::<Vec<_>>().join(", ");
            fault("provider", format!("no destination plugin of this server serves \"{called}\"; there are: {known}"))
        })?;
        let (integration, prefix, filename, keys) = match &wanted.by {
            By::Saved(saved) => {
                let id = self.saved(saved, provider, &fault)?;
                (id, saved.prefix.clone(), saved.filename.clone(), ("pathPrefix", "filename"))
            }
            By::Named(named) => {
                let id = self.named(named, provider, &fault)?;
                let prefix = if named.options.contains_key("path") { "options.path" } else { "options.prefix" };
                (id, named.prefix(), named.filename(), (prefix, "options.filename"))
            }
        };
        if let Some(prefix) = &prefix {
            check_prefix(prefix).map_err(|message| fault(keys.0, message))?;
        }
        if let Some(filename) = &filename {
            check_filename(filename).map_err(|message| fault(keys.1, message))?;
        }
        if !self.takes(provider) {
            let message = format!("{} takes no files of the type {}", provider.id, self.media_type);
            return Err(fault("provider", message));
        }
        let (id, files) = (provider.id.clone(), provider.files.clone());
        Ok(Destination { integration, provider: id, place: Some(wanted.place), prefix, filename, files })
    }

    fn takes(&self, provider: &ProviderFacts) -> bool {
        MediaKind::of(self.media_type).is_some_and(|kind| provider.files.contains(&kind))
    }

    fn admits(&self, integration: &Integration) -> bool {
        integration.settings.environments.contains(&self.environment)
    }

    /// The caller's own, active, of that provider, allowed in the environment.
    fn saved(
        &self,
        saved: &Saved,
        provider: &ProviderFacts,
        fault: &impl Fn(&str, String) -> Fault,
    ) -> Result<IntegrationId, Fault> {
        let id = saved.integration.parse::<IntegrationId>().ok();
        let found = id.and_then(|id| Some((id, self.integrations.all.get(&id)?)));
        let Some((id, integration)) = found else {
            let message = "the workspace has no integration with this id; GET /v1/integrations lists those it has";
            return Err(fault("integrationId", message.to_owned()));
        };
        if integration.provider != provider.id {
            let message =
                format!("the integration is one of \"{}\", not of \"{}\"", integration.provider, saved.provider);
            return Err(fault("provider", message));
        }
        if !integration.settings.active {
            let message = format!("the integration \"{}\" is not active; activate it first", integration.settings.name);
            return Err(fault("integrationId", message));
        }
        if !self.admits(integration) {
            return Err(fault("integrationId", self.not_here(integration)));
        }
        // Said twice, it could be said differently, and one of the two would count for nothing.
        if let Some(key) = saved.options.keys().find(|key| provider.selects.contains_key(*key)) {
            let message = "integrationId says already which integration is meant: leave this out".to_owned();
            return Err(fault(&format!("options.{key}"), message));
        }
        if let Some(key) = saved.options.keys().find(|key| NAMES.contains(&key.as_str())) {
            let message =
                "beside integrationId, folder and file name are called pathPrefix and filename, outside options";
            return Err(fault(&format!("options.{key}"), message.to_owned()));
        }
        Ok(id)
    }

    fn not_here(&self, integration: &Integration) -> String {
        let (name, environment) = (&integration.settings.name, self.environment);
        format!("the integration \"{name}\" is not for renders of {environment}; change its environments first")
    }

    /// The active one whose bucket (container, …) equals what the options say, else that provider's default, else the only one.
    fn named(
        &self,
        named: &Named,
        provider: &ProviderFacts,
        fault: &impl Fn(&str, String) -> Fault,
    ) -> Result<IntegrationId, Fault> {
        let usable: Vec<_> = (self.integrations.all.iter())
            .filter(|(_, one)| one.provider == provider.id && one.settings.active && self.admits(one))
            .collect();
        if usable.is_empty() {
            let message = format!(
                "the workspace has no active integration of \"{}\" for renders of {}; make one with POST /v1/integrations",
                provider.id, self.environment
            );
            return Err(fault("provider", message));
        }
        let said: Vec<_> = (provider.selects.iter())
            .filter_map(|(option, property)| Some((option, property, named.options.get(option)?.as_str()?)))
            .collect();
        let fits = |one: &Integration| {
            said.iter()
                .all(|(_, property, text)| one.settings.config.get(*property).and_then(Value::as_str) == Some(*text))
        };
        let fitting: Vec<_> = usable.iter().copied().filter(|(_, one)| fits(one)).collect();
        let candidates = if said.is_empty() || fitting.is_empty() { &usable } else { &fitting };
        let default = candidates.iter().find(|(id, _)| self.integrations.default == Some(**id));
        match (default, candidates.as_slice()) {
            (Some((id, _)), _) | (None, [(id, _)]) => Ok(**id),
            _ => {
                let listed = candidates.iter().map(|(id, one)| format!("\"{}\" ({id})", one.settings.name));
                let listed = listed.collect::<Vec<_>>().join(", ");
                let message = format!(
                    "several integrations could be meant: {listed}; name one by \"integrationId\", or make one the default"
                );
                Err(fault("provider", message))
            }
        }
    }
}
