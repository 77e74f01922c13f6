// Types and fields that a company made itself, as descriptors made at run time.
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>

#include <algorithm>

#include "common/error/error.hpp"
#include "common/schema/additions.hpp"
#include "common/schema/schema.hpp"
#include "common/text/text.hpp"
#include "proto/records/own/own_record.pb.h"

namespace common::schema {
namespace {

using google::protobuf::DescriptorProto;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptorProto;
using truckroll::admin::CustomField;
using truckroll::admin::CustomType;

constexpr const char* file_name = "custom.proto";

/// Everything that the run-time types of one company point into.
struct Made {
  explicit Made(const Additions& given) : additions(given) {
    // Values are messages of the linked program, so that code for them fits.
    factory.SetDelegateToGeneratedFactory(true);
  }
  Additions additions;
  google::protobuf::DescriptorPool pool{google::protobuf::DescriptorPool::generated_pool()};
  google::protobuf::DynamicMessageFactory factory{&pool};
  std::vector<std::unique_ptr<options::Record>> records;
};

struct Form {
  FieldDescriptorProto::Type type;
  const char* message = "";
  options::Widget widget = options::WIDGET_DEFAULT;
};

Form form_of(CustomField::Kind kind) {
  switch (kind) {
    case CustomField::KIND_LONG_TEXT:
      return {FieldDescriptorProto::TYPE_STRING, "", options::TEXT_AREA};
    case CustomField::KIND_INTEGER:
      return {FieldDescriptorProto::TYPE_INT64};
    case CustomField::KIND_DURATION:
      return {FieldDescriptorProto::TYPE_INT64, "", options::DURATION_MINUTES};
    case CustomField::KIND_DECIMAL:
      return {FieldDescriptorProto::TYPE_MESSAGE, ".truckroll.Decimal"};
    case CustomField::KIND_PERCENT:
      return {FieldDescriptorProto::TYPE_MESSAGE, ".truckroll.Decimal", options::PERCENT};
    case CustomField::KIND_BOOLEAN:
      return {FieldDescriptorProto::TYPE_BOOL};
    case CustomField::KIND_DATE:
      return {FieldDescriptorProto::TYPE_MESSAGE, ".truckroll.Date"};
    case CustomField::KIND_INSTANT:
      return {FieldDescriptorProto::TYPE_MESSAGE, ".google.protobuf.Timestamp"};
    case CustomField::KIND_CHOICE:
      return {FieldDescriptorProto::TYPE_ENUM};
    case CustomField::KIND_MONEY:
      return {FieldDescriptorProto::TYPE_MESSAGE, ".truckroll.Money"};
    case CustomField::KIND_QUANTITY:
      return {FieldDescriptorProto::TYPE_MESSAGE, ".truckroll.Quantity"};
    case CustomField::KIND_POSITION:
      return {FieldDescriptorProto::TYPE_MESSAGE, ".truckroll.Position"};
    case CustomField::KIND_PHONE:
      return {FieldDescriptorProto::TYPE_STRING, "", options::PHONE};
    case CustomField::KIND_EMAIL:
      return {FieldDescriptorProto::TYPE_STRING, "", options::EMAIL};
    case CustomField::KIND_URL:
      return {FieldDescriptorProto::TYPE_STRING, "", options::URL};
    case CustomField::KIND_COLOR:
      return {FieldDescriptorProto::TYPE_STRING, "", options::COLOR};
    default:
      return {FieldDescriptorProto::TYPE_STRING};
  }
}

double major(const truckroll::Decimal& value) {
  return static_cast<double>(value.millionths()) / 1e6;
}

options::Field options_of(const CustomField& made) {
  options::Field out;
  out.set_label(made.label());
  out.set_help(made.help());
  out.set_required(made.required());
  out.set_unique(made.unique());
  out.set_refers(made.refers());
  out.set_widget(form_of(made.kind()).widget);
  out.set_personal(made.personal());
  out.set_unit(made.unit());
  out.set_default_value(made.default_value());
  out.set_max_length(made.max_length());
  if (made.searchable()) out.set_search(options::SEARCH_HIGH);
  // Short texts are kept folded beside their records, so that lists find them as people write them.
  if (made.kind() != CustomField::KIND_LONG_TEXT) out.set_indexed(true);
  if (made.has_minimum()) out.set_minimum(major(made.minimum()));
  if (made.has_maximum()) out.set_maximum(major(made.maximum()));
  for (auto& grant : made.grants()) {
    auto access = out.add_access();
    access->set_role(grant.role());
    access->add_may(options::READ);
    if (grant.change()) access->add_may(options::CHANGE);
  }
  return out;
}

/// Names of enum values stand beside those of other fields: each begins with its field's number.
void describe_choices(const CustomField& made, DescriptorProto& message) {
  auto type = message.add_enum_type();
  auto prefix = "X" + std::to_string(made.number());
  type->set_name(prefix);
  auto add = [&](const std::string& name, int number, const std::string& label) {
    auto value = type->add_value();
    value->set_name(prefix + "_" + name);
    value->set_number(number);
    if (!label.empty())
      value->mutable_options()->MutableExtension(options::choice)->set_label(label);
  };
  add("UNSPECIFIED", 0, "");
  for (auto& choice : made.choices()) {
    auto name = choice.key();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return std::toupper(c); });
    add(name, choice.number(), choice.label());
  }
}

void describe_field(const CustomField& made, DescriptorProto& message) {
  auto form = form_of(made.kind());
  auto field = message.add_field();
  field->set_name(made.key());
  field->set_number(made.number());
  field->set_label(FieldDescriptorProto::LABEL_OPTIONAL);
  field->set_type(form.type);
  if (form.type == FieldDescriptorProto::TYPE_MESSAGE) field->set_type_name(form.message);
  if (form.type == FieldDescriptorProto::TYPE_ENUM) {
    describe_choices(made, message);
    field->set_type_name("X" + std::to_string(made.number()));
  }
  *field->mutable_options()->MutableExtension(options::field) = options_of(made);
}

