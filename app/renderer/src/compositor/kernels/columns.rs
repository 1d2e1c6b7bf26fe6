//! Weighing neighbours within one row: scaling sideways.
//!
//! Every target sample reads from a place of its own. With AVX2 the samples of 32 targets are collected by eight loads and
//! a shuffle of bytes, which a table made with the weights directs; collecting them one by one took most of the time of
//! scaling, and no compiler finds the shuffle by itself. All sums are whole numbers: both ways give the same bytes.

use super::super::taps::Taps;
#[cfg(target_arch = "x86_64")]
use std::mem::transmute;

/// Target samples that are weighed together.
const BLOCK: usize = 32;

/// Target samples that one load serves.
const GROUP: usize = 4;

/// Bytes of one load.
const LOAD: usize = 16;

/// How the samples of whole blocks are collected. Two taps are weighed at a time.
///
/// Vector `k` of a block weighs target samples `4k..4k + 4` in its lower half and `16 + 4k..20 + 4k` in its upper half, so
/// that packing the vectors gives the samples in order.
#[derive(Clone, Debug)]
pub(crate) struct Shuffles {
    /// Pairs of taps a sample.
    pairs: usize,
    /// Where the loads of each block begin, for the first pair of taps: lower and upper half of each vector.
    bases: Vec<[[u32; 2]; 4]>,
    /// Which bytes of a load the first pair of taps takes, each widened to 16 bits.
    picks: Vec<[[u8; 2 * LOAD]; 4]>,
    /// The weights of each block, pair after pair.
    weights: Vec<[[u16; LOAD]; 4]>,
}

impl Shuffles {
    /// For rows of `source_size` samples. `None` where the processor cannot, or where the samples of a group lie too far
    /// apart for one load, as in a picture that shrinks to less than a quarter.
    pub fn new(taps: &Taps<u16>, source_size: usize) -> Option<Self> {
        if !has_shuffle() || !taps.count.is_multiple_of(2) {
            return None;
        }
        let pairs = taps.count / 2;
        let last = source_size.checked_sub(2 * (pairs - 1) + LOAD)?;
        let (blocks, _) = taps.starts.as_chunks::<BLOCK>();
        let mut all = Self {
            pairs,
            bases: vec![[[0; 2]; 4]; blocks.len()],
            picks: vec![[[0x80; 2 * LOAD]; 4]; blocks.len()],
            weights: vec![[[0; LOAD]; 4]; blocks.len() * pairs],
        };
        for (b, starts) in blocks.iter().enumerate() {
            let weights = &taps.weights[b * BLOCK * taps.count..(b + 1) * BLOCK * taps.count];
            for (g, group) in starts.as_chunks::<GROUP>().0.iter().enumerate() {
                let (vector, half) = (g % 4, g / 4);
                let base = group.iter().fold(last as u32, |low, start| low.min(*start));
                all.bases[b][vector][half] = base;
                for (i, start) in group.iter().enumerate() {
                    let pick = start - base;
                    if pick as usize + 1 >= LOAD {
                        return None;
                    }
                    let byte = half * LOAD + 4 * i;
                    all.picks[b][vector][byte] = pick as u8;
                    all.picks[b][vector][byte + 2] = pick as u8 + 1;
                    let sample = (g * GROUP + i) * taps.count;
                    let (of_sample, _) = weights[sample..sample + taps.count].as_chunks::<2>();
                    for (pair, two) in of_sample.iter().enumerate() {
                        let at = half * LOAD / 2 + 2 * i;
                        all.weights[b * pairs + pair][vector][at..at + 2].copy_from_slice(two);
                    }
                }
            }
        }
        Some(all)
    }
}

fn has_shuffle() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::is_x86_feature_detected!("avx2");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// Weighs neighbours within one row of as many samples as `shuffles` was made for. Weights are in 1/256, their sum 256.
pub(crate) fn weigh_columns(target: &mut [u8], source: &[u8], taps: &Taps<u16>, shuffles: Option<&Shuffles>) {
    #[cfg(target_arch = "x86_64")]
    let done = match shuffles {
        // SAFETY: there are shuffles only where the processor has AVX2.
        Some(shuffles) => unsafe { shuffled(target, source, shuffles) },
        None => 0,
    };
    #[cfg(not(target_arch = "x86_64"))]
    let done = shuffles.map_or(0, |_| 0);
    let (target, starts, weights) = (&mut target[done..], &taps.starts[done..], &taps.weights[done * taps.count..]);
    match taps.count {
        1 => target.iter_mut().zip(starts).for_each(|(t, start)| *t = source[*start as usize]),
        2 => gathered::<2>(target, source, starts, weights),
        4 => gathered::<4>(target, source, starts, weights),
        8 => gathered::<8>(target, source, starts, weights),
        count => {
            for ((t, start), weights) in target.iter_mut().zip(starts).zip(weights.chunks_exact(count)) {
                *t = weighed(&source[*start as usize..], weights);
            }
        }
    }
}

