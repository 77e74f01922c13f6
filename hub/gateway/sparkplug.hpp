#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/mqtt/mqtt.hpp"
#include "hub/gateway/telemetry.hpp"
#include "proto/wire/sparkplug_b.pb.h"

namespace hub::gateway {

namespace sparkplug = truckroll::wire::sparkplug;
using Metrics = std::vector<sparkplug::Metric>;

// Names of metrics; their meaning is in the README.
namespace metric {
inline constexpr std::string_view bd_seq = "bdSeq", rebirth = "Node Control/Rebirth",
                                  latitude = "Position/Latitude", longitude = "Position/Longitude",
                                  fix_time = "Position/Time", accuracy = "Position/Accuracy",
                                  speed = "Position/Speed", course = "Position/Course",
                                  work_order = "Job/WorkOrder", visit_state = "Job/VisitState",
                                  waiting = "Sync/Waiting", storage = "Storage/Used";
}  // namespace metric

Metrics metrics_of(const Fix& fix);
/// What a device's birth announces: every metric that its data may hold, without value where none
/// is known.
Metrics birth_metrics(const std::optional<Fix>& fix);

/// The messages of one edge node, in their order: numbers them, and knows which devices are born.
/// Pure; not for several threads.
class SparkplugLog {
 public:
  struct Message {
    std::string topic, payload;
    int qos = 0;
  };
  SparkplugLog(std::string group, std::string node, std::uint64_t bd_seq)
      : group_(std::move(group)), node_(std::move(node)), bd_seq_(bd_seq % 256) {}

  /// For the broker to send when this connection is lost.
  Message death(common::Instant now) const;
  /// A new connection has a will of its own, with the next number.
  void next_session() { bd_seq_ = (bd_seq_ + 1) % 256; }
  /// NBIRTH and a DBIRTH for each device that is there.
  std::vector<Message> birth(common::Instant now);
  Message device_birth(const std::string& device, Metrics metrics, common::Instant now);
  Message device_data(const std::string& device, const Metrics& metrics, common::Instant now);
  Message device_death(const std::string& device, common::Instant now);
  bool is_born(const std::string& device) const { return devices_.count(device) > 0; }
  std::string command_topic() const { return topic("NCMD"); }
  /// A command asks for all births again. Rubbish asks for nothing.
  static bool asks_rebirth(std::string_view payload);

 private:
  std::string topic(std::string_view type) const;
  Message make(std::string topic, Metrics metrics, common::Instant now);

  std::string group_, node_;
  std::uint64_t bd_seq_ = 0, seq_ = 0;
  std::map<std::string, Metrics> devices_;  // as last known, for births
};

/// Keeps one tenant's edge node on the broker. Any thread; publishing never waits.
class SparkplugNode {
 public:
  /// `broker`: without client id, will and subscriptions; those are this class's.
  SparkplugNode(std::string tenant, std::string hub, common::mqtt::Options broker,
                const common::Clock& clock);
  ~SparkplugNode();
  SparkplugNode(const SparkplugNode&) = delete;
  SparkplugNode& operator=(const SparkplugNode&) = delete;

  void device_online(const std::string& device);
  void device_offline(const std::string& device);
  void position(const std::string& device, const Fix& fix);
  /// Makes the next connection after one was lost, so that its will bears the next number. Call
  /// from time to time, not on the client's thread.
  void tick();
  void stop();

 private:
  void connect();
  void on_event(common::mqtt::Event event);
  void publish(const SparkplugLog::Message& message);

  std::string client_id_;
  common::mqtt::Options broker_;
  const common::Clock& clock_;
  std::mutex mutex_;  // of log_, connected_, lost_
  SparkplugLog log_;
  bool connected_ = false, lost_ = false;
  std::unique_ptr<common::mqtt::Client> client_;
};

}  // namespace hub::gateway
