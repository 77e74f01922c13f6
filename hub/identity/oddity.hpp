#pragma once
#include <string>
#include <vector>

#include "hub/identity/sessions.hpp"

namespace hub::identity {

/// What makes a sign-in unusual for its user, compared with his of the last 30 days.
enum class Sign {
  new_address,   ///< 1 point
  new_network,   ///< 2: no address of that range, a provider's as a rule (/16, of IPv6 /32)
  new_device,    ///< 2; a browser's newer version is none
  unusual_hour,  ///< 1: of ten sign-ins and more none within two hours of this time of day
  elsewhere,     ///< 2: new network, while he was at work from another within half an hour
};

/// Points that anybody can add up; nothing learnt, nothing hidden.
struct Oddity {
  std::vector<Sign> signs;
  int points() const;
  bool is_odd() const { return points() >= 3; }       ///< its user is told
  bool is_very_odd() const { return points() >= 6; }  ///< administrators too; may be refused
  /// "a new address, a new device".
  common::Sentence words() const;
};

/// Nothing is odd of somebody's first sign-in, nor where he chose a password by a mailed link
/// today, nor once an administrator has let him in today (odd_use.hpp).
Oddity judge_sign_in(store::Connection& connection, const std::string& tenant,
                     const std::string& user, const Peer& peer, common::Instant now);

/// As it is kept and compared: no control characters, of bounded length.
Peer plain(const Peer& peer);

/// The range that an address is of: "192.0.", "2001:db8:"; the address itself when it is none.
std::string network_of(const std::string& address);

/// Tells user and administrators of what is odd, as much as it is.
void tell_of_oddity(store::Transaction& transaction, const std::string& user, const Peer& peer,
                    const Oddity& oddity, bool refused);

/// Refuses a very odd sign-in where the company wants that (sign_in.odd_access: "refuse"), and
/// tells of it once an hour. For those without second factor; never the company's only
/// administrator.
void require_usual(store::Store& store, const std::string& tenant, const std::string& user,
                   const Peer& peer);

}  // namespace hub::identity
