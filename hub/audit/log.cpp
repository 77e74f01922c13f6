#include "hub/audit/log.hpp"

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/records/views.hpp"
#include "hub/store/change_rows.hpp"
#include "hub/store/scopes.hpp"

namespace hub::audit {
namespace {

using nlohmann::json;
using store::Connection;
using store::Value;
using store::Values;

/// Text members of a filter by their names.
struct Member {
  const char* name;
  std::string Filter::*text;
};
constexpr Member members[] = {
    {"user", &Filter::user},       {"type", &Filter::type},   {"record", &Filter::record},
    {"action", &Filter::action},   {"field", &Filter::field}, {"address", &Filter::address},
    {"session", &Filter::session},
};

struct Condition {
  std::string sql;
  Values values;
  void add(const std::string& more, Value value) {
    sql += " AND " + more;
    values.push_back(std::move(value));
  }
  void add_text(const std::string& column, const std::string& text) {
    if (!text.empty()) add(column + " = ?", text);
  }
  void add_any(const std::string& column, const std::vector<std::string>& texts) {
    std::string places;
    for (auto& text : texts) {
      places += places.empty() ? "?" : ", ?";
      values.emplace_back(text);
    }
    if (!texts.empty()) sql += " AND " + column + " IN (" + places + ")";
  }
};

/// Text that LIKE reads as itself: names of fields and ids hold nothing else.
void require_plain(const char* name, const std::string& text) {
  for (char c : text)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '.' && c != '_')
      common::refuse(name, "expected letters, digits, - . and _ only");
}

Condition condition_of(const std::string& tenant, const Filter& filter) {
  Condition condition{"c.tenant = ?", {tenant}};
  bool changes = filter.log == Log::changes, signs = filter.log == Log::sign_ins;
  condition.add_text(signs ? "c.user_id" : "c.actor", filter.user);
  condition.add_text("c.address", filter.address);
  condition.add_text("c.session", filter.session);
  if (filter.from) condition.add("c.at >= ?", common::to_micros(*filter.from));
  if (filter.to) condition.add("c.at < ?", common::to_micros(*filter.to));
  if (filter.log != Log::reads) {
    condition.add_text("c.action", filter.action);
    condition.add_any("c.action", filter.actions);
  }
  if (signs) return condition;
  condition.add_text("c.type", filter.type);
  condition.add_any("c.type", filter.types);
  if (changes) condition.add_text("c.record", filter.record);
  if (!changes && !filter.record.empty())
    condition.add("c.records LIKE ?", "%\"" + filter.record + "\"%");
  if (changes && !filter.field.empty())
    condition.add("c.commitments LIKE ?", "%\"" + filter.field + "\":%");
  return condition;
}

const std::string changes_sql =
    std::string("SELECT ") + store::change_columns +
    ", coalesce((SELECT p.hash FROM change p WHERE p.tenant = c.tenant AND p.position = c.position "
    "- 1), (SELECT a.hash FROM chain_anchor a WHERE a.tenant = c.tenant AND a.position = "
    "c.position - 1)) FROM change c WHERE c.position IS NOT NULL AND ";
constexpr const char* reads_sql =
    "SELECT c.seq, c.at, c.actor, c.actor_name, c.address, c.session, c.cause, c.type, c.records "
    "FROM read_log c WHERE ";
constexpr const char* sign_ins_sql =
    "SELECT c.seq, c.at, c.user_id, c.address, c.session, c.action FROM sign_in_log c WHERE ";

Entry read_change(const store::Statement& row) {
  auto entry = entry_of(store::read_change_row(row));
  entry.seq = row.integer(0);
  entry.hash = row.text(15);
  entry.previous_hash = row.text(17);
  return entry;
}

Entry read_read(const store::Statement& row) {
  Entry entry;
  entry.seq = row.integer(0);
  entry.at = common::from_micros(row.integer(1));
  std::string* texts[] = {&entry.by,      &entry.by_name, &entry.address,
                          &entry.session, &entry.cause,   &entry.type};
  for (std::size_t i = 0; i < std::size(texts); ++i) *texts[i] = row.text(2 + i);
  entry.action = "read";
  entry.records = common::read_json(row.text(8)).get<std::vector<std::string>>();
  return entry;
}

Entry read_sign_in(const store::Statement& row) {
  Entry entry;
  entry.seq = row.integer(0);
  entry.at = common::from_micros(row.integer(1));
  entry.by = row.text(2);
  entry.address = row.text(3);
  entry.session = row.text(4);
  entry.action = row.text(5);
  return entry;
}

std::optional<common::Instant> instant_in(const json& text, const char* name) {
  auto found = text.find(name);
  if (found == text.end() || found->is_null() || *found == "") return std::nullopt;
  if (!found->is_string()) common::refuse(name, "expected a moment");
  try {
    return common::parse_instant(found->get<std::string>());
  } catch (const common::Error& error) {
    common::refuse(name, error.reason());
  }
}

}  // namespace

