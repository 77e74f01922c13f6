#pragma once
#include <optional>
#include <string>
#include <vector>

#include "hub/store/query.hpp"

namespace hub::store {

/// What somebody wants to know of many records at once.
struct SummaryQuery {
  Query rows;  ///< type, filter, search and rights say which records; the rest is not asked
  /// "state", "account", "due:month" (year, month or day of a date or time, UTC), own fields too.
  std::vector<std::string> group;
  std::vector<std::string> sum;  ///< numbers, quantities and money; of days and times the limits
  std::size_t groups_max = 200;  ///< 1..1000
};

/// Exact figures of one field in one group; of money and quantities per currency or unit.
struct Figures {
  std::string unit;        ///< currency or unit; empty: none
  std::int64_t count = 0;  ///< records that have a value
  /// As they stand in the field's column (common/codec/columns.hpp). Nothing: days and times are
  /// not added up.
  std::optional<std::int64_t> sum;
  std::int64_t minimum = 0, maximum = 0;
};

struct SummaryGroup {
  std::vector<std::string> buckets;  ///< of each part of `group`: "2026-11"; empty: see example
  std::string example;  ///< id of a record in it, whose values of the fields are the group's
  std::int64_t count = 0;
  std::vector<std::vector<Figures>> figures;  ///< per field of `sum`
};

struct Summary {
  std::vector<SummaryGroup> groups;  ///< the largest first
  bool more = false;                 ///< there are more groups than `groups_max`
  std::int64_t total = 0;            ///< records, exactly
};

/// A part of `group` or `sum` as a field; null for what every record has ("state").
struct SummaryField {
  std::string name, bucket;  ///< bucket: "month", or empty
  const Field* field = nullptr;
};
/// Throws bad_input for "group" or "sum", which `parameter` is.
SummaryField summary_field(const RecordType& type, const std::string& text,
                           const Readable& readable, const std::string& parameter);

/// Counts and adds up in the database, within the same rights as a list. Throws bad_input for
/// fields "filter", "group" (also more than 4, or too many groups), "sum" (more than 4, or a sum
/// beyond 64 bits), and "filter" where more than two million records would be read.
Summary run_summary(Connection& connection, const Catalogue& catalogue, const std::string& tenant,
                    const SummaryQuery& query,
                    const std::optional<common::expr::Expression>& access_condition,
                    const common::expr::Context& context);

/// The condition by which run_query chooses its rows; columns are qualified by the table's name.
SqlCondition condition_of(Connection& connection, const Catalogue& catalogue,
                          const std::string& tenant, const Query& query,
                          const std::optional<common::expr::Expression>& access_condition,
                          const common::expr::Context& context);

}  // namespace hub::store
