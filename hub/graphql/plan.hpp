#pragma once
#include <memory>
#include <string>
#include <vector>

#include "hub/graphql/coercion.hpp"
#include "hub/graphql/document.hpp"
#include "hub/graphql/schema.hpp"

namespace hub::graphql {

/// What a query may cost at most. A field of one record is one unit, a read of the store 50; how
/// many records there are is estimated from `first`, 10 for lines and lists.
inline constexpr std::int64_t cost_max = 100'000;

struct Shape;

/// One field of a selection, all its places merged.
struct Pick {
  std::string key;
  const OutputField* field = nullptr;
  std::map<std::string, Json> arguments;
  Place place;
  std::vector<const Selection*> nodes;  ///< where it stands; for what lies below
  std::size_t column = 0;               ///< the first of its columns
  std::vector<std::unique_ptr<Shape>> shapes;

  bool is(Origin::Kind kind) const { return field->origin.kind == kind; }
  const Json* argument(const std::string& name) const {
    auto found = arguments.find(name);
    return found == arguments.end() || found->second.is_null() ? nullptr : &found->second;
  }
};

/// What is selected of objects of one type, in order, and the columns that takes: the id first.
struct Shape {
  const Type* type = nullptr;
  std::vector<Pick> picks;
  std::vector<std::string> columns;
};

/// Makes shapes from selections: fragments spelled out, @skip and @include decided, arguments
/// coerced. Lives with the document and the variables.
class Planner {
 public:
  Planner(const Schema& schema, const Document& document, const Variables& variables)
      : schema_(schema), document_(document), variables_(variables) {}

  std::unique_ptr<Shape> shape(const Type& type, const std::vector<Selection>& selections) const;
  /// Of what the pick leads to; made at the first call.
  Shape& below(Pick& pick, const Type& type) const;
  /// Throws too_large naming the limit, Misfit.
  void check_cost(const Operation& operation, const Type& root) const;
  const Schema& schema() const { return schema_; }

 private:
  void collect(const std::vector<Selection>& selections, Shape& shape,
               std::vector<std::string>& spread) const;
  void add(const Selection& selection, Shape& shape) const;
  void complete(Shape& shape) const;
  bool is_wanted(const std::vector<Directive>& directives) const;
  void cost(const std::vector<Selection>& selections, const Type& type, std::int64_t count,
            std::int64_t& total) const;
  std::int64_t count_below(const OutputField& field, const Selection& selection,
                           std::int64_t count) const;

  const Schema& schema_;
  const Document& document_;
  const Variables& variables_;
};

}  // namespace hub::graphql
