//! In what the four providers differ.

/// A provider.
#[derive(Debug)]
pub struct Vendor {
    /// Its id in requests.
    pub id: &'static str,
    /// Its name, for people.
    pub name: &'static str,
    /// Where it may be called without being configured.
    pub hosts: &'static [&'static str],
    /// `s3.<region>.` and this is where it is when no endpoint is configured. Absent: an endpoint has to be configured.
    pub domain: Option<&'static str>,
    /// Its endpoints are named `s3.<region>.` and this.
    pub regional: Option<&'static str>,
    /// The region when nothing else says one.
    pub region: &'static str,
    /// Whether single objects have an access control list.
    pub acls: bool,
    /// An endpoint as an example, for people.
    pub example: &'static str,
}

/// Amazon S3, and whatever else speaks its protocol under an address of its own.
pub const S3: Vendor = Vendor {
    id: "s3",
    name: "Amazon S3",
    hosts: &["*.amazonaws.com", "*.amazonaws.com.cn"],
    domain: Some("amazonaws.com"),
    regional: Some("amazonaws.com"),
    region: "us-east-1",
    acls: true,
    example: "https://s3.example.com",
};

/// Cloudflare R2. It has one region, and no access control lists.
pub const R2: Vendor = Vendor {
    id: "r2",
    name: "Cloudflare R2",
    hosts: &["*.r2.cloudflarestorage.com"],
    domain: None,
    regional: None,
    region: "auto",
    acls: false,
    example: "https://ACCOUNT.r2.cloudflarestorage.com",
};

/// Backblaze B2. Its access control lists are those of buckets; a single object has none.
pub const B2: Vendor = Vendor {
    id: "b2",
    name: "Backblaze B2",
    hosts: &["*.backblazeb2.com"],
    domain: None,
    regional: Some("backblazeb2.com"),
    region: "us-east-1",
    acls: false,
    example: "https://s3.us-west-004.backblazeb2.com",
};

/// Wasabi.
pub const WASABI: Vendor = Vendor {
    id: "wasabi",
    name: "Wasabi",
    hosts: &["*.wasabisys.com"],
    domain: Some("wasabisys.com"),
    regional: Some("wasabisys.com"),
    region: "us-east-1",
    acls: true,
    example: "https://s3.eu-central-1.wasabisys.com",
};

/// All of them.
pub const VENDORS: [&Vendor; 4] = [&S3, &R2, &B2, &WASABI];

impl Vendor {
    /// The one with this id.
    pub fn of(id: &str) -> Option<&'static Vendor> {
        VENDORS.into_iter().find(|vendor| vendor.id == id)
    }
}
