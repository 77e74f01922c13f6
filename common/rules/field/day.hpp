#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/records.hpp"
#include "proto/records/content/paperwork_template.pb.h"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/wire/actions/field.pb.h"

/// What a technician's day asks of the records: the van's screen and the hub's actions answer
/// alike.
namespace common::rules::field {

/// The technician's visit of the job that is open: the one he is at, else the next by its start.
/// With an empty technician anybody's. While a fact is being kept also a cancelled one.
std::optional<truckroll::field::ScheduledEvent> find_open_visit(Records& records,
                                                                std::string_view work_order,
                                                                std::string_view technician);

/// The papers that this job must have, by its type, where their condition holds or cannot be told.
std::vector<truckroll::content::PaperworkTemplate> required_papers(
    Records& records, const truckroll::field::WorkOrder& job);

/// One thing that keeps a job from being completed.
struct Missing {
  std::string field;  ///< "checklists", "papers", "checkpoints"
  Sentence text;
  std::string go;  ///< where on the screen it is done: "checklist", "papers", "checkpoints"
};
/// Empty when the visit can be completed as the last of its job.
std::vector<Missing> missing_for_completion(Records& records,
                                            const truckroll::field::ScheduledEvent& visit);

/// A button of the visit.
struct AllowedMove {
  std::string action;  ///< "on-my-way"
  std::string label;   ///< "On my way"
};
/// What the flow and the actor's role allow now, in the order of the flow.
std::vector<AllowedMove> allowed_moves(const Records& records,
                                       const truckroll::field::ScheduledEvent& visit);

/// No day ends with money that is only in the van unless somebody has said that he knows. Throws
/// bad_input naming `reason`.
void require_seen(const truckroll::wire::field::CloseDay& input);

}  // namespace common::rules::field
