#pragma once
#include <deque>
#include <memory>
#include <random>

#include "tests/common/sync/fake_device.hpp"
#include "tests/common/sync/fake_hub.hpp"

namespace sync_test {

/// One van, one hub, and a pipe between them that loses, repeats, reorders and breaks as told. Time
/// is a number.
class World {
 public:
  struct Faults {
    int lose_percent = 0, repeat_percent = 0, reorder_percent = 0;
  };
  explicit World(std::uint64_t seed) : random(seed), seed_(seed) {
    hub.state.scopes["branch:b"];
    hub.state.scopes["technician:t"];
    restart_device();
    restart_hub();
  }

  FakeDevice device;
  FakeHub hub;
  std::unique_ptr<DeviceMachine> van;
  std::unique_ptr<HubMachine> office;
  Faults faults;
  std::mt19937_64 random;
  std::vector<Alarm> alarms;
  std::size_t messages_up = 0, messages_down = 0, bytes_up = 0, bytes_down = 0;
  std::string last_change;  // the last of down/change with records, as sent
  bool is_connected = false;
  bool wiped = false;

  int roll(int sides) { return static_cast<int>(random() % static_cast<std::uint64_t>(sides)); }
  bool chance(int percent) { return roll(100) < percent; }

  void connect() {
    is_connected = true;
    take(van->connected(++connections_, now()), up_);
    office = std::make_unique<HubMachine>(hub, hub_options());
  }
  /// What is under way upwards may still arrive, later than the break.
  void cut(bool lose_all) {
    is_connected = false;
    down_.clear();
    if (lose_all) up_.clear();
    van->disconnected();
  }
  void restart_device() {
    is_connected = false;
    van = std::make_unique<DeviceMachine>(
        device, DeviceMachine::Options{.firmware = "1", .schema = "s"}, seed_);
  }
  void restart_hub() { office = std::make_unique<HubMachine>(hub, hub_options()); }
  void operation(const std::string& record, const std::string& value) {
    saved.push_back(device.add(record, value));
    take(van->operation_added(now()), up_);
  }
  /// A batch of one, made and not sent.
  std::string operation_bytes(const std::string& record, const std::string& value) {
    auto sequence = device.state.log.next_sequence;
    saved.push_back(device.add(record, value));
    wire::OperationBatch batch;
    batch.set_epoch(device.state.log.epoch);
    batch.set_first_sequence(sequence);
    batch.add_operations(device.state.operations.at(sequence));
    return batch.SerializeAsString();
  }
  void nudge() { take(office->feeds_advanced(now()), down_); }

  std::vector<std::string> saved;  // ids of all operations, in the order they were made

  /// Delivers one message, or moves time when there is none or chance wants it.
  void step() {
    bool has_up = !up_.empty(), has_down = is_connected && !down_.empty();
    if (has_up && (!has_down || roll(2) == 0))
      deliver_up();
    else if (has_down)
      deliver_down();
    else
      pass(std::chrono::milliseconds(500));
    if (roll(8) == 0) pass(std::chrono::milliseconds(roll(200)));
  }
  void pass(std::chrono::milliseconds time) {
    monotonic_ += time;
    if (!is_connected) return;
    auto effects = van->tick(now());
    if (effects.reconnect) {
      cut(false);
      connect();
      return;
    }
    take(std::move(effects), up_);
  }
  bool is_idle() const { return up_.empty() && down_.empty(); }
  Moment now() const {
    return {monotonic_, common::from_micros(1'790'000'000'000'000) + monotonic_ + wall_shift};
  }
  std::chrono::milliseconds wall_shift{0};

  /// All is where it belongs: the log empty, each scope as the hub has it, every blob there.
  bool has_converged() {
    if (device.state.log.acked_sequence + 1 != device.state.log.next_sequence) return false;
    if (device.state.log.settled_sequence != device.state.log.acked_sequence) return false;
    if (!hub.state.unbuilt.empty() || !device.state.waiting_blobs.empty() ||
        !device.state.shadows.empty())
      return false;
    for (auto& [name, scope] : hub.state.scopes) {
      auto held = device.state.scopes.find(name);
      if (held == device.state.scopes.end()
              ? !scope.members.empty()
              : held->second.members != scope.members || held->second.hash != scope.hash)
        return false;
    }
    for (auto& [name, scope] : device.state.scopes)
      if (!hub.state.scopes.count(name)) return false;
    return true;
  }
  /// Heals the pipe and runs until all has converged; false when it has not within so many steps.
  bool settle(int steps) {
    faults = {};
    hub.fail_before_commit = hub.fail_after_commit = 0;
    if (!is_connected) connect();
    for (int i = 0; i < steps; ++i) {
      if (i % 16 == 0 && !hub.state.unbuilt.empty()) {
        hub.build_feeds();
        nudge();
      }
      if (hub.state.included != hub.state.session.applied_sequence) hub.build_feeds();
      step();
      if (has_converged() && is_idle() && van->status().up_to_date) return true;
    }
    return false;
  }

 private:
  static HubMachine::Options hub_options() {
    return {.schema = "s", .upload_credit_bytes = 2'000, .pull_bytes_max = 4'000};
  }

  void take(Effects effects, std::deque<Publish>& queue) {
    for (auto& alarm : effects.alarms) alarms.push_back(alarm);
    wiped = wiped || effects.wipe;
    for (auto& one : effects.publish) {
      if (&queue == &up_) {
        ++messages_up;
        bytes_up += one.bytes.size();
      } else {
        ++messages_down;
        bytes_down += one.bytes.size();
        if (one.topic == topic::change && unpack(one.bytes)->size() > 60) last_change = one.bytes;
      }
      if (&queue == &up_ ? !is_connected : false) continue;
      if (chance(faults.lose_percent)) continue;
      if (chance(faults.repeat_percent)) queue.push_back(one);
      queue.push_back(one);
    }
  }
  Publish next(std::deque<Publish>& queue) {
    std::size_t at = chance(faults.reorder_percent)
                         ? static_cast<std::size_t>(roll(static_cast<int>(queue.size())))
                         : 0;
    auto one = queue[at];
    queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(at));
    return one;
  }
  void deliver_up() {
    auto one = next(up_);
    try {
      auto effects = office->message(one.topic, one.bytes, now());
      if (is_connected) take(std::move(effects), down_);
    } catch (const common::Error&) {
      restart_hub();  // as the gateway does; nothing was published
    }
  }
  void deliver_down() {
    auto one = next(down_);
    take(van->message(one.topic, one.bytes, now()), up_);
  }

  std::uint64_t seed_;
  std::deque<Publish> up_, down_;
  std::uint64_t connections_ = 0;
  std::chrono::milliseconds monotonic_{0};
};

}  // namespace sync_test
