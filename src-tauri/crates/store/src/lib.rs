//! The encrypted cache: opening, migrations, tables, search.
