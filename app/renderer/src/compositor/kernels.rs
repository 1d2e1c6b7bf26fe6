//! The inner loops. Plain iterators over equal slices, in 16-bit arithmetic where it is enough, so that the compiler
//! vectorises them; each is compiled a second time for AVX2, chosen at run time.

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

/// `value / 257`, rounded, of a 16-bit value: back to 8 bits.
#[inline(always)]
fn narrow(value: u16) -> u8 {
    ((u32::from(value) * 255 + 32768) >> 16) as u8
}

/// The upper half of a product: `a · b / 65536`.
#[inline(always)]
fn high_product(a: u16, b: u16) -> u16 {
    ((u32::from(a) * u32::from(b)) >> 16) as u16
}

/// One premultiplied sample with its alpha over another, at an opacity of 0 to 257.
#[inline(always)]
fn over_one(below: u8, sample: u8, alpha: u8, opacity: u16) -> u8 {
    let sample = u16::from(sample) * opacity;
    let rest = 65535 - u16::from(alpha) * opacity;
    narrow(sample.saturating_add(high_product(u16::from(below) * 257, rest)))
}

/// An opacity of 0 to 256 as the factor that [`over_one`] takes.
#[inline(always)]
fn factor(opacity: u16) -> u16 {
    opacity + (opacity >> 7).min(1) * (opacity >> 8)
}

vectorised! {
    /// Mixes `source` into `target`; opacity 0 (target untouched) to 256 (exactly the source).
    fn mix(target: &mut [u8], source: &[u8], opacity: u16) {
        let rest = 256 - opacity;
        for (t, s) in target.iter_mut().zip(source) {
            *t = ((u16::from(*s) * opacity + u16::from(*t) * rest + 128) >> 8) as u8;
        }
    }
}

vectorised! {
    /// Puts premultiplied `source` with `alpha` over `target`; opacity 0 (target untouched) to 256.
    fn over(target: &mut [u8], source: &[u8], alpha: &[u8], opacity: u16) {
        let opacity = factor(opacity);
        for ((t, s), a) in target.iter_mut().zip(source).zip(alpha) {
            *t = over_one(*t, *s, *a, opacity);
        }
    }
}

vectorised! {
    /// Weighs rows into one; weights in 1/256, their sum 256.
    fn weigh_rows(target: &mut [u8], rows: &[&[u8]], weights: &[u16]) {
        const BLOCK: usize = 64;
        let length = target.len();
        let whole = length - length % BLOCK;
        for at in (0..whole).step_by(BLOCK) {
            let mut sums = [128u16; BLOCK];
            for (row, weight) in rows.iter().zip(weights) {
                for (sum, s) in sums.iter_mut().zip(&row[at..at + BLOCK]) {
                    *sum += u16::from(*s) * weight;
                }
            }
            for (t, sum) in target[at..at + BLOCK].iter_mut().zip(&sums) {
                *t = (sum >> 8) as u8;
            }
        }
        for at in whole..length {
            let sum: u16 = rows.iter().zip(weights).map(|(row, weight)| u16::from(row[at]) * weight).sum();
            target[at] = ((sum + 128) >> 8) as u8;
        }
    }
}

#[inline(always)]
fn weigh_fixed<const TAPS: usize>(target: &mut [u8], source: &[u8], starts: &[u32], weights: &[u16]) {
    let (weights, _) = weights.as_chunks::<TAPS>();
    for ((t, start), weights) in target.iter_mut().zip(starts).zip(weights) {
        let start = *start as usize;
        let samples = &source[start..start + TAPS];
        let sum: u32 = samples.iter().zip(weights).map(|(s, w)| u32::from(*s) * u32::from(*w)).sum();
        *t = ((sum + 128) >> 8) as u8;
    }
}

vectorised! {
    /// Weighs neighbours within one row; `taps` weights a target sample, in 1/256, their sum 256.
    fn weigh_columns(target: &mut [u8], source: &[u8], starts: &[u32], weights: &[u16], taps: usize) {
        match taps {
            1 => weigh_fixed::<1>(target, source, starts, weights),
            2 => weigh_fixed::<2>(target, source, starts, weights),
            3 => weigh_fixed::<3>(target, source, starts, weights),
            4 => weigh_fixed::<4>(target, source, starts, weights),
            5 => weigh_fixed::<5>(target, source, starts, weights),
            6 => weigh_fixed::<6>(target, source, starts, weights),
            _ => {
                for ((t, start), weights) in target.iter_mut().zip(starts).zip(weights.chunks_exact(taps)) {
                    let samples = &source[*start as usize..*start as usize + taps];
                    let sum: u32 = samples.iter().zip(weights).map(|(s, w)| u32::from(*s) * u32::from(*w)).sum();
                    *t = ((sum + 128) >> 8) as u8;
                }
            }
        }
    }
}
