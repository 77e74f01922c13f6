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
std::string lacks(Records& records, const Technician& technician,
                  const Certification& certification, const std::string& level, std::int32_t day) {
  auto who = person_name(technician.name());
  auto what = name_of(certification, level);
  std::string reason = who + " does not hold " + what + ", which this job asks for";
  for (auto& held :
       records.where<TechnicianCertification>("technician", technician.header().id())) {
    if (held.certification() != certification.header().id()) continue;
    if (!reaches(certification, held.level(), level)) {
      reason =
          who + " holds " + name_of(certification, held.level()) + "; this job asks for " + what;
      continue;
    }
    auto& state = held.header().state();
    auto expires =
        held.has_expires() ? common::codec::format_date(held.expires().days()) : std::string();
    if (state == "expired" || (held.has_expires() && held.expires().days() < day))
      reason = who + "'s " + what +
               (expires.empty() ? " has expired" : " is valid until " + expires + " only");
    else if (state == "held" || state == "expiring")
      return {};
    else
      reason = who + "'s " + what + " is " + state;
  }
  return reason;
}

std::string first_lack(Records& records, const std::vector<Technician>& technicians,
                       const Certification& certification, const std::string& level, int count,
                       std::int32_t day) {
  int holders = 0;
  std::string reason;
  for (auto& technician : technicians) {
    auto lack = lacks(records, technician, certification, level, day);
    if (lack.empty()) ++holders;
    if (reason.empty()) reason = lack;
  }
  if (holders >= count) return {};
  if (count == 1) return reason;
  return "This job asks for " + std::to_string(count) + " technicians with " +
         name_of(certification, level) + "; " + std::to_string(holders) + " of those planned " +
         (holders == 1 ? "holds" : "hold") + " it";
}

/// Of lines that share an or_group one suffices.
void check_choices(Records& records, const std::vector<Technician>& technicians,
                   const WorkOrder& job, std::int32_t day, std::vector<std::string>& problems) {
  std::map<std::string, std::vector<std::string>> lacking;
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

std::vector<std::string> certification_problems(Records& records,
                                                const std::vector<Technician>& technicians,
                                                const Slot& slot) {
  std::vector<std::string> problems;
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
  auto note = [&](const char* field, const std::string& text) {
    if (!text.empty()) problems.push_back({field, text});
  };
  for (auto& technician : technicians) {
    if (technician.header().state() != "active")
      note("technician", person_name(technician.name()) + " is inactive and cannot be planned");
    note("start", availability_problem(records, technician, slot));
    note("start", time_off_problem(records, technician, slot));
    note("start", overlap_problem(records, technician, slot));
  }
  for (auto& text : certification_problems(records, technicians, slot)) note("technician", text);
  return problems;
}

}  // namespace hub::domain::field
