// What the release before this one did not have: a type with states, references and words to
// search, a field, and lines.
#include "common/schema/left_out.hpp"

namespace {
[[maybe_unused]] const bool older = [] {
  common::schema::leave_out({"marketing.SocialPost", "crm.Account.industry", "crm.Account.social"});
  return true;
}();
}  // namespace
