#include "common/rules/field/checklists.hpp"
#include "common/rules/field/day.hpp"
#include "common/rules/field/visit.hpp"
#include "proto/wire/actions/field.pb.h"

namespace common::rules::field {
namespace {

namespace input = truckroll::wire::field;

/// Does to the caller's open visit of the job what is asked of the job.
void act_on_visit(Records& records, const WorkOrder& job, const char* action,
                  const schema::Message& input) {
  auto visit = find_open_visit(records, job.header().id(), records.actor().technician);
  if (!visit) throw Error(ErrorCode::conflict, "the job has no open visit of yours");
  records.act(records.catalogue().of<ScheduledEvent>(), visit->header().id(), action, &input);
}

void accept(Records& records, WorkOrder& job, const input::Accept& input) {
  act_on_visit(records, job, "accept", input);
}
void on_my_way(Records& records, WorkOrder& job, const input::OnMyWay& input) {
  act_on_visit(records, job, "on-my-way", input);
}
void arrive(Records& records, WorkOrder& job, const input::Arrive& input) {
  act_on_visit(records, job, "arrive", input);
}
void start(Records& records, WorkOrder& job, const input::Start& input) {
  act_on_visit(records, job, "start", input);
}
void pause(Records& records, WorkOrder& job, const input::Pause& input) {
  act_on_visit(records, job, "pause", input);
}
void resume(Records& records, WorkOrder& job, const input::Resume& input) {
  act_on_visit(records, job, "resume", input);
}
void complete(Records& records, WorkOrder& job, const input::Complete& input) {
  act_on_visit(records, job, "complete", input);
}

/// What was answered for a job that is done stands still.
void freeze_when_done(Records& records, Change<WorkOrder>& change) {
  if (!change.enters("done")) return;
  freeze_checklists(records, change.id());
  for (auto& visit : records.where<ScheduledEvent>("work_order", change.id()))
    freeze_checklists(records, visit.header().id());
}

const Rules<WorkOrder> rules = Rules<WorkOrder>()
                                   .after_save(freeze_when_done)
                                   .action<input::Accept>("accept", accept)
                                   .action<input::OnMyWay>("on-my-way", on_my_way)
                                   .action<input::Arrive>("arrive", arrive)
                                   .action<input::Start>("start", start)
                                   .action<input::Pause>("pause", pause)
                                   .action<input::Resume>("resume", resume)
                                   .action<input::Complete>("complete", complete);

}  // namespace
}  // namespace common::rules::field
