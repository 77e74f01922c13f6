#include "hub/store/impl/statistics.hpp"

#include <algorithm>
#include <map>

namespace hub::store::impl {
namespace {

// A company after some years: what matters is how much more one way reads than another.
constexpr std::int64_t rows_of_company = 1'000'000, rows_of_value = 100;
constexpr std::int64_t states = 20;  // most ask for what is open, and most is done

struct Index {
  bool unique = false, primary = false;
  std::vector<std::string> columns;  // empty for an expression
};

/// As ANALYZE would write it: rows altogether, then per value of the first column, of the first
/// two, and so on.
std::string statistics_of(const Index& index) {
  auto rows = rows_of_company;
  auto text = std::to_string(rows);
  for (std::size_t i = 0; i < index.columns.size(); ++i) {
    auto& column = index.columns[i];
    bool is_last = i + 1 == index.columns.size();
    if (column == "state")
      rows = std::max<std::int64_t>(1, rows / states);
    else if (column == "changed_at" || column == "id" || (is_last && index.unique))
      rows = 1;
    else if (column == "tenant")
      // The same records either way; where all are read, the table itself is the shorter one.
      rows = index.primary ? rows / 4 : rows;
    else
      rows = rows > rows_of_value ? rows_of_value : 1;
    text += " " + std::to_string(rows);
  }
  return text;
}

/// Of tables that are kept by company and key, by table and name.
std::map<std::pair<std::string, std::string>, Index> record_indexes(Connection& connection) {
  std::map<std::pair<std::string, std::string>, Index> indexes;
  auto& rows = connection.query(
      "SELECT t.name, CASE l.origin WHEN 'pk' THEN t.name ELSE l.name END, l.\"unique\", i.name "
      "FROM sqlite_master t, pragma_index_list(t.name) l, pragma_index_info(l.name) i "
      "WHERE t.type = 'table' AND t.name IN (SELECT m.name FROM sqlite_master m, "
      "pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'unknown') "
      "ORDER BY 1, 2, i.seqno");
  while (rows.step()) {
    auto& index = indexes[{rows.text(0), rows.text(1)}];
    index.unique = rows.integer(2) != 0;
    index.primary = rows.text(0) == rows.text(1);
    index.columns.push_back(rows.text(3));
  }
  return indexes;
}

/// Tables of the engine's own that grow with the records and that more than one index leads into:
/// without knowing that a company has one generation, and a record few pairs, SQLite reads all.
struct Known {
  const char *table, *index, *text;
};
constexpr Known known_indexes[] = {
    {"search_document", "search_document", "1000000 1000000 1000000 1"},
    {"search_document", "key_search_document", "1000000 1000000 1000000 1"},
    {"search_word", "search_word", "1000000 1000000 1000000 1"},
    {"duplicate_key", "duplicate_key", "1000000 1000000 1000000 5 1"},
    {"duplicate_key", "index_duplicate_key_record", "1000000 1000000 5"},
    {"duplicate_pair", "duplicate_pair", "1000000 1000000 5 1"},
    {"duplicate_pair", "index_duplicate_pair_second", "1000000 1000000 5"},
    {"duplicate_pair", "index_duplicate_pair_score", "1000000 1000000 500000 500000 10000 5 1"},
};

void give(Connection& connection, const std::string& table, const std::string& index,
          const std::string& text) {
  connection.execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
                     {table, index, text});
}

}  // namespace

void give_statistics(Connection& connection) {
  connection.run_script("ANALYZE hub_state");  // the one way to make the table
  connection.run_script("DELETE FROM sqlite_stat1");
  for (auto& [name, index] : record_indexes(connection))
    give(connection, name.first, name.second, statistics_of(index));
  for (auto& [table, index, text] : known_indexes) give(connection, table, index, text);
}

void load_statistics(Connection& connection) {
  connection.run_script("ANALYZE sqlite_master");
}

}  // namespace hub::store::impl
