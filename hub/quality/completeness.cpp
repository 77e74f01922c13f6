#include "hub/quality/completeness.hpp"

#include <algorithm>

#include "common/codec/custom.hpp"
#include "hub/quality/identity.hpp"

namespace hub::quality {
namespace {

namespace options = common::schema::options;

bool is_shown(const RecordType& type, const std::string& name) {
  auto& columns = type.options->columns();
  return type.options->title().find("{" + name + "}") != std::string::npos ||
         std::find(columns.begin(), columns.end(), name) != columns.end();
}

int weight_of(const RecordType& type, const std::vector<Identifying>& known_by,
              const Field& field) {
  auto& o = *field.options;
  if (field.readonly() || o.secret() || !o.series().empty()) return 0;
  if (o.required()) return 3;
  bool identifies =
      std::any_of(known_by.begin(), known_by.end(), [&](auto& one) { return one.field == &field; });
  if (identifies || is_shown(type, field.name) || o.search() == options::SEARCH_HIGH) return 2;
  return o.personal() || o.indexed() ? 1 : 0;
}

bool has_own(const Field& field, const Message& record) {
  auto json = common::codec::find_custom_json(field, record);
  return json && *json != "null" && *json != "\"\"" && *json != "[]";
}

bool says_something(const Field& field, const Message& record) {
  if (field.custom) return has_own(field, record);
  auto reflection = record.GetReflection();
  auto descriptor = field.descriptor;
  if (descriptor->is_repeated()) return reflection->FieldSize(record, descriptor) > 0;
  if (!reflection->HasField(record, descriptor)) return false;
  if (descriptor->message_type())
    return reflection->GetMessage(record, descriptor).ByteSizeLong() > 0;
  bool text = descriptor->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING;
  return !text || !reflection->GetString(record, descriptor).empty();
}

}  // namespace

Completeness completeness_of(const RecordType& type, const Message& record,
                             const common::codec::Visible& visible) {
  auto known_by = identifying_fields(type);
  int all = 0, filled = 0;
  std::vector<std::pair<int, std::string>> missing;
  for (auto fields : {&type.fields, &type.custom})
    for (auto& field : *fields) {
      auto weight = visible && !visible(field) ? 0 : weight_of(type, known_by, field);
      all += weight;
      if (says_something(field, record))
        filled += weight;
      else if (weight > 0)
        missing.emplace_back(weight, field.name);
    }
  std::stable_sort(missing.begin(), missing.end(),
                   [](auto& a, auto& b) { return a.first > b.first; });
  Completeness result;
  if (all > 0) result.percent = (filled * 100 + all / 2) / all;
  for (auto& [weight, name] : missing) result.missing.push_back(name);
  return result;
}

Json completeness_json(const Completeness& completeness) {
  return {{"percent", completeness.percent}, {"missing", completeness.missing}};
}

}  // namespace hub::quality
