#include "hub/graphql/impl/rules.hpp"

namespace hub::graphql::impl {
namespace {

// graphql-js allows these lists of introspection to lie in each other no deeper.
constexpr int introspection_lists_max = 3;
constexpr int introspection_depth_max = 24;
// A document may spell out the same fragments in ever more places.
constexpr int visits_max = 50'000;

class Fragments {
 public:
  Fragments(const Schema& schema, const Document& document, Faults& faults)
      : schema_(schema), document_(document), faults_(faults) {}

  void check() {
    check_names();
    for (auto& fragment : document_.fragments) {
      check_spreads(fragment.selections);
      auto on = schema_.find(fragment.on);
      if (!on || on->is_input())
        faults_.add("Fragment \"" + fragment.name + "\" cannot be on \"" + fragment.on +
                        "\", which is no object here.",
                    {fragment.on_place});
    }
    for (auto& operation : document_.operations) {
      check_spreads(operation.selections);
      mark_used(operation.selections);
    }
    for (auto& fragment : document_.fragments) {
      if (!used_.count(fragment.name))
        faults_.add("Fragment \"" + fragment.name + "\" is never used.", {fragment.place});
      find_circle(fragment);
    }
    if (!faults_.empty()) return;
    for (auto& operation : document_.operations) {
      visits_ = 0;
      descend(operation.selections, {});
    }
  }

 private:
  void check_names() {
    std::map<std::string, Place> operations, fragments;
    for (auto& operation : document_.operations) {
      if (operation.name.empty() && document_.operations.size() > 1)
        faults_.add("An anonymous operation must be the only one.", {operation.place});
      auto [known, added] = operations.emplace(operation.name, operation.place);
      if (!added && !operation.name.empty())
        faults_.add("There can be only one operation named \"" + operation.name + "\".",
                    {known->second, operation.place});
    }
    for (auto& fragment : document_.fragments) {
      auto [known, added] = fragments.emplace(fragment.name, fragment.place);
      if (!added)
        faults_.add("There can be only one fragment named \"" + fragment.name + "\".",
                    {known->second, fragment.place});
    }
  }

  void check_spreads(const std::vector<Selection>& selections) {
    for (auto& selection : selections) {
      if (selection.kind == Selection::Kind::spread && !document_.find_fragment(selection.name))
        faults_.add("Unknown fragment \"" + selection.name + "\".", {selection.place});
      check_spreads(selection.selections);
    }
  }

  void mark_used(const std::vector<Selection>& selections) {
    for (auto& selection : selections) {
      mark_used(selection.selections);
      if (selection.kind != Selection::Kind::spread || !used_.insert(selection.name).second)
        continue;
      if (auto fragment = document_.find_fragment(selection.name)) mark_used(fragment->selections);
    }
  }

  void find_circle(const Fragment& fragment) {
    if (done_.count(fragment.name)) return;
    path_.insert(fragment.name);
    follow(fragment.selections);
    path_.erase(fragment.name);
    done_.insert(fragment.name);
  }

  void follow(const std::vector<Selection>& selections) {
    for (auto& selection : selections) {
      follow(selection.selections);
      if (selection.kind != Selection::Kind::spread) continue;
      if (path_.count(selection.name))
        faults_.add("Fragment \"" + selection.name + "\" leads back to itself.", {selection.place});
      else if (auto next = document_.find_fragment(selection.name))
        find_circle(*next);
    }
  }

  struct Depth {
    int records = 0, introspection = 0, lists = 0;
  };

  /// By names alone: what is introspection begins with "__" and goes on below.
  void descend(const std::vector<Selection>& selections, Depth depth) {
    for (auto& selection : selections) {
      if (faults_.full() || too_many(selection)) return;
      if (selection.kind == Selection::Kind::spread) {
        descend(document_.find_fragment(selection.name)->selections, depth);
      } else if (selection.kind == Selection::Kind::fragment) {
        descend(selection.selections, depth);
      } else if (!selection.selections.empty()) {
        descend_field(selection, depth);
      }
    }
  }

  void descend_field(const Selection& field, Depth depth) {
    if (depth.introspection > 0 || field.name.starts_with("__")) {
      ++depth.introspection;
      for (auto list : {"fields", "interfaces", "possibleTypes", "inputFields"})
        depth.lists += field.name == list;
    } else {
      ++depth.records;
    }
    if (depth.records > depth_max)
      faults_.add(
          "The query is nested deeper than the limit of " + std::to_string(depth_max) + " levels.",
          {field.place});
    else if (depth.lists >= introspection_lists_max ||
             depth.introspection > introspection_depth_max)
      faults_.add("The introspection is nested too deep.", {field.place});
    else
      descend(field.selections, depth);
  }

  bool too_many(const Selection& selection) {
    if (++visits_ <= visits_max) return false;
    if (visits_ == visits_max + 1)
      faults_.add("The fragments spell out more than the limit of " + std::to_string(visits_max) +
                      " selections.",
                  {selection.place});
    return true;
  }

  const Schema& schema_;
  const Document& document_;
  Faults& faults_;
  std::set<std::string> used_, done_, path_;
  int visits_ = 0;
};

}  // namespace

void check_fragments(const Schema& schema, const Document& document, Faults& faults) {
  Fragments(schema, document, faults).check();
}

}  // namespace hub::graphql::impl
