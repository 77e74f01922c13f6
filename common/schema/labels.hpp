#pragma once
#include <string_view>

#include "common/error/sentence.hpp"
#include "common/schema/schema.hpp"

/// What people read instead of the names that programs use, as values of sentences.
namespace common::schema {

/// "in_progress" of a work order: "In progress".
Sentence state_label(const RecordType& type, std::string_view state);
/// "on-my-way" of a visit: "On my way".
Sentence action_label(const RecordType& type, std::string_view action);
Sentence choice_label(const google::protobuf::EnumValueDescriptor* choice);

}  // namespace common::schema