std::string_view log_name(Log log) {
  return log == Log::changes ? "changes" : log == Log::reads ? "reads" : "sign-ins";
}

Log log_of(std::string_view name) {
  for (auto log : {Log::changes, Log::reads, Log::sign_ins})
    if (name == log_name(log)) return log;
  common::refuse("log", "expected one of: changes, reads, sign-ins");
}

json to_json(const Filter& filter) {
  json text{{"log", log_name(filter.log)}, {"types", filter.types}, {"actions", filter.actions}};
  for (auto& member : members) text[member.name] = filter.*member.text;
  if (filter.from) text["from"] = common::format_instant(*filter.from);
  if (filter.to) text["to"] = common::format_instant(*filter.to);
  return text;
}

Filter filter_from(const json& text) {
  if (!text.is_object()) throw common::Error(common::ErrorCode::bad_input, "expected an object");
  Filter filter;
  for (auto& [name, value] : text.items()) {
    bool known =
        name == "log" || name == "types" || name == "actions" || name == "from" || name == "to";
    for (auto& member : members) {
      if (name != member.name) continue;
      known = true;
      if (!value.is_string()) common::refuse(name, "expected text");
      filter.*member.text = value.get<std::string>();
    }
    if (!known) common::refuse(name, "there is no such filter");
  }
  require_plain("record", filter.record);
  require_plain("field", filter.field);
  if (auto log = text.find("log"); log != text.end()) {
    if (!log->is_string()) common::refuse("log", "expected text");
    filter.log = log_of(log->get<std::string>());
  }
  for (auto [name, list] : {std::pair{"types", &filter.types}, {"actions", &filter.actions}})
    if (auto found = text.find(name); found != text.end()) {
      if (!found->is_array()) common::refuse(name, "expected a list");
      for (auto& one : *found) {
        if (!one.is_string()) common::refuse(name, "expected a list of texts");
        list->push_back(one.get<std::string>());
      }
    }
  filter.from = instant_in(text, "from");
  filter.to = instant_in(text, "to");
  return filter;
}

Entry entry_of(const store::ChangeRow& change) {
  Entry entry;
  entry.position = change.position;
  entry.at = change.at;
  entry.by = change.actor;
  entry.by_name = change.actor_name;
  entry.device = change.device;
  entry.address = change.address;
  entry.session = change.session;
  entry.cause = change.cause;
  entry.type = change.type;
  entry.record = change.record;
  entry.version = change.version;
  entry.action = change.action;
  entry.fields = change.fields;
  entry.commitments = change.commitments;
  return entry;
}

bool is_auditor(const store::Actor& actor) {
  return store::is_administrator(actor) || actor.has("auditor");
}

json visible_values(const records::Caller& caller, const Entry& entry) {
  auto seen = json::object();
  auto type = caller.schema->catalogue.find(entry.type);
  auto stored = common::try_read_json(entry.fields);
  if (!stored.is_object()) return seen;
  bool everything = store::is_administrator(caller.actor);
  for (auto& [name, value] : stored.items()) {
    auto field = type ? store::find_logged_field(*type, name) : nullptr;
    if (field ? !caller.schema->access.may_see_field(caller.actor, *type, *field) : !everything)
      continue;
    // A view's filter may name what is hidden from him in another type.
    if (!everything && records::is_shown_in_parts(*type) && store::names_fields_of_others(name))
      continue;
    seen[name] = value;
  }
  return seen;
}

namespace {

std::vector<Entry> read_entries(Connection& connection, const Filter& filter, Condition condition,
                                const char* order, std::size_t limit) {
  condition.values.emplace_back(static_cast<std::int64_t>(limit));
  std::string sql = filter.log == Log::changes ? changes_sql
                    : filter.log == Log::reads ? reads_sql
                                               : sign_ins_sql;
  sql += condition.sql + " ORDER BY " + order + " LIMIT ?";
  std::vector<Entry> entries;
  auto& rows = connection.query(sql, condition.values);
  while (rows.step())
    entries.push_back(filter.log == Log::changes ? read_change(rows)
                      : filter.log == Log::reads ? read_read(rows)
                                                 : read_sign_in(rows));
  return entries;
}

}  // namespace

std::vector<Entry> find_entries(Connection& connection, const std::string& tenant,
                                const Filter& filter, std::int64_t before, std::size_t limit) {
  auto condition = condition_of(tenant, filter);
  condition.add("c.seq < ?", before);
  return read_entries(connection, filter, std::move(condition), "c.seq DESC", limit);
}

std::vector<Entry> find_entries_after(Connection& connection, const std::string& tenant,
                                      const Filter& filter, std::int64_t after, std::size_t limit) {
  bool chained = filter.log == Log::changes;
  auto condition = condition_of(tenant, filter);
  condition.add(chained ? "c.position > ?" : "c.seq > ?", after);
  return read_entries(connection, filter, std::move(condition), chained ? "c.position" : "c.seq",
                      limit);
}

}  // namespace hub::audit
