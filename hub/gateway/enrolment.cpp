#include "hub/gateway/enrolment.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/gateway/device_proof.hpp"
#include "proto/records/fleet/device.pb.h"

namespace hub::gateway {
namespace {

using common::Error;
using common::ErrorCode;
using truckroll::fleet::Device;

constexpr std::size_t failures_max = 10;
constexpr auto failures_window = std::chrono::minutes(15);
constexpr std::size_t addresses_max = 10'000;
constexpr int certificates_kept = 10;
constexpr int certificates_max = 50;  // a device that asks on and on
constexpr std::size_t request_bytes_max = 16 * 1024;

std::string text_of(const nlohmann::json& input, const char* name) {
  if (!input.is_object()) throw Error(ErrorCode::bad_input, "expected an object");
  auto found = input.find(name);
  if (found == input.end()) return {};
  if (!found->is_string()) common::refuse(name, "expected text");
  return found->get<std::string>();
}

std::string required_text(const nlohmann::json& input, const char* name,
                          const common::Sentence& expected) {
  auto text = text_of(input, name);
  if (text.empty()) common::refuse(name, expected);
  if (text.size() > request_bytes_max) common::refuse(name, "the text is too long");
  return text;
}

void add_certificate(Device& device, const common::certificates::Facts& facts) {
  auto& line = *device.add_certificates();
  line.set_line(facts.serial.substr(0, 36));
  line.set_serial(facts.serial);
  *line.mutable_from() = common::codec::to_timestamp(facts.not_before);
  *line.mutable_to() = common::codec::to_timestamp(facts.not_after);
}

void end_certificates(Device& device, common::Instant now) {
  for (auto& certificate : *device.mutable_certificates())
    if (!certificate.has_revoked())
      *certificate.mutable_revoked() = common::codec::to_timestamp(now);
}

/// Of those that are over only the latest are kept: a device that renews for years has no endless
/// list.
void drop_old_certificates(Device& device, common::Instant now) {
  auto& lines = *device.mutable_certificates();
  for (int i = 0; i < lines.size() && lines.size() > certificates_kept;) {
    if (common::codec::from_timestamp(lines.Get(i).to()) < now)
      lines.DeleteSubrange(i, 1);
    else
      ++i;
  }
}

bool holds(const Device& device, const std::string& serial) {
  for (auto& certificate : device.certificates())
    if (certificate.serial() == serial) return !certificate.has_revoked();
  return false;
}

void begin_session(store::Transaction& transaction, const std::string& tenant,
                   const Device& device) {
  transaction.sql().execute(
      "INSERT INTO device_session (tenant, device, shard, epoch, applied, chain_hash, online, "
      "refused) VALUES (?, ?, ?, ?, 0, '', 0, 0) ON CONFLICT (tenant, device) DO UPDATE SET "
      "shard = excluded.shard, epoch = excluded.epoch, applied = 0, chain_hash = ''",
      {tenant, device.header().id(), static_cast<std::int64_t>(device.shard()),
       static_cast<std::int64_t>(device.epoch())});
}

}  // namespace

std::string renewal_text(std::string_view request) {
  return "truckroll renewal\n" + std::string(request);
}

std::string enrolment_code_hash(std::string_view code) {
  std::string plain;  // as people type it
  for (char c : code)
    if (c != ' ' && c != '-')
      plain += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return common::sha256_hex("enrol|" + plain);
}

void Enrolment::check_throttle(const std::string& address) {
  std::lock_guard lock(mutex_);
  auto found = failures_.find(address);
  if (found == failures_.end()) return;
  auto since = store_.clock().now() - failures_window;
  while (!found->second.empty() && found->second.front() < since) found->second.pop_front();
  if (found->second.size() >= failures_max)
    throw Error(ErrorCode::unavailable, "too many wrong codes; wait 15 minutes and try again");
}

void Enrolment::note_failure(const std::string& address) {
  std::lock_guard lock(mutex_);
  if (failures_.size() > addresses_max) failures_.clear();
  failures_[address].push_back(store_.clock().now());
}

Enrolment::Found Enrolment::find(const std::string& code, const std::string& address) {
  check_throttle(address);
  Found found;
  store_.read([&](store::Connection& connection) {
    auto& row = connection.query(
        "SELECT tenant, id FROM device WHERE enrolment_code = ? AND state IN ('enrolling', "
        "'active', 'silent') AND enrolment_expires_at > ? AND deleted_at IS NULL",
        {enrolment_code_hash(code), common::to_micros(store_.clock().now())});
    while (row.step()) found = {row.text(0), row.text(1)};
  });
  if (found.device.empty()) {
    note_failure(address);
    throw Error(ErrorCode::forbidden,
                "this code is wrong, used or older than 10 minutes; ask the office for another");
  }
  return found;
}

nlohmann::json Enrolment::enrol(const nlohmann::json& input, const std::string& address) {
  auto code = text_of(input, "code"), request = text_of(input, "csr");
  if (code.empty()) common::refuse("code", "enter the code that the office gave you");
  if (request.size() > request_bytes_max) common::refuse("csr", "the request is too long");
  auto found = find(code, address);
  if (request.empty()) return {{"device", found.device}};
  auto now = store_.clock().now();
  auto certificate =
      common::certificates::sign_request(options_.authority, request, found.device, {now});
  auto facts = common::certificates::read_certificate(certificate);
  auto hash = enrolment_code_hash(code);
  bool was_known = false;
  auto reply = store_.write_result(
      store_.system_command(found.tenant, "enrolment"), [&](store::Transaction& transaction) {
        auto device = transaction.load<Device>(found.device);
        // Another one may have come first with the same code.
        if (device.enrolment_code() != hash)
          throw Error(ErrorCode::forbidden, "this code has been used");
        bool is_new = device.header().state() == "enrolling";
        was_known = !is_new;
        if (is_new) transaction.move_as_system(device, "activate");
        device.clear_enrolment_code();
        device.clear_enrolment_expires_at();
        end_certificates(device, now);
        add_certificate(device, facts);
        transaction.save_as_system(device);
        if (is_new) begin_session(transaction, found.tenant, device);
        return nlohmann::json{
            {"device", found.device},
            {"tenant", found.tenant},
            {"shard", device.shard()},
            {"epoch", device.epoch()},
            {"certificate", certificate},
            {"authority", options_.authority.certificate_pem},
            {"broker", {{"host", options_.broker_host}, {"port", options_.broker_port}}}};
      });
  if (was_known && options_.on_replaced) options_.on_replaced(found.device);
  return reply;
}

nlohmann::json Enrolment::renew(const nlohmann::json& input) {
  auto presented =
      required_text(input, "certificate", common::say("expected the certificate that ends, PEM"));
  auto request =
      required_text(input, "csr", common::say("expected a request for a certificate, PEM"));
  auto signature =
      required_text(input, "signature", common::say("expected the signature of the request"));
  auto found = prove_device(store_, options_.authority.certificate_pem, presented,
                            renewal_text(request), common::from_base64(signature));
  auto now = store_.clock().now();
  auto certificate =
      common::certificates::sign_request(options_.authority, request, found.device, {now});
  store_.write(
      store_.system_command(found.tenant, "enrolment"), [&](store::Transaction& transaction) {
        auto device = transaction.load<Device>(found.device);
        if (!holds(device, found.serial))
          throw Error(ErrorCode::forbidden, "this device may not renew its certificate");
        drop_old_certificates(device, now);
        if (device.certificates_size() >= certificates_max)
          throw Error(ErrorCode::unavailable, "this device has asked for too many certificates");
        add_certificate(device, common::certificates::read_certificate(certificate));
        transaction.save_as_system(device);
      });
  return {{"certificate", certificate}, {"authority", options_.authority.certificate_pem}};
}

}  // namespace hub::gateway
