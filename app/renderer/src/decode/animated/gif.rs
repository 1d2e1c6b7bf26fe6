//! GIF: frames that are laid over what the ones before have left.

use super::{Overview, counted};
use crate::decode::translucent::Translucent;
use crate::watch::Fault;
use gif::{ColorOutput, DecodeOptions, DisposalMethod, MemoryLimit};
use std::fs::File;
use std::io::BufReader;
use std::num::NonZeroU64;

/// What decoding one frame may take: as many pixels as the largest picture has.
const MEMORY: u64 = 128 << 20;

type Decoder = gif::Decoder<BufReader<File>>;

fn options() -> DecodeOptions {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    if let Some(bytes) = NonZeroU64::new(MEMORY) {
        options.set_memory_limit(MemoryLimit::Bytes(bytes));
    }
    options
}

fn damaged(_: gif::DecodingError) -> Fault {
    Fault::Damaged
}

/// Reads what stands before the frames.
pub(super) fn overview(file: BufReader<File>) -> Result<Overview, Fault> {
    let mut options = options();
    options.skip_frame_decoding(true);
    let mut decoder = options.read_info(file).map_err(damaged)?;
    let size = (u32::from(decoder.width()), u32::from(decoder.height()));
    let mut delays = Vec::new();
    while let Some(frame) = decoder.read_next_frame().map_err(damaged)? {
        delays.push(u32::from(frame.delay) * 10);
        counted(delays.len())?;
    }
    // Few frames fill the whole canvas with opaque colours: not worth telling.
    Ok(Overview { size, delays, has_alpha: true })
}

/// The frames in order.
pub(super) struct Frames {
    decoder: Decoder,
    width: usize,
    height: usize,
    /// What is seen: straight RGBA.
    canvas: Vec<u8>,
    /// What is to be done before the next frame is drawn.
    undo: Undo,
}

enum Undo {
    Nothing,
    /// Left, top, right and bottom of what becomes transparent.
    Clear([usize; 4]),
    Restore(Vec<u8>),
}

impl Frames {
    pub(super) fn new(file: BufReader<File>) -> Result<Self, Fault> {
        let decoder = options().read_info(file).map_err(damaged)?;
        let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
        if width == 0 || height == 0 {
            return Err(Fault::Damaged);
        }
        Ok(Self { decoder, width, height, canvas: vec![0; width * height * 4], undo: Undo::Nothing })
    }

    /// The next frame and its delay in milliseconds.
    pub(super) fn next(&mut self) -> Result<Option<(Translucent, u32)>, Fault> {
        let Some(frame) = self.decoder.read_next_frame().map_err(damaged)? else { return Ok(None) };
        let row_bytes = self.width * 4;
        match std::mem::replace(&mut self.undo, Undo::Nothing) {
            Undo::Nothing => {}
            Undo::Restore(before) => self.canvas = before,
            Undo::Clear([left, top, right, bottom]) => {
                let rows = self.canvas.chunks_exact_mut(row_bytes).skip(top).take(bottom - top);
                rows.for_each(|row| row[left * 4..right * 4].fill(0));
            }
        }
        let (left, top) = (usize::from(frame.left).min(self.width), usize::from(frame.top).min(self.height));
        let columns = usize::from(frame.width).min(self.width - left);
        let rows = usize::from(frame.height).min(self.height - top);
        self.undo = match frame.dispose {
            DisposalMethod::Any | DisposalMethod::Keep => Undo::Nothing,
            DisposalMethod::Background => Undo::Clear([left, top, left + columns, top + rows]),
            DisposalMethod::Previous => Undo::Restore(self.canvas.clone()),
        };
        let lines = self.canvas.chunks_exact_mut(row_bytes).skip(top).take(rows);
        for (line, drawn) in lines.zip(frame.buffer.chunks_exact(usize::from(frame.width).max(1) * 4)) {
            let (target, _) = line[left * 4..(left + columns) * 4].as_chunks_mut::<4>();
            let (drawn, _) = drawn.as_chunks::<4>();
            for (target, drawn) in target.iter_mut().zip(drawn).filter(|(_, drawn)| drawn[3] != 0) {
                *target = *drawn;
            }
        }
        let delay = u32::from(frame.delay) * 10;
        Ok(Some((Translucent::of_rgba(self.width, self.height, &self.canvas), delay)))
    }
}
