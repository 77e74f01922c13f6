#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/config.hpp"
#include "common/error/error.hpp"

namespace common {

// Forms that settings take.

/// A host name or an IP address, nothing around it.
bool is_host(std::string_view text);
bool is_ip_address(std::string_view text);
/// scheme://host[:port] with one of these schemes; with `path` also what may follow.
enum class UrlPath { none, any };
bool is_url(std::string_view text, std::initializer_list<std::string_view> schemes, UrlPath path);
/// One bare address, local@host.
bool is_mail_address(std::string_view text);

/// Gathers what is wrong with settings beyond their types, each mistake with its place in the file.
class SettingsCheck {
 public:
  explicit SettingsCheck(const Config& config) : config_(config) {}
  /// Unless right: "hub.conf:12: mail.url: expected …, found "…"".
  void expect(std::string_view key, bool is_right, const std::string& expected);
  /// Not empty: that text, at the place of the key.
  void trouble(std::string_view key, const std::string& text);
  /// Empty is right; else a folder that is there.
  void expect_folder(std::string_view key);
  /// A folder to write in that is there or can be made.
  void expect_writable_folder(std::string_view key);
  /// Empty is right; else a file that can be read.
  void expect_file(std::string_view key);
  /// A name found in PATH or the path of a program; the default is not judged.
  void expect_program(std::string_view key);
  /// Throws bad_input with all mistakes, when there is one.
  void finish() const;

 private:
  const Config& config_;
  std::vector<Violation> mistakes_;
};

}  // namespace common
