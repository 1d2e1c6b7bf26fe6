//! The MP4: segments of film and one stream of sound, made side by side and joined. What an earlier render has encoded is
//! used again.

use super::film::{Film, Kept, film};
use super::plan::Plan;
use super::report::{Made, Telling};
use super::soundtrack::Soundtrack;
use crate::RenderJob;
use crate::encode::{AAC_BITS, SoundFormat, VideoSettings, join, samples_of};
use domain::Failure;
use domain::render::OutputRole;

/// Makes the film.
pub(super) fn render(job: &RenderJob, plan: &Plan, telling: &mut Telling<'_>) -> Result<Made, Failure> {
    let settings = VideoSettings::new(job.output.quality, plan.size, plan.fps);
    let samples = samples_of(plan.count(), plan.fps);
    let heard = !job.output.mute && !job.composition.audio.is_empty();
    let sound_path = job.directory.join("sound.packets");
    let kept = Kept::of(job, plan, &settings, telling);
    let sound_settings = format!("aac {} kb/s 48 kHz stereo", AAC_BITS / 1000);
    let sound_key = kept.as_ref().filter(|_| heard).map(|kept| kept.keys.sound(plan, samples, &sound_settings));
    let is_kept = |key: &String| kept.as_ref().is_some_and(|kept| kept.cache.fetch(key, &sound_path));
    let sound_is_there = sound_key.as_ref().is_some_and(is_kept);
    let film = std::thread::scope(|threads| {
        let soundtrack = (heard && !sound_is_there)
            .then(|| Soundtrack::start(threads, job, plan.span(), samples, SoundFormat::Aac, sound_path.clone()));
        let stop = || soundtrack.as_ref().is_some_and(Soundtrack::has_failed);
        let film = film(job, plan, &settings, kept.as_ref(), telling, stop);
        // A film that stopped because of its sound fails with the sound's reason.
        match soundtrack {
            Some(soundtrack) if film.is_err() => soundtrack.give_up().and(film),
            Some(soundtrack) => soundtrack.finish(&mut |_| telling.finishing()).and(film),
            None => film,
        }
    })?;
    if let (Some(kept), Some(key), false) = (&kept, &sound_key, sound_is_there) {
        kept.cache.keep(key, &sound_path);
    }
    telling.finishing();
    let file = "main.mp4".to_owned();
    let Film { parts, reused } = film;
    let sound = heard.then_some((sound_path.as_path(), samples));
    let joined = join(&parts, plan.fps, sound, &job.directory.join(&file), &mut || telling.finishing());
    joined.map_err(|f| f.of_output("film"))?;
    for path in parts.iter().map(|p| &p.path).chain(heard.then_some(&sound_path)) {
        std::fs::remove_file(path).map_err(|e| super::on_disk("render's folder", &e))?;
    }
    let encoder = if heard { format!("{settings}; {sound_settings}") } else { settings.to_string() };
    Ok(Made {
        role: OutputRole::Main,
        file,
        size: Some(plan.size),
        duration: Some(plan.span().length()),
        frames: plan.count(),
        segments: u32::try_from(parts.len()).unwrap_or(u32::MAX),
        reused,
        encoder,
    })
}
