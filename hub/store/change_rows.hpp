#pragma once
#include "hub/store/changes.hpp"

namespace hub::store {

/// Columns of the change log as read_change_row takes them, from the first of a row; `seq` is
/// column 0 and `hash` is column 15. What is asked for besides begins with column 17.
constexpr const char* change_columns =
    "seq, tenant, position, at, actor, actor_name, device, address, cause, type, record, version, "
    "action, fields, commitments, hash, session";
ChangeRow read_change_row(const Statement& row);

}  // namespace hub::store
