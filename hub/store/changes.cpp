#include "hub/store/changes.hpp"

#include <google/protobuf/util/message_differencer.h>

#include <map>

#include "common/codec/impl/value_json.hpp"
#include "common/codec/json.hpp"
#include "common/ids/ids.hpp"
#include "hub/store/chain.hpp"

namespace hub::store {
namespace {

using common::codec::Json;
namespace schema = common::schema;

std::string commitment(const std::string& salt, const std::string& before,
                       const std::string& after) {
  return common::sha256_hex(salt + "\n" + before + "\n" + after);
}

std::string value_json(const Field& field, const Message* record) {
  if (!record || !common::codec::impl::is_set(field, *record)) return "null";
  std::string out;
  common::codec::impl::append_field_value(out, field, *record);
  return out;
}

void add_value(Json& fields, Json& commitments, const std::string& name, const std::string& before,
               const std::string& after) {
  auto salt = common::to_hex(common::random_bytes(8));
  fields[name] = {salt, Json::parse(before), Json::parse(after)};
  commitments[name] = commitment(salt, Json::parse(before).dump(), Json::parse(after).dump());
}

std::string state_json(const truckroll::Header& header) {
  return header.state().empty() ? "null" : Json(header.state()).dump();
}

std::string tags_json(const truckroll::Header& header) {
  if (header.tags().empty()) return "null";
  return Json(std::vector<std::string>(header.tags().begin(), header.tags().end())).dump();
}

std::string external_ids_json(const truckroll::Header& header) {
  if (header.external_ids().empty()) return "null";
  Json ids = Json::array();
  for (auto& id : header.external_ids())
    ids.push_back({{"system", id.system()}, {"key", id.key()}});
  return ids.dump();
}

/// By number: names of the company's own fields change.
void add_custom(Json& fields, Json& commitments, const Message* before, const Message* after) {
  std::map<std::uint32_t, std::pair<std::string, std::string>> values;
  auto read = [&](const Message* record, auto member) {
    if (!record) return;
    for (auto& [number, text] : schema::header(*record).custom()) values[number].*member = text;
  };
  using Pair = std::pair<std::string, std::string>;
  read(before, &Pair::first);
  read(after, &Pair::second);
  for (auto& [number, value] : values)
    if (value.first != value.second)
      add_value(fields, commitments, "custom." + std::to_string(number),
                value.first.empty() ? "null" : value.first,
                value.second.empty() ? "null" : value.second);
}

using HeaderValue = std::string (*)(const truckroll::Header&);
constexpr std::pair<const char*, HeaderValue> header_values[] = {
    {"state", state_json}, {"tags", tags_json}, {"external_ids", external_ids_json}};

std::string chain_hash(const std::string& previous, const ChangeRow& row, std::int64_t position) {
  std::string text = previous;
  for (auto& part :
       {row.tenant, std::to_string(position), std::to_string(common::to_micros(row.at)), row.actor,
        row.device, row.address, row.cause, row.type, row.record, std::to_string(row.version),
        row.action, row.commitments})
    text += "\n" + part;
  // Rows of before sessions were noted hash as they did then.
  if (!row.session.empty()) text += "\n" + row.session;
  return common::sha256_hex(text);
}

constexpr const char* row_columns =
    "seq, tenant, position, at, actor, actor_name, device, address, cause, type, record, version, "
    "action, fields, "
    "commitments, hash, session";

ChangeRow read_row(const Statement& row) {
  ChangeRow change;
  change.tenant = row.text(1);
  change.position = row.integer(2);
  change.at = common::from_micros(row.integer(3));
  change.actor = row.text(4);
  change.actor_name = row.text(5);
  change.device = row.text(6);
  change.address = row.text(7);
  change.cause = row.text(8);
  change.type = row.text(9);
  change.record = row.text(10);
  change.version = row.integer(11);
  change.action = row.text(12);
  change.fields = row.text(13);
  change.commitments = row.text(14);
  change.session = row.text(16);
  return change;
}

struct Head {
  std::int64_t position = 0;
  std::string hash;
};

Head load_head(Connection& connection, const std::string& tenant) {
  auto& row = connection.query("SELECT position, hash FROM chain_head WHERE tenant = ?", {tenant});
  Head head;
  while (row.step()) head = {row.integer(0), row.text(1)};
  return head;
}

}  // namespace

ChangeRow describe_change(const RecordType& type, const Message* before, const Message* after,
                          const Actor& actor, common::Instant at, std::string action) {
  Json fields = Json::object(), commitments = Json::object();
  auto& present = after ? *after : *before;
  for (auto& field : type.fields) {
    auto was = value_json(field, before), is = value_json(field, after);
    if (was == is) continue;
    if (field.options->secret())
      add_value(fields, commitments, field.name, "null", "\"(secret)\"");
    else
      add_value(fields, commitments, field.name, was, is);
  }
  for (auto& [name, value] : header_values) {
    auto was = before ? value(schema::header(*before)) : "null";
    auto is = after ? value(schema::header(*after)) : "null";
    if (was != is) add_value(fields, commitments, name, was, is);
  }
  add_custom(fields, commitments, before, after);
  auto& header = schema::header(present);
  return {0,
          header.tenant(),
          at,
          actor.user,
          actor.name,
          actor.device,
          actor.address,
          actor.cause,
          type.name,
          header.id(),
          header.version(),
          std::move(action),
          fields.dump(),
          commitments.dump(),
          {}};
}

void append_changes(Connection& connection, const std::vector<ChangeRow>& rows) {
  constexpr std::size_t columns = 14, rows_at_once = 64;
  std::vector<Values> all;
  for (auto& row : rows)
    all.push_back({row.tenant, common::to_micros(row.at), row.actor, row.actor_name, row.device,
                   row.address, row.cause, row.type, row.record, row.version, row.action,
                   row.fields, row.commitments,
                   row.session.empty() ? Value{} : Value{row.session}});
  insert_rows(connection,
              "INSERT INTO change (tenant, at, actor, actor_name, device, address, cause, type, "
              "record, version, action, fields, commitments, session)",
              columns, all, rows_at_once);
}

std::size_t seal_changes(Connection& connection, std::size_t limit) {
  std::vector<std::pair<std::int64_t, ChangeRow>> rows;
  auto& unsealed = connection.query(std::string("SELECT ") + row_columns +
                                        " FROM change WHERE position IS NULL ORDER BY seq LIMIT ?",
                                    {static_cast<std::int64_t>(limit)});
  while (unsealed.step()) rows.emplace_back(unsealed.integer(0), read_row(unsealed));
  std::map<std::string, Head> heads;
  for (auto& [seq, row] : rows) {
    auto [head, fresh] = heads.try_emplace(row.tenant);
    if (fresh) head->second = load_head(connection, row.tenant);
    head->second.hash = chain_hash(head->second.hash, row, ++head->second.position);
    connection.execute("UPDATE change SET position = ?, hash = ? WHERE seq = ?",
                       {head->second.position, head->second.hash, seq});
  }
  for (auto& [tenant, head] : heads)
    connection.execute(
        "INSERT INTO chain_head (tenant, position, hash) VALUES (?, ?, ?) ON CONFLICT (tenant) DO "
        "UPDATE SET "
        "position = excluded.position, hash = excluded.hash",
        {tenant, head.position, head.hash});
  return rows.size();
}

std::vector<ChangeRow> read_changes(Connection& connection, const std::string& tenant,
                                    std::int64_t position, std::size_t limit) {
  std::vector<ChangeRow> changes;
  auto& rows = connection.query(
      std::string("SELECT ") + row_columns +
          " FROM change WHERE tenant = ? AND position > ? ORDER BY position LIMIT ?",
      {tenant, position, static_cast<std::int64_t>(limit)});
  while (rows.step()) changes.push_back(read_row(rows));
  return changes;
}

std::int64_t last_position(Connection& connection, const std::string& tenant) {
  return connection.integer("SELECT position FROM chain_head WHERE tenant = ?", {tenant});
}

std::vector<std::string> tenants_with_changes(Connection& connection) {
  std::vector<std::string> tenants;
  auto& rows = connection.query("SELECT tenant FROM chain_head ORDER BY tenant");
  while (rows.step()) tenants.push_back(rows.text(0));
  return tenants;
}

ChainCheck verify_chain(Connection& connection, const std::string& tenant) {
  ChainCheck check;
  // What a rule has purged left its last hash.
  auto anchor = find_anchor(connection, tenant).value_or(Anchor{});
  std::string previous = anchor.hash;
  auto& rows = connection.query(
      std::string("SELECT ") + row_columns +
          " FROM change WHERE tenant = ? AND position IS NOT NULL ORDER BY position",
      {tenant});
  while (rows.step()) {
    auto row = read_row(rows);
    auto hash = chain_hash(previous, row, row.position);
    bool fits = hash == rows.text(15) && row.position == anchor.position + check.checked + 1;
    auto commitments = Json::parse(row.commitments, nullptr, false);
    auto fields = Json::parse(row.fields, nullptr, false);
    fits = fits && commitments.is_object() && fields.is_object();
    if (fits)
      // A value may have been erased (absent); one that is there must fit its commitment.
      for (auto& [name, value] : fields.items())
        fits = fits && value.is_array() && value.size() == 3 && value[0].is_string() &&
               commitments.contains(name) &&
               commitments[name] ==
                   commitment(value[0].get<std::string>(), value[1].dump(), value[2].dump());
    if (!fits && check.broken_at == 0) check.broken_at = row.position;
    previous = rows.text(15);
    ++check.checked;
  }
  // Rows cut off at the end break no link; the head knows how many there were.
  auto head = load_head(connection, tenant);
  if (check.broken_at == 0 &&
      (head.position != anchor.position + check.checked || head.hash != previous))
    check.broken_at = anchor.position + check.checked + 1;
  return check;
}

std::int64_t reader_position(Connection& connection, const std::string& tenant,
                             const std::string& reader) {
  return connection.integer("SELECT position FROM reader WHERE tenant = ? AND name = ?",
                            {tenant, reader});
}

void set_reader_position(Connection& connection, const std::string& tenant,
                         const std::string& reader, std::int64_t position) {
  connection.execute(
      "INSERT INTO reader (tenant, name, position) VALUES (?, ?, ?) ON CONFLICT (tenant, name) DO "
      "UPDATE SET "
      "position = excluded.position",
      {tenant, reader, position});
}

}  // namespace hub::store
