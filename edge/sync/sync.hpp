#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <variant>
#include <vector>

#include "common/asio/task.hpp"
#include "common/error/error.hpp"
#include "common/mqtt/mqtt.hpp"
#include "common/sync/device_machine.hpp"
#include "edge/sync/health.hpp"

namespace edge::sync {

/// What a screen says about the link.
struct Status {
  bool online = false;        ///< the hub has welcomed this connection
  std::uint64_t waiting = 0;  ///< operations not acknowledged
  std::uint64_t refused = 0;  ///< operations that the hub refused or put before a person
  std::size_t blobs_waiting = 0;
  std::uint64_t bytes_waiting = 0;  ///< operations and blobs
  common::Instant waiting_since{};  ///< of the oldest operation; epoch when none waits
  common::Instant last_contact_at{};
  bool up_to_date = false;
  bool upgrade_needed = false;
  bool wiped = false;
  std::string trouble;  ///< last thing that went wrong here, for people; empty when all is well
  bool operator==(const Status&) const = default;
};

/// Keeps the van's store and the hub alike: the protocol's machine between the broker and the
/// store. A thread of its own runs the machine and talks to the store for it; all public functions
/// may be called from any thread and only hand over. Lives as long as the program; the store must
/// outlive it.
class Sync {
 public:
  struct Options {
    common::mqtt::Options broker;  ///< host, port, TLS; client id and last will are set here
    std::string tenant, shard, device;
    std::string firmware, schema;
    common::sync::DeviceMachine::Options machine;
    std::uint64_t seed = 0;  ///< 0: random
  };
  Sync(Options options, store::Store& store, const common::schema::Catalogue& catalogue,
       const common::rules::RuleBook& book, const common::Clock& clock);
  ~Sync();  ///< stops
  Sync(const Sync&) = delete;
  Sync& operator=(const Sync&) = delete;

  /// On the sync thread or on that of a tap; must only hand over. Set before start().
  void on_changed(std::function<void(const std::vector<store::RecordKey>&)> changed) {
    changed_ = std::move(changed);
  }

  /// Bytes of each message that went or came; on the sync thread. Set before start().
  void on_bytes(std::function<void(std::uint64_t)> counted) { counted_ = std::move(counted); }

  void start();
  /// Says goodbye, ends the thread. May be called twice.
  void stop();

  /// After Store::execute: sends at once when online.
  void operation_added();
  /// Who works with this van today; the hub is told, and changes the scopes.
  void set_technicians(std::vector<std::string> technicians);
  /// Somebody looks: reconnect without long pauses.
  void set_screen_on(bool is_on);
  /// The network is another one than before: try at once.
  void link_changed();
  /// Calls it on the sync thread, when what came before is done: that the thread works. After
  /// start().
  void echo(common::asio::Task answer);
  /// The live dot: latest wins, lost when offline.
  void publish_telemetry(const truckroll::wire::Telemetry& telemetry);

  Status status() const;

 private:
  struct Added {};
  struct Technicians {
    std::vector<std::string> ids;
  };
  struct ScreenOn {
    bool is_on;
  };
  struct Arrived {  ///< visits that may be new
    std::vector<std::string> visits;
  };
  struct Stored {};  ///< the visits that are there may have to be confirmed
  struct Echo {
    common::asio::Task answer;
  };
  struct Stop {};
  using Job =
      std::variant<common::mqtt::Event, Added, Technicians, ScreenOn, Arrived, Stored, Echo, Stop>;

  void post(Job job);
  void run();
  /// Waits for jobs, or until something is due. Those to be tried again come first.
  std::deque<Job> next_jobs();
  /// One after the other, each leaving the queue when it is done. False: stop.
  bool work_through(std::deque<Job>& jobs);
  /// After the first of them failed, or what follows jobs: nothing but messages is lost.
  void recover(std::deque<Job> jobs, const common::Error& error);
  static bool is_of_van(const Job& job);
  void try_again_later(Job job);
  void set_trouble(const std::string& text);
  void note_trouble(const common::Error& error);
  void handle(Job& job);
  /// What the office is told of: visit, technician, plan.
  using Receipt = std::tuple<std::string, std::string, std::string>;
  void handle_event(common::mqtt::Event& event);
  void perform(common::sync::Effects effects);
  void say_gone();
  void make_machine();
  void confirm_stored_visits();
  void confirm_visits(const std::vector<std::string>& visits);
  void confirm(const Receipt& receipt);
  void refresh_status();
  truckroll::wire::Health health() const;
  /// Without a position too, so that the office knows what a van with a deaf receiver has not sent.
  void tell_health();
  common::sync::Moment now() const;

  Options options_;
  std::string prefix_;  // "truckroll/1/acme/07/van-07/"
  store::Store& store_;
  const common::schema::Catalogue& catalogue_;
  const common::rules::RuleBook& book_;
  const common::Clock& clock_;
  std::function<void(const std::vector<store::RecordKey>&)> changed_;
  std::function<void(std::uint64_t)> counted_;

  std::unique_ptr<common::mqtt::Client> client_;
  std::unique_ptr<common::sync::DeviceMachine> machine_;  // the thread's alone, like the two below
  std::set<std::string> technicians_;
  std::set<Receipt> confirmed_;
  std::deque<Job> again_;  // failed, to be tried again then
  std::chrono::milliseconds again_at_{0};
  bool is_screen_on_ = false;
  std::atomic<bool> is_wiped_ = false;  // stop() says so on its own thread
  std::string trouble_;
  std::string unsaid_trouble_;  ///< outlives the connection that it ended, until the hub has heard
  HealthPace health_pace_;
  common::Instant contact_{};  ///< as the store has it

  mutable std::mutex mutex_;  // guards the queue and the status
  std::condition_variable woken_;
  std::deque<Job> jobs_;
  Status status_;
  std::thread thread_;
};

}  // namespace edge::sync
