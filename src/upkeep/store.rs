//! The SQL of `doctor`: numbers of accounts.

use super::accounts::Counted;
use crate::store::{StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Number {
    value: i64,
}

pub(super) async fn count_accounts(tx: &mut Tx) -> Result<Counted, StoreError> {
    const ALL: &str = "SELECT count(*) AS value FROM accounts WHERE disabled = FALSE";
    const WITHOUT_ROLE: &str = "SELECT count(*) AS value FROM accounts WHERE disabled = FALSE \
         AND NOT EXISTS (SELECT 1 FROM account_roles WHERE account_roles.account_id = accounts.id)";
    const ADMINISTRATORS: &str = "SELECT count(*) AS value FROM accounts WHERE disabled = FALSE AND EXISTS \
         (SELECT 1 FROM account_roles WHERE account_roles.account_id = accounts.id AND role = 'administrator')";
    // The parameters stand in the text of the hash; see `password_hash` in the settings.
    const WEAKLY_HASHED: &str = "SELECT count(*) AS value FROM accounts WHERE disabled = FALSE AND password <> '' \
         AND password NOT LIKE '$argon2id$v=19$m=19456,t=2,p=1$%' AND password NOT LIKE '$pbkdf2-sha256$i=600000%'";
    Ok(Counted {
        all: tx.one::<Number>(ALL, ()).await?.value,
        without_role: tx.one::<Number>(WITHOUT_ROLE, ()).await?.value,
        administrators: tx.one::<Number>(ADMINISTRATORS, ()).await?.value,
        weakly_hashed: tx.one::<Number>(WEAKLY_HASHED, ()).await?.value,
    })
}
