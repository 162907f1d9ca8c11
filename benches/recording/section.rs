//! A database made by casetime itself, with people, a file, and an account with a token for each client.

use std::path::Path;

use casetime::accounts::Account;
use casetime::audit::ops::Verified;
use casetime::clock::Clock;
use casetime::files::{self, RawFile};
use casetime::ids::{FileId, PersonId};
use casetime::install;
use casetime::people::{self, RawPerson};
use casetime::store::{Target, migrate};
use tokio::runtime::Runtime;

use super::{CLIENTS, accounts};

/// What clients need to know of a database.
pub(crate) struct Section {
    /// One for each client.
    pub(crate) tokens: Vec<String>,
    /// One for each client.
    pub(crate) people: Vec<PersonId>,
    /// The account of the first client.
    pub(crate) account: Account,
    /// The file time is recorded on.
    pub(crate) file: FileId,
}

/// Makes the database and closes it.
pub(crate) fn create(runtime: &Runtime, path: &Path) -> Section {
    runtime.block_on(create_in(path))
}

async fn create_in(path: &Path) -> Section {
    let context = install::create(&Target::Sqlite(path.to_owned()), Clock::System).await.expect("a new database");
    let raw = RawFile {
        number: "UKR-12".to_owned(),
        title: "Prosecution services".to_owned(),
        category: "TA".to_owned(),
        project: "Support to prosecution services".to_owned(),
        country: "UA".to_owned(),
        opened_on: "2000-01-01".to_owned(),
        ..RawFile::default()
    };
    let new = raw.parse(&context.vocabulary).expect("a file");
    files::ops::open(&context, &new).await.expect("opened");
    let (mut tokens, mut people, mut first) = (Vec::new(), Vec::new(), None);
    for number in 0..CLIENTS {
        let person = RawPerson {
            number: format!("P-{number}"),
            name: format!("Person {number}"),
            active_from: "2000-01-01".to_owned(),
            ..RawPerson::default()
        };
        people::ops::add(&context, &person.parse().expect("a person")).await.expect("added");
        let (account, token) = accounts::add(&context, &person.number, &["record_time"]).await;
        people.push(account.person.expect("the person of the account"));
        tokens.push(token);
        first.get_or_insert(account);
    }
    let mut tx = context.db.read().await.expect("a transaction");
    let file = files::ops::find_by_number_in(&mut tx, "UKR-12").await.expect("looked up").expect("the file").id;
    drop(tx);
    context.db.close().await;
    Section { tokens, people, account: first.expect("an account"), file }
}

/// How many entries are stored; the audit chain is verified as well.
pub(crate) fn verified(runtime: &Runtime, path: &Path) -> usize {
    runtime.block_on(async {
        let db = migrate::open(&Target::Sqlite(path.to_owned())).await.expect("the database opens");
        let chain = casetime::audit::ops::verify(&db).await.expect("verified");
        assert!(matches!(chain, Verified::Sound(_)), "{chain:?}");
        db.close().await;
    });
    super::batches::count(path, "SELECT count(*) FROM entries")
}
