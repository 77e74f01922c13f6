#pragma once
#include <chrono>
#include <string>

#include "common/clock/clock.hpp"
#include "hub/store/tables.hpp"

namespace hub::store {

/// Which releases of the hub live on one PostgreSQL, told apart by the layout that each makes of
/// its catalogue; the newer one is that whose layout came later. A hub of the release before does
/// not know all types and fields of which the log tells, so it leaves the log to the newer ones: it
/// would step over what only they know, for ever. Used by one thread.
class Releases {
 public:
  static constexpr auto told_every = std::chrono::seconds(5);
  static constexpr auto lives_for = std::chrono::seconds(30);

  explicit Releases(const Catalogue& catalogue);
  /// This one lives. Before it serves anybody, then `told_every`.
  void tell(Connection& connection, common::Instant now) const;
  bool has_newer(Connection& connection, common::Instant now) const;

 private:
  const std::string key_;
};

}  // namespace hub::store
