#include "hub/store/filter_cost.hpp"

#include "common/error/error.hpp"

namespace hub::store {
namespace {

using namespace common::expr;
using common::say;
using common::Sentence;
using common::schema::FieldKind;

/// Whether an index answers an equality or a range of the path (see ensure_indexes in tables.cpp).
bool is_indexed(const Path& path) {
  if (path.header) return path.header->name() == "id";
  if (path.lines || path.list || !path.field) return false;
  auto& field = *path.field;
  if (path.custom_of) return field.options->indexed() || field.options->unique();
  if (field.has_key()) return path.folded;
  bool part = !path.part.empty() && path.part != "id";
  return !part && (field.is_reference() || field.kind == FieldKind::about ||
                   field.options->indexed() || field.options->unique());
}

void add_paths(const Computation& computation, FilterCost& cost) {
  cost.look_ups += computation.path.custom_of || computation.path.lines;
  for (auto& part : computation.of) add_paths(part, cost);
}

void add_comparison(const Comparison& comparison, FilterCost& cost) {
  if (comparison.left) add_paths(*comparison.left, cost);
  if (comparison.right) add_paths(*comparison.right, cost);
  if (comparison.left) return;
  cost.look_ups += comparison.path.custom_of || comparison.path.lines;
  cost.text_searches += comparison.operation == Operator::contains;
}

void add_node(const Node& node, FilterCost& cost) {
  if (node.comparison) add_comparison(*node.comparison, cost);
  bool referenced = node.kind == Node::Kind::referenced;
  cost.look_ups += referenced || node.kind == Node::Kind::referring;
  cost.look_ups += referenced && node.reference->custom;  // the reference itself, beside the record
  for (auto& child : node.children) add_node(child, cost);
}

void require(int count, int most, int most_anchored, bool anchored, const Sentence& what) {
  if (count <= (anchored ? most_anchored : most)) return;
  if (anchored)
    common::refuse("filter", say("this filter costs too much: it {} {} times, at most {}", what,
                                 count, most_anchored));
  common::refuse(
      "filter", say("this filter costs too much: it {} {} times, at most {}, or {} where AND joins "
                    "it to an indexed field, such as a reference",
                    what, count, most, most_anchored));
}

}  // namespace

bool is_anchor(const Node& node) {
  switch (node.kind) {
    case Node::Kind::comparison: {
      auto& comparison = *node.comparison;
      return !comparison.left && comparison.operation != Operator::contains &&
             comparison.operation != Operator::present && is_indexed(comparison.path);
    }
    case Node::Kind::all:
      for (auto& child : node.children)
        if (is_anchor(child)) return true;
      return false;
    case Node::Kind::any:
      for (auto& child : node.children)
        if (!is_anchor(child)) return false;
      return !node.children.empty();
    default:
      return false;
  }
}

FilterCost cost_of(const Expression& filter) {
  FilterCost cost;
  add_node(filter.root(), cost);
  cost.anchored = is_anchor(filter.root());
  return cost;
}

void require_affordable(const Expression& filter) {
  auto cost = cost_of(filter);
  require(cost.look_ups, max_look_ups, max_anchored_look_ups, cost.anchored,
          say("looks into other records, lines or added fields"));
  require(cost.text_searches, max_text_searches, max_anchored_text_searches, cost.anchored,
          say("searches texts for a part of them"));
}

}  // namespace hub::store
