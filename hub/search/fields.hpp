#pragma once
#include <functional>
#include <string>
#include <vector>

#include "common/schema/schema.hpp"

namespace hub::search {

using common::schema::Field;
using common::schema::Message;
using common::schema::RecordType;

/// A field, or a field of a record's lines, whose words are found.
struct SearchedField {
  const Field* lines = nullptr;  ///< of a line: the field that holds the lines
  const Field* field = nullptr;
  bool high = false;         ///< by it the record is recognised; other words count less
  std::string name() const;  ///< "name", "channels.value", "custom.3" whatever it is called
};

/// Fields by their option `search`; names of persons, addresses, numbers given by a series, and
/// texts shown as telephone number, mail address or barcode without being asked. Never secrets.
std::vector<SearchedField> searched_fields(const RecordType& type);

/// Whether a person may read the field; for lines asked for both.
using Readable = std::function<bool(const Field&)>;
bool may_read(const SearchedField& field, const Readable& readable);

/// The texts in the field: one, or one for each line or item. Those of an address and of a person's
/// name are one text with line ends between the parts.
std::vector<std::string> texts_of(const RecordType& type, const SearchedField& field,
                                  const Message& record);

}  // namespace hub::search
