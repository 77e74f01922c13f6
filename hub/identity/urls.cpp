#include "hub/identity/urls.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/config/check.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"

namespace hub::identity {
namespace {

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+') {
      out += ' ';
    } else if (text[at] == '%') {
      if (at + 2 >= text.size()) common::refuse("", "a percent sign stands for two hex digits");
      out += common::from_hex(common::text::to_lower(text.substr(at + 1, 2)));
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

bool is_own_scheme(std::string_view scheme) {
  return scheme.find('.') != scheme.npos && std::all_of(scheme.begin(), scheme.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                  c == '+';
         });
}

}  // namespace

std::string to_base64url(std::string_view bytes) {
  auto text = common::to_base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text.substr(0, text.find('='));
}

std::string from_base64url(std::string_view text) {
  std::string plain(text);
  if (plain.find_first_of("+/=") != plain.npos) common::refuse("", "this is not base64url");
  std::replace(plain.begin(), plain.end(), '-', '+');
  std::replace(plain.begin(), plain.end(), '_', '/');
  plain.append((4 - plain.size() % 4) % 4, '=');
  return common::from_base64(plain);
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (char c : text)
    out += plain.find(c) != plain.npos ? std::string(1, c)
                                       : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

std::string to_form(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string text;
  for (auto& [name, value] : parameters)
    text += (text.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
  return text;
}

std::string with_query(const std::string& url,
                       const std::vector<std::pair<std::string, std::string>>& parameters) {
  return url + (url.find('?') == url.npos ? "?" : "&") + to_form(parameters);
}

std::map<std::string, std::string> parse_form(std::string_view body) {
  std::map<std::string, std::string> form;
  for (auto& part : common::text::split(body, '&')) {
    if (part.empty()) continue;
    auto equals = std::min(part.find('='), part.size());
    auto name = decoded(std::string_view(part).substr(0, equals));
    auto value = equals < part.size() ? decoded(std::string_view(part).substr(equals + 1)) : "";
    if (!common::text::is_utf8(name) || !common::text::is_utf8(value))
      common::refuse("", "expected UTF-8");
    if (!form.emplace(name, value).second)
      common::refuse(common::text::to_plain(name, 60), "stands there twice");
  }
  return form;
}

bool is_redirect(std::string_view url) {
  auto colon = url.find(':');
  if (colon == url.npos || url.find_first_of("# \t\r\n\"<>\\") != url.npos) return false;
  auto scheme = url.substr(0, colon);
  if (scheme == "https") return common::is_url(url, {"https"}, common::UrlPath::any);
  if (scheme != "http") return is_own_scheme(scheme);
  if (!common::is_url(url, {"http"}, common::UrlPath::any)) return false;
  for (std::string host : {"http://127.0.0.1", "http://localhost", "http://[::1]"})
    if (url.starts_with(host) &&
        (url.size() == host.size() || url[host.size()] == ':' || url[host.size()] == '/'))
      return true;
  return false;
}

}  // namespace hub::identity
