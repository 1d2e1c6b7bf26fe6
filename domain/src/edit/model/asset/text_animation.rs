//! How text appears.

ranged! {
    /// How long an animation takes, in seconds.
    pub struct AnimationSeconds: number 0.1 ..= 30
}

object! {
    /// How styled text appears.
    pub struct RichTextAnimation {
        /// What happens.
        pub preset: TextAnimationPreset,
        /// How long it takes, 0.1 to 30 seconds.
        pub duration: Option<AnimationSeconds>,
        /// What moves on its own.
        pub style: Option<TextAnimationUnit>,
        /// Where it moves to.
        pub direction: Option<TextAnimationDirection>,
    }
}

choice! {
    /// What happens to styled text.
    pub enum TextAnimationPreset {
        /// Becomes visible.
        FadeIn = "fadeIn",
        /// Moves in.
        SlideIn = "slideIn",
        /// Letter by letter.
        Typewriter = "typewriter",
        /// Word by word from below.
        Ascend = "ascend",
        /// A short way to its place.
        Shift = "shift",
        /// Letters in a wave.
        MovingLetters = "movingLetters",
    }
}

choice! {
    /// What moves on its own.
    pub enum TextAnimationUnit {
        /// Each letter.
        Character = "character",
        /// Each word.
        Word = "word",
    }
}

choice! {
    /// Where animated text moves to.
    pub enum TextAnimationDirection {
        /// To the left.
        Left = "left",
        /// To the right.
        Right = "right",
        /// Upwards.
        Up = "up",
        /// Downwards.
        Down = "down",
    }
}
