#include "edge/day/state.hpp"

#include <algorithm>
#include <map>

#include "common/codec/values.hpp"
#include "common/rules/field/visit.hpp"
#include "common/rules/money.hpp"
#include "edge/day/following.hpp"
#include "edge/day/impl/values.hpp"
#include "edge/day/safety.hpp"
#include "proto/records/fleet/sync_conflict.pb.h"

namespace edge::day {
namespace {

using truckroll::fleet::SyncConflict;
using truckroll::wire::OperationResult;

constexpr std::uint64_t operations_max = 200;
constexpr std::size_t operations_bytes_max = 1 << 20;

json instant_or_null(const std::optional<common::Instant>& at) {
  return at ? json(common::format_instant(*at)) : json();
}

json position_of(const Whereabouts& at) {
  if (!at.fix) return json();
  return {{"at", common::format_instant(at.fix->at)},
          {"latitude", at.fix->latitude},
          {"longitude", at.fix->longitude},
          {"accuracy_m", at.fix->accuracy_m ? json(*at.fix->accuracy_m) : json()}};
}

json technician_json(const Crew& crew) {
  if (crew.actor.technician.empty()) return {};
  return {{"id", crew.actor.technician}, {"name", crew.actor.name}};
}

json members_json(const Crew& crew) {
  json members = json::array();
  for (auto& member : crew.members)
    members.push_back({{"id", member.technician},
                       {"name", member.name},
                       {"is_active", member.technician == crew.actor.technician}});
  return members;
}

/// Whether positions of who drives are recorded while he works, and why; null while nobody does.
json following_json(const Van& van) {
  static constexpr std::string_view names[] = {"agreed", "not_refused", "refused", "not_agreed"};
  return van.see([](const Screen& screen) {
    auto& me = screen.crew.actor.technician;
    if (me.empty()) return json();
    auto following = following_of(screen.records, me);
    return json{{"recorded", common::rules::people::is_followed(following)},
                {"why", names[static_cast<std::size_t>(following)]}};
  });
}

/// Of today, not begun yet; null when none is left.
json next_start(const Van& van) {
  return van.see([](const Screen& screen) {
    auto& crew = screen.crew;
    auto day = local_day(screen.now, crew.zone);
    std::optional<common::Instant> next;
    for (auto& visit : screen.records.where<truckroll::field::ScheduledEvent>(
             "assignments.technician", crew.actor.technician)) {
      auto start = common::codec::from_timestamp(visit.start());
      bool is_ahead = common::rules::field::is_one_of(visit.header().state(),
                                                      {"booked", "sent", "accepted", "on_my_way"});
      if (is_ahead && local_day(start, crew.zone) == day && (!next || start < *next)) next = start;
    }
    return instant_or_null(next);
  });
}

json storage_json(const store::StorageStatus& storage) {
  static constexpr std::string_view names[] = {"ok", "warn", "full", "none"};
  return {{"used_percent", storage.percent},
          {"level", names[static_cast<std::size_t>(storage.level)]},
          {"text", text_or_null(storage.text.said())}};
}

std::size_t count_refused(const std::vector<store::OperationInfo>& answered) {
  return static_cast<std::size_t>(std::count_if(answered.begin(), answered.end(), [](auto& one) {
    return one.outcome == OperationResult::OUTCOME_REJECTED;
  }));
}

std::string state_of(const store::OperationInfo* answer, bool is_acked) {
  if (answer && answer->outcome == OperationResult::OUTCOME_REJECTED) return "refused";
  if (answer && answer->outcome == OperationResult::OUTCOME_CONFLICT) return "conflict";
  return is_acked ? "applied" : "waiting";
}

/// What the office has decided about what this van's operations disagreed with, by sequence.
std::map<std::uint64_t, json> decisions_of(const Van& van, std::uint32_t epoch) {
  return van.see([&](const Screen& screen) {
    std::map<std::uint64_t, json> decisions;
    auto& device = screen.crew.actor.device;
    if (device.empty()) return decisions;
    for (auto& conflict : screen.records.where<SyncConflict>("device", device)) {
      if (conflict.epoch() != static_cast<std::int32_t>(epoch) || conflict.sequence() <= 0)
        continue;
      decisions[static_cast<std::uint64_t>(conflict.sequence())] = {
          {"state", conflict.header().state()},
          {"choice", text_or_null(choice(SyncConflict::Choice_descriptor(), conflict.choice()))},
          {"billing", text_or_null(choice(SyncConflict::Billing_descriptor(), conflict.billing()))},
          {"decided_at",
           conflict.has_decided_at() ? json(instant_text(conflict.decided_at())) : json()},
          {"remark", text_or_null(conflict.remark())}};
    }
    return decisions;
  });
}

json cursors_of(store::Store& store) {
  json cursors = json::object();
  for (auto& cursor : store.cursors()) cursors[cursor.scope()] = cursor.position();
  return cursors;
}

}  // namespace

json make_status(const Van& van, const Journey& journey, const Link& link,
                 const std::string& version, Sight sight) {
  auto& store = van.store();
  auto crew = van.crew();
  auto at = journey.whereabouts();
  auto log = store.load_state();
  bool is_seen = sight == Sight::all;
  return {{"device", van.identity().device},
          {"technician", is_seen ? technician_json(crew) : json()},
          {"crew", is_seen ? members_json(crew) : json::array()},
          {"asks_pin", crew.asks_pin},
          {"lock_after_minutes", crew.lock_after.count()},
          {"next_at", next_start(van)},
          {"company", crew.company},
          {"zone", crew.zone},
          {"now", common::format_instant(van.clock().now())},
          {"position", is_seen ? position_of(at) : json()},
          {"gps", at.gps_text()},
          {"following", is_seen ? following_json(van) : json()},
          {"sync",
           {{"online", link.online},
            {"waiting", log.next_sequence - 1 - log.acked_sequence},
            {"waiting_since", instant_or_null(store.waiting_since())},
            {"money_waiting", store.money_waiting().count},
            {"refused", count_refused(store.refused())},
            {"last_contact_at", instant_or_null(link.last_contact)},
            {"upgrade_needed", link.upgrade_needed}}},
          {"storage", storage_json(store.storage())},
          {"safety", van.see([](const Screen& screen) { return make_safety(screen); })},
          {"damage", text_or_null(store.damage())},
          {"version", version}};
}

json make_sync(const Van& van, const Link& link) {
  auto& store = van.store();
  auto log = store.load_state();
  std::map<std::uint64_t, store::OperationInfo> answered;
  for (auto& one : store.refused()) answered.emplace(one.sequence, one);
  auto first =
      std::max(log.oldest_sequence,
               log.next_sequence > operations_max ? log.next_sequence - operations_max : 1);
  auto decisions = decisions_of(van, log.epoch);
  json operations = json::array();
  for (auto& bytes : store.operations(first, operations_max, operations_bytes_max)) {
    truckroll::wire::Operation operation;
    if (!operation.ParseFromString(bytes)) continue;
    auto found = answered.find(operation.sequence());
    auto answer = found == answered.end() ? nullptr : &found->second;
    operations.push_back(
        {{"sequence", operation.sequence()},
         {"at", instant_text(operation.at())},
         {"command", operation.command().type() + " " + operation.command().action()},
         {"text", operation.text()},
         {"state", state_of(answer, operation.sequence() <= log.acked_sequence)},
         {"money", common::rules::carries_money(operation)},
         {"reason", answer ? text_or_null(answer->reason) : json()},
         {"decision",
          decisions.count(operation.sequence()) ? decisions[operation.sequence()] : json()}});
  }
  std::reverse(operations.begin(), operations.end());
  auto blobs = store.blobs_waiting();
  auto money = store.money_waiting();
  return {{"online", link.online},
          {"waiting", log.next_sequence - 1 - log.acked_sequence},
          {"waiting_since", instant_or_null(store.waiting_since())},
          {"money_waiting", money.count},
          {"money_since", money.count > 0 ? json(common::format_instant(money.since)) : json()},
          {"operations", operations},
          {"last_contact_at", instant_or_null(link.last_contact)},
          {"blobs_waiting", blobs.count},
          {"bytes_waiting", blobs.bytes + store.bytes_waiting()},
          {"epoch", log.epoch},
          {"cursors", cursors_of(store)}};
}

}  // namespace edge::day
