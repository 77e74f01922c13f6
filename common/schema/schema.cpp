#include "common/schema/schema.hpp"

#include <google/protobuf/descriptor_database.h>

#include <set>
#include <unordered_map>

#include "common/error/error.hpp"
#include "common/schema/left_out.hpp"
#include "common/text/text.hpp"
#include "proto/records/admin/custom_field.pb.h"
#include "proto/records/own/own_record.pb.h"

namespace common::schema {
namespace {

constexpr std::string_view package = "truckroll.";

bool is_lines(const FieldDescriptor* field) {
  return field->is_repeated() && field->message_type() != nullptr &&
         field->message_type()->FindFieldByName("line") != nullptr;
}

FieldKind kind_of_message(const FieldDescriptor* field) {
  static const std::map<std::string, FieldKind, std::less<>> kinds{
      {"google.protobuf.Timestamp", FieldKind::instant},
      {"truckroll.Date", FieldKind::date},
      {"truckroll.Decimal", FieldKind::decimal},
      {"truckroll.Quantity", FieldKind::quantity},
      {"truckroll.Money", FieldKind::money},
      {"truckroll.Position", FieldKind::position},
      {"truckroll.Address", FieldKind::address},
      {"truckroll.PersonName", FieldKind::person_name},
      {"truckroll.Recurrence", FieldKind::recurrence},
      {"truckroll.About", FieldKind::about}};
  if (is_lines(field)) return FieldKind::lines;
  auto found = kinds.find(field->message_type()->full_name());
  if (found == kinds.end())
    throw Error(ErrorCode::internal,
                field->full_name() + ": " + field->message_type()->full_name() +
                    " is neither a value nor a line (a line's first field is named line)");
  return found->second;
}

FieldKind kind_of(const FieldDescriptor* field, const options::Field& options) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field->type() == FieldDescriptor::TYPE_BYTES) return FieldKind::bytes;
      return options.refers().empty() ? FieldKind::text : FieldKind::reference;
    case FieldDescriptor::CPPTYPE_BOOL:
      return FieldKind::boolean;
    case FieldDescriptor::CPPTYPE_ENUM:
      return FieldKind::choice;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return kind_of_message(field);
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return FieldKind::integer;
    default:
      throw Error(ErrorCode::internal,
                  field->full_name() + ": floating point has no place in a record");
  }
}

}  // namespace

std::string_view kind_name(FieldKind kind) {
  static constexpr std::string_view names[] = {
      "text",       "integer",   "boolean", "choice",   "instant", "date",
      "decimal",    "quantity",  "money",   "position", "address", "person_name",
      "recurrence", "reference", "about",   "bytes",    "lines"};
  return names[static_cast<int>(kind)];
}

bool Field::has_key() const {
  return kind == FieldKind::text && !list &&
         (options->search() == options::SEARCH_HIGH || options->indexed());
}

options::Kind RecordType::kind() const {
  return options->kind() == options::KIND_UNSPECIFIED ? options::DOCUMENT : options->kind();
}

std::vector<const Field*> RecordType::owner_references() const {
  std::vector<const Field*> references;
  if (options->owner().empty()) return references;
  for (auto& field : fields) {
    auto alternatives = field.descriptor->real_containing_oneof();
    bool named = field.name == options->owner() ||
                 (alternatives && alternatives->name() == options->owner());
    if (named && field.is_reference() && !field.list) references.push_back(&field);
  }
  return references;
}

bool RecordType::append_only() const {
  return kind() == options::APPEND_ONLY || kind() == options::STREAM;
}

