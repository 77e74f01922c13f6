#include "edge/day/commands.hpp"

#include <algorithm>
#include <cmath>

#include "common/codec/media_type.hpp"
#include "common/codec/picture_size.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/field/visit.hpp"
#include "common/rules/projects/time.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "edge/day/impl/input.hpp"
#include "edge/day/impl/sections.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/note.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/wire/actions/crm.pb.h"
#include "proto/wire/actions/field.pb.h"
#include "proto/wire/actions/projects.pb.h"

namespace edge::day {

using common::Error;
using common::ErrorCode;
using truckroll::content::Attachment;
using truckroll::field::Checklist;
using truckroll::field::JobEvent;
using truckroll::field::ScheduledEvent;
using truckroll::projects::TimeEntry;
namespace field = truckroll::wire::field;
namespace geo = common::geo;

namespace {

constexpr std::chrono::minutes eta_valid{15};
constexpr std::chrono::minutes valid_without_eta{30};

JobEvent::Origin origin_in(const json& input) {
  auto text = text_in(input, "origin");
  if (text.empty() || text == "screen") return JobEvent::ORIGIN_SCREEN;
  if (text == "button") return JobEvent::ORIGIN_BUTTON;
  if (text == "geofence") return JobEvent::ORIGIN_GEOFENCE;
  common::refuse("origin", "expected screen, button or geofence");
}

/// A reason is one of the office's choices, or the technician's own words.
template <class Input>
void set_reason(Input& message, const json& input) {
  auto reason = text_in(input, "reason");
  if (reason.empty()) return;
  if (common::is_id(reason))
    message.set_reason(reason);
  else
    message.set_text(reason);
}

void require_known(const json& input, const std::string& action) {
  if (action == "complete") {
    only_fields(input, {"origin", "resolution", "part_done", "return_visit"});
    if (auto again = input.find("return_visit"); again != input.end() && again->is_object())
      only_fields(*again, {"reason"});
  } else if (action == "accept" || action == "on-my-way" || action == "arrive" ||
             action == "start" || action == "resume") {
    only_fields(input, {"origin"});
  } else {
    only_fields(input, {"origin", "reason"});
  }
}

field::Complete complete_input(const json& input) {
  field::Complete message;
  auto resolution = text_in(input, "resolution");
  if (!resolution.empty()) message.set_resolution(resolution);
  if (!flag_in(input, "part_done")) return message;
  message.set_part_done(true);
  auto again = input.value("return_visit", json());
  auto reason = again.is_object() ? text_in(again, "reason") : std::string();
  if (reason.empty()) reason = resolution;
  if (!reason.empty()) message.set_return_reason(reason);
  return message;
}

/// More than any camera gives, and what a screen could not show.
constexpr std::uint32_t picture_side_max = 30'000;

/// A file that only begins like a picture would be a broken one in everybody's gallery.
std::string picture_type(const std::string& bytes) {
  auto type = common::codec::media_type(bytes);
  if (!type.starts_with("image/"))
    common::refuse("body", "this is no picture; JPEG, PNG and WebP can be kept");
  auto size = common::codec::picture_size(bytes);
  if (!size || size->width > picture_side_max || size->height > picture_side_max)
    common::refuse("body", "this picture is damaged and cannot be shown; take it again");
  return std::string(type);
}

std::string answer_text(const json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number()) return common::json_text(value);
  common::refuse("value", "expected a text, a number, true or false");
}

}  // namespace

truckroll::Position Commands::position_of(const board::Fix& fix) {
  return to_proto({fix.latitude, fix.longitude});
}

truckroll::Decimal Commands::accuracy_of(const board::Fix& fix) {
  return metres(fix.accuracy_m.value_or(0));
}

std::string Commands::place_of(const std::string& visit) const {
  return van_.see([&](const Screen& screen) {
    auto work = load_work(screen.records, visit);
    if (auto site = screen.records.find<truckroll::crm::Site>(work.job.site())) return site->name();
    if (auto account = screen.records.find<truckroll::crm::Account>(work.job.account()))
      return account->name();
    return work.job.summary().empty() ? std::string("the job") : work.job.summary();
  });
}

// ---- the visit's way

