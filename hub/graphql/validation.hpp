#pragma once
#include <string>
#include <vector>

#include "hub/graphql/document.hpp"
#include "hub/graphql/schema.hpp"

namespace hub::graphql {

/// One thing wrong with a document.
struct Fault {
  std::string text;
  std::vector<Place> places;
};

/// How deep selections of records may lie in each other; introspection has a bound of its own.
inline constexpr int depth_max = 12;

/// What is wrong with the document for this caller; empty: it may be executed. At most 50 faults,
/// in no order. A field that the caller may not see is unknown here. Source: section 5.
std::vector<Fault> validate(const Schema& schema, const Document& document);

}  // namespace hub::graphql
