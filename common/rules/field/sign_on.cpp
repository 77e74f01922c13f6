// In which van a technician works: he signs on and off there, and signing on to the next one ends
// the one before. Vans without network say so late and in any order; it is told by the times.
#include <algorithm>

#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "proto/records/field/field_day.pb.h"
#include "proto/wire/actions/sign_on.pb.h"

namespace common::rules::field {
namespace {

using truckroll::field::FieldDay;
namespace input = truckroll::wire::field;

Instant begin_of(const FieldDay::SignOn& line) {
  return codec::from_timestamp(line.from());
}

bool is_open(const FieldDay::SignOn& line) {
  return !line.has_to();
}

/// The one before it ends where it begins, and it ends where a later one begins.
void put(FieldDay& day, FieldDay::SignOn added) {
  auto& lines = *day.mutable_sign_ons();
  for (auto& line : lines) {
    bool runs_into = is_open(line) || codec::from_timestamp(line.to()) > begin_of(added);
    if (begin_of(line) <= begin_of(added) && runs_into) *line.mutable_to() = added.from();
    if (begin_of(line) > begin_of(added) &&
        (is_open(added) || codec::from_timestamp(added.to()) > begin_of(line)))
      *added.mutable_to() = line.from();
  }
  *lines.Add() = std::move(added);
  std::sort(lines.begin(), lines.end(), [](auto& a, auto& b) { return begin_of(a) < begin_of(b); });
  auto& last = lines[lines.size() - 1];
  day.set_vehicle(last.vehicle());
  day.set_device(last.device());
}

std::optional<FieldDay> find_day(Records& records, const std::string& technician,
                                 const truckroll::Date& day) {
  for (auto& found : records.where<FieldDay>("technician", technician))
    if (found.day().days() == day.days()) return std::move(found);
  return std::nullopt;
}

nlohmann::json sign_on(Records& records, FieldDay& day, const input::SignOn& input) {
  auto& actor = records.actor();
  if (actor.device.empty() || actor.technician.empty())
    throw Error(ErrorCode::conflict, "a technician signs on in the van");
  if (auto found = find_day(records, actor.technician, input.day())) day = std::move(*found);
  if (day.header().state() == "closed") records.move(day, "reopen");
  bool is_there = std::any_of(day.sign_ons().begin(), day.sign_ons().end(), [&](auto& line) {
    return is_open(line) && line.device() == actor.device;
  });
  if (is_there) return {};
  day.set_technician(actor.technician);
  *day.mutable_day() = input.day();
  auto now = codec::to_timestamp(records.now());
  if (!day.has_opened_at()) *day.mutable_opened_at() = now;
  FieldDay::SignOn line;
  line.set_line("s" + std::to_string(day.sign_ons_size() + 1));
  line.set_device(actor.device);
  if (input.has_vehicle()) line.set_vehicle(input.vehicle());
  *line.mutable_from() = now;
  put(day, std::move(line));
  records.save_as_system(day);
  return {};
}

void sign_off(Records& records, FieldDay& day, const input::SignOff&) {
  auto& device = records.actor().device;
  for (auto& line : *day.mutable_sign_ons())
    if (is_open(line) && begin_of(line) <= records.now() &&
        (device.empty() || line.device() == device))
      *line.mutable_to() = codec::to_timestamp(records.now());
  records.save_as_system(day);
}

/// Whoever opens a day and names a van is signed on to it.
void note_van(Records& records, Change<FieldDay>& change) {
  auto& day = change.after;
  if (!change.creates() || day.sign_ons_size() > 0 || !day.has_device()) return;
  auto& line = *day.add_sign_ons();
  line.set_line("s1");
  line.set_device(day.device());
  if (day.has_vehicle()) line.set_vehicle(day.vehicle());
  *line.mutable_from() = day.has_opened_at() ? day.opened_at() : codec::to_timestamp(records.now());
}

const Rules<FieldDay> rules = Rules<FieldDay>()
                                  .before_save(note_van)
                                  .collection_action<input::SignOn>("sign-on", sign_on)
                                  .action<input::SignOff>("sign-off", sign_off);

}  // namespace
}  // namespace common::rules::field
