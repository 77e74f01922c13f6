#include "hub/webhooks/target.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <memory>

#include "common/config/check.hpp"
#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/identity/clients.hpp"

namespace hub::webhooks {
namespace {

std::atomic<bool> private_targets{false};

/// IANA's registries of special-purpose addresses (RFC 6890), and prefixes that carry an IPv4
/// address in them.
const std::vector<std::string>& closed_networks() {
  static const std::vector<std::string> networks{
      "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
      "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
      "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
      "::/96",         "64:ff9b::/96",    "64:ff9b:1::/48", "100::/64",       "2001::/23",
      "2001:db8::/32", "2002::/16",       "3fff::/20",      "5f00::/16",      "fc00::/7",
      "fe80::/10",     "fec0::/10",       "ff00::/8"};
  return networks;
}

std::string text_of(const ::sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address->sa_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const ::sockaddr_in*>(address)->sin_addr, text.data(),
              text.size());
  else if (address->sa_family == AF_INET6)
    inet_ntop(AF_INET6, &reinterpret_cast<const ::sockaddr_in6*>(address)->sin6_addr, text.data(),
              text.size());
  return text.data();
}

[[noreturn]] void refuse_url(const std::string& why) {
  common::refuse("url", why);
}

void take_port(Target& target, std::string_view text) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), target.port);
  if (error != std::errc() || end != text.data() + text.size() || target.port == 0)
    refuse_url("the port is a number from 1 to 65535");
}

/// "host", "host:port", "[v6]:port"
void take_authority(Target& target, std::string_view text) {
  if (text.find('@') != text.npos) refuse_url("leave out name and password");
  auto end = text.starts_with('[') ? text.find(']') : text.find(':');
  bool is_v6 = text.starts_with('[');
  if (is_v6 && end == text.npos) refuse_url("expected https://host/path");
  target.host = std::string(is_v6 ? text.substr(1, end - 1) : text.substr(0, end));
  auto rest = end == text.npos ? std::string_view() : text.substr(end + (is_v6 ? 1 : 0));
  if (!rest.empty()) {
    if (!rest.starts_with(':')) refuse_url("expected https://host/path");
    take_port(target, rest.substr(1));
  }
  if (!common::is_host(target.host)) refuse_url("expected https://host/path");
}

bool is_local_name(std::string host) {
  host = common::text::to_lower(host);
  while (host.ends_with('.')) host.pop_back();
  return host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local") ||
         host.ends_with(".internal");
}

}  // namespace

std::string Target::authority() const {
  auto name = host.find(':') == host.npos ? host : "[" + host + "]";
  return port == (tls ? 443 : 80) ? name : name + ":" + std::to_string(port);
}

Target parse_target(const std::string& url) {
  for (char c : url)
    if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f || c == '#')
      refuse_url("blanks, letters beyond ASCII and # must be written otherwise");
  Target target;
  auto lower = common::text::to_lower(url);
  target.tls = lower.starts_with("https://");
  if (!target.tls && !(private_targets && lower.starts_with("http://")))
    refuse_url("expected https://host/path");
  target.port = target.tls ? 443 : 80;
  std::string_view rest = url;
  rest.remove_prefix(rest.find("://") + 3);
  auto slash = rest.find_first_of("/?");
  take_authority(target, rest.substr(0, slash));
  target.path = slash == rest.npos ? "/" : std::string(rest.substr(slash));
  if (target.path.front() == '?') target.path.insert(0, "/");
  if (private_targets) return target;
  if (is_local_name(target.host) || (common::is_ip_address(target.host) && !is_public(target.host)))
    refuse_url("\"" + target.host + "\" is not on the internet");
  return target;
}

bool is_public(const std::string& address) {
  return common::is_ip_address(address) && !identity::is_of(address, closed_networks());
}

Place find_place(const Target& target) {
  ::addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  ::addrinfo* found = nullptr;
  int error = ::getaddrinfo(target.host.c_str(), nullptr, &hints, &found);
  if (error != 0) return {"", "no address for " + target.host + ": " + gai_strerror(error)};
  std::unique_ptr<::addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
  Place place;
  for (auto* one = found; one; one = one->ai_next) {
    auto address = text_of(one->ai_addr);
    if (address.empty()) continue;
    if (!private_targets && !is_public(address))
      return {"", target.host + " leads to " + address + ", which is not on the internet"};
    if (place.address.empty()) place.address = address;
  }
  if (place.address.empty()) place.refusal = "no address for " + target.host;
  return place;
}

void allow_private_targets(bool allowed) {
  private_targets = allowed;
}

bool are_private_targets_allowed() {
  return private_targets;
}

}  // namespace hub::webhooks
