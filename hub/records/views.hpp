#pragma once
#include "hub/records/caller.hpp"

namespace hub::records {

/// Clears of a saved view of somebody else's what names fields that the caller may not see, their
/// values in a filter too. Other records stay as they are.
void leave_out_hidden(const Caller& caller, common::schema::Message& record);

}  // namespace hub::records
