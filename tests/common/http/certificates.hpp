#pragma once
#include <string>

namespace common::http::test {

/// A folder with a certificate authority of its own and certificates made by it; removed at the
/// end.
class Certificates {
 public:
  Certificates();
  ~Certificates();
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  /// Path of a PEM file: "ca.pem", "other-ca.pem", "server.pem", "server.key" (for 127.0.0.1 and
  /// localhost), "van.pem", "van.key" (client "van-7"), "stranger.pem", "stranger.key" (by the
  /// other authority).
  std::string operator[](const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

}  // namespace common::http::test
