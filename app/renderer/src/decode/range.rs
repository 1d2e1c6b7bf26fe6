//! From full to limited range.

use crate::watch::Fault;
use gstreamer as gst;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

/// Converts an I420 frame of full range, plane by plane with a table each.
pub(super) fn limit(
    frame: &gst_video::VideoFrameRef<&gst::BufferRef>,
) -> Result<(gst::Buffer, gst_video::VideoInfo), Fault> {
    let damaged = |_| Fault::Damaged;
    let (width, height) = (frame.width(), frame.height());
    let info = gst_video::VideoInfo::builder(gst_video::VideoFormat::I420, width, height)
        .colorimetry(&gst_video::VideoColorimetry::new(
            gst_video::VideoColorRange::Range16_235,
            gst_video::VideoColorMatrix::Bt709,
            gst_video::VideoTransferFunction::Bt709,
            gst_video::VideoColorPrimaries::Bt709,
        ))
        .build()
        .map_err(damaged)?;
    let tables = tables(true);
    let mut bytes = vec![0; info.size()];
    for plane in 0..3u32 {
        let at = plane as usize;
        let source = frame.plane_data(plane).map_err(damaged)?;
        let from = usize::try_from(frame.plane_stride()[at]).map_err(|_| Fault::Damaged)?;
        let to = usize::try_from(info.stride()[at]).map_err(|_| Fault::Damaged)?;
        let (columns, rows) = match plane {
            0 => (width as usize, height as usize),
            _ => (width.div_ceil(2) as usize, height.div_ceil(2) as usize),
        };
        let target = &mut bytes[info.offset()[at]..];
        for (source, target) in source.chunks(from).zip(target.chunks_mut(to)).take(rows) {
            let (Some(source), Some(target)) = (source.get(..columns), target.get_mut(..columns)) else {
                return Err(Fault::Damaged);
            };
            source.iter().zip(target).for_each(|(s, t)| *t = tables[at.min(1)][usize::from(*s)]);
        }
    }
    Ok((gst::Buffer::from_mut_slice(bytes), info))
}

/// Luma and chroma in limited range of what they are in full range, or in limited range already.
pub(super) fn tables(full: bool) -> [[u8; 256]; 2] {
    if full { [luma_table(), chroma_table()] } else { [std::array::from_fn(|v| v as u8); 2] }
}

fn luma_table() -> [u8; 256] {
    std::array::from_fn(|v| (16.0 + v as f64 * 219.0 / 255.0).round() as u8)
}

fn chroma_table() -> [u8; 256] {
    std::array::from_fn(|v| (128.0 + (v as f64 - 128.0) * 224.0 / 255.0).round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_white_and_grey_end_up_where_they_belong() {
        assert_eq!([0, 255, 128].map(|v| luma_table()[v]), [16, 235, 126]);
        assert_eq!([0, 255, 128].map(|v| chroma_table()[v]), [16, 240, 128]);
    }
}
