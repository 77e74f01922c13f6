#pragma once
#include <functional>

#include "common/expr/expr.hpp"

namespace common::expr::impl {

/// One value of a path: its number, or its text as it compares; of money the minor units and the
/// currency.
struct Item {
  std::int64_t integer = 0;
  std::string text;
};

/// Whether the value meets what a comparison asks; unknown is no.
bool meets(const Item& item, const Test& test);

/// Whether a value of the path meets the condition; values that are not set are not there.
bool any_item(const Path& path, const schema::Message& record,
              const std::function<bool(const Item&)>& meets);

}  // namespace common::expr::impl
