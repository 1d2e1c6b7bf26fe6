//! Frame sizes: resolution × aspect ratio, and `scaleTo`.

use crate::edit::model::{AspectRatio, Resolution};

/// What a named resolution stands for: the width and height of its 16:9 frame, and the frame rate it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Preset {
    pub width: u32,
    pub height: u32,
    pub fps: u32,
}

impl From<Resolution> for Preset {
    fn from(resolution: Resolution) -> Self {
        let (width, height, fps) = match resolution {
            Resolution::Preview => (512, 288, 15),
            Resolution::Mobile => (640, 360, 25),
            Resolution::Sd => (1024, 576, 25),
            Resolution::Hd => (1280, 720, 25),
            Resolution::FullHd => (1920, 1080, 25),
            Resolution::UltraHd => (3840, 2160, 25),
        };
        Self { width, height, fps }
    }
}

impl Preset {
    /// The frame of this shape. Its shorter side is always the preset's height.
    pub fn frame(self, shape: AspectRatio) -> (u32, u32) {
        let Preset { width, height, .. } = self;
        match shape {
            AspectRatio::Landscape => (width, height),
            AspectRatio::Portrait => (height, width),
            AspectRatio::Square => (height, height),
            AspectRatio::ShortPortrait => (height, height * 5 / 4),
            AspectRatio::Television => (height * 4 / 3, height),
        }
    }

    /// A frame of any size, brought to this preset: its shorter side becomes the preset's height. Even numbers, as H.264
    /// needs them.
    pub fn scaled(self, (width, height): (u32, u32)) -> (u32, u32) {
        let factor = f64::from(self.height) / f64::from(width.min(height));
        let even = |side: u32| ((f64::from(side) * factor / 2.0).round() as u32 * 2).max(2);
        (even(width), even(height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(shape: AspectRatio) -> Vec<(u32, u32)> {
        Resolution::ALL.iter().map(|resolution| Preset::from(*resolution).frame(shape)).collect()
    }

    #[test]
    fn every_resolution_in_every_shape() {
        assert_eq!(
            frames(AspectRatio::Landscape),
            [(512, 288), (640, 360), (1024, 576), (1280, 720), (1920, 1080), (3840, 2160)]
        );
        assert_eq!(
            frames(AspectRatio::Portrait),
            [(288, 512), (360, 640), (576, 1024), (720, 1280), (1080, 1920), (2160, 3840)]
        );
        assert_eq!(
            frames(AspectRatio::Square),
            [(288, 288), (360, 360), (576, 576), (720, 720), (1080, 1080), (2160, 2160)]
        );
        assert_eq!(
            frames(AspectRatio::ShortPortrait),
            [(288, 360), (360, 450), (576, 720), (720, 900), (1080, 1350), (2160, 2700)]
        );
        assert_eq!(
            frames(AspectRatio::Television),
            [(384, 288), (480, 360), (768, 576), (960, 720), (1440, 1080), (2880, 2160)]
        );
    }

    #[test]
    fn scaling_to_a_preset_gives_the_preset_of_that_shape() {
        let (sd, full) = (Preset::from(Resolution::Sd), Preset::from(Resolution::FullHd));
        for shape in AspectRatio::ALL {
            assert_eq!(sd.scaled(full.frame(*shape)), sd.frame(*shape), "{shape:?}");
        }
        assert_eq!(sd.scaled((1200, 800)), (864, 576));
        assert_eq!(Preset::from(Resolution::Preview).scaled((1000, 334)), (862, 288));
    }
}
