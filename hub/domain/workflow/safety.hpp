#pragma once
#include <string>

#include "common/error/sentence.hpp"
#include "common/rules/records.hpp"
#include "proto/records/fleet/safety_timer.pb.h"

/// Somebody who works alone and has not reported: the hub looks after his time, so that help is
/// called although his van is dark.
namespace hub::domain::workflow {

inline constexpr const char* safety_job = "safety_timer";

/// Fires the timer when it is due and nobody has reported: with the last position that is known,
/// along the company's escalation policies for safety, and without one to all dispatchers.
void look_at_safety_timer(common::rules::Records& records, const std::string& timer);

/// What the office is told of it.
struct SafetySubject {
  common::Sentence title, text, all_clear;
};
SafetySubject safety_subject(common::rules::Records& records,
                             const truckroll::fleet::SafetyTimer& timer);

}  // namespace hub::domain::workflow
