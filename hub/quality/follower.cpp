// The log's changes become keys, and keys pairs. Reading and reckoning happen on a reader's
// connection; the writer only writes.
#include <algorithm>
#include <map>
#include <set>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/quality/duplicates.hpp"
#include "hub/quality/impl/candidates.hpp"
#include "hub/store/changes.hpp"

namespace hub::quality {
namespace {

// Another way of making keys is another reader, which begins at the beginning.
constexpr const char* reader = "duplicates-1";
constexpr std::size_t changes_at_once = 400;
constexpr auto gather_for = std::chrono::milliseconds(60);

/// A record that changed: its keys as they are to be, none when it is gone.
struct Touched {
  const RecordType* type;
  std::string id;
  Identity identity;
  std::vector<std::string> keys;
  std::vector<Pair> pairs;
};

struct Step {
  std::int64_t from = 0, to = 0;
  std::vector<Touched> records;
};

void read_step(Connection& connection, const std::string& tenant, const store::Schema& schema,
               Step& step) {
  step.from = step.to = store::reader_position(connection, tenant, reader);
  std::map<std::string, std::set<std::string>> touched;
  auto& rows = connection.query(
      "SELECT position, type, record FROM change WHERE tenant = ? AND position > ? ORDER BY "
      "position LIMIT ?",
      {tenant, step.from, static_cast<std::int64_t>(changes_at_once)});
  while (rows.step()) {
    step.to = rows.integer(0);
    touched[rows.text(1)].insert(rows.text(2));
  }
  for (auto& [name, ids] : touched) {
    auto type = schema.catalogue.find(name);
    if (!type || !is_matched(*type)) continue;
    for (auto& [id, identity] :
         impl::load_identities(connection, schema, tenant, *type, {ids.begin(), ids.end()})) {
      step.records.push_back({type, id, identity, keys_of(identity), {}});
      ids.erase(id);
    }
    for (auto& id : ids) step.records.push_back({type, id, {}, {}, {}});
  }
}

void write_keys(Connection& sql, const std::string& tenant, const Touched& touched) {
  sql.execute("DELETE FROM duplicate_key WHERE tenant = ? AND record = ?", {tenant, touched.id});
  std::vector<store::Values> rows;
  for (auto& key : touched.keys) rows.push_back({tenant, touched.type->name, key, touched.id});
  store::insert_rows(sql, "INSERT INTO duplicate_key (tenant, type, key, record)", 4, rows);
}

void find_pairs(Connection& connection, const std::string& tenant, const store::Schema& schema,
                Touched& touched) {
  if (touched.keys.empty()) return;
  for (auto& found : impl::find_candidates(connection, schema, tenant, *touched.type,
                                           touched.identity, touched.id)) {
    auto [first, second] = std::minmax(touched.id, found.id);
    touched.pairs.push_back(
        {first, second, found.score.percent, reasons_json(found.score.reasons)});
  }
}

void write_pairs(Connection& sql, const std::string& tenant, const Touched& touched) {
  sql.execute(
      "DELETE FROM duplicate_pair WHERE tenant = ? AND (first = ? OR second = ?) AND dismissed = 0",
      {tenant, touched.id, touched.id});
  for (auto& pair : touched.pairs)
    sql.execute(
        "INSERT INTO duplicate_pair (tenant, first, second, type, score, reasons, dismissed) "
        "VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (tenant, first, second) DO UPDATE SET score = "
        "excluded.score, reasons = excluded.reasons",
        {tenant, pair.first, pair.second, touched.type->name, std::int64_t{pair.score},
         common::json_text(pair.reasons)});
}

}  // namespace

DuplicateFinder::DuplicateFinder(store::Store& store)
    : store_(store), follower_(store, {"hub/quality", gather_for}, [this] {
        return store::visit_due(store_, rounds_, [this](auto& tenant) { return advance(tenant); });
      }) {}

bool DuplicateFinder::advance(const std::string& tenant) {
  auto schema = store_.schema(tenant);
  Step step;
  store_.read([&](Connection& sql) { read_step(sql, tenant, *schema, step); });
  if (step.to == step.from) return false;
  auto command = store_.system_command(tenant, "duplicates");
  // The keys first: two records of one step may be the pair.
  if (!step.records.empty()) {
    store_.write(command, [&](Transaction& transaction) {
      for (auto& one : step.records) write_keys(transaction.sql(), tenant, one);
    });
    store_.read([&](Connection& sql) {
      for (auto& one : step.records) find_pairs(sql, tenant, *schema, one);
    });
  }
  store_.write(command, [&](Transaction& transaction) {
    for (auto& one : step.records) write_pairs(transaction.sql(), tenant, one);
    store::set_reader_position(transaction.sql(), tenant, reader, step.to);
  });
  return true;
}

void DuplicateFinder::catch_up(const std::string& tenant) {
  while (advance(tenant)) {
  }
}

}  // namespace hub::quality
