#pragma once
#include "hub/quality/merge.hpp"
#include "hub/store/schemas.hpp"

namespace hub::quality::impl {

using common::schema::Message;

/// Throws bad_input for field "fields.<name>", forbidden where the caller may not change it.
void check_choices(const Caller& caller, const RecordType& type, const MergeInput& input);
/// What the kept record takes of the others: a patch.
Json patch_of(const RecordType& type, const MergeInput& input,
              const std::map<std::string, Json>& records);
/// Of what the merge wrote ({field: {"before", "after"}}), the patch that takes back what is still
/// as it wrote it; the names of the others go to `changed_since`.
Json patch_back(const Json& written, const Json& current, std::vector<std::string>& changed_since);

Json json_of(const RecordType& type, const Message& record);

}  // namespace hub::quality::impl
