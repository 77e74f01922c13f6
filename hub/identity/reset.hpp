#pragma once
#include <optional>
#include <string>

#include "hub/store/store.hpp"

/// A new password for who forgot his: a link by mail, once, within an hour.
namespace hub::identity {

/// Asks for the job "forgot"; whether there is such a login, only the job finds out, so that the
/// answer and its time are the same.
void ask_for_reset(store::Store& store, const std::string& login, const std::string& address);
/// The job's: writes to every active user of that login who has a password of ours, three times an
/// hour at most.
void send_reset_links(store::Store& store, const std::string& payload,
                      const std::string& occurrence);

struct Reset {
  std::string tenant, user, login;
};
/// Nothing when the link was used, has expired, or its user may not sign in.
std::optional<Reset> find_reset(store::Connection& connection, const std::string& token,
                                common::Instant now);
/// Sets the password, given as its hash; all sessions of the user end, and all links. Throws
/// forbidden when the link no longer holds.
void use_reset(store::Store& store, const std::string& token, const std::string& hash,
               const std::string& address);

}  // namespace hub::identity
