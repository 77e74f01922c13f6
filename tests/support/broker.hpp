#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "common/certificates/folder.hpp"
#include "common/clock/clock.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/temp_folder.hpp"

namespace support {

/// A real mosquitto on a loopback port, set up as the product sets it up: mutual TLS, access list,
/// no persistence. Runs once constructed.
class Broker {
 public:
  Broker();

  std::uint16_t port() const { return port_; }  ///< the vans' listener, TLS
  std::uint16_t hub_port() const {
    return hub_port_;
  }  ///< for hub processes that share the name "hub"
  std::uint16_t feed_port() const {
    return feed_port_;
  }  ///< for readers with a password, TLS without a certificate of their own
  /// Makes a client's identity. The files live as long as the broker.
  common::certificates::IdentityFiles device(std::string_view common_name) {
    return folder_.make_device(common_name);
  }
  common::certificates::IdentityFiles hub();
  common::certificates::IdentityFiles observer(std::string_view tenant) {
    return folder_.make_observer(tenant);
  }
  /// Put on the list, which the broker is told to reread.
  void revoke(std::string_view common_name);

  /// kill -9: connections break, all that the broker knew is lost.
  void kill() { process_.kill(); }
  /// On the same port again; returns when it accepts connections.
  void start();
  /// What the broker said so far.
  std::string log() const;
  common::certificates::Folder& certificates() { return folder_; }

 private:
  TempFolder temp_;
  common::SystemClock clock_;
  common::certificates::Folder folder_;
  std::uint16_t port_;
  std::uint16_t hub_port_;
  std::uint16_t feed_port_;
  std::filesystem::path configuration_;
  ChildProcess process_;
};

}  // namespace support