const Field* RecordType::find_field(std::string_view name) const {
  for (auto& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

const Field* RecordType::find_custom(std::string_view name) const {
  for (auto& field : custom)
    if (field.name == name) return &field;
  for (auto& field : custom)
    for (auto& former : field.custom->former_keys())
      if (former == name) return &field;
  return nullptr;
}

const Field& RecordType::field(std::string_view name) const {
  if (auto found = find_field(name)) return *found;
  throw Error(ErrorCode::bad_input, label + " has no field \"" + std::string(name) + "\"",
              std::string(name));
}

std::unique_ptr<Message> RecordType::make() const {
  auto prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
  std::unique_ptr<Message> record(prototype->New());
  if (made_by) static_cast<truckroll::own::OwnRecord&>(*record).set_type(name);
  return record;
}

Field make_field(const FieldDescriptor* descriptor) {
  Field field;
  field.descriptor = descriptor;
  field.options = &descriptor->options().GetExtension(options::field);
  field.name = descriptor->name();
  field.label =
      field.options->label().empty() ? text::to_label(field.name) : field.options->label();
  field.kind = kind_of(descriptor, *field.options);
  field.list = descriptor->is_repeated() && field.kind != FieldKind::lines;
  if (field.kind == FieldKind::lines) field.lines = fields_of(descriptor->message_type());
  if (!descriptor->is_repeated() && descriptor->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE &&
      !descriptor->has_presence())
    throw Error(ErrorCode::internal, descriptor->full_name() + ": every scalar field is optional");
  return field;
}

std::vector<Field> fields_of(const Descriptor* descriptor) {
  std::vector<Field> fields;
  for (int i = 0; i < descriptor->field_count(); ++i)
    if (descriptor->field(i)->message_type() != truckroll::Header::descriptor())
      fields.push_back(make_field(descriptor->field(i)));
  return fields;
}

namespace {

std::set<std::string, std::less<>>& left_out() {
  static std::set<std::string, std::less<>> names;
  return names;
}

bool is_left_out(const std::string& name) {
  return left_out().contains(name);
}

}  // namespace

void leave_out(const std::vector<std::string>& names) {
  left_out().insert(names.begin(), names.end());
}

Catalogue Catalogue::compiled() {
  Catalogue catalogue;
  std::vector<std::string> files;
  // The generated pool knows every linked file by name only through its database; walk it by the
  // record option.
  auto pool = google::protobuf::DescriptorPool::generated_pool();
  google::protobuf::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::set<std::string> ordered(files.begin(), files.end());
  for (auto& name : ordered) {
    if (name.rfind("proto/records/", 0) != 0) continue;
    auto file = pool->FindFileByName(name);
    for (int i = 0; i < file->message_type_count(); ++i)
      if (file->message_type(i)->options().HasExtension(options::record))
        catalogue.add(file->message_type(i));
  }
  for (auto& type : catalogue.types_)
    for (auto& field : type->fields)
      if (field.is_reference() && !catalogue.find(field.options->refers()))
        throw Error(ErrorCode::internal, type->name + "." + field.name + " refers to unknown " +
                                             field.options->refers());
  return catalogue;
}

void Catalogue::add(const Descriptor* descriptor) {
  auto type = std::make_unique<RecordType>();
  type->descriptor = descriptor;
  type->options = &descriptor->options().GetExtension(options::record);
  type->name = descriptor->full_name().substr(package.size());
  if (is_left_out(type->name)) return;
  type->area = type->name.substr(0, type->name.find('.'));
  type->table = text::to_snake(descriptor->name());
  type->path = type->options->path();
  type->label =
      type->options->label().empty() ? text::to_label(type->table) : type->options->label();
  type->plural = type->options->plural().empty() ? type->label + "s" : type->options->plural();
  type->fields = fields_of(descriptor);
  std::erase_if(type->fields,
                [&](const Field& field) { return is_left_out(type->name + "." + field.name); });
  if (type->path.empty()) throw Error(ErrorCode::internal, type->name + " has no path");
  add(std::move(type));
}

void Catalogue::add(std::shared_ptr<const RecordType> type) {
  if (!type->options->internal() && !by_path_.emplace(type->path, type.get()).second)
    throw Error(ErrorCode::internal, type->name + ": path " + type->path + " is taken");
  by_name_.emplace(type->name, type.get());
  if (!type->made_by) by_descriptor_.emplace(type->descriptor, type.get());
  types_.push_back(std::move(type));
}

const RecordType* Catalogue::find(std::string_view name) const {
  auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const RecordType* Catalogue::find_path(std::string_view path) const {
  auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

const RecordType& Catalogue::type(std::string_view name) const {
  if (auto found = find(name)) return *found;
  throw Error(ErrorCode::not_found, "there is no record type \"" + std::string(name) + "\"");
}

const RecordType& Catalogue::of(const Message& record) const {
  if (record.GetDescriptor() == truckroll::own::OwnRecord::descriptor())
    if (auto own = find(static_cast<const truckroll::own::OwnRecord&>(record).type())) return *own;
  auto found = by_descriptor_.find(record.GetDescriptor());
  if (found == by_descriptor_.end())
    throw Error(ErrorCode::internal, record.GetTypeName() + " is not a record type");
  return *found->second;
}

std::vector<Catalogue::Referrer> Catalogue::referrers(const RecordType& target) const {
  std::vector<Referrer> found;
  for (auto& type : types_)
    for (auto& field : type->fields) {
      if (field.is_reference() && field.options->refers() == target.name)
        found.push_back({type.get(), &field, nullptr});
      for (auto& line : field.lines)
        if (line.is_reference() && line.options->refers() == target.name)
          found.push_back({type.get(), &line, &field});
    }
  for (auto& type : types_)
    for (auto& field : type->custom)
      if (field.is_reference() && field.options->refers() == target.name)
        found.push_back({type.get(), &field, nullptr});
  return found;
}

const truckroll::Header& header(const Message& record) {
  auto field = record.GetDescriptor()->FindFieldByNumber(1);
  return static_cast<const truckroll::Header&>(record.GetReflection()->GetMessage(record, field));
}

truckroll::Header& header(Message& record) {
  auto field = record.GetDescriptor()->FindFieldByNumber(1);
  return static_cast<truckroll::Header&>(*record.GetReflection()->MutableMessage(&record, field));
}

namespace {

std::string make_choice_name(const google::protobuf::EnumValueDescriptor* value) {
  auto name = text::to_lower(value->name());
  // KIND_COMPANY of Kind, CHANNEL_MAIL of ChannelKind: the enum's words, or the first of them, go.
  for (auto prefix = text::to_snake(value->type()->name()); !prefix.empty();) {
    if (name.rfind(prefix + "_", 0) == 0) return name.substr(prefix.size() + 1);
    auto last = prefix.rfind('_');
    prefix.erase(last == std::string::npos ? 0 : last);
  }
  return name;
}

/// The names of an enum's values, made once in each thread: every row that is read asks for some.
/// Null for an enum that a company made: it goes, and another may come to lie where it was.
const std::vector<std::string>* choice_names(const google::protobuf::EnumDescriptor* type) {
  if (type->file()->pool() != google::protobuf::DescriptorPool::generated_pool()) return nullptr;
  thread_local std::unordered_map<const void*, std::vector<std::string>> known;
  auto& names = known[type];
  if (names.empty())
    for (int i = 0; i < type->value_count(); ++i) names.push_back(make_choice_name(type->value(i)));
  return &names;
}

}  // namespace

std::string choice_name(const google::protobuf::EnumValueDescriptor* value) {
  auto names = choice_names(value->type());
  return names ? (*names)[static_cast<std::size_t>(value->index())] : make_choice_name(value);
}

const google::protobuf::EnumValueDescriptor* find_choice(
    const google::protobuf::EnumDescriptor* type, std::string_view name) {
  auto names = choice_names(type);
  for (int i = 0; i < type->value_count(); ++i) {
    auto value = type->value(i);
    if (value->number() == 0) continue;
    if (names ? (*names)[static_cast<std::size_t>(i)] == name : make_choice_name(value) == name)
      return value;
  }
  return nullptr;
}

}  // namespace common::schema
