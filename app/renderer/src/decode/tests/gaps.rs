//! Films whose frames lie far apart, opened between them.

use super::*;

/// Frames 0 to 24 of a [`counting`] film, none for more than ten seconds, and frames 280 to 289.
const GAP: [&str; 4] = ["-vf", "select='lt(n,25)+gte(n,280)'", "-fps_mode", "vfr"];

/// Frame numbers come round every fifty.
const LAST: i32 = 24;
const AFTER: i32 = 280 % 50;

fn films(folder: &Folder) -> Vec<PathBuf> {
    let key = ["-force_key_frames", "0.4"];
    [
        ("gap.mp4", &["-bf", "3"][..]),
        ("plain.mp4", &["-bf", "0"]),
        ("gap.mkv", &["-bf", "3"]),
        ("gap.webm", &["-c:v", "libvpx-vp9", "-crf", "4", "-b:v", "0"]),
        ("gap.mov", &["-c:v", "prores_ks", "-profile:v", "3", "-pix_fmt", "yuv422p10le"]),
    ]
    .into_iter()
    .map(|(name, codec)| counting(folder, name, 11.6, &[&GAP[..], &key, codec].concat()))
    .collect()
}

#[test]
fn the_frame_before_a_gap_is_held_wherever_a_film_is_opened() {
    crate::gst_setup::init().unwrap();
    let folder = Folder::new();
    let times = [0.9, 0.97, 1.01, 1.3, 3.0, 5.0, 11.1, 11.19, 11.2, 11.5, 11.56, 11.61, 11.7, 11.9, 15.0];
    for path in films(&folder) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut straight = VideoReader::open(&path, 0.0).unwrap();
        for time in times {
            let read_on = shown(&mut straight, time);
            let mut opened = VideoReader::open(&path, time).unwrap();
            assert_eq!(shown(&mut opened, time), read_on, "{name} at {time}");
            match time {
                1.0..11.2 => assert_eq!(read_on, Some(LAST), "{name} at {time}"),
                11.2..11.24 => assert_eq!(read_on, Some(AFTER), "{name} at {time}"),
                12.0.. => assert_eq!(read_on, None, "{name} at {time}"),
                _ => {}
            }
            // What is opened in the gap goes on after it.
            if time < 11.2 {
                assert_eq!(shown(&mut opened, 11.2), Some(AFTER), "{name} from {time}");
            }
        }
    }
}
