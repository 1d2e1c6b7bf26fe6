//! What is wrong with a library before a session begins.

/// What shows when a library is loaded, or asked what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Misbehaviour {
    /// The file is a text.
    NotALibrary,
    /// Its constructor aborts: the process dies in `dlopen`.
    AbortsOnLoad,
    /// Its constructor ends the process with status 0.
    ExitsOnLoad,
    /// Its constructor never returns.
    HangsOnLoad,
    /// Its constructor writes 16 MiB to the standard output.
    FloodsStdoutOnLoad,
    /// It exports another version's function only.
    MissingSymbol,
    /// Its function returns null.
    NullTable,
    /// Its table holds nulls instead of functions.
    NullFunctions,
    /// Its table is of major version 2.
    WrongMajor,
    /// Its table says to be a pointer shorter than it has to be.
    TableTooSmall,
    /// `describe` aborts.
    AbortsInDescribe,
    /// `describe` writes where no memory is.
    CrashesInDescribe,
    /// `describe` never returns.
    HangsInDescribe,
    /// `describe` writes 16 MiB to the standard output, and then answers as it should.
    FloodsStdoutInDescribe,
    /// Its description is empty.
    DescribesNothing,
    /// Its description is no JSON.
    DescribesNonsense,
    /// Its description is not UTF-8.
    DescribesInvalidUtf8,
    /// Its description is right, and 100 MiB long.
    DescribesHugely,
    /// It speaks protocol 99.
    AnotherProtocol,
    /// Its provider's id is `Not/An Id`.
    InvalidProviderId,
    /// It serves no provider.
    NoProviders,
    /// It describes one provider twice.
    ProviderTwice,
    /// Its provider's schema of the configuration is no schema: `{"type": "nonsense"}`.
    InvalidSchema,
}

impl Misbehaviour {
    /// Each of them.
    pub const ALL: &[Self] = &[
        Self::NotALibrary,
        Self::AbortsOnLoad,
        Self::ExitsOnLoad,
        Self::HangsOnLoad,
        Self::FloodsStdoutOnLoad,
        Self::MissingSymbol,
        Self::NullTable,
        Self::NullFunctions,
        Self::WrongMajor,
        Self::TableTooSmall,
        Self::AbortsInDescribe,
        Self::CrashesInDescribe,
        Self::HangsInDescribe,
        Self::FloodsStdoutInDescribe,
        Self::DescribesNothing,
        Self::DescribesNonsense,
        Self::DescribesInvalidUtf8,
        Self::DescribesHugely,
        Self::AnotherProtocol,
        Self::InvalidProviderId,
        Self::NoProviders,
        Self::ProviderTwice,
        Self::InvalidSchema,
    ];

    /// What `c/misbehaving.c` is to be built with; nothing for what is not built.
    pub(crate) const fn definition(self) -> Option<&'static str> {
        Some(match self {
            Self::NotALibrary => return None,
            Self::AbortsOnLoad => "ABORTS_ON_LOAD",
            Self::ExitsOnLoad => "EXITS_ON_LOAD",
            Self::HangsOnLoad => "HANGS_ON_LOAD",
            Self::FloodsStdoutOnLoad => "FLOODS_STDOUT_ON_LOAD",
            Self::MissingSymbol => "MISSING_SYMBOL",
            Self::NullTable => "NULL_TABLE",
            Self::NullFunctions => "NULL_FUNCTIONS",
            Self::WrongMajor => "MAJOR=2",
            Self::TableTooSmall => "SIZE=(sizeof(rushes_destination_table)-sizeof(void*))",
            Self::AbortsInDescribe => "ABORTS_IN_DESCRIBE",
            Self::CrashesInDescribe => "CRASHES_IN_DESCRIBE",
            Self::HangsInDescribe => "HANGS_IN_DESCRIBE",
            Self::FloodsStdoutInDescribe => "FLOODS_STDOUT_IN_DESCRIBE",
            Self::DescribesNothing => "DESCRIBES_NOTHING",
            Self::DescribesNonsense => "DESCRIBES_NONSENSE",
            Self::DescribesInvalidUtf8 => "DESCRIBES_INVALID_UTF8",
            Self::DescribesHugely => "DESCRIBES_HUGELY",
            Self::AnotherProtocol => "PROTOCOL=\"99\"",
            Self::InvalidProviderId => "PROVIDER=\"Not/An Id\"",
            Self::NoProviders => "PROVIDERS=\"\"",
            Self::ProviderTwice => "PROVIDERS=MEMBER \",\" MEMBER",
            Self::InvalidSchema => "SCHEMA=\"{\\\"type\\\":\\\"nonsense\\\"}\"",
        })
    }
}
