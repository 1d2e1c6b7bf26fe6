//! Destinations by the names that the workspace API and our own have for providers.

use super::destination::{
    AkamaiNetStorageDestinationOptions, AzureBlobStorageDestinationOptions, GoogleCloudStorageDestinationOptions,
    GoogleDriveDestinationOptions, S3DestinationOptions,
};

object! {
    /// Cloudflare R2.
    pub struct R2Destination tagged "provider" = "r2" {
        /// The place and the name.
        pub options: Option<S3DestinationOptions>,
    }
}

object! {
    /// Backblaze B2.
    pub struct B2Destination tagged "provider" = "b2" {
        /// The place and the name.
        pub options: Option<S3DestinationOptions>,
    }
}

object! {
    /// Wasabi.
    pub struct WasabiDestination tagged "provider" = "wasabi" {
        /// The place and the name.
        pub options: Option<S3DestinationOptions>,
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
