#include "common/sync/device_machine.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/sync/impl/publish.hpp"

namespace common::sync {
namespace {

using std::chrono::milliseconds;

constexpr int hellos_max = 4;  // unanswered: the link is dead

template <class T>
T parse(std::string_view bytes) {
  T message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    throw Error(ErrorCode::bad_input, say("a {} that cannot be read", T::descriptor()->name()));
  return message;
}

Instant instant_of(const google::protobuf::Timestamp& at) {
  constexpr std::int64_t last = 253'402'300'799;  // of the year 9999
  if (at.seconds() < 0 || at.seconds() > last || at.nanos() < 0 || at.nanos() > 999'999'999)
    throw Error(ErrorCode::bad_input, "a time that is none");
  return from_micros(at.seconds() * 1'000'000 + at.nanos() / 1000);
}

std::string finding_id(const wire::Welcome& welcome, const std::string& mine) {
  auto numbers =
      std::to_string(welcome.epoch()) + "|" + std::to_string(welcome.applied_sequence()) + "|";
  return sha256_hex(numbers + mine + welcome.chain_hash()).substr(0, 32);
}

}  // namespace

DeviceMachine::DeviceMachine(DeviceStore& store, Options options, std::uint64_t seed)
    : store_(store),
      options_(std::move(options)),
      random_(static_cast<std::minstd_rand::result_type>(seed)) {
  log_ = store_.load_state();
  settled_ = log_.settled_sequence;
  refresh_status();
}

// ---- connection

Effects DeviceMachine::connected(std::uint64_t connection, Moment now) {
  disconnected();
  Effects effects;
  is_connected_ = true;
  connection_ = connection;
  wire::State state;
  state.set_online(true);
  state.set_connection(connection);
  state.mutable_at()->set_seconds(to_micros(now.wall) / 1'000'000);
  publish(effects, topic::state, state, true);
  say_hello(now, effects);
  return effects;
}

Effects DeviceMachine::disconnected() {
  is_connected_ = is_welcomed_ = false;
  is_pulling_ = pull_again_ = pull_whole_ = false;
  status_.waits_for_room = false;
  heads_known_ = false;
  heads_.clear();
  in_flight_.clear();
  credit_bytes_ = 0;
  sent_through_ = log_.acked_sequence;
  welcomed_at_.reset();
  blob_.reset();
  pings_ = 0;
  ping_due_.reset();
  last_gap_.reset();
  for (auto timer : {&hello_timer_, &resend_timer_, &pull_timer_, &blob_timer_, &settle_timer_})
    disarm(*timer);
  refresh_status();
  return {};
}

void DeviceMachine::say_hello(Moment now, Effects& effects) {
  log_ = store_.load_state();
  is_welcomed_ = false;
  wire::Hello hello;
  hello.set_protocol(protocol_version);
  hello.set_boot(log_.boot);
  hello.set_firmware(options_.firmware);
  hello.set_schema(options_.schema);
  hello.set_epoch(log_.epoch);
  hello.set_next_sequence(log_.next_sequence);
  hello.set_oldest_sequence(log_.oldest_sequence);
  for (auto& cursor : store_.cursors()) *hello.add_cursors() = cursor;
  hello.set_incarnation(log_.incarnation);
  for (auto& technician : log_.technicians) hello.add_technicians(technician);
  hello.set_connection(connection_);
  hello.set_unpacks(true);
  if (options_.health) *hello.mutable_health() = options_.health();
  publish(effects, topic::hello, hello);
  arm(hello_timer_, now);
}

Effects DeviceMachine::hello_again(Moment now) {
  Effects effects;
  if (is_connected_) say_hello(now, effects);
  return effects;
}

Effects DeviceMachine::message(std::string_view topic, std::string_view bytes, Moment now) {
  Effects effects;
  if (!is_connected_) return effects;
  status_.last_contact = now.wall;
  pings_ = 0;
  if (ping_due_) ping_due_ = now.monotonic + options_.ping_after;
  try {
    auto unpacked = unpack(bytes);
    if (!unpacked) refuse("", say("a message on {} that cannot be unpacked", topic.substr(0, 80)));
    receive(topic, *unpacked, now, effects);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::bad_input) throw;
    effects.alarms.push_back({"malformed", error.text()});
  }
  refresh_status();
  return effects;
}

