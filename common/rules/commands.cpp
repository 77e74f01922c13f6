#include "common/rules/commands.hpp"

#include "common/codec/unknown.hpp"

namespace common::rules {
namespace {

using schema::Message;
using truckroll::wire::Command;

std::unique_ptr<Message> parse(std::unique_ptr<Message> message, const std::string& bytes) {
  if (!message->ParseFromString(bytes))
    throw Error(ErrorCode::bad_input, "the command's input cannot be read", "input");
  return message;
}

std::unique_ptr<Message> make_input(const schema::Descriptor* descriptor) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
}

void copy_field(const Message& from, Message& to, const schema::FieldDescriptor* field) {
  auto reflection = to.GetReflection();
  reflection->ClearField(&to, field);
  std::unique_ptr<Message> part(from.New());
  part->CopyFrom(from);
  // Swapping moves single and repeated fields of any kind alike.
  reflection->SwapFields(&to, part.get(), {field});
}

void copy_custom(const Message& from, Message& to, std::uint32_t number) {
  auto& given = schema::header(from).custom();
  auto& kept = *schema::header(to).mutable_custom();
  auto found = given.find(number);
  if (found == given.end())
    kept.erase(number);
  else
    kept[number] = found->second;
}

/// What no screen lets a person write, no patch may either; sending back what is there already is
/// no change.
void check_writable(const schema::RecordType& type, const schema::FieldDescriptor* descriptor,
                    const Message& record, const Message& input) {
  if (!field_differs(&record, input, descriptor->number())) return;
  auto& options = *type.field(descriptor->name()).options;
  if (options.derived()) refuse(descriptor->name(), "computed; it cannot be entered");
  if (options.locked() && field_differs(nullptr, record, descriptor->number()))
    refuse(descriptor->name(), "set once; it can no longer be changed");
}

Records::ActionResult create(Records& records, const schema::RecordType& type,
                             const Command& command) {
  auto record = parse(type.make(), command.input());
  auto& header = schema::header(*record);
  auto custom = header.custom();
  header.Clear();
  *header.mutable_custom() = std::move(custom);
  for (auto& field : type.fields)
    if (field.options->derived())
      record->GetReflection()->ClearField(record.get(), field.descriptor);
  header.set_id(command.record().empty() ? records.new_id(type) : command.record());
  if (records.find_message(type, header.id()))
    throw Error(ErrorCode::conflict,
                say("{} with this id is there already", Sentence::label(type.label)));
  records.save(*record);
  return {std::move(record), {}};
}

Records::ActionResult patch(Records& records, const schema::RecordType& type,
                            const Command& command) {
  auto input = parse(type.make(), command.input());
  auto record = records.load_message(type, command.record());
  for (auto number : command.mask()) {
    auto field = type.descriptor->FindFieldByNumber(static_cast<int>(number));
    if (codec::may_be_newer(*record, static_cast<int>(number))) {
      codec::copy_unknown_field(*input, *record, static_cast<int>(number));
      continue;
    }
    if (!field || number == 1) refuse("mask", say("there is no field number {}", number));
    check_writable(type, field, *record, *input);
    copy_field(*input, *record, field);
  }
  for (auto number : command.custom_mask()) copy_custom(*input, *record, number);
  records.save(*record);
  return {std::move(record), {}};
}

bool has_fact_move(const schema::RecordType& type, std::string_view action) {
  if (!type.flow()) return false;
  for (auto& move : type.flow()->move())
    if (move.action() == action && move.fact()) return true;
  return false;
}

}  // namespace

Records::ActionResult run_command(Records& records, const RuleBook& book, const Command& command) {
  auto type = records.catalogue().find(command.type());
  if (!type) refuse("type", say("there is no record type \"{}\"", command.type()));
  if (command.action() == create_action) return create(records, *type, command);
  if (command.action() == patch_action) return patch(records, *type, command);
  std::unique_ptr<Message> input;
  if (auto rule = book.find_action(type->name, command.action()); rule && rule->input)
    input = parse(make_input(rule->input), command.input());
  return records.act(*type, command.record(), command.action(), input.get());
}

Command make_action(const schema::RecordType& type, std::string_view record,
                    std::string_view action, const Message* input) {
  Command command;
  command.set_type(type.name);
  if (!record.empty()) command.set_record(std::string(record));
  command.set_action(std::string(action));
  if (input) command.set_input(input->SerializeAsString());
  return command;
}

Command make_create(const schema::RecordType& type, const Message& record) {
  auto command = make_action(type, schema::header(record).id(), create_action, &record);
  return command;
}

Command make_patch(const schema::RecordType& type, const Message& record,
                   const std::vector<int>& mask, const std::vector<int>& custom_mask) {
  auto command = make_action(type, schema::header(record).id(), patch_action, &record);
  for (int number : mask) command.add_mask(static_cast<std::uint32_t>(number));
  for (int number : custom_mask) command.add_custom_mask(static_cast<std::uint32_t>(number));
  return command;
}

bool is_fact(const schema::Catalogue& catalogue, const RuleBook& book, const Command& command) {
  auto type = catalogue.find(command.type());
  if (!type) return false;
  // All that can be done there is to add: a movement, a visit's event, driven time.
  if (type->append_only()) return command.action() != patch_action;
  if (has_fact_move(*type, command.action())) return true;
  // An action of the job that stands for one of its visit takes the visit's input.
  auto rule = book.find_action(type->name, command.action());
  if (!rule || !rule->input || !rule->input->options().HasExtension(schema::options::input))
    return false;
  auto& input = rule->input->options().GetExtension(schema::options::input);
  auto other = catalogue.find(input.type());
  return other && has_fact_move(*other, input.action());
}

}  // namespace common::rules
