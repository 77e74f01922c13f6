#include "hub/store/retention.hpp"

namespace hub::store {
namespace {

std::size_t purge_jobs(Connection& connection, const char* state, common::Instant before,
                       std::size_t limit) {
  return static_cast<std::size_t>(connection.execute(
      "DELETE FROM job WHERE (tenant, id) IN (SELECT tenant, id FROM job WHERE state = ? AND "
      "finished_at < ? ORDER BY finished_at LIMIT ?)",
      {std::string(state), common::to_micros(before), static_cast<std::int64_t>(limit)}));
}

}  // namespace

std::size_t purge(Connection& connection, common::Instant now, const Kept& kept,
                  std::size_t limit) {
  return purge_jobs(connection, "done", now - kept.done_jobs, limit) +
         purge_jobs(connection, "failed", now - kept.failed_jobs, limit) +
         purge_jobs(connection, "cancelled", now - kept.failed_jobs, limit) +
         static_cast<std::size_t>(connection.execute(
             "DELETE FROM idempotency WHERE (tenant, user_id, key) IN (SELECT tenant, user_id, key "
             "FROM idempotency WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)",
             {common::to_micros(now), static_cast<std::int64_t>(limit)}));
}

}  // namespace hub::store
