#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "hub/privacy/law.hpp"
#include "hub/privacy/traces.hpp"
#include "hub/work/jobs.hpp"

namespace hub::privacy {

/// What becomes of a record.
enum class Verdict { none, erased, anonymised, kept };

/// Of one type: how many records speak of the person, and what becomes of them.
struct Count {
  std::int64_t found = 0, erased = 0, anonymised = 0, kept = 0;
  std::string because;  ///< why some are kept
};
using Counts = std::map<std::string, Count>;
nlohmann::json to_json(const Counts& counts);
Counts counts_from(const nlohmann::json& text);

/// Judges and erases the records of one company that speak of one person. Lives as long as one
/// transaction or snapshot.
class Eraser {
 public:
  /// `may_delete`: what is about nobody else is deleted too; else it is only emptied.
  Eraser(Connection& connection, const Schema& schema, const std::string& tenant,
         common::Instant now, const Subject& subject, bool may_delete)
      : connection_(connection),
        schema_(schema),
        tenant_(tenant),
        subject_(subject),
        law_(connection, schema, tenant, now),
        may_delete_(may_delete) {}

  struct Judged {
    Verdict verdict = Verdict::none;
    Extent extent = Extent::marked;
    Mention mention;
    std::string because;
  };
  Judged judge(const RecordType& type, const Message& record) const;
  Judged judge_own(const RecordType& type, const Message& record) const;
  /// Writes what is left of it, and takes the values out of the log. SHA-256 of files named no more
  /// are added to `files`.
  void apply(store::Transaction& transaction, const RecordType& type, const Message& record,
             const Judged& judged, std::set<std::string>& files) const;
  /// As it is stored, deleted or not; null when it is not there.
  std::unique_ptr<Message> find(const RecordType& type, const std::string& id) const;

 private:
  bool belongs(const std::string& type, const std::string& id) const;
  Connection& connection_;
  const Schema& schema_;
  const std::string& tenant_;
  const Subject& subject_;
  Law law_;
  bool may_delete_;
};

void add(Counts& counts, const RecordType& type, const Eraser::Judged& judged);

/// The dry run: what a request would find and do. Reads only.
struct Plan {
  Subject subject;
  Counts counts;
};
Plan plan(store::Store& store, const std::string& tenant, const PrivacyRequest& request);

/// The list of erasures outside of the database: a backup that is put back holds what was erased
/// since, and this list says what to erase once more. It names records by id;
/// only for whom there is no record stands the address that he asked by.
class ErasureList {
 public:
  explicit ErasureList(std::filesystem::path file) : file_(std::move(file)) {}
  struct Entry {
    std::string tenant, request;
    bool may_delete = false;
    std::set<std::pair<std::string, std::string>> records;
    std::set<std::string> addresses{};  ///< of a person for whom there is no record
  };
  /// Synced when it returns. Throws storage.
  void add(const Entry& entry) const;
  std::vector<Entry> read() const;

 private:
  std::filesystem::path file_;
};

/// Erases or anonymises in bounded transactions; goes on where it stopped. `renew` is called in
/// each of them.
void erase(store::Store& store, const ErasureList& list, const std::string& tenant,
           const PrivacyRequest& request, const std::function<void(store::Transaction&)>& renew);
/// What the list names, once more; after a backup was put back. How many entries.
std::size_t replay(store::Store& store, const ErasureList& list);

}  // namespace hub::privacy
