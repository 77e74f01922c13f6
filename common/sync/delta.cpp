#include "common/sync/delta.hpp"

#include <google/protobuf/util/message_differencer.h>

#include "common/error/error.hpp"

namespace common::sync {
namespace {

using schema::FieldDescriptor;
using schema::Message;
using truckroll::Header;

constexpr int header_number = 1;

/// What every change moves; the rest of the header (tags, custom fields, foreign ids) travels as a
/// whole when it differs.
void copy_moving_part(const Header& from, Header& to) {
  to.clear_version();
  to.clear_changed_at();
  to.clear_changed_by();
  to.clear_changed_from();
  to.clear_deleted_at();
  to.clear_state();
  if (from.has_version()) to.set_version(from.version());
  if (from.has_changed_at()) *to.mutable_changed_at() = from.changed_at();
  if (from.has_changed_by()) to.set_changed_by(from.changed_by());
  if (from.has_changed_from()) to.set_changed_from(from.changed_from());
  if (from.has_deleted_at()) *to.mutable_deleted_at() = from.deleted_at();
  if (from.has_state()) to.set_state(from.state());
}

bool only_moving_part_differs(const Header& before, const Header& after) {
  Header moved = before;
  copy_moving_part(after, moved);
  return google::protobuf::util::MessageDifferencer::Equals(moved, after);
}

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
    if (field->number() == header_number) continue;
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
  if (!field)
    throw Error(ErrorCode::bad_input, "there is no field number " + std::to_string(number));
  auto reflection = to.GetReflection();
  reflection->ClearField(&to, field);
  auto source = from.GetReflection();
  if (!field->is_repeated() && !source->HasField(from, field)) return;
  std::unique_ptr<Message> part(from.New());
  part->CopyFrom(from);
  // Swapping moves single and repeated fields of any kind alike.
  reflection->SwapFields(&to, part.get(), {field});
}

wire::RecordState make_state(std::string_view type, const Message& record, const Message* base) {
  auto& header = schema::header(record);
  wire::RecordState state;
  state.set_type(std::string(type));
  state.set_record(header.id());
  state.set_version(header.version());
  auto whole = record.SerializeAsString();
  // A newer release's fields have no number here by which they could be named.
  auto has_unknown = [](const Message& message) {
    return !message.GetReflection()->GetUnknownFields(message).empty();
  };
  if (!base || has_unknown(*base) || has_unknown(record)) {
    state.set_data(std::move(whole));
    return state;
  }
  std::unique_ptr<Message> values(record.New());
  auto& base_header = schema::header(*base);
  auto& moved = schema::header(*values);
  auto numbers = changed_fields(base, record);
  for (int number : numbers) copy_field(record, *values, number);
  if (only_moving_part_differs(base_header, header)) {
    copy_moving_part(header, moved);
  } else {
    numbers.insert(numbers.begin(), header_number);
    moved = header;
  }
  auto bytes = values->SerializeAsString();
  if (bytes.size() + 4 * numbers.size() >= whole.size()) {
    state.set_data(std::move(whole));
    return state;
  }
  state.set_base_version(base_header.version());
  for (int number : numbers) state.add_mask(static_cast<std::uint32_t>(number));
  state.set_values(std::move(bytes));
  return state;
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
  bool whole_header = false;
  for (auto number : state.mask()) {
    if (number == static_cast<std::uint32_t>(header_number))
      whole_header = true;
    else
      copy_field(*values, record, static_cast<int>(number));
  }
  auto& moved = schema::header(*values);
  if (whole_header)
    header = moved;
  else
    copy_moving_part(moved, header);
  return true;
}

}  // namespace common::sync
