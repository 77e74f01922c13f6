#pragma once
#include <chrono>
#include <cstddef>

#include "common/clock/clock.hpp"
#include "hub/store/database.hpp"

namespace hub::store {

/// How long the engine keeps what nobody needs any more.
struct Kept {
  std::chrono::hours done_jobs{30 * 24};
  std::chrono::hours failed_jobs{180 * 24};  ///< longer: people look at them
  std::chrono::hours unnamed_files{24};      ///< uploaded, and no record has named them
  /// Keys of effects that have left the process: longer than any job, so that one of a backup that
  /// was put back is not done twice either.
  std::chrono::hours effects{400 * 24};
};
/// How long an Idempotency-Key answers.
inline constexpr std::chrono::hours idempotency_kept{24};

/// Deletes finished jobs and answered idempotency keys whose time is over, at most `limit` of each,
/// so that the writer is not held for long; how many. A purged job's key may be asked for again:
/// what must happen once for ever has another mark (a notification's row, the journal of effects).
std::size_t purge(Connection& connection, common::Instant now, const Kept& kept,
                  std::size_t limit = 1000);

}  // namespace hub::store
