#include "common/codec/json.hpp"

#include <algorithm>

#include "common/codec/custom.hpp"
#include "common/codec/impl/value_json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/bounded_json.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"

namespace common::codec {
namespace {

using schema::Field;
using schema::Message;

constexpr std::size_t header_entries_max = 100;

class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  std::string& key(std::string_view name) {
    out_ += first_ ? "\"" : ",\"";
    first_ = false;
    out_ += name;
    out_ += "\":";
    return out_;
  }
  void text(std::string_view name, const std::string& value) {
    if (!value.empty()) append_json_text(key(name), value);
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

void write_header(ObjectWriter& object, const truckroll::Header& header) {
  object.text("id", header.id());
  object.key("version") += std::to_string(header.version());
  object.text("state", header.state());
  if (header.has_created_at())
    object.text("created_at", format_instant(from_timestamp(header.created_at())));
  object.text("created_by", header.created_by());
  if (header.has_changed_at())
    object.text("changed_at", format_instant(from_timestamp(header.changed_at())));
  object.text("changed_by", header.changed_by());
  object.text("changed_from", header.changed_from());
  if (header.has_deleted_at())
    object.text("deleted_at", format_instant(from_timestamp(header.deleted_at())));
  if (header.tags_size() > 0)
    object.key("tags") += common::json_text(
        Json(std::vector<std::string>(header.tags().begin(), header.tags().end())));
  if (header.external_ids_size() > 0) {
    Json ids = Json::array();
    for (auto& id : header.external_ids())
      ids.push_back({{"system", id.system()}, {"key", id.key()}});
    object.key("external_ids") += common::json_text(ids);
  }
}

void write_fields(ObjectWriter& object, const std::vector<Field>& fields, const Message& message,
                  const Visible& visible) {
  for (auto& field : fields) {
    if (field.options->secret() || !impl::is_set(field, message) || (visible && !visible(field)))
      continue;
    impl::append_field_value(object.key(field.name), field, message);
  }
}

void write_custom(ObjectWriter& object, const schema::RecordType& type, const Message& record,
                  const Visible& visible) {
  for (auto& field : type.custom)
    if (auto text = find_custom_json(field, record); text && (!visible || visible(field)))
      object.key(field.name) += *text;
}

/// Whether the name is one of the company's own fields; sets it.
bool merge_custom(const schema::RecordType& type, Message& record, const std::string& name,
                  const Json& value) {
  auto field = type.find_custom(name);
  if (!field) return false;
  auto values = custom_values(type, record);
  impl::set_field_value(*field, *values, value, name);
  store_custom(*field, *values, record);
  return true;
}

bool is_header_name(std::string_view name) {
  for (auto known : {"id", "version", "state", "created_at", "created_by", "changed_at",
                     "changed_by", "changed_from", "deleted_at", "titles"})
    if (name == known) return true;
  return false;
}

void merge_tags(truckroll::Header& header, const Json& value) {
  header.clear_tags();
  if (value.is_null()) return;
  if (!value.is_array()) refuse("tags", "expected a list");
  if (value.size() > header_entries_max)
    throw Error(ErrorCode::too_large, "at most 100 entries", "tags");
  for (auto& tag : value) {
    if (!tag.is_string() || !is_id(tag.get<std::string>()))
      refuse("tags", "expected a list of ids");
    header.add_tags(tag.get<std::string>());
  }
}

void merge_external_ids(truckroll::Header& header, const Json& value) {
  header.clear_external_ids();
  if (value.is_null()) return;
  if (!value.is_array()) refuse("external_ids", "expected a list");
  if (value.size() > header_entries_max)
    throw Error(ErrorCode::too_large, "at most 100 entries", "external_ids");
  for (auto& id : value) {
    if (!id.is_object() || !id.value("system", Json()).is_string() ||
        !id.value("key", Json()).is_string())
      refuse("external_ids", "expected objects with system and key");
    auto added = header.add_external_ids();
    added->set_system(id["system"].get<std::string>());
    added->set_key(id["key"].get<std::string>());
  }
}

/// Runs `set` and collects what it refuses, so that one reply names every fault.
template <class F>
void collect(std::vector<Violation>& violations, F&& set) {
  try {
    set();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::bad_input || error.violations().empty()) throw;
    violations.insert(violations.end(), error.violations().begin(), error.violations().end());
  }
}

/// Who sends more faults than these has not mistyped; nobody reads them all.
constexpr std::size_t violations_max = 100;

void throw_if_any(std::vector<Violation> violations) {
  if (violations.empty()) return;
  auto text = violations.size() == 1 ? say("{}: {}", violations[0].field, violations[0].text)
              : violations.size() < violations_max
                  ? say("{} fields are wrong", violations.size())
                  : say("{} fields or more are wrong", violations.size());
  throw Error(ErrorCode::bad_input, text, std::move(violations));
}

const Field* find(const std::vector<Field>& fields, std::string_view name) {
  for (auto& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  auto is_simple = [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
  };
  auto other = std::find_if_not(text.begin(), text.end(), is_simple);
  if (other == text.end()) {  // nearly all texts
    out += '"';
    out += text;
    out += '"';
    return;
  }
  if (!text::is_utf8(text)) {
    out += common::told_json_text(Json(std::string(text)));
    return;
  }
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string to_json(const schema::RecordType& type, const Message& record, const Visible& visible) {
  std::string out;
  ObjectWriter object(out);
  write_header(object, schema::header(record));
  write_fields(object, type.fields, record, visible);
  write_custom(object, type, record, visible);
  object.end();
  return out;
}

std::string to_json(const std::vector<Field>& fields, const Message& message) {
  std::string out;
  ObjectWriter object(out);
  write_fields(object, fields, message, {});
  object.end();
  return out;
}

void merge_json(const schema::RecordType& type, Message& record, const Json& patch, bool creating) {
  if (!patch.is_object())
    throw Error(ErrorCode::bad_input, "expected an object with the record's fields");
  std::vector<Violation> violations;
  for (auto& [key, value] : patch.items()) {
    if (violations.size() >= violations_max) break;
    collect(violations, [&, &key = key, &value = value] {
      if (key == "tags") return merge_tags(schema::header(record), value);
      if (key == "external_ids") return merge_external_ids(schema::header(record), value);
      if (key == "titles" || key == "version") return;
      if (is_header_name(key))
        refuse(key, key == "state" ? "a state moves by its actions only" : "set by the system");
      auto field = find(type.fields, key);
      if (!field && merge_custom(type, record, key, value)) return;
      if (!field) refuse(key, "there is no such field");
      if (field->options->derived()) refuse(key, "computed; it cannot be entered");
      if (field->options->locked() && !creating)
        refuse(key, "set once; it can no longer be changed");
      impl::set_field_value(*field, record, value, key);
    });
  }
  throw_if_any(std::move(violations));
}

void merge_json(const std::vector<Field>& fields, Message& message, const Json& patch) {
  if (!patch.is_object()) throw Error(ErrorCode::bad_input, "expected an object");
  std::vector<Violation> violations;
  for (auto& [key, value] : patch.items()) {
    if (violations.size() >= violations_max) break;
    collect(violations, [&, &key = key, &value = value] {
      auto field = find(fields, key);
      if (!field) refuse(key, "there is no such field");
      impl::set_field_value(*field, message, value, key);
    });
  }
  throw_if_any(std::move(violations));
}

Json parse_json(std::string_view text) {
  return text::parse_bounded_json(text);
}

}  // namespace common::codec
