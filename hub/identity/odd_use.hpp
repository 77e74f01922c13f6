#pragma once
#include <string>
#include <vector>

#include "hub/store/store.hpp"

namespace hub::identity {

/// Tells administrators that somebody reads far more protected records than he ever does; the job
/// "odd_use" of hub/records/read_watch.hpp.
void tell_of_odd_use(store::Store& store, const std::string& payload);

/// Somebody who was stopped: as he read too much, or as his sign-in was odd (today).
struct BlockedUser {
  std::string user, login, why;  ///< "odd_use" or "odd_sign_in"
  common::Instant since, until;
  std::int64_t records = 0;  ///< that he read in that hour
  /// Of which types how many, the most first; of very many reads the newest.
  std::vector<std::pair<std::string, std::int64_t>> read{};
  std::vector<std::string> addresses{};  ///< from which his sign-in was refused, the last first
};
std::vector<BlockedUser> list_blocked_users(store::Connection& connection,
                                            const std::string& tenant, common::Instant now);
/// Lets him read again, and sign in from wherever he is today. False when he was not stopped.
bool admit_user(store::Transaction& transaction, const std::string& user);

}  // namespace hub::identity
