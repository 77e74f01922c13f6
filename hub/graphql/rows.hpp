#pragma once
#include <functional>
#include <string>
#include <vector>

#include "hub/graphql/plan.hpp"
#include "hub/store/access.hpp"
#include "hub/store/database.hpp"

namespace hub::graphql {

/// How many records and lines one request reads at most.
inline constexpr std::size_t rows_max = 100'000;

class Rows;

/// For whom and through which connection a request reads. One thread, one request.
struct Reading {
  store::Connection& sql;
  const common::schema::Catalogue& catalogue;
  const store::Access& access;
  const common::rules::Actor& actor;
  common::expr::Context context;
  /// Told of every record that is shown.
  std::function<void(const RecordType&, const std::vector<std::string>&)> note;
  std::size_t rows_read = 0;
  /// The records of a type that have the words.
  std::function<store::SqlCondition(const RecordType&, const std::string&)> having_words{};
  /// Empties cells, of these columns, that name what the actor may not see.
  std::function<void(const RecordType&, const std::vector<std::string>&, Rows&)> leave_out_hidden{};
};

/// Rows as read, without records made of them: a query shows few columns of many rows. The first
/// column is the id, of lines the record's.
class Rows {
 public:
  Rows() = default;
  explicit Rows(std::size_t width) : width_(width) {}
  std::size_t size() const { return width_ == 0 ? 0 : cells_.size() / width_; }
  const store::Value& at(std::size_t row, std::size_t column) const {
    return cells_[row * width_ + column];
  }
  std::string text(std::size_t row, std::size_t column) const;
  void set(std::size_t row, std::size_t column, store::Value value) {
    cells_[row * width_ + column] = std::move(value);
  }
  std::vector<std::string> ids() const;
  /// The first `width` columns of the statement's row. Throws too_large.
  void append(const store::Statement& row, Reading& reading);

 private:
  std::size_t width_ = 0;
  std::vector<store::Value> cells_;
};

/// Those of the ids that are there and that the actor may read, in no order; one statement for 500.
Rows load_by_ids(Reading& reading, const RecordType& type, const std::vector<std::string>& columns,
                 const std::vector<std::string>& ids);
/// Lines of these records, by record and position.
Rows load_lines(Reading& reading, const RecordType& type, const Field& lines,
                const std::vector<std::string>& columns, const std::vector<std::string>& ids);

/// A condition on records of the type as the actor may ask it: what he may not read does not exist
/// for it, and records beyond his reach tell nothing. Throws bad_input for field "filter".
common::expr::Expression parse_filter(const common::schema::Catalogue& catalogue,
                                      const store::Access& access,
                                      const common::rules::Actor& actor, const RecordType& type,
                                      const std::string& text);

struct ListArguments {
  std::string filter, order_by, search, after;
  std::int64_t first = 0;
};
/// Records to which others lead: `field` (of `lines`, if set) of the type that is listed.
struct Parents {
  const Field* field;
  const Field* lines;
  std::string type;  ///< of the parents, for an about
  std::vector<std::string> ids;
};
struct PageInfo {
  bool has_next = false, has_previous = false;
  std::string start, end;  ///< cursors; empty where there is no row
};
/// A page for each parent.
struct Pages {
  struct Span {
    std::uint32_t begin = 0, count = 0;
  };
  Rows rows;
  std::vector<Span> spans;  ///< in rows, by parent
  std::vector<PageInfo> info;
};
/// One statement for 500 parents; without parents one page. Throws bad_input for fields "filter",
/// "order_by", "search", "after".
Pages load_pages(Reading& reading, const RecordType& type, const std::vector<std::string>& columns,
                 const ListArguments& arguments, const Parents* parents);
/// How many there are, for each parent, pages apart.
std::vector<std::int64_t> count_rows(Reading& reading, const RecordType& type,
                                     const ListArguments& arguments, const Parents* parents);

}  // namespace hub::graphql
