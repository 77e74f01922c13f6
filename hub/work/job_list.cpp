#include "hub/work/job_list.hpp"

#include <algorithm>
#include <array>

#include "common/error/error.hpp"

namespace hub::work {
namespace {

using common::Error;
using common::ErrorCode;
using common::Sentence;
using store::Connection;
using store::Transaction;
using store::Value;

// What imports and exports say of themselves.
constexpr const char* export_progress =
    "SELECT records, total FROM export_run WHERE tenant = ? AND id = ?";
constexpr const char* import_progress =
    "SELECT position, total FROM import_state WHERE tenant = ? AND run = ? ORDER BY at DESC LIMIT "
    "1";

// Half of it would be neither the state before nor the one that was asked for.
constexpr std::array<std::string_view, 3> whole{"merge", "privacy", "van_scopes"};

std::string like(const std::string& text) {
  std::string pattern = "%";
  for (char c : text)
    pattern += c == '%' || c == '_' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return pattern + "%";
}

void read_progress(Connection& connection, const std::string& tenant, JobRow& job) {
  if (job.kind != "import" && job.kind != "export") return;
  auto& row = connection.query(job.kind == "export" ? export_progress : import_progress,
                               {tenant, job.key.substr(0, job.key.find('|'))});
  while (row.step()) job.progress = {row.integer(0), row.integer(1)};
}

std::string state_of(Transaction& transaction, const std::string& id) {
  auto state = transaction.sql().scalar("SELECT state FROM job WHERE tenant = ? AND id = ?",
                                        {transaction.actor().tenant, id});
  if (!state) throw Error(ErrorCode::not_found, "there is no such job");
  return std::get<std::string>(*state);
}

/// Why a job of this state is not retried or cancelled.
Sentence in_state(const std::string& state) {
  if (state == "running") return "the job is running";
  return state == "done" ? "the job is done" : "the job is cancelled";
}

}  // namespace

std::vector<JobRow> list_jobs(Connection& connection, const std::string& tenant,
                              const JobQuery& query) {
  std::string condition = "tenant = ?";
  store::Values values{tenant};
  auto add = [&](const char* sql, Value value) {
    condition += std::string(" AND ") + sql;
    values.push_back(std::move(value));
  };
  if (!query.state.empty()) add("state = ?", query.state);
  if (!query.kind.empty()) add("kind = ?", query.kind);
  if (!query.contains.empty()) add("error LIKE ? ESCAPE '\\'", like(query.contains));
  if (!query.before.empty()) add("id < ?", query.before);
  values.emplace_back(static_cast<std::int64_t>(query.limit));
  std::vector<JobRow> jobs;
  auto& rows = connection.query(
      "SELECT id, kind, key, state, error, attempts, created_at, run_at, finished_at FROM job "
      "WHERE " +
          condition + " ORDER BY id DESC LIMIT ?",
      values);
  while (rows.step()) {
    JobRow job{rows.text(0),
               rows.text(1),
               rows.text(2),
               rows.text(3),
               rows.text(4),
               rows.integer(5),
               common::from_micros(rows.integer(6)),
               common::from_micros(rows.integer(7)),
               {},
               {}};
    if (!rows.is_null(8)) job.finished_at = common::from_micros(rows.integer(8));
    jobs.push_back(std::move(job));
  }
  for (auto& job : jobs) read_progress(connection, tenant, job);
  return jobs;
}

std::map<std::string, std::map<std::string, std::int64_t>> count_jobs(Connection& connection,
                                                                      const std::string& tenant) {
  std::map<std::string, std::map<std::string, std::int64_t>> counts;
  auto& rows = connection.query(
      "SELECT state, kind, count(*) FROM job WHERE tenant = ? GROUP BY state, kind", {tenant});
  while (rows.step()) counts[rows.text(0)][rows.text(1)] = rows.integer(2);
  return counts;
}

void retry_job(Transaction& transaction, const std::string& id) {
  auto state = state_of(transaction, id);
  if (state == "running" || state == "done") throw Error(ErrorCode::conflict, in_state(state));
  transaction.sql().execute(
      "UPDATE job SET state = 'waiting', attempts = 0, run_at = ?, error = NULL, leased_until = "
      "NULL, finished_at = NULL WHERE tenant = ? AND id = ?",
      {common::to_micros(transaction.now()), transaction.actor().tenant, id});
}

void cancel_job(Transaction& transaction, const std::string& id) {
  auto state = state_of(transaction, id);
  if (state == "done" || state == "cancelled") throw Error(ErrorCode::conflict, in_state(state));
  auto kind = transaction.sql().scalar("SELECT kind FROM job WHERE tenant = ? AND id = ?",
                                       {transaction.actor().tenant, id});
  if (kind && std::find(whole.begin(), whole.end(), std::get<std::string>(*kind)) != whole.end())
    throw Error(ErrorCode::conflict,
                "what it does is done as a whole or not at all: let it end, or run it again");
  transaction.sql().execute(
      "UPDATE job SET state = 'cancelled', leased_until = NULL, finished_at = ? WHERE tenant = ? "
      "AND id = ?",
      {common::to_micros(transaction.now()), transaction.actor().tenant, id});
}

}  // namespace hub::work
