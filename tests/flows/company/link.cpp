#include "tests/flows/company/link.hpp"

namespace flows {

using common::sync::Effects;

void Link::connect() {
  under_way_.clear();
  is_up_ = true;
  take(van_.machine->connected(++connection_, van_.moment()), true);
}

void Link::cut() {
  under_way_.clear();
  is_up_ = false;
  van_.machine->disconnected();
}

void Link::clear_counters() {
  messages.clear();
  bytes.clear();
  down_changes.clear();
}

void Link::take(Effects effects, bool up) {
  for (auto& alarm : effects.alarms)
    alarms += (up ? "van " : "office ") + alarm.kind + ": " + alarm.text + "\n";
  wiped = wiped || effects.wipe;
  ended = ended || effects.end_session;
  for (auto& publish : effects.publish) {
    ++messages[publish.topic];
    bytes[publish.topic] += publish.bytes.size();
    if (publish.topic == common::sync::topic::change)
      down_changes.push_back(*common::sync::unpack(publish.bytes));
    if (chance(faults_.lose)) continue;
    if (chance(faults_.repeat)) under_way_.push_back({up, publish});
    under_way_.push_back({up, std::move(publish)});
  }
  if (!effects.reconnect) return;
  cut();
  connect();
}

void Link::deliver(const Message& message) {
  auto& publish = message.publish;
  if (!message.up)
    return take(van_.machine->message(publish.topic, publish.bytes, van_.moment()), true);
  auto& machine = office_.machine(van_.device);
  auto effects = machine.message(publish.topic, publish.bytes, office_.moment());
  if (kill_at_ > 0 && --kill_at_ == 0) {
    office_.restart();
    cut();
    return;
  }
  take(std::move(effects), false);
  office_.follow_log();
  take(office_.machine(van_.device).feeds_advanced(office_.moment()), false);
}

bool Link::carry_one() {
  if (!is_up_ || under_way_.empty()) return false;
  std::size_t at = 0;
  if (faults_.reorder)
    at = std::uniform_int_distribution<std::size_t>(0, under_way_.size() - 1)(random_);
  auto message = std::move(under_way_[at]);
  under_way_.erase(under_way_.begin() + static_cast<std::ptrdiff_t>(at));
  deliver(message);
  return true;
}

bool Link::carry(int count) {
  for (int i = 0; i < count; ++i) {
    if (!carry_one() && (!pass_time() || !carry_one())) return false;
  }
  return true;
}

bool Link::pass_time() {
  auto deadline = van_.machine->deadline();
  if (!is_up_ || !deadline) return false;
  auto left = *deadline - van_.clock.monotonic();
  if (left.count() > 0) clocks_.advance(left);
  take(van_.machine->tick(van_.moment()), true);
  return true;
}

bool Link::settle(int steps_max) {
  office_.follow_log();
  if (is_up_) take(office_.machine(van_.device).feeds_advanced(office_.moment()), false);
  if (is_up_) take(van_.machine->operation_added(van_.moment()), true);
  for (int step = 0; step < steps_max; ++step)
    if (!carry_one() && !pass_time()) return van_.machine->status().up_to_date;
  return false;
}

}  // namespace flows
