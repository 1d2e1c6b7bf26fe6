//! How people prove who they are: one address and one password hash a person.

use crate::sql::{column, execute, id, id_at, instant, one};
use domain::Timestamp;
use domain::ids::{UserId, WorkspaceId};
use migrations::StoreError;
use migrations::sql::begin_write;
use sea_orm::DatabaseConnection;
use std::fmt;

/// What is kept of a person to sign in with. Cannot be printed in full.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    /// Address, in lower case.
    pub email: String,
    /// Whose it is.
    pub user: UserId,
    /// The workspace they belong to.
    pub workspace: WorkspaceId,
    /// The password's hash, in the PHC string format.
    pub hash: String,
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Password").field("user", &self.user).field("workspace", &self.workspace).finish_non_exhaustive()
    }
}

/// Another person signs in with this address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("another user signs in with this address")]
pub struct EmailTaken;

/// Why a password was not written.
#[derive(Debug, thiserror::Error)]
pub enum SetPasswordError {
    /// Choose another address.
    #[error(transparent)]
    EmailTaken(#[from] EmailTaken),
    /// The state failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How people prove who they are.
#[derive(Clone, Copy, Debug)]
pub struct Passwords<'a> {
    pub(crate) database: &'a DatabaseConnection,
}

impl Passwords<'_> {
    /// Gives the person this address and password, instead of what they had. The address is kept in lower case.
    ///
    /// # Errors
    /// [`SetPasswordError`].
    pub async fn set(&self, password: &Password, now: Timestamp) -> Result<(), SetPasswordError> {
        let email = password.email.to_lowercase();
        let transaction = begin_write(self.database, "passwords").await.map_err(StoreError::from)?;
        let owner = r#"SELECT "user" FROM passwords WHERE email = ? AND "user" <> ?"#;
        if one(&transaction, owner, [email.as_str().into(), id(password.user.0)]).await?.is_some() {
            transaction.rollback().await.map_err(StoreError::from)?;
            return Err(EmailTaken.into());
        }
        execute(&transaction, r#"DELETE FROM passwords WHERE "user" = ?"#, [id(password.user.0)]).await?;
        let sql = r#"INSERT INTO passwords (email, "user", workspace, hash, changed_at) VALUES (?, ?, ?, ?, ?)"#;
        let values =
            [email.into(), id(password.user.0), id(password.workspace.0), password.hash.as_str().into(), instant(now)];
        execute(&transaction, sql, values).await?;
        transaction.commit().await.map_err(|error| StoreError::from(error).into())
    }

    /// What is kept under this address, in whatever case it is written.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn by_email(&self, email: &str) -> Result<Option<Password>, StoreError> {
        let sql = r#"SELECT email, "user", workspace, hash FROM passwords WHERE email = ?"#;
        let Some(row) = one(self.database, sql, [email.to_lowercase().into()]).await? else { return Ok(None) };
        Ok(Some(Password {
            email: column(&row, 0)?,
            user: UserId(id_at(&row, 1)?),
            workspace: WorkspaceId(id_at(&row, 2)?),
            hash: column(&row, 3)?,
        }))
    }

    /// Takes a person's password away, so that they can no longer sign in; whether they had one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove(&self, user: UserId) -> Result<bool, StoreError> {
        Ok(execute(self.database, r#"DELETE FROM passwords WHERE "user" = ?"#, [id(user.0)]).await? > 0)
    }
}
