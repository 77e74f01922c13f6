#include "hub/identity/place.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "common/config/check.hpp"
#include "hub/identity/clients.hpp"

namespace hub::identity {
namespace {

constexpr auto look_up_within = std::chrono::seconds(5);

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

/// Whose name servers do not answer keeps a thread of his own, not the caller's.
struct LookUp {
  int error = 0;
  std::vector<std::string> addresses;
};

LookUp look_up(const std::string& host) {
  ::addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  ::addrinfo* found = nullptr;
  LookUp done;
  done.error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (done.error != 0) return done;
  std::unique_ptr<::addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
  for (auto* one = found; one; one = one->ai_next)
    if (auto address = text_of(one->ai_addr); !address.empty()) done.addresses.push_back(address);
  return done;
}

}  // namespace

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

namespace {

ProviderPlaces& places_of_providers() {
  static ProviderPlaces places;
  return places;
}

}  // namespace

void allow_providers(ProviderPlaces places) {
  places_of_providers() = std::move(places);
}

const ProviderPlaces& provider_places() {
  return places_of_providers();
}

bool is_public(const std::string& address) {
  return common::is_ip_address(address) && !is_of(address, closed_networks());
}

Place find_place(const std::string& host, bool private_allowed) {
  auto answer = std::make_shared<std::promise<LookUp>>();
  auto done = answer->get_future();
  std::thread([answer, host] { answer->set_value(look_up(host)); }).detach();
  if (done.wait_for(look_up_within) != std::future_status::ready)
    return {"", common::say("no address for {} within five seconds", host)};
  auto found = done.get();
  if (found.error != 0)
    return {"", common::say("no address for {}: {}", host, std::string(gai_strerror(found.error)))};
  for (auto& address : found.addresses)
    if (!private_allowed && !is_public(address))
      return {"", common::say("{} leads to {}, which is not on the internet", host, address)};
  if (found.addresses.empty()) return {"", common::say("no address for {}", host)};
  return {found.addresses.front(), {}};
}

}  // namespace hub::identity
