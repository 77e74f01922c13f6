#pragma once
#include "edge/day/impl/values.hpp"
#include "edge/day/screen.hpp"
#include "proto/records/content/attachment.pb.h"
#include "proto/records/content/paperwork_document.pb.h"
#include "proto/records/content/paperwork_template.pb.h"
#include "proto/records/field/checklist.pb.h"
#include "proto/records/field/checklist_template.pb.h"
#include "proto/records/field/equipment.pb.h"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"

/// The parts of a visit's screen, one file each.
namespace edge::day {

/// A visit with its job, as the sections need them.
struct Work {
  truckroll::field::ScheduledEvent visit;
  truckroll::field::WorkOrder job;  ///< empty when the hub has not sent it
};
/// Throws not_found for the visit.
Work load_work(common::rules::Records& records, const std::string& visit);

/// Records that belong to the job or to this visit of it, oldest first.
template <class T>
std::vector<T> records_about(common::rules::Records& records, const Work& work) {
  auto found = records.where<T>("about", work.visit.work_order());
  for (auto& more : records.where<T>("about", work.visit.header().id()))
    found.push_back(std::move(more));
  return found;
}

json notes_section(const Screen& screen, const Work& work);
json equipment_section(const Screen& screen, const Work& work);
json history_section(const Screen& screen, const Work& work);
json checklist_section(const Screen& screen, const Work& work);
json parts_section(const Screen& screen, const Work& work);
json time_section(const Screen& screen, const Work& work);
json photos_section(const Screen& screen, const Work& work);
json documents_section(const Screen& screen, const Work& work);
json papers_section(const Screen& screen, const Work& work);
json available_papers_section(const Screen& screen, const Work& work);
json events_section(const Screen& screen, const Work& work);
json completion_section(const Screen& screen, const Work& work);
/// Records of the company's own types that refer to the job or to what it is about.
json own_section(const Screen& screen, const Work& work);

json paper_json(common::rules::Records& records,
                const truckroll::content::PaperworkDocument& paper);
/// A part used: {id, product, code, name, quantity, unit, at}. Throws not_found.
json used_part_json(common::rules::Records& records, const std::string& move);
/// Its product's name, else maker and model, else its number.
std::string equipment_name(common::rules::Records& records,
                           const truckroll::field::Equipment& equipment);
/// Name of a user as the van knows it; empty when it does not.
std::string user_name(common::rules::Records& records, const std::string& user);
/// The blob of an attachment's latest version; empty without one.
std::string latest_blob(const truckroll::content::Attachment& file);

/// A list of the job: begun, or one that its type asks for and nobody has begun (then `list` has no
/// id and goes by the template's).
struct JobList {
  truckroll::field::Checklist list;
  truckroll::field::ChecklistTemplate form;
  const std::string& id() const {
    return list.header().id().empty() ? form.header().id() : list.header().id();
  }
};
std::vector<JobList> find_lists(common::rules::Records& records, const Work& work);
/// Whether the question is to be answered, given the answers so far.
bool is_asked(const truckroll::field::Checklist& list,
              const truckroll::field::ChecklistTemplate::Question& question);

}  // namespace edge::day
