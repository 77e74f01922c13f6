#include <map>
#include <set>

#include "common/codec/values.hpp"
#include "hub/domain/field/guards.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/people/certification.pb.h"
#include "proto/records/people/technician_certification.pb.h"
#include "proto/records/people/work_order_certification_requirement.pb.h"

namespace hub::domain::field {
namespace {

using common::say;
using truckroll::people::Certification;
using truckroll::people::TechnicianCertification;
using Requirement = truckroll::people::WorkOrderCertificationRequirement;

int rank_of(const Certification& certification, const std::string& level) {
  for (int i = 0; i < certification.levels_size(); ++i)
    if (certification.levels(i) == level) return i;
  return -1;
}

bool reaches(const Certification& certification, const std::string& held,
             const std::string& wanted) {
  return wanted.empty() || held == wanted ||
         rank_of(certification, held) > rank_of(certification, wanted);
}

std::string name_of(const Certification& certification, const std::string& level) {
  return certification.name() + (level.empty() ? "" : ", " + level) + " (" + certification.code() +
         ")";
}

/// Why the technician does not meet it on that day; empty when he does. The best of what he holds
/// counts.
Sentence lacks(Records& records, const Technician& technician, const Certification& certification,
               const std::string& level, std::int32_t day) {
  auto who = person_name(technician.name());
  auto what = name_of(certification, level);
  auto reason = say("{} does not hold {}, which this job asks for", who, what);
  for (auto& held :
       records.where<TechnicianCertification>("technician", technician.header().id())) {
    if (held.certification() != certification.header().id()) continue;
    if (!reaches(certification, held.level(), level)) {
      reason =
          say("{} holds {}; this job asks for {}", who, name_of(certification, held.level()), what);
      continue;
    }
    auto& state = held.header().state();
    bool ends = held.has_expires();
    if (state == "expired" || (ends && held.expires().days() < day))
      reason = ends ? say("{}'s {} is valid until {} only", who, what,
                          common::codec::format_date(held.expires().days()))
                    : say("{}'s {} has expired", who, what);
    else if (state == "held" || state == "expiring")
      return {};
    else
      reason = say("{}'s {} is \"{}\"", who, what, state_label(state));
  }
  return reason;
}

Sentence first_lack(Records& records, const std::vector<Technician>& technicians,
                    const Certification& certification, const std::string& level, int count,
                    std::int32_t day) {
  int holders = 0;
  Sentence reason;
  for (auto& technician : technicians) {
    auto lack = lacks(records, technician, certification, level, day);
    if (lack.empty()) ++holders;
    if (reason.empty()) reason = lack;
  }
  if (holders >= count) return {};
  if (count == 1) return reason;
  auto what = name_of(certification, level);
  return holders == 1 ? say("This job asks for {} technicians with {}; 1 of those planned holds it",
                            count, what)
                      : say("This job asks for {} technicians with {}; {} of those planned hold it",
                            count, what, holders);
}

/// Of lines that share an or_group one suffices.
void check_choices(Records& records, const std::vector<Technician>& technicians,
                   const WorkOrder& job, std::int32_t day, std::vector<Sentence>& problems) {
  std::map<std::string, std::vector<Sentence>> lacking;
  std::set<std::string> met;
  for (auto& line : job.crew()) {
    auto certification = records.find<Certification>(line.certification());
    if (line.or_group().empty() || !certification) continue;
    auto reason = first_lack(records, technicians, *certification, line.level(),
                             std::max(1, line.count()), day);
    if (reason.empty())
      met.insert(line.or_group());
    else
      lacking[line.or_group()].push_back(reason);
  }
  for (auto& [group, reasons] : lacking)
    if (!met.count(group)) problems.push_back(reasons.front());
}

}  // namespace

std::vector<Sentence> certification_problems(Records& records,
                                             const std::vector<Technician>& technicians,
                                             const Slot& slot) {
  std::vector<Sentence> problems;
  if (!slot.job) return problems;
  // The last day counts: what expires at noon does not help in the afternoon.
  auto day = local_day(slot.time.to, slot.zone);
  for (auto& requirement : records.where<Requirement>("work_order", slot.job->header().id())) {
    if (requirement.header().state() == "waived") continue;
    auto certification = records.find<Certification>(requirement.certification());
    if (!certification) continue;
    auto reason = first_lack(records, technicians, *certification, requirement.level(),
                             std::max(1, requirement.count()), day);
    if (!reason.empty()) problems.push_back(reason);
  }
  check_choices(records, technicians, *slot.job, day, problems);
  return problems;
}

std::vector<Violation> person_problems(Records& records, const std::vector<Technician>& technicians,
                                       const Slot& slot) {
  std::vector<Violation> problems;
  auto note = [&](const char* field, const Sentence& text) {
    if (!text.empty()) problems.push_back({field, text});
  };
  for (auto& technician : technicians) {
    if (technician.header().state() != "active")
      note("technician",
           say("{} is inactive and cannot be planned", person_name(technician.name())));
    note("start", availability_problem(records, technician, slot));
    note("start", time_off_problem(records, technician, slot));
    note("start", overlap_problem(records, technician, slot));
  }
  for (auto& text : certification_problems(records, technicians, slot)) note("technician", text);
  return problems;
}

}  // namespace hub::domain::field
