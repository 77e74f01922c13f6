#include "common/schema/fingerprint.hpp"

#include <google/protobuf/descriptor.pb.h>
#include <openssl/sha.h>

#include <array>

namespace common::schema {

std::string fingerprint(const Catalogue& catalogue) {
  std::string declared;
  for (auto& type : catalogue.types()) {
    google::protobuf::DescriptorProto proto;
    type->descriptor->CopyTo(&proto);
    declared += type->name + "\n" + proto.SerializeAsString();
  }
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(declared.data()), declared.size(), digest.data());
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (auto byte : digest) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

}  // namespace common::schema
