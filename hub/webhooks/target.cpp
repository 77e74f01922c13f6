#include "hub/webhooks/target.hpp"

#include <atomic>
#include <charconv>

#include "common/config/check.hpp"
#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace hub::webhooks {
namespace {

std::atomic<bool> private_targets{false};

[[noreturn]] void refuse_url(common::Sentence why) {
  common::refuse("url", std::move(why));
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

/// Whether the resolver would read it as an address, as 0x7f.1: a name's last part is never a
/// number (WHATWG URL, "ends in a number").
bool ends_in_number(std::string host) {
  while (host.ends_with('.')) host.pop_back();
  auto last = common::text::to_lower(host.substr(host.rfind('.') + 1));
  bool hexadecimal = last.starts_with("0x");
  auto digits = hexadecimal ? last.substr(2) : last;
  return digits.find_first_not_of(hexadecimal ? "0123456789abcdef" : "0123456789") == digits.npos;
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
  bool closed =
      common::is_ip_address(target.host) ? !is_public(target.host) : ends_in_number(target.host);
  if (is_local_name(target.host) || closed)
    refuse_url(common::say("\"{}\" is not on the internet", target.host));
  return target;
}

Place find_place(const Target& target) {
  return identity::find_place(target.host, private_targets);
}

void allow_private_targets(bool allowed) {
  private_targets = allowed;
}

bool are_private_targets_allowed() {
  return private_targets;
}

}  // namespace hub::webhooks
