//! HTML, text and titles to premultiplied RGBA, in a limited child process.
