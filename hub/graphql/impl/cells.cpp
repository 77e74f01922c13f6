#include "hub/graphql/impl/cells.hpp"

#include "common/clock/clock.hpp"
#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"

namespace hub::graphql::impl {
namespace {

namespace codec = common::codec;
using common::schema::FieldKind;
using store::Value;

std::int64_t integer(const Value& cell) {
  auto number = std::get_if<std::int64_t>(&cell);
  return number ? *number : 0;
}

const std::string& text(const Value& cell) {
  static const std::string none;
  auto found = std::get_if<std::string>(&cell);
  return found ? *found : none;
}

void write_text(std::string& out, const std::string& text) {
  codec::append_json_text(out, text);
}

void write_instant(std::string& out, const Value& cell) {
  write_text(out, common::format_instant(common::from_micros(integer(cell))));
}

/// What a column of JSON holds; nothing for text that is none.
Json json_in(const Value& cell) {
  auto json = common::try_read_json(text(cell));
  return json.is_discarded() ? Json() : json;
}

/// A value that is an object, in the form of the API's JSON.
Json object_of(FieldKind kind, std::span<const Value> cells) {
  switch (kind) {
    case FieldKind::money: {
      auto& currency = text(cells[1]);
      auto amount = codec::format_scaled(integer(cells[0]), codec::currency_places(currency), true);
      return {{"amount", amount}, {"currency", currency}};
    }
    case FieldKind::quantity:
      return {{"value", codec::format_scaled(integer(cells[0]), 6)}, {"unit", text(cells[1])}};
    case FieldKind::position:
      return {{"latitude", static_cast<double>(integer(cells[0])) / 1e7},
              {"longitude", static_cast<double>(integer(cells[1])) / 1e7}};
    default:
      return json_in(cells[0]);
  }
}

Json custom_value(const Origin& origin, const Value& cell) {
  auto all = json_in(cell);
  auto found = all.find(origin.key);
  return found == all.end() ? Json() : *found;
}

void write_parts(std::string& out, const Planner& planner, Pick& pick, const Json& value) {
  if (value.is_null()) {
    out += "null";
    return;
  }
  if (value.is_array()) {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i) out += ',';
      write_parts(out, planner, pick, value[i]);
    }
    out += ']';
    return;
  }
  auto& shape = planner.below(pick, *pick.field->type.type);
  out += '{';
  for (auto& part : shape.picks) {
    if (&part != &shape.picks.front()) out += ',';
    write_text(out, part.key);
    out += ':';
    auto found = value.find(part.field->origin.key);
    if (part.field->name == "__typename")
      write_text(out, shape.type->name);
    else if (found == value.end())
      out += "null";
    else if (found->is_object())
      write_parts(out, planner, part, *found);
    else
      out += found->dump();
  }
  out += '}';
}

void write_field(std::string& out, const Pick& pick, std::span<const Value> cells) {
  auto& field = *pick.field->origin.field;
  switch (field.kind) {
    case FieldKind::integer: {
      bool quoted = pick.field->type.type->name == "Int64";
      out += (quoted ? "\"" : "") + std::to_string(integer(cells[0])) + (quoted ? "\"" : "");
      break;
    }
    case FieldKind::boolean:
      out += integer(cells[0]) != 0 ? "true" : "false";
      break;
    case FieldKind::instant:
      write_instant(out, cells[0]);
      break;
    case FieldKind::date:
      write_text(out, codec::format_date(static_cast<std::int32_t>(integer(cells[0]))));
      break;
    case FieldKind::decimal:
      write_text(out, codec::format_scaled(integer(cells[0]), 6));
      break;
    case FieldKind::choice:
      // A choice of a newer release ("#7") is none of this schema's.
      if (text(cells[0]).starts_with('#'))
        out += "null";
      else
        write_text(out, text(cells[0]));
      break;
    case FieldKind::bytes: {
      auto blob = std::get_if<store::Blob>(&cells[0]);
      write_text(out, common::to_base64(blob ? blob->bytes : text(cells[0])));
      break;
    }
    default:
      write_text(out, text(cells[0]));
  }
}

/// A list lies in its column as the API's JSON.
void write_list(std::string& out, const Pick& pick, const Value& cell) {
  if (pick.field->type.type->name != "Int64") {
    out += text(cell);
    return;
  }
  auto numbers = json_in(cell);
  out += '[';
  for (std::size_t i = 0; i < numbers.size(); ++i)
    out += (i ? ",\"" : "\"") + common::json_text(numbers[i]) + "\"";
  out += ']';
}

/// JSON as in the API, but for 64-bit numbers, which are strings here.
void write_custom(std::string& out, const Planner& planner, Pick& pick, const Value& cell) {
  auto value = custom_value(pick.field->origin, cell);
  bool number = value.is_number() && pick.field->type.type->name == "Int64";
  if (!pick.field->type.type->is_leaf())
    write_parts(out, planner, pick, value);
  else
    out += number ? "\"" + common::json_text(value) + "\"" : common::json_text(value);
}

void write_header(std::string& out, const Planner& planner, Pick& pick, const Value& cell) {
  auto& column = pick.field->origin.key;
  if (column == "external_ids")
    write_parts(out, planner, pick, json_in(cell));
  else if (column == "tags")
    out += text(cell);
  else if (column == "version")
    out += std::to_string(integer(cell));
  else if (column.ends_with("_at"))
    write_instant(out, cell);
  else
    write_text(out, text(cell));
}

}  // namespace

void write_cells(std::string& out, const Planner& planner, Pick& pick,
                 std::span<const Value> cells) {
  auto& origin = pick.field->origin;
  bool is_type = origin.kind == Origin::Kind::about_type;
  if (std::holds_alternative<std::monostate>(cells[is_type ? 1 : 0])) {
    out += "null";
    return;
  }
  if (origin.kind == Origin::Kind::header) return write_header(out, planner, pick, cells[0]);
  if (origin.kind == Origin::Kind::custom) return write_custom(out, planner, pick, cells[0]);
  if (is_type) return write_text(out, text(cells[1]));
  if (!pick.field->type.type->is_leaf())
    return write_parts(
        out, planner, pick,
        origin.field->list ? json_in(cells[0]) : object_of(origin.field->kind, cells));
  if (origin.field->list) return write_list(out, pick, cells[0]);
  write_field(out, pick, cells);
}

std::vector<std::string> ids_in(const Origin& origin, const Value& cell) {
  auto& found = text(cell);
  if (found.empty()) return {};
  bool custom = origin.field && origin.field->custom;
  if (!custom && found[0] != '[') return {found};
  auto value = custom ? custom_value(origin, cell) : json_in(cell);
  if (value.is_string()) return {value.get<std::string>()};
  std::vector<std::string> ids;
  for (auto& id : value)
    if (id.is_string()) ids.push_back(id.get<std::string>());
  return ids;
}

}  // namespace hub::graphql::impl
