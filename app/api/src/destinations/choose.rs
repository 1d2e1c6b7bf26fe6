//! Where the files of a submitted edit go beside our own hosting.

use super::providers::{facts, fault};
use crate::records::unreadable;
use crate::{Problem, Services};
use delivery::Registry;
use domain::Environment;
use domain::edit::{Checked, Fault, listed};
use domain::ids::WorkspaceId;
use domain::integration::{Integrations, MOST_DESTINATIONS, Wanted, Wish, choose, options_at};
use domain::render::Destination;
use serde_json::Value;

/// The destinations that an edit names, among the workspace's own. One that names none goes nowhere else: the workspace's default
/// is for renders of the workspace API, which ask `domain::integration::of_workspace` for it.
///
/// # Errors
/// Every fault of the destinations and their options, each with its path in the edit; or that the log cannot be read.
pub(crate) async fn of_edit(
    services: &Services,
    workspace: WorkspaceId,
    environment: Environment,
    checked: &Checked,
) -> Result<Vec<Destination>, Problem> {
    if checked.destinations.is_empty() {
        return Ok(Vec::new());
    }
    let integrations = event_store::load::<Integrations>(services.log.as_ref(), workspace.0).await;
    let integrations = integrations.map_err(unreadable)?.state;
    let registry = services.destinations.registry();
    let wish = Wish {
        integrations: &integrations,
        providers: &facts(registry),
        environment,
        media_type: checked.summary.format.media_type(),
    };
    let list = checked.merged.pointer("/output/destinations");
    let wanted = checked.destinations.iter().take(MOST_DESTINATIONS);
    let mut faults: Vec<Fault> = wanted.flat_map(|wanted| in_options(registry, list, wanted)).collect();
    match choose(&checked.destinations, wish) {
        Ok(chosen) if faults.is_empty() => return Ok(chosen),
        Ok(_) => {}
        Err(found) => faults.extend(found),
    }
    Err(Problem::edit(listed(faults)))
}

/// What the provider's plugin has against what is said to it. Of a provider that nobody serves, [`choose`] speaks.
fn in_options(registry: &Registry, list: Option<&Value>, wanted: &Wanted) -> Vec<Fault> {
    let Some(provider) = registry.provider(wanted.provider()) else { return Vec::new() };
    let options = Value::Object(options_at(list, wanted.place, &provider.description().selects));
    let faults = provider.check_options(&options).into_iter().map(fault);
    faults.map(|fault| Fault::new(format!("{}.{}", wanted.path, fault.path), fault.message)).collect()
}
