//! What goes wrong in a session.

/// What a session of [`misbehaving`](crate::misbehaving) does wrong, at every step unless it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Misstep {
    /// `open` aborts.
    AbortInOpen,
    /// `open` never returns.
    HangInOpen,
    /// `open` returns null, as if the job could not be read.
    NullSession,
    /// The process dies of an abort.
    Abort,
    /// The process dies of a segmentation fault.
    Crash,
    /// The process ends with status 0.
    Exit,
    /// The step never returns.
    Hang,
    /// Each step takes another 64 MiB, uses them and keeps them, and wants to wait 0 ms; after 2 GiB it behaves.
    Leak,
    /// The answer is empty.
    EmptyAnswer,
    /// The answer is said to be 7 bytes long, at null.
    NullAnswer,
    /// The answer is no JSON.
    Nonsense,
    /// The answer is not UTF-8.
    InvalidUtf8,
    /// The answer is two JSON documents on three lines.
    TwoLines,
    /// The answer's action is `dance`.
    UnknownAction,
    /// The answer is right, and 100 MiB long.
    HugeAnswer,
    /// The checkpoint is one byte longer than it may be.
    HugeCheckpoint,
    /// The checkpoint is exactly as long as it may be: nothing is wrong with that. The file is put again at every step.
    LargestCheckpoint,
    /// No requests are asked for.
    NoRequests,
    /// Two requests are called the same.
    TwoRequestsWithOneId,
    /// One request more than there may be.
    SeventeenRequests,
    /// 10,000 requests; under 1 MiB while the configured address is no longer than 50 bytes.
    TenThousandRequests,
    /// A request to a host that is neither described nor configured.
    UndeclaredHost,
    /// A request to such a host, with the configured one as its user: `https://configured@undeclared.example/`.
    DisguisedHost,
    /// A request to `file:///etc/passwd`.
    FileUrl,
    /// A request to what is no address.
    NoUrl,
    /// A body one byte longer than the file.
    RangeBeyondTheFile,
    /// A body that begins at 2⁶⁴ - 1, so that its end does not fit.
    RangeThatOverflows,
    /// A digest of 2⁶⁴ - 1 bytes.
    DigestBeyondTheFile,
    /// A header's value that would be two headers.
    LineBreakInHeader,
    /// A header's name that would be two headers.
    LineBreakInHeaderName,
    /// A `content-length` of its own, which is the host's business.
    ContentLengthHeader,
    /// A `transfer-encoding` of its own, which is the host's business.
    TransferEncodingHeader,
    /// A `host` of its own, which is the host's business.
    HostHeader,
    /// The method `CONNECT`.
    ConnectMethod,
    /// A method with spaces and a line break.
    GarbageMethod,
    /// A method of no letters.
    EmptyMethod,
    /// Every step wants to wait 0 ms: the transfer never gets anywhere.
    WaitsWithoutEnd,
    /// A wait of 2⁶⁴ - 1 ms.
    WaitsTooLong,
    /// 16 MiB on the standard output before each answer, which is as it should be.
    FloodStdout,
    /// A forged answer `{"do":"done"}` on a line of the standard output before each answer, which is as it should be.
    AnswerOnStdout,
    /// File descriptors 0 and 1 are closed before each answer, which is as it should be.
    CloseStdinAndStdout,
    /// `close` aborts.
    AbortInClose,
    /// `close` never returns.
    HangInClose,
}

impl Misstep {
    /// Each of them.
    pub const ALL: &[Self] = &[
        Self::AbortInOpen,
        Self::HangInOpen,
        Self::NullSession,
        Self::Abort,
        Self::Crash,
        Self::Exit,
        Self::Hang,
        Self::Leak,
        Self::EmptyAnswer,
        Self::NullAnswer,
        Self::Nonsense,
        Self::InvalidUtf8,
        Self::TwoLines,
        Self::UnknownAction,
        Self::HugeAnswer,
        Self::HugeCheckpoint,
        Self::LargestCheckpoint,
        Self::NoRequests,
        Self::TwoRequestsWithOneId,
        Self::SeventeenRequests,
        Self::TenThousandRequests,
        Self::UndeclaredHost,
        Self::DisguisedHost,
        Self::FileUrl,
        Self::NoUrl,
        Self::RangeBeyondTheFile,
        Self::RangeThatOverflows,
        Self::DigestBeyondTheFile,
        Self::LineBreakInHeader,
        Self::LineBreakInHeaderName,
        Self::ContentLengthHeader,
        Self::TransferEncodingHeader,
        Self::HostHeader,
        Self::ConnectMethod,
        Self::GarbageMethod,
        Self::EmptyMethod,
        Self::WaitsWithoutEnd,
        Self::WaitsTooLong,
        Self::FloodStdout,
        Self::AnswerOnStdout,
        Self::CloseStdinAndStdout,
        Self::AbortInClose,
        Self::HangInClose,
    ];

    /// What the configuration's `misbehave` has to say.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AbortInOpen => "abort_in_open",
            Self::HangInOpen => "hang_in_open",
            Self::NullSession => "null_session",
            Self::Abort => "abort",
            Self::Crash => "crash",
            Self::Exit => "exit",
            Self::Hang => "hang",
            Self::Leak => "leak",
            Self::EmptyAnswer => "empty_answer",
            Self::NullAnswer => "null_answer",
            Self::Nonsense => "nonsense",
            Self::InvalidUtf8 => "invalid_utf8",
            Self::TwoLines => "two_lines",
            Self::UnknownAction => "unknown_action",
            Self::HugeAnswer => "huge_answer",
            Self::HugeCheckpoint => "huge_checkpoint",
            Self::LargestCheckpoint => "largest_checkpoint",
            Self::NoRequests => "no_requests",
            Self::TwoRequestsWithOneId => "two_requests_with_one_id",
            Self::SeventeenRequests => "seventeen_requests",
            Self::TenThousandRequests => "ten_thousand_requests",
            Self::UndeclaredHost => "undeclared_host",
            Self::DisguisedHost => "disguised_host",
            Self::FileUrl => "file_url",
            Self::NoUrl => "no_url",
            Self::RangeBeyondTheFile => "range_beyond_the_file",
            Self::RangeThatOverflows => "range_that_overflows",
            Self::DigestBeyondTheFile => "digest_beyond_the_file",
            Self::LineBreakInHeader => "line_break_in_header",
            Self::LineBreakInHeaderName => "line_break_in_header_name",
            Self::ContentLengthHeader => "content_length_header",
            Self::TransferEncodingHeader => "transfer_encoding_header",
            Self::HostHeader => "host_header",
            Self::ConnectMethod => "connect_method",
            Self::GarbageMethod => "garbage_method",
            Self::EmptyMethod => "empty_method",
            Self::WaitsWithoutEnd => "waits_without_end",
            Self::WaitsTooLong => "waits_too_long",
            Self::FloodStdout => "flood_stdout",
            Self::AnswerOnStdout => "answer_on_stdout",
            Self::CloseStdinAndStdout => "close_stdin_and_stdout",
            Self::AbortInClose => "abort_in_close",
            Self::HangInClose => "hang_in_close",
        }
    }
}
