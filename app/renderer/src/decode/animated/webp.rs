//! WebP: the library lays its frames over each other.

use super::{Overview, counted};
use crate::decode::translucent::Translucent;
use crate::watch::Fault;
use image_webp::{DecodingError, WebPDecoder};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

/// What decoding may take, in bytes.
const MEMORY: usize = 256 << 20;

type Decoder = WebPDecoder<BufReader<File>>;

fn damaged(_: DecodingError) -> Fault {
    Fault::Damaged
}

fn decoder(file: BufReader<File>) -> Result<Decoder, Fault> {
    let mut decoder = WebPDecoder::new(file).map_err(damaged)?;
    decoder.set_memory_limit(MEMORY);
    Ok(decoder)
}

/// Reads what stands before the frames.
pub(super) fn overview(mut file: BufReader<File>) -> Result<Overview, Fault> {
    let delays = delays(&mut file)?;
    file.rewind().map_err(|_| Fault::Damaged)?;
    let decoder = decoder(file)?;
    let delays = if decoder.is_animated() { delays } else { Vec::new() };
    Ok(Overview { size: decoder.dimensions(), delays, has_alpha: decoder.has_alpha() })
}

/// The delay of each frame: a frame is a chunk `ANMF`, and the three bytes after its first twelve are milliseconds.
fn delays(file: &mut BufReader<File>) -> Result<Vec<u32>, Fault> {
    let mut delays = Vec::new();
    let read = |_| Fault::Damaged;
    let length = file.get_ref().metadata().map_err(read)?.len();
    // The first chunk follows the words RIFF, length and WEBP.
    let mut at = 12;
    while at + 8 <= length {
        file.seek(SeekFrom::Start(at)).map_err(read)?;
        let mut head = [0; 8];
        file.read_exact(&mut head).map_err(read)?;
        let [name @ .., a, b, c, d] = head;
        let size = u64::from(u32::from_le_bytes([a, b, c, d]));
        if at + 8 + size > length {
            return Err(Fault::Damaged);
        }
        if &name == b"ANMF" {
            let mut frame = [0; 16];
            file.read_exact(&mut frame).map_err(read)?;
            delays.push(u32::from_le_bytes([frame[12], frame[13], frame[14], 0]));
            counted(delays.len())?;
        }
        at += 8 + size + size % 2;
    }
    Ok(delays)
}

/// The frames in order.
pub(super) struct Frames {
    decoder: Decoder,
    pixels: Vec<u8>,
    left: u32,
}

impl Frames {
    pub(super) fn new(file: BufReader<File>) -> Result<Self, Fault> {
        let mut decoder = decoder(file)?;
        // Where nothing is drawn, what is beneath shows: the colour in the file is a hint that nobody follows.
        decoder.set_background_color([0; 4]).map_err(damaged)?;
        let left = decoder.num_frames();
        let size = decoder.output_buffer_size().ok_or(Fault::Damaged)?;
        Ok(Self { decoder, pixels: vec![0; size], left })
    }

    /// The next frame and its delay in milliseconds.
    pub(super) fn next(&mut self) -> Result<Option<(Translucent, u32)>, Fault> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        let delay = self.decoder.read_frame(&mut self.pixels).map_err(damaged)?;
        let (width, height) = self.decoder.dimensions();
        let (width, height) = (width as usize, height as usize);
        let frame = match self.decoder.has_alpha() {
            true => Translucent::of_rgba(width, height, &self.pixels),
            false => {
                let opaque: Vec<u8> =
                    self.pixels.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect();
                Translucent::of_rgba(width, height, &opaque)
            }
        };
        Ok(Some((frame, delay)))
    }
}
