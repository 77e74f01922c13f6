#pragma once
#include <cstdint>
#include <set>
#include <string>

#include "common/codec/json.hpp"
#include "common/error/sentence.hpp"
#include "common/schema/schema.hpp"

namespace hub::domain::content {

/// What files a record of a type may have: what the company set for this type, else for every type,
/// else what the product comes with.
struct FileLimits {
  std::int64_t megabytes = 32;  ///< of one file; more than 32 no request brings
  std::int64_t files = 1000;    ///< of one record, those removed left out
  std::set<std::string> kinds{"picture", "pdf",   "text",  "office",
                              "archive", "sound", "video", "other"};
};

/// All kinds that codec::file_type tells; "program" is the one that nobody gets unasked.
const std::set<std::string>& file_kinds();

/// The setting's value for this type: {"every": {"megabytes": 10, "files": 50, "kinds": ["pdf"]},
/// "crm.Account": {"files": 5}}. The value has been checked when it was saved.
FileLimits limits_in(const common::codec::Json& setting, const std::string& type);

/// What is expected instead of such a value; empty when it is right.
common::Sentence find_fault(const common::codec::Json& setting,
                            const common::schema::Catalogue& catalogue);

}  // namespace hub::domain::content
