#pragma once
#include <string>
#include <vector>

#include "hub/quality/identity.hpp"
#include "hub/store/schemas.hpp"

namespace hub::quality {

/// The stored record that is most likely the same as a draft, by the same score as everywhere.
struct Likely {
  std::string id;   ///< empty: none reaches score_min
  int percent = 0;  ///< score_min..100
};
inline constexpr int certain_min = 90;  ///< from here on nobody need look

/// Of each of many drafts, in order; null drafts have none. Few statements for all of them
/// together, whatever their number; of each draft the five records that share most keys with it are
/// compared. Reads what DuplicateFinder keeps, so a record counts as soon as it has followed. The
/// drafts' own likeness to each other is not asked.
std::vector<Likely> find_likely(store::Connection& connection, const store::Schema& schema,
                                const std::string& tenant, const RecordType& type,
                                const std::vector<const Message*>& drafts);

/// Texts that two drafts of one file share when they are certainly one: the whole name with a mail
/// address, a telephone number or, where there is neither, a place. At most four.
std::vector<std::string> certain_texts(const RecordType& type, const Message& draft);

}  // namespace hub::quality
