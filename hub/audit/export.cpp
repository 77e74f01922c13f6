#include "hub/audit/export.hpp"

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "hub/transfer/export.hpp"
#include "hub/transfer/import.hpp"

namespace hub::audit {
namespace {

using nlohmann::json;
using store::Transaction;
constexpr std::size_t entries_at_once = 1000;

json line_of(const records::Caller& caller, const Entry& entry) {
  json line{{"seq", entry.seq},         {"at", common::format_instant(entry.at)},
            {"by", entry.by},           {"by_name", entry.by_name},
            {"address", entry.address}, {"session", entry.session},
            {"action", entry.action}};
  if (!entry.type.empty()) line["type"] = entry.type;
  if (!entry.records.empty()) line["records"] = entry.records;
  if (entry.position == 0) return line;
  line.update({{"tenant", caller.actor.tenant},
               {"position", entry.position},
               {"micros", common::to_micros(entry.at)},
               {"device", entry.device},
               {"cause", entry.cause},
               {"record", entry.record},
               {"version", entry.version},
               {"values", visible_values(caller, entry)},
               {"commitments", entry.commitments},
               {"hash", entry.hash},
               {"previous_hash", entry.previous_hash}});
  return line;
}

constexpr const char* csv_columns[] = {"seq",     "position",     "at",     "by",     "by_name",
                                       "address", "session",      "device", "cause",  "type",
                                       "record",  "version",      "action", "values", "commitments",
                                       "hash",    "previous_hash"};

std::string csv_of(const json& line) {
  std::vector<std::string> cells;
  for (auto name : csv_columns) {
    auto found = line.find(name);
    if (found == line.end() && std::string_view(name) == "record") found = line.find("records");
    auto text = found == line.end()  ? std::string()
                : found->is_string() ? found->get<std::string>()
                                     : found->dump();
    cells.push_back(transfer::formats::guarded(text));
  }
  return transfer::formats::csv_line(cells);
}

/// Who asked, with the rights that he has now.
records::Caller auditor_of(store::Store& store, const std::string& tenant, const std::string& user,
                           const std::string& id) {
  auto caller = transfer::person_of(store, tenant, user, "export " + id);
  if (!is_auditor(caller.actor))
    throw common::Error(common::ErrorCode::forbidden, "only administrators and auditors see this");
  return caller;
}

void fail(store::Store& store, const std::string& tenant, const std::string& id,
          const common::Error& error) {
  store.write(store.system_command(tenant, "export " + id), [&](Transaction& transaction) {
    transaction.sql().execute(
        "UPDATE export_run SET state = 'failed', error = ? WHERE tenant = ? AND id = ?",
        {error.text(), tenant, id});
  });
}

}  // namespace

std::string ask_for_file(Transaction& transaction, const Filter& filter,
                         const std::string& format) {
  if (format != "jsonl" && format != "csv") common::refuse("format", "expected one of: csv, jsonl");
  auto id = common::make_id(transaction.now());
  json query{{"filter", to_json(filter)}, {"format", format}};
  transaction.sql().execute(
      "INSERT INTO export_run (tenant, id, user_id, name, mime, query, state, records, total, "
      "size, at) VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, 0, 0, ?)",
      {transaction.actor().tenant, id, transaction.actor().user,
       "audit-" + std::string(log_name(filter.log)) + "." + format,
       std::string(format == "csv" ? "text/csv" : "application/jsonl"), common::json_text(query),
       common::to_micros(transaction.now())});
  transaction.enqueue("audit_export", id, id, transaction.now());
  return id;
}

work::Outcome work_on_file(store::Store& store, const work::Job& job,
                           const std::function<void(Transaction&)>& renew) {
  auto& id = job.payload;
  std::string text, user;
  store.read([&](store::Connection& connection) {
    auto& row = connection.query(
        "SELECT query, user_id FROM export_run WHERE tenant = ? AND id = ?", {job.tenant, id});
    while (row.step()) text = row.text(0), user = row.text(1);
  });
  if (text.empty()) return work::Outcome::done();
  std::optional<records::Caller> caller;
  try {
    caller = auditor_of(store, job.tenant, user, id);
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::forbidden &&
        error.code() != common::ErrorCode::unauthenticated)
      throw;
    fail(store, job.tenant, id, error);
    return work::Outcome::done();
  }
  auto query = common::read_json(text);
  auto filter = filter_from(query.at("filter"));
  bool csv = query.at("format") == "csv";
  std::string header;
  if (csv) header = transfer::formats::csv_line({std::begin(csv_columns), std::end(csv_columns)});
  std::int64_t after = 0, position = 0, records = 0, size = 0;
  bool more = true;
  while (more) {
    auto entries = store.read_result([&](store::Connection& connection) {
      return find_entries_after(connection, job.tenant, filter, after, entries_at_once);
    });
    more = entries.size() == entries_at_once;
    std::string bytes = position == 0 ? header : "";
    for (auto& entry : entries) {
      auto line = line_of(*caller, entry);
      bytes += csv ? csv_of(line) : common::json_text(line) + "\n";
      after = filter.log == Log::changes ? entry.position : entry.seq;
    }
    records += static_cast<std::int64_t>(entries.size());
    size += static_cast<std::int64_t>(bytes.size());
    store.write(store.system_command(job.tenant, "export " + id), [&](Transaction& transaction) {
      if (renew) renew(transaction);
      auto& sql = transaction.sql();
      if (position == 0)
        sql.execute("DELETE FROM export_part WHERE tenant = ? AND id = ?", {job.tenant, id});
      else if (sql.integer("SELECT count(*) FROM export_part WHERE tenant = ? AND id = ?",
                           {job.tenant, id}) != position)
        throw common::Error(common::ErrorCode::unavailable,
                            "an erasure took its beginning: it begins anew");
      sql.execute("INSERT INTO export_part (tenant, id, position, bytes) VALUES (?, ?, ?, ?)",
                  {job.tenant, id, position, store::Blob{bytes}});
      sql.execute(
          "UPDATE export_run SET state = ?, records = ?, size = ? WHERE tenant = ? AND id = ?",
          {std::string(more ? "running" : "done"), records, size, job.tenant, id});
    });
    ++position;
  }
  return work::Outcome::done();
}

}  // namespace hub::audit
