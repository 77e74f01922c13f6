#include "edge/day/state.hpp"

#include <algorithm>
#include <map>

#include "common/codec/values.hpp"
#include "edge/day/impl/values.hpp"

namespace edge::day {
namespace {

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

json cursors_of(store::Store& store) {
  json cursors = json::object();
  for (auto& cursor : store.cursors()) cursors[cursor.scope()] = cursor.position();
  return cursors;
}

}  // namespace

json make_status(const Van& van, const Journey& journey, const Link& link,
                 const std::string& version) {
  auto& store = van.store();
  auto crew = van.crew();
  auto at = journey.whereabouts();
  auto log = store.load_state();
  auto& me = crew.actor;
  json technician;
  if (!me.technician.empty()) technician = {{"id", me.technician}, {"name", me.name}};
  return {{"device", van.identity().device},
          {"technician", technician},
          {"company", crew.company},
          {"zone", crew.zone},
          {"now", common::format_instant(van.clock().now())},
          {"position", position_of(at)},
          {"gps", at.gps_text()},
          {"sync",
           {{"online", link.online},
            {"waiting", log.next_sequence - 1 - log.acked_sequence},
            {"waiting_since", instant_or_null(store.waiting_since())},
            {"refused", count_refused(store.refused())},
            {"last_contact_at", instant_or_null(link.last_contact)},
            {"upgrade_needed", link.upgrade_needed}}},
          {"storage", storage_json(store.storage())},
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
         {"reason", answer ? text_or_null(answer->reason) : json()}});
  }
  std::reverse(operations.begin(), operations.end());
  auto blobs = store.blobs_waiting();
  return {{"online", link.online},
          {"waiting", log.next_sequence - 1 - log.acked_sequence},
          {"waiting_since", instant_or_null(store.waiting_since())},
          {"operations", operations},
          {"last_contact_at", instant_or_null(link.last_contact)},
          {"blobs_waiting", blobs.count},
          {"bytes_waiting", blobs.bytes + store.bytes_waiting()},
          {"epoch", log.epoch},
          {"cursors", cursors_of(store)}};
}

}  // namespace edge::day
