//! Films that say how they are to be turned and flipped.

use super::*;

/// What is stored, quarter by quarter: red and green above, blue and white below.
const STORED: [[u8; 3]; 4] = [[255, 0, 0], [0, 200, 0], [0, 0, 255], [255, 255, 255]];

/// The a, b, c and d of a display matrix, what it does, and which quarter is then seen where: upper left, upper right,
/// lower left, lower right.
///
/// The eighth, transposed along the other diagonal, is not known to the demuxer.
const MATRICES: [([i32; 4], &str, [usize; 4]); 7] = [
    ([1, 0, 0, 1], "as it is", [0, 1, 2, 3]),
    ([-1, 0, 0, 1], "flipped sideways", [1, 0, 3, 2]),
    ([-1, 0, 0, -1], "turned by 180", [3, 2, 1, 0]),
    ([1, 0, 0, -1], "flipped upside down", [2, 3, 0, 1]),
    ([0, 1, 1, 0], "transposed", [0, 2, 1, 3]),
    ([0, 1, -1, 0], "turned by 90", [2, 0, 3, 1]),
    ([0, -1, 1, 0], "turned by 270", [1, 3, 0, 2]),
];

#[test]
fn films_are_turned_upright() {
    let folder = Folder::new();
    let colors = STORED.map(|[r, g, b]| format!("color=0x{r:02x}{g:02x}{b:02x}:s=64x32:r=10:d=0.3"));
    let [a, b, c, d] = &colors;
    let source = format!(
        "{a}[a];{b}[b];{c}[c];{d}[d];[a][b]hstack[u];[c][d]hstack[l];[u][l]vstack,scale=out_color_matrix=bt709,\
         format=yuv420p"
    );
    let tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"];
    let codec = ["-c:v", "libx264", "-qp", "4"];
    let film = folder.ffmpeg(&[&["-filter_complex", &source], &tags[..], &codec].concat(), "a.mp4");
    let bytes = std::fs::read(&film).unwrap();
    let header = bytes.windows(4).position(|name| name == b"tkhd").unwrap();
    let mut wrong = Vec::new();
    for (matrix, what, seen) in MATRICES {
        let mut bytes = bytes.clone();
        // The matrix comes 40 bytes after the name: a, b, u, c, d, v, x, y, w.
        for (value, at) in matrix.into_iter().zip([0, 4, 12, 16]) {
            bytes[header + 44 + at..][..4].copy_from_slice(&(value << 16).to_be_bytes());
        }
        let path = folder.path("turned.mp4");
        std::fs::write(&path, bytes).unwrap();
        let facts = probe(&path).unwrap();
        let (width, height) = if matrix[0] == 0 { (64, 128) } else { (128, 64) };
        if (facts.width, facts.height) != (Some(width), Some(height)) {
            wrong.push(format!("{what}: {:?} x {:?}", facts.width, facts.height));
            continue;
        }
        let (x, y) = (width as usize / 4, height as usize / 4);
        for (place, quarter) in [(x, y), (3 * x, y), (x, 3 * y), (3 * x, 3 * y)].into_iter().zip(seen) {
            let (found, _) = pixel(&path, place.0, place.1);
            if !near(found, STORED[quarter], 3) {
                wrong.push(format!("{what} at {place:?}: {found:?}, not {:?}", STORED[quarter]));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
