#include "edge/day/day_end.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/rules/field/day.hpp"
#include "common/zone/zone.hpp"
#include "edge/day/impl/input.hpp"
#include "edge/day/impl/values.hpp"
#include "proto/records/field/field_day.pb.h"

namespace edge::day {
namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Records;
using truckroll::field::FieldDay;

std::optional<FieldDay> find_day(Records& records, const std::string& technician,
                                 const std::string& zone, common::Instant now) {
  auto today = common::zone::local_day(now, zone);
  for (auto& day : records.where<FieldDay>("technician", technician))
    if (day.day().days() == today) return day;
  return std::nullopt;
}

std::optional<FieldDay> find_today(const Van& van) {
  return van.see([](const Screen& screen) {
    return find_day(screen.records, screen.crew.actor.technician, screen.crew.zone, screen.now);
  });
}

void give_reopen(Van& van, const common::rules::Actor& actor, const FieldDay& day) {
  auto& type = van.catalogue().of<FieldDay>();
  van.give(actor, common::rules::make_action(type, day.header().id(), "reopen", nullptr),
           "Opened the day again");
}

Crew require_crew(const Van& van) {
  auto crew = van.crew();
  if (crew.actor.technician.empty())
    throw Error(ErrorCode::conflict, "nobody is signed on to this van");
  return crew;
}

std::string open_day(Van& van, const Crew& crew) {
  auto now = van.clock().now();
  FieldDay day;
  day.mutable_header()->set_id(common::make_id(now));
  day.set_technician(crew.actor.technician);
  if (!crew.vehicle.empty()) day.set_vehicle(crew.vehicle);
  if (!crew.actor.device.empty()) day.set_device(crew.actor.device);
  day.mutable_day()->set_days(common::zone::local_day(now, crew.zone));
  van.give(crew.actor, common::rules::make_create(van.catalogue().of<FieldDay>(), day),
           "Opened the day");
  return day.header().id();
}

}  // namespace

json make_day(const Van& van) {
  auto found = find_today(van);
  auto money = van.store().money_waiting();
  json day{
      {"day", local_day(van.clock().now(), van.crew().zone)},
      {"state", found ? found->header().state() : "none"},
      {"closed_at", found ? instant_or_null(found->has_closed_at(), found->closed_at()) : json()},
      {"unsent_money", found ? found->unsent_money() : 0},
      {"unsent_reason", found ? text_or_null(found->unsent_reason()) : json()},
      {"unsent", van.store().waiting_count()},
      {"money", money.count},
      {"money_since", money.count > 0 ? json(common::format_instant(money.since)) : json()}};
  return day;
}

void close_day(Van& van, const json& input) {
  only_fields(input, {"reason"});
  auto crew = require_crew(van);
  truckroll::wire::field::CloseDay message;
  // Before the day itself adds to what waits.
  message.set_unsent(static_cast<std::int32_t>(van.store().waiting_count()));
  message.set_unsent_money(static_cast<std::int32_t>(van.store().money_waiting().count));
  if (auto reason = text_in(input, "reason"); !reason.empty()) message.set_reason(reason);
  common::rules::field::require_seen(message);
  auto today = find_today(van);
  auto id = today ? today->header().id() : open_day(van, crew);
  van.give_action<FieldDay>(crew, id, "close", message, "Closed the day");
}

void reopen_day(Van& van) {
  auto crew = require_crew(van);
  auto today = find_today(van);
  if (!today || today->header().state() != "closed")
    throw Error(ErrorCode::conflict, "the day is not closed");
  give_reopen(van, crew.actor, *today);
}

void reopen_for_money(Van& van, const common::rules::Actor& actor) {
  try {
    auto day = van.see([&](const Screen& screen) {
      return find_day(screen.records, actor.technician, screen.crew.zone, screen.now);
    });
    if (day && day->header().state() == "closed") give_reopen(van, actor, *day);
  } catch (const std::exception& error) {
    common::log::warning("edge/day", "the closed day was not opened for money that came in later",
                         {{"error", error.what()}});
  }
}

}  // namespace edge::day
