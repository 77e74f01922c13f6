#pragma once
#include "common/expr/expr.hpp"

namespace hub::store {

/// Whether an index selects the records for which the node holds, so that no others are looked at.
bool is_anchor(const common::expr::Node& node);

/// What a filter makes the database do for one record.
struct FilterCost {
  int look_ups = 0;       ///< into other records, lines and fields that the company added
  int text_searches = 0;  ///< of a text for a part of it: no index helps
  /// Joined by AND to a comparison that an index answers: only the records that it selects are
  /// looked at.
  bool anchored = false;
};
FilterCost cost_of(const common::expr::Expression& filter);

constexpr int max_look_ups = 6, max_anchored_look_ups = 30;
constexpr int max_text_searches = 10, max_anchored_text_searches = 50;

/// Throws bad_input for field "filter", naming the limit.
void require_affordable(const common::expr::Expression& filter);

}  // namespace hub::store
