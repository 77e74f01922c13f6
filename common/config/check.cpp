#include "common/config/check.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace common {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_port(std::string_view text) {
  int port = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool is_host_and_port(std::string_view text) {
  if (text.starts_with('[')) {
    auto end = text.find(']');
    if (end == std::string_view::npos || !is_ip_address(text.substr(1, end - 1))) return false;
    auto rest = text.substr(end + 1);
    return rest.empty() || (rest[0] == ':' && is_port(rest.substr(1)));
  }
  auto colon = text.find(':');
  if (colon != std::string_view::npos && !is_port(text.substr(colon + 1))) return false;
  return is_host(text.substr(0, colon));
}

/// The folder itself, or the nearest above it that is there.
std::filesystem::path nearest_existing(std::filesystem::path path) {
  std::error_code error;
  path = std::filesystem::absolute(path, error).lexically_normal();
  while (!std::filesystem::exists(path, error) && path.has_relative_path())
    path = path.parent_path();
  return path;
}

bool is_folder(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

bool is_program(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

bool is_in_search_path(const std::string& name) {
  const char* variable = std::getenv("PATH");
  std::string_view rest = variable ? variable : "";
  while (!rest.empty()) {
    auto end = std::min(rest.find(':'), rest.size());
    if (is_program(std::filesystem::path(rest.substr(0, end)) / name)) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

}  // namespace

bool is_ip_address(std::string_view text) {
  std::string address(text);
  unsigned char bytes[sizeof(in6_addr)];
  return ::inet_pton(AF_INET, address.c_str(), bytes) == 1 ||
         ::inet_pton(AF_INET6, address.c_str(), bytes) == 1;
}

bool is_host(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  if (is_ip_address(text)) return true;
  bool starts_label = true;
  for (char c : text) {
    if (c == '.' && starts_label) return false;
    if (c != '.' && c != '-' && c != '_' && !is_alphanumeric(c)) return false;
    if (c == '-' && starts_label) return false;
    starts_label = c == '.';
  }
  // Digits and dots alone are an address with a mistake in it.
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) && (c < '0' || c > '9'); });
}

bool is_url(std::string_view text, std::initializer_list<std::string_view> schemes, UrlPath path) {
  auto end = text.find("://");
  if (end == std::string_view::npos ||
      std::find(schemes.begin(), schemes.end(), text.substr(0, end)) == schemes.end())
    return false;
  for (char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return false;
  auto rest = text.substr(end + 3);
  auto after = rest.find_first_of("/?#");
  if (after != std::string_view::npos && path == UrlPath::none) return false;
  return is_host_and_port(rest.substr(0, after));
}

bool is_mail_address(std::string_view text) {
  auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  for (char c : text.substr(0, at))
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f ||
        std::string_view("<>()[],;:\\\"@").find(c) != std::string_view::npos)
      return false;
  return is_host(text.substr(at + 1));
}

void SettingsCheck::expect(std::string_view key, bool is_right, const std::string& expected) {
  if (!is_right) trouble(key, "expected " + expected + ", found \"" + config_.raw(key) + "\"");
}

void SettingsCheck::trouble(std::string_view key, const std::string& text) {
  if (text.empty()) return;
  mistakes_.push_back(
      {std::string(key), config_.where(key) + ": " + std::string(key) + ": " + text});
}

void SettingsCheck::expect_folder(std::string_view key) {
  auto path = config_.path(key);
  expect(key, path.empty() || (is_folder(path) && ::access(path.c_str(), R_OK | X_OK) == 0),
         "a folder that is there and can be read");
}

void SettingsCheck::expect_writable_folder(std::string_view key) {
  auto place = nearest_existing(config_.path(key));
  expect(key, is_folder(place) && ::access(place.c_str(), W_OK | X_OK) == 0,
         "a folder that can be written");
}

void SettingsCheck::expect_file(std::string_view key) {
  auto path = config_.path(key);
  std::error_code error;
  expect(key,
         path.empty() ||
             (std::filesystem::is_regular_file(path, error) && ::access(path.c_str(), R_OK) == 0),
         "a file that is there and can be read");
}

void SettingsCheck::expect_program(std::string_view key) {
  if (config_.is_default(key)) return;
  const auto& program = config_.raw(key);
  expect(key,
         program.find('/') == std::string::npos ? is_in_search_path(program) : is_program(program),
         "the path of a program, or a name found in PATH");
}

void SettingsCheck::finish() const {
  if (mistakes_.empty()) return;
  std::string text;
  for (const Violation& each : mistakes_) text += (text.empty() ? "" : "\n") + each.text.english();
  throw Error(ErrorCode::bad_input, text, mistakes_);
}

}  // namespace common
