//! Turned, sheared and mirrored pictures.

use super::scene::{Shelf, WHITE, composition, image, painted, rect, solid, video};
use crate::compositor::{Frame, Layout};
use domain::composition::{Easing, Keyframes, Layer, Point};

const SIZE: usize = 64;

/// A picture of one red, one green, one blue and one white quarter: clockwise from the top left.
fn quarters(shelf: Shelf) -> Shelf {
    shelf.picture(0, 20, 20, |x, y| match (x < 10, y < 10) {
        (true, true) => [255, 0, 0, 255],
        (false, true) => [0, 255, 0, 255],
        (false, false) => [0, 0, 255, 255],
        (true, false) => [255, 255, 255, 255],
    })
}

fn draw(layer: Layer, frame: u64) -> Frame {
    let scene = composition(SIZE as u32, SIZE as u32, vec![layer]);
    quarters(Shelf::default()).compose(&scene, Layout::Rgb, frame)
}

fn pixel(frame: &Frame, x: usize, y: usize) -> [u8; 3] {
    [0, 1, 2].map(|plane| frame.plane(plane)[y * SIZE + x])
}

fn sum(frame: &Frame, plane: usize) -> f64 {
    frame.plane(plane).iter().map(|v| f64::from(*v) / 255.0).sum()
}

#[test]
fn a_quarter_turn_is_clockwise_and_sharp() {
    let mut layer = image(0, rect(0.0, 0.0, 20.0, 20.0), rect(22.0, 20.0, 20.0, 20.0));
    // At once, and as the middle of a turn that goes on: the prepared and the moving way.
    for rotation in [Keyframes::constant(90.0), Keyframes::ramp((0.0, 0.0), (10.0, 180.0), Easing::Linear)] {
        layer.placement.rotations = vec![rotation];
        let frame = draw(layer.clone(), 50);
        assert_eq!(pixel(&frame, 22, 20), [255, 255, 255]);
        assert_eq!(pixel(&frame, 41, 20), [255, 0, 0]);
        assert_eq!(pixel(&frame, 41, 39), [0, 255, 0]);
        assert_eq!(pixel(&frame, 22, 39), [0, 0, 255]);
        for outside in [(21, 20), (42, 20), (22, 19), (22, 40)] {
            assert_eq!(pixel(&frame, outside.0, outside.1), [0, 0, 0]);
        }
    }
}

#[test]
fn a_turned_box_keeps_its_area_and_its_corners() {
    for degrees in [10.0f64, 30.0, 45.0, 77.0] {
        let mut layer = solid(WHITE, rect(22.0, 27.0, 20.0, 10.0));
        for moving in [false, true] {
            layer.placement.rotations = vec![match moving {
                false => Keyframes::constant(degrees),
                true => Keyframes::ramp((0.0, degrees - 5.0), (10.0, degrees + 5.0), Easing::Linear),
            }];
            let frame = draw(layer.clone(), 50);
            assert!((sum(&frame, 0) - 200.0).abs() < 1.5, "{degrees}: {}", sum(&frame, 0));
            // The box's right end lies at (cos, sin) times ten from the middle.
            let (sin, cos) = degrees.to_radians().sin_cos();
            let along = |d: f64| pixel(&frame, (32.0 + d * cos) as usize, (32.0 + d * sin) as usize)[0];
            assert_eq!((along(8.0), along(12.0)), (255, 0), "{degrees}");
        }
    }
}

#[test]
fn skew_shifts_rows_and_keeps_the_area() {
    let mut layer = solid(WHITE, rect(22.0, 22.0, 20.0, 20.0));
    layer.placement.skews = vec![Keyframes::constant(Point { x: 0.5, y: 0.0 })];
    let frame = draw(layer, 0);
    assert!((sum(&frame, 0) - 400.0).abs() < 2.0);
    let middle = |y: usize| {
        let row = (0..SIZE).map(|x| f64::from(pixel(&frame, x, y)[0]));
        let (m, s) = row.enumerate().fold((0.0, 0.0), |(m, s), (x, v)| (m + (x as f64 + 0.5) * v, s + v));
        m / s
    };
    // Ten rows further down the row lies five pixels further right.
    assert!((middle(37) - middle(27) - 5.0).abs() < 0.1);
}

#[test]
fn mirrors_change_sides_in_every_way() {
    let film = painted(20, 20, |plane, x, _| if plane == 0 && x < 10 { 200 } else { 128 });
    let place = rect(10.0, 10.0, 20.0, 20.0);
    let mut shelf = quarters(Shelf::default()).film(1, film);
    let mut flipped = image(0, rect(0.0, 0.0, 20.0, 20.0), place);
    flipped.placement.flip.horizontal = true;
    let mut moving = flipped.clone();
    moving.placement.positions =
        vec![Keyframes::ramp((0.0, Point { x: 10.0, y: 10.0 }), (10.0, Point { x: 30.0, y: 10.0 }), Easing::Linear)];
    for layer in [flipped, moving] {
        let frame = draw(layer, 0);
        assert_eq!([pixel(&frame, 10, 10), pixel(&frame, 29, 10)], [[0, 255, 0], [255, 0, 0]]);
        assert_eq!([pixel(&frame, 10, 29), pixel(&frame, 29, 29)], [[0, 0, 255], [255, 255, 255]]);
    }
    let mut film = video(1, rect(0.0, 0.0, 20.0, 20.0), place);
    film.placement.flip.horizontal = true;
    let frame = shelf.compose(&composition(64, 64, vec![film]), Layout::I420, 0);
    assert_eq!([frame.plane(0)[12 * 64 + 12], frame.plane(0)[12 * 64 + 28]], [128, 200]);
}

#[test]
fn a_turned_film_stays_in_its_colours() {
    let film = painted(200, 200, |plane, _, _| [150, 90, 200][plane]);
    for size in [20.0, 60.0] {
        let mut layer = video(1, rect(0.0, 0.0, 200.0, 200.0), rect(2.0, 2.0, size, size));
        layer.placement.rotations = vec![Keyframes::constant(20.0)];
        let scene = composition(64, 64, vec![layer]);
        let frame = Shelf::default().film(1, film.clone()).compose(&scene, Layout::I420, 0);
        let middle = 2 + size as usize / 2;
        assert_eq!(frame.plane(0)[middle * 64 + middle], 150);
        assert_eq!(frame.plane(1)[middle / 2 * 32 + middle / 2], 90);
        assert_eq!(frame.plane(2)[middle / 2 * 32 + middle / 2], 200);
    }
}
