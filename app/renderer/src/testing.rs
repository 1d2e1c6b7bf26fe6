//! Jobs and media made for tests, and what ffprobe says of what we made.

use crate::RenderJob;
use domain::composition::*;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder with test media, removed at the end of the test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Makes a file with ffmpeg's arguments, quoted where they hold spaces.
    pub(crate) fn ffmpeg(&self, arguments: &[&str], name: &str) -> PathBuf {
        let path = self.path(name);
        let mut command = Command::new("ffmpeg");
        command.args(["-nostdin", "-v", "error", "-y", "-threads", "1"]).args(arguments).arg(&path);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        path
    }

    /// A film with a changing picture, and sound if asked for.
    pub(crate) fn film(&self, name: &str, size: &str, rate: u32, seconds: f64, sound: bool) -> PathBuf {
        let picture = format!("testsrc2=size={size}:rate={rate}:duration={seconds}");
        let tone = format!("sine=frequency=440:sample_rate=44100:duration={seconds}");
        let mut arguments = vec!["-f", "lavfi", "-i", &picture];
        if sound {
            arguments.extend(["-f", "lavfi", "-i", &tone, "-c:a", "aac", "-shortest"]);
        }
        arguments.extend(["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-color_range", "tv"]);
        arguments.extend(["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]);
        self.ffmpeg(&arguments, name)
    }
}

/// A job that shows nothing yet, and has no folder.
pub(crate) fn job(canvas: Canvas, duration: f64, format: OutputFormat) -> RenderJob {
    let (nodes, audio, rasters) = (Vec::new(), Vec::new(), Vec::new());
    RenderJob {
        composition: Composition { canvas, duration, nodes, audio, rasters },
        output: OutputSettings {
            format,
            quality: Quality::Medium,
            scale_to: None,
            mute: false,
            repeat: true,
            range: None,
            poster: None,
            thumbnail: None,
            watermark: false,
        },
        sources: Vec::new(),
        facts: Vec::new(),
        rasters: Vec::new(),
        directory: PathBuf::new(),
        cache: None,
    }
}

/// Something that lies still during `span`, in seconds.
pub(crate) fn layer(pointer: &str, span: (f64, f64), content: Content, rect: Rect) -> Node {
    Node::Layer(Layer {
        pointer: pointer.to_owned(),
        span: Span { start: span.0, end: span.1 },
        content,
        placement: Placement::still(rect),
        opacities: Vec::new(),
        effects: Vec::new(),
        blend: BlendMode::Normal,
        masks: Vec::new(),
    })
}

/// What ffprobe says of one entry, such as `stream=nb_read_frames`, of streams of one kind (`v`, `a`).
pub(crate) fn ffprobe(path: &Path, streams: &str, entry: &str) -> Vec<String> {
    let mut command = Command::new("ffprobe");
    command.args(["-v", "error", "-count_frames"]);
    if !streams.is_empty() {
        command.args(["-select_streams", streams]);
    }
    let output = command.args(["-show_entries", entry, "-of", "csv=p=0"]).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|l| l.trim_end_matches(',').to_owned()).filter(|l| !l.is_empty()).collect()
}

/// What ffmpeg complains of when it decodes everything.
pub(crate) fn complaints(path: &Path) -> String {
    let output =
        Command::new("ffmpeg").args(["-nostdin", "-v", "warning", "-i"]).arg(path).args(["-f", "null", "-"]).output();
    String::from_utf8(output.unwrap().stderr).unwrap()
}

/// One decoded frame as packed RGB, and its width.
pub(crate) fn rgb_frame(path: &Path, index: u64) -> (Vec<u8>, usize) {
    let convert = "scale=in_color_matrix=bt709:in_range=tv:flags=accurate_rnd+full_chroma_int,format=rgb24";
    (frame(path, &format!("select=eq(n\\,{index}),{convert}")), width(path))
}

/// The luma in the middle of one decoded frame of 4:2:0 film.
pub(crate) fn luma(path: &Path, index: u64) -> u8 {
    let width = width(path);
    frame(path, &format!("select=eq(n\\,{index}),format=yuv420p"))[width * width / 2 + width / 2]
}

fn width(path: &Path) -> usize {
    ffprobe(path, "v", "stream=width")[0].parse().unwrap()
}

fn frame(path: &Path, filter: &str) -> Vec<u8> {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-i"]).arg(path);
    command.args(["-vf", filter, "-frames:v", "1", "-f", "rawvideo", "-"]).output().unwrap().stdout
}

/// All decoded samples of the left channel, at 48 kHz.
pub(crate) fn samples(path: &Path) -> Vec<f32> {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-i"]).arg(path);
    let output = command.args(["-vn", "-f", "f32le", "-ar", "48000", "-af", "pan=mono|c0=c0", "-"]).output().unwrap();
    output.stdout.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
}

/// The root of the mean of the squares.
pub(crate) fn loudness(samples: &[f32]) -> f32 {
    (samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32).sqrt()
}
