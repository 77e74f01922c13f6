#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "hub/records/caller.hpp"
#include "hub/store/changes.hpp"
#include "hub/store/store.hpp"

namespace hub::audit {

enum class Log { changes, reads, sign_ins };
std::string_view log_name(Log log);  ///< "changes", "reads", "sign-ins"
Log log_of(std::string_view name);   ///< throws bad_input for field "log"

/// What is looked for; what is empty is not asked.
struct Filter {
  Log log = Log::changes;
  std::string user, type, record, action, field, address, session;
  std::vector<std::string> types, actions;  ///< one of these
  std::optional<common::Instant> from, to;  ///< from included, to not
};
nlohmann::json to_json(const Filter& filter);
/// Throws bad_input naming the member that cannot be understood or does not exist.
Filter filter_from(const nlohmann::json& text);

/// One entry of any of the logs; what a log has not is empty.
struct Entry {
  std::int64_t seq = 0, position = 0, version = 0;
  common::Instant at;
  std::string by, by_name, device, address, session, cause, type, record, action;
  std::string fields, commitments, hash, previous_hash;  ///< of changes; `fields` as in the log
  std::vector<std::string> records;                      ///< of reads
};
/// A change as an entry; without its place among the rows and its hashes, which a change lacks.
Entry entry_of(const store::ChangeRow& change);

/// Whether he may look into the logs: administrators, and who has a role "auditor".
bool is_auditor(const store::Actor& actor);

/// Of `fields` of a change, as the log has them, what this auditor may see of the record: no
/// secrets, nothing that a right hides from him, and of what is in no type any more nothing but to
/// administrators. What is left out goes with its salt, so that nobody guesses it by its
/// commitment.
nlohmann::json visible_values(const records::Caller& caller, const Entry& entry);

/// Those before `before` (a seq), newest first.
std::vector<Entry> find_entries(store::Connection& connection, const std::string& tenant,
                                const Filter& filter, std::int64_t before, std::size_t limit);
/// Oldest first: changes after a position, in the order of their chain, in which two that were
/// written at once on PostgreSQL may not follow by seq; entries of the other logs after a seq.
std::vector<Entry> find_entries_after(store::Connection& connection, const std::string& tenant,
                                      const Filter& filter, std::int64_t after, std::size_t limit);

}  // namespace hub::audit
