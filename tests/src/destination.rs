//! Somebody else's service that files are sent to: a double of it, and what the server is configured with.

use s3_double::{S3Double, Settings};
use serde_json::{Value, json};
use tempfile::TempDir;
use vendor_doubles::Vendor;

/// Every provider that there is, with the plugin that serves it.
pub const PROVIDERS: [(&str, &str); 10] = [
    ("s3", "s3"),
    ("r2", "s3"),
    ("b2", "s3"),
    ("wasabi", "s3"),
    ("gcs", "gcs"),
    ("azure", "azure"),
    ("drive", "drive"),
    ("vimeo", "vimeo"),
    ("mux", "mux"),
    ("akamai", "akamai"),
];

/// A running double of a provider's service; it ends with its value.
pub struct Place {
    provider: &'static str,
    plugin: &'static str,
    double: Double,
}

enum Double {
    Bucket { double: S3Double, _folder: TempDir },
    Vendor(Vendor),
}

impl Place {
    /// The service of this provider.
    ///
    /// # Panics
    /// When there is no such provider, or its double does not start.
    pub fn start(provider: &str) -> Self {
        Self::with_secret(provider, "double-secret")
    }

    /// The same with another secret, if it is a store of the S3 protocol.
    ///
    /// # Panics
    /// As [`Place::start`].
    pub fn with_secret(provider: &str, secret: &str) -> Self {
        let known = PROVIDERS.iter().find(|(id, _)| *id == provider);
        let (provider, plugin) = *known.unwrap_or_else(|| panic!("nobody knows {provider}"));
        let double = match plugin {
            "s3" => {
                let folder = tempfile::tempdir().unwrap();
                let settings = Settings { secret_key: secret.to_owned(), ..Settings::of(folder.path()) };
                Double::Bucket { double: S3Double::start(settings).unwrap(), _folder: folder }
            }
            "drive" => Double::Vendor(Vendor::start("google", &["--rotate", "false"])),
            "akamai" => Double::Vendor(Vendor::start("netstorage", &[])),
            "vimeo" | "mux" => Double::Vendor(Vendor::start(plugin, &["--polls", "1"])),
            other => Double::Vendor(Vendor::start(other, &[])),
        };
        Self { provider, plugin, double }
    }

    /// The provider's id.
    pub fn provider(&self) -> &'static str {
        self.provider
    }

    /// The plugin that serves it.
    pub fn plugin(&self) -> &'static str {
        self.plugin
    }

    /// The double of a vendor that is none of the S3 protocol.
    pub fn vendor(&self) -> Option<&Vendor> {
        match &self.double {
            Double::Vendor(vendor) => Some(vendor),
            Double::Bucket { .. } => None,
        }
    }

    /// The double of a store of the S3 protocol.
    pub fn bucket(&self) -> Option<&S3Double> {
        match &self.double {
            Double::Bucket { double, .. } => Some(double),
            Double::Vendor(_) => None,
        }
    }

    /// What an integration with it is configured with.
    pub fn config(&self) -> Value {
        let mut config = match &self.double {
            Double::Bucket { double, .. } => {
                let Settings { access_key, secret_key, bucket, .. } = double.settings();
                json!({
                    "bucket": bucket,
                    "accessKeyId": access_key,
                    "secretAccessKey": secret_key,
                    "endpoint": double.endpoint(),
                })
            }
            Double::Vendor(vendor) => vendor.config().clone(),
        };
        if let Some(config) = config.as_object_mut() {
            config.remove("oauth");
            if self.provider == "akamai" {
                // Its own has a port, which no host of the vendor's has; what is called is the endpoint.
                config.insert("host".into(), json!("example-nsu.akamaihd.net"));
            }
        }
        config
    }

    /// Whether objects there are found by the key that they were sent under.
    pub fn has_keys(&self) -> bool {
        !matches!(self.provider, "drive" | "vimeo" | "mux")
    }

    /// Whether an integration with it is configured with folders.
    pub fn has_folders(&self) -> bool {
        !matches!(self.provider, "vimeo" | "mux")
    }

    /// The bytes of what was sent under this key, or got this id.
    ///
    /// # Panics
    /// When there is nothing.
    pub fn object(&self, key: &str, id: Option<&str>) -> Vec<u8> {
        match &self.double {
            Double::Bucket { double, .. } => {
                let Settings { data, bucket, .. } = double.settings();
                let file = data.join(bucket).join(key);
                std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
            }
            Double::Vendor(vendor) => match (self.provider, id) {
                ("akamai", _) => vendor.object(&format!("/123456/{key}")),
                ("drive" | "vimeo" | "mux", Some(id)) => vendor.object(id),
                _ => vendor.object(key),
            },
        }
    }

    /// How many bytes of requests came in so far.
    ///
    /// # Panics
    /// When the double does not answer.
    pub fn bytes_received(&self) -> u64 {
        match &self.double {
            Double::Bucket { double, .. } => double.bytes_received(),
            Double::Vendor(vendor) => vendor.counters().bytes,
        }
    }

    /// How many objects are there.
    ///
    /// # Panics
    /// When the double does not answer.
    pub fn count(&self) -> usize {
        match &self.double {
            Double::Bucket { double, .. } => {
                let Settings { data, bucket, .. } = double.settings();
                files_in(&data.join(bucket))
            }
            Double::Vendor(vendor) => vendor.objects().len(),
        }
    }
}

fn files_in(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files_in(&path) } else { 1 }).sum()
}
