#include "hub/privacy/sweep.hpp"

#include <nlohmann/json.hpp>

#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/store/erasure.hpp"

namespace hub::privacy {
namespace {

using nlohmann::json;
using store::Values;

bool names(const Subject& subject, const std::string& bytes) {
  for (auto& [type, id] : subject.records)
    if (bytes.find(id) != std::string::npos) return true;
  auto folded = common::text::to_lower(bytes);
  for (auto& address : subject.addresses)
    if (folded.find(address) != std::string::npos) return true;
  return false;
}

/// A table of one company whose rows hold text that may name somebody; pages of it go by its key.
struct Kept {
  std::string table, text;
  std::vector<std::string> key;
  std::string where = {};
};

std::string joined(const std::vector<std::string>& parts, const char* by, const char* after = "") {
  std::string all;
  for (auto& part : parts) all += (all.empty() ? "" : by) + part + after;
  return all;
}

json json_of(const store::Value& value) {
  if (auto number = std::get_if<std::int64_t>(&value)) return *number;
  return std::get<std::string>(value);
}

store::Value value_of(const json& part) {
  return part.is_string() ? store::Value{part.get<std::string>()}
                          : store::Value{part.get<std::int64_t>()};
}

/// One page of a table: the keys of the rows that name the person, and where the next page begins;
/// empty: this was the last.
struct Page {
  std::vector<Values> found;
  std::string after;
};

Page read_page(Connection& sql, const std::string& tenant, const Subject& subject, const Kept& kept,
               const std::string& after, std::size_t limit) {
  auto keys = joined(kept.key, ", ");
  std::string text = "SELECT " + keys + ", " + kept.text + " FROM " + kept.table +
                     " WHERE tenant = ?" + kept.where;
  Values values{tenant};
  if (!after.empty()) {
    text += " AND (" + keys + ") > (" +
            joined(std::vector<std::string>(kept.key.size(), "?"), ", ") + ")";
    for (auto& part : common::read_json(after)) values.push_back(value_of(part));
  }
  Page page;
  std::size_t read = 0;
  auto& rows = sql.query(text + " ORDER BY " + keys + " LIMIT " + std::to_string(limit), values);
  while (rows.step()) {
    Values key;
    for (std::size_t i = 0; i < kept.key.size(); ++i) key.push_back(rows.column(i));
    if (++read == limit) {
      auto last = json::array();
      for (auto& part : key) last.push_back(json_of(part));
      page.after = common::json_text(last);
    }
    if (names(subject, rows.text(kept.key.size()))) page.found.push_back(std::move(key));
  }
  return page;
}

/// "tenant = ? AND …" of a row, for `values` that begin with the company.
std::string row_of(const Kept& kept) {
  return " WHERE tenant = ? AND " + joined(kept.key, " AND ", " = ?");
}

void delete_rows(Connection& sql, const std::string& tenant, const Kept& kept, const Page& page) {
  for (auto key : page.found) {
    key.insert(key.begin(), tenant);
    sql.execute("DELETE FROM " + kept.table + row_of(kept), key);
  }
}

/// What one page of a step needs.
struct Sweeping {
  Connection& sql;
  const std::string& tenant;
  const Subject& subject;
  const std::string& after;
  std::size_t limit;
  Page page(const Kept& kept) const { return read_page(sql, tenant, subject, kept, after, limit); }
};

/// Answers that are kept for repeated requests.
std::string sweep_answers(const Sweeping& in) {
  static const Kept kept{"idempotency", "body", {"user_id", "key"}};
  auto page = in.page(kept);
  delete_rows(in.sql, in.tenant, kept, page);
  return page.after;
}

/// What finished jobs carried, of the company or of the hub itself.
std::string sweep_jobs(const Sweeping& in, const std::string& whose) {
  static const Kept kept{
      "job", "payload || key", {"id"}, " AND state IN ('done', 'failed', 'cancelled')"};
  auto page = read_page(in.sql, whose, in.subject, kept, in.after, in.limit);
  delete_rows(in.sql, whose, kept, page);
  return page.after;
}

/// The file of an import and its refused rows, and those of other imports of the same file.
void forget_import(Connection& sql, const std::string& tenant, const std::string& run) {
  std::set<std::string> runs{run};
  auto& others = sql.query(
      "SELECT DISTINCT run FROM import_part WHERE tenant = ? AND sha256 IN (SELECT sha256 FROM "
      "import_part WHERE tenant = ? AND run = ?)",
      {tenant, tenant, run});
  while (others.step()) runs.insert(others.text(0));
  for (auto& one : runs) {
    // The collector deletes what no record names.
    sql.execute(
        "INSERT INTO unnamed_blob (tenant, sha256, uploaded_by, size, at) SELECT DISTINCT tenant, "
        "sha256, '', 0, 0 FROM import_part WHERE tenant = ? AND run = ? ON CONFLICT DO NOTHING",
        {tenant, one});
    sql.execute("DELETE FROM import_part WHERE tenant = ? AND run = ?", {tenant, one});
    sql.execute("DELETE FROM import_fault WHERE tenant = ? AND run = ?", {tenant, one});
  }
}

/// Files of imports that made or changed the person's records.
void sweep_imports(const Sweeping& in) {
  std::set<std::string> runs;
  for (auto& [type, id] : in.subject.records) {
    auto& rows = in.sql.query(
        "SELECT DISTINCT cause FROM change WHERE tenant = ? AND record = ? AND cause LIKE 'import "
        "%'",
        {in.tenant, id});
    while (rows.step()) runs.insert(rows.text(0).substr(7));
  }
  for (auto& run : runs) forget_import(in.sql, in.tenant, run);
}

/// Rows that were refused, and the files that they stood in.
std::string sweep_faults(const Sweeping& in) {
  static const Kept kept{"import_fault", "value", {"run", "work", "line", "position"}};
  auto page = in.page(kept);
  std::set<std::string> runs;
  for (auto& key : page.found) runs.insert(std::get<std::string>(key[0]));
  for (auto& run : runs) forget_import(in.sql, in.tenant, run);
  return page.after;
}

/// Kept exports are packed and cannot be looked through: all go, and are asked for again. Of what
/// was put together for people only what is about him.
void sweep_exports(const Sweeping& in) {
  auto& [sql, tenant, subject, after, limit] = in;
  sql.execute("DELETE FROM export_part WHERE tenant = ? AND id NOT LIKE 'privacy %'", {tenant});
  for (auto& [type, id] : subject.records) {
    sql.execute(
        "DELETE FROM export_part WHERE tenant = ? AND id IN (SELECT 'privacy ' || id FROM "
        "privacy_request WHERE tenant = ? AND ? IN (contact, lead, account, \"user\", employee, "
        "technician))",
        {tenant, tenant, id});
    sql.execute(
        "UPDATE privacy_run SET file_state = 'expired' WHERE tenant = ? AND file_state = 'done' "
        "AND "
        "request IN (SELECT id FROM privacy_request WHERE tenant = ? AND ? IN (contact, lead, "
        "account, \"user\", employee, technician))",
        {tenant, tenant, id});
  }
  sql.execute("DELETE FROM export_run WHERE tenant = ? AND state NOT IN ('waiting', 'running')",
              {tenant});
}

/// His name beside what he did in a log; his id stays. `after`: where the page before ended.
std::string sweep_actor(const Sweeping& in) {
  std::vector<std::pair<std::string, std::string>> logs;  // and whose name
  for (auto& [type, id] : in.subject.records)
    if (type == "admin.User")
      for (auto table : {"change", "read_log"}) logs.emplace_back(table, id);
  std::size_t at = 0;
  std::int64_t after = 0;
  if (!in.after.empty()) {
    auto place = common::read_json(in.after);
    at = place.at(0).get<std::size_t>(), after = place.at(1).get<std::int64_t>();
  }
  if (at >= logs.size()) return {};
  auto& [table, user] = logs[at];
  std::int64_t last = 0;
  std::size_t read = 0;
  auto& rows = in.sql.query("SELECT seq FROM " + table +
                                " WHERE tenant = ? AND seq > ? AND actor = ? AND actor_name IS NOT "
                                "NULL ORDER BY seq LIMIT " +
                                std::to_string(in.limit),
                            {in.tenant, after, user});
  while (rows.step()) ++read, last = rows.integer(0);
  in.sql.execute("UPDATE " + table +
                     " SET actor_name = NULL WHERE tenant = ? AND seq > ? AND seq <= ? AND actor = "
                     "? AND actor_name IS NOT NULL",
                 {in.tenant, after, last, user});
  return read == in.limit ? common::json_text(json{at, last}) : common::json_text(json{at + 1, 0});
}

/// Of a user: his ways in.
void sweep_user(const Sweeping& in) {
  for (auto& [type, id] : in.subject.records) {
    if (type != "admin.User") continue;
    in.sql.execute("UPDATE sign_in_log SET address = NULL WHERE tenant = ? AND user_id = ?",
                   {in.tenant, id});
    for (auto table : {"session", "access_token", "password_reset"})
      in.sql.execute("DELETE FROM " + std::string(table) + " WHERE tenant = ? AND user_id = ?",
                     {in.tenant, id});
  }
  for (auto& address : in.subject.addresses)
    in.sql.execute("DELETE FROM sign_in_failure WHERE login = ?", {address});
}

/// A delivery that told of him or whose receiver answered with what it was told. What was not sent
/// yet is sent no more.
void forget_delivery(const Sweeping& in, const std::string& delivery) {
  in.sql.execute("DELETE FROM webhook_message WHERE tenant = ? AND delivery = ?",
                 {in.tenant, delivery});
  in.sql.execute("UPDATE webhook_delivery_tries SET reply = NULL WHERE tenant = ? AND record = ?",
                 {in.tenant, delivery});
  store::forget_values(in.sql, in.tenant, delivery, [](auto& name) { return name == "tries"; });
}

void sweep_deliveries(const Sweeping& in) {
  std::vector<std::string> found;
  for (auto& [type, id] : in.subject.records) {
    auto& rows = in.sql.query("SELECT id FROM webhook_delivery WHERE tenant = ? AND record_id = ?",
                              {in.tenant, id});
    while (rows.step()) found.push_back(rows.text(0));
  }
  for (auto& delivery : found) forget_delivery(in, delivery);
}

std::string sweep_messages(const Sweeping& in, const Kept& kept) {
  auto page = in.page(kept);
  for (auto& key : page.found) forget_delivery(in, std::get<std::string>(key[0]));
  return page.after;
}

/// What a merge was asked to do, once it is done; its record was emptied like any other.
std::string sweep_merges(const Sweeping& in) {
  static const Kept kept{"merge_work", "input", {"merge"}, " AND done >= total"};
  auto page = in.page(kept);
  for (auto& key : page.found)
    in.sql.execute("UPDATE merge_work SET input = '' WHERE tenant = ? AND merge = ?",
                   {in.tenant, key[0]});
  return page.after;
}

/// Who is looking at what: he himself, or somebody at him.
void sweep_presence(const Sweeping& in) {
  for (auto& [type, id] : in.subject.records)
    in.sql.execute("DELETE FROM presence WHERE tenant = ? AND (user_id = ? OR record = ?)",
                   {in.tenant, id, id});
}

const Kept messages{"webhook_message", "body", {"delivery"}};
const Kept replies{"webhook_delivery_tries", "reply", {"record", "line"}, " AND reply IS NOT NULL"};

using Step = std::string (*)(const Sweeping&);
template <void (*whole)(const Sweeping&)>
std::string at_once(const Sweeping& in) {
  whole(in);
  return {};
}

constexpr Step steps[] = {
    sweep_answers,
    [](const Sweeping& in) { return sweep_jobs(in, in.tenant); },
    [](const Sweeping& in) { return sweep_jobs(in, ""); },
    at_once<sweep_imports>,
    sweep_faults,
    at_once<sweep_exports>,
    sweep_actor,
    at_once<sweep_user>,
    at_once<sweep_deliveries>,
    [](const Sweeping& in) { return sweep_messages(in, messages); },
    [](const Sweeping& in) { return sweep_messages(in, replies); },
    sweep_merges,
    at_once<sweep_presence>,
};

}  // namespace

int sweep_steps() {
  return static_cast<int>(std::size(steps));
}

std::string sweep(store::Transaction& transaction, const std::string& tenant,
                  const Subject& subject, int step, const std::string& after, std::size_t limit) {
  return steps[step]({transaction.sql(), tenant, subject, after, limit});
}

std::string sweep_operations(store::Transaction& transaction, const std::string& tenant,
                             const Subject& subject, const std::string& after) {
  constexpr std::int64_t page = 200;
  struct Key {
    std::string device;
    std::int64_t epoch = 0, sequence = 0;
  };
  Key from;
  if (auto parts = common::text::split(after, '|'); parts.size() == 3)
    from = {std::string(parts[0]), std::stoll(std::string(parts[1])),
            std::stoll(std::string(parts[2]))};
  auto& sql = transaction.sql();
  std::vector<Key> found;
  Key last;
  std::int64_t read = 0;
  auto& rows = sql.query(
      "SELECT device, epoch, sequence, bytes FROM device_operation WHERE tenant = ? AND (device > "
      "? "
      "OR (device = ? AND (epoch > ? OR (epoch = ? AND sequence > ?)))) ORDER BY device, epoch, "
      "sequence LIMIT ?",
      {tenant, from.device, from.device, from.epoch, from.epoch, from.sequence, page});
  while (rows.step()) {
    ++read;
    last = {rows.text(0), rows.integer(1), rows.integer(2)};
    if (names(subject, rows.text(3))) found.push_back(last);
  }
  for (auto& key : found)
    sql.execute(
        "UPDATE device_operation SET bytes = ? WHERE tenant = ? AND device = ? AND epoch = ? AND "
        "sequence = ?",
        {store::Blob{}, tenant, key.device, key.epoch, key.sequence});
  if (read < page) return {};
  return last.device + "|" + std::to_string(last.epoch) + "|" + std::to_string(last.sequence);
}

}  // namespace hub::privacy
