//! Films that are opened and closed all the time while the machine is busy: each shows its first frame as on an idle one.

use crate::random::Random;
use crate::variety::{self, ffmpeg};
use crate::watching;
use image::RgbImage;
use rushes_tests::edits::{clip, of};
use rushes_tests::{Setup, media, picture, tools};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use tempfile::TempDir;

/// Films on the picture at once, a quarter of it each.
const AT_ONCE: usize = 4;
/// Clips one after the other in each quarter.
const IN_A_ROW: usize = 10;
/// Seconds of each, and its frames.
const LENGTH: f64 = 0.2;
const FRAMES: u64 = 5;
/// Renders beside each other.
const RENDERS: usize = 4;
/// Threads that do nothing but take the processor's time.
const BURNERS: usize = 4;
/// Edits that are rendered on the idle machine, and over and over on the busy one.
const EDITS: usize = 3;
/// The picture's size.
const SIZE: (u32, u32) = (640, 360);

/// A film to open, and from when on.
struct Shot {
    film: PathBuf,
    trim: f64,
}

/// Opens at least so many films under load.
pub fn run(opens: u64, mut random: Random) {
    let (began, setup) = (Instant::now(), watching::with_temporary_folder(Setup::default()));
    let films = films();
    let folder = films.path();
    let edits: Vec<Vec<Shot>> = (0..EDITS).map(|_| shots(folder, &mut random)).collect();
    let idle: Vec<Vec<u8>> =
        edits.iter().enumerate().map(|(n, shots)| render(&setup, folder, shots, &format!("idle-{n}"))).collect();
    for (n, shots) in edits.iter().enumerate() {
        show_their_first_frames(&folder.join(format!("idle-{n}.mp4")), shots);
    }
    let alone = began.elapsed();
    let renders = usize::try_from(opens).unwrap().div_ceil(AT_ONCE * IN_A_ROW);
    let (over, next) = (AtomicBool::new(false), std::sync::atomic::AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..BURNERS {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    std::hint::spin_loop()
                }
            });
        }
        let workers: Vec<_> = (0..RENDERS.min(renders))
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= renders {
                            return;
                        }
                        let (edit, name) = (number % EDITS, format!("busy-{number}"));
                        let busy = render(&setup, folder, &edits[edit], &name);
                        if busy != idle[edit] {
                            differ(
                                &folder.join(format!("idle-{edit}.mp4")),
                                &folder.join(format!("{name}.mp4")),
                                &edits[edit],
                            );
                        }
                    }
                })
            })
            .collect();
        let ends: Vec<_> = workers.into_iter().map(|worker| worker.join()).collect();
        // Whatever they found: the others would burn on for ever.
        over.store(true, Ordering::Relaxed);
        ends.into_iter().for_each(|end| end.unwrap());
    });
    println!(
        "  {} films opened in {renders} renders, {RENDERS} at once beside {BURNERS} busy threads, in {} s (idle: {EDITS} \
         renders in {} s): each frame as on the idle machine, each first frame the film's own",
        renders * AT_ONCE * IN_A_ROW,
        (began.elapsed() - alone).as_secs(),
        alone.as_secs()
    );
    let holding = rushes_tests::processes::holding(setup.folder());
    assert!(holding.is_empty(), "these were left behind: {holding:?}");
    let left = watching::entries(&watching::temporary(&setup));
    assert!(left.is_empty(), "temporary files were left behind: {left:?}");
}

