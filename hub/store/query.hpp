#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/expr/expr.hpp"
#include "hub/store/filter.hpp"
#include "hub/store/tables.hpp"

namespace hub::store {

/// One page of a list, as somebody asks for it.
struct Query {
  const RecordType* type = nullptr;
  std::string filter;    ///< in the expression language; empty: all
  std::string order_by;  ///< "account, start desc"; empty: the type's own order; fields without a
                         ///< value come last
  std::string search;    ///< words; see search_condition
  /// What `search` stands for, where an index has answered it already.
  std::optional<SqlCondition> found = std::nullopt;
  std::string page_token;  ///< next_page_token of the page before; empty: the first
  int page_size = 50;      ///< 1..500
  /// How far the total is counted; a list of many records would be read to its end for one number.
  /// 0: to the end.
  std::int64_t count_max = 1000;
  bool deleted = false;  ///< deleted records, and no others
  /// Fields that the asking person may read; empty: all. Filtering and ordering by others is
  /// refused as if they did not exist, and search leaves them out. Asked for lines and for their
  /// fields.
  Readable readable;
  /// Rights on the records that the filter's references lead to. Nothing: references are followed
  /// only for those who may read everything (no `readable`, no condition of access).
  std::optional<Reading> reading;
  /// The fields that are wanted of each record, besides its header; nothing: all, with lines.
  std::optional<std::vector<std::string>> fields;
};

struct Page {
  std::vector<std::unique_ptr<Message>> items;  ///< in order; with lines, or Query::fields
  std::string next_page_token;                  ///< empty on the last page
  std::int64_t total = 0;                       ///< over all pages, at most Query::count_max
  bool total_is_exact = true;                   ///< false: there are more than `total`
};

/// Reads one page. A page begins after the last record of the page before, by its values: records
/// that come or go in the meantime neither repeat nor hide others. Deleted records appear only
/// where they are asked for.
/// `access_condition`: what the asking person may read, its grants already joined; nothing:
/// everything. Throws bad_input for fields "filter" (also one that costs too much, see
/// filter_cost.hpp), "order_by", "search", "page_token" (also one of another query), "page_size",
/// "fields".
Page run_query(Connection& connection, const Catalogue& catalogue, const RecordTable& table,
               const std::string& tenant, const Query& query,
               const std::optional<common::expr::Expression>& access_condition,
               const common::expr::Context& context);

/// Throws bad_input for field "filter" when the expression reads what `readable` denies, in the
/// words for a field that does not exist.
void require_readable(const common::expr::Expression& expression, const Readable& readable);

}  // namespace hub::store
