#pragma once
#include "common/codec/json.hpp"
#include "common/schema/schema.hpp"

namespace hub::records {

/// Throws bad_input for a line break in a field of one line: a name with one breaks mails' headers,
/// lists and files. What vans report is kept as it is, hence here and not with the checks of all.
void require_single_lines(const common::schema::RecordType& type, const common::codec::Json& patch);

}  // namespace hub::records
