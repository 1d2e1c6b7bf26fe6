//! The child process: reads jobs from its parent, draws, writes files. Knows nothing of secrets or networks.

use crate::protocol::{Drawn, Hello, Job, Reply, VERSION};
use crate::{Drawing, FontLibrary, FontUse, Given, Raster, draw, limits};
use domain::composition::RasterRequest;
use domain::{Failure, FailureCode};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::PathBuf;
use std::sync::mpsc;

/// Serves jobs on standard input until it ends, which is also how a child notices that its parent died: whatever it draws then,
/// it leaves at once.
///
/// Sets a limit on this process's own address space first, so that a runaway dies here and not the machine.
///
/// # Errors
/// The pipes broke, or the parent speaks another form of the protocol.
pub fn serve() -> io::Result<()> {
    limit_memory()?;
    let lines = lines_until_the_parent_dies();
    let mut lines = lines.iter();
    let mut out = io::stdout().lock();
    let Some(first) = lines.next() else { return Ok(()) };
    let hello: Hello = serde_json::from_str(&first?)?;
    if hello.raster != VERSION {
        return Err(io::Error::other("the parent process is of another version; restart the service"));
    }
    let library = FontLibrary::load(&hello.font_folders);
    say(&mut out, &Hello { raster: VERSION, font_folders: Vec::new() })?;
    for line in lines {
        let job: Job = serde_json::from_str(&line?)?;
        let reply = match work(&job, &library) {
            Ok(drawn) => Reply::Ok(drawn),
            Err(failure) => Reply::Failure(failure),
        };
        say(&mut out, &reply)?;
    }
    Ok(())
}

/// The lines of standard input, read by a thread of their own, which ends this process with them.
fn lines_until_the_parent_dies() -> mpsc::Receiver<io::Result<String>> {
    let (read, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            if read.send(line).is_err() {
                return;
            }
        }
        std::process::exit(0);
    });
    lines
}

fn work(job: &Job, library: &FontLibrary) -> Result<Drawn, Failure> {
    let trouble = |code: FailureCode, what: &str, error: io::Error| {
        Failure::at(code, &job.request.pointer, format!("{what}: {}.", error.kind()))
    };
    let fonts = job.fonts.iter().map(fs::read).collect::<Result<Vec<_>, _>>();
    let unread = |error| trouble(FailureCode::Internal, "A custom font of this clip could not be read back", error);
    let fonts = fonts.map_err(unread)?;
    let file = job.file.as_ref().map(fs::read).transpose();
    let file =
        file.map_err(|error| trouble(FailureCode::Internal, "The file of this clip could not be read", error))?;
    let given = Given { fonts: &fonts, file: file.as_deref().unwrap_or_default() };
    let drawing = draw(&job.request, given, library)?;
    let pictures: Vec<(PathBuf, &Raster)> = match &drawing {
        Drawing::Whole(raster) => vec![(job.output.clone(), raster)],
        Drawing::Parts(parts) => parts.iter().enumerate().map(|(i, (_, raster))| (job.part(i), raster)).collect(),
    };
    let written = pictures.iter().try_for_each(|(path, raster)| {
        let mut file = BufWriter::new(fs::File::create(path)?);
        raster.write_to(&mut file)?;
        file.flush()
    });
    // The disk may be full for a while: trying again may help.
    let unwritten =
        |error| trouble(FailureCode::StorageUnavailable, "The drawing of this clip could not be stored", error);
    written.map_err(unwritten)?;
    let fonts: BTreeSet<FontUse> = pictures.iter().flat_map(|(_, raster)| raster.fonts.iter().cloned()).collect();
    let parts = match drawing {
        Drawing::Whole(_) => Vec::new(),
        Drawing::Parts(parts) => parts.into_iter().map(|(sprite, _)| sprite).collect(),
    };
    let RasterRequest { width, height, .. } = job.request;
    Ok(Drawn { width, height, fonts: fonts.into_iter().collect(), parts })
}

fn say(out: &mut impl Write, line: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")?;
    out.flush()
}

fn limit_memory() -> io::Result<()> {
    let limit = libc::rlimit { rlim_cur: limits::ADDRESS_SPACE, rlim_max: limits::ADDRESS_SPACE };
    // SAFETY: setrlimit reads the struct it is given, which lives until it returns, and touches no other memory.
    match unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
