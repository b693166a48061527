"""How the record is kept: types, tables, guards, migrations. Knows no rule about people; read `tables/` first."""
