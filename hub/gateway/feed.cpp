#include "hub/gateway/feed.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "common/ids/ids.hpp"
#include "common/log/correlation.hpp"
#include "common/log/log.hpp"
#include "common/sync/delta.hpp"
#include "common/text/json_text.hpp"
#include "hub/gateway/scopes.hpp"

namespace hub::gateway {
namespace {

using common::sync::FeedPage;
using common::sync::ScopeHead;
using common::sync::wire::RecordState;
using store::Connection;
namespace schema = common::schema;

constexpr const char* incarnation_key = "incarnation";
constexpr std::int64_t rows_per_page = 500;

std::string stored_incarnation(Connection& connection) {
  auto value = connection.scalar("SELECT value FROM hub_state WHERE key = ?",
                                 {std::string(incarnation_key)});
  auto text = value ? std::get_if<std::string>(&*value) : nullptr;
  return text ? *text : std::string();
}

/// Restored from a backup, a feed may pass positions a second time with other records: its
/// generation must differ.
std::uint64_t generation_of(const std::string& incarnation, std::int64_t stored) {
  auto digest = common::sha256(incarnation);
  std::uint64_t base = 0;
  for (std::size_t i = 0; i < 4; ++i) base = base << 8 | static_cast<unsigned char>(digest[i]);
  return (base << 16) + static_cast<std::uint64_t>(stored);
}

struct Member {
  std::string type, record;
  std::int64_t version = 0, position = 0;
  bool removed = false;
  std::int64_t previous_position = 0, previous_version = 0;
};

std::vector<Member> load_members(Connection& connection, const FeedRequest& request) {
  std::vector<Member> members;
  auto& rows = connection.query(
      "SELECT type, record, version, position, removed, previous_position, previous_version FROM "
      "scope_member WHERE "
      "tenant = ? AND scope = ? AND position > ? ORDER BY position LIMIT ?",
      {request.tenant, request.scope, static_cast<std::int64_t>(request.from), rows_per_page});
  while (rows.step())
    members.push_back({rows.text(0), rows.text(1), rows.integer(2), rows.integer(3),
                       rows.integer(4) != 0, rows.integer(5), rows.integer(6)});
  return members;
}

/// Numbers of the fields that changed between the versions; nothing when the log does not tell all
/// of it.
std::optional<std::set<int>> changed_between(Connection& connection, const std::string& tenant,
                                             const RecordType& type, const Member& member) {
  std::set<int> numbers;
  std::int64_t versions = 0;
  auto& rows = connection.query(
      "SELECT commitments FROM change WHERE tenant = ? AND record = ? AND version > ? AND version "
      "<= ?",
      {tenant, member.record, member.previous_version, member.version});
  bool readable = true;
  while (rows.step()) {
    ++versions;
    auto names = common::try_read_json(rows.text(0));
    readable = readable && names.is_object();
    if (!readable) continue;
    for (auto& [name, commitment] : names.items())
      if (auto field = type.find_field(name)) numbers.insert(field->descriptor->number());
  }
  if (!readable || versions != member.version - member.previous_version) return std::nullopt;
  return numbers;
}

/// Whole, or the delta to what the van holds where that is known and smaller.
RecordState state_for(Connection& connection, const FeedRequest& request,
                      const std::set<int>& hidden, const RecordType& type, const Member& member,
                      const Message& record) {
  bool is_held = member.previous_version > 0 &&
                 static_cast<std::int64_t>(request.from) >= member.previous_position;
  auto numbers = request.with_deltas && is_held
                     ? changed_between(connection, request.tenant, type, member)
                     : std::nullopt;
  if (!numbers) return common::sync::make_state(member.type, record);
  for (int number : hidden) numbers->erase(number);
  return common::sync::make_delta(member.type, record, member.previous_version, *numbers);
}

/// Under which id the hub logs the record's last change; of the van's own it knows it.
std::string correlation_of(Connection& connection, const FeedRequest& request,
                           const Member& member) {
  if (request.from == 0) return {};  // all of a scope: nobody asks why
  auto& rows = connection.query(
      "SELECT correlation, device FROM change WHERE tenant = ? AND record = ? ORDER BY seq DESC "
      "LIMIT 1",
      {request.tenant, member.record});
  std::string found;
  while (rows.step())
    if (!rows.is_null(0) && rows.text(1) != request.device) found = rows.text(0);
  return found;
}

void note_sent(Connection& connection, const FeedRequest& request, const Member& member,
               RecordState& state) {
  auto id = correlation_of(connection, request, member);
  if (id.empty()) return;
  state.set_correlation(id);
  common::log::Correlation correlation(id);
  common::log::debug("hub/gateway", "a change goes to a van",
                     {{"device", request.device},
                      {"type", member.type},
                      {"record", member.record},
                      {"version", std::to_string(member.version)}});
}

/// True while the reader has not passed every change of the scope's members: the scope is not up to
/// date then.
bool lags(Connection& connection, const FeedRequest& request) {
  auto position = store::reader_position(connection, request.tenant, ScopeReader::reader_name);
  // Two questions, one index each.
  for (auto later : {"c.position > ?", "c.position IS NULL AND ? >= 0"})
    if (connection.integer(std::string("SELECT 1 FROM change c WHERE c.tenant = ? AND ") + later +
                               " AND EXISTS (SELECT 1 FROM scope_member m WHERE m.tenant = "
                               "c.tenant AND m.record = "
                               "c.record AND m.scope = ? AND m.removed = 0) LIMIT 1",
                           {request.tenant, position, request.scope}) == 1)
      return true;
  return false;
}

}  // namespace

std::string incarnation(store::Store& store) {
  auto known =
      store.read_result([](Connection& connection) { return stored_incarnation(connection); });
  if (!known.empty()) return known;
  return store.write_result(
      store.system_command("", "incarnation"), [](store::Transaction& transaction) {
        transaction.sql().execute(
            "INSERT INTO hub_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
            {std::string(incarnation_key), common::make_id(transaction.now())});
        return stored_incarnation(transaction.sql());
      });
}

void renew_incarnation(store::Store& store) {
  store.write(store.system_command("", "incarnation"), [](store::Transaction& transaction) {
    transaction.sql().execute(
        "INSERT INTO hub_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
        "excluded.value",
        {std::string(incarnation_key), common::make_id(transaction.now())});
  });
}

std::vector<ScopeHead> feed_heads(Connection& connection, const std::string& tenant,
                                  const std::vector<std::string>& scopes,
                                  const std::string& incarnation) {
  std::vector<ScopeHead> heads;
  for (auto& scope : scopes) {
    ScopeHead head{scope, generation_of(incarnation, 1), 0, 0};
    auto& row = connection.query(
        "SELECT generation, position FROM scope_head WHERE tenant = ? AND scope = ?",
        {tenant, scope});
    while (row.step()) {
      head.generation = generation_of(incarnation, row.integer(0));
      head.head = static_cast<std::uint64_t>(row.integer(1));
    }
    heads.push_back(std::move(head));
  }
  return heads;
}

std::uint64_t feed_included(Connection& connection, const std::string& tenant,
                            const std::string& device) {
  auto included = connection.integer(
      "SELECT applied FROM device_session WHERE tenant = ? AND device = ?", {tenant, device});
  auto position = store::reader_position(connection, tenant, ScopeReader::reader_name);
  auto cause = "operation " + device + " ";
  for (auto later : {"position > ?", "position IS NULL AND ? >= 0"}) {
    auto& rows = connection.query(
        std::string("SELECT cause FROM change WHERE tenant = ? AND ") + later + " AND device = ?",
        {tenant, position, device});
    while (rows.step()) {
      auto text = rows.text(0);
      if (!text.starts_with(cause)) continue;
      included = std::min(included,
                          std::int64_t{std::strtoll(text.c_str() + cause.size(), nullptr, 10)} - 1);
    }
  }
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, included));
}

