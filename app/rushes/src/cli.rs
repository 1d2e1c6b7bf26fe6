//! The command line.

use crate::config::{Hidden, Role};
use clap::{Args, Parser, Subcommand};
use domain::composition::LumaPolarity;
use domain::ids::WorkspaceId;
use std::convert::Infallible;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use uuid::Uuid;

/// A self-hosted, event-sourced video backend. A JSON edit goes in, a finished video, image or audio file comes out.
#[derive(Debug, Parser)]
#[command(
    name = "rushes",
    version,
    after_help = "Exit codes: 0 done, 1 what was to be proven is not so, 2 usage, 65 fix your input, 70 a fault of ours, 75 try again."
)]
pub struct Cli {
    /// Settings file (default: ./rushes.toml if there is one). Every setting can also come from RUSHES_<SECTION>_<NAME>.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder for databases, files, caches and the master key; overrides server.data.
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address of the database server; overrides database.url. It may hold a password, which others on this machine can then see in
    /// the list of processes: RUSHES_DATABASE_URL keeps it out of there.
    #[arg(long, global = true, value_name = "URL", value_parser = |url: &str| Ok::<_, Infallible>(Hidden::new(url.to_owned())))]
    pub database: Option<Hidden>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer requests and do the work. Makes a workspace, an owner and keys on an empty folder.
    Serve(Serve),
    /// Do the work only, beside a server on the same data folder.
    Worker,
    /// Render an edit without a server. Sources may be files beside the edit.
    Render(Render),
    /// Make views anew from the log, beside running servers, or prove a render by making it again.
    Replay(Replay),
    /// List every GStreamer element, font and tool found or missing, with the remedy.
    Doctor,
    /// Write everything that is kept into a folder, beside running servers. The master key is not in it.
    Backup {
        /// An empty folder, or one that is not there yet.
        #[arg(value_name = "DIR")]
        to: PathBuf,
    },
    /// Put a backup back into empty stores. Give the master key first.
    Restore {
        /// The backup's folder.
        #[arg(value_name = "DIR")]
        from: PathBuf,
    },
    /// Workspaces, users, roles and keys.
    #[command(subcommand)]
    Admin(Admin),
    /// Prove that the log still says what it said.
    #[command(subcommand)]
    Audit(Audit),
    /// Shared libraries of destinations.
    #[command(subcommand)]
    Plugin(PluginCommand),
    #[command(hide = true)]
    RenderChild,
    #[command(hide = true)]
    RasterChild,
    #[command(hide = true)]
    PluginHost { library: PathBuf },
}

impl Command {
    /// Whether it is for people at a terminal: then the log says only what went wrong.
    pub fn talks_by_itself(&self) -> bool {
        !matches!(self, Command::Serve(_) | Command::Worker)
    }
}

#[derive(Debug, Subcommand)]
pub enum PluginCommand {
    /// Load a library as the server would, and say which destinations it serves or why it is of no use.
    Check {
        /// The library's file.
        #[arg(value_name = "LIBRARY")]
        library: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port to listen on; port 0 picks a free one. Overrides server.listen.
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    /// What this process does; overrides server.role.
    #[arg(long)]
    pub role: Option<Role>,
}

#[derive(Debug, Args)]
pub struct Render {
    /// The edit.
    #[arg(value_name = "EDIT.json")]
    pub edit: PathBuf,
    /// Where the finished file goes; poster and thumbnail go beside it.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Keeps encoded pieces of the film in this folder, and uses those that an earlier render has kept there and that show
    /// the same. It grows without end; empty it when it is too large.
    #[arg(long, value_name = "FOLDER")]
    pub keep: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Replay {
    /// Only this view; can be repeated. All of them when absent.
    #[arg(long = "view", value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(read_models::names()))]
    pub views: Vec<String>,
    #[command(subcommand)]
    pub command: Option<ReplayCommand>,
}

#[derive(Debug, Subcommand)]
pub enum ReplayCommand {
    /// Make a render again from its sealed edit and the sources that were recorded, and compare the files' hashes.
    Render {
        /// The render's id.
        id: Uuid,
    },
}

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Compare the log with the ledger from the beginning; the first place where they part is named. Prints the head of every
    /// workspace's ledger: kept elsewhere, it proves later that log and ledger were not changed together.
    Verify {
        /// A head that was printed or published earlier, as WORKSPACE:NUMBER:HASH, which must still be there. Can be repeated.
        #[arg(long = "head", value_name = "HEAD")]
        heads: Vec<PublishedHead>,
        /// Check this export of a ledger instead, without any store.
        #[arg(long, value_name = "FILE", conflicts_with = "heads")]
        export: Option<PathBuf>,
    },
}

/// A line of a ledger that somebody kept.
#[derive(Clone, Debug)]
pub struct PublishedHead {
    pub workspace: WorkspaceId,
    pub sequence: u64,
    pub hash: Vec<u8>,
}

impl FromStr for PublishedHead {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected WORKSPACE:NUMBER:HASH, as `rushes audit verify` prints it";
        let mut parts = text.split(':');
        let (Some(workspace), Some(sequence), Some(hash), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(expected);
        };
        Ok(Self {
            workspace: workspace.parse().map_err(|_| expected)?,
            sequence: sequence.parse().ok().filter(|number| *number > 0).ok_or(expected)?,
            hash: hex::decode(hash).map_err(|_| expected)?,
        })
    }
}

