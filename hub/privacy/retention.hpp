#pragma once
#include <functional>
#include <string>
#include <vector>

#include "hub/privacy/law.hpp"
#include "hub/store/chain.hpp"
#include "hub/work/jobs.hpp"

namespace hub::privacy {

/// Names that a rule may have instead of a record type: what the engine keeps itself.
inline constexpr const char* change_log = "log.Change";
inline constexpr const char* access_log = "log.Access";
inline constexpr const char* sign_in_log = "log.SignIn";

/// What a rule did, or in a dry run would do.
struct Retained {
  std::string rule, of_type, then;
  std::int64_t due = 0;   ///< records, or entries, whose time is over
  std::int64_t held = 0;  ///< of these: on legal hold, or documents refer to them, or a reader
                          ///< of the log has still to read them
  std::string reason{};   ///< why these stay; for the log: which reader
};

/// What tonight would go, by rule. Reads only.
std::vector<Retained> plan_retention(store::Store& store, const std::string& tenant);

/// Carries the company's rules out: records older than a rule's days, for which its condition
/// holds, and which no legal hold names, are deleted, pseudonymised or archived, some hundred in a
/// transaction; their values go out of the log. A rule that is not understood does nothing.
///   delete: the record and its log values are gone for good; of a record that others refer to, or
///     that vans hold, an empty deleted shell stays.
///   pseudonymise: marked fields are emptied, the record stays.
///   archive: as delete, after the records went into a file (an attachment about the rule).
std::vector<Retained> apply_retention(store::Store& store, const std::string& tenant,
                                      const store::Sign& sign,
                                      const std::function<void(store::Transaction&)>& renew = {});

}  // namespace hub::privacy
