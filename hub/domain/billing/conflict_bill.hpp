#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/rules/records.hpp"
#include "proto/records/fleet/sync_conflict.pb.h"

/// Work that was done although the office had called it off or given it away: both stay facts,
/// stock and hours count once, and one person decides what is billed.
namespace hub::domain::billing {

using common::rules::Records;
using truckroll::fleet::SyncConflict;

/// Of this job and of its visits, that nobody has decided.
std::vector<SyncConflict> open_conflicts(Records& records, const std::string& job);

/// The job whose bill waits for this conflict; nothing when none does.
std::optional<std::string> job_of_conflict(Records& records, const SyncConflict& conflict);

/// Throws bad_input naming `billing` where there is no job, or its bill is made or was given up.
void require_undecided_bill(Records& records, const std::optional<std::string>& job);

/// Bills the job, gives its bill up, or bills the travel alone; a job that is not done yet is
/// billed so when it is. The bill of a job over which nothing was said waits on for the bookkeeper.
void decide_bill(Records& records, const std::string& job, SyncConflict::Billing billing);

}  // namespace hub::domain::billing
