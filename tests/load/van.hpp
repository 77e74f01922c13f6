#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <random>

#include "common/mqtt/impl/handle.hpp"
#include "common/sync/device_machine.hpp"
#include "tests/load/light_store.hpp"

namespace load {

/// Who a van is, as its enrolment gave it.
struct Identity {
  std::string tenant, shard, device, technician, work_order, label;
  std::string broker_host;
  std::uint16_t broker_port = 0;
  std::string authority_file, certificate_file, key_file;
};

/// How often a van says where it is, and how often its technician taps. Zero: never.
struct Pace {
  std::chrono::milliseconds position{0}, operation{0};
};

/// One van: the protocol's own machine over a light store, with a connection that its owner's
/// thread drives. It never throws: what goes wrong is counted in the figures.
class Van {
 public:
  Van(Identity identity, Figures& figures, std::uint64_t seed);

  /// From that time on it is, or tries to be, connected.
  void go_online(std::chrono::milliseconds at);
  void go_offline();
  void set_pace(Pace pace, common::sync::Moment now);
  /// What the technician does without network.
  void tap_stored(int count, common::sync::Moment now);
  void forget_scopes();

  /// The socket is ready for something.
  void on_ready(bool is_readable, bool is_writable, common::sync::Moment now);
  void tick(common::sync::Moment now);

  /// -1: none. What its owner waits for on it.
  int descriptor() const { return handle_ ? handle_->descriptor() : -1; }
  bool wants_write() const { return handle_ && handle_->wants_write(); }
  /// Another connection has another number, also where the descriptor is the same.
  std::uint64_t attempt() const { return attempt_; }

  void describe(Standing& standing) const;
  nlohmann::json made() const;

 private:
  using milliseconds = std::chrono::milliseconds;

  void open(common::sync::Moment now);
  common::mqtt::HandleEvents events();
  void lose(const std::string& reason, milliseconds now);
  void perform(common::sync::Effects effects);
  void send(const std::string& topic, std::string bytes, int qos, bool retain,
            std::chrono::seconds expiry = {});
  void feed();
  void keep_pace(common::sync::Moment now);
  void tap(common::sync::Moment now, bool is_stored);
  void send_position(common::sync::Moment now);
  void note_progress(milliseconds now);
  /// Runs what may fail; false: the connection is lost.
  template <class Work>
  void guarded(milliseconds now, Work&& work);

  Identity identity_;
  Figures& figures_;
  std::string prefix_;
  LightStore store_;
  common::sync::DeviceMachine machine_;
  common::mqtt::Options options_;
  common::mqtt::Backoff backoff_;
  std::minstd_rand random_;
  std::unique_ptr<common::mqtt::Handle> handle_;
  std::deque<common::mqtt::Publication> queue_;
  std::size_t in_flight_ = 0;
  std::uint64_t attempt_ = 0, connections_ = 0;
  bool is_connected_ = false, is_welcome_told_ = true, is_pull_told_ = true;
  bool reconnect_ = false;
  common::sync::Moment now_{};
  std::optional<milliseconds> open_at_;  // the next attempt, while there is to be a connection
  milliseconds wanted_since_{0}, opened_at_{0}, misc_at_{0};
  Pace pace_;
  milliseconds position_at_{0}, operation_at_{0};
};

}  // namespace load
