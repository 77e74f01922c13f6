#include "common/sync/wire.hpp"

#include "common/ids/ids.hpp"

namespace common::sync {

std::string scope_name(std::string_view kind, std::string_view id) {
  return id.empty() ? std::string(kind) : std::string(kind) + ":" + std::string(id);
}

int scope_rank(std::string_view scope) {
  if (scope.starts_with("company")) return 2;
  return scope.starts_with("branch:") ? 1 : 0;
}

std::string operation_hash(std::string_view encoded_operation) {
  return sha256(encoded_operation);
}

std::string member_hash(std::string_view type, std::string_view record, std::int64_t version) {
  return sha256(std::string(type) + "|" + std::string(record) + "|" + std::to_string(version));
}

void toggle_member(std::string& hash, std::string_view member) {
  if (hash.empty()) hash.assign(member.size(), '\0');
  bool is_zero = true;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    hash[i] = static_cast<char>(hash[i] ^ member[i]);
    is_zero = is_zero && hash[i] == 0;
  }
  // Without members there is no hash, on both sides alike.
  if (is_zero) hash.clear();
}

}  // namespace common::sync
