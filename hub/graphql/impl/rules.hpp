#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/graphql/validation.hpp"

namespace hub::graphql::impl {

/// Gathers what is wrong, up to a bound.
class Faults {
 public:
  static constexpr std::size_t count_max = 50;
  void add(std::string text, std::vector<Place> places) {
    if (found_.size() < count_max) found_.push_back({std::move(text), std::move(places)});
  }
  bool full() const { return found_.size() >= count_max; }
  bool empty() const { return found_.empty(); }
  std::vector<Fault> take() { return std::move(found_); }

 private:
  std::vector<Fault> found_;
};

/// The types of the request's roots; null where the schema has none.
const Type* root_type(const Schema& schema, Operation::Kind kind);
/// The field of an object, of introspection too; null where there is none.
const OutputField* find_field(const Schema& schema, const Type& parent, const std::string& name);

/// The type of a variable; nothing for one that the schema has not or that lies in two lists.
std::optional<TypeUse> use_of(const Schema& schema, const TypeText& text);

// Each of these adds what it finds. Those below the first need that it found nothing.

/// Names, fragments that lead nowhere or in circles, and the depth of selections.
void check_fragments(const Schema& schema, const Document& document, Faults& faults);
/// Fields, arguments, directives and values, and each operation's variables.
void check_fields(const Schema& schema, const Document& document, Faults& faults);
/// Fields of the same key must be the same field. Source: section 5.3.2.
void check_overlap(const Schema& schema, const Document& document, Faults& faults);

}  // namespace hub::graphql::impl
