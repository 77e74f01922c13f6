#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/store/transaction.hpp"

namespace hub::work {

/// What a company's jobs are at, for people. States: waiting, running, done, failed (the dead
/// letters), cancelled.
struct JobRow {
  std::string id, kind, key, state, error;
  std::int64_t attempts = 0;
  common::Instant created_at, run_at;
  std::optional<common::Instant> finished_at;
  /// How far a long one is; total 0 while that is unknown.
  std::optional<std::pair<std::int64_t, std::int64_t>> progress;
};

struct JobQuery {
  std::string state, kind;  ///< empty: all
  std::string contains;     ///< in the error, as written; empty: all
  std::string before;       ///< id of the last row of the page before
  std::size_t limit = 50;
};

/// Newest first.
std::vector<JobRow> list_jobs(store::Connection& connection, const std::string& tenant,
                              const JobQuery& query);
/// By state and kind.
std::map<std::string, std::map<std::string, std::int64_t>> count_jobs(store::Connection& connection,
                                                                      const std::string& tenant);

/// Due at once, with all its attempts before it. Throws not_found, and conflict for one that runs
/// or is done.
void retry_job(store::Transaction& transaction, const std::string& id);
/// It is not begun any more; one that runs notes nothing, and a long one stops at its next step.
/// Throws not_found, and conflict for one that has ended or is done as a whole or not at all.
void cancel_job(store::Transaction& transaction, const std::string& id);

}  // namespace hub::work
