#include "common/text/json_text.hpp"
#include "proto/records/admin/setting.pb.h"

#include <algorithm>
#include <iterator>

#include "common/codec/json.hpp"
#include "common/config/check.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/content/limits/file_limits.hpp"

namespace hub::domain::admin {
namespace {

using common::say;
using common::codec::Json;
using common::rules::Change;
using common::rules::Records;
using truckroll::admin::Setting;

bool is_switch(const Json& value) {
  return value.is_boolean();
}

bool is_web_address(const Json& value) {
  return value.is_string() &&
         common::is_url(value.get<std::string>(), {"http", "https"}, common::UrlPath::none);
}

bool is_customer_scope(const Json& value) {
  return value == "assigned" || value == "branch";
}

bool is_object(const Json& value) {
  return value.is_object();  // what is in it: check_files
}

template <int From, int To>
bool is_number(const Json& value) {
  return value.is_number_integer() && value >= From && value <= To;
}

bool is_odd_policy(const Json& value) {
  return value == "tell" || value == "refuse";
}

bool is_odd_use_policy(const Json& value) {
  return value == "tell" || value == "block";
}

bool is_consent_policy(const Json& value) {
  return value == "required" || value == "unless_refused";
}

bool is_factor_policy(const Json& value) {
  if (!value.is_array()) return value == "optional" || value == "everyone";
  return std::all_of(value.begin(), value.end(), [](auto& role) { return role.is_string(); });
}

bool is_pin_policy(const Json& value) {
  return value == "when_set" || value == "never";
}

/// For whom a setting is read, beside the company.
enum class Of { company, branch, device };  // device: and branch

/// A setting that some part of the product reads.
struct Known {
  const char* key;
  Of of;
  bool (*is_right)(const Json& value);
  common::Sentence expected;
};

const Known known[] = {
    {"access.odd_reads_per_hour", Of::company, is_number<100, 1000000>,
     say("expected a number from {} to {}", 100, 1000000)},
    {"access.odd_use", Of::company, is_odd_use_policy,
     say("expected \"{}\" or \"{}\", in quotes", "tell", "block")},
    {"alerts.van_certificate_days", Of::company, is_number<1, 90>,
     say("expected days from {} to {}", 1, 90)},
    {"alerts.van_disk_percent", Of::company, is_number<10, 100>,
     say("expected percent from {} to {}", 10, 100)},
    {"alerts.van_drift_seconds", Of::company, is_number<10, 86400>,
     say("expected seconds from {} to {}", 10, 86400)},
    {"alerts.van_money_minutes", Of::company, is_number<5, 525600>,
     say("expected minutes from {} to {}", 5, 525600)},
    {"alerts.van_silent_minutes", Of::company, is_number<5, 525600>,
     say("expected minutes from {} to {}", 5, 525600)},
    {"alerts.van_unsent_minutes", Of::company, is_number<5, 525600>,
     say("expected minutes from {} to {}", 5, 525600)},
    {"api.user_requests_per_minute", Of::company, is_number<60, 100000000>,
     say("expected a number from {} to {}", 60, 100000000)},
    {"billing.auto_post", Of::company, is_switch, say("expected true or false")},
    {"enrichment.nightly", Of::company, is_switch, say("expected true or false")},
    {"files.limits", Of::company, is_object,
     say("expected limits of files by record type, such as {\"every\": {\"megabytes\": 10, "
         "\"files\": 50, \"kinds\": [\"picture\", \"pdf\"]}}")},
    {"hub.public_url", Of::company, is_web_address,
     say("expected an address in quotes, such as \"https://office.example\"")},
    {"positions.consent", Of::company, is_consent_policy,
     say("expected \"{}\" or \"{}\", in quotes", "required", "unless_refused")},
    {"positions.owntracks", Of::company, is_switch, say("expected true or false")},
    {"rights.emergency_minutes", Of::company, is_number<5, 1440>,
     say("expected minutes from {} to {}", 5, 1440)},
    {"sign_in.idle_minutes", Of::company, is_number<5, 43200>,
     say("expected minutes from {} to {}", 5, 43200)},
    {"sign_in.odd_access", Of::company, is_odd_policy,
     say("expected \"{}\" or \"{}\", in quotes", "tell", "refuse")},
    {"sign_in.second_factor", Of::company, is_factor_policy,
     say("expected \"optional\", \"everyone\", or the keys of roles, [\"admin\"]")},
    {"sign_in.session_hours", Of::company, is_number<1, 720>,
     say("expected hours from {} to {}", 1, 720)},
    {"van.customer_scope", Of::branch, is_customer_scope,
     say("expected \"{}\" or \"{}\", in quotes", "assigned", "branch")},
    {"van.lock_after", Of::device, is_number<0, 1440>,
     say("expected minutes from {} to {}", 0, 1440)},
    {"van.pin", Of::device, is_pin_policy,
     say("expected \"{}\" or \"{}\", in quotes", "when_set", "never")},
};

std::string known_keys() {
  std::string keys;
  for (auto& one : known) keys += (keys.empty() ? "" : ", ") + std::string(one.key);
  return keys;
}

bool is_right(const Known& one, const std::string& text) {
  auto value = common::try_read_json(text);
  return !value.is_discarded() && one.is_right(value);
}

void check_files(Records& records, const Setting& setting) {
  auto fault = content::find_fault(common::read_json(setting.value()), records.catalogue());
  if (!fault.empty()) common::refuse("value", fault);
}

/// Nobody would read it of anything else.
void require_reader(const Known& known, const Setting& setting) {
  bool is_read = setting.of_case() == Setting::OF_NOT_SET ||
                 (setting.has_branch() && known.of != Of::company) ||
                 (setting.has_device() && known.of == Of::device);
  if (is_read) return;
  auto field = setting.has_branch() ? "branch" : setting.has_user() ? "user" : "device";
  switch (known.of) {
    case Of::company:
      common::refuse(field, "leave it out: this setting is of the company");
    case Of::branch:
      common::refuse(field, "leave it out: this setting is of the company or of a branch");
    case Of::device:
      common::refuse(field,
                     "leave it out: this setting is of the company, of a branch or of a device");
  }
}

void check(Records& records, Change<Setting>& change) {
  auto& setting = change.after;
  auto found = std::find_if(std::begin(known), std::end(known),
                            [&](auto& one) { return setting.key() == one.key; });
  if (found == std::end(known))
    common::refuse("key", say("there is no such setting; expected one of {}", known_keys()));
  require_reader(*found, setting);
  if (!is_right(*found, setting.value())) common::refuse("value", found->expected);
  if (setting.key() == "files.limits") check_files(records, setting);
}

const common::rules::Effects<Setting> effects =
    common::rules::Effects<Setting>().before_save(check);

}  // namespace
}  // namespace hub::domain::admin
