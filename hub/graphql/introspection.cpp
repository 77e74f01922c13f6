#include "hub/graphql/introspection.hpp"

#include "common/codec/json.hpp"
#include "common/text/json_text.hpp"

namespace hub::graphql {
namespace {

using common::codec::append_json_text;

/// A type as introspection sees it: T! and [T] are types of their own.
struct Wrapped {
  TypeUse use;
  bool inner = false;  ///< of a list: its item

  bool non_null() const { return inner ? use.item_required : use.required; }
  bool list() const { return use.list && !inner; }
};

class Writer {
 public:
  Writer(std::string& out, const Planner& planner)
      : out_(out), planner_(planner), schema_(planner.schema()) {}

  void schema(Pick& pick) {
    object(pick, "__Schema", [&](Pick& part) {
      auto& name = part.field->name;
      if (name == "description") return null();
      if (name == "queryType") return plain(part, schema_.query);
      if (name == "mutationType") return plain(part, schema_.mutation);
      if (name == "subscriptionType") return plain(part, schema_.subscription);
      if (name == "directives") return directives(part);
      begin_list();
      for (auto& type : schema_.types())
        if (is_shown(*type)) item([&] { plain(part, type.get()); });
      out_ += ']';
    });
  }

  void named(Pick& pick) {
    auto wanted = pick.argument("name");
    auto type = wanted ? schema_.find(wanted->get<std::string>()) : nullptr;
    plain(pick, type && is_shown(*type) ? type : nullptr);
  }

 private:
  static bool is_shown(const Type& type) {
    bool fields = type.kind == TypeKind::object || type.kind == TypeKind::interface;
    return !(fields && type.fields.empty()) &&
           !(type.kind == TypeKind::input && type.inputs.empty());
  }

  template <class Write>
  void object(Pick& pick, const char* type_name, Write write) {
    require_answer_size(out_);
    auto& shape = planner_.below(pick, schema_.type(type_name));
    out_ += '{';
    bool first = true;
    for (auto& part : shape.picks) {
      if (!first) out_ += ',';
      first = false;
      append_json_text(out_, part.key);
      out_ += ':';
      if (part.field->name == "__typename")
        append_json_text(out_, type_name);
      else
        write(part);
    }
    out_ += '}';
  }

  void begin_list() {
    out_ += '[';
    first_ = true;
  }
  template <class Write>
  void item(Write write) {
    if (!first_) out_ += ',';
    write();
    first_ = false;  // also where lists within the item set it
  }
  void null() { out_ += "null"; }
  void text(const std::string& text) { append_json_text(out_, text); }
  void text_or_null(const std::string& value) { value.empty() ? null() : text(value); }
  void boolean(bool value) { out_ += value ? "true" : "false"; }

  void plain(Pick& pick, const Type* type) {
    if (!type) return null();
    wrapped(pick, {{type, false, false, false}, false});
  }

  void wrapped(Pick& pick, Wrapped type) {
    object(pick, "__Type", [&](Pick& part) {
      bool is_wrapper = type.non_null() || type.list();
      auto& name = part.field->name;
      if (name == "kind") return text(kind_of(type));
      if (name == "ofType") return of_type(part, type);
      if (is_wrapper) return null();
      type_part(part, *type.use.type);
    });
  }

  static std::string kind_of(const Wrapped& type) {
    static constexpr const char* names[] = {"SCALAR", "OBJECT", "INTERFACE", "ENUM",
                                            "INPUT_OBJECT"};
    if (type.non_null()) return "NON_NULL";
    if (type.list()) return "LIST";
    return names[static_cast<int>(type.use.type->kind)];
  }

  void of_type(Pick& pick, Wrapped type) {
    if (type.non_null()) {
      (type.inner ? type.use.item_required : type.use.required) = false;
      return wrapped(pick, type);
    }
    if (!type.list()) return null();
    type.inner = true;
    wrapped(pick, type);
  }

