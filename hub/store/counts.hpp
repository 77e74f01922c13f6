#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/expr/expr.hpp"
#include "common/schema/schema.hpp"
#include "hub/store/database.hpp"

namespace hub::store {

/// How many records there are of a type, without those deleted, for each combination of its
/// dimensions: kept with every write, in its transaction, so that a number of millions is as exact
/// as a count and costs the sum of some cells. One of each type, made with its RecordTable, used
/// from any thread. Not of types that a company made, nor of streams that are kept in parts.
///
/// Dimensions follow from the declaration: the state; the references by which grants tell whose
/// record it is (`owner = me`, the scope's branch or technician, the territory) and `created_by`
/// where they lead to it; then single choices and yes-or-no fields in reading order, as long as
/// their combinations stay few.
class Cube {
 public:
  explicit Cube(const common::schema::RecordType& type);
  bool is_kept(Dialect dialect) const;
  /// Names of fields, and "state" and "created_by".
  std::vector<std::string> dimensions() const;

  /// Makes PostgreSQL's trigger where it is missing or counts by other dimensions, and counts once
  /// what is there already. Inside the migration's transaction: no write may come in between.
  void ensure(Connection& connection) const;
  /// Counts once more, after rows were written past RecordTable on SQLite.
  void count_again(Connection& connection) const;
  /// A row was written by RecordTable; `before` is null for a new one.
  void note(Connection& connection, const common::schema::Message* before,
            const common::schema::Message& after) const;
  /// Of the records for which all conditions hold; nothing where one reads of the record what is no
  /// dimension, or asks what leads to it. What references lead to is read from there.
  std::optional<std::int64_t> find(Connection& connection, const std::string& tenant,
                                   const std::vector<common::expr::Expression>& conditions,
                                   const common::expr::Context& context) const;

 private:
  struct Dimension {
    std::string name;
    const common::schema::Field* field;  ///< null: of the header
    bool number;
  };
  void add(const std::string& name);
  void add_owners();
  void add_choices();
  const Dimension* find_dimension(const std::string& name) const;
  bool has(const common::expr::Read& read) const;
  bool covers(const common::expr::Node& node) const;
  std::string signature() const;
  std::string trigger_name() const;
  bool is_begun(Connection& connection) const;
  Values cell_of(const common::schema::Message& record) const;
  void add_to_cell(Connection& connection, const std::string& tenant, Values cell,
                   std::int64_t more) const;

  const common::schema::RecordType* type_;
  std::vector<Dimension> dimensions_;
  std::string upsert_, select_;
};

/// PostgreSQL writes a row for each change of a number, since two transactions would wait for each
/// other at one; this adds up the eldest of them. Whoever holds the sealer's lock calls it. How
/// many it took: of fewer than `counts_folded_at_once` none is left.
constexpr std::int64_t counts_folded_at_once = 20000;
std::int64_t fold_counts(Connection& connection);

}  // namespace hub::store
