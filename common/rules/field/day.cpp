#include "common/rules/field/day.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "common/rules/field/checklists.hpp"
#include "common/rules/field/visit.hpp"
#include "common/text/text.hpp"
#include "proto/records/content/paperwork_document.pb.h"
#include "proto/records/field/job_type.pb.h"

namespace common::rules::field {
namespace {

using truckroll::content::PaperworkDocument;
using truckroll::content::PaperworkTemplate;

/// What he is at comes before what he has promised, and that before what is booked.
int rank(const ScheduledEvent& visit) {
  static constexpr std::string_view order[] = {"on_site",  "paused", "on_my_way",
                                               "accepted", "sent",   "booked"};
  for (int i = 0; i < 6; ++i)
    if (state_of(visit) == order[i]) return i;
  return 6;
}

std::string root_of(const PaperworkTemplate& paper) {
  return paper.has_root() ? paper.root() : paper.header().id();
}

/// A condition that cannot be read or told counts as met: better a paper too many.
bool applies(Records& records, const PaperworkTemplate& paper, const WorkOrder& job) {
  if (paper.applies_condition().empty()) return true;
  auto& type = records.catalogue().of<WorkOrder>();
  expr::Context context{
      records.actor().user, records.actor().technician,
      static_cast<std::int32_t>(
          std::chrono::floor<std::chrono::days>(records.now()).time_since_epoch().count()),
      records.now()};
  try {
    auto condition = expr::Expression::parse(paper.applies_condition(), type, records.catalogue());
    auto find = [&](const schema::RecordType& target, std::string_view id) {
      return records.find_message(target, id);
    };
    return condition.evaluate(job, context, find).value_or(true);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::bad_input) throw;
    return true;
  }
}

std::vector<PaperworkDocument> papers_about(Records& records, const ScheduledEvent& visit) {
  auto papers = records.where<PaperworkDocument>("about", visit.work_order());
  for (auto& paper : records.where<PaperworkDocument>("about", visit.header().id()))
    papers.push_back(paper);
  return papers;
}

bool has_paper(Records& records, const std::vector<PaperworkDocument>& papers,
               const PaperworkTemplate& required) {
  for (auto& paper : papers) {
    if (!is_one_of(state_of(paper), {"signed", "issued"})) continue;
    if (paper.template_() == required.header().id()) return true;
    auto made_from = records.find<PaperworkTemplate>(paper.template_());
    if (made_from && root_of(*made_from) == root_of(required)) return true;
  }
  return false;
}

void add_checkpoints(const WorkOrder& job, std::vector<Missing>& missing) {
  for (auto& point : job.checkpoints())
    if (point.state() != WorkOrder::Checkpoint::STATE_PASSED &&
        point.state() != WorkOrder::Checkpoint::STATE_WAIVED)
      missing.push_back(
          {"checkpoints", say("\"{}\" has not been passed", point.name()), "checkpoints"});
}

}  // namespace

std::optional<ScheduledEvent> find_open_visit(Records& records, std::string_view work_order,
                                              std::string_view technician) {
  std::optional<ScheduledEvent> best;
  for (auto& visit : records.where<ScheduledEvent>("work_order", work_order)) {
    bool open = is_open(visit) ||
                (records.fact() && is_one_of(state_of(visit), {"cancelled", "broken_off"}));
    if (!open || (!technician.empty() && !is_assigned(visit, technician))) continue;
    bool better = !best || rank(visit) < rank(*best) ||
                  (rank(visit) == rank(*best) &&
                   codec::from_timestamp(visit.start()) < codec::from_timestamp(best->start()));
    if (better) best = visit;
  }
  return best;
}

std::vector<PaperworkTemplate> required_papers(Records& records, const WorkOrder& job) {
  std::vector<PaperworkTemplate> papers;
  auto type = records.find<truckroll::field::JobType>(job.job_type());
  if (!type) return papers;
  for (auto& id : type->paperwork())
    if (auto paper = records.find<PaperworkTemplate>(id); paper && applies(records, *paper, job))
      papers.push_back(*paper);
  return papers;
}

std::vector<Missing> missing_for_completion(Records& records, const ScheduledEvent& visit) {
  std::vector<Missing> missing;
  auto job = records.find<WorkOrder>(visit.work_order());
  if (!job) return missing;
  for (auto& text : blocking_checklists(records, *job, visit))
    missing.push_back({"checklists", text, "checklist"});
  auto papers = papers_about(records, visit);
  for (auto& required : required_papers(records, *job)) {
    if (has_paper(records, papers, required)) continue;
    auto lacks = required.signature_fields_size() > 0
                     ? say("{} is not signed yet", required.name())
                     : say("{} has not been issued yet", required.name());
    missing.push_back({"papers", lacks, "papers"});
  }
  add_checkpoints(*job, missing);
  return missing;
}

std::vector<AllowedMove> allowed_moves(const Records& records, const ScheduledEvent& visit) {
  std::vector<AllowedMove> moves;
  if (is_one_of(state_of(visit), {"cancelled", "broken_off"}))
    return moves;  // only what was done before it was known lifts that
  for (auto& move : records.catalogue().of<ScheduledEvent>().flow()->move()) {
    bool there = false;
    for (auto& known : moves) there = there || known.action == move.action();
    if (!there && records.can_move(visit, move.action()))
      moves.push_back({move.action(), text::to_label(move.action())});
  }
  return moves;
}

}  // namespace common::rules::field
