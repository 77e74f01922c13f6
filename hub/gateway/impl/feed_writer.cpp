#include "hub/gateway/impl/feed_writer.hpp"

#include "common/ids/ids.hpp"
#include "common/sync/wire.hpp"

namespace hub::gateway::impl {
namespace {

using store::Value;

struct Row {
  std::int64_t version, position;
  bool removed;
};

}  // namespace

std::set<std::string> scopes_now(store::Transaction& transaction, const std::string& record) {
  std::set<std::string> scopes;
  auto& found = transaction.sql().query(
      "SELECT scope FROM scope_member WHERE tenant = ? AND record = ? AND removed = 0",
      {transaction.actor().tenant, record});
  while (found.step()) scopes.insert(found.text(0));
  return scopes;
}

FeedWriter::Head& FeedWriter::head(const std::string& scope) {
  auto [at, fresh] = heads_.try_emplace(scope);
  if (!fresh) return at->second;
  auto& row = transaction_.sql().query(
      "SELECT position, hash FROM scope_head WHERE tenant = ? AND scope = ?",
      {transaction_.actor().tenant, scope});
  while (row.step()) at->second = {row.integer(0), common::from_hex(row.text(1))};
  return at->second;
}

void FeedWriter::put(const FeedEntry& entry) {
  auto& [type, record, version, scopes] = entry;
  auto& tenant = transaction_.actor().tenant;
  auto& sql = transaction_.sql();
  std::map<std::string, Row> rows;
  auto& found = sql.query(
      "SELECT scope, version, position, removed FROM scope_member WHERE tenant = ? AND record = ?",
      {tenant, record});
  while (found.step())
    rows[found.text(0)] = {found.integer(1), found.integer(2), found.integer(3) != 0};
  for (auto& [scope, row] : rows) {
    if (row.removed || scopes.count(scope)) continue;
    auto& at = head(scope);
    common::sync::toggle_member(at.hash, common::sync::member_hash(type, record, row.version));
    sql.execute(
        "UPDATE scope_member SET position = ?, removed = 1, previous_position = NULL, "
        "previous_version = NULL WHERE "
        "tenant = ? AND scope = ? AND record = ?",
        {++at.position, tenant, scope, record});
    touched_.insert(scope);
  }
  for (auto& scope : scopes) {
    auto row = rows.find(scope);
    bool is_member = row != rows.end() && !row->second.removed;
    if (is_member && row->second.version == version) continue;
    auto& at = head(scope);
    if (is_member)
      common::sync::toggle_member(at.hash,
                                  common::sync::member_hash(type, record, row->second.version));
    common::sync::toggle_member(at.hash, common::sync::member_hash(type, record, version));
    sql.execute(
        "INSERT INTO scope_member (tenant, scope, type, record, version, position, removed, "
        "previous_position, "
        "previous_version) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT (tenant, scope, record) "
        "DO UPDATE SET version = "
        "excluded.version, position = excluded.position, removed = 0, previous_position = "
        "excluded.previous_position, "
        "previous_version = excluded.previous_version",
        {tenant, scope, type, record, version, ++at.position,
         is_member ? Value{row->second.position} : Value{},
         is_member ? Value{row->second.version} : Value{}});
    touched_.insert(scope);
  }
}

void FeedWriter::finish() {
  for (auto& scope : touched_) {
    auto& at = head(scope);
    transaction_.sql().execute(
        "INSERT INTO scope_head (tenant, scope, generation, position, hash) VALUES (?, ?, 1, ?, ?) "
        "ON CONFLICT (tenant, "
        "scope) DO UPDATE SET position = excluded.position, hash = excluded.hash",
        {transaction_.actor().tenant, scope, at.position, common::to_hex(at.hash)});
  }
}

}  // namespace hub::gateway::impl
