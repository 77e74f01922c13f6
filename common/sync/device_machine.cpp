#include "common/sync/device_machine.hpp"

#include <algorithm>

#include "common/error/error.hpp"

namespace common::sync {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t chunks_in_flight = 4;
constexpr auto resync_pause = std::chrono::hours(1);
constexpr milliseconds settle_after{250};
constexpr int hellos_max = 4;  // unanswered: the link is dead

template <class T>
T parse(std::string_view bytes) {
  T message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    throw Error(ErrorCode::bad_input, "a " + T::descriptor()->name() + " that cannot be read");
  return message;
}

template <class T>
void publish(Effects& effects, std::string_view topic, const T& message, bool retain = false) {
  Publish one;
  one.topic = std::string(topic);
  one.bytes = message.SerializeAsString();
  one.retain = retain;
  effects.publish.push_back(std::move(one));
}

bool same_place(const wire::Cursor& a, const wire::Cursor& b) {
  return a.generation() == b.generation() && a.position() == b.position();
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
    receive(topic, bytes, now, effects);
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
    refuse("", "a message on " + std::string(topic.substr(0, 80)));
}

void DeviceMachine::welcome(const wire::Welcome& welcome, Moment now, Effects& effects) {
  if (welcome.order() == wire::Welcome::ORDER_WIPE) {
    effects.wipe = true;
    effects.alarms.push_back({"wiped", "the hub ordered this device to erase its data"});
    return;
  }
  if (is_late_copy(welcome)) return;
  disarm(hello_timer_);
  compare_logs(welcome, effects);
  welcomed_at_ = welcome.now();
  is_welcomed_ = true;
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
  if (welcome.epoch() != log_.epoch) {
    store_.rebase(welcome.epoch(), applied, welcome.chain_hash());
  } else if (applied >= log_.next_sequence) {
    effects.alarms.push_back({"behind",
                              "the hub has operations that this device has no more; its card was "
                              "replaced, restored or cloned"});
    store_.rebase(welcome.epoch(), applied, welcome.chain_hash());
  } else {
    if (applied < log_.acked_sequence) {
      effects.alarms.push_back(
          {"refill", "the hub was restored from a backup; sending again from " +
                         std::to_string(applied + 1)});
      store_.reopen(applied);
    }
    auto mine = applied > 0 ? store_.find_hash(applied) : std::nullopt;
    if (mine && !welcome.chain_hash().empty() && *mine != welcome.chain_hash()) {
      effects.alarms.push_back(
          {"cloned", "the hub has other operations of this device than the device itself"});
      store_.rebase(welcome.epoch(), applied, welcome.chain_hash());
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

// ---- up

Effects DeviceMachine::operation_added(Moment now) {
  Effects effects;
  log_ = store_.load_state();
  send_operations(now, effects);
  send_chunks(now, effects);
  refresh_status();
  return effects;
}

void DeviceMachine::send_operations(Moment now, Effects& effects) {
  if (!is_welcomed_ || status_.upgrade_needed) return;
  std::size_t flying = 0;
  for (auto& [last, bytes] : in_flight_) flying += bytes;
  while (sent_through_ + 1 < log_.next_sequence && flying < credit_bytes_) {
    auto room = std::min(batch_bytes_max, std::max<std::size_t>(credit_bytes_ - flying, 1));
    auto operations = store_.operations(sent_through_ + 1, batch_operations_max, room);
    if (operations.empty()) break;  // the store lost some; hello says what is left
    wire::OperationBatch batch;
    batch.set_epoch(log_.epoch);
    batch.set_first_sequence(sent_through_ + 1);
    std::size_t bytes = 0;
    for (auto& one : operations) {
      bytes += one.size();
      batch.add_operations(std::move(one));
    }
    sent_through_ += operations.size();
    in_flight_[sent_through_] = bytes;
    flying += bytes;
    publish(effects, topic::operations, batch);
    if (!resend_timer_.due) arm(resend_timer_, now);
    if (!ping_due_) ping_due_ = now.monotonic + options_.ping_after;
  }
  // Without credit nothing flies; asking again is the timer's.
  if (credit_bytes_ == 0 && log_.acked_sequence + 1 < log_.next_sequence && !resend_timer_.due)
    arm(resend_timer_, now);
  if (in_flight_.empty()) ping_due_.reset();
}

void DeviceMachine::send_ping(Moment, Effects& effects) {
  wire::OperationBatch nothing;
  nothing.set_epoch(log_.epoch);
  nothing.set_first_sequence(log_.acked_sequence + 1);
  publish(effects, topic::operations, nothing);
}

void DeviceMachine::ack(const wire::Ack& ack, Moment now, Effects& effects) {
  if (ack.trouble() == wire::Ack::TROUBLE_UPGRADE) {
    status_.upgrade_needed = true;
    in_flight_.clear();
    ping_due_.reset();
    disarm(resend_timer_);
    return;
  }
  if (!is_welcomed_) return;
  auto through = ack.through_sequence();
  bool is_other_log =
      ack.epoch() != log_.epoch || through >= log_.next_sequence || through < log_.acked_sequence;
  if (ack.trouble() == wire::Ack::TROUBLE_WRONG_EPOCH ||
      ack.trouble() == wire::Ack::TROUBLE_CLONED || is_other_log) {
    // A late copy of an old ack looks the same; the answer to hello tells.
    bool is_copy = ack.epoch() == log_.epoch && through < log_.acked_sequence &&
                   ack.trouble() == wire::Ack::TROUBLE_NONE;
    if (!is_copy && !hello_timer_.due) say_hello(now, effects);
    return;
  }
  credit_bytes_ = ack.upload_credit_bytes();
  bool is_complete = ack.has_first_sequence() && ack.first_sequence() <= log_.acked_sequence + 1;
  if (is_complete && through > log_.acked_sequence) {
    std::vector<wire::OperationResult> results;
    for (auto& result : ack.results())
      if (result.sequence() > log_.acked_sequence && result.sequence() <= through)
        results.push_back(result);
    for (auto& result : results)
      if (result.outcome() == wire::OperationResult::OUTCOME_REJECTED) ++status_.refused;
    store_.acknowledge(through, results);
    log_ = store_.load_state();
    in_flight_.erase(in_flight_.begin(), in_flight_.upper_bound(through));
    sent_through_ = std::max(sent_through_, through);
    last_gap_.reset();
    disarm(resend_timer_);
    if (!in_flight_.empty()) arm(resend_timer_, now);
    settle_wanted_ = true;
    disarm(settle_timer_);
    settle_timer_.due = now.monotonic + settle_after;
  }
  if (ack.trouble() == wire::Ack::TROUBLE_GAP && last_gap_ != through) {
    last_gap_ = through;  // each batch behind the gap is answered so; going back once is enough
    in_flight_.clear();
    sent_through_ = log_.acked_sequence;
  }
  if (ack.trouble() == wire::Ack::TROUBLE_BUSY) {
    in_flight_.clear();
    sent_through_ = log_.acked_sequence;
    credit_bytes_ = 0;
  }
  send_operations(now, effects);
  send_chunks(now, effects);
}

// ---- down

bool DeviceMachine::is_behind() const {
  std::map<std::string, wire::Cursor> have;
  for (auto& cursor : store_.cursors()) have[cursor.scope()] = cursor;
  for (auto& [scope, head] : heads_) {
    auto cursor = have.find(scope);
    if (cursor == have.end() ? head.position() > 0
                             : cursor->second.generation() != head.generation() ||
                                   cursor->second.position() < head.position())
      return true;
    if (store_.shadow(scope)) return true;
  }
  return false;
}

void DeviceMachine::pull_if_behind(Moment now, Effects& effects) {
  if (is_welcomed_ && !is_pulling_ && is_behind()) pull(now, effects);
}

void DeviceMachine::pull(Moment now, Effects& effects) {
  wire::Pull pull;
  std::map<std::string, wire::Cursor> cursors;
  for (auto& [scope, head] : heads_) {
    auto& cursor = cursors[scope];
    cursor.set_scope(scope);
    cursor.set_generation(head.generation());
    cursor.set_position(0);
  }
  for (auto& cursor : store_.cursors())
    if (heads_.count(cursor.scope())) cursors[cursor.scope()] = cursor;
  for (auto& [scope, cursor] : cursors) {
    if (auto shadow = store_.shadow(scope)) cursor = *shadow;
    *pull.add_cursors() = cursor;
  }
  pull.set_credit_bytes(options_.pull_bytes);
  if (pull_whole_) pull.set_whole(true);
  publish(effects, topic::pull, pull);
  is_pulling_ = true;
  pull_again_ = pull_whole_ = false;
  progressed_ = false;
  arm(pull_timer_, now);
}

void DeviceMachine::change(const wire::ChangeBatch& batch, Moment now, Effects& effects) {
  if (!is_welcomed_) return;
  if (batch.scope().empty()) return end_of_answer(batch, now, effects);
  if (!heads_.count(batch.scope())) return;  // left meanwhile
  if (batch.snapshot() && !prepare_shadow(batch)) return;
  switch (store_.apply(batch)) {
    case Applied::yes:
      progressed_ = true;
      pull_timer_.attempt = 0;
      if (is_pulling_) arm(pull_timer_, now);
      if (batch.has_scope_hash() && (!batch.snapshot() || batch.last()))
        check_hash(batch, now, effects);
      break;
    case Applied::unknown_base:
      pull_whole_ = pull_again_ = true;
      break;
    case Applied::stale:
      break;  // the end of the answer tells whether anything is missing
  }
}

bool DeviceMachine::prepare_shadow(const wire::ChangeBatch& batch) {
  auto shadow = store_.shadow(batch.scope());
  if (shadow && shadow->generation() == batch.generation() && shadow->position() == batch.from())
    return true;
  if (batch.from() != 0) return false;
  if (batch.answers().snapshot()) {
    // The generation changed while a shadow was being filled.
    if (!shadow || !same_place(*shadow, batch.answers())) return false;
  } else {
    // The hub cannot continue from our cursor. A late copy answers a cursor that has moved since.
    wire::Cursor mine;
    if (auto head = heads_.find(batch.scope()); head != heads_.end())
      mine.set_generation(head->second.generation());
    for (auto& cursor : store_.cursors())
      if (cursor.scope() == batch.scope()) mine = cursor;
    if (shadow || !same_place(mine, batch.answers())) return false;
  }
  store_.begin_shadow(batch.scope(), batch.generation());
  return true;
}

void DeviceMachine::check_hash(const wire::ChangeBatch& batch, Moment now, Effects& effects) {
  if (store_.scope_hash(batch.scope()) == batch.scope_hash()) return;
  resync(batch.scope(), batch.generation(), now, effects);
}

void DeviceMachine::resync(const std::string& scope, std::uint64_t generation, Moment now,
                           Effects& effects) {
  auto last = store_.last_resync(scope);
  bool is_second = last != Instant{} && last <= now.wall && now.wall - last < resync_pause;
  effects.alarms.push_back(
      {"diverged", is_second ? "scope " + scope + " differs from the hub's again within the hour"
                             : "scope " + scope + " differs from the hub's and is fetched anew"});
  if (is_second) return;
  store_.note_resync(scope, now.wall);
  store_.begin_shadow(scope, generation);
  pull_again_ = true;
}

void DeviceMachine::end_of_answer(const wire::ChangeBatch& batch, Moment now, Effects& effects) {
  for (auto& head : batch.heads()) {
    auto& known = heads_[head.scope()];
    if (known.scope().empty() || known.generation() != head.generation() ||
        known.position() < head.position())
      known = head;
  }
  is_pulling_ = false;
  bool is_complete = batch.heads_size() > 0 || heads_.empty();
  std::map<std::string, wire::Cursor> have;
  for (auto& cursor : store_.cursors()) have[cursor.scope()] = cursor;
  for (auto& head : batch.heads()) {
    auto cursor = have.find(head.scope());
    bool is_there = cursor == have.end() ? head.position() == 0
                                         : cursor->second.generation() == head.generation() &&
                                               cursor->second.position() >= head.position();
    is_complete = is_complete && is_there && !store_.shadow(head.scope());
  }
  if (is_complete && !pull_again_) {
    disarm(pull_timer_);
    auto through = std::min(batch.applied_sequence(), log_.acked_sequence);
    if (through > settled_) {
      store_.settle(through);
      settled_ = through;
      log_ = store_.load_state();
    }
    if (settled_ >= log_.acked_sequence) {
      settle_wanted_ = false;
      disarm(settle_timer_);
    } else if (settle_wanted_ && !settle_timer_.due) {
      arm(settle_timer_, now);
    }
    pull_if_behind(now, effects);
  } else if (progressed_ || pull_again_) {
    pull(now, effects);
  }
  // Without progress the timer asks again, later and later; that is no race that could be won by
  // haste.
}

void DeviceMachine::desired(const wire::Desired& desired, Moment now, Effects& effects) {
  if (!is_welcomed_) return;
  bool scopes_changed = static_cast<std::size_t>(desired.heads_size()) != heads_.size();
  for (auto& head : desired.heads()) {
    auto known = heads_.find(head.scope());
    if (known == heads_.end())
      scopes_changed = true;
    else if (known->second.generation() != head.generation() ||
             known->second.position() < head.position())
      known->second = head;
  }
  // Only a welcome says which scopes are this device's; the nudge may be an old one.
  if (scopes_changed && !hello_timer_.due) return say_hello(now, effects);
  pull_if_behind(now, effects);
}

void DeviceMachine::command(const wire::DeviceCommand& command, Moment now, Effects& effects) {
  if (command.kind() == wire::DeviceCommand::KIND_PING) send_ping(now, effects);
  if (command.kind() == wire::DeviceCommand::KIND_RESYNC && is_welcomed_) {
    auto head = heads_.find(command.scope());
    if (head == heads_.end() || store_.shadow(command.scope())) return;
    store_.begin_shadow(command.scope(), head->second.generation());
    if (is_pulling_)
      pull_again_ = true;
    else
      pull(now, effects);
  }
}

// ---- blobs

void DeviceMachine::send_chunks(Moment now, Effects& effects) {
  if (!is_welcomed_ || status_.upgrade_needed) return;
  if (!blob_) {
    blob_ = store_.next_blob();
    if (!blob_) return;
    blob_sent_ = blob_->have_bytes;
  }
  // Large ones wait until the operations are through: somebody may be waiting for those.
  if (blob_->size > small_blob_bytes_max && !in_flight_.empty()) return;
  auto window_end = blob_->have_bytes + chunks_in_flight * chunk_bytes_max;
  bool is_first = blob_sent_ == 0;
  while (is_first || (blob_sent_ < blob_->size && blob_sent_ < window_end)) {
    is_first = false;
    wire::BlobChunk chunk;
    chunk.set_sha256(blob_->sha256);
    chunk.set_offset(blob_sent_);
    chunk.set_total(blob_->size);
    chunk.set_mime(blob_->mime);
    auto data = store_.read_blob(blob_->sha256, blob_sent_, chunk_bytes_max);
    if (data.empty() && blob_->size > 0) return;  // its file is gone; the store reports that
    blob_sent_ += data.size();
    chunk.set_data(std::move(data));
    publish(effects, topic::blob, chunk);
    if (!blob_timer_.due) arm(blob_timer_, now);
    if (blob_->size == 0) break;
  }
}

void DeviceMachine::blob_state(const wire::BlobState& state, Moment now, Effects& effects) {
  if (!is_welcomed_) return;
  if (!blob_ || state.sha256() != blob_->sha256) {
    // A late copy about another one; `durable` alone is worth keeping.
    if (state.durable()) store_.note_blob(state);
    return;
  }
  if (state.durable() || state.have_bytes() != blob_->have_bytes) store_.note_blob(state);
  if (state.durable()) {
    blob_.reset();
    disarm(blob_timer_);
  } else if (state.have_bytes() > blob_->have_bytes) {
    blob_->have_bytes = state.have_bytes();
    blob_sent_ = std::max(blob_sent_, state.have_bytes());
    blob_timer_.attempt = 0;
    arm(blob_timer_, now);
  } else {
    // Less than we thought, or nothing new: the timer goes back to there.
    blob_->have_bytes = state.have_bytes();
    return;
  }
  send_chunks(now, effects);
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
