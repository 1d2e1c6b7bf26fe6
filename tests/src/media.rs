//! Little real files, made by ffmpeg once per target folder.

use crate::binary::profile_folder;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Raised whenever what is made below changes.
const EDITION: u32 = 2;

/// What `patch.mp4` and `patch.png` show everywhere.
pub const PATCH: [u8; 3] = [200, 80, 40];
/// What `logo.png` shows: 64 × 32 pixels, opaque.
pub const LOGO: [u8; 3] = [0, 200, 0];

/// The folder with:
///
/// - `film.mp4`: 2 s of 320 × 180 at 25 fps, moving, H.264 tagged BT.709, with a tone of 440 Hz;
/// - `patch.mp4`: 2 s of 320 × 180 at 25 fps of one colour, H.264 tagged BT.709, no sound;
/// - `silent.webm`: 2 s of 320 × 180 at 25 fps, VP9, no sound;
/// - `logo.png`, `patch.png` (320 × 180), `photo.jpg` (640 × 360);
/// - `tone.mp3`: 3 s of 440 Hz;
/// - `truncated.mp4`: the first half of a film whose index stands at its end;
/// - `cut-short.mp4`: the first half of a film whose index stands at its beginning;
/// - `text.mp4`: text.
///
/// # Panics
/// When ffmpeg is missing.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let root = profile_folder();
        let folder = root.join(format!("test-media-{EDITION}"));
        // Tests are processes of their own: the first makes the files, the others wait.
        let lock = File::create(root.join("test-media.lock")).unwrap();
        lock.lock().unwrap();
        if !folder.is_dir() {
            let part = tempfile::tempdir_in(&root).unwrap();
            make(part.path());
            std::fs::rename(part.keep(), &folder).unwrap();
        }
        folder
    })
}

/// One of the files in [`folder`].
pub fn file(name: &str) -> PathBuf {
    folder().join(name)
}

fn make(folder: &Path) {
    let [r, g, b] = PATCH;
    let [logo_r, logo_g, logo_b] = LOGO;
    let patch = format!("color=c=0x{r:02x}{g:02x}{b:02x}:s=320x180:r=25:d=2,format=rgb24");
    let logo = format!("color=c=0x{logo_r:02x}{logo_g:02x}{logo_b:02x}:s=64x32,format=rgb24");
    let film = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", "-f", "lavfi", "-i", "sine=f=440:r=48000:d=2"];
    let bt709 = "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int,format=yuv420p";
    let tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"];
    let h264 = ["-vf", bt709, "-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", "-b:a", "96k"];
    let of = |name: &str| folder.join(name).to_str().unwrap().to_owned();

    ffmpeg(&[&film, &h264[..], &tags, &["-movflags", "+faststart", &of("film.mp4")]].concat());
    ffmpeg(&[&film, &h264[..], &tags, &[&of("index-last.mp4")]].concat());
    let x264 = ["-c:v", "libx264", "-qp", "1"];
    ffmpeg(&[&["-f", "lavfi", "-i", &patch, "-vf", bt709], &x264[..], &tags, &[&of("patch.mp4")]].concat());
    let webm = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-pix_fmt", "yuv420p", "-an"];
    ffmpeg(&[&film[..4], &webm, &[&of("silent.webm")]].concat());
    ffmpeg(&["-f", "lavfi", "-i", &logo, "-frames:v", "1", &of("logo.png")]);
    ffmpeg(&["-f", "lavfi", "-i", &patch, "-frames:v", "1", &of("patch.png")]);
    ffmpeg(&["-f", "lavfi", "-i", "testsrc2=s=640x360", "-frames:v", "1", &of("photo.jpg")]);
    ffmpeg(&["-f", "lavfi", "-i", "sine=f=440:r=44100:d=3", "-c:a", "libmp3lame", &of("tone.mp3")]);

    for (whole, cut) in [("index-last.mp4", "truncated.mp4"), ("film.mp4", "cut-short.mp4")] {
        let bytes = std::fs::read(folder.join(whole)).unwrap();
        std::fs::write(folder.join(cut), &bytes[..bytes.len() / 2]).unwrap();
    }
    std::fs::write(folder.join("text.mp4"), "This is a text, whatever its name says.\n".repeat(200)).unwrap();
}

fn ffmpeg(arguments: &[&str]) {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-loglevel", "error", "-y"]).args(arguments);
    let output = command.output().expect("ffmpeg is missing: run scripts/setup --tests");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
