#include "hub/records/password.hpp"

#include <argon2.h>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"

namespace hub::records {

using common::Error;
using common::ErrorCode;

std::string hash_password(const std::string& password) {
  auto salt = common::random_bytes(16);
  std::string encoded(128, '\0');
  int code = argon2id_hash_encoded(2, 19 * 1024, 1, password.data(), password.size(), salt.data(),
                                   salt.size(), 32, encoded.data(), encoded.size());
  if (code != ARGON2_OK)
    throw Error(ErrorCode::internal,
                std::string("hashing a password: ") + argon2_error_message(code));
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool verify_password(const std::string& hash, const std::string& password) {
  return !hash.empty() &&
         argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

void check_password_strength(const std::string& password, const std::string& field) {
  if (common::text::length(password) < password_length_min)
    common::refuse(field, common::say("at least {} characters", password_length_min));
  if (common::text::length(password) > password_length_max)
    common::refuse(field, common::say("at most {} characters", password_length_max));
}

}  // namespace hub::records
