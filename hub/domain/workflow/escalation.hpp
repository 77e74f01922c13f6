#pragma once
#include <string>

#include "common/rules/records.hpp"
#include "proto/records/workflow/escalation_policy.pb.h"

/// Telling one after the other, as long as nobody answers.
namespace hub::domain::workflow {

using common::rules::Records;
using truckroll::workflow::EscalationPolicy;

/// Begins each of the company's policies of that use about the record; how many.
int begin_escalations(Records& records, EscalationPolicy::Use use, const std::string& about_type,
                      const std::string& about_id);
/// Ends those about the record that are not answered yet: "answer", by whom, or "stop", as there is
/// nothing left to tell.
void end_escalations(Records& records, const std::string& about_id, const char* action,
                     const std::string& by = {});
/// Tells whom the next step names, when it is due and nobody has answered, and asks for the one
/// after it; the job "escalate". A step comes so long after the beginning as it says.
void take_step(Records& records, const std::string& escalation);
/// Puts this into the list of everybody who was told of the record.
void tell_the_told(Records& records, const std::string& about_type, const std::string& about_id,
                   const std::string& title);

}  // namespace hub::domain::workflow
