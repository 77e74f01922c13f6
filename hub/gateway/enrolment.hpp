#pragma once
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "common/certificates/certificates.hpp"
#include "hub/store/store.hpp"

namespace hub::gateway {

/// Makes a van's computer one of the company's: the office gives it a one-time code (the action
/// "enroll" of the device, see rules/), the device sends the code with a request for a certificate
/// made with its own key. Any thread.
class Enrolment {
 public:
  struct Options {
    common::certificates::Identity authority;  ///< signs; its certificate goes to the device
    std::string broker_host;                   ///< as vans reach it
    std::uint16_t broker_port = 8883;
    /// A device has got a certificate by code that had others before, which are revoked.
    std::function<void(const std::string& device)> on_replaced = {};
  };
  Enrolment(store::Store& store, Options options) : store_(store), options_(std::move(options)) {}

  /// `POST /api/enrol/`, without session. {"code"} answers {"device"}: the name for the request,
  /// the code stays valid.
  /// {"code", "csr"} answers device, tenant, shard, epoch, certificate, authority, broker {host,
  /// port}; the code is used up. A device that was one of the company's already keeps its place in
  /// the protocol, and its certificates of before end: their keys are in hands of before. Throws
  /// bad_input, forbidden for a wrong or old code, unavailable after too many tries from the
  /// address.
  nlohmann::json enrol(const nlohmann::json& input, const std::string& address);
  /// `POST /api/enrol/renew/`, without session. {"certificate", "csr", "signature"}, the signature
  /// being that of the certificate's key over renewal_text(csr) in base64, answers {"certificate",
  /// "authority"}. Only while the certificate holds: one that has ended needs a code, so a person
  /// knows of each device that comes back after a long time. Throws bad_input, forbidden.
  nlohmann::json renew(const nlohmann::json& input);

 private:
  struct Found {
    std::string tenant, device;
  };
  Found find(const std::string& code, const std::string& address);
  void check_throttle(const std::string& address);
  void note_failure(const std::string& address);

  store::Store& store_;
  Options options_;
  std::mutex mutex_;
  std::map<std::string, std::deque<common::Instant>> failures_;
};

/// What a device signs that asks for its next certificate.
std::string renewal_text(std::string_view request);
/// How a code is kept: nobody reads it from the database.
std::string enrolment_code_hash(std::string_view code);

}  // namespace hub::gateway