  void type_part(Pick& part, const Type& type) {
    auto& name = part.field->name;
    bool is_object = type.kind == TypeKind::object, is_interface = type.kind == TypeKind::interface;
    if (name == "name") return text(type.name);
    if (name == "description") return text_or_null(type.description);
    if (name == "specifiedByURL") return text_or_null(specified_by(type));
    if (name == "fields" && (is_object || is_interface)) return fields(part, type);
    if (name == "interfaces" && (is_object || is_interface)) return types(part, type.interfaces);
    if (name == "possibleTypes" && is_interface) return types(part, type.possible);
    if (name == "enumValues" && type.kind == TypeKind::enumeration) return enum_values(part, type);
    if (name == "inputFields" && type.kind == TypeKind::input)
      return input_values(part, type.inputs);
    null();
  }

  void types(Pick& part, const std::vector<const Type*>& types) {
    begin_list();
    for (auto type : types) item([&] { plain(part, type); });
    out_ += ']';
  }

  static bool with_deprecated(const Pick& pick) {
    auto wanted = pick.argument("includeDeprecated");
    return wanted && wanted->get<bool>();
  }

  void fields(Pick& pick, const Type& type) {
    begin_list();
    for (auto& field : type.fields)
      if (!field.deprecated || with_deprecated(pick)) item([&] { this->field(pick, field); });
    out_ += ']';
  }

  void field(Pick& pick, const OutputField& field) {
    object(pick, "__Field", [&](Pick& part) {
      auto& name = part.field->name;
      if (name == "name") return text(field.name);
      if (name == "description") return text_or_null(field.description);
      if (name == "args") return input_values(part, field.arguments);
      if (name == "type") return wrapped(part, {field.type, false});
      if (name == "isDeprecated") return boolean(field.deprecated.has_value());
      text_or_null(field.deprecated.value_or(""));
    });
  }

  void input_values(Pick& pick, const std::vector<InputField>& inputs) {
    begin_list();
    for (auto& input : inputs) item([&] { input_value(pick, input); });
    out_ += ']';
  }

  void input_value(Pick& pick, const InputField& input) {
    object(pick, "__InputValue", [&](Pick& part) {
      auto& name = part.field->name;
      if (name == "name") return text(input.name);
      if (name == "description") return text_or_null(input.description);
      if (name == "type") return wrapped(part, {input.type, false});
      if (name == "isDeprecated") return boolean(false);
      if (name == "defaultValue" && !input.fallback.is_null())
        return text(common::json_text(input.fallback));
      null();
    });
  }

  void enum_values(Pick& pick, const Type& type) {
    begin_list();
    for (auto& value : type.values)
      item([&] {
        object(pick, "__EnumValue", [&](Pick& part) {
          auto& name = part.field->name;
          if (name == "name") return text(value.name);
          if (name == "description") return text_or_null(value.description);
          if (name == "isDeprecated") return boolean(false);
          null();
        });
      });
    out_ += ']';
  }

  void directives(Pick& pick) {
    begin_list();
    for (auto& directive : directive_types(schema_))
      item([&] {
        object(pick, "__Directive", [&](Pick& part) {
          auto& name = part.field->name;
          if (name == "name") return text(directive.name);
          if (name == "description") return text_or_null(directive.description);
          if (name == "isRepeatable") return boolean(false);
          if (name == "args") return input_values(part, directive.arguments);
          out_ += common::json_text(Json(directive.locations));
        });
      });
    out_ += ']';
  }

  std::string& out_;
  const Planner& planner_;
  const Schema& schema_;
  bool first_ = true;  // of the list being written
};

}  // namespace

void require_answer_size(const std::string& out) {
  if (out.size() > answer_bytes_max)
    throw common::Error(common::ErrorCode::too_large, "The answer is larger than the limit of " +
                                                          std::to_string(answer_bytes_max >> 20) +
                                                          " MiB; ask for less.");
}

void write_introspection(std::string& out, const Planner& planner, Pick& pick) {
  Writer writer(out, planner);
  if (pick.field->name == "__schema")
    writer.schema(pick);
  else
    writer.named(pick);
}

}  // namespace hub::graphql
