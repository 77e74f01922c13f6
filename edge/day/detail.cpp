#include <algorithm>

#include "common/codec/person_name.hpp"
#include "common/codec/values.hpp"
#include "common/rules/field/day.hpp"
#include "edge/day/impl/sections.hpp"
#include "edge/day/sales.hpp"
#include "proto/records/admin/reason.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/crm/note.pb.h"
#include "proto/records/field/equipment.pb.h"
#include "proto/records/field/job_event.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/sales/product.pb.h"

namespace edge::day {
namespace {

using common::rules::Records;
using truckroll::crm::Note;
using truckroll::field::Equipment;
using truckroll::field::JobEvent;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;
using truckroll::projects::TimeEntry;

constexpr std::size_t history_max = 20;

json note_json(Records& records, const Note& note) {
  auto text =
      note.revisions_size() > 0 ? note.revisions(note.revisions_size() - 1).text() : note.text();
  return {{"id", note.header().id()},
          {"at", instant_text(note.header().created_at())},
          {"by", user_name(records, note.header().created_by())},
          {"text", text}};
}

json event_json(Records& records, const JobEvent& event) {
  auto text = event.text();
  if (auto reason = records.find<truckroll::admin::Reason>(event.reason()))
    text = text.empty() ? reason->label() : reason->label() + ": " + text;
  json made{{"kind", choice(JobEvent::Kind_descriptor(), event.kind())},
            {"at", instant_text(event.at())},
            {"text", text_or_null(text)},
            {"origin", choice(JobEvent::Origin_descriptor(), event.origin())}};
  if (event.has_position()) made["position"] = position_json(event.position());
  if (event.has_accuracy_m()) made["accuracy_m"] = decimal_text(event.accuracy_m().millionths());
  if (event.has_distance_m()) made["distance_m"] = decimal_text(event.distance_m().millionths());
  if (event.flagged()) made["flag"] = event.flag_reason();
  return made;
}

json entry_json(const TimeEntry& entry) {
  auto activity = choice(TimeEntry::Activity_descriptor(), entry.activity());
  return {{"id", entry.header().id()},
          {"activity", activity == "work" ? "labour" : activity},
          {"start", instant_text(entry.start())},
          {"end", instant_or_null(entry.has_end(), entry.end())},
          {"minutes", entry.has_duration_minutes() ? json(entry.duration_minutes()) : json()}};
}

}  // namespace

Work load_work(Records& records, const std::string& visit) {
  Work work{records.load<ScheduledEvent>(visit), {}};
  if (auto job = records.find<WorkOrder>(work.visit.work_order())) work.job = std::move(*job);
  return work;
}

std::string user_name(Records& records, const std::string& user) {
  if (auto found = records.find<truckroll::admin::User>(user))
    return common::codec::person_name(found->name());
  if (auto found = records.find_where<truckroll::people::Technician>("user", user);
      found && !user.empty())
    return common::codec::person_name(found->name());
  return {};
}

json notes_section(const Screen& screen, const Work& work) {
  auto notes = records_about<Note>(screen.records, work);
  std::stable_sort(notes.begin(), notes.end(), [](auto& a, auto& b) {
    return common::codec::from_timestamp(a.header().created_at()) <
           common::codec::from_timestamp(b.header().created_at());
  });
  json section = json::array();
  for (auto& note : notes) section.push_back(note_json(screen.records, note));
  return section;
}

std::string equipment_name(Records& records, const Equipment& equipment) {
  if (auto product = records.find<truckroll::sales::Product>(equipment.product()))
    return product->name();
  auto name = equipment.manufacturer();
  if (!name.empty() && !equipment.model().empty()) name += " ";
  name += equipment.model();
  return name.empty() ? equipment.number() : name;
}

json equipment_section(const Screen& screen, const Work& work) {
  json section = json::array();
  for (auto& id : work.job.equipment()) {
    auto found = screen.records.find<Equipment>(id);
    if (!found) continue;
    section.push_back(
        {{"id", id},
         {"name", equipment_name(screen.records, *found)},
         {"manufacturer", text_or_null(found->manufacturer())},
         {"model", text_or_null(found->model())},
         {"serial", text_or_null(found->serial())},
         {"installed_at", instant_or_null(found->has_installed_at(), found->installed_at())},
         {"place", text_or_null(found->place())}});
  }
  return section;
}

json history_section(const Screen& screen, const Work& work) {
  json section = json::array();
  if (work.job.site().empty()) return section;
  auto jobs = screen.records.where<WorkOrder>("site", work.job.site());
  std::erase_if(jobs, [&](auto& job) {
    return job.header().id() == work.job.header().id() || !job.has_completed_at();
  });
  std::stable_sort(jobs.begin(), jobs.end(), [](auto& a, auto& b) {
    return common::codec::from_timestamp(a.completed_at()) >
           common::codec::from_timestamp(b.completed_at());
  });
  for (auto& job : jobs) {
    if (section.size() == history_max) break;
    section.push_back({{"number", job.number()},
                       {"summary", job.summary()},
                       {"completed_at", instant_text(job.completed_at())},
                       {"resolution", text_or_null(job.resolution())}});
  }
  return section;
}

json time_section(const Screen& screen, const Work& work) {
  json running, entries = json::array();
  for (auto& entry : screen.records.where<TimeEntry>("work_order", work.visit.work_order())) {
    if (entry.technician() != screen.crew.actor.technician) continue;
    if (entry.header().state() == "running")
      running = {{"activity", entry_json(entry)["activity"]},
                 {"start", instant_text(entry.start())}};
    entries.push_back(entry_json(entry));
  }
  std::stable_sort(entries.begin(), entries.end(), [](const json& a, const json& b) {
    return a["start"].get_ref<const std::string&>() < b["start"].get_ref<const std::string&>();
  });
  return {{"running", running}, {"entries", entries}};
}

std::string latest_blob(const truckroll::content::Attachment& file) {
  return file.versions_size() == 0 ? std::string() : file.versions(file.versions_size() - 1).blob();
}

json photos_section(const Screen& screen, const Work& work) {
  using truckroll::content::Attachment;
  json section = json::array();
  for (auto& file : records_about<Attachment>(screen.records, work)) {
    if (file.kind() != Attachment::KIND_PHOTO || file.header().state() == "removed") continue;
    if (file.versions_size() == 0) continue;
    auto& version = file.versions(file.versions_size() - 1);
    section.push_back({{"id", file.header().id()},
                       {"sha256", version.blob()},
                       {"size", version.size()},
                       {"at", instant_text(file.has_taken_at() ? file.taken_at() : version.at())},
                       {"note", text_or_null(version.note())}});
  }
  return section;
}

json events_section(const Screen& screen, const Work& work) {
  json section = json::array();
  for (auto& event : screen.records.where<JobEvent>("scheduled_event", work.visit.header().id()))
    section.push_back(event_json(screen.records, event));
  std::stable_sort(section.begin(), section.end(), [](const json& a, const json& b) {
    return a["at"].get_ref<const std::string&>() < b["at"].get_ref<const std::string&>();
  });
  return section;
}

json completion_section(const Screen& screen, const Work& work) {
  json missing = json::array();
  for (auto& one : common::rules::field::missing_for_completion(screen.records, work.visit))
    missing.push_back({{"text", one.text.said()}, {"go", one.go}});
  return {{"ready", missing.empty()}, {"missing", missing}};
}

json make_detail(const Screen& screen, const std::string& visit) {
  auto work = load_work(screen.records, visit);
  json detail = make_card(screen, work.visit);
  detail["notes"] = notes_section(screen, work);
  detail["equipment"] = equipment_section(screen, work);
  detail["history"] = history_section(screen, work);
  detail["checklist"] = checklist_section(screen, work);
  detail["parts"] = parts_section(screen, work);
  detail["time"] = time_section(screen, work);
  detail["photos"] = photos_section(screen, work);
  detail["documents"] = documents_section(screen, work);
  detail["papers"] = papers_section(screen, work);
  detail["available_papers"] = available_papers_section(screen, work);
  detail["events"] = events_section(screen, work);
  detail["completion"] = completion_section(screen, work);
  detail["own"] = own_section(screen, work);
  detail["bill"] = bill_section(screen, visit);
  return detail;
}

}  // namespace edge::day
