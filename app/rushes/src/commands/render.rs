//! `rushes render`: an edit file to a finished file, without a server.

use crate::cli::Render;
use crate::config::Config;
use crate::exit::Exit;
use crate::workplace;
use domain::edit::{Checked, CompileOptions, SourceRef};
use domain::integration::Wanted;
use domain::render::OutputRole;
use egress::{Egress, FetchLimits};
use indicatif::{ProgressBar, ProgressStyle};
use renderer::{OutputFile, Progress, RenderReport, SegmentCache};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use workers::studio::Order;

/// Renders the edit.
pub async fn run(config: Config, options: Render) -> Result<(), Exit> {
    let checked = read(&config, &options.edit)?;
    if let Some(hint) = unused(&checked.destinations) {
        say(&hint);
    }
    let cancelled = CancellationToken::new();
    interrupt(&cancelled)?;
    let made = make(&config, &options, &checked, &cancelled).await;
    // However it failed then: that was why.
    if cancelled.is_cancelled() { Err(Exit::interrupted()) } else { made }
}

/// Fires at SIGINT or SIGTERM: children end, and the temporary folder goes.
pub(super) fn interrupt(cancelled: &CancellationToken) -> Result<(), Exit> {
    let watched = |kind| signal(kind).map_err(|error| Exit::ours(format!("signals cannot be watched: {error}")));
    let (mut int, mut term) = (watched(SignalKind::interrupt())?, watched(SignalKind::terminate())?);
    let cancelled = cancelled.clone();
    tokio::spawn(async move {
        tokio::select! { _ = int.recv() => {}, _ = term.recv() => {} }
        cancelled.cancel();
    });
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what the command is for")]
async fn make(config: &Config, options: &Render, checked: &Checked, cancelled: &CancellationToken) -> Result<(), Exit> {
    let folder = tempfile::tempdir().map_err(|error| Exit::later(format!("no temporary folder: {error}")))?;
    let bar = bar();
    bar.set_message("fetching");
    let beside = options.edit.parent().unwrap_or(Path::new("."));
    let files = sources(config, &checked.sources, beside, folder.path(), cancelled).await?;

    let studio = workplace::studio(config, registry(folder.path()))?;
    let order = Order {
        edit: &checked.edit,
        sources: &checked.sources,
        files: &files,
        options: CompileOptions {
            watermark: false,
            max_duration: config.limits.output_seconds.get(),
            mattes: config.edit.mattes,
        },
        cache: options.keep.as_ref().filter(|_| checked.cached).map(|folder| kept(folder, &files)).transpose()?,
        folder: folder.path(),
        cancelled,
    };
    bar.set_message("probing");
    let facts = studio.facts(&order).await.map_err(|failure| Exit::failure(&failure))?;
    bar.set_message("rendering");
    let mut tell = |progress: Progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.frames);
    };
    let made = studio.make(&order, &facts, &mut tell).await.map_err(|failure| Exit::failure(&failure))?;
    bar.finish_and_clear();
    for file in &made.report.outputs {
        let to = destination(&options.out, file);
        keep(&folder.path().join(&file.file), &to)
            .map_err(|error| Exit::later(format!("{} cannot be written: {error}", to.display())))?;
        println!("{}", to.display());
    }
    if order.cache.is_some() {
        let RenderReport { segments, reused, .. } = made.report;
        say(&format!("{reused} of {segments} pieces were used again"));
    }
    Ok(())
}

/// What earlier renders have kept.
fn kept(folder: &Path, files: &[PathBuf]) -> Result<SegmentCache, Exit> {
    let unread = |error| Exit::input(format!("a source cannot be read: {error}"));
    let digests = files.iter().map(|file| renderer::sha256_of(file)).collect::<Result<_, _>>().map_err(unread)?;
    Ok(SegmentCache { folder: folder.to_path_buf(), digests })
}

/// Nothing is accepted and then left out in silence.
fn unused(destinations: &[Wanted]) -> Option<String> {
    let paths: Vec<&str> = destinations.iter().map(|destination| destination.path.as_str()).collect();
    let paths = (!paths.is_empty()).then(|| paths.join(", "))?;
    Some(format!("{paths}: the file is written to --out and sent nowhere: destinations are for renders of a server"))
}

#[expect(clippy::print_stderr, reason = "nobody reads a log of this command")]
fn say(hint: &str) {
    eprintln!("rushes: {hint}");
}

