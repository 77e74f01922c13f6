#pragma once
#include "hub/records/caller.hpp"

namespace hub::records {

/// Clears of a saved view of somebody else's what names fields that the caller may not see, their
/// values in a filter too, which then finds nothing. Other records stay as they are.
void leave_out_hidden(const Caller& caller, common::schema::Message& record);

/// Whether records of the type are shown so.
bool is_shown_in_parts(const common::schema::RecordType& type);

/// Whether a value that the record has, or once had, in this field names what the caller may not
/// see; the value as in the API.
bool is_left_out(const Caller& caller, const common::schema::Message& record,
                 const std::string& field, const nlohmann::json& value);

}  // namespace hub::records
