#pragma once
#include "hub/privacy/subject.hpp"

namespace hub::privacy {

/// What lies outside of the record types: each step empties one kind of it, a page of `limit` rows
/// in one transaction. Every page may be done again.
int sweep_steps();
inline constexpr std::size_t rows_swept_at_once = 500;
/// The page of the step that begins at `after` (empty: the first); where the next one does, empty
/// when the step is done.
std::string sweep(store::Transaction& transaction, const std::string& tenant,
                  const Subject& subject, int step, const std::string& after,
                  std::size_t limit = rows_swept_at_once);

/// Commands of vans, as they came, that name the person. Pages after `after` ("device|epoch|
/// sequence"); where to go on, empty at the end.
std::string sweep_operations(store::Transaction& transaction, const std::string& tenant,
                             const Subject& subject, const std::string& after);

}  // namespace hub::privacy
