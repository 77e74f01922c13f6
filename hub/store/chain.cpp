#include "hub/store/chain.hpp"

#include "common/clock/clock.hpp"

namespace hub::store {
std::optional<Reader> last_reader(Connection& connection, const std::string& tenant) {
  auto& row = connection.query(
      "SELECT name, position FROM reader WHERE tenant = ? ORDER BY position, name LIMIT 1",
      {tenant});
  std::optional<Reader> found;
  while (row.step()) found = Reader{row.text(0), row.integer(1)};
  return found;
}

std::string anchor_text(const std::string& tenant, const Anchor& anchor) {
  return "anchor\n" + tenant + "\n" + std::to_string(anchor.position) + "\n" + anchor.hash;
}

std::optional<Anchor> find_anchor(Connection& connection, const std::string& tenant) {
  auto& row = connection.query(
      "SELECT position, hash, at, signature FROM chain_anchor WHERE tenant = ?", {tenant});
  std::optional<Anchor> found;
  while (row.step())
    found = Anchor{row.integer(0), row.text(1), common::from_micros(row.integer(2)), row.text(3)};
  return found;
}

std::size_t purge_changes(Transaction& transaction, common::Instant before, std::size_t limit,
                          const Sign& sign) {
  auto& sql = transaction.sql();
  auto& tenant = transaction.actor().tenant;
  auto known = find_anchor(sql, tenant);
  Anchor anchor = known.value_or(Anchor{});
  auto from = anchor.position;
  auto reader = last_reader(sql, tenant);
  auto to = reader ? reader->position : INT64_MAX;
  auto& rows = sql.query(
      "SELECT position, hash, at FROM change WHERE tenant = ? AND position > ? ORDER BY position "
      "LIMIT ?",
      {tenant, from, static_cast<std::int64_t>(limit)});
  bool ends = false;  // only a beginning goes: a gap would break the chain
  while (rows.step()) {
    ends = ends || rows.integer(0) > to || common::from_micros(rows.integer(2)) >= before;
    if (!ends) anchor.position = rows.integer(0), anchor.hash = rows.text(1);
  }
  if (anchor.position == from) return 0;
  anchor.signature = sign(anchor_text(tenant, anchor));
  sql.execute(
      "INSERT INTO chain_anchor (tenant, position, hash, at, signature) VALUES (?, ?, ?, ?, ?) ON "
      "CONFLICT (tenant) DO UPDATE SET position = excluded.position, hash = excluded.hash, at = "
      "excluded.at, signature = excluded.signature",
      {tenant, anchor.position, anchor.hash, common::to_micros(transaction.now()),
       anchor.signature});
  return static_cast<std::size_t>(sql.execute(
      "DELETE FROM change WHERE tenant = ? AND position <= ?", {tenant, anchor.position}));
}

Verified verify(Connection& connection, const std::string& tenant, common::Instant now,
                const Sign& sign) {
  ChainVerification verification(tenant);
  while (verification.step(connection, entries_verified_at_once)) {
  }
  return verified(connection, tenant, verification, now, sign);
}

Verified verified(Connection& connection, const std::string& tenant,
                  const ChainVerification& verification, common::Instant now, const Sign& sign) {
  Verified verified{verification.position(), verification.check().broken_at, now};
  auto anchor = find_anchor(connection, tenant);
  if (anchor && sign(anchor_text(tenant, *anchor)) != anchor->signature)
    verified.broken_at = anchor->position;
  return verified;
}

void note_verified(Connection& connection, const std::string& tenant, const Verified& verified) {
  connection.execute(
      "INSERT INTO chain_check (tenant, position, broken_at, at) VALUES (?, ?, ?, ?) ON CONFLICT "
      "(tenant) DO UPDATE SET position = excluded.position, broken_at = excluded.broken_at, at = "
      "excluded.at",
      {tenant, verified.position, verified.broken_at, common::to_micros(verified.at)});
}

std::optional<Verified> find_verified(Connection& connection, const std::string& tenant) {
  auto& row = connection.query("SELECT position, broken_at, at FROM chain_check WHERE tenant = ?",
                               {tenant});
  std::optional<Verified> found;
  while (row.step())
    found = Verified{row.integer(0), row.integer(1), common::from_micros(row.integer(2))};
  return found;
}

}  // namespace hub::store
