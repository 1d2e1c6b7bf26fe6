//! What cannot be drawn is refused before any work, by its place.

use domain::composition::{BlendMode, Composition, Node};
use domain::{Failure, FailureCode};

/// Refuses a composition that the compositor cannot draw exactly as asked.
///
/// The failure names the JSON path of the first layer concerned. Trying again does not help.
pub fn check(composition: &Composition) -> Result<(), Failure> {
    composition.nodes.iter().try_for_each(|node| {
        let layer = match node {
            Node::Layer(layer) => layer,
            Node::Group(group) => return refuse(&group.pointer, "grouped layers"),
        };
        if layer.blend != BlendMode::Normal {
            return refuse(&layer.pointer, "blend modes");
        }
        if !layer.masks.is_empty() {
            return refuse(&layer.pointer, "masks and wipes");
        }
        if !layer.effects.is_empty() {
            return refuse(&layer.pointer, "filters, blur and chroma key");
        }
        if layer.placement.projection.is_some() {
            return refuse(&layer.pointer, "perspective");
        }
        Ok(())
    })
}

fn refuse(pointer: &str, what: &str) -> Result<(), Failure> {
    let message = format!("The clip at {pointer} uses {what}, which this version cannot render yet; remove it.");
    Err(Failure::at(FailureCode::BadEdit, pointer, message))
}
