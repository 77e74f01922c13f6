#pragma once
#include <functional>
#include <map>
#include <optional>
#include <random>

#include "common/sync/device_store.hpp"
#include "common/sync/packing.hpp"

namespace common::sync {

/// The van's side of the protocol. All that must survive lives in the store; this holds what one
/// connection knows, and timers. Same events and seed, same effects. One thread at a time; calls
/// block as long as the store does. Never throws for what the hub sends (an alarm instead). What
/// the store throws rises.
class DeviceMachine {
 public:
  struct Options {
    std::string firmware;
    std::string schema;                      ///< hash of the catalogue
    std::uint32_t pull_bytes = 1024 * 1024;  ///< credit given to the hub
    std::chrono::milliseconds resend_min{2'000};
    std::chrono::milliseconds resend_max{10'000};  ///< cap of the back-off while anything waits
    std::chrono::milliseconds ping_after{3'000};   ///< silence while operations are in flight
    int pings_max = 3;                             ///< unanswered: the link is dead
    /// What the van says of itself with its hello; empty: nothing.
    std::function<wire::Health()> health{};
  };
  struct Status {
    bool online = false;          ///< welcomed on this connection
    std::uint64_t waiting = 0;    ///< operations not acknowledged
    std::uint64_t refused = 0;    ///< by the hub, since this machine was made
    Instant last_contact{};       ///< last message of the hub
    bool upgrade_needed = false;  ///< the hub no longer speaks this release's protocol
    bool waits_for_room = false;  ///< nothing is fetched: the store has no room for it
    bool up_to_date = false;      ///< nothing to send, nothing to fetch as far as is known
  };

  DeviceMachine(DeviceStore& store, Options options, std::uint64_t seed);

  Effects connected(std::uint64_t connection, Moment now);
  Effects disconnected();
  /// `topic` is the suffix, "down/ack".
  Effects message(std::string_view topic, std::string_view bytes, Moment now);
  Effects tick(Moment now);
  /// An operation or a blob was stored.
  Effects operation_added(Moment now);
  /// Technicians signed on or off: the hub must hear of it to change the scopes.
  Effects hello_again(Moment now);

  const Status& status() const { return status_; }
  /// Something waits to be sent or fetched: reconnect eagerly.
  bool is_eager() const { return status_.waiting > 0 || !status_.up_to_date; }
  /// When tick() is next needed, in monotonic time; nothing: not before the next event.
  std::optional<std::chrono::milliseconds> deadline() const;

 private:
  using milliseconds = std::chrono::milliseconds;
  struct Timer {  // back-off with jitter for one kind of question
    std::optional<milliseconds> due;
    int attempt = 0;
  };

  void receive(std::string_view topic, std::string_view bytes, Moment now, Effects& effects);
  void say_hello(Moment now, Effects& effects);
  void welcome(const wire::Welcome& welcome, Moment now, Effects& effects);
  bool is_late_copy(const wire::Welcome& welcome) const;
  void compare_logs(const wire::Welcome& welcome, Effects& effects);
  void ack(const wire::Ack& ack, Moment now, Effects& effects);
  void change(const wire::ChangeBatch& batch, Moment now, Effects& effects);
  void end_of_answer(const wire::ChangeBatch& batch, Moment now, Effects& effects);
  /// Whether a batch of a snapshot belongs into the scope's shadow; begins one where the hub has
  /// to.
  bool prepare_shadow(const wire::ChangeBatch& batch);
  void check_hash(const wire::ChangeBatch& batch, Moment now, Effects& effects);
  void desired(const wire::Desired& desired, Moment now, Effects& effects);
  void blob_state(const wire::BlobState& state, Moment now, Effects& effects);
  void command(const wire::DeviceCommand& command, Moment now, Effects& effects);

  void send_operations(Moment now, Effects& effects);
  void send_ping(Moment now, Effects& effects);
  void send_chunks(Moment now, Effects& effects);
  void pull(Moment now, Effects& effects);
  void pull_if_behind(Moment now, Effects& effects);
  /// Fetching pauses, and is tried again later; the link and what goes up do not mind.
  void wait_for_room(Moment now);
  bool is_behind() const;
  void resync(const std::string& scope, std::uint64_t generation, Moment now, Effects& effects);
  void arm(Timer& timer, Moment now);
  void disarm(Timer& timer);
  void refresh_status();

  DeviceStore& store_;
  Options options_;
  std::minstd_rand random_;
  Status status_;

  std::uint64_t connection_ = 0;
  bool is_connected_ = false;
  bool is_welcomed_ = false;
  Form form_ = Form::plain;                                 // in which the hub takes operations
  std::optional<google::protobuf::Timestamp> welcomed_at_;  // the hub's time, on this connection
  DeviceState log_;                                         // as the store has it
  std::uint64_t sent_through_ = 0;                          // on this connection
  std::map<std::uint64_t, std::size_t> in_flight_;  // last sequence of a batch and its bytes
  std::size_t credit_bytes_ = 0;
  int pings_ = 0;                              // unanswered
  std::map<std::string, wire::Cursor> heads_;  // of the device's scopes, as last heard
  bool heads_known_ = false;
  bool is_pulling_ = false;
  bool pull_again_ = false;
  bool pull_whole_ = false;
  bool progressed_ = false;  // the answer to this pull changed something
  std::optional<std::uint64_t> last_gap_;
  bool settle_wanted_ = false;  // acknowledged operations still stand in the pending view
  std::uint64_t settled_ = 0;
  std::optional<BlobToSend> blob_;
  std::uint64_t blob_sent_ = 0;
  Timer hello_timer_, resend_timer_, pull_timer_, blob_timer_, settle_timer_;
  std::optional<milliseconds> ping_due_;
};

}  // namespace common::sync
