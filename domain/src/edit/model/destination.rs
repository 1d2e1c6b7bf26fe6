//! Where finished files are sent: the providers.

use super::destination_names::*;
use super::text::Bounded;

tagged! {
    /// Where the files are sent: our own hosting, or a provider whose credentials the workspace has stored.
    pub enum Destination by "provider" {
        /// Our own hosting.
        Shotstack(ShotstackDestination),
        /// Mux.
        Mux(MuxDestination),
        /// Amazon S3 and what speaks its protocol.
        S3(S3Destination),
        /// Google Cloud Storage.
        GoogleCloudStorage(GoogleCloudStorageDestination),
        /// Google Drive.
        GoogleDrive(GoogleDriveDestination),
        /// Vimeo.
        Vimeo(VimeoDestination),
        /// TikTok.
        TikTok(TikTokDestination),
        /// Akamai NetStorage.
        AkamaiNetStorage(AkamaiNetStorageDestination),
        /// Azure Blob Storage.
        AzureBlobStorage(AzureBlobStorageDestination),
        /// Cloudflare R2.
        R2(R2Destination),
        /// Backblaze B2.
        B2(B2Destination),
        /// Wasabi.
        Wasabi(WasabiDestination),
        /// Google Cloud Storage, by our own name.
        Gcs(GcsDestination),
        /// Azure Blob Storage, by our own name.
        Azure(AzureDestination),
        /// Google Drive, by our own name.
        Drive(DriveDestination),
        /// Akamai NetStorage, by our own name.
        Akamai(AkamaiDestination),
    }
}

object! {
    /// Our own hosting. It keeps a copy of every file unless it is excluded.
    pub struct ShotstackDestination tagged "provider" = "shotstack" {
        /// Keeps no copy. Default false.
        pub exclude: Option<bool>,
    }
}

object! {
    /// Mux, which plays the video in the browser.
    pub struct MuxDestination tagged "provider" = "mux" {
        /// How the video may be played.
        pub options: Option<MuxDestinationOptions>,
    }
}

object! {
    /// How a video may be played at Mux.
    pub struct MuxDestinationOptions {
        /// Who may play it; without one nobody can.
        pub playback_policy ["playbackPolicy"]: Option<Vec<PlaybackPolicy>>,
        /// A text of the client's own, at most 255 characters.
        pub passthrough: Option<Bounded<0, 255>>,
    }
}

choice! {
    /// Who may play a video at Mux.
    pub enum PlaybackPolicy {
        /// Everybody.
        Public = "public",
        /// Who has a signed address.
        Signed = "signed",
    }
}

object! {
    /// Amazon S3 and what speaks its protocol.
    pub struct S3Destination tagged "provider" = "s3" {
        /// The bucket and the name.
        pub options: Option<S3DestinationOptions>,
    }
}

object! {
    /// A bucket of S3 and a name in it.
    pub struct S3DestinationOptions {
        /// The bucket's region, such as "us-east-1".
        pub region: String,
        /// The bucket's name.
        pub bucket: String,
        /// Folder in the bucket, without slashes at its ends.
        pub prefix: Option<String>,
        /// File name without its extension. Default the render's id.
        pub filename: Option<String>,
        /// Access to the file. Default "private".
        pub acl: Option<String>,
    }
}

object! {
    /// Google Cloud Storage.
    pub struct GoogleCloudStorageDestination tagged "provider" = "google-cloud-storage" {
        /// The bucket and the name.
        pub options: Option<GoogleCloudStorageDestinationOptions>,
    }
}

object! {
    /// A bucket of Google Cloud Storage and a name in it.
    pub struct GoogleCloudStorageDestinationOptions {
        /// The bucket's name.
        pub bucket: String,
        /// Folder in the bucket, without slashes at its ends.
        pub prefix: Option<String>,
        /// File name without its extension. Default the render's id.
        pub filename: Option<String>,
    }
}

object! {
    /// Google Drive.
    pub struct GoogleDriveDestination tagged "provider" = "google-drive" {
        /// The folder and the name.
        pub options: Option<GoogleDriveDestinationOptions>,
    }
}

object! {
    /// A folder of Google Drive and a name in it.
    pub struct GoogleDriveDestinationOptions {
        /// The folder's id; the drive's root when absent.
        pub folder_id ["folderId"]: Option<String>,
        /// File name without its extension. Default the render's id.
        pub filename: Option<String>,
    }
}

