#pragma once
#include "common/schema/schema.hpp"
#include "common/sync/wire.hpp"

namespace common::sync {

/// A record on its way down. With `base` (what the device holds, and its version) as delta where
/// that is smaller: masked fields and of the header only what every change moves (version, state,
/// changed and deleted); number 1 in the mask means the whole header.
wire::RecordState make_state(std::string_view type, const schema::Message& record,
                             const schema::Message* base = nullptr);
wire::RecordState make_removal(std::string_view type, std::string_view record);

/// Brings `record` (empty, or what is held) to the state. False when it is a delta to a version
/// that `record` is not. Throws bad_input when the bytes cannot be read.
bool apply_state(const wire::RecordState& state, schema::Message& record);

/// Fields by number in which two records of one type differ, without the header. `before` null: all
/// that are set.
std::vector<int> changed_fields(const schema::Message* before, const schema::Message& after);
/// Sets or clears the field as `from` has it, of any kind.
void copy_field(const schema::Message& from, schema::Message& to, int number);

}  // namespace common::sync