namespace {

bool is_kept_from_vans(const store::Schema& schema, const RecordType& type, const Field& field) {
  if (schema.access.is_withheld(any_technician(), type, field)) return true;
  if (!field.custom || field.options->access_size() == 0) return false;
  for (auto& access : field.options->access())
    if (access.role() == "*" || access.role() == "technician") return false;
  return true;
}

}  // namespace

std::set<int> hidden_fields(const ScopePlan& plan, const RecordType& type, ScopeKind kind) {
  auto numbers = plan.hidden(type, kind);
  for (auto& field : type.fields)
    if (is_kept_from_vans(plan.schema(), type, field)) numbers.insert(field.descriptor->number());
  return numbers;
}

void strip(const ScopePlan& plan, const RecordType& type, ScopeKind kind, Message& record) {
  auto reflection = record.GetReflection();
  for (int number : hidden_fields(plan, type, kind))
    reflection->ClearField(&record, type.descriptor->FindFieldByNumber(number));
  for (auto& field : type.custom)
    if (is_kept_from_vans(plan.schema(), type, field))
      common::schema::header(record).mutable_custom()->erase(
          static_cast<std::uint32_t>(field.descriptor->number()));
  // A secret may also stand in a line.
  for (auto& field : type.fields)
    for (auto& line : field.lines)
      if (line.options->secret())
        for (int i = 0; i < reflection->FieldSize(record, field.descriptor); ++i) {
          auto part = reflection->MutableRepeatedMessage(&record, field.descriptor, i);
          part->GetReflection()->ClearField(part, line.descriptor);
        }
}

