//! Every view there is.

use crate::view::View;
use crate::{assets, due_work, integrations, keys, renders, transfers, users, workspaces};

/// One line a view.
pub(crate) const VIEWS: &[&dyn View] = &[
    &assets::Assets,
    &due_work::DueWorkView,
    &integrations::IntegrationsView,
    &keys::Keys,
    &renders::Renders,
    &transfers::Transfers,
    &users::Users,
    &workspaces::Workspaces,
];

/// What the set of tables is called that these views are: versions that share a database project each their own.
pub(crate) fn edition() -> String {
    let tables = VIEWS.iter().filter(|view| view.version() > 1).map(|view| view.table().name());
    tables.collect::<Vec<_>>().join("+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_of_a_view_has_a_table_of_its_own() {
        for view in VIEWS {
            let expected = match view.version() {
                1 => view.name().to_owned(),
                version => format!("{}_{version}", view.name()),
            };
            assert_eq!(view.table().name(), expected);
        }
    }
}
