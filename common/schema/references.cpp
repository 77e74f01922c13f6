#include "common/schema/references.hpp"

namespace common::schema {
namespace {

void collect(const std::vector<Field>& fields, const Message& message, const std::string& prefix,
             std::vector<Reference>& out) {
  auto reflection = message.GetReflection();
  for (auto& field : fields) {
    bool leads =
        field.kind == FieldKind::lines || field.is_reference() || field.kind == FieldKind::about;
    if (!leads) continue;
    auto path = prefix + field.name;
    if (field.kind == FieldKind::lines) {
      for (int i = 0; i < reflection->FieldSize(message, field.descriptor); ++i)
        collect(field.lines, reflection->GetRepeatedMessage(message, field.descriptor, i),
                path + "[" + std::to_string(i) + "].", out);
    } else if (field.is_reference() && field.list) {
      for (int i = 0; i < reflection->FieldSize(message, field.descriptor); ++i)
        out.push_back({path + "[" + std::to_string(i) + "]", field.options->refers(),
                       reflection->GetRepeatedString(message, field.descriptor, i)});
    } else if (field.is_reference() && reflection->HasField(message, field.descriptor)) {
      out.push_back(
          {path, field.options->refers(), reflection->GetString(message, field.descriptor)});
    } else if (field.kind == FieldKind::about && !field.list &&
               reflection->HasField(message, field.descriptor)) {
      auto& about =
          static_cast<const truckroll::About&>(reflection->GetMessage(message, field.descriptor));
      out.push_back({path, about.type(), about.id()});
    }
  }
}

}  // namespace

std::vector<Reference> references_of(const RecordType& type, const Message& record) {
  std::vector<Reference> found;
  collect(type.fields, record, "", found);
  auto& custom = header(record).custom();
  for (auto& field : type.custom) {
    if (!field.is_reference()) continue;
    auto value = custom.find(static_cast<std::uint32_t>(field.descriptor->number()));
    // A reference's JSON is its id in quotes.
    if (value != custom.end() && value->second.size() > 2)
      found.push_back(
          {field.name, field.options->refers(), value->second.substr(1, value->second.size() - 2)});
  }
  return found;
}

}  // namespace common::schema
