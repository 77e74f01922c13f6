#pragma once
#include <string>

#include "hub/store/tables.hpp"

namespace hub::store {

/// Values of companies' own fields stand in their record's header as JSON (Header.custom). For
/// filters, order and uniqueness they stand in the table custom_value as well, one row each:
///   text: of a short text folded, of a choice its key, of a reference its id;  body: of a long
///   text number: as in the columns of declared fields (columns.hpp), of a position its latitude
///   unit: of a quantity, or the currency
/// and in custom_key those of unique fields.

/// Brings the rows of the record in line with it; `before` and `after` may be null. Throws conflict
/// naming the field when another record has a unique field's value.
void write_custom_values(Connection& connection, const RecordType& type, const Message* before,
                         const Message* after);

/// SQL for "id IN …" a field's rows: the SELECT of records, to which conditions on its columns may
/// be added with AND; from the table under the alias `custom_alias`.
std::string custom_rows(const RecordType& type, const Field& field, const std::string& tenant);
inline constexpr const char* custom_alias = "custom_row";
/// The column by which values of the field are compared.
std::string custom_column(const Field& field);

}  // namespace hub::store