void Commands::on_my_way(const Crew& crew, const ScheduledEvent& visit, const json& given,
                         const std::string& place) {
  if (visit.header().state() == "on_my_way" &&
      !common::rules::field::is_crew(visit, crew.actor.technician))
    return;  // a second press is the same journey
  field::OnMyWay input;
  set_position(input);
  input.set_origin(origin_in(given));
  auto site =
      van_.see([&](const Screen& screen) { return find_site_position(screen.records, visit); });
  auto arrival = journey_.estimate(site);
  auto now = van_.clock().now();
  *input.mutable_valid_until() = common::codec::to_timestamp(
      arrival ? arrival->arrives_at + eta_valid : now + valid_without_eta);
  if (arrival) {
    *input.mutable_eta() = common::codec::to_timestamp(arrival->arrives_at);
    input.set_eta_basis(arrival->basis == geo::Basis::road_graph
                            ? ScheduledEvent::ETA_BASIS_ROUTE
                            : ScheduledEvent::ETA_BASIS_STRAIGHT_LINE);
    input.set_travel_minutes(static_cast<int>(std::ceil(arrival->seconds / 60)));
  }
  van_.give_action<ScheduledEvent>(crew, visit.header().id(), "on-my-way", input,
                                   "On my way to " + place);
}

void Commands::move_visit(const std::string& id, const std::string& action, const json& input) {
  require_known(input, action);
  auto crew = van_.crew();
  auto visit =
      van_.see([&](const Screen& screen) { return screen.records.load<ScheduledEvent>(id); });
  auto place = place_of(id);
  auto give = [&](auto& message, const std::string& text) {
    if constexpr (requires { message.mutable_position(); }) set_position(message);
    if constexpr (requires { message.set_origin(JobEvent::ORIGIN_SCREEN); })
      message.set_origin(origin_in(input));
    van_.give_action<ScheduledEvent>(crew, id, action, message, text);
  };
  if (action == "accept") {
    field::Accept message;
    give(message, "Accepted: " + place);
  } else if (action == "decline") {
    field::Decline message;
    message.set_text(required_text(input, "reason"));
    give(message, "Declined: " + place);
  } else if (action == "on-my-way") {
    on_my_way(crew, visit, input, place);
  } else if (action == "turn-back") {
    field::TurnBack message;
    if (auto reason = text_in(input, "reason"); !reason.empty()) message.set_text(reason);
    give(message, "Turned back from the way to " + place);
  } else if (action == "arrive") {
    field::Arrive message;
    give(message, "On site at " + place);
  } else if (action == "start") {
    field::Start message;
    give(message, "Started at " + place);
  } else if (action == "pause") {
    field::Pause message;
    set_reason(message, input);
    give(message, "Paused at " + place);
  } else if (action == "resume") {
    field::Resume message;
    give(message, "Resumed at " + place);
  } else if (action == "no-access") {
    field::NoAccess message;
    required_text(input, "reason");
    set_reason(message, input);
    give(message, "No access at " + place);
  } else if (action == "complete") {
    auto message = complete_input(input);
    give(message, "Done at " + place);
  } else {
    throw Error(ErrorCode::not_found, common::say("a visit has no action \"{}\"", action));
  }
}

// ---- notes, photos, lists

std::string Commands::add_note(const std::string& visit, const json& input) {
  only_fields(input, {"text"});
  auto crew = van_.crew();
  auto work_order =
      van_.see([&](const Screen& s) { return load_work(s.records, visit).visit.work_order(); });
  truckroll::wire::crm::AddNote message;
  *message.mutable_about() = common::codec::about("field.WorkOrder", work_order);
  message.set_text(required_text(input, "text"));
  auto result = van_.give_action<truckroll::crm::Note>(crew, "", "add", message,
                                                       "Note at " + place_of(visit));
  return common::schema::header(std::as_const(*result.record)).id();
}

truckroll::wire::Blob Commands::keep(const std::string& bytes, const std::string& mime) {
  return van_.store().put_blob(bytes, mime);
}

