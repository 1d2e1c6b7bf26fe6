//! What is shown, hidden, passed on, needed or refused.

use super::scene::{Shelf, WHITE, composition, image, painted, rect, solid, video};
use crate::compositor::{Compositor, Layout, Need, Plan, Resolver, Target};
use domain::composition::{Composition, Easing, Keyframes, Layer, Point, Rational, Span};

fn whole() -> domain::composition::Rect {
    rect(0.0, 0.0, 64.0, 48.0)
}

fn shelf() -> Shelf {
    let film = |seed: usize| painted(64, 48, move |p, x, y| (seed + p + x + y) as u8);
    Shelf::default().film(0, film(0)).film(1, film(100)).picture(9, 4, 4, |_, _| [1, 2, 3, 255])
}

fn between(start: f64, end: f64, layer: Layer) -> Layer {
    Layer { span: Span { start, end }, ..layer }
}

fn compositor(scene: &Composition, shelf: &Shelf, watermark: bool) -> Compositor {
    let target = Target { width: 64, height: 48, layout: Layout::I420, watermark };
    Compositor::new(scene, shelf.facts(), target)
}

fn passes(scene: &Composition, frame: u64) -> Option<usize> {
    match compositor(scene, &shelf(), false).plan(frame) {
        Plan::PassThrough(request) => Some(request.slot),
        Plan::Compose => None,
    }
}

#[test]
fn a_layer_shows_from_its_first_frame_to_before_its_end() {
    let mut scene = composition(64, 48, vec![between(0.1 + 0.2, 0.7 + 0.1, solid(WHITE, whole()))]);
    let resolver = |scene: &Composition| Resolver::new(scene, &Default::default(), 64, 48);
    assert_eq!(resolver(&scene).frames(0), 3..8);
    scene.canvas.fps = Rational::new(30000, 1001);
    // 0.3 s lies between frames 8 (0.267 s) and 9, 0.8 s between 23 and 24.
    assert_eq!(resolver(&scene).frames(0), 9..24);
    assert!(resolver(&scene).shown(8).is_empty());
    assert_eq!(resolver(&scene).shown(9).len(), 1);
}

#[test]
fn a_lone_film_of_the_right_size_is_passed_through() {
    let film = video(1, whole(), whole());
    assert_eq!(passes(&composition(64, 48, vec![film.clone()]), 5), Some(0));
    assert_eq!(passes(&composition(64, 48, vec![video(0, whole(), whole()), film.clone()]), 5), Some(1));
    let corner = image(9, rect(0.0, 0.0, 4.0, 4.0), rect(0.0, 0.0, 4.0, 4.0));
    assert_eq!(passes(&composition(64, 48, vec![film.clone(), corner.clone()]), 5), None);
    assert_eq!(passes(&composition(64, 48, vec![corner, film.clone()]), 5), Some(1));
    let title = between(2.0, 3.0, solid(WHITE, rect(1.0, 1.0, 5.0, 5.0)));
    let scene = composition(64, 48, vec![film, title]);
    assert_eq!([19, 20, 29, 30].map(|frame| passes(&scene, frame)), [Some(0), None, None, Some(0)]);
    assert_eq!(compositor(&scene, &shelf(), true).plan(5), Plan::Compose);
}

#[test]
fn anything_that_changes_a_pixel_is_composed() {
    type Change = fn(&mut Layer);
    let changes: [Change; 7] = [
        |l| l.placement.flip.horizontal = true,
        |l| l.placement.flip.vertical = true,
        |l| l.opacities = vec![Keyframes::constant(0.99)],
        |l| l.placement.scales = vec![Keyframes::constant(1.01)],
        |l| l.placement.positions.push(Keyframes::constant(Point { x: 0.1, y: 0.0 })),
        |l| l.placement.rotations = vec![Keyframes::constant(0.1)],
        |l| *l = video(1, rect(0.0, 0.0, 63.0, 48.0), whole()),
    ];
    for (i, change) in changes.into_iter().enumerate() {
        let mut layer = video(1, whole(), whole());
        change(&mut layer);
        assert_eq!(passes(&composition(64, 48, vec![layer]), 5), None, "change {i}");
    }
}

#[test]
fn hidden_films_are_neither_asked_for_nor_scheduled() {
    let covered = between(2.0, 6.0, video(1, whole(), whole()));
    let scene = composition(64, 48, vec![video(0, whole(), whole()), covered]);
    let mut shelf = shelf();
    let needs = compositor(&scene, &shelf, false).schedule(0..100);
    assert_eq!(needs, [Need { slot: 0, frames: vec![0..20, 60..100] }, Need { slot: 1, frames: one(20..60) }]);
    shelf.compose(&scene, Layout::I420, 30);
    assert_eq!(shelf.asked, [1]);
}

fn one(range: std::ops::Range<u64>) -> Vec<std::ops::Range<u64>> {
    std::iter::once(range).collect()
}

#[test]
fn a_film_that_ends_early_hides_nothing() {
    let scene = composition(64, 48, vec![video(0, whole(), whole()), video(1, whole(), whole())]);
    let mut shelf = shelf();
    shelf.films.get_mut(&domain::composition::SourceId(1)).unwrap().1 = 3.0;
    let below = shelf.films[&domain::composition::SourceId(0)].0.clone();
    // It is known to end.
    assert!(shelf.compose(&scene, Layout::I420, 30) == below);
    // It was thought to go on.
    let mut facts = shelf.facts();
    facts.values_mut().for_each(|fact| fact.certain = Some((0.0, 10.0)));
    let target = Target { width: 64, height: 48, layout: Layout::I420, watermark: false };
    let mut compositor = Compositor::new(&scene, facts, target);
    let mut frame = crate::compositor::Frame::new(Layout::I420, 64, 48);
    compositor.compose(30, &mut shelf, &mut frame.planes_mut()).unwrap();
    assert!(frame == below);
}

#[test]
fn what_is_transparent_or_outside_is_not_needed() {
    let mut faded = video(0, whole(), whole());
    faded.opacities = vec![Keyframes::ramp((3.0, 0.0), (4.0, 1.0), Easing::Linear), Keyframes::constant(1.0)];
    let mut leaving = video(1, whole(), whole());
    leaving.placement.positions =
        vec![Keyframes::ramp((0.0, Point::default()), (5.0, Point { x: -64.0, y: 0.0 }), Easing::Linear)];
    let scene = composition(64, 48, vec![faded, leaving]);
    let needs = compositor(&scene, &shelf(), false).schedule(0..100);
    assert_eq!(needs, [Need { slot: 1, frames: one(0..50) }, Need { slot: 0, frames: one(31..100) }]);
}

#[test]
fn pictures_are_loaded_once_and_dropped_when_they_end() {
    let picture = between(1.0, 3.0, image(9, rect(0.0, 0.0, 4.0, 4.0), rect(8.0, 8.0, 4.0, 4.0)));
    let scene = composition(64, 48, vec![picture]);
    let mut shelf = shelf();
    let mut compositor = compositor(&scene, &shelf, false);
    let mut frame = crate::compositor::Frame::new(Layout::I420, 64, 48);
    for index in [0, 10, 11, 29, 30, 40] {
        compositor.compose(index, &mut shelf, &mut frame.planes_mut()).unwrap();
    }
    assert_eq!(shelf.loaded.len(), 1);
    compositor.compose(12, &mut shelf, &mut frame.planes_mut()).unwrap();
    assert_eq!(shelf.loaded.len(), 2);
}
