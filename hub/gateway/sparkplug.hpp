#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/mqtt/mqtt.hpp"
#include "hub/gateway/stock_feed.hpp"
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
                                  waiting = "Sync/Waiting", storage = "Storage/Used",
                                  supply = "Board/Supply", temperature = "Board/Temperature",
                                  signal = "Board/Signal", move_time = "Stock/Move/Time",
                                  move_place = "Stock/Move/Place",
                                  move_product = "Stock/Move/Product",
                                  move_quantity = "Stock/Move/Quantity",
                                  move_kind = "Stock/Move/Kind";
}  // namespace metric

/// What a van says beside its place: job, queue and board. The job is there without value when it
/// has none; else only what it said.
Metrics metrics_of(const truckroll::wire::Telemetry& sent, common::Instant at);
Metrics metrics_of(const Fix& fix);
Metrics metrics_of(const StockChange& change);
/// What a device's birth announces: every metric that its data may hold, without value where none
/// is known.
Metrics birth_metrics(const std::optional<Fix>& fix);
bool is_position(const sparkplug::Metric& metric);

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
  /// A new connection has a will of its own, with a number of its own.
  void begin_session(std::uint64_t bd_seq) { bd_seq_ = bd_seq % 256; }
  /// NBIRTH and a DBIRTH for each device that is there.
  std::vector<Message> birth(common::Instant now);
  /// With what was known of it before it died.
  Message device_birth(const std::string& device, const Metrics& metrics, common::Instant now);
  /// Nothing where nothing is left to say: what has no value any more is said once.
  std::optional<Message> device_data(const std::string& device, const Metrics& metrics,
                                     common::Instant now);
  Message device_death(const std::string& device, common::Instant now);
  bool is_born(const std::string& device) const { return born_.count(device) > 0; }
  const std::set<std::string>& born() const { return born_; }
  const std::map<std::string, Metrics>& known() const { return known_; }
  std::string command_topic() const { return topic("NCMD"); }
  /// A command asks for all births again. Rubbish asks for nothing.
  static bool asks_rebirth(std::string_view payload);

 private:
  std::string topic(std::string_view type) const;
  Message make(std::string topic, Metrics metrics, common::Instant now);

  std::string group_, node_;
  std::uint64_t bd_seq_ = 0, seq_ = 0;
  std::map<std::string, Metrics> known_;  // of devices, also of dead ones, for births
  std::set<std::string> born_;
};

/// Keeps one of a tenant's edge nodes on the broker. Any thread; publishing never waits.
class SparkplugNode {
 public:
  struct Options {
    std::string tenant;
    std::string node;  ///< its name in topics
    common::mqtt::Options
        broker;  ///< without client id, will and subscriptions; those are this class's
    /// The number of the next connection; asked for once each, on the thread that makes it.
    std::function<std::uint64_t()> take_bd_seq;
    std::optional<std::set<std::string>> devices;  ///< whom it shows; none: all
    bool positions = true;                         ///< whether it shows where they are
  };
  SparkplugNode(Options options, const common::Clock& clock);
  ~SparkplugNode();
  SparkplugNode(const SparkplugNode&) = delete;
  SparkplugNode& operator=(const SparkplugNode&) = delete;

  void device_online(const std::string& device);
  void device_offline(const std::string& device);
  void position(const std::string& device, const Fix& fix);
  /// Of a device that is not born, what is known is kept for its birth.
  void data(const std::string& device, Metrics metrics);
  /// Shows what the other one knows, as far as it may.
  void adopt(const SparkplugNode& other);
  /// Makes the next connection after one was lost, so that its will bears the next number. Call
  /// from time to time, not on the client's thread.
  void tick();
  void stop();

 private:
  void connect();
  void on_event(common::mqtt::Event event);
  /// Under the mutex. What was dropped would be a gap: all is born again then.
  void publish(const SparkplugLog::Message& message);
  void give_birth();
  bool shows(const std::string& device) const;
  Metrics shown(Metrics metrics) const;

  const Options options_;
  const common::Clock& clock_;
  mutable std::mutex mutex_;  // of all below but client_
  SparkplugLog log_;
  bool connected_ = false, lost_ = false, birth_wanted_ = false;
  std::optional<std::chrono::milliseconds> born_at_;
  std::unique_ptr<common::mqtt::Client> client_;
};

}  // namespace hub::gateway
