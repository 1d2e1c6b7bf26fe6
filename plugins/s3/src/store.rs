//! The bucket that a transfer goes to, as configuration and render say.

use crate::address::{Address, escape_key};
use crate::sign::Credentials;
use crate::vendors::{B2, S3, Vendor, WASABI};
use plugin_sdk::{Fail, Job, Reason};

/// A bucket, and what it takes to write to it. Holds the secret: cannot be printed.
pub struct Store {
    /// Whose it is.
    pub vendor: &'static Vendor,
    /// Its name.
    pub bucket: String,
    /// The region that is signed for.
    pub region: String,
    /// Where it is.
    pub address: Address,
    /// Who writes.
    pub credentials: Credentials,
    /// The access control list that objects get, unless that is the one they have anyway.
    pub acl: Option<String>,
    /// Where objects can be had without a signature, if anywhere; without a slash at its end.
    public: Option<String>,
}

impl Store {
    /// What a job says.
    ///
    /// # Errors
    /// When something is missing, or no address can be made of it. The host holds configurations to the schema first.
    pub fn of(job: &Job) -> Result<Self, Fail> {
        let vendor =
            Vendor::of(&job.provider).ok_or_else(|| invalid(format!("there is no provider {}", job.provider)))?;
        let needed = |property: &str| {
            job.config(property).ok_or_else(|| invalid(format!("{}: `{property}` has to be configured", vendor.name)))
        };
        let bucket = needed("bucket")?;
        let credentials = Credentials::new(needed("accessKeyId")?, needed("secretAccessKey")?);
        let asked = job.option("region").or_else(|| job.config("region"));
        let (address, region) = match (job.config("endpoint"), vendor.domain) {
            (None, Some(domain)) => {
                let region = asked.unwrap_or(vendor.region);
                (Address::regional(bucket, region, domain), region.to_owned())
            }
            _ => {
                let endpoint = needed("endpoint")?;
                let address = Address::at(endpoint, bucket).ok_or_else(|| {
                    invalid(format!("{}: `endpoint` is no address such as {}", vendor.name, vendor.example))
                })?;
                let region = asked.or_else(|| address.region(vendor)).unwrap_or(vendor.region).to_owned();
                (address, region)
            }
        };
        let acl = job.option("acl").or_else(|| job.config("acl")).filter(|acl| vendor.acls && *acl != "private");
        let derived = (vendor.id == S3.id && job.config("endpoint").is_none()).then(|| address.url_of(""));
        let public = job.config("publicUrl").map(str::to_owned).or(derived);
        Ok(Self {
            vendor,
            bucket: bucket.to_owned(),
            region,
            credentials,
            acl: acl.map(str::to_owned),
            public: public.map(|public| public.trim_end_matches('/').to_owned()),
            address,
        })
    }

    /// Whether it is known to keep a SHA-256 with the object. The others are sent an MD5, which all of them verify.
    pub fn keeps_sha256(&self) -> bool {
        self.address.is_amazon()
    }

    /// Where an object can be had without a signature, if anywhere.
    pub fn public_url(&self, key: &str) -> Option<String> {
        self.public.as_ref().map(|public| format!("{public}/{}", escape_key(key)))
    }

    /// What it is called in an error.
    pub fn name(&self) -> String {
        format!("the bucket `{}` of {}", self.bucket, self.vendor.name)
    }

    /// Where the region is said, for people.
    pub fn where_to_say_the_region(&self) -> &'static str {
        let hosts_name_the_region = self.vendor.id == B2.id || self.vendor.id == WASABI.id;
        if hosts_name_the_region { "`region` and `endpoint`" } else { "`region`" }
    }
}

fn invalid(message: String) -> Fail {
    Fail { reason: Reason::Invalid, message, retryable: false }
}
