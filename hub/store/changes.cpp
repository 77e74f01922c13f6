#include "hub/store/changes.hpp"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <bit>
#include <map>

#include "common/codec/impl/value_json.hpp"
#include "common/codec/json.hpp"
#include "common/ids/ids.hpp"
#include "common/log/correlation.hpp"
#include "common/text/json_text.hpp"
#include "hub/store/chain.hpp"
#include "hub/store/change_rows.hpp"

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

constexpr std::size_t salt_bytes = 8;

/// As the log keeps a value and as it is hashed: keys in order, no blanks. What cannot be written
/// in two ways is not parsed: most values are short words and numbers.
std::string canonical(std::string text) {
  auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
  std::string_view inner(text);
  if (inner.size() >= 2 && inner.front() == '"' && inner.back() == '"')
    inner = inner.substr(1, inner.size() - 2);
  else if (text != "null" && text != "true" && text != "false")
    return common::json_text(common::read_json(text));
  if (std::all_of(inner.begin(), inner.end(), is_plain)) return text;
  return common::json_text(common::read_json(text));
}

/// The values of one change, and both columns that are made of them.
class ChangedValues {
 public:
  void add(std::string name, std::string before, std::string after) {
    values_.insert_or_assign(std::move(name),
                             std::pair(canonical(std::move(before)), canonical(std::move(after))));
  }
  void write(std::string& fields, std::string& commitments) const {
    auto salts = common::random_bytes(salt_bytes * values_.size());
    fields = commitments = "{";
    std::size_t at = 0;
    for (auto& [name, value] : values_) {
      auto salt = common::to_hex(std::string_view(salts).substr(salt_bytes * at, salt_bytes));
      auto key = (at++ ? ",\"" : "\"") + name + "\":";
      fields += key + "[\"" + salt + "\"," + value.first + "," + value.second + "]";
      commitments += key + "\"" + commitment(salt, value.first, value.second) + "\"";
    }
    fields += "}";
    commitments += "}";
  }

 private:
  std::map<std::string, std::pair<std::string, std::string>> values_;  // by field, before and after
};

std::string state_json(const truckroll::Header& header) {
  return header.state().empty() ? "null" : common::json_text(Json(header.state()));
}

std::string tags_json(const truckroll::Header& header) {
  if (header.tags().empty()) return "null";
  return common::json_text(
      Json(std::vector<std::string>(header.tags().begin(), header.tags().end())));
}

std::string external_ids_json(const truckroll::Header& header) {
  if (header.external_ids().empty()) return "null";
  Json ids = Json::array();
  for (auto& id : header.external_ids())
    ids.push_back({{"system", id.system()}, {"key", id.key()}});
  return common::json_text(ids);
}

