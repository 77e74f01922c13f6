#include "common/sync/delta.hpp"

#include <google/protobuf/util/message_differencer.h>

#include "common/codec/unknown.hpp"
#include "common/error/error.hpp"

namespace common::sync {
namespace {

using schema::FieldDescriptor;
using schema::Message;

constexpr std::uint32_t header_number = 1;

std::unique_ptr<Message> parse_like(const Message& record, const std::string& bytes) {
  std::unique_ptr<Message> message(record.New());
  if (!message->ParseFromString(bytes))
    throw Error(ErrorCode::bad_input, "a record's state cannot be read");
  return message;
}

}  // namespace

std::vector<int> changed_fields(const Message* before, const Message& after) {
  std::vector<int> numbers;
  google::protobuf::util::MessageDifferencer differencer;
  auto reflection = after.GetReflection();
  for (int i = 0; i < after.GetDescriptor()->field_count(); ++i) {
    auto field = after.GetDescriptor()->field(i);
    if (field->number() == int{header_number}) continue;
    auto is_set = [&](const Message& message) {
      return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                                  : reflection->HasField(message, field);
    };
    // The differencer takes a field that is set to its default for one that is not set.
    bool differs = before ? is_set(*before) != is_set(after) ||
                                !differencer.CompareWithFields(*before, after, {field}, {field})
                          : is_set(after);
    if (differs) numbers.push_back(field->number());
  }
  return numbers;
}

void copy_field(const Message& from, Message& to, int number) {
  auto field = from.GetDescriptor()->FindFieldByNumber(number);
  if (!field) {
    if (!codec::may_be_newer(from, number))
      throw Error(ErrorCode::bad_input, say("there is no field number {}", number));
    return codec::copy_unknown_field(from, to, number);
  }
  auto reflection = to.GetReflection();
  reflection->ClearField(&to, field);
  auto source = from.GetReflection();
  if (!field->is_repeated() && !source->HasField(from, field)) return;
  std::unique_ptr<Message> part(from.New());
  part->CopyFrom(from);
  // Swapping moves single and repeated fields of any kind alike.
  reflection->SwapFields(&to, part.get(), {field});
}

wire::RecordState make_state(std::string_view type, const Message& record) {
  auto& header = schema::header(record);
  wire::RecordState state;
  state.set_type(std::string(type));
  state.set_record(header.id());
  state.set_version(header.version());
  state.set_data(record.SerializeAsString());
  return state;
}

wire::RecordState make_delta(std::string_view type, const Message& record,
                             std::int64_t base_version, const std::set<int>& numbers) {
  auto whole = make_state(type, record);
  if (!record.GetReflection()->GetUnknownFields(record).empty()) return whole;
  std::unique_ptr<Message> values(record.New());
  schema::header(*values) = schema::header(record);
  auto delta = whole;
  delta.clear_data();
  delta.set_base_version(base_version);
  delta.add_mask(header_number);
  for (int number : numbers) {
    delta.add_mask(static_cast<std::uint32_t>(number));
    copy_field(record, *values, number);
  }
  delta.set_values(values->SerializeAsString());
  return delta.ByteSizeLong() < whole.ByteSizeLong() ? delta : whole;
}

wire::RecordState make_removal(std::string_view type, std::string_view record) {
  wire::RecordState state;
  state.set_type(std::string(type));
  state.set_record(std::string(record));
  state.set_removed(true);
  return state;
}

bool apply_state(const wire::RecordState& state, Message& record) {
  if (!state.has_base_version()) {
    auto whole = parse_like(record, state.data());
    if (schema::header(*whole).id() != state.record())
      throw Error(ErrorCode::bad_input, "a record's state is of another record");
    record.GetReflection()->Swap(&record, whole.get());
    return true;
  }
  auto& header = schema::header(record);
  if (header.id() != state.record() || header.version() != state.base_version()) return false;
  auto values = parse_like(record, state.values());
  for (auto number : state.mask())
    if (number != header_number) copy_field(*values, record, static_cast<int>(number));
  header = schema::header(*values);
  return true;
}

}  // namespace common::sync
