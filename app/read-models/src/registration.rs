//! Every view there is.

use crate::view::View;
use crate::{assets, due_work, keys, renders, transfers, users, workspaces};

/// One line a view.
pub(crate) const VIEWS: &[&dyn View] = &[
    &assets::Assets,
    &due_work::DueWorkView,
    &keys::Keys,
    &renders::Renders,
    &transfers::Transfers,
    &users::Users,
    &workspaces::Workspaces,
];
