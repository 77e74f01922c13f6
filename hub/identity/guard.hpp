#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "hub/store/store.hpp"

namespace hub::identity {

/// Too many wrong passwords: the next try is looked at after `wait`.
struct Throttled : common::Error {
  explicit Throttled(std::chrono::seconds wait);
  std::chrono::seconds wait;
};

/// Who tries to sign in; `login` folded.
struct Attempt {
  std::string login, address;
};

// Guessing gets slower with each wrong password, for a login from an address, and for an address
// whatever the login. Nobody keeps somebody else out by it: an address from which the login has
// signed in within 30 days waits half a minute at most, and only for wrong passwords of its own.

/// Throws Throttled while the attempt must wait; it is not counted then.
void check_attempt(store::Connection& connection, common::Instant now, const Attempt& attempt);
void note_failure(store::Transaction& transaction, const Attempt& attempt);
void forget_failures(store::Transaction& transaction, const Attempt& attempt);

// Who guesses for many logins, or without end, is an attacker: his address is blocked for an hour,
// and administrators are told (job "attack"). A login may still come in from there where it is
// known: an office may share its address with the attacker.

struct BlockedAddress {
  std::string address;
  common::Instant since, until;
  std::int64_t failures = 0, logins = 0;  ///< when it was blocked
};
std::vector<BlockedAddress> list_blocked(store::Connection& connection, common::Instant now);
/// Also forgets its failures. False when it was not blocked.
bool release_address(store::Transaction& transaction, const std::string& address);
/// The job's: tells the administrators of every company whose logins were tried, and of all when
/// none was.
void tell_of_attack(store::Store& store, const std::string& payload);

}  // namespace hub::identity