std::string message_name(std::string type) {
  std::replace(type.begin(), type.end(), '.', '_');
  return type;
}

std::unique_ptr<options::Record> record_options(const CustomType& made,
                                                const std::vector<const CustomField*>& fields) {
  auto out = std::make_unique<options::Record>();
  auto path = "own-" + made.key();
  std::replace(path.begin(), path.end(), '_', '-');
  out->set_path(path);
  out->set_label(made.label());
  out->set_plural(made.plural().empty() ? made.label() : made.plural());
  out->set_help(made.help());
  out->set_icon(made.icon().empty() ? "puzzle" : made.icon());
  out->set_title(made.title());
  for (auto field : fields)
    if (out->title().empty() && field->kind() == CustomField::KIND_TEXT)
      out->set_title("{" + field->key() + "}");
  if (out->title().empty()) out->set_title(made.label());
  *out->mutable_columns() = made.columns();
  if (made.in_vans()) out->add_scope()->set_company(true);
  for (auto& grant : made.grants()) {
    auto access = out->add_access();
    access->set_role(grant.role());
    access->set_where(grant.where());
    if (grant.read()) access->add_may(options::READ);
    if (grant.create()) access->add_may(options::CREATE);
    if (grant.change()) access->add_may(options::CHANGE), access->add_may(options::ACT);
    if (grant.delete_()) access->add_may(options::DELETE);
  }
  if (made.states().empty()) return out;
  auto flow = out->mutable_flow();
  flow->set_name("own." + made.key());
  for (auto& state : made.states()) {
    flow->add_state(state.key());
    if (state.frozen()) flow->add_frozen(state.key());
  }
  for (auto& move : made.moves()) {
    auto added = flow->add_move();
    added->set_action(move.action());
    *added->mutable_from() = move.from();
    added->set_to(move.to());
    *added->mutable_role() = move.roles();
  }
  return out;
}

/// Fields in force, by type, in their order.
std::map<std::string, std::vector<const CustomField*>> by_type(const Additions& additions) {
  std::map<std::string, std::vector<const CustomField*>> sorted;
  for (auto& field : additions.fields)
    if (field.header().state() != "retired" && field.number() > 0)
      sorted[field.of_type()].push_back(&field);
  for (auto& [type, fields] : sorted)
    std::stable_sort(fields.begin(), fields.end(), [](auto a, auto b) {
      return std::pair(a->order(), a->number()) < std::pair(b->order(), b->number());
    });
  return sorted;
}

class Faults final : public google::protobuf::DescriptorPool::ErrorCollector {
 public:
  explicit Faults(std::vector<std::string>* out) : out_(out) {}
  void AddError(const std::string&, const std::string& element, const google::protobuf::Message*,
                ErrorLocation, const std::string& text) override {
    add(element + ": " + text);
  }
  void add(const std::string& text) {
    if (out_) out_->push_back(text);
  }

 private:
  std::vector<std::string>* out_;
};

/// The message that holds the values of these fields; null when they contradict themselves.
const Message* make_values(Made& made, const std::string& type,
                           const std::vector<const CustomField*>& fields, Faults& faults) {
  FileDescriptorProto file;
  file.set_name(message_name(type) + "_" + file_name);
  file.set_package("truckroll.custom");
  file.add_dependency("proto/values/values.proto");
  file.add_dependency("google/protobuf/timestamp.proto");
  auto message = file.add_message_type();
  message->set_name(message_name(type));
  for (auto field : fields) describe_field(*field, *message);
  auto built = made.pool.BuildFileCollectingErrors(file, &faults);
  return built ? made.factory.GetPrototype(built->message_type(0)) : nullptr;
}

}  // namespace

Catalogue Catalogue::extended(const Additions& additions, std::vector<std::string>* names) const {
  auto made = std::make_shared<Made>(additions);
  Faults faults(names);
  auto fields = by_type(made->additions);
  Catalogue all;
  auto add_fields = [&](RecordType& type) {
    auto& own = fields[type.name];
    type.values = make_values(*made, type.name, own, faults);
    if (!type.values) return;
    type.custom = fields_of(type.values->GetDescriptor());
    for (std::size_t i = 0; i < own.size(); ++i) type.custom[i].custom = own[i];
  };
  for (auto& type : types_) {
    if (!fields.count(type->name)) {
      all.add(type);
      continue;
    }
    auto copy = std::make_shared<RecordType>(*type);
    copy->additions_ = made;
    add_fields(*copy);
    all.add(std::shared_ptr<const RecordType>(std::move(copy)));
  }
  for (auto& definition : made->additions.types) {
    if (definition.header().state() != "active") continue;
    auto type = std::make_shared<RecordType>();
    type->additions_ = made;
    type->made_by = &definition;
    type->descriptor = truckroll::own::OwnRecord::descriptor();
    type->name = "own." + definition.key();
    made->records.push_back(record_options(definition, fields[type->name]));
    type->options = made->records.back().get();
    type->area = "own";
    type->table = "own_record";
    type->path = type->options->path();
    type->label = type->options->label();
    type->plural = type->options->plural();
    add_fields(*type);
    all.add(std::shared_ptr<const RecordType>(std::move(type)));
  }
  for (auto& type : all.types_)
    for (auto& field : type->custom)
      if (field.is_reference() && !all.find(field.options->refers()))
        faults.add(type->name + "." + field.name + " refers to unknown " + field.options->refers());
  return all;
}

}  // namespace common::schema
