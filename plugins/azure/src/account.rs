//! The container that a transfer goes to, as the configuration says.

use crate::address::{Address, escape_name};
use crate::sign::Credentials;
use plugin_sdk::{Fail, Job, Reason};

/// A container of a storage account, and what it takes to write to it. Holds the key: cannot be printed.
pub struct Account {
    /// Who writes.
    pub credentials: Credentials,
    /// Where the container is.
    pub address: Address,
    container: String,
    /// Where blobs can be had, without a slash at its end.
    public: String,
}

impl Account {
    /// What a job says.
    ///
    /// # Errors
    /// When something is missing, the key is no Base64, or the endpoint no address.
    pub fn of(job: &Job) -> Result<Self, Fail> {
        let needed = |property: &str| {
            job.config(property).ok_or_else(|| invalid(format!("Azure: `{property}` has to be configured")))
        };
        let account = needed("azureAccountName")?;
        let container = needed("azureContainerName")?;
        let credentials = Credentials::new(account, needed("azureAccountKey")?).ok_or_else(|| {
            invalid("Azure: `azureAccountKey` is not the Base64 text that the portal shows: copy it again".to_owned())
        })?;
        let address = match job.config("endpoint") {
            None => Address::public_cloud(account, container),
            Some(endpoint) => Address::at(endpoint, account, container).ok_or_else(|| {
                invalid("Azure: `endpoint` is no address such as https://ACCOUNT.blob.core.chinacloudapi.cn".to_owned())
            })?,
        };
        let public = job.config("publicUrl").map_or_else(|| address.url(), str::to_owned);
        Ok(Self {
            credentials,
            container: container.to_owned(),
            public: public.trim_end_matches('/').to_owned(),
            address,
        })
    }

    /// Where a blob can be had, when the container or what stands before it lets everybody read.
    pub fn public_url(&self, name: &str) -> String {
        format!("{}/{}", self.public, escape_name(name))
    }

    /// What the container is called in an error.
    pub fn name(&self) -> String {
        format!("the container `{}` of the Azure account `{}`", self.container, self.credentials.account)
    }
}

fn invalid(message: String) -> Fail {
    Fail { reason: Reason::Invalid, message, retryable: false }
}
