#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/rules.hpp"
#include "hub/gateway/enrolment.hpp"
#include "proto/records/fleet/device.pb.h"
#include "proto/wire/actions/fleet.pb.h"

namespace hub::gateway {
namespace {

using common::rules::Change;
using common::rules::Records;
using truckroll::fleet::Device;

constexpr auto code_lifetime = std::chrono::minutes(10);
constexpr int shards = 64;

/// Ten characters that people do not mistake for each other, in two groups.
std::string make_code() {
  static constexpr std::string_view letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  std::string code;
  for (unsigned char byte : common::random_bytes(10)) {
    if (code.size() == 5) code += '-';
    code += letters[byte % letters.size()];
  }
  return code;
}

nlohmann::json give_code(Records& records, Device& device) {
  auto code = make_code();
  auto expires = records.now() + code_lifetime;
  device.set_enrolment_code(enrolment_code_hash(code));
  *device.mutable_enrolment_expires_at() = common::codec::to_timestamp(expires);
  records.save_as_system(device);
  return {{"code", code},
          {"device", device.header().id()},
          {"expires_at", common::format_instant(expires)}};
}

nlohmann::json enroll(Records& records, Device& device, const truckroll::wire::fleet::Enroll&) {
  if (device.header().state() != "enrolling") records.move(device, "enroll");
  return give_code(records, device);
}

nlohmann::json re_enroll(Records& records, Device& device,
                         const truckroll::wire::fleet::ReEnroll&) {
  records.move(device, "re-enroll");
  return give_code(records, device);
}

void set_shard(Records&, Change<Device>& change) {
  if (change.after.has_shard()) return;
  auto digest = common::sha256(change.id());
  change.after.set_shard(static_cast<unsigned char>(digest[0]) % shards);
}

/// A lost van's certificates end, and what it may still send belongs to an epoch that is over.
void end_service(Records& records, Change<Device>& change) {
  if (change.creates() || !change.enters("revoked")) return;
  for (auto& certificate : *change.after.mutable_certificates())
    if (!certificate.has_revoked())
      *certificate.mutable_revoked() = common::codec::to_timestamp(records.now());
  change.after.set_epoch(change.after.epoch() + 1);
}

const common::rules::Effects<Device> rules =
    common::rules::Effects<Device>()
        .before_save(set_shard)
        .before_save(end_service)
        .action<truckroll::wire::fleet::Enroll>("enroll", enroll)
        .action<truckroll::wire::fleet::ReEnroll>("re-enroll", re_enroll);

}  // namespace
}  // namespace hub::gateway
