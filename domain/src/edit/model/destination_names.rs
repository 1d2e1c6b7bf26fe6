//! Destinations by the names that the workspace API and our own have for providers.

use super::destination::{
    AkamaiNetStorageDestinationOptions, AzureBlobStorageDestinationOptions, GoogleCloudStorageDestinationOptions,
    GoogleDriveDestinationOptions,
};

object! {
    /// Cloudflare R2.
    pub struct R2Destination tagged "provider" = "r2" {
        /// The bucket and the name.
        pub options: Option<BucketDestinationOptions>,
    }
}

object! {
    /// Backblaze B2.
    pub struct B2Destination tagged "provider" = "b2" {
        /// The bucket and the name.
        pub options: Option<BucketDestinationOptions>,
    }
}

object! {
    /// Wasabi.
    pub struct WasabiDestination tagged "provider" = "wasabi" {
        /// The bucket and the name.
        pub options: Option<BucketDestinationOptions>,
    }
}

object! {
    /// A bucket that the integration knows, and a name in it.
    pub struct BucketDestinationOptions {
        /// The bucket's region; the integration's when absent.
        pub region: Option<String>,
        /// The bucket's name, where several integrations could be meant.
        pub bucket: Option<String>,
        /// Folder in the bucket, without slashes at its ends.
        pub prefix: Option<String>,
        /// File name without its extension. Default the render's id.
        pub filename: Option<String>,
        /// Access to the file, where the provider has it for single files.
        pub acl: Option<String>,
    }
}

object! {
    /// Google Cloud Storage; the same as google-cloud-storage.
    pub struct GcsDestination tagged "provider" = "gcs" {
        /// The place and the name.
        pub options: Option<GoogleCloudStorageDestinationOptions>,
    }
}

object! {
    /// Azure Blob Storage; the same as azure-blob-storage.
    pub struct AzureDestination tagged "provider" = "azure" {
        /// The place and the name.
        pub options: Option<AzureBlobStorageDestinationOptions>,
    }
}

object! {
    /// Google Drive; the same as google-drive.
    pub struct DriveDestination tagged "provider" = "drive" {
        /// The place and the name.
        pub options: Option<GoogleDriveDestinationOptions>,
    }
}

object! {
    /// Akamai NetStorage; the same as akamai-netstorage.
    pub struct AkamaiDestination tagged "provider" = "akamai" {
        /// The place and the name.
        pub options: Option<AkamaiNetStorageDestinationOptions>,
    }
}
