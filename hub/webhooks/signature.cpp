#include "hub/webhooks/signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"

namespace hub::webhooks {
namespace {

constexpr std::string_view prefix = "whsec_";

}  // namespace

std::string make_secret() {
  return std::string(prefix) + common::to_base64(common::random_bytes(32));
}

std::string sign(std::string_view secret, std::string_view id, std::int64_t timestamp,
                 std::string_view body) {
  if (!secret.starts_with(prefix)) common::refuse("secret", "expected whsec_…");
  auto key = common::from_base64(secret.substr(prefix.size()));
  auto text = std::string(id) + "." + std::to_string(timestamp) + "." + std::string(body);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
            reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size))
    throw common::Error(common::ErrorCode::internal, "HMAC fails");
  return "v1," + common::to_base64(std::string_view(reinterpret_cast<const char*>(digest), size));
}

}  // namespace hub::webhooks
