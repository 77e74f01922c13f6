#pragma once
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "hub/store/database.hpp"

namespace hub::store {

/// Which companies a reader of the change log has to look at: those whose log has grown since he
/// found nothing more, and the others in turn, a few each second, for what stands in no log
/// (another hub died while it was at it, somebody asked for a new index). A thousand idle companies
/// cost one query a round, not a thousand. Used by one thread.
class Rounds {
 public:
  using Steady = std::chrono::steady_clock;
  static constexpr auto rests_for = std::chrono::seconds(5);
  static constexpr std::size_t woken_per_second = 20;

  struct Stop {
    std::string tenant;
    std::int64_t position = 0;  ///< of the end of its log
  };
  std::vector<Stop> due(Connection& connection, Steady::time_point now = Steady::now());
  /// There is nothing left to do up to there.
  void rest(const Stop& stop, Steady::time_point now = Steady::now());

 private:
  struct Rest {
    std::int64_t position = 0;
    Steady::time_point since;
  };
  std::map<std::string, Rest> resting_;
  Steady::time_point next_waking_{};
};

}  // namespace hub::store
