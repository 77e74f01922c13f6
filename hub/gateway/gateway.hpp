#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "common/mqtt/mqtt.hpp"
#include "hub/gateway/counters.hpp"
#include "hub/gateway/scope_plan.hpp"
#include "hub/store/access.hpp"
#include "proto/wire/sync.pb.h"

namespace hub::gateway {

/// Vans in and out over the broker: compares each message with the registry, runs the protocol for
/// each device, keeps the scopes' feeds, passes positions on. Owns its threads: one for each worker
/// (a device always meets the same one, so its order is kept), one for the change log, the broker's
/// client's.
class Gateway {
 public:
  struct Options {
    common::mqtt::Options broker;  ///< of the hub's listener, with the hub's certificate; client_id
                                   ///< unique per process
    std::string hub = "hub";       ///< name as Sparkplug edge node
    std::string schema;            ///< hash of the catalogue, for the welcome
    std::size_t workers = 2;
    std::size_t queue_messages_max =
        2000;  ///< per worker; beyond half of it vans get no credit, beyond it messages drop
    bool sparkplug = true;
    std::filesystem::path
        readers_file;  ///< where the broker finds who may follow the feeds; empty: nobody
    /// After the broker is reached: who is not heard of for so long, and no state of whom is
    /// retained, is not online any more. Longer than a van's pause between attempts while it waits.
    /// While the broker is not reached for so long, nobody is.
    std::chrono::milliseconds presence_grace{30'000};
  };
  /// Called on the gateway's threads; must only hand over.
  struct Callbacks {
    std::function<void(const std::string& tenant, const std::string& json)> on_position;
    /// A device was revoked or suspended, has erased itself, or spoke although it may not: the
    /// broker's list is to be renewed and its session ended (Revocation).
    std::function<void(const std::string& tenant, const std::string& device)> on_ended;
    std::function<void(const std::string& tenant, const std::string& device,
                       const std::string& kind, const std::string& text)>
        on_alarm;
  };
  Gateway(store::Store& store, const store::Access& access, Options options, Callbacks callbacks);
  ~Gateway();  ///< stops
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  /// Throws bad_input when a TLS file cannot be used.
  void start();
  void stop();
  /// Changes were sealed. Any thread; to be called from Store::on_sealed.
  void wake();
  /// Sends a command to a device that is connected to this process's broker. Any thread.
  void send_command(const std::string& tenant, const std::string& device,
                    const truckroll::wire::DeviceCommand& command);
  /// Has the broker reread its list of revoked certificates and end the device's connection. Lost
  /// when the broker is away, which ends connections too. Any thread, after start().
  void end_session(const std::string& device);
  const Counters& counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hub::gateway
