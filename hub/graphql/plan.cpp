#include "hub/graphql/plan.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "hub/graphql/catalogue_schema.hpp"
#include "hub/graphql/impl/rules.hpp"

namespace hub::graphql {
namespace {

using Kind = Origin::Kind;

constexpr std::int64_t read_cost = 50;
constexpr std::int64_t entries_expected = 10;  // of lines and lists, which have no bound

bool reads_store(Kind kind) {
  switch (kind) {
    case Kind::record:
    case Kind::about:
    case Kind::lines:
    case Kind::referrers:
    case Kind::one:
    case Kind::list:
    case Kind::total:
    case Kind::create:
    case Kind::change:
    case Kind::remove:
    case Kind::act:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool Planner::is_wanted(const std::vector<Directive>& directives) const {
  for (auto& directive : directives) {
    bool skips = directive.name == "skip";
    auto condition = coerce(directive.arguments[0].value, schema_.use("Boolean!"), variables_);
    if (condition && condition->get<bool>() == skips) return false;
  }
  return true;
}

std::unique_ptr<Shape> Planner::shape(const Type& type,
                                      const std::vector<Selection>& selections) const {
  auto shape = std::make_unique<Shape>();
  shape->type = &type;
  std::vector<std::string> spread;
  collect(selections, *shape, spread);
  complete(*shape);
  return shape;
}

Shape& Planner::below(Pick& pick, const Type& type) const {
  for (auto& shape : pick.shapes)
    if (shape->type == &type) return *shape;
  auto shape = std::make_unique<Shape>();
  shape->type = &type;
  std::vector<std::string> spread;
  for (auto node : pick.nodes) collect(node->selections, *shape, spread);
  complete(*shape);
  return *pick.shapes.emplace_back(std::move(shape));
}

void Planner::collect(const std::vector<Selection>& selections, Shape& shape,
                      std::vector<std::string>& spread) const {
  auto applies = [&](const std::string& on) {
    auto type = on.empty() ? shape.type : schema_.find(on);
    return type && type->includes(*shape.type);
  };
  for (auto& selection : selections) {
    if (!is_wanted(selection.directives)) continue;
    if (selection.kind == Selection::Kind::field) {
      add(selection, shape);
    } else if (selection.kind == Selection::Kind::fragment) {
      if (applies(selection.on)) collect(selection.selections, shape, spread);
    } else if (std::find(spread.begin(), spread.end(), selection.name) == spread.end()) {
      spread.push_back(selection.name);
      auto fragment = document_.find_fragment(selection.name);
      if (applies(fragment->on)) collect(fragment->selections, shape, spread);
    }
  }
}

void Planner::add(const Selection& selection, Shape& shape) const {
  for (auto& pick : shape.picks)
    if (pick.key == selection.key()) {
      pick.nodes.push_back(&selection);
      return;
    }
  Pick pick;
  pick.key = selection.key();
  pick.field = impl::find_field(schema_, *shape.type, selection.name);
  pick.place = selection.place;
  pick.nodes.push_back(&selection);
  pick.arguments =
      coerce_arguments(pick.field->arguments, selection.arguments, selection.place, variables_);
  shape.picks.push_back(std::move(pick));
}

void Planner::complete(Shape& shape) const {
  shape.columns = {"id"};
  for (auto& pick : shape.picks) {
    auto& columns = pick.field->origin.columns;
    auto found =
        std::search(shape.columns.begin(), shape.columns.end(), columns.begin(), columns.end());
    pick.column = static_cast<std::size_t>(found - shape.columns.begin());
    if (found == shape.columns.end())
      shape.columns.insert(shape.columns.end(), columns.begin(), columns.end());
  }
}

void Planner::check_cost(const Operation& operation, const Type& root) const {
  std::int64_t total = 0;
  cost(operation.selections, root, 1, total);
}

void Planner::cost(const std::vector<Selection>& selections, const Type& type, std::int64_t count,
                   std::int64_t& total) const {
  for (auto& selection : selections) {
    if (!is_wanted(selection.directives)) continue;
    if (selection.kind == Selection::Kind::spread) {
      auto fragment = document_.find_fragment(selection.name);
      cost(fragment->selections, *schema_.find(fragment->on), count, total);
      continue;
    }
    if (selection.kind == Selection::Kind::fragment) {
      auto on = selection.on.empty() ? &type : schema_.find(selection.on);
      cost(selection.selections, *on, count, total);
      continue;
    }
    auto field = impl::find_field(schema_, type, selection.name);
    if (!field) continue;
    total += count + (reads_store(field->origin.kind) ? read_cost : 0);
    if (total > cost_max)
      throw common::Error(common::ErrorCode::too_large,
                          "The query costs more than the limit of " + std::to_string(cost_max) +
                              " units; ask for fewer records with \"first\", or for fewer fields.");
    if (!selection.selections.empty())
      cost(selection.selections, *field->type.type, count_below(*field, selection, count), total);
  }
}

std::int64_t Planner::count_below(const OutputField& field, const Selection& selection,
                                  std::int64_t count) const {
  auto kind = field.origin.kind;
  if (kind == Kind::lines || (kind == Kind::record && field.type.list))
    return count * entries_expected;
  if (kind != Kind::referrers && kind != Kind::list) return count;
  auto arguments =
      coerce_arguments(field.arguments, selection.arguments, selection.place, variables_);
  auto found = arguments.find("first");
  auto first = found == arguments.end() || found->second.is_null()
                   ? std::int64_t{first_default}
                   : found->second.get<std::int64_t>();
  if (first < 0 || first > first_max)
    throw Misfit("argument \"first\": expected 0 to " + std::to_string(first_max) + ".",
                 selection.place);
  return count * std::max<std::int64_t>(first, 1);
}

}  // namespace hub::graphql
