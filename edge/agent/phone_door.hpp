#pragma once
#include <functional>
#include <memory>
#include <mutex>

#include "common/asio/asio.hpp"
#include "edge/agent/settings.hpp"
#include "edge/api/api.hpp"
#include "edge/identity/phone_keys.hpp"

namespace edge::agent {

/// The second way into the van's server: the crew's phones on the van's own Wi-Fi, over HTTPS with
/// a certificate that the van renews by itself, and beside it one page without TLS that helps a
/// phone to trust it. Works on threads of its own, so that no phone holds up the van's screen. Any
/// thread.
class PhoneDoor {
 public:
  struct Options {
    std::string address;
    std::uint16_t port = 0, help_port = 0;  ///< help_port 0: no such page
    std::string name;
    std::filesystem::path keys_folder;
  };
  PhoneDoor(Options options, const api::Parts& parts, api::Live& live,
            std::function<common::Instant()> now);
  ~PhoneDoor();  ///< stops

  /// Opens what is not open yet, as the Wi-Fi may come up after the program, and opens it anew with
  /// the next certificate when one is due. What hinders it is logged, and tried again by the next
  /// call.
  void keep_open();
  void stop();

  api::PhoneAccess access() const;

 private:
  void open();
  void open_help();
  void tell_trouble(const std::string& text);
  std::string url_of(const char* scheme, std::uint16_t port) const;

  const Options options_;
  api::Live& live_;
  const api::Parts& parts_;
  const std::function<common::Instant()> now_;
  identity::PhoneKeys keys_;
  const common::http::Router router_;
  common::asio::Pool requests_{"phones", 2, 32};
  std::mutex opening_;        // held while servers come and go
  mutable std::mutex mutex_;  // guards access_
  api::PhoneAccess access_;
  std::unique_ptr<common::http::Server> server_, help_;
  std::string trouble_;
  bool is_stopped_ = false;
};

PhoneDoor::Options phone_door_options(const Settings& settings);

}  // namespace edge::agent