void DeviceMachine::receive(std::string_view topic, std::string_view bytes, Moment now,
                            Effects& effects) {
  if (topic == topic::welcome)
    welcome(parse<wire::Welcome>(bytes), now, effects);
  else if (topic == topic::ack)
    ack(parse<wire::Ack>(bytes), now, effects);
  else if (topic == topic::change)
    change(parse<wire::ChangeBatch>(bytes), now, effects);
  else if (topic == topic::desired)
    desired(parse<wire::Desired>(bytes), now, effects);
  else if (topic == topic::blob_state)
    blob_state(parse<wire::BlobState>(bytes), now, effects);
  else if (topic == topic::command)
    command(parse<wire::DeviceCommand>(bytes), now, effects);
  else
    refuse("", say("a message on {}", topic.substr(0, 80)));
}

void DeviceMachine::welcome(const wire::Welcome& welcome, Moment now, Effects& effects) {
  if (welcome.order() == wire::Welcome::ORDER_WIPE) {
    effects.wipe = true;
    effects.alarms.push_back({"wiped", "the hub ordered this device to erase its data"});
    return;
  }
  auto hub_time = instant_of(welcome.now());
  if (is_late_copy(welcome)) return;
  disarm(hello_timer_);
  store_.note_hub_time(hub_time);
  compare_logs(welcome, effects);
  welcomed_at_ = welcome.now();
  is_welcomed_ = true;
  form_ = welcome.unpacks() ? Form::packed : Form::plain;
  status_.upgrade_needed = false;
  credit_bytes_ = welcome.upload_credit_bytes();
  in_flight_.clear();
  sent_through_ = log_.acked_sequence;
  last_gap_.reset();
  disarm(resend_timer_);
  heads_.clear();
  for (auto& head : welcome.heads()) heads_[head.scope()] = head;
  heads_known_ = true;
  bool differs = false;
  for (auto& cursor : store_.cursors()) {
    auto head = heads_.find(cursor.scope());
    if (head == heads_.end())
      store_.drop_scope(cursor.scope());
    else
      differs = differs || !same_place(cursor, head->second);
  }
  settle_wanted_ = log_.settled_sequence < log_.acked_sequence;
  send_operations(now, effects);
  is_pulling_ = false;
  if (differs || settle_wanted_)
    pull(now, effects);
  else
    pull_if_behind(now, effects);
  send_chunks(now, effects);
}

/// One that tells of a log which has grown since is no news of a hub that was restored.
bool DeviceMachine::is_late_copy(const wire::Welcome& welcome) const {
  auto time = [](const google::protobuf::Timestamp& at) {
    return std::make_pair(at.seconds(), at.nanos());
  };
  return welcomed_at_ && time(welcome.now()) <= time(*welcomed_at_) &&
         welcome.epoch() == log_.epoch && welcome.incarnation() == log_.incarnation &&
         welcome.applied_sequence() < log_.acked_sequence;
}

