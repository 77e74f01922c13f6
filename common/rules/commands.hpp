#pragma once
#include "common/rules/rules.hpp"
#include "proto/wire/sync.pb.h"

namespace common::rules {

/// The engine's own actions, beside those of the rule book.
inline constexpr std::string_view create_action = "create";
inline constexpr std::string_view patch_action = "patch";

/// Runs a command on records: the one way by which a request at the hub, a tap in the van, its
/// replay over new server state and its arrival at the hub all happen. Throws bad_input for a type,
/// action or input that does not exist or does not parse, and what the rules throw.
Records::ActionResult run_command(Records& records, const RuleBook& book,
                                  const truckroll::wire::Command& command);

/// Whether the command tells what somebody has done (a movement, a step of a visit): given in a van
/// it is kept, and flagged where a plain command would be refused.
bool is_fact(const schema::Catalogue& catalogue, const RuleBook& book,
             const truckroll::wire::Command& command);

truckroll::wire::Command make_action(const schema::RecordType& type, std::string_view record,
                                     std::string_view action, const schema::Message* input);
/// A record's creation; its id is given, so that van and hub agree.
truckroll::wire::Command make_create(const schema::RecordType& type, const schema::Message& record);
/// Sets or clears the masked fields as `record` has them; `custom_mask` names the company's own.
truckroll::wire::Command make_patch(const schema::RecordType& type, const schema::Message& record,
                                    const std::vector<int>& mask,
                                    const std::vector<int>& custom_mask = {});

}  // namespace common::rules
