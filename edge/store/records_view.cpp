#include "edge/store/records_view.hpp"

#include <algorithm>
#include <map>
#include <mutex>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace edge::store {
namespace {

using common::Error;
using common::ErrorCode;
using common::schema::Field;
using common::schema::FieldKind;
namespace schema = common::schema;

bool is_live(const Message& record) {
  return !schema::header(record).has_deleted_at();
}

void append_values(const Field& field, const Message& message, std::vector<std::string>& out) {
  auto reflection = message.GetReflection();
  auto one = [&](int i) -> std::string {
    using google::protobuf::FieldDescriptor;
    switch (field.descriptor->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return i < 0 ? reflection->GetString(message, field.descriptor)
                     : reflection->GetRepeatedString(message, field.descriptor, i);
      case FieldDescriptor::CPPTYPE_ENUM:
        return schema::choice_name(i < 0
                                       ? reflection->GetEnum(message, field.descriptor)
                                       : reflection->GetRepeatedEnum(message, field.descriptor, i));
      case FieldDescriptor::CPPTYPE_INT64:
        return std::to_string(i < 0 ? reflection->GetInt64(message, field.descriptor)
                                    : reflection->GetRepeatedInt64(message, field.descriptor, i));
      case FieldDescriptor::CPPTYPE_INT32:
        return std::to_string(i < 0 ? reflection->GetInt32(message, field.descriptor)
                                    : reflection->GetRepeatedInt32(message, field.descriptor, i));
      case FieldDescriptor::CPPTYPE_BOOL:
        return (i < 0 ? reflection->GetBool(message, field.descriptor)
                      : reflection->GetRepeatedBool(message, field.descriptor, i))
                   ? "1"
                   : "0";
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (field.kind == FieldKind::about)
          return static_cast<const truckroll::About&>(
                     i < 0 ? reflection->GetMessage(message, field.descriptor)
                           : reflection->GetRepeatedMessage(message, field.descriptor, i))
              .id();
        throw Error(ErrorCode::internal, "records are not found by the field " + field.name);
      default:
        throw Error(ErrorCode::internal, "records are not found by the field " + field.name);
    }
  };
  if (field.descriptor->is_repeated()) {
    for (int i = 0; i < reflection->FieldSize(message, field.descriptor); ++i)
      out.push_back(one(i));
  } else if (reflection->HasField(message, field.descriptor)) {
    out.push_back(one(-1));
  }
}

bool is_indexed(const Field& field) {
  return field.kind == FieldKind::reference || field.kind == FieldKind::about ||
         (field.kind == FieldKind::text && field.options->unique());
}

/// The value of a look-up of two fields; the first is a reference, and ids have no bar.
std::string both(std::string_view first, std::string_view second) {
  return std::string(first) + "|" + std::string(second);
}

/// Whether the second field of a look-up has values that are looked for as they are.
bool is_equal_field(const RecordType& type, const std::string& name) {
  return name == "state" || type.field(name).kind != FieldKind::instant;
}

std::string index_prefix(const Seal& seal, char space, const RecordType& type,
                         std::string_view path, std::string_view value) {
  auto key = std::string(1, space) + type.name + "|" + std::string(path) + "|";
  return key + seal.blind(key.substr(1) + std::string(value)) + "|";
}

}  // namespace

RecordKey record_key(std::string_view type, std::string_view id) {
  // Ids come from outside; a key must stay within LMDB's 511 bytes and have one reading.
  if (id.empty() || id.size() > 64 || id.find('|') != std::string_view::npos || type.size() > 80)
    throw Error(ErrorCode::bad_input, "this is no id of a record");
  return std::string(type) + "|" + std::string(id);
}

std::pair<std::string, std::string> split_key(std::string_view key) {
  auto bar = key.find('|');
  auto end = key.find('|', bar + 1);
  return {std::string(key.substr(0, bar)),
          std::string(key.substr(bar + 1, end == key.npos ? end : end - bar - 1))};
}

