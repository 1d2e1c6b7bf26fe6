//! Frames in, frame out: pure pixels, without GStreamer.
