#pragma once
#include <string>
#include <vector>

#include "hub/transfer/convert.hpp"

namespace hub::transfer {

/// What the columns most likely are: by the field's name or label, by what such columns are called
/// in English and German, by what stands in them. Every column once, in order; those that nothing
/// fits have no field. No field twice. `confidence` is 100 for a name, 40 for a guess by content.
std::vector<ColumnMap> propose(const RecordType& type, const std::vector<std::string>& columns,
                               const std::vector<formats::Row>& sample);

}  // namespace hub::transfer
