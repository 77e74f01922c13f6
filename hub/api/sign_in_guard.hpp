#pragma once
#include <chrono>
#include <string>

#include "common/error/error.hpp"
#include "hub/store/transaction.hpp"

namespace hub::api {

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

}  // namespace hub::api