Commands::Photo Commands::add_photo(const std::string& visit, const std::string& bytes,
                                    const std::string& note) {
  if (bytes.size() > photo_bytes_max)
    throw Error(ErrorCode::too_large, "a photo takes at most 12 MB");
  auto mime = picture_type(bytes);
  if (common::text::length(note) > 200) common::refuse("note", "at most 200 characters");
  auto crew = van_.crew();
  auto work_order =
      van_.see([&](const Screen& s) { return load_work(s.records, visit).visit.work_order(); });
  auto now = common::codec::to_timestamp(van_.clock().now());
  auto blob = keep(bytes, mime);
  Attachment file;
  file.mutable_header()->set_id(common::make_id(van_.clock().now()));
  *file.mutable_about() = common::codec::about("field.WorkOrder", work_order);
  file.set_kind(Attachment::KIND_PHOTO);
  file.set_name(note.empty() ? "Photo" : note);
  *file.mutable_taken_at() = now;
  if (auto at = journey_.whereabouts(); at.fix) *file.mutable_position() = position_of(*at.fix);
  auto& version = *file.add_versions();
  version.set_line("v1");
  version.set_number(1);
  version.set_blob(blob.sha256());
  version.set_size(static_cast<std::int64_t>(blob.size()));
  version.set_mime(mime);
  *version.mutable_at() = now;
  if (!note.empty()) version.set_note(note);
  van_.give(crew.actor, common::rules::make_create(van_.catalogue().of<Attachment>(), file),
            "Photo at " + place_of(visit), {blob});
  return {file.header().id(), blob.sha256()};
}

void Commands::answer(const std::string& visit, const std::string& list, const json& input) {
  struct Asked {
    std::string list, form, name, work_order, attachment;
    bool is_begun = false;
  };
  only_fields(input, {"key", "value"});
  field::Answer message;
  message.set_key(required_text(input, "key"));
  auto value = answer_text(input.value("value", json()));
  auto crew = van_.crew();
  auto asked = van_.see([&](const Screen& screen) {
    auto work = load_work(screen.records, visit);
    for (auto& one : find_lists(screen.records, work)) {
      // A template's id still finds the list that was begun from it a moment ago.
      if (one.id() != list && one.form.header().id() != list) continue;
      Asked found{one.list.header().id(),
                  one.form.header().id(),
                  one.form.name(),
                  work.visit.work_order(),
                  {},
                  !one.list.header().id().empty()};
      for (auto& question : one.form.questions()) {
        bool takes_photo =
            question.kind() == truckroll::field::ChecklistTemplate::Question::KIND_PHOTO;
        if (question.key() != message.key() || !takes_photo || value.empty()) continue;
        for (auto& file : records_about<Attachment>(screen.records, work))
          if (latest_blob(file) == value) found.attachment = file.header().id();
        if (found.attachment.empty()) common::refuse("value", "take the photo first");
      }
      return found;
    }
    throw Error(ErrorCode::not_found, "the job has no such checklist");
  });
  if (!asked.is_begun) {
    Checklist made;
    made.mutable_header()->set_id(asked.list = common::make_id(van_.clock().now()));
    made.set_template_(asked.form);
    *made.mutable_about() = common::codec::about("field.WorkOrder", asked.work_order);
    van_.give(crew.actor, common::rules::make_create(van_.catalogue().of<Checklist>(), made),
              "Began " + asked.name);
  }
  if (!asked.attachment.empty())
    message.set_attachment(asked.attachment);
  else if (!value.empty())
    message.set_value(value);
  van_.give_action<Checklist>(crew, asked.list, "answer", message, "Answered in " + asked.name);
}

// ---- time

std::string Commands::start_time(const std::string& visit, const json& input) {
  only_fields(input, {"activity"});
  truckroll::wire::projects::StartTime message;
  auto activity = text_in(input, "activity");
  if (activity.empty() || activity == "labour") activity = "work";
  auto value = common::schema::find_choice(TimeEntry::Activity_descriptor(), activity);
  if (!value || value->number() == 0)
    common::refuse("activity", "expected labour, travel, wait or break");
  message.set_activity(static_cast<TimeEntry::Activity>(value->number()));
  auto crew = van_.crew();
  message.set_technician(crew.actor.technician);
  message.set_work_order(
      van_.see([&](const Screen& s) { return load_work(s.records, visit).visit.work_order(); }));
  set_position(message);
  auto result =
      van_.give_action<TimeEntry>(crew, "", "start", message, "Time started at " + place_of(visit));
  return common::schema::header(std::as_const(*result.record)).id();
}

void Commands::stop_time(const std::string& visit) {
  auto crew = van_.crew();
  auto running = van_.see([&](const Screen& screen) {
    load_work(screen.records, visit);
    auto entry = common::rules::projects::find_running_time(screen.records, crew.actor.technician);
    return entry ? entry->header().id() : std::string();
  });
  if (running.empty()) throw Error(ErrorCode::conflict, "no time is running");
  truckroll::wire::projects::StopTime message;
  set_position(message);
  van_.give_action<TimeEntry>(crew, running, "stop", message, "Time stopped at " + place_of(visit));
}

}  // namespace edge::day
