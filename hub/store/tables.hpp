#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/schema/schema.hpp"
#include "hub/store/counts.hpp"
#include "hub/store/database.hpp"

namespace hub::store {

using common::schema::Catalogue;
using common::schema::Field;
using common::schema::Message;
using common::schema::RecordType;

/// How a record type lies in SQL, the same on both databases (types INTEGER/BIGINT, TEXT,
/// BLOB/BYTEA):
///   <table>: tenant, id (primary key), version, state, created_at, created_by, changed_at,
///   changed_by, changed_from,
///            deleted_at, custom (JSON), tags (JSON), external_ids (JSON), unknown (bytes), then
///            columns_of(fields)
///   <table>_<lines field>: tenant, record, position, then columns_of(lines); primary key tenant,
///   record, line
/// Text collates by bytes; comparing for people goes by the folded `…__key` columns. Instants are
/// microseconds.
std::vector<std::string> header_columns();
std::string lines_table(const RecordType& type, const Field& lines);
/// Types that a company made lie in one table: " AND own_record.type = …" for one of them, empty
/// for others. The statement reads FROM the type's table without an alias.
std::string and_of_type(const RecordType& type);

/// Creates what is missing and adds columns that a newer release brought; never drops. Includes the
/// engine's tables.
void migrate(Connection& connection, const Catalogue& catalogue);

/// Reads and writes whole records as rows.
class RecordTable {
 public:
  explicit RecordTable(const RecordType& type);
  RecordTable(const RecordTable&) = delete;
  RecordTable& operator=(const RecordTable&) = delete;
  const RecordType& type() const { return type_; }
  /// How many there are, kept with each write.
  const Cube& cube() const { return cube_; }

  /// "SELECT <all columns> FROM <table>" for reading with `read`.
  const std::string& select() const { return select_; }
  /// The record of the current row, without lines.
  std::unique_ptr<Message> read(const Statement& row) const;

  /// A part of the fields, for reading only: what is read so must not be saved.
  struct Selection {
    std::string select;                ///< the header, always whole, and the fields' columns
    std::vector<const Field*> fields;  ///< in columns
    std::vector<const Field*> lines;
    bool whole = true;
  };
  /// Nothing: all. Throws bad_input for field "fields" when the type has none of that name.
  Selection selection(const std::optional<std::vector<std::string>>& names) const;
  std::unique_ptr<Message> read(const Statement& row, const Selection& selection) const;
  void load_lines(Connection& connection, const std::string& tenant,
                  std::vector<std::unique_ptr<Message>>& records, const Selection& selection) const;
  void load_lines(Connection& connection, Message& record) const;
  /// Lines of many records in one query per lines field.
  void load_lines(Connection& connection, const std::string& tenant,
                  std::vector<std::unique_ptr<Message>>& records) const;

  /// Null when missing or deleted (unless `deleted`).
  std::unique_ptr<Message> find(Connection& connection, const std::string& tenant,
                                std::string_view id, bool deleted = false) const;
  /// Those that are there, deleted ones too, without lines, in no order.
  std::vector<std::unique_ptr<Message>> find_all(Connection& connection, const std::string& tenant,
                                                 const std::vector<std::string>& ids) const;
  void insert(Connection& connection, const Message& record) const;
  /// Writes changed columns only, and only over the version of `before`; throws Error{conflict}
  /// when it has moved on.
  void update(Connection& connection, const Message& before, const Message& after) const;

 private:
  template <class Wanted>
  void load_lines_of(Connection& connection, const std::string& tenant,
                     std::vector<std::unique_ptr<Message>>& records, Wanted wanted) const;
  Values header_values(const Message& record) const;
  void write_lines(Connection& connection, const Message* before, const Message& after) const;
  const RecordType& type_;
  std::vector<Field> fields_;  ///< in columns; of a type that a company made, those of its message
  std::vector<common::codec::Column> columns_;
  Cube cube_;
  std::string select_, insert_;
  struct Lines {
    const Field* field;
    std::string table, select, insert;
    std::vector<common::codec::Column> columns;
  };
  std::vector<Lines> lines_;
};

}  // namespace hub::store
