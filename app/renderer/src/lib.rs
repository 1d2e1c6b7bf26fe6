//! Compositions to files: GStreamer at the ends, our own compositor between.
