#include "common/schema/labels.hpp"

#include "common/text/text.hpp"
#include "proto/records/admin/custom_type.pb.h"

namespace common::schema {

Sentence state_label(const RecordType& type, std::string_view state) {
  if (type.made_by)
    for (auto& one : type.made_by->states())
      if (one.key() == state) return one.label();
  return Sentence::label(text::to_label(state));
}

Sentence action_label(const RecordType& type, std::string_view action) {
  if (type.made_by)
    for (auto& move : type.made_by->moves())
      if (move.action() == action) return move.label();
  return Sentence::label(text::to_label(action));
}

Sentence choice_label(const google::protobuf::EnumValueDescriptor* choice) {
  auto& label = choice->options().GetExtension(options::choice).label();
  return Sentence::label(label.empty() ? text::to_label(choice_name(choice)) : label);
}

}  // namespace common::schema
