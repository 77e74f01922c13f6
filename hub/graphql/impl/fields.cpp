#include "hub/graphql/coercion.hpp"
#include "hub/graphql/impl/rules.hpp"

namespace hub::graphql::impl {
namespace {

/// A variable where a value of that type is expected.
struct Use {
  std::string variable;
  Place place;
  TypeUse expected;
  bool has_fallback;
};

/// What one operation or fragment uses.
struct Uses {
  std::vector<Use> variables;
  std::set<std::string> fragments;
};

std::string modifiers_of(const TypeUse& use) {
  if (!use.list) return use.required ? "!" : "";
  return std::string(use.item_required ? "![" : "[") + (use.required ? "!" : "");
}

/// Whether a variable of this type may stand where `expected` does. Source: section 5.8.5.
bool fits(const Variable& variable, const Use& use) {
  if (!use.expected.type) return true;  // free JSON
  if (variable.type.name != use.expected.type->name) return false;
  auto has = variable.type.modifiers, wants = modifiers_of(use.expected);
  bool never_null =
      (variable.fallback && variable.fallback->kind != Value::Kind::null) || use.has_fallback;
  if (wants.ends_with('!') && !has.ends_with('!') && never_null) wants.pop_back();
  // What is required may be dropped, at each level by itself.
  std::size_t i = 0;
  for (char wanted : wants) {
    if (i < has.size() && has[i] == wanted) {
      ++i;
    } else if (wanted == '[' && i + 1 < has.size() && has[i] == '!' && has[i + 1] == '[') {
      i += 2;
    } else {
      return false;
    }
  }
  return i == has.size() || (i + 1 == has.size() && has[i] == '!');
}

std::string text_of(const TypeText& type) {
  std::string text = type.name;
  for (char modifier : type.modifiers) text = modifier == '[' ? "[" + text + "]" : text + "!";
  return text;
}

class Fields {
 public:
  Fields(const Schema& schema, const Document& document, Faults& faults)
      : schema_(schema),
        document_(document),
        faults_(faults),
        directives_(directive_types(schema)) {}

  void check() {
    for (auto& fragment : document_.fragments) {
      uses_ = &fragment_uses_[fragment.name];
      check_directives(fragment.directives, "FRAGMENT_DEFINITION");
      check_selections(fragment.selections, schema_.type(fragment.on));
    }
    for (auto& operation : document_.operations) check_operation(operation);
  }

 private:
  void check_operation(const Operation& operation) {
    static constexpr const char* locations[] = {"QUERY", "MUTATION", "SUBSCRIPTION"};
    auto root = root_type(schema_, operation.kind);
    if (!root)
      return faults_.add("You may not execute operations of this kind.", {operation.place});
    Uses uses;
    uses_ = &uses;
    check_directives(operation.directives, locations[static_cast<int>(operation.kind)]);
    check_selections(operation.selections, *root);
    if (operation.kind == Operation::Kind::subscription) check_single_root(operation);
    check_variables(operation, uses);
  }

  void check_single_root(const Operation& operation) {
    auto& first = operation.selections.front();
    bool single = operation.selections.size() == 1 && first.kind == Selection::Kind::field &&
                  !first.name.starts_with("__") && first.directives.empty();
    if (!single) faults_.add("A subscription selects exactly one field.", {operation.place});
  }

  // ---- selections

  void check_selections(const std::vector<Selection>& selections, const Type& parent) {
    for (auto& selection : selections) {
      if (faults_.full()) return;
      switch (selection.kind) {
        case Selection::Kind::field:
          check_directives(selection.directives, "FIELD");
          check_field(selection, parent);
          break;
        case Selection::Kind::spread:
          check_directives(selection.directives, "FRAGMENT_SPREAD");
          uses_->fragments.insert(selection.name);
          check_applies(schema_.find(document_.find_fragment(selection.name)->on), parent,
                        selection);
          break;
        case Selection::Kind::fragment:
          check_directives(selection.directives, "INLINE_FRAGMENT");
          check_inline(selection, parent);
      }
    }
  }

  void check_inline(const Selection& selection, const Type& parent) {
    if (selection.on.empty()) return check_selections(selection.selections, parent);
    auto on = schema_.find(selection.on);
    if (!on || on->is_input())
      return faults_.add(
          "A fragment cannot be on \"" + selection.on + "\", which is no object here.",
          {selection.place});
    check_applies(on, parent, selection);
    check_selections(selection.selections, *on);
  }

  void check_applies(const Type* on, const Type& parent, const Selection& selection) {
    bool overlap = on && (on->includes(parent) || parent.includes(*on));
    if (on && !overlap)
      faults_.add("A fragment on \"" + on->name + "\" never applies to \"" + parent.name + "\".",
                  {selection.place});
  }

  void check_field(const Selection& selection, const Type& parent) {
    auto field = find_field(schema_, parent, selection.name);
    if (!field)
      return faults_.add(
          "Cannot query field \"" + selection.name + "\" on type \"" + parent.name + "\".",
          {selection.place});
    check_arguments(field->arguments, selection.arguments,
                    "field \"" + parent.name + "." + selection.name + "\"", selection.place);
    auto& type = *field->type.type;
    if (type.is_leaf() && !selection.selections.empty())
      return faults_.add("Field \"" + selection.name + "\" of type \"" + field->type.text() +
                             "\" has no subfields.",
                         {selection.place});
    if (!type.is_leaf() && selection.selections.empty())
      return faults_.add("Field \"" + selection.name + "\" of type \"" + field->type.text() +
                             "\" needs a selection of subfields.",
                         {selection.place});
    if (!type.is_leaf()) check_selections(selection.selections, type);
  }

