//! What ffprobe and ffmpeg say of a file.

use serde::Deserialize;
use std::path::Path;
use std::process::Command;

/// A file as ffprobe sees it, every picture decoded.
#[derive(Debug, Deserialize)]
pub struct Probe {
    /// Its streams.
    pub streams: Vec<Stream>,
    /// Its container.
    pub format: Format,
}

/// A stream as ffprobe sees it.
#[derive(Debug, Deserialize)]
pub struct Stream {
    /// `video` or `audio`.
    pub codec_type: String,
    /// Such as `h264`.
    pub codec_name: String,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// Such as `yuv420p`.
    pub pix_fmt: Option<String>,
    /// Such as `30000/1001`.
    pub r_frame_rate: String,
    /// Such as `30000/1001`.
    pub avg_frame_rate: String,
    /// Seconds.
    pub duration: Option<String>,
    /// Pictures or audio frames that were decoded.
    pub nb_read_frames: Option<String>,
    /// Such as `48000`.
    pub sample_rate: Option<String>,
    /// How many.
    pub channels: Option<u32>,
}

/// A container as ffprobe sees it.
#[derive(Debug, Deserialize)]
pub struct Format {
    /// Such as `mov,mp4,m4a,3gp,3g2,mj2`.
    pub format_name: String,
    /// Seconds.
    pub duration: Option<String>,
}

impl Probe {
    /// Looks at the file and decodes all of it.
    ///
    /// # Panics
    /// When anything about it is an error to ffmpeg.
    pub fn of(file: &Path) -> Self {
        let asked = ["-loglevel", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json"];
        let said = run(Command::new("ffprobe").args(asked).arg(file));
        run(Command::new("ffmpeg")
            .args(["-nostdin", "-loglevel", "error", "-xerror", "-i"])
            .arg(file)
            .args(["-f", "null", "-"]));
        serde_json::from_slice(&said).unwrap()
    }

    /// The only video stream.
    ///
    /// # Panics
    /// When there are none or several.
    pub fn video(&self) -> &Stream {
        self.only("video")
    }

    /// The only audio stream.
    ///
    /// # Panics
    /// When there are none or several.
    pub fn audio(&self) -> &Stream {
        self.only("audio")
    }

    fn only(&self, kind: &str) -> &Stream {
        let of_kind: Vec<_> = self.streams.iter().filter(|stream| stream.codec_type == kind).collect();
        assert_eq!(of_kind.len(), 1, "streams of the type {kind}: {self:?}");
        of_kind[0]
    }

    /// The types of its streams, in their order.
    pub fn kinds(&self) -> Vec<&str> {
        self.streams.iter().map(|stream| stream.codec_type.as_str()).collect()
    }

    /// The container's length in seconds.
    ///
    /// # Panics
    /// When it has none.
    pub fn duration(&self) -> f64 {
        self.format.duration.as_ref().expect("a duration").parse().unwrap()
    }
}

impl Stream {
    /// Pixels.
    ///
    /// # Panics
    /// When it has no size.
    pub fn size(&self) -> (u32, u32) {
        (self.width.unwrap(), self.height.unwrap())
    }

    /// How many pictures or audio frames were decoded.
    ///
    /// # Panics
    /// When they were not counted.
    pub fn frames(&self) -> u64 {
        self.nb_read_frames.as_ref().unwrap().parse().unwrap()
    }

    /// Its length in seconds.
    ///
    /// # Panics
    /// When it has none.
    pub fn seconds(&self) -> f64 {
        self.duration.as_ref().unwrap().parse().unwrap()
    }
}

/// How loud the file is between `from` and `to`, in dB of full scale (RMS over all channels).
///
/// # Panics
/// When it has no sound there.
pub fn loudness(file: &Path, from: f64, to: f64) -> f64 {
    let filter = format!("atrim={from}:{to},astats=measure_perchannel=none:measure_overall=RMS_level");
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-hide_banner", "-i"]).arg(file).args(["-af", &filter, "-vn", "-f", "null", "-"]);
    let said = command.output().expect("ffmpeg is missing: run scripts/setup --tests");
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let level = said.split("RMS level dB: ").nth(1).and_then(|rest| rest.lines().next());
    level.unwrap_or_else(|| panic!("no sound: {said}")).trim().parse().unwrap()
}

/// Runs the tool; its standard output.
pub(crate) fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().expect("ffmpeg is missing: run scripts/setup --tests");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaints.is_empty(), "{command:?}: {complaints}");
    output.stdout
}
