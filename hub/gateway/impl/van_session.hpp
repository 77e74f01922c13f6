#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "common/sync/hub_machine.hpp"
#include "hub/gateway/counters.hpp"
#include "hub/gateway/device_health.hpp"
#include "hub/gateway/gateway.hpp"
#include "hub/gateway/nodes.hpp"
#include "hub/gateway/telemetry.hpp"
#include "hub/gateway/topics.hpp"
#include "hub/gateway/van_store.hpp"

namespace hub::gateway::impl {

/// What the sessions of all vans use. Outlives them; the functions may be called from any worker.
struct SessionServices {
  VanServices van;
  const Gateway::Callbacks& callbacks;
  Counters& counters;
  std::function<void(common::mqtt::Publication)> publish;
  Nodes* nodes = nullptr;  ///< null: not published
};

/// One van that has spoken to this process. Belongs to one worker.
class VanSession {
 public:
  VanSession(SessionServices& services, Topic address, std::string schema);

  /// `busy`: the worker's queue is more than half full.
  void message(const Topic& topic, const std::string& payload, bool busy);
  /// Feeds moved on; `holders_changed`: the van's scopes may be others.
  void feeds_advanced(const std::set<std::string>& scopes, bool holders_changed);
  /// The broker does not know it any more.
  void gone();
  void send_command(const truckroll::wire::DeviceCommand& command);

 private:
  const std::optional<Van>& van();  ///< at most a few seconds old
  void state(const std::string& payload);
  void telemetry(const std::string& payload);
  void health(const truckroll::wire::Health& health);
  /// Of whom the position is may be followed; as often looked up as the van.
  bool is_followed(const Fix& fix);
  void tell_owntracks(const Fix& fix);
  void carry_out(common::sync::Effects effects);
  void set_online(bool online);
  common::sync::Moment now() const;

  SessionServices& services_;
  Topic address_;
  VanStore store_;
  common::sync::HubMachine machine_;
  std::optional<Van> van_;
  std::optional<std::chrono::milliseconds> van_read_;
  std::map<std::string, bool> followed_;  // by technician, as of van_read_
  std::optional<bool> owntracks_;         // the same
  Thinning thinning_;
  std::string health_told_;
  std::uint64_t connection_ = 0;
  bool online_ = false;
};

}  // namespace hub::gateway::impl
