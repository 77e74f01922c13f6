#include "edge/day/files.hpp"

#include <algorithm>
#include <set>

#include "common/codec/values.hpp"
#include "edge/day/impl/sections.hpp"

namespace edge::day {
namespace {

using truckroll::content::Attachment;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;

/// A record whose files belong to a job, and how the screen calls it.
struct Owner {
  std::string id;
  const char* what;
};

std::vector<Owner> owners_of(const ScheduledEvent& visit, const WorkOrder& job) {
  std::vector<Owner> owners{{visit.header().id(), "job"}, {visit.work_order(), "job"}};
  for (auto& equipment : job.equipment()) owners.push_back({equipment, "equipment"});
  owners.push_back({job.site(), "site"});
  owners.push_back({job.account(), "customer"});
  std::erase_if(owners, [](const Owner& owner) { return owner.id.empty(); });
  return owners;
}

bool is_there(const Attachment& file) {
  return file.header().state() != "removed" && file.versions_size() > 0;
}

const Attachment::Version& latest(const Attachment& file) {
  return file.versions(file.versions_size() - 1);
}

bool is_over(const ScheduledEvent& visit) {
  auto& state = visit.header().state();
  return state == "done" || state == "cancelled" || state == "no_access";
}

}  // namespace

/// Photos of the job itself have a page of their own.
json documents_section(const Screen& screen, const Work& work) {
  json section = json::array();
  std::set<std::string> shown;
  for (auto& owner : owners_of(work.visit, work.job))
    for (auto& file : screen.records.where<Attachment>("about", owner.id)) {
      bool is_own_photo =
          file.kind() == Attachment::KIND_PHOTO && std::string_view(owner.what) == "job";
      if (is_own_photo || !is_there(file) || !shown.insert(file.header().id()).second) continue;
      auto& version = latest(file);
      section.push_back({{"id", file.header().id()},
                         {"name", file.name()},
                         {"of", owner.what},
                         {"sha256", version.blob()},
                         {"size", version.size()},
                         {"mime", version.mime()},
                         {"at", instant_text(version.at())}});
    }
  return section;
}

std::vector<std::string> files_ahead(const store::RecordsView& view, common::Instant now,
                                     const FilesAhead& bounds) {
  auto visits = view.list<ScheduledEvent>();
  auto start_of = [](const ScheduledEvent& visit) {
    return common::codec::from_timestamp(visit.start());
  };
  std::erase_if(visits, [&](const ScheduledEvent& visit) {
    return is_over(visit) || !visit.has_start() || start_of(visit) > now + bounds.within;
  });
  std::stable_sort(visits.begin(), visits.end(),
                   [&](auto& a, auto& b) { return start_of(a) < start_of(b); });
  std::vector<std::string> ahead;
  std::set<std::string> seen;
  std::uint64_t bytes = 0;
  for (auto& visit : visits) {
    auto job = view.find<WorkOrder>(visit.work_order()).value_or(WorkOrder());
    for (auto& owner : owners_of(visit, job))
      for (auto& file : view.where<Attachment>("about", owner.id)) {
        if (!is_there(file) || !seen.insert(latest(file).blob()).second) continue;
        auto size = static_cast<std::uint64_t>(std::max<std::int64_t>(latest(file).size(), 0));
        if (size > bounds.file_bytes_max || bytes + size > bounds.bytes_max) continue;
        bytes += size;
        ahead.push_back(latest(file).blob());
      }
  }
  return ahead;
}

}  // namespace edge::day