void DeviceMachine::compare_logs(const wire::Welcome& welcome, Effects& effects) {
  log_ = store_.load_state();
  auto applied = welcome.applied_sequence();
  bool was_restored = !log_.incarnation.empty() && welcome.incarnation() != log_.incarnation;
  auto renumber = [&] {
    // A hub that was restored may lack any of those it had acknowledged, and another card of this
    // device may have gone on since: all that are still here are offered again. Their ids keep the
    // hub from applying one twice.
    store_.rebase(welcome.epoch(), applied, welcome.chain_hash(),
                  was_restored ? Offer::all : Offer::waiting);
  };
  if (welcome.epoch() != log_.epoch || (was_restored && log_.has_former)) {
    renumber();
  } else if (applied >= log_.next_sequence) {
    effects.alarms.push_back({"behind",
                              "the hub has operations that this device has no more; its card was "
                              "replaced, restored or cloned"});
    renumber();
  } else {
    if (applied < log_.acked_sequence) {
      effects.alarms.push_back(
          {"refill", "the hub was restored from a backup; sending again from " +
                         std::to_string(applied + 1)});
      store_.reopen(applied);
    }
    auto mine = applied > 0 ? store_.find_hash(applied) : std::nullopt;
    // Without a chain the hub has skipped what it could not get; it did not ask this card.
    bool is_unproven = welcome.chain_hash().empty() && was_restored;
    if (mine && *mine != welcome.chain_hash() && (!welcome.chain_hash().empty() || is_unproven)) {
      effects.alarms.push_back(
          {"cloned", "the hub has other operations of this device than the device itself"});
      // Before the numbers of before are gone, by which it is found again after a crash in between.
      if (!is_unproven)
        store_.keep_clone_finding({finding_id(welcome, *mine), instant_of(welcome.now())});
      renumber();
    }
  }
  log_ = store_.load_state();
  // What neither side has any more must not hold up the rest.
  if (log_.oldest_sequence > log_.acked_sequence + 1 && applied + 1 >= log_.oldest_sequence)
    store_.acknowledge(log_.oldest_sequence - 1, {});
  if (welcome.incarnation() != log_.incarnation) store_.set_incarnation(welcome.incarnation());
  log_ = store_.load_state();
  settled_ = log_.settled_sequence;
}

// ---- time

void DeviceMachine::arm(Timer& timer, Moment now) {
  auto base =
      std::min(options_.resend_min * (1 << std::min(timer.attempt, 8)), options_.resend_max);
  // Between half and the whole, so that a thousand vans do not ask in step.
  auto share = static_cast<double>(random_() - std::minstd_rand::min()) /
               static_cast<double>(std::minstd_rand::max() - std::minstd_rand::min());
  auto pause = milliseconds(
      static_cast<milliseconds::rep>(static_cast<double>(base.count()) * (0.5 + share / 2)));
  timer.due = now.monotonic + std::max(pause, milliseconds(1));
  ++timer.attempt;
}

void DeviceMachine::disarm(Timer& timer) {
  timer = {};
}

Effects DeviceMachine::tick(Moment now) {
  Effects effects;
  if (!is_connected_) return effects;
  auto is_due = [&](const std::optional<milliseconds>& due) {
    return due && *due <= now.monotonic;
  };
  if (is_due(hello_timer_.due)) {
    if (hello_timer_.attempt > hellos_max) {
      effects.reconnect = true;
      return effects;
    }
    say_hello(now, effects);
  }
  if (is_due(ping_due_)) {
    if (pings_ >= options_.pings_max) {
      effects.reconnect = true;
      return effects;
    }
    ++pings_;
    send_ping(now, effects);
    ping_due_ = now.monotonic + options_.ping_after;
  }
  if (is_due(resend_timer_.due)) {
    resend_timer_.due.reset();
    in_flight_.clear();
    sent_through_ = log_.acked_sequence;
    last_gap_.reset();
    if (credit_bytes_ == 0 && is_welcomed_) send_ping(now, effects);
    send_operations(now, effects);
  }
  if (is_due(pull_timer_.due)) {
    pull_timer_.due.reset();
    is_pulling_ = false;
    if (is_welcomed_) pull(now, effects);
  }
  if (is_due(settle_timer_.due)) {
    settle_timer_.due.reset();
    if (is_welcomed_ && !is_pulling_ && settle_wanted_) pull(now, effects);
  }
  if (is_due(blob_timer_.due)) {
    blob_timer_.due.reset();
    if (blob_) blob_sent_ = blob_->have_bytes;
    send_chunks(now, effects);
  }
  refresh_status();
  return effects;
}

std::optional<milliseconds> DeviceMachine::deadline() const {
  std::optional<milliseconds> first;
  for (auto& due : {hello_timer_.due, resend_timer_.due, pull_timer_.due, blob_timer_.due,
                    settle_timer_.due, ping_due_})
    if (due && (!first || *due < *first)) first = due;
  return first;
}

void DeviceMachine::refresh_status() {
  status_.online = is_welcomed_;
  status_.waiting = log_.next_sequence - 1 - log_.acked_sequence;
  status_.up_to_date =
      is_welcomed_ && status_.waiting == 0 && !is_pulling_ && !is_behind() && !blob_;
}

}  // namespace common::sync
