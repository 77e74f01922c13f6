#include "common/certificates/proof.hpp"

#include <charconv>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"

namespace common::certificates {
namespace {

constexpr std::string_view scheme = "Truckroll-Device ";
constexpr std::string_view begin_mark = "-----BEGIN CERTIFICATE-----";

std::int64_t seconds_of(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

}  // namespace

std::string proof_text(std::string_view method, std::string_view target, std::string_view body,
                       Instant at) {
  std::string text = "truckroll request\n";
  text.append(method).append(" ").append(target).append("\n");
  return text + std::to_string(seconds_of(at)) + "\n" + sha256_hex(body);
}

std::string make_proof(const Identity& identity, std::string_view method, std::string_view target,
                       std::string_view body, Instant at) {
  auto& pem = identity.certificate_pem;
  auto begin = pem.find(begin_mark);  // a key may stand before it
  auto certificate = begin == std::string::npos ? pem : pem.substr(begin);
  auto signature = sign_text(identity.key_pem, proof_text(method, target, body, at));
  return std::string(scheme) + to_base64(certificate) + "." + std::to_string(seconds_of(at)) + "." +
         to_base64(signature);
}

std::optional<Proof> read_proof(std::string_view header) {
  if (!header.starts_with(scheme)) return std::nullopt;
  header.remove_prefix(scheme.size());
  auto first = header.find('.'), last = header.rfind('.');
  if (first == header.npos || first == last) return std::nullopt;
  auto time = header.substr(first + 1, last - first - 1);
  std::int64_t seconds = 0;
  auto [end, fault] = std::from_chars(time.data(), time.data() + time.size(), seconds);
  constexpr std::int64_t year_9999 = 253'402'300'799;
  if (fault != std::errc() || end != time.data() + time.size() || seconds < 0 ||
      seconds > year_9999)
    return std::nullopt;
  try {
    return Proof{from_base64(header.substr(0, first)), Instant{std::chrono::seconds(seconds)},
                 from_base64(header.substr(last + 1))};
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace common::certificates