FeedPage read_feed(Connection& connection, const ScopePlan& plan, const FeedRequest& request) {
  FeedPage page;
  auto& catalogue = plan.catalogue();
  auto head = feed_heads(connection, request.tenant, {request.scope}, request.incarnation)[0];
  page.generation = head.generation;
  page.to = request.from;
  page.head = head.head;
  page.applied_sequence = feed_included(connection, request.tenant, request.device);
  auto kind = kind_of_scope(request.scope);
  std::size_t bytes = 0;
  bool stopped = false;
  auto members = load_members(connection, request);
  for (auto& member : members) {
    RecordState state;
    auto type = catalogue.find(member.type);
    auto record = member.removed || !type ? nullptr
                                          : plan.schema().tables.of(*type).find(
                                                connection, request.tenant, member.record);
    if (member.removed) {
      state = common::sync::make_removal(member.type, member.record);
    } else if (!record) {
      // Deleted, and the reader has not come to it: its tombstone will stand further on.
      page.to = static_cast<std::uint64_t>(member.position);
      continue;
    } else {
      // As it is now, also where the reader has not come to its last change; that brings it again.
      member.version = schema::header(std::as_const(*record)).version();
      strip(plan, *type, kind, *record);
      state =
          state_for(connection, request, hidden_fields(plan, *type, kind), *type, member, *record);
    }
    note_sent(connection, request, member, state);
    auto size = state.ByteSizeLong() + 4;
    if (!page.records.empty() && bytes + size > request.bytes_max) {
      stopped = true;
      break;
    }
    bytes += size;
    page.records.push_back(std::move(state));
    page.to = static_cast<std::uint64_t>(member.position);
  }
  if (!stopped && members.size() < static_cast<std::size_t>(rows_per_page))
    page.to = std::max(page.to, page.head);
  if (page.to != page.head) return page;
  // No hash is given while members have changed that the feed does not know yet.
  if (lags(connection, request)) {
    ++page.head;
    return page;
  }
  auto hash = connection.scalar("SELECT hash FROM scope_head WHERE tenant = ? AND scope = ?",
                                {request.tenant, request.scope});
  if (auto text = hash ? std::get_if<std::string>(&*hash) : nullptr)
    page.scope_hash = common::from_hex(*text);
  return page;
}

}  // namespace hub::gateway
