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

/// Samples weighed at once: they stay in registers.
const BLOCK: usize = 64;

vectorised! {
    /// Weighs rows into one; weights in 1/256, their sum 256. All rows are at least as long as the target.
    fn weigh_rows(target: &mut [u8], rows: &[&[u8]], weights: &[u16]) {
        let (blocks, rest) = target.as_chunks_mut::<BLOCK>();
        let done = blocks.len() * BLOCK;
        for (i, block) in blocks.iter_mut().enumerate() {
            let mut sums = [128u16; BLOCK];
            for (row, weight) in rows.iter().zip(weights) {
                let (samples, _) = row.as_chunks::<BLOCK>();
                for (sum, s) in sums.iter_mut().zip(&samples[i]) {
                    *sum = sum.wrapping_add(u16::from(*s).wrapping_mul(*weight));
                }
            }
            for (t, sum) in block.iter_mut().zip(&sums) {
                *t = (sum >> 8) as u8;
            }
        }
        for (i, t) in rest.iter_mut().enumerate() {
            let sum = rows.iter().zip(weights).map(|(row, weight)| u16::from(row[done + i]).wrapping_mul(*weight));
            *t = (sum.fold(128, u16::wrapping_add) >> 8) as u8;
        }
    }
}

/// Adds the products of the two bytes of each pair (the earlier one is the lower) with their weights.
#[inline(always)]
fn add_pairs(sums: &mut [u16; BLOCK], pairs: &[u16; BLOCK], first: &[u16; BLOCK], second: &[u16; BLOCK]) {
    for (((sum, pair), first), second) in sums.iter_mut().zip(pairs).zip(first).zip(second) {
        let products = (pair & 255).wrapping_mul(*first).wrapping_add((pair >> 8).wrapping_mul(*second));
        *sum = sum.wrapping_add(products);
    }
}

/// The four bytes from `start` on.
#[inline(always)]
fn four(source: &[u8], start: usize) -> u32 {
    let bytes = source.get(start..start.wrapping_add(4)).and_then(|bytes| bytes.first_chunk());
    bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// Weighs neighbours, four taps at a time, in whole blocks; answers how many target samples that were.
#[inline(always)]
fn weigh_quads<const QUADS: usize>(target: &mut [u8], source: &[u8], starts: &[u32], weights: &[u16]) -> usize {
    let length = target.len();
    let of_tap = |tap: usize| weights[tap * length..(tap + 1) * length].as_chunks::<BLOCK>().0;
    let tables: [[&[[u16; BLOCK]]; 4]; QUADS] =
        std::array::from_fn(|quad| std::array::from_fn(|tap| of_tap(4 * quad + tap)));
    let (blocks, _) = target.as_chunks_mut::<BLOCK>();
    let (starts, _) = starts.as_chunks::<BLOCK>();
    for (i, block) in blocks.iter_mut().enumerate() {
        let mut sums = [128u16; BLOCK];
        for (quad, [w0, w1, w2, w3]) in tables.iter().enumerate() {
            // Collecting is one load and one store a sample; all arithmetic is then done on whole vectors.
            let mut samples = [0u32; BLOCK];
            for (samples, start) in samples.iter_mut().zip(&starts[i]) {
                *samples = four(source, (*start as usize).wrapping_add(4 * quad));
            }
            add_pairs(&mut sums, &samples.map(|s| s as u16), &w0[i], &w1[i]);
            add_pairs(&mut sums, &samples.map(|s| (s >> 16) as u16), &w2[i], &w3[i]);
        }
        for (t, sum) in block.iter_mut().zip(&sums) {
            *t = (sum >> 8) as u8;
        }
    }
    blocks.len() * BLOCK
}

vectorised! {
    /// Weighs neighbours within one row. The weights stand tap by tap: first that of every target sample's first source
    /// sample, then that of every second one, and so on; in 1/256, their sum 256.
    fn weigh_columns(target: &mut [u8], source: &[u8], starts: &[u32], weights: &[u16]) {
        let length = target.len();
        let done = match weights.len().checked_div(length).unwrap_or(0) {
            1 => {
                target.iter_mut().zip(starts).for_each(|(t, start)| *t = source[*start as usize]);
                length
            }
            4 => weigh_quads::<1>(target, source, starts, weights),
            8 => weigh_quads::<2>(target, source, starts, weights),
            12 => weigh_quads::<3>(target, source, starts, weights),
            _ => 0,
        };
        for (i, (t, start)) in target[done..].iter_mut().zip(&starts[done..]).enumerate() {
            let samples = source[*start as usize..].iter().zip(weights[done + i..].iter().step_by(length));
            let sum = samples.map(|(s, w)| u16::from(*s).wrapping_mul(*w));
            *t = (sum.fold(128, u16::wrapping_add) >> 8) as u8;
        }
    }
}
