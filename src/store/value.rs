//! The three blanket traits that keep both engines' bounds in one place: a value both encode, a row both decode,
//! and a tuple of arguments.

use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, Encode, FromRow, Postgres, Sqlite, Type};

/// A value that both engines encode.
pub trait Val:
    for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send + Sync
{
}

impl<T> Val for T where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send + Sync
{
}

/// A row that both engines decode; `#[derive(sqlx::FromRow)]` gives it.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// The arguments of a statement, `$1` first: a tuple of values.
pub trait Args: Send {
    /// For SQLite.
    ///
    /// # Errors
    /// When a value cannot be encoded.
    fn sqlite(self) -> Result<SqliteArguments, BoxDynError>;

    /// For PostgreSQL.
    ///
    /// # Errors
    /// When a value cannot be encoded.
    fn postgres(self) -> Result<PgArguments, BoxDynError>;
}

impl Args for () {
    fn sqlite(self) -> Result<SqliteArguments, BoxDynError> {
        Ok(SqliteArguments::default())
    }

    fn postgres(self) -> Result<PgArguments, BoxDynError> {
        Ok(PgArguments::default())
    }
}

macro_rules! tuples {
    ($(($($name:ident $at:tt),*);)+) => {$(
        impl<$($name: Val),*> Args for ($($name,)*) {
            fn sqlite(self) -> Result<SqliteArguments, BoxDynError> {
                let mut arguments = SqliteArguments::default();
                $(Arguments::add(&mut arguments, self.$at)?;)*
                Ok(arguments)
            }

            fn postgres(self) -> Result<PgArguments, BoxDynError> {
                let mut arguments = PgArguments::default();
                $(Arguments::add(&mut arguments, self.$at)?;)*
                Ok(arguments)
            }
        }
    )+};
}

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16);
    // A list that is narrowed by everything a figure can be divided by.
    (
        A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13,
        O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21, W 22, X 23, Y 24, Z 25, Aa 26, Ab 27,
        Ac 28, Ad 29, Ae 30, Af 31
    );
}