fn gathered<const COUNT: usize>(target: &mut [u8], source: &[u8], starts: &[u32], weights: &[u16]) {
    for ((t, start), weights) in target.iter_mut().zip(starts).zip(weights.as_chunks::<COUNT>().0) {
        if let Some(samples) = source[*start as usize..].first_chunk::<COUNT>() {
            *t = weighed(samples, weights);
        }
    }
}

#[inline(always)]
fn weighed(samples: &[u8], weights: &[u16]) -> u8 {
    let sum = samples.iter().zip(weights).map(|(s, w)| u16::from(*s).wrapping_mul(*w));
    (sum.fold(128, u16::wrapping_add) >> 8) as u8
}

/// Weighs whole blocks; answers how many target samples that were.
///
/// Vectors are read and written as arrays: the loads and stores of the standard library check their pointers in builds
/// with checks, which takes longer than the rest.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn shuffled(target: &mut [u8], source: &[u8], shuffles: &Shuffles) -> usize {
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi32, _mm256_madd_epi16, _mm256_packus_epi16, _mm256_packus_epi32, _mm256_set1_epi32,
        _mm256_shuffle_epi8, _mm256_srli_epi32,
    };
    let Shuffles { pairs, bases, picks, weights } = shuffles;
    let (blocks, _) = target.as_chunks_mut::<BLOCK>();
    let tables = bases.iter().zip(picks).zip(weights.chunks_exact(*pairs));
    let whole = blocks.len().min(bases.len()) * BLOCK;
    for (block, ((bases, picks), weights)) in blocks.iter_mut().zip(tables) {
        let mut sums = [_mm256_set1_epi32(128); 4];
        let mut offset = 0usize;
        for weights in weights {
            for k in 0..4 {
                let halves = [load(source, bases[k][0], offset), load(source, bases[k][1], offset)];
                // SAFETY: all are arrays of as many bytes as a vector has.
                let (loaded, pick, weight) = unsafe {
                    (
                        transmute::<[[u8; LOAD]; 2], __m256i>(halves),
                        transmute::<[u8; 2 * LOAD], __m256i>(picks[k]),
                        transmute::<[u16; LOAD], __m256i>(weights[k]),
                    )
                };
                let samples = _mm256_shuffle_epi8(loaded, pick);
                sums[k] = _mm256_add_epi32(sums[k], _mm256_madd_epi16(samples, weight));
            }
            offset = offset.wrapping_add(2);
        }
        let low = _mm256_packus_epi32(_mm256_srli_epi32::<8>(sums[0]), _mm256_srli_epi32::<8>(sums[1]));
        let high = _mm256_packus_epi32(_mm256_srli_epi32::<8>(sums[2]), _mm256_srli_epi32::<8>(sums[3]));
        // SAFETY: an array of as many bytes as a vector has.
        *block = unsafe { transmute::<__m256i, [u8; BLOCK]>(_mm256_packus_epi16(low, high)) };
    }
    whole
}

/// The bytes of a row from `offset` after `base` on.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn load(row: &[u8], base: u32, offset: usize) -> [u8; LOAD] {
    let start = (base as usize).wrapping_add(offset);
    row.get(start..start.wrapping_add(LOAD)).and_then(|bytes| bytes.first_chunk()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compositor::taps::{Axis, quantised};

    #[test]
    fn shuffled_bytes_are_those_of_the_plain_way() {
        let row: Vec<u8> = (0..2000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let mut shuffled = 0;
        for source_size in [40, 63, 333, 1280, 1920] {
            for target_size in [33, 64, 417, 1280] {
                for mirrored in [false, true] {
                    for crop in [0.0, 7.3] {
                        let (from, to) = (crop, source_size as f64 - crop);
                        let target = (0.4 - crop, target_size as f64 + crop);
                        let axis = Axis {
                            target,
                            source: if mirrored { (to, from) } else { (from, to) },
                            target_size,
                            target_extent: target_size as f64,
                            source_size,
                        };
                        let taps = quantised(&axis, 2);
                        let (mut plain, mut wide) = (vec![0; taps.len()], vec![0; taps.len()]);
                        weigh_columns(&mut plain, &row[..source_size], &taps, None);
                        let shuffles = Shuffles::new(&taps, source_size);
                        shuffled += usize::from(shuffles.is_some());
                        weigh_columns(&mut wide, &row[..source_size], &taps, shuffles.as_ref());
                        assert_eq!(plain, wide, "{axis:?}");
                    }
                }
            }
        }
        assert_eq!(shuffled > 0, has_shuffle());
    }
}
