//! `rushes doctor`: what this machine has of what rendering needs, and how to get the rest.

use crate::config::Config;
use crate::exit::Exit;
use crate::outside;
use delivery::Registry;
use raster::FontLibrary;
use raster::fonts::report;

/// Lists every element and font; fails when a render would be impossible.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub async fn run(config: &Config) -> Result<(), Exit> {
    let elements = renderer::gstreamer_elements().map_err(|failure| Exit::input(&failure))?;
    println!("GStreamer");
    for element in &elements {
        let remedy = format!("apt-get install {}", element.package);
        line(element.found, element.element, element.purpose, &remedy);
    }
    println!("Fonts");
    for family in report(&FontLibrary::load(&[])) {
        let drawn = match &family.drawn_with {
            Some(drawn) if family.is_exact => drawn.clone(),
            Some(drawn) => format!("drawn with {drawn}"),
            None => "nothing to draw it with".to_owned(),
        };
        line(family.is_exact, family.family, &drawn, family.remedy);
    }
    println!("Destinations");
    let registry = Registry::load(&outside::plugins(config)?).await;
    for loaded in registry.loaded() {
        line(true, &loaded.file, &loaded.providers.join(", "), "");
    }
    for refused in registry.refused() {
        line(false, &refused.file, &format!("it is not used: {}", refused.reason), "");
    }
    if registry.loaded().is_empty() && registry.refused().is_empty() {
        println!("  none: see plugins.dir in rushes.toml");
    }
    let missing: Vec<_> = elements.iter().filter(|e| e.required && !e.found).map(|e| e.package).collect();
    if missing.is_empty() {
        println!("Everything that rendering cannot do without is there.");
        return Ok(());
    }
    Err(Exit::input(format!("rendering is impossible without: {}", missing.join(", "))))
}

#[expect(clippy::print_stdout, reason = "what the command is for")]
fn line(found: bool, name: &str, what: &str, remedy: &str) {
    match (found, remedy) {
        (true, _) => println!("  ok       {name:<26} {what}"),
        (false, "") => println!("  missing  {name:<26} {what}"),
        (false, remedy) => println!("  missing  {name:<26} {what}: {remedy}"),
    }
}