object! {
    /// Vimeo.
    pub struct VimeoDestination tagged "provider" = "vimeo" {
        /// Name, description and privacy.
        pub options: Option<VimeoDestinationOptions>,
    }
}

object! {
    /// Name, description and privacy of a video at Vimeo.
    pub struct VimeoDestinationOptions {
        /// The video's name.
        pub name: Option<String>,
        /// The video's description.
        pub description: Option<String>,
        /// Who may see, embed, comment on, download and collect the video.
        pub privacy: Option<VimeoDestinationPrivacyOptions>,
        /// Address of a folder at Vimeo.
        pub folder_uri ["folderUri"]: Option<String>,
    }
}

object! {
    /// Who may see, embed, comment on, download and collect a video at Vimeo.
    pub struct VimeoDestinationPrivacyOptions {
        /// Who may see it.
        pub view: Option<VimeoView>,
        /// Where it may be embedded.
        pub embed: Option<VimeoEmbed>,
        /// Who may comment.
        pub comments: Option<VimeoComments>,
        /// Whether it may be downloaded.
        pub download: Option<bool>,
        /// Whether others may add it to their collections.
        pub add: Option<bool>,
    }
}

choice! {
    /// Who may see a video at Vimeo.
    pub enum VimeoView {
        /// Everybody.
        Anybody = "anybody",
        /// Only its owner.
        Nobody = "nobody",
        /// Whom the owner follows.
        Contacts = "contacts",
        /// Who knows the password.
        Password = "password",
        /// Who has the address.
        Unlisted = "unlisted",
    }
}

choice! {
    /// Where a video at Vimeo may be embedded.
    pub enum VimeoEmbed {
        /// Everywhere.
        Public = "public",
        /// Nowhere.
        Private = "private",
        /// On listed sites.
        Whitelist = "whitelist",
    }
}

choice! {
    /// Who may comment on a video at Vimeo.
    pub enum VimeoComments {
        /// Everybody.
        Anybody = "anybody",
        /// Nobody.
        Nobody = "nobody",
        /// Whom the owner follows.
        Contacts = "contacts",
    }
}

object! {
    /// TikTok.
    pub struct TikTokDestination tagged "provider" = "tiktok" {
        /// Title and privacy.
        pub options: Option<TikTokDestinationOptions>,
    }
}

object! {
    /// Title and privacy of a post at TikTok.
    pub struct TikTokDestinationOptions {
        /// The post's title, at most 150 characters.
        pub title: Option<Bounded<0, 150>>,
        /// Who may see the post. Default private.
        pub privacy_level ["privacyLevel"]: Option<TikTokPrivacy>,
        /// Forbids duets. Default false.
        pub disable_duet ["disableDuet"]: Option<bool>,
        /// Forbids stitches. Default false.
        pub disable_stitch ["disableStitch"]: Option<bool>,
        /// Forbids comments. Default false.
        pub disable_comment ["disableComment"]: Option<bool>,
    }
}

choice! {
    /// Who may see a post at TikTok.
    pub enum TikTokPrivacy {
        /// Everybody.
        Public = "public",
        /// Friends.
        Friends = "friends",
        /// Only its owner.
        Private = "private",
    }
}

object! {
    /// Akamai NetStorage.
    pub struct AkamaiNetStorageDestination tagged "provider" = "akamai-netstorage" {
        /// The storage group and the name.
        pub options: Option<AkamaiNetStorageDestinationOptions>,
    }
}

object! {
    /// A storage group of Akamai NetStorage and a name in it.
    pub struct AkamaiNetStorageDestinationOptions {
        /// The storage group's host.
        pub host: String,
        /// The content provider code.
        pub cp_code ["cpCode"]: String,
        /// Folder below the code, without slashes at its ends.
        pub path: Option<String>,
        /// File name without its extension. Default the render's id.
        pub filename: Option<String>,
    }
}

object! {
    /// Azure Blob Storage.
    pub struct AzureBlobStorageDestination tagged "provider" = "azure-blob-storage" {
        /// The container and the name.
        pub options: Option<AzureBlobStorageDestinationOptions>,
    }
}

object! {
    /// A container of Azure Blob Storage and a name in it.
    pub struct AzureBlobStorageDestinationOptions {
        /// The storage account's name.
        pub account_name ["accountName"]: String,
        /// The container's name.
        pub container: String,
        /// Folder in the container, without slashes at its ends.
        pub prefix: Option<String>,
        /// File name without its extension. Default the render's id.
        pub filename: Option<String>,
    }
}
