//! The inner loops. Plain iterators over equal slices, in 16-bit arithmetic where it is enough, so that the compiler
//! vectorises them; each is compiled a second time for AVX2, chosen at run time.
//!
//! Arithmetic is spelled as wrapping, though nothing here can overflow: a check in the loop would undo the vectors, and
//! builds with checks are what most people run.

/// Writes a function twice: for any processor, and with AVX2 where the processor has it.
macro_rules! vectorised {
    ($(#[$doc:meta])* fn $name:ident($($argument:ident: $type:ty),*) $body:block) => {
        $(#[$doc])*
        pub(crate) fn $name($($argument: $type),*) {
            #[inline(always)]
            fn body($($argument: $type),*) $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn wide($($argument: $type),*) {
                    body($($argument),*)
                }
                if std::is_x86_feature_detected!("avx2") {
                    // SAFETY: the processor has AVX2, as was just checked.
                    return unsafe { wide($($argument),*) };
                }
            }
            body($($argument),*)
        }
    };
}

pub(crate) use vectorised;

mod columns;

pub(crate) use columns::{Shuffles, weigh_columns};

/// `value / 257`, rounded, of a 16-bit value: back to 8 bits.
#[inline(always)]
fn narrow(value: u16) -> u8 {
    (u32::from(value).wrapping_mul(255).wrapping_add(32768) >> 16) as u8
}

/// The upper half of a product: `a · b / 65536`.
#[inline(always)]
fn high_product(a: u16, b: u16) -> u16 {
    (u32::from(a).wrapping_mul(u32::from(b)) >> 16) as u16
}

/// One premultiplied sample with its alpha over another, at an opacity of 0 to 257.
#[inline(always)]
fn over_one(below: u8, sample: u8, alpha: u8, opacity: u16) -> u8 {
    let sample = u16::from(sample).wrapping_mul(opacity);
    let rest = u16::MAX.wrapping_sub(u16::from(alpha).wrapping_mul(opacity));
    narrow(sample.saturating_add(high_product(u16::from(below).wrapping_mul(257), rest)))
}

vectorised! {
    /// Mixes `source` into `target`; opacity 0 (target untouched) to 256 (exactly the source).
    fn mix(target: &mut [u8], source: &[u8], opacity: u16) {
        let rest = 256u16.wrapping_sub(opacity);
        for (t, s) in target.iter_mut().zip(source) {
            let sum = u16::from(*s).wrapping_mul(opacity).wrapping_add(u16::from(*t).wrapping_mul(rest));
            *t = (sum.wrapping_add(128) >> 8) as u8;
        }
    }
}

vectorised! {
    /// Puts premultiplied `source` with `alpha` over `target`; opacity 0 (target untouched) to 256.
    fn over(target: &mut [u8], source: &[u8], alpha: &[u8], opacity: u16) {
        // From 1/256 to 1/257, rounded: 257 times 255 is all of 16 bits.
        let opacity = opacity.wrapping_add((opacity >> 7).min(1));
        for ((t, s), a) in target.iter_mut().zip(source).zip(alpha) {
            *t = over_one(*t, *s, *a, opacity);
        }
    }
}

/// Samples of a row that are weighed at once: they stay in registers.
const BLOCK: usize = 64;

vectorised! {
    /// Weighs rows into one; weights in 1/256, their sum 256. All rows are at least as long as the target.
    fn weigh_rows(target: &mut [u8], rows: &[&[u8]], weights: &[u16]) {
        let done = match rows.len() {
            2 => weigh_blocks::<2>(target, rows, weights),
            3 => weigh_blocks::<3>(target, rows, weights),
            4 => weigh_blocks::<4>(target, rows, weights),
            _ => weigh_all_blocks(target, rows, weights),
        };
        for (i, t) in target.iter_mut().enumerate().skip(done) {
            let sum = rows.iter().zip(weights).map(|(row, weight)| u16::from(row[i]).wrapping_mul(*weight));
            *t = (sum.fold(128, u16::wrapping_add) >> 8) as u8;
        }
    }
}

/// Weighs a known number of rows in whole blocks; answers how many target samples that were.
#[inline(always)]
fn weigh_blocks<const ROWS: usize>(target: &mut [u8], rows: &[&[u8]], weights: &[u16]) -> usize {
    let (Some(rows), Some(weights)) = (rows.first_chunk::<ROWS>(), weights.first_chunk::<ROWS>()) else { return 0 };
    let mut samples: [&[[u8; BLOCK]]; ROWS] = [&[]; ROWS];
    for (samples, row) in samples.iter_mut().zip(rows) {
        *samples = row.as_chunks().0;
    }
    let (blocks, _) = target.as_chunks_mut::<BLOCK>();
    for (i, block) in blocks.iter_mut().enumerate() {
        let mut sums = [128u16; BLOCK];
        for (samples, weight) in samples.iter().zip(weights) {
            add_block(&mut sums, &samples[i], *weight);
        }
        put_block(block, &sums);
    }
    blocks.len() * BLOCK
}

/// Weighs any number of rows in whole blocks; answers how many target samples that were.
#[inline(always)]
fn weigh_all_blocks(target: &mut [u8], rows: &[&[u8]], weights: &[u16]) -> usize {
    let (blocks, _) = target.as_chunks_mut::<BLOCK>();
    for (i, block) in blocks.iter_mut().enumerate() {
        let mut sums = [128u16; BLOCK];
        for (row, weight) in rows.iter().zip(weights) {
            add_block(&mut sums, &row.as_chunks().0[i], *weight);
        }
        put_block(block, &sums);
    }
    blocks.len() * BLOCK
}

#[inline(always)]
fn add_block(sums: &mut [u16; BLOCK], samples: &[u8; BLOCK], weight: u16) {
    for (sum, s) in sums.iter_mut().zip(samples) {
        *sum = sum.wrapping_add(u16::from(*s).wrapping_mul(weight));
    }
}

#[inline(always)]
fn put_block(block: &mut [u8; BLOCK], sums: &[u16; BLOCK]) {
    for (t, sum) in block.iter_mut().zip(sums) {
        *t = (sum >> 8) as u8;
    }
}