std::vector<std::string> values_at(const RecordType& type, const Message& record,
                                   std::string_view path) {
  std::vector<std::string> values;
  if (auto space = path.find(' '); space != path.npos) {
    for (auto& first : values_at(type, record, path.substr(0, space)))
      for (auto& second : values_at(type, record, path.substr(space + 1)))
        values.push_back(both(first, second));
    return values;
  }
  auto parts = common::text::split(path, '.');
  if (parts[0] == "state") return {schema::header(record).state()};
  if (parts[0] == "id") return {schema::header(record).id()};
  auto& field = type.field(parts[0]);
  if (field.kind != FieldKind::lines) {
    append_values(field, record, values);
    return values;
  }
  if (parts.size() < 2)
    throw Error(ErrorCode::internal, "a path into lines names a field of theirs");
  for (auto& inner : field.lines) {
    if (inner.name != parts[1]) continue;
    auto reflection = record.GetReflection();
    for (int i = 0; i < reflection->FieldSize(record, field.descriptor); ++i)
      append_values(inner, reflection->GetRepeatedMessage(record, field.descriptor, i), values);
  }
  return values;
}

bool has_value(const RecordType& type, const Message& record, std::string_view path,
               std::string_view value) {
  auto values = values_at(type, record, path);
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool fits(const RecordType& type, const Message& record, const common::rules::Also& also) {
  if (!also.after) return has_value(type, record, also.field, also.value);
  auto& field = type.field(also.field);
  auto reflection = record.GetReflection();
  return reflection->HasField(record, field.descriptor) &&
         common::codec::from_timestamp(static_cast<const google::protobuf::Timestamp&>(
             reflection->GetMessage(record, field.descriptor))) > *also.after;
}

const std::vector<std::string>& indexed_paths(const RecordType& type) {
  static std::mutex mutex;
  // By descriptor: a company's own types come and go, and have no declared fields.
  static std::map<const google::protobuf::Descriptor*, std::vector<std::string>> known;
  std::lock_guard lock(mutex);
  auto [found, is_new] = known.try_emplace(type.descriptor);
  if (!is_new) return found->second;
  std::set<std::string> paths;
  for (auto& field : type.fields) {
    if (is_indexed(field)) paths.insert(field.name);
    for (auto& inner : field.lines)
      if (is_indexed(inner)) paths.insert(field.name + "." + inner.name);
  }
  for (auto& lookup : type.options->lookup())
    if (is_equal_field(type, common::text::split(lookup, ' ').at(1))) paths.insert(lookup);
  found->second.assign(paths.begin(), paths.end());
  return found->second;
}

std::set<IndexValue> index_values(const RecordType& type, const Message& record) {
  std::set<IndexValue> found;
  if (!is_live(record)) return found;
  for (auto& path : indexed_paths(type))
    for (auto& value : values_at(type, record, path))
      if (!value.empty()) found.emplace(path, value);
  return found;
}

std::string index_key(const Seal& seal, char space, const RecordType& type, const IndexValue& value,
                      std::string_view id) {
  return index_prefix(seal, space, type, value.first, value.second).append(id);
}

std::set<std::string> index_keys(const Seal& seal, char space, const RecordType& type,
                                 const Message& record) {
  std::set<std::string> keys;
  for (auto& value : index_values(type, record))
    keys.insert(index_key(seal, space, type, value, schema::header(record).id()));
  return keys;
}

std::unique_ptr<Message> RecordsView::parse(const RecordType& type,
                                            const std::string& bytes) const {
  auto record = type.make();
  if (!record->ParseFromString(bytes))
    throw Error(ErrorCode::storage, "a stored " + type.label + " cannot be read");
  return record;
}

std::unique_ptr<Message> RecordsView::find_server(const RecordType& type,
                                                  std::string_view id) const {
  if (id.empty()) return nullptr;
  std::unique_ptr<Message> found;
  // The first is of the most special scope.
  auto prefix = record_key(type.name, id) + "|";
  txn_.walk(Db::base, prefix, {}, [&](std::string_view key, std::string_view raw) {
    found = parse(type, txn_.open(Db::base, key, raw));
    return false;
  });
  return found;
}

std::unique_ptr<Message> RecordsView::find_message(const RecordType& type,
                                                   std::string_view id) const {
  if (id.empty()) return nullptr;
  auto bytes = txn_.get(Db::overlay, record_key(type.name, id));
  auto found = bytes ? parse(type, *bytes) : find_server(type, id);
  return found && is_live(*found) ? std::move(found) : nullptr;
}

bool RecordsView::is_pending(const RecordType& type, std::string_view id) const {
  return txn_.has(Db::overlay, record_key(type.name, id));
}

std::set<std::string> RecordsView::known_ids(const RecordType& type) const {
  std::set<std::string> ids;
  auto collect = [&](std::string_view key, std::string_view) {
    ids.insert(split_key(key).second);
    return true;
  };
  txn_.walk(Db::base, type.name + "|", {}, collect);
  txn_.walk(Db::overlay, type.name + "|", {}, collect);
  return ids;
}

std::vector<std::unique_ptr<Message>> RecordsView::list_messages(const RecordType& type) const {
  std::vector<std::unique_ptr<Message>> records;
  for (auto& id : known_ids(type))
    if (auto found = find_message(type, id)) records.push_back(std::move(found));
  return records;
}

std::vector<std::string> RecordsView::list_ids(const RecordType& type) const {
  std::vector<std::string> ids;
  for (auto& id : known_ids(type))
    if (find_message(type, id)) ids.push_back(id);
  return ids;
}

std::set<std::string> RecordsView::candidates(const RecordType& type, std::string_view path,
                                              std::string_view value) const {
  std::set<std::string> ids;
  auto& paths = indexed_paths(type);
  if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
    auto collect = [&](std::string_view key, std::string_view) {
      ids.insert(split_key(key).second);
      return true;
    };
    txn_.walk(Db::base, type.name + "|", {}, collect);
    txn_.walk(Db::overlay, type.name + "|", {}, collect);
    return ids;
  }
  return indexed(type, path, value);
}

