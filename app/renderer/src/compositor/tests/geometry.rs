//! Where edges lie, measured in samples.

use super::scene::{Shelf, WHITE, composition, image, painted, rect, solid, video};
use crate::compositor::Layout;

#[test]
fn a_box_on_whole_pixels_has_sharp_edges() {
    let scene = composition(64, 48, vec![solid(WHITE, rect(10.0, 6.0, 20.0, 8.0))]);
    let frame = Shelf::default().compose(&scene, Layout::I420, 0);
    for y in 0..48 {
        for x in 0..64 {
            let inside = (10..30).contains(&x) && (6..14).contains(&y);
            assert_eq!(frame.plane(0)[y * 64 + x], if inside { 235 } else { 16 }, "({x}, {y})");
        }
    }
    assert!(frame.plane(1).iter().all(|c| *c == 128));
}

#[test]
fn an_edge_between_pixels_covers_its_share() {
    let scene = composition(16, 16, vec![solid(WHITE, rect(4.25, 4.0, 4.5, 4.0))]);
    let frame = Shelf::default().compose(&scene, Layout::Rgb, 0);
    let row = &frame.plane(0)[5 * 16..6 * 16];
    assert_eq!(row[3..=9], [0, 191, 255, 255, 255, 191, 0]);
}

#[test]
fn a_film_of_the_canvas_size_is_copied_byte_for_byte() {
    for (width, height) in [(64, 48), (63, 47), (1, 1), (130, 3)] {
        let film = painted(width, height, |plane, x, y| (plane * 50 + x * 7 + y * 13) as u8);
        let size = rect(0.0, 0.0, width as f64, height as f64);
        let scene = composition(width as u32, height as u32, vec![video(0, size, size)]);
        let frame = Shelf::default().film(0, film.clone()).compose(&scene, Layout::I420, 3);
        assert!(frame == film, "{width}x{height}");
    }
}

#[test]
fn a_cropped_film_shows_its_part_at_its_place() {
    let film = painted(64, 48, |_, x, y| (x + 2 * y) as u8 + 16);
    let scene = composition(64, 48, vec![video(0, rect(8.0, 4.0, 16.0, 16.0), rect(20.0, 10.0, 16.0, 16.0))]);
    let frame = Shelf::default().film(0, film).compose(&scene, Layout::I420, 0);
    assert_eq!(frame.plane(0)[10 * 64 + 20], 8 + 8 + 16);
    assert_eq!(frame.plane(0)[25 * 64 + 35], 23 + 2 * 19 + 16);
    assert_eq!(frame.plane(0)[25 * 64 + 36], 16);
    assert_eq!(frame.plane(1)[5 * 32 + 10], 4 + 2 * 2 + 16);
}

#[test]
fn pictures_lie_where_they_are_put() {
    let mut shelf =
        Shelf::default().picture(7, 40, 20, |x, _| if x < 20 { [255, 0, 0, 255] } else { [0, 0, 255, 255] });
    let scene = composition(64, 48, vec![image(7, rect(0.0, 0.0, 40.0, 20.0), rect(12.0, 9.0, 40.0, 20.0))]);
    let frame = shelf.compose(&scene, Layout::Rgb, 0);
    let pixel = |x: usize, y: usize| [0, 1, 2].map(|p| frame.plane(p)[y * 64 + x]);
    assert_eq!(pixel(11, 9), [0, 0, 0]);
    assert_eq!(pixel(12, 9), [255, 0, 0]);
    assert_eq!(pixel(31, 28), [255, 0, 0]);
    assert_eq!(pixel(32, 28), [0, 0, 255]);
    assert_eq!(pixel(51, 28), [0, 0, 255]);
    assert_eq!(pixel(52, 28), [0, 0, 0]);
    assert_eq!(pixel(12, 8), [0, 0, 0]);
    assert_eq!(pixel(12, 29), [0, 0, 0]);
}
