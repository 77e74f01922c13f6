#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/error/error.hpp"
#include "common/schema/schema.hpp"

namespace common::rules::memory {

/// A place in a type's records: "state", "id", a field, or a field of lines.
class Path {
 public:
  /// Throws bad_input for a field that does not exist.
  Path(const schema::RecordType& type, std::string_view text);
  /// One of the values there equals the text; choices by their name, about by its id.
  bool matches(const schema::Message& record, std::string_view value) const;
  /// The time there is set and later.
  bool is_after(const schema::Message& record, Instant moment) const;

 private:
  std::string header_;
  const schema::Field* lines_ = nullptr;
  const schema::Field* field_ = nullptr;
};

/// The values of a natural key; nothing when one is not set or the condition "field = value" does
/// not hold.
std::optional<std::vector<std::string>> key_of(const schema::RecordType& type,
                                               const schema::Message& record,
                                               const std::vector<std::string>& fields,
                                               const std::string& condition);

}  // namespace common::rules::memory