std::set<std::string> RecordsView::candidates(const RecordType& type, std::string_view path,
                                              std::string_view value,
                                              const common::rules::Also& also) const {
  auto lookup = std::string(path) + " " + std::string(also.field);
  auto& paths = indexed_paths(type);
  if (std::find(paths.begin(), paths.end(), lookup) == paths.end())
    return candidates(type, path, value);
  return indexed(type, lookup, both(value, also.value));
}

std::set<std::string> RecordsView::indexed(const RecordType& type, std::string_view path,
                                           std::string_view value) const {
  std::set<std::string> ids;
  for (char space : {'b', 'o'}) {
    auto prefix = index_prefix(txn_.seal(), space, type, path, value);
    txn_.walk(Db::index, prefix, {}, [&](std::string_view key, std::string_view) {
      ids.insert(std::string(key.substr(prefix.size())));
      return true;
    });
  }
  return ids;
}

std::vector<std::unique_ptr<Message>> RecordsView::where_message(const RecordType& type,
                                                                 std::string_view path,
                                                                 std::string_view value) const {
  std::vector<std::unique_ptr<Message>> records;
  for (auto& id : candidates(type, path, value))
    if (auto found = find_message(type, id); found && has_value(type, *found, path, value))
      records.push_back(std::move(found));
  return records;
}

std::vector<std::unique_ptr<Message>> RecordsView::where_also_message(
    const RecordType& type, std::string_view path, std::string_view value,
    const common::rules::Also& also) const {
  std::vector<std::unique_ptr<Message>> records;
  for (auto& id : candidates(type, path, value, also)) {
    auto found = find_message(type, id);
    if (found && has_value(type, *found, path, value) && fits(type, *found, also))
      records.push_back(std::move(found));
  }
  return records;
}

}  // namespace edge::store