/// Films of 320 × 180 in all sorts of codecs, two seconds each, and footage.
fn films() -> TempDir {
    let folder = variety::media();
    let from = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2,format=yuv420p"];
    let tone = ["-f", "lavfi", "-i", "sine=f=440:r=48000:d=2"];
    let make = |name: &str, more: &[&str]| ffmpeg(&[&from, more].concat(), &folder.path().join(name));
    let long_group = ["-c:v", "libx264", "-preset", "veryfast", "-g", "250", "-bf", "3", "-c:a", "pcm_s16le"];
    make("long-group.mkv", &[&tone, &long_group[..]].concat());
    make("every-frame.mp4", &["-c:v", "libx264", "-preset", "ultrafast", "-g", "1"]);
    make("pictures.mov", &["-c:v", "mjpeg", "-q:v", "3"]);
    make("eight.webm", &["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M"]);
    make("nine.webm", &["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "25"]);
    std::os::unix::fs::symlink(media::file("film.mp4"), folder.path().join("film.mp4")).unwrap();
    folder
}

/// Ten shots for each quarter, one quarter after the other.
fn shots(folder: &Path, random: &mut Random) -> Vec<Shot> {
    const FILMS: [&str; 9] = [
        "film.mp4",
        "long-group.mkv",
        "every-frame.mp4",
        "pictures.mov",
        "eight.webm",
        "nine.webm",
        "graphic.webm",
        "bigbuckbunny.mp4",
        "bikes.mp4",
    ];
    let mut pick = |end: usize| usize::try_from(random.below(end as u64)).unwrap();
    // Whole frames of 25 a second, some from the very beginning.
    let all = (0..AT_ONCE * IN_A_ROW).map(|_| (pick(FILMS.len()), if pick(3) == 0 { 0 } else { pick(20) }));
    all.map(|(film, frame)| Shot { film: folder.join(FILMS[film]), trim: frame as f64 / 25.0 }).collect()
}

/// Renders an edit of these shots with the command line; the file.
fn render(setup: &Setup, folder: &Path, shots: &[Shot], name: &str) -> Vec<u8> {
    let (edit, out) = (folder.join(format!("{name}.json")), folder.join(format!("{name}.mp4")));
    std::fs::write(&edit, document(shots).to_string()).unwrap();
    let arguments = ["render", edit.to_str().unwrap(), "--out", out.to_str().unwrap()];
    tools::succeed(&mut setup.command(&arguments));
    std::fs::read(out).unwrap()
}

fn document(shots: &[Shot]) -> Value {
    const CORNERS: [&str; AT_ONCE] = ["topLeft", "topRight", "bottomLeft", "bottomRight"];
    let tracks = shots.chunks(IN_A_ROW).zip(CORNERS).map(|(row, corner)| {
        let clips = row.iter().enumerate().map(|(index, shot)| {
            let asset = json!({ "type": "video", "src": shot.film.to_str().unwrap(), "trim": shot.trim });
            let mut clip = clip(asset, LENGTH);
            clip["start"] = json!(index as f64 * LENGTH);
            clip["scale"] = json!(0.5);
            clip["position"] = json!(corner);
            clip
        });
        clips.collect::<Value>()
    });
    let mut edit = of(&tracks.collect::<Vec<_>>(), "mp4");
    edit["output"]["size"] = json!({ "width": SIZE.0, "height": SIZE.1 });
    edit["output"]["fps"] = json!(25);
    edit
}

/// The quarter of a shot, and the number of its first frame.
fn place(index: usize) -> ((u32, u32), u64) {
    let (quarter, row) = (u32::try_from(index / IN_A_ROW).unwrap(), (index % IN_A_ROW) as u64);
    ((quarter % 2 * SIZE.0 / 2, quarter / 2 * SIZE.1 / 2), row * FRAMES)
}

fn quarter(film: &Path, frame: u64, (left, top): (u32, u32)) -> RgbImage {
    let whole = picture::at(film, just_before(frame as f64 / 25.0), SIZE);
    image::imageops::crop_imm(&whole, left, top, SIZE.0 / 2, SIZE.1 / 2).to_image()
}

/// So that the frame which begins at this time is the next one.
fn just_before(seconds: f64) -> f64 {
    (seconds - 0.01).max(0.0)
}

/// Each shot of a film of our own begins with the film's frame at its trim: no frame around it is more like what is shown.
fn show_their_first_frames(film: &Path, shots: &[Shot]) {
    let own = ["film.mp4", "long-group.mkv", "every-frame.mp4", "pictures.mov"];
    for (index, shot) in shots.iter().enumerate() {
        if !own.iter().any(|name| shot.film.ends_with(name)) {
            continue;
        }
        let (corner, first) = place(index);
        let shown = quarter(film, first, corner);
        let unlike = |frames: i32| {
            let seconds = shot.trim + f64::from(frames) / 25.0;
            (seconds >= 0.0)
                .then(|| (apart(&shown, &picture::at(&shot.film, just_before(seconds), (320, 180))), frames))
        };
        let (_, nearest) = (-2..=3).filter_map(unlike).min().unwrap();
        assert_eq!(
            nearest,
            0,
            "shot {index}, {} from {} s on, begins with a frame so many away",
            shot.film.display(),
            shot.trim
        );
    }
}

/// How far the brightness of two pictures lies apart, over all pixels.
fn apart(one: &RgbImage, other: &RgbImage) -> u64 {
    let (one, other) = (image::imageops::grayscale(one), image::imageops::grayscale(other));
    one.pixels().zip(other.pixels()).map(|(one, other)| u64::from(one.0[0].abs_diff(other.0[0]))).sum()
}

/// Says which shot was opened wrongly.
fn differ(idle: &Path, busy: &Path, shots: &[Shot]) -> ! {
    for (index, shot) in shots.iter().enumerate() {
        let (corner, first) = place(index);
        for frame in first..first + FRAMES {
            let unlike = picture::differing(&quarter(idle, frame, corner), &quarter(busy, frame, corner), 8);
            assert!(
                unlike == 0,
                "{}: frame {frame}, which is {} of shot {index}, {} from {} s on: {unlike} pixels are not as on the idle machine",
                busy.display(),
                frame - first,
                shot.film.display(),
                shot.trim
            );
        }
    }
    panic!("{} is another file than on the idle machine, though its pictures are alike", busy.display());
}
