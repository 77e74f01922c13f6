#include <algorithm>
#include <utility>

#include "hub/graphql/impl/rules.hpp"

namespace hub::graphql::impl {
namespace {

// How many fields are looked at, merged selections spelled out.
constexpr int visits_max = 100'000;

/// Arguments as text by which they compare, in the order of their names.
void append_value(std::string& out, const Value& value) {
  out += static_cast<char>('a' + static_cast<int>(value.kind));
  out += std::to_string(value.text.size()) + ":" + value.text;
  if (!value.items.empty()) {
    out += '[';
    for (auto& item : value.items) append_value(out, item);
    out += ']';
  }
  std::map<std::string, const Value*> members;
  for (auto& member : value.members) members[member.name] = &member.value;
  for (auto& [name, member] : members) {
    out += "." + name + "=";
    append_value(out, *member);
  }
}

std::string arguments_text(const Selection& selection) {
  std::map<std::string, const Value*> arguments;
  for (auto& argument : selection.arguments) arguments[argument.name] = &argument.value;
  std::string out;
  for (auto& [name, value] : arguments) {
    out += name + "=";
    append_value(out, *value);
  }
  return out;
}

/// A field where it stands: on which type, and what it is.
struct Standing {
  const Selection* selection;
  const Type* parent;
  const OutputField* field;
  std::string scope;  ///< differs for what lies below objects of different types
};
using Group = std::vector<Standing>;

/// Instead of comparing each pair, each field is compared with the first of its group: "same shape"
/// and "same field" carry over from one to the next, so that the work stays in proportion.
class Overlap {
 public:
  Overlap(const Schema& schema, const Document& document, Faults& faults)
      : schema_(schema), document_(document), faults_(faults) {}

  void check(const Operation& operation) {
    auto root = root_type(schema_, operation.kind);
    std::map<std::string, Group> groups;
    std::set<std::string> fragments;
    collect(operation.selections, *root, "", groups, fragments);
    compare(groups);
  }

 private:
  void collect(const std::vector<Selection>& selections, const Type& parent,
               const std::string& scope, std::map<std::string, Group>& groups,
               std::set<std::string>& fragments) {
    for (auto& selection : selections) {
      if (++visits_ > visits_max) return;
      if (selection.kind == Selection::Kind::field) {
        groups[selection.key()].push_back(
            {&selection, &parent, find_field(schema_, parent, selection.name), scope});
      } else if (selection.kind == Selection::Kind::fragment) {
        auto on = selection.on.empty() ? &parent : schema_.find(selection.on);
        collect(selection.selections, *on, scope, groups, fragments);
      } else if (fragments.insert(selection.name).second) {
        auto fragment = document_.find_fragment(selection.name);
        collect(fragment->selections, *schema_.find(fragment->on), scope, groups, fragments);
      }
    }
  }

  void compare(const std::map<std::string, Group>& groups) {
    for (auto& entry : groups) {
      // clang 14 takes no structured binding into a lambda.
      auto& key = entry.first;
      auto& group = entry.second;
      if (visits_ > visits_max) return too_many(*group[0].selection);
      if (faults_.full()) return;
      if (group.size() > 1 && (!same_shape(key, group) || !same_field(key, group))) continue;
      std::map<std::string, Group> below;
      std::set<std::string> fragments;
      bool exclusive = std::any_of(group.begin(), group.end(), [&](auto& one) {
        return one.parent != group[0].parent && one.parent->kind == TypeKind::object;
      });
      for (auto& one : group) {
        auto scope = exclusive ? one.scope + one.parent->name + "/" : one.scope;
        if (exclusive) fragments.clear();  // the same fragment stands in each scope
        if (!one.selection->selections.empty())
          collect(one.selection->selections, *one.field->type.type, scope, below, fragments);
      }
      if (!below.empty()) compare(below);
    }
  }

  void too_many(const Selection& selection) {
    if (!std::exchange(told_, true))
      faults_.add("The document spells out more than the limit of " + std::to_string(visits_max) +
                      " fields.",
                  {selection.place});
  }

  void conflict(const std::string& key, const Standing& a, const Standing& b,
                const std::string& why) {
    faults_.add("Fields \"" + key + "\" conflict because " + why + ". Use different aliases.",
                {a.selection->place, b.selection->place});
  }

  bool same_shape(const std::string& key, const Group& group) {
    auto& first = group[0];
    for (auto& other : group) {
      auto &a = first.field->type, &b = other.field->type;
      bool leaf = a.type->is_leaf() || b.type->is_leaf();
      bool same = a.list == b.list && a.required == b.required &&
                  a.item_required == b.item_required && (!leaf || a.type == b.type);
      if (same) continue;
      conflict(key, first, other, "they return \"" + a.text() + "\" and \"" + b.text() + "\"");
      return false;
    }
    return true;
  }

  /// Those that may be asked of the same object: of the same type, or of an interface.
  bool same_field(const std::string& key, const Group& group) {
    std::map<std::pair<std::string, const Type*>, const Standing*> first_of;
    const Standing* of_interface = nullptr;
    for (auto& one : group) {
      if (one.parent->kind == TypeKind::interface && !of_interface) of_interface = &one;
      auto [known, added] = first_of.emplace(std::pair(one.scope, one.parent), &one);
      if (!added && !equal(key, *known->second, one)) return false;
    }
    if (!of_interface) return true;
    for (auto& [where, first] : first_of)
      if (where.first == of_interface->scope && !equal(key, *of_interface, *first)) return false;
    return true;
  }

  bool equal(const std::string& key, const Standing& a, const Standing& b) {
    if (a.selection->name != b.selection->name) {
      conflict(
          key, a, b,
          "\"" + a.selection->name + "\" and \"" + b.selection->name + "\" are different fields");
      return false;
    }
    if (arguments_text(*a.selection) == arguments_text(*b.selection)) return true;
    conflict(key, a, b, "they have different arguments");
    return false;
  }

  const Schema& schema_;
  const Document& document_;
  Faults& faults_;
  int visits_ = 0;
  bool told_ = false;
};

}  // namespace

void check_overlap(const Schema& schema, const Document& document, Faults& faults) {
  for (auto& operation : document.operations) Overlap(schema, document, faults).check(operation);
}

}  // namespace hub::graphql::impl
