#pragma once
#include <set>
#include <string>

#include "common/schema/schema.hpp"

namespace hub::privacy {

using common::schema::Field;
using common::schema::Message;
using common::schema::RecordType;

/// What is taken out of a record.
enum class Extent {
  law,     ///< free texts and places; what a law wants kept (who was billed) stays
  marked,  ///< every field that the catalogue or the company marks as personal
  person,  ///< of the person's own record: also secrets, and his keys in other systems
  whole,   ///< of a record about nobody else: every text for people and every file as well
};

/// A person's data by its mark; of lines when one of their fields is.
bool is_personal(const Field& field);
bool holds_personal(const RecordType& type);
/// Whether a value under this name in the log (a field, "external_ids", "custom.7") goes.
bool goes(const RecordType& type, const std::string& logged_name, Extent extent);

/// Empties the record; where a text must be there stands "erased". SHA-256 of files that it named
/// and names no more are added to `files`. Whether it held anything of it.
bool empty(const RecordType& type, Message& record, Extent extent, std::set<std::string>& files);
/// Empties marked fields of one line; as above.
bool empty_line(const Field& lines, Message& record, int index);

}  // namespace hub::privacy
