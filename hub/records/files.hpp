#pragma once
#include <string>
#include <vector>

#include "common/codec/json.hpp"
#include "common/schema/schema.hpp"
#include "hub/records/caller.hpp"

namespace hub::records {

/// A file has the rights of the records that name it, and of their fields; who has sent its bytes
/// may see it before one does.
bool may_read_file(const Caller& caller, store::Connection& connection, const std::string& sha256);

/// Whether any of the fields, or of their lines, names a file.
bool has_files(const std::vector<common::schema::Field>& fields);

/// Throws bad_input when `after` names a file in a field that the caller sees, where `before`
/// (which may be null) did not, that he has neither sent himself nor may read: whoever names a
/// file could read it from then on. Whether there is such a file is not told.
void require_own_files(const Caller& caller, store::Connection& connection,
                       const std::vector<common::schema::Field>& fields,
                       const common::codec::Visible& visible, const common::schema::Message* before,
                       const common::schema::Message& after);

}  // namespace hub::records