#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Workspaces.
    #[command(subcommand)]
    Workspace(WorkspaceCommand),
    /// People of a workspace.
    #[command(subcommand)]
    User(UserCommand),
    /// API keys of a workspace.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Give every workspace another data key and seal anew what is kept, beside running servers; and wrap everything under the
    /// master key in use, when another one was before (see docs/keys.md). Can be interrupted, and goes on when run again.
    RotateKeys,
    /// Go on without a master key that is lost for good: erases everything that was sealed with it, which nobody can open any more.
    /// Stop all processes first (see docs/keys.md).
    GiveUpMasterKey {
        /// The lost key's id, as the error at the start names it.
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum WorkspaceCommand {
    /// Make a workspace.
    Create {
        /// For people.
        name: String,
    },
    /// All workspaces.
    List,
    /// Give a workspace more or less of the workers.
    Queue {
        /// Which.
        workspace: Uuid,
        /// Renders of it at once, in all processes together; worker.workspace_renders when absent.
        #[arg(long, value_name = "N")]
        renders: Option<NonZeroU32>,
        /// Its part of the workers, against the others' parts.
        #[arg(long, value_name = "N", default_value = "1")]
        share: NonZeroU32,
    },
    /// Say what the brightness of a workspace's luma mattes means, for renders that are accepted from now on.
    Mattes {
        /// Which.
        workspace: Uuid,
        /// black_hides or white_hides; edit.mattes when absent.
        polarity: Option<LumaPolarity>,
    },
    /// Erase every document that was submitted to a workspace. The history stays readable; running renders fail.
    EraseDocuments {
        /// Which.
        workspace: Uuid,
    },
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Let somebody in; their password is made and shown once.
    Create {
        /// Which workspace.
        workspace: Uuid,
        /// Address they sign in with.
        email: String,
        /// What they may do.
        #[arg(long, default_value = "member")]
        role: RoleName,
    },
    /// Everybody in a workspace.
    List {
        /// Which.
        workspace: Uuid,
    },
    /// Change what somebody may do.
    Role {
        /// Which workspace.
        workspace: Uuid,
        /// Their address.
        email: String,
        /// What they may do from now on.
        role: RoleName,
    },
    /// Give somebody a new password, which is shown once.
    Password {
        /// Which workspace.
        workspace: Uuid,
        /// Their address.
        email: String,
    },
    /// Let somebody go.
    Remove {
        /// Which workspace.
        workspace: Uuid,
        /// Their address.
        email: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key, which is shown once.
    Create {
        /// Which workspace.
        workspace: Uuid,
        /// v1 or stage.
        #[arg(long, default_value = "v1", value_parser = clap::value_parser!(domain::Environment))]
        environment: domain::Environment,
        /// Whose API it speaks.
        #[arg(long, default_value = "shotstack")]
        dialect: DialectName,
        /// For people.
        #[arg(long, default_value = "")]
        name: String,
    },
    /// All keys of a workspace.
    List {
        /// Which.
        workspace: Uuid,
    },
    /// Close a key.
    Revoke {
        /// Which workspace.
        workspace: Uuid,
        /// The key's id.
        key: Uuid,
    },
}

/// What a person may do.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum RoleName {
    Member,
    Admin,
    Owner,
}

/// Whose API a key speaks.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum DialectName {
    Shotstack,
    Workspace,
}
