//! What a drawing may cost. The markup is untrusted; each number stops something that was seen to run away.

use domain::composition::RasterRequest;
use std::time::Duration;

/// Longest markup and longest style sheet, in bytes.
pub const MARKUP_BYTES: usize = RasterRequest::LONGEST_MARKUP;

/// Longest side of a drawing, in pixels.
pub const SIDE: u32 = RasterRequest::LARGEST_SIDE;

/// Deepest nesting of elements. Layout recurses: without a limit a few thousand levels end the process.
pub const NESTING: usize = 512;

/// Largest blur radius in pixels; larger ones are drawn with this.
pub const BLUR: f32 = 200.0;

/// Pixels of one picture embedded in the markup; a larger picture is left out. 16 million pixels take 64 MB.
pub const EMBEDDED_PIXELS: u64 = 16_000_000;

/// Stack of the thread that draws, in bytes.
pub const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Address space of the child process, in bytes.
pub const ADDRESS_SPACE: u64 = 3 << 30;

/// Time that one drawing may take, in the child process.
pub const TIME: Duration = Duration::from_secs(10);

/// Parts that one drawing may come in.
pub const PARTS: usize = 20_000;

/// Pixels of all parts of one drawing together. 200 million take 800 MB of the child's memory and of the disk.
pub const PARTS_PIXELS: u64 = 200_000_000;

/// Keyframes of all parts of one drawing together: a reply has room for them.
pub const KEYFRAMES: usize = 100_000;

/// Subtitles that one file may hold.
pub const CUES: usize = 20_000;
