#include "hub/gateway/device_proof.hpp"

#include "common/certificates/certificates.hpp"
#include "common/error/error.hpp"

namespace hub::gateway {

using common::Error;
using common::ErrorCode;
namespace certificates = common::certificates;

ProvenDevice prove_device(store::Store& store, const std::string& authority_pem,
                          const std::string& certificate_pem, const std::string& text,
                          const std::string& signature) {
  auto now = store.clock().now();
  auto facts = certificates::read_certificate(certificate_pem);
  if (facts.not_after <= now)
    throw Error(ErrorCode::forbidden,
                "this certificate has ended; ask the office for an enrolment code");
  if (!certificates::is_signed_by(certificate_pem, authority_pem, now) ||
      !certificates::has_signed(certificate_pem, text, signature))
    throw Error(ErrorCode::forbidden, "this is no certificate of a van of this hub");
  ProvenDevice found{{}, facts.common_name, facts.serial};
  store.read([&](store::Connection& connection) {
    auto& row = connection.query(
        "SELECT tenant FROM device WHERE id = ? AND state IN ('active', 'silent') AND "
        "deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM device_certificates c WHERE c.tenant = "
        "device.tenant AND c.record = device.id AND c.serial = ? AND c.revoked IS NOT NULL)",
        {found.device, found.serial});
    while (row.step()) found.tenant = row.text(0);
  });
  if (found.tenant.empty())
    throw Error(ErrorCode::forbidden, "this device is not let in; ask the office");
  return found;
}

}  // namespace hub::gateway
