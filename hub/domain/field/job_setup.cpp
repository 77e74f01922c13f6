#include "hub/domain/field/job_setup.hpp"

#include <algorithm>
#include <map>

#include "common/codec/values.hpp"
#include "common/rules/billing/default_lines.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/field/checklist.pb.h"
#include "proto/records/field/checklist_template.pb.h"
#include "proto/records/people/certification_rule.pb.h"
#include "proto/records/people/work_order_certification_requirement.pb.h"

namespace hub::domain::field {

namespace billing_rules = common::rules::billing;

namespace {

using truckroll::billing::LineItem;
using truckroll::field::Checklist;
using truckroll::field::ChecklistTemplate;
using truckroll::people::CertificationRule;
using Requirement = truckroll::people::WorkOrderCertificationRequirement;

struct Need {
  std::string certification, level, rule;
  int count = 1;
};

bool asks(Records& records, const CertificationRule& rule, const WorkOrder& job) {
  bool equipment = rule.equipment().empty() ||
                   std::find(job.equipment().begin(), job.equipment().end(), rule.equipment()) !=
                       job.equipment().end();
  return (rule.job_type().empty() || rule.job_type() == job.job_type()) &&
         (rule.account().empty() || rule.account() == job.account()) && equipment &&
         holds(records, rule.condition(), job);
}

std::map<std::string, Need> needs_of(Records& records, const WorkOrder& job) {
  std::map<std::string, Need> needs;
  auto add = [&](const Need& need) {
    auto [at, fresh] = needs.emplace(need.certification + "|" + need.level, need);
    if (!fresh) at->second.count = std::max(at->second.count, need.count);
  };
  for (auto& line : job.crew())
    if (!line.certification().empty() && line.or_group().empty())
      add({line.certification(), line.level(), "", std::max(1, line.count())});
  for (auto& rule : records.all<CertificationRule>())
    if (asks(records, rule, job))
      add({rule.certification(), rule.level(), rule.header().id(), std::max(1, rule.count())});
  return needs;
}

}  // namespace

bool holds(Records& records, const std::string& condition, const WorkOrder& job) {
  return billing_rules::holds(records, condition, job, hub_now(records), zone_of_job(records, job));
}

void add_default_lines(Records& records, const WorkOrder& job, const JobType& type) {
  billing_rules::add_default_lines(records, job, type, hub_now(records), zone_of_job(records, job));
}

void remove_default_lines(Records& records, const WorkOrder& job, const std::string& job_type) {
  auto items = billing_rules::items_of(records, job_type);
  for (auto& line : records.where<LineItem>("work_order", job.header().id())) {
    bool brought = std::any_of(items.begin(), items.end(),
                               [&](auto& item) { return item.product() == line.product(); });
    if (brought && line.header().version() == 1) records.remove(line);
  }
}

void add_checklists(Records& records, const WorkOrder& job, const JobType& type) {
  auto there = records.where<Checklist>("about", job.header().id());
  for (auto& id : type.checklists()) {
    auto form = records.find<ChecklistTemplate>(id);
    if (form && form->header().state() == "retired" && form->has_root())
      for (auto& version : records.where<ChecklistTemplate>("root", form->root()))
        if (version.header().state() == "released") form = version;
    if (!form) continue;
    auto& version = form->header().id();
    if (std::any_of(there.begin(), there.end(),
                    [&](auto& list) { return list.template_() == version; }))
      continue;
    Checklist list;
    list.set_template_(version);
    *list.mutable_about() = common::codec::about("field.WorkOrder", job.header().id());
    records.save(list);
  }
}

void refresh_requirements(Records& records, const WorkOrder& job) {
  auto needs = needs_of(records, job);
  for (auto& there : records.where<Requirement>("work_order", job.header().id())) {
    auto found = needs.find(there.certification() + "|" + there.level());
    bool kept = found != needs.end();
    if (kept && there.count() != found->second.count && !there.by_hand()) {
      there.set_count(found->second.count);
      records.save(there);
    }
    if (kept) needs.erase(found);
    if (!kept && !there.by_hand()) records.remove(there);
  }
  for (auto& [key, need] : needs) {
    Requirement requirement;
    requirement.set_work_order(job.header().id());
    requirement.set_certification(need.certification);
    if (!need.level.empty()) requirement.set_level(need.level);
    requirement.set_count(need.count);
    if (!need.rule.empty()) requirement.set_from_rule(need.rule);
    records.save(requirement);
  }
}

}  // namespace hub::domain::field