/// By number: names of the company's own fields change.
void add_custom(ChangedValues& changed, const Message* before, const Message* after) {
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
      changed.add("custom." + std::to_string(number), value.first.empty() ? "null" : value.first,
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

ChangeRow read_change_row(const Statement& row) {
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

ChangeRow describe_change(const RecordType& type, const Message* before, const Message* after,
                          const Actor& actor, common::Instant at, std::string action) {
  ChangedValues changed;
  auto& present = after ? *after : *before;
  for (auto& field : type.fields) {
    auto was = value_json(field, before), is = value_json(field, after);
    if (was == is) continue;
    if (field.options->secret())
      changed.add(field.name, "null", "\"(secret)\"");
    else
      changed.add(field.name, std::move(was), std::move(is));
  }
  for (auto& [name, value] : header_values) {
    auto was = before ? value(schema::header(*before)) : "null";
    auto is = after ? value(schema::header(*after)) : "null";
    if (was != is) changed.add(name, std::move(was), std::move(is));
  }
  add_custom(changed, before, after);
  std::string fields, commitments;
  changed.write(fields, commitments);
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
          std::move(fields),
          std::move(commitments),
          {}};
}

namespace {

constexpr std::size_t rows_at_once = 64;
constexpr const char* insert_change =
    "INSERT INTO change (tenant, at, actor, actor_name, device, address, cause, type, record, "
    "version, action, fields, commitments, session, position, hash, correlation)";

Values values_of(const ChangeRow& row) {
  return {row.tenant,      common::to_micros(row.at),
          row.actor,       row.actor_name,
          row.device,      row.address,
          row.cause,       row.type,
          row.record,      row.version,
          row.action,      row.fields,
          row.commitments, row.session.empty() ? Value{} : Value{row.session}};
}

/// Heads of the chains that rows are added to, written back at the end.
class Heads {
 public:
  explicit Heads(Connection& connection) : connection_(connection) {}
  /// Puts the row at the end of its company's chain.
  const Head& add(const ChangeRow& row) {
    auto [head, fresh] = heads_.try_emplace(row.tenant);
    if (fresh) head->second = load_head(connection_, row.tenant);
    auto& end = head->second;
    end.hash = chain_hash(end.hash, row, ++end.position);
    return end;
  }
  void store() {
    for (auto& [tenant, head] : heads_)
      connection_.execute(
          "INSERT INTO chain_head (tenant, position, hash) VALUES (?, ?, ?) ON CONFLICT (tenant) "
          "DO UPDATE SET position = excluded.position, hash = excluded.hash",
          {tenant, head.position, head.hash});
  }

 private:
  Connection& connection_;
  std::map<std::string, Head> heads_;
};

/// Only PostgreSQL has rows that wait for their place.
void place_rows(Connection& connection, const std::vector<Values>& rows) {
  for (std::size_t from = 0; from < rows.size();) {
    auto count = std::min(rows_at_once, std::bit_floor(rows.size() - from));
    std::string places;
    Values values;
    for (std::size_t i = from; i < from + count; ++i) {
      places +=
          i > from ? ", (?, ?, ?)" : "(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT))";
      values.insert(values.end(), rows[i].begin(), rows[i].end());
    }
    connection.execute(
        "WITH placed (seq, position, hash) AS (VALUES " + places +
            ") UPDATE change SET position = placed.position, hash = placed.hash FROM placed WHERE "
            "change.seq = placed.seq",
        values);
    from += count;
  }
}

}  // namespace

const common::schema::Field* find_logged_field(const RecordType& type, std::string_view name) {
  if (!name.starts_with("custom.")) return type.find_field(std::string(name));
  for (auto fields : {&type.custom, &type.fields})
    for (auto& field : *fields)
      if (field.custom && std::to_string(field.descriptor->number()) == name.substr(7))
        return &field;
  return nullptr;
}

void append_changes(Connection& connection, const std::vector<ChangeRow>& rows) {
  if (rows.empty()) return;
  bool places = connection.dialect() == Dialect::sqlite;
  Heads heads(connection);
  auto& correlation = common::log::correlation();
  std::vector<Values> all;
  for (auto& row : rows) {
    all.push_back(values_of(row));
    auto head = places ? &heads.add(row) : nullptr;
    all.back().push_back(head ? Value{head->position} : Value{});
    all.back().push_back(head ? Value{head->hash} : Value{});
    all.back().push_back(correlation.empty() ? Value{} : Value{correlation});
  }
  insert_rows(connection, insert_change, all[0].size(), all, rows_at_once);
  heads.store();
}

std::size_t seal_changes(Connection& connection, std::size_t limit) {
  std::vector<std::pair<std::int64_t, ChangeRow>> rows;
  auto& unsealed = connection.query(std::string("SELECT ") + change_columns +
                                        " FROM change WHERE position IS NULL ORDER BY seq LIMIT ?",
                                    {static_cast<std::int64_t>(limit)});
  while (unsealed.step()) rows.emplace_back(unsealed.integer(0), read_change_row(unsealed));
  Heads heads(connection);
  std::vector<Values> placed;
  for (auto& [seq, row] : rows) {
    auto& head = heads.add(row);
    placed.push_back({seq, head.position, head.hash});
  }
  place_rows(connection, placed);
  heads.store();
  return rows.size();
}

std::vector<ChangeRow> read_changes(Connection& connection, const std::string& tenant,
                                    std::int64_t position, std::size_t limit) {
  std::vector<ChangeRow> changes;
  auto& rows = connection.query(
      std::string("SELECT ") + change_columns +
          " FROM change WHERE tenant = ? AND position > ? ORDER BY position LIMIT ?",
      {tenant, position, static_cast<std::int64_t>(limit)});
  while (rows.step()) changes.push_back(read_change_row(rows));
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

namespace {

/// A value may have been erased (absent); one that is there must fit its commitment.
bool fits_commitments(const ChangeRow& row) {
  auto commitments = common::try_read_json(row.commitments);
  auto fields = common::try_read_json(row.fields);
  if (!commitments.is_object() || !fields.is_object()) return false;
  for (auto& [name, value] : fields.items())
    if (!value.is_array() || value.size() != 3 || !value[0].is_string() ||
        !commitments.contains(name) ||
        commitments[name] != commitment(value[0].get<std::string>(), common::json_text(value[1]),
                                        common::json_text(value[2])))
      return false;
  return true;
}

}  // namespace

/// What a rule has purged, also since the page before, left its last hash. Whether it had.
bool ChainVerification::begin(Connection& connection) {
  auto anchor = find_anchor(connection, tenant_);
  if (!anchor || anchor->position <= position_) return false;
  position_ = after_ = anchor->position;
  previous_ = anchor->hash;
  return true;
}

void ChainVerification::look_at(const ChangeRow& row, const std::string& hash) {
  bool fits = row.position == position_ + 1 && chain_hash(previous_, row, row.position) == hash &&
              fits_commitments(row);
  if (!fits && check_.broken_at == 0) check_.broken_at = row.position;
  previous_ = hash;
  after_ = row.position;
  ++position_;
  ++check_.checked;
}

bool ChainVerification::step(Connection& connection, std::size_t limit) {
  begin(connection);
  // The head before the rows: what is sealed in between is for the next page.
  auto head = load_head(connection, tenant_);
  std::vector<std::pair<ChangeRow, std::string>> page;
  auto& rows = connection.query(std::string("SELECT ") + change_columns +
                                    " FROM change WHERE tenant = ? AND position > ? AND position "
                                    "<= ? ORDER BY position LIMIT " +
                                    std::to_string(limit),
                                {tenant_, after_, head.position});
  while (rows.step()) page.emplace_back(read_change_row(rows), rows.text(15));
  if (!page.empty() && page[0].first.position != position_ + 1 && begin(connection)) return true;
  for (auto& [row, hash] : page) look_at(row, hash);
  return page.size() == limit || !end(connection, head.position, head.hash);
}

/// Rows cut off at the end break no link, nor do rows put there; the head knows how many there
/// were. False when it has moved on since.
bool ChainVerification::end(Connection& connection, std::int64_t head,
                            const std::string& head_hash) {
  bool more =
      connection
          .scalar("SELECT 1 FROM change WHERE tenant = ? AND position > ? LIMIT 1", {tenant_, head})
          .has_value();
  if (load_head(connection, tenant_).position != head || begin(connection)) return false;
  bool fits = !more && position_ == head && previous_ == head_hash;
  if (!fits && check_.broken_at == 0) check_.broken_at = position_ + 1;
  return true;
}

ChainCheck verify_chain(Connection& connection, const std::string& tenant) {
  ChainVerification verification(tenant);
  while (verification.step(connection, entries_verified_at_once)) {
  }
  return verification.check();
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
