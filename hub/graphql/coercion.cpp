#include "hub/graphql/coercion.hpp"

#include <charconv>
#include <limits>

#include "common/text/json_text.hpp"

namespace hub::graphql {
namespace {

bool is_int64(const std::string& text) {
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

/// Nothing where the value does not fit.
std::optional<Json> scalar_from(const Json& value, const std::string& name) {
  if (name == "Json") return value;
  if (name == "Boolean") return value.is_boolean() ? std::optional(value) : std::nullopt;
  if (name == "Int") {
    if (!value.is_number_integer()) return std::nullopt;
    constexpr auto low = std::numeric_limits<std::int32_t>::min();
    constexpr auto high = std::numeric_limits<std::int32_t>::max();
    bool fits = value.is_number_unsigned()
                    ? value.get<std::uint64_t>() <= std::uint64_t{high}
                    : value.get<std::int64_t>() >= low && value.get<std::int64_t>() <= high;
    return fits ? std::optional(value) : std::nullopt;
  }
  if (name == "Float") return value.is_number() ? std::optional(value) : std::nullopt;
  if (name == "Int64") {
    auto text = value.is_string() ? value.get<std::string>() : common::json_text(value);
    bool is_number = value.is_string() || value.is_number_integer();
    if (!is_number || !is_int64(text)) return std::nullopt;
    return Json(std::stoll(text));
  }
  if (name == "ID" && value.is_number_integer()) return Json(common::json_text(value));
  if (name == "Decimal" && value.is_number_integer()) return Json(common::json_text(value));
  return value.is_string() ? std::optional(value) : std::nullopt;
}

std::string shown(const Json& value) {
  auto text = common::told_json_text(value);
  return text.size() > 80 ? text.substr(0, 80) + "…" : text;
}

/// A value as written, as JSON; without choices and variables, which have a place of their own.
Json plain_json(const Value& value) {
  switch (value.kind) {
    case Value::Kind::boolean:
      return value.text == "true";
    case Value::Kind::integer:
      if (is_int64(value.text)) return std::stoll(value.text);
      return value.text;
    case Value::Kind::decimal:
      return common::try_read_json(value.text);
    case Value::Kind::text:
      return value.text;
    default:
      return nullptr;
  }
}

std::string written(const Value& value) {
  switch (value.kind) {
    case Value::Kind::list:
      return "[…]";
    case Value::Kind::object:
      return "{…}";
    case Value::Kind::null:
      return "null";
    case Value::Kind::text:
      return shown(value.text);
    default:
      return value.text.substr(0, 80);
  }
}

TypeUse item_of(const TypeUse& list) {
  return {list.type, false, false, list.item_required};
}

/// Walks a value as written; with `variables` it makes JSON, without it only checks.
class Written {
 public:
  Written(const Variables* variables, const OnVariable& on_variable)
      : variables_(variables), on_variable_(on_variable) {}

  std::optional<Json> take(const Value& value, const TypeUse& type, bool has_fallback) {
    if (value.kind == Value::Kind::variable) return variable(value, type, has_fallback);
    if (value.kind == Value::Kind::null) {
      if (type.required) misfit(value, type);
      return Json();
    }
    if (type.list) return list(value, type);
    if (type.type->kind == TypeKind::input) return object(value, type);
    if (type.type->kind == TypeKind::enumeration) {
      auto found = value.kind == Value::Kind::choice ? type.type->find_value(value.text) : nullptr;
      if (!found) misfit(value, type);
      return Json(found->key);
    }
    return scalar(value, type);
  }

 private:
  [[noreturn]] static void misfit(const Value& value, const TypeUse& type) {
    throw Misfit("expected a value of type " + type.text() + ", found " + written(value) + ".",
                 value.place);
  }

  std::optional<Json> variable(const Value& value, const TypeUse& type, bool has_fallback) {
    if (on_variable_) on_variable_(value, type, has_fallback);
    if (!variables_) return Json();
    auto found = variables_->find(value.text);
    if (found == variables_->end()) return std::nullopt;
    if (found->second.is_null() && type.required)
      throw Misfit("variable \"$" + value.text + "\" must not be null here.", value.place);
    return found->second;
  }

  Json list(const Value& value, const TypeUse& type) {
    Json out = Json::array();
    auto item = item_of(type);
    if (value.kind != Value::Kind::list) {
      out.push_back(take(value, item, false).value_or(Json()));
      return out;
    }
    for (auto& one : value.items) {
      auto made = take(one, item, false);
      if (!made && item.required) misfit(one, item);
      out.push_back(made.value_or(Json()));
    }
    return out;
  }

  Json object(const Value& value, const TypeUse& type) {
    if (value.kind != Value::Kind::object) misfit(value, type);
    Json out = Json::object();
    std::map<std::string, const Value*> seen;
    for (auto& member : value.members) {
      auto field = type.type->find_input(member.name);
      if (!field)
        throw Misfit("type " + type.type->name + " has no field \"" + member.name + "\".",
                     member.place);
      if (!seen.emplace(member.name, &member.value).second)
        throw Misfit("there can be only one input field named \"" + member.name + "\".",
                     member.place);
      if (auto made = take(member.value, field->type, !field->fallback.is_null()))
        out[member.name] = std::move(*made);
    }
    for (auto& field : type.type->inputs) {
      if (out.contains(field.name)) continue;
      if (!field.fallback.is_null())
        out[field.name] = field.fallback;
      else if (field.type.required)
        throw Misfit("field \"" + type.type->name + "." + field.name + "\" of type " +
                         field.type.text() + " is required.",
                     value.place);
    }
    return out;
  }

  Json scalar(const Value& value, const TypeUse& type) {
    if (type.type->name == "Json") return free_json(value);
    bool plain = value.kind == Value::Kind::integer || value.kind == Value::Kind::decimal ||
                 value.kind == Value::Kind::text || value.kind == Value::Kind::boolean;
    if (!plain) misfit(value, type);
    bool as_text = type.type->name == "Decimal" && value.kind != Value::Kind::boolean;
    auto json = as_text ? Json(value.text) : plain_json(value);
    bool quoted_number = value.kind == Value::Kind::integer && json.is_string() && !as_text;
    auto made = scalar_from(json, type.type->name);
    if (!made || (quoted_number && type.type->name != "ID")) misfit(value, type);
    return *made;
  }

  Json free_json(const Value& value) {
    if (value.kind == Value::Kind::variable) return variable(value, {}, false).value_or(Json());
    if (value.kind == Value::Kind::choice) return value.text;
    Json out = plain_json(value);
    if (value.kind == Value::Kind::list) {
      out = Json::array();
      for (auto& item : value.items) out.push_back(free_json(item));
    } else if (value.kind == Value::Kind::object) {
      out = Json::object();
      for (auto& member : value.members) out[member.name] = free_json(member.value);
    }
    return out;
  }

  const Variables* variables_;
  const OnVariable& on_variable_;
};

}  // namespace

Json coerce(const Json& value, const TypeUse& type, const std::string& path, Place place) {
  auto misfit = [&](const std::string& text) { throw Misfit(path + ": " + text, place); };
  if (value.is_null()) {
    if (type.required) misfit("expected a value of type " + type.text() + ", found null.");
    return value;
  }
  if (type.list) {
    auto item = item_of(type);
    Json out = Json::array();
    if (!value.is_array()) {
      out.push_back(coerce(value, item, path, place));
      return out;
    }
    for (std::size_t i = 0; i < value.size(); ++i)
      out.push_back(coerce(value[i], item, path + "[" + std::to_string(i) + "]", place));
    return out;
  }
  auto& name = type.type->name;
  if (type.type->kind == TypeKind::enumeration) {
    auto found =
        value.is_string() ? type.type->find_value(value.get_ref<const std::string&>()) : nullptr;
    if (!found) misfit("expected a value of type " + name + ", found " + shown(value) + ".");
    return found->key;
  }
  if (type.type->kind != TypeKind::input) {
    auto made = scalar_from(value, name);
    if (!made) misfit("expected a value of type " + name + ", found " + shown(value) + ".");
    return *made;
  }
  if (!value.is_object()) misfit("expected an object of type " + name + ".");
  Json out = Json::object();
  for (auto& [key, member] : value.items()) {
    auto field = type.type->find_input(key);
    if (!field) misfit("type " + name + " has no field \"" + key + "\".");
    out[key] = coerce(member, field->type, path + "." + key, place);
  }
  for (auto& field : type.type->inputs) {
    if (out.contains(field.name)) continue;
    if (!field.fallback.is_null())
      out[field.name] = field.fallback;
    else if (field.type.required)
      misfit("field \"" + field.name + "\" of type " + field.type.text() + " is required.");
  }
  return out;
}

std::optional<Json> coerce(const Value& value, const TypeUse& type, const Variables& variables) {
  OnVariable nobody;
  return Written(&variables, nobody).take(value, type, false);
}

void check_value(const Value& value, const TypeUse& type, bool has_fallback,
                 const OnVariable& on_variable) {
  Written(nullptr, on_variable).take(value, type, has_fallback);
}

std::map<std::string, Json> coerce_arguments(const std::vector<InputField>& wanted,
                                             const std::vector<Member>& given, Place place,
                                             const Variables& variables) {
  std::map<std::string, Json> out;
  for (auto& argument : wanted) {
    std::optional<Json> made;
    for (auto& member : given)
      if (member.name == argument.name) made = coerce(member.value, argument.type, variables);
    if (!made && !argument.fallback.is_null()) made = argument.fallback;
    if (!made && argument.type.required)
      throw Misfit(
          "argument \"" + argument.name + "\" of type " + argument.type.text() + " is required.",
          place);
    if (made) out[argument.name] = std::move(*made);
  }
  return out;
}

Json to_api(const Json& value, const TypeUse& type) {
  if (value.is_array() && type.list) {
    Json out = Json::array();
    for (auto& item : value) out.push_back(to_api(item, item_of(type)));
    return out;
  }
  if (!value.is_object() || type.type->kind != TypeKind::input) return value;
  Json out = Json::object();
  for (auto& [name, member] : value.items())
    if (auto field = type.type->find_input(name)) out[field->key] = to_api(member, field->type);
  return out;
}

}  // namespace hub::graphql
