#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "common/certificates/certificates.hpp"

namespace common::certificates {

/// Who asks over HTTPS where a proxy ends TLS and no client certificate comes through: certificate,
/// time, and the signature of its key over the request and that time. Sent as header
/// `Authorization: Truckroll-Device <certificate>.<seconds since 1970>.<signature>`, both base64.
struct Proof {
  std::string certificate_pem;
  Instant at;
  std::string signature;
};

/// What is signed of a request: what it asks for and the bytes it brings.
std::string proof_text(std::string_view method, std::string_view target, std::string_view body,
                       Instant at);
std::string make_proof(const Identity& identity, std::string_view method, std::string_view target,
                       std::string_view body, Instant at);
/// Of that header; nothing for what is none. Nothing is checked yet.
std::optional<Proof> read_proof(std::string_view header);

}  // namespace common::certificates
