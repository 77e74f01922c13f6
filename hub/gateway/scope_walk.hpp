#pragma once
#include <functional>
#include <string>

#include "hub/gateway/scopes.hpp"
#include "hub/work/jobs.hpp"

namespace hub::gateway {

/// All records of a sort looked at again, because a right, a type or a setting has changed which
/// vans hold them. The reader of the log asks for it and goes on; a job does it, some hundred
/// records in a transaction. So nobody's changes of the day wait for it, the place that was reached
/// outlives the hub, and a record that cannot be looked at is tried again and ends among the
/// failed jobs that administrators see. Blocks like the store does.
class ScopeWalk {
 public:
  static constexpr const char* job_kind = "van_scopes";
  /// The company's own records, or customers and what is kept of them.
  enum class Of { customers, own_records };
  using Renew = std::function<void(store::Transaction&)>;

  ScopeWalk(store::Store& store, ScopePlans& plans) : store_(store), plans_(plans) {}

  /// From the beginning, whatever was reached before. `position`: of the change that led to it.
  static void ask(store::Transaction& transaction, Of of, std::int64_t position);
  /// Where walks are unfinished and no job has them: an older release walked by itself.
  static void ask_for_rest(store::Transaction& transaction);
  /// How many steps were ever made: feeds have moved since it was less.
  static std::int64_t steps(store::Connection& connection, const std::string& tenant);

  /// Some records more; `more` unless there was nothing left. `renew` is called in the transaction.
  ScopeProgress step(const std::string& tenant, Of of, const Renew& renew = {});

 private:
  store::Store& store_;
  ScopePlans& plans_;
};

/// Handler of ScopeWalk::job_kind: to the end of the walk that the job's key names. What a record
/// cannot be looked at for is told with the place before it.
work::Outcome walk_scopes(store::Store& store, ScopePlans& plans, const work::Job& job,
                          const ScopeWalk::Renew& renew);

}  // namespace hub::gateway
