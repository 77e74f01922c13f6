#include "common/http/impl/forwarded.hpp"

#include <arpa/inet.h>

namespace common::http {
namespace {

/// The last entry of the last header of that name.
std::string last_of(const Headers& headers, std::string_view name) {
  std::string_view found;
  for (std::size_t i = 0; i < headers.size(); ++i)
    if (equal_ignoring_case(headers.name(i), name)) found = headers.value(i);
  if (auto comma = found.rfind(','); comma != std::string_view::npos)
    found.remove_prefix(comma + 1);
  auto first = found.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(found.substr(first, found.find_last_not_of(" \t") - first + 1));
}

bool is_address(const std::string& text) {
  unsigned char bytes[sizeof(in6_addr)];
  return ::inet_pton(AF_INET, text.c_str(), bytes) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

}  // namespace

void believe_proxy(Request& request) {
  if (auto client = last_of(request.headers, "X-Forwarded-For"); is_address(client))
    request.peer = client;
  if (last_of(request.headers, "X-Forwarded-Proto") == "https") request.tls = true;
}

}  // namespace common::http