fn read(config: &Config, path: &Path) -> Result<Checked, Exit> {
    let shown = path.display();
    let text = std::fs::read(path).map_err(|error| Exit::input(format!("{shown} cannot be read: {error}")))?;
    let raw = serde_json::from_slice(&text).map_err(|error| Exit::input(format!("{shown} is no JSON: {error}")))?;
    let (limits, _) = workplace::limits(config);
    let limits = domain::edit::Limits { allow_local_sources: true, ..limits };
    domain::edit::check(&raw, &limits).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(|fault| format!("\n  {}: {}", fault.path, fault.message)).collect();
        Exit::input(format!("{shown} cannot be rendered:{}", lines.concat()))
    })
}

/// Fetched, or found beside the edit.
async fn sources(
    config: &Config,
    sources: &[SourceRef],
    beside: &Path,
    folder: &Path,
    cancelled: &CancellationToken,
) -> Result<Vec<PathBuf>, Exit> {
    let remote = |source: &SourceRef| source.url.starts_with("http://") || source.url.starts_with("https://");
    let egress = if sources.iter().any(remote) { Some(workplace::egress(config)?) } else { None };
    let mut files = Vec::with_capacity(sources.len());
    for (index, source) in sources.iter().enumerate() {
        files.push(match &egress {
            Some(egress) if remote(source) => {
                fetch(config, egress, source, folder.join(format!("source-{index}")), cancelled).await?
            }
            _ => local(source, beside)?,
        });
    }
    Ok(files)
}

fn local(source: &SourceRef, beside: &Path) -> Result<PathBuf, Exit> {
    let path = beside.join(&source.url);
    if path.is_file() {
        return Ok(path);
    }
    Err(Exit::input(format!("{}: there is no file {}", source.pointer, path.display())))
}

async fn fetch(
    config: &Config,
    egress: &Egress,
    source: &SourceRef,
    to: PathBuf,
    cancelled: &CancellationToken,
) -> Result<PathBuf, Exit> {
    let limits = FetchLimits {
        max_bytes: config.limits.source_bytes.get(),
        total: Duration::from_secs(config.limits.fetch_seconds.get()),
        idle: Duration::from_secs(60),
        accept: vec![],
    };
    egress.fetch_to_file(&source.url, &to, &limits, cancelled, &mut |_| {}).await.map_err(|error| {
        let message = format!("{}: {error}", source.pointer);
        if error.retryable() { Exit::later(message) } else { Exit::input(message) }
    })?;
    Ok(to)
}

/// `--out` itself, or beside it with `-poster` or `-thumb` before the extension.
fn destination(out: &Path, file: &OutputFile) -> PathBuf {
    let suffix = match file.role {
        OutputRole::Main => return out.to_path_buf(),
        OutputRole::Poster => "poster",
        OutputRole::Thumbnail => "thumb",
    };
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!("{stem}-{suffix}.jpg"))
}

fn keep(from: &Path, to: &Path) -> std::io::Result<()> {
    // A rename fails between file systems.
    std::fs::rename(from, to).or_else(|_| std::fs::copy(from, to).map(|_| ()))
}

/// Where GStreamer keeps what it knows: the user's cache, so that only the first render scans its plugins.
fn registry(otherwise: &Path) -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    let folder = cache.map(|cache| cache.join("rushes")).filter(|folder| std::fs::create_dir_all(folder).is_ok());
    folder.unwrap_or_else(|| otherwise.to_path_buf()).join("gstreamer.registry")
}

pub(super) fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:10} {bar:40} {pos}/{len} frames, {eta} left");
    let bar = ProgressBar::new(0);
    style.map_or(bar.clone(), |style| bar.with_style(style))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(role: OutputRole) -> OutputFile {
        OutputFile {
            role,
            file: "x".into(),
            bytes: 0,
            sha256: String::new(),
            width: None,
            height: None,
            duration: None,
        }
    }

    #[test]
    fn destinations_are_named_as_unused_and_our_own_hosting_is_not() {
        let mut list = serde_json::json!([{ "provider": "shotstack", "exclude": true }]);
        let unused = |list: &serde_json::Value| unused(&domain::integration::wanted(Some(list), "output.destinations"));
        assert_eq!(unused(&list), None);
        let others = [serde_json::json!({ "provider": "s3" }), serde_json::json!({ "provider": "mux" })];
        list.as_array_mut().unwrap().extend(others);
        let said = unused(&list).unwrap();
        assert!(said.starts_with("output.destinations[1], output.destinations[2]: "), "{said}");
    }

    #[test]
    fn stills_go_beside_the_file() {
        let out = Path::new("/a/film.mp4");
        assert_eq!(destination(out, &file(OutputRole::Main)), out);
        assert_eq!(destination(out, &file(OutputRole::Poster)), Path::new("/a/film-poster.jpg"));
        assert_eq!(destination(out, &file(OutputRole::Thumbnail)), Path::new("/a/film-thumb.jpg"));
    }
}
