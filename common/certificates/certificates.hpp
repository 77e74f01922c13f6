#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "common/clock/clock.hpp"

namespace common::certificates {

/// A private key and the certificate over its public half, both PEM.
struct Identity {
  std::string key_pem;
  std::string certificate_pem;
};

/// From when on and for how long a certificate holds. An hour of grace is put before `from`, for
/// clocks that lag.
struct Validity {
  Instant from;
  std::chrono::days lifetime{90};
};

/// What a certificate says, read without checking who signed it.
struct Facts {
  std::string common_name;
  std::string serial;              ///< lower-case hex
  std::string fingerprint_sha256;  ///< of the DER form, lower-case hex
  Instant not_before;
  Instant not_after;
};

/// A certificate that no longer counts.
struct Revoked {
  std::string serial;  ///< hex, as in Facts
  Instant at;
};

/// A new authority (EC P-256, self-signed, may sign certificates and revocation lists).
Identity make_authority(std::string_view name, Validity validity);
/// One that certifies nothing but these host names, at least one, and IP addresses (RFC 5280,
/// section 4.2.1.10): who installs it trusts it for them alone, and a stolen key is good for
/// nothing else.
Identity make_narrow_authority(std::string_view name, const std::vector<std::string>& names,
                               Validity validity);
/// A server's key and certificate. `names` are host names or IP addresses, 1..32 of them; the first
/// is the CN.
Identity make_server(const Identity& authority, const std::vector<std::string>& names,
                     Validity validity);

/// A new private key, EC P-256, PEM (PKCS #8).
std::string make_key();
/// A request to certify `key_pem` under that name (PKCS #10, PEM). Throws Error{bad_input} for a
/// name not fit for a device.
std::string make_signing_request(std::string_view key_pem, std::string_view common_name);
/// Client certificate for the key in the request. Only the public key is taken from it: the name is
/// the caller's, and whatever extensions were asked for are dropped. Throws Error{bad_input} for a
/// request that does not parse, is not signed by its own key, carries another name, or brings a
/// weak key (EC P-256, P-384 and RSA from 2048 bits pass).
std::string sign_request(const Identity& authority, std::string_view request_pem,
                         std::string_view common_name, Validity validity);

/// List of revoked certificates for the broker, PEM. Valid for `validity.lifetime`; an empty list
/// is fine.
std::string make_revocation_list(const Identity& authority, const std::vector<Revoked>& revoked,
                                 Validity validity);

/// Throws Error{bad_input} for what is not a PEM certificate.
Facts read_certificate(std::string_view certificate_pem);
/// The name asked for in a request. Throws Error{bad_input} for what is not one.
std::string requested_name(std::string_view request_pem);
/// True if `authority_pem` signed the certificate and it holds at that time.
bool is_signed_by(std::string_view certificate_pem, std::string_view authority_pem, Instant at);

/// Signature of a text (SHA-256, as the kind of key has it), and whether the key of that
/// certificate made it. For proving that one holds the key where the connection does not. What does
/// not parse is refused as bad_input, another signature is false.
std::string sign_text(std::string_view key_pem, std::string_view text);
bool has_signed(std::string_view certificate_pem, std::string_view text,
                std::string_view signature);

/// 1..64 letters, digits, '-', '_' or '.': what may stand in an MQTT topic and in the broker's
/// access list.
bool is_common_name(std::string_view name);

}  // namespace common::certificates
