//! A backup takes everything there is.

use migrations::sqlite::{Durability, connect};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use state::{ARCHIVED, SealedTable, State};

/// What is of the moment, and what says how far the schema is.
const LEFT_OUT: [&str; 7] =
    ["leases", "progress", "turns", "rate_windows", "transfer_progress", "connections", "seaql_migrations"];

async fn texts(database: &DatabaseConnection, sql: String) -> Vec<String> {
    let asked = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(asked).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

#[tokio::test]
async fn every_table_and_column_is_archived_or_left_out_on_purpose() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    State::open(&path).await.unwrap();
    let database = connect(&path, Durability::Normal, 1).await.unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'".to_owned();
    for table in texts(&database, tables).await {
        if LEFT_OUT.contains(&table.as_str()) {
            continue;
        }
        let archived = ARCHIVED.iter().find(|archived| archived.name == table);
        let archived =
            archived.unwrap_or_else(|| panic!("{table} is in no backup: archive it, or leave it out on purpose"));
        let columns = texts(&database, format!("SELECT name FROM pragma_table_info('{table}')")).await;
        let known: Vec<_> = archived.columns.iter().map(|(name, _)| *name).collect();
        assert_eq!(known, columns, "{table}");
        let keys =
            texts(&database, format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk")).await;
        assert_eq!(known[..archived.keys], keys, "{table}");
    }
}

#[tokio::test]
async fn everything_sealed_is_known_to_whoever_rotates_keys_and_is_in_a_backup_before_its_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    State::open(&path).await.unwrap();
    let database = connect(&path, Durability::Normal, 1).await.unwrap();
    let sealed =
        "SELECT t.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.name = 'sealed'";
    let mut tables = texts(&database, sealed.to_owned()).await;
    tables.sort();
    let mut known = SealedTable::ALL.map(|table| table.name().to_owned());
    known.sort();
    assert_eq!(known[..], tables, "what is not in SealedTable is lost with the key that sealed it");
    let place = |name: &str| ARCHIVED.iter().position(|table| table.name == name);
    let (in_use, from_before) = (place("data_keys").unwrap(), place("retired_data_keys").unwrap());
    assert!(in_use < from_before, "a key that is replaced meanwhile would be in neither");
    assert!(tables.iter().filter_map(|table| place(table)).all(|place| place < in_use));
}
