#include "common/text/json_text.hpp"
#include "proto/records/admin/privacy_request.pb.h"

#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "proto/records/admin/user.pb.h"
#include "proto/records/people/employee.pb.h"
#include "proto/records/people/technician.pb.h"

namespace hub::domain::admin {
namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Change;
using common::rules::Records;
using truckroll::admin::PrivacyRequest;
using truckroll::admin::User;

/// About one person, and one way of saying whom.
void require_one_subject(const PrivacyRequest& request) {
  bool record = request.subject_case() != PrivacyRequest::SUBJECT_NOT_SET;
  if (record == !request.address().empty())
    common::refuse("contact", "name one person, or an e-mail address or telephone number");
  auto& address = request.address();
  bool mail = address.find('@') != std::string::npos, phone = address.starts_with("+");
  if (!address.empty() && !mail && !phone)
    common::refuse("address", "expected an e-mail address, or a telephone number such as +423 …");
}

bool writes(const PrivacyRequest& request) {
  return request.kind() == PrivacyRequest::KIND_ERASE ||
         request.kind() == PrivacyRequest::KIND_ANONYMISE;
}

/// Who still works here is let go first: that way nobody erases the last administrator, or a
/// colleague who is on the road.
void require_gone(Records& records, const PrivacyRequest& request) {
  auto user = request.user();
  if (auto employee = records.find<truckroll::people::Employee>(request.employee()))
    user = employee->user();
  if (auto technician = records.find<truckroll::people::Technician>(request.technician()))
    user = technician->user();
  auto found = records.find<User>(user);
  if (found && found->header().state() == "active")
    throw Error(ErrorCode::conflict, "this person can still sign in; deactivate the user first",
                "user");
}

void check(Records& records, Change<PrivacyRequest>& change) {
  auto& request = change.after;
  if (change.creates()) require_one_subject(request);
  if (change.enters("verified") && !records.actor().system)
    request.set_verified_by(records.actor().user);
  if (change.enters("running") && writes(request)) require_gone(records, request);
  if (change.enters("done"))
    *request.mutable_done_at() = common::codec::to_timestamp(records.now());
}

void ask_for_work(Records& records, Change<PrivacyRequest>& change) {
  if (!change.enters("running")) return;
  nlohmann::json job{{"request", change.id()}, {"user", records.actor().user}};
  records.enqueue("privacy", change.id() + "|" + std::to_string(change.after.header().version()),
                  common::json_text(job), records.now());
}

const common::rules::Effects<PrivacyRequest> effects =
    common::rules::Effects<PrivacyRequest>().before_save(check).after_save(ask_for_work);

}  // namespace
}  // namespace hub::domain::admin
