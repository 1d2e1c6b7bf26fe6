//! Sounds that are an hour long.

use super::*;
use crate::decode::AudioReader;

#[test]
fn an_hour_into_a_sound_its_samples_are_where_they_belong() {
    crate::gst_setup::init().unwrap();
    let folder = Folder::new();
    // 100 Hz, and a beep of 1,000 Hz at the beginning of every second.
    let source = "sine=frequency=100:beep_factor=10:sample_rate=44100:duration=3600";
    let codec = ["-c:a", "flac", "-compression_level", "0"];
    let path = folder.ffmpeg(&[&["-f", "lavfi", "-i", source][..], &codec].concat(), "hour.flac");
    for (start, speed) in [(3_589.5, 1.0), (3_598.25, 1.0), (3_596.5, 2.0)] {
        let mut block = vec![0.0; CHANNELS * RATE as usize];
        AudioReader::open(&path, start, speed).unwrap().read(&mut block).unwrap();
        let left: Vec<f32> = block.chunks_exact(CHANNELS).map(|frame| frame[0]).collect();
        // What repeats every hundredth of a second leaves nothing but the beep's beginning, and then its end.
        let period = (480.0 / speed) as usize;
        let begins = left.windows(period + 1).position(|part| (part[period] - part[0]).abs() > 0.05);
        let begins = begins.map_or(0, |at| at + period);
        let expected = ((f64::ceil(start) - start) / speed * f64::from(RATE)) as usize;
        // A tenth of a frame at 60 a second.
        assert!(begins.abs_diff(expected) < 80, "from {start}: {begins}, not {expected}");
    }
}
