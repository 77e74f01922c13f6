#include "edge/day/following.hpp"

#include "proto/records/admin/setting.pb.h"
#include "proto/records/people/technician.pb.h"

namespace edge::day {

namespace people = common::rules::people;
using truckroll::admin::Setting;

people::Following following_of(common::rules::Records& records, const std::string& technician) {
  std::optional<bool> said;
  auto person = records.find<truckroll::people::Technician>(technician);
  if (person && person->has_tracking_consent()) said = person->tracking_consent();
  std::string setting;
  for (auto& one : records.where<Setting>("key", people::consent_key))
    if (one.of_case() == Setting::OF_NOT_SET) setting = one.value();
  return people::following(said, setting);
}

}  // namespace edge::day
