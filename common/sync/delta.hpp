#pragma once

#include <set>

#include "common/schema/schema.hpp"
#include "common/sync/wire.hpp"

namespace common::sync {

/// A record on its way down, whole.
wire::RecordState make_state(std::string_view type, const schema::Message& record);
/// The fields of these numbers and the header, which every change moves, as delta to the version
/// that the device holds. Whole where that is smaller, or where the record bears fields of a newer
/// release, which have no number here.
wire::RecordState make_delta(std::string_view type, const schema::Message& record,
                             std::int64_t base_version, const std::set<int>& numbers);
wire::RecordState make_removal(std::string_view type, std::string_view record);

/// Brings `record` (empty, or what is held) to the state. False when it is a delta to a version
/// that `record` is not. Throws bad_input when the bytes cannot be read.
bool apply_state(const wire::RecordState& state, schema::Message& record);

/// Fields by number in which two records of one type differ, without the header. `before` null: all
/// that are set.
std::vector<int> changed_fields(const schema::Message* before, const schema::Message& after);
/// Sets or clears the field as `from` has it, of any kind; also one that only a newer release
/// knows. Throws bad_input for a number that no release may have.
void copy_field(const schema::Message& from, schema::Message& to, int number);

}  // namespace common::sync
