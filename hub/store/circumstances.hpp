#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "common/clock/clock.hpp"

namespace truckroll::admin {
class Permission_When;
}

namespace hub::store {

/// Under which circumstances somebody asks, as far as the hub can tell.
struct Circumstances {
  std::string address;  ///< of the peer; empty: unknown
  std::string device;   ///< id of a van's device; empty: a browser or program in the office
  common::Instant now{};
  std::string zone{};                   ///< the user's
  std::optional<bool> second_factor{};  ///< the user has one set up, so that sign-in asks for it
  std::optional<bool> known_address{};  ///< the user has signed in from there before
};

/// Whether the circumstance is given; nothing when that cannot be told. The condition, several
/// alternatives parted by commas:
///   place: addresses and ranges, "192.0.2.7, 10.0.0.0/8, 2001:db8::/32"
///   device: "office", "van" or the id of a van's device
///   hours: days and times in the user's zone, "mon-fri 07:00-18:00, sat 08:00-12:00"; a time that
///     ends before it begins goes on past midnight
///   risk: "second_factor", "known_address": what must be so
std::optional<bool> holds(const truckroll::admin::Permission_When& when,
                          const Circumstances& given);
/// Throws bad_input for field "when" when the condition cannot be read.
void check_when(const truckroll::admin::Permission_When& when);

}  // namespace hub::store
