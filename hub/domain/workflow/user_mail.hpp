#pragma once
#include <string>

#include "common/rules/records.hpp"
#include "proto/records/admin/user.pb.h"

namespace hub::domain::workflow {

using common::rules::Records;

/// Where to write to a user: his primary mail channel, else his login where that is an address.
/// Empty when there is none.
std::string mail_of_user(const truckroll::admin::User& user);

/// Writes to a user about his own sign-in ("password_changed", texts.hpp): no preference keeps him
/// from knowing. `occurrence` tells one time from the next; `address`: another than his present
/// one.
void mail_user(Records& records, const truckroll::admin::User& user, const std::string& purpose,
               const std::string& occurrence, const std::string& address = {});

struct OddSignIn {
  std::string address, device, why, why_german;
  bool refused = false;
};
/// Somebody signed in as this user, or would have, unlike him: an entry in his list, and a mail.
void tell_of_odd_sign_in(Records& records, const std::string& user, const OddSignIn& odd);

}  // namespace hub::domain::workflow
