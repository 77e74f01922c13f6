#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/records/service.hpp"
#include "hub/work/jobs.hpp"

namespace hub::quality {

using common::codec::Json;
using common::schema::RecordType;
using records::Caller;
using store::Connection;
using store::Transaction;

/// Two or more records become one.
///
/// The one kept takes the chosen values, and tags and keys of other systems of all. Every reference
/// to the others, of all types, in lines and in the company's own fields too, leads to it from then
/// on, each with a version and an entry in the log of its own. The others are softly deleted; who
/// asks for one is told where it went (`merged_into`).
///
/// What is never changed keeps its reference: logs, streams, and documents that are frozen (a
/// posted invoice, an entry in the books) say what they said when they were issued. They are
/// counted, and read through `merged_into`.
struct MergeInput {
  std::string kept;
  std::vector<std::string> losers;
  /// Field to the id of the record whose value is taken, or to "all": lines and lists of all
  /// records, each once. What is not named stays as it is.
  std::map<std::string, std::string> fields;
  std::map<std::string, std::int64_t> versions;  ///< as read; a record not named may be of any
};
/// {"losers": [ids], "fields": {}, "versions": {}}; throws bad_input naming the field.
MergeInput read_merge(const std::string& kept, const Json& body);

/// More references than this are moved by a job, some hundred in a commit.
inline constexpr std::int64_t references_at_once = 1000;

/// What a merge would move, type by type.
struct Moving {
  const RecordType* type;
  std::int64_t moves, stays;
};
std::vector<Moving> count_references(Connection& connection, const Caller& caller,
                                     const RecordType& type, const std::vector<std::string>& ids);

/// Throws not_found and forbidden: changing all of them and deleting the losers is needed; conflict
/// for field "versions" when one has been changed since, naming another record that stands in the
/// way, or where a rule refuses; bad_input for fields. The id of the admin.RecordMerge, which is
/// "merged", or, where a job goes on with it, "merging".
std::string merge(Transaction& transaction, const Caller& caller, const RecordType& type,
                  const MergeInput& input, std::int64_t at_once = references_at_once);

/// Takes the newest merge into this record back: the deleted ones are there again, what was moved
/// and still leads here leads to them, and values that nobody has changed since are what they were.
/// What has been changed since is left and listed. Throws not_found, forbidden; conflict when the
/// record itself has become part of another.
std::string unmerge(Transaction& transaction, const Caller& caller, const RecordType& type,
                    const std::string& kept, std::int64_t at_once = references_at_once);

/// How far a merge is and what it did.
///   {"merge", "state": "running" | "merged" | "undone" | "failed", "of_type", "kept", "merged",
///    "total", "done", "failure", "moved": [{"type", "count"}], "stays": [{"type", "count"}],
///    "left": [{"type", "record", "place", "reason"}]}
/// Types that the caller may not read are counted as "other". Throws not_found.
Json merge_report(Connection& connection, const Caller& caller, const std::string& merge);
/// Ids of the merges into this record, newest first.
std::vector<std::string> merges_into(Connection& connection, const std::string& tenant,
                                     const std::string& kept);

/// The job "merge": goes on where it was. `renew` as Jobs::renew.
work::Outcome work_on_merge(store::Store& store, const work::Job& job,
                            const std::function<void(Transaction&)>& renew);

}  // namespace hub::quality
