//! Putting a finished render's files into storage.

use super::attempt::Attempt;
use domain::ids::RenderId;
use domain::render::{Output, OutputRole, Saved};
use domain::{Failure, FailureCode};
use renderer::RenderReport;
use std::path::Path;
use storage::{Key, layout};

/// Stores every file under the attempt; they count once the event that this gives is appended.
pub(super) async fn all(attempt: &Attempt, folder: &Path, report: &RenderReport) -> Result<Saved, Failure> {
    let mut outputs = Vec::with_capacity(report.outputs.len());
    for made in &report.outputs {
        let file = file_name(attempt.render, made.role, &made.file);
        let key = Key::new(layout::render_file(attempt.render, attempt.number, &file))
            .map_err(|error| Failure::new(FailureCode::Internal, error.to_string()))?;
        attempt.environment.blobs.put_file(&key, &folder.join(&made.file)).await.map_err(|error| {
            tracing::error!(render = %attempt.render, %error, "an output cannot be stored");
            Failure::new(FailureCode::StorageUnavailable, "the finished file cannot be stored on this server")
        })?;
        outputs.push(Output {
            role: made.role,
            media_type: media_type(&file).to_owned(),
            file,
            bytes: made.bytes,
            sha256: made.sha256.clone(),
            width: made.width,
            height: made.height,
            duration: made.duration,
        });
    }
    Ok(Saved { attempt: attempt.number, outputs })
}

/// `<render id>.<extension>`, `<render id>-poster.jpg`, `<render id>-thumb.jpg`, as Shotstack names them.
fn file_name(render: RenderId, role: OutputRole, made: &str) -> String {
    let extension = made.rsplit_once('.').map_or("bin", |(_, extension)| extension);
    match role {
        OutputRole::Main => format!("{render}.{extension}"),
        OutputRole::Poster => format!("{render}-poster.{extension}"),
        OutputRole::Thumbnail => format!("{render}-thumb.{extension}"),
    }
}

fn media_type(file: &str) -> &'static str {
    use domain::composition::OutputFormat::{Bmp, Gif, Jpg, Mp3, Mp4, Png};
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    let format = [Mp4, Gif, Jpg, Png, Bmp, Mp3].into_iter().find(|format| format.extension() == extension);
    format.map_or("application/octet-stream", |format| format.media_type())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn files_are_named_after_the_render_and_their_role() {
        let id = RenderId(Uuid::from_u128(1));
        let name = |role, made| file_name(id, role, made);
        assert_eq!(name(OutputRole::Main, "main.mp4"), "00000000-0000-0000-0000-000000000001.mp4");
        assert_eq!(name(OutputRole::Poster, "poster.jpg"), "00000000-0000-0000-0000-000000000001-poster.jpg");
        assert_eq!(name(OutputRole::Thumbnail, "thumbnail.jpg"), "00000000-0000-0000-0000-000000000001-thumb.jpg");
        assert_eq!(media_type("a.mp3"), "audio/mpeg");
    }
}