  // ---- arguments and directives

  void check_arguments(const std::vector<InputField>& wanted, const std::vector<Member>& given,
                       const std::string& of, Place place) {
    std::set<std::string> seen;
    for (auto& argument : given) {
      const InputField* known = nullptr;
      for (auto& one : wanted)
        if (one.name == argument.name) known = &one;
      if (!known)
        faults_.add("Unknown argument \"" + argument.name + "\" on " + of + ".", {argument.place});
      if (!seen.insert(argument.name).second)
        faults_.add("There can be only one argument named \"" + argument.name + "\".",
                    {argument.place});
      if (known) check_fits(argument.value, known->type, !known->fallback.is_null());
    }
    for (auto& argument : wanted)
      if (argument.type.required && argument.fallback.is_null() && !seen.count(argument.name))
        faults_.add("Argument \"" + argument.name + "\" of type " + argument.type.text() +
                        " is required on " + of + ".",
                    {place});
  }

  void check_fits(const Value& value, const TypeUse& type, bool has_fallback) {
    auto note = [&](const Value& variable, const TypeUse& expected, bool fallback) {
      uses_->variables.push_back({variable.text, variable.place, expected, fallback});
    };
    try {
      check_value(value, type, has_fallback, note);
    } catch (const Misfit& misfit) {
      faults_.add(misfit.text(), {misfit.place()});
    }
  }

  void check_directives(const std::vector<Directive>& directives, const std::string& location) {
    std::set<std::string> seen;
    for (auto& directive : directives) {
      const DirectiveType* known = nullptr;
      for (auto& one : directives_)
        if (one.name == directive.name) known = &one;
      if (!known) {
        faults_.add("Unknown directive \"@" + directive.name + "\".", {directive.place});
        continue;
      }
      bool allowed = false;
      for (auto& place : known->locations) allowed = allowed || place == location;
      if (!allowed)
        faults_.add("Directive \"@" + directive.name + "\" may not stand on " + location + ".",
                    {directive.place});
      if (!seen.insert(directive.name).second)
        faults_.add("Directive \"@" + directive.name + "\" may stand here only once.",
                    {directive.place});
      check_arguments(known->arguments, directive.arguments,
                      "directive \"@" + directive.name + "\"", directive.place);
    }
  }

  // ---- variables

  void check_variables(const Operation& operation, const Uses& own) {
    std::map<std::string, const Variable*> defined;
    for (auto& variable : operation.variables) {
      check_definition(variable);
      if (!defined.emplace(variable.name, &variable).second)
        faults_.add("There can be only one variable named \"$" + variable.name + "\".",
                    {variable.place});
    }
    std::set<std::string> used, visited;
    check_uses(own, defined, used, visited);
    for (auto& [name, variable] : defined)
      if (!used.count(name))
        faults_.add("Variable \"$" + name + "\" is never used.", {variable->place});
  }

  void check_definition(const Variable& variable) {
    check_directives(variable.directives, "VARIABLE_DEFINITION");
    auto type = schema_.find(variable.type.name);
    if (!type || !type->is_input())
      return faults_.add("Variable \"$" + variable.name + "\" cannot be of type \"" +
                             text_of(variable.type) + "\", which is no input type here.",
                         {variable.type.place});
    if (!variable.fallback) return;
    if (auto use = use_of(schema_, variable.type)) {
      Uses none;
      uses_ = &none;
      check_fits(*variable.fallback, *use, false);
    }
  }

  void check_uses(const Uses& uses, const std::map<std::string, const Variable*>& defined,
                  std::set<std::string>& used, std::set<std::string>& visited) {
    for (auto& use : uses.variables) {
      auto found = defined.find(use.variable);
      if (found == defined.end()) {
        faults_.add("Variable \"$" + use.variable + "\" is not defined.", {use.place});
        continue;
      }
      used.insert(use.variable);
      if (!fits(*found->second, use))
        faults_.add("Variable \"$" + use.variable + "\" of type \"" + text_of(found->second->type) +
                        "\" used where type \"" + use.expected.text() + "\" is expected.",
                    {found->second->place, use.place});
    }
    for (auto& name : uses.fragments)
      if (visited.insert(name).second) check_uses(fragment_uses_[name], defined, used, visited);
  }

  const Schema& schema_;
  const Document& document_;
  Faults& faults_;
  std::vector<DirectiveType> directives_;
  std::map<std::string, Uses> fragment_uses_;
  Uses* uses_ = nullptr;
};

}  // namespace

std::optional<TypeUse> use_of(const Schema& schema, const TypeText& text) {
  TypeUse use;
  use.type = schema.find(text.name);
  if (!use.type) return std::nullopt;
  for (char modifier : text.modifiers) {
    if (modifier == '[') {
      if (use.list) return std::nullopt;
      use.list = true;
      use.item_required = std::exchange(use.required, false);
    } else {
      use.required = true;
    }
  }
  return use;
}

void check_fields(const Schema& schema, const Document& document, Faults& faults) {
  Fields(schema, document, faults).check();
}

}  // namespace hub::graphql::impl
