// What the van fetches: changes scope by scope, and what the office wants of the device.
#include <algorithm>

#include "common/sync/device_machine.hpp"
#include "common/sync/impl/publish.hpp"

namespace common::sync {
namespace {

constexpr auto resync_pause = std::chrono::hours(1);

}  // namespace

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

void DeviceMachine::wait_for_room(Moment now) {
  is_pulling_ = progressed_ = false;
  status_.waits_for_room = true;
  if (!pull_timer_.due) arm(pull_timer_, now);
}

void DeviceMachine::pull(Moment now, Effects& effects) {
  if (!store_.has_room()) return wait_for_room(now);
  status_.waits_for_room = false;
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
  if (!store_.has_room()) return wait_for_room(now);
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
    case Applied::no_room:
      wait_for_room(now);
      break;
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
    status_.waits_for_room = false;
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

}  // namespace common::sync
