#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/codec/json.hpp"
#include "hub/records/caller.hpp"
#include "hub/records/read_log.hpp"
#include "hub/search/vocabulary.hpp"
#include "hub/store/query.hpp"
#include "hub/store/store.hpp"

namespace hub::records {

using common::codec::Json;
using store::Connection;
using store::Message;
using store::RecordType;
using store::Transaction;
namespace options = common::schema::options;

/// What somebody wants written, looked at as far as it can be without the database: unknown,
/// derived and forbidden fields are refused, passwords hashed (that takes longer than the writer
/// may be kept).
struct Input {
  const RecordType* type = nullptr;
  Json patch;
  std::unique_ptr<Message> draft;  ///< at creation: the record so far
  std::map<const store::Field*, std::string> hashes;
};

/// Records as a caller may have them. Every face (REST, GraphQL, import, export, live events)
/// reads and writes through this, so that rights, hidden fields and the read log are added in one
/// place. Any thread; types come from the caller's schema.
///
/// Throws forbidden where the role has no such right on the type, not_found for a record that is
/// not there or that the caller may not read: which of the two is not told.
class RecordService {
 public:
  RecordService(store::Store& store, ReadLog& reads)
      : store_(store), reads_(reads), vocabularies_(std::make_shared<search::Vocabularies>()) {}

  /// The type at /api/<path>/; throws not_found.
  static const RecordType& type_at(const Caller& caller, std::string_view path);
  static void require_may(const Caller& caller, const RecordType& type, options::May may);
  /// Decided once for all records of a page; asking the grants for each field of each record takes
  /// longer than writing it.
  static common::codec::Visible visible(const Caller& caller, const RecordType& type);

  // ---- reading

  /// A page of what the caller may read; `readable` and rights are set here. Noted as read.
  store::Page list(Connection& connection, const Caller& caller, store::Query query) const;
  /// How many there are, exactly.
  std::int64_t count(Connection& connection, const Caller& caller, store::Query query) const;
  /// Null when not there or not readable. The reading is for the one who shows it to note.
  std::unique_ptr<Message> find(Connection& connection, const Caller& caller,
                                const RecordType& type, std::string_view id) const;
  /// Those of the ids that are there and readable, with lines, in no order.
  std::vector<std::unique_ptr<Message>> find_all(Connection& connection, const Caller& caller,
                                                 const RecordType& type,
                                                 const std::vector<std::string>& ids) const;
  std::unique_ptr<Message> load(Connection& connection, const Caller& caller,
                                const RecordType& type, std::string_view id) const;
  /// Records of the type that have the words, by the search index, as a condition for a list.
  store::SqlCondition having_words(Connection& connection, const Caller& caller,
                                   const RecordType& type, const std::string& words) const;
  void note_read(const Caller& caller, const RecordType& type, const Message& record) const;
  void note_read(const Caller& caller, const RecordType& type,
                 const std::vector<std::string>& ids) const;

  // ---- writing

  static Input check_input(const Caller& caller, const RecordType& type, Json patch, bool creates);
  /// The id of what was made.
  std::string create(Transaction& transaction, const Caller& caller, const Input& input) const;
  /// Throws conflict for field "If-Match" when `version` is given and is not the record's.
  void change(Transaction& transaction, const Caller& caller, const Input& input,
              const std::string& id, std::optional<std::int64_t> version) const;
  void remove(Transaction& transaction, const Caller& caller, const RecordType& type,
              const std::string& id, std::optional<std::int64_t> version) const;
  /// Takes a deletion back; who may delete the record may. Throws conflict when it is not
  /// deleted, for rows of another record, and for types whose deletion has consequences.
  void restore(Transaction& transaction, const Caller& caller, const RecordType& type,
               const std::string& id) const;
  /// Throws not_found when the type has no such action, and when it is of the type (id empty) or of
  /// a record and is asked for the other way.
  static void require_action(const Caller& caller, const store::RuleBook& book,
                             const RecordType& type, const std::string& action, bool of_type);
  static std::unique_ptr<Message> action_input(const store::RuleBook& book, const RecordType& type,
                                               const std::string& action, const Json* input);
  struct Acted {
    std::string id;    ///< of the record it moved or made; empty: none
    std::string json;  ///< empty, or an object with what the action answers
  };
  /// `id` empty: an action of the type itself.
  Acted act(Transaction& transaction, const Caller& caller, const RecordType& type,
            const std::string& id, const std::string& action, const Message* input) const;

  store::Store& store() const { return store_; }
  ReadLog& reads() const { return reads_; }
  search::Vocabularies& vocabularies() const { return *vocabularies_; }

 private:
  /// With rights, and the words answered by the index.
  void complete(Connection& connection, const Caller& caller, store::Query& query) const;
  store::Store& store_;
  ReadLog& reads_;
  std::shared_ptr<search::Vocabularies> vocabularies_;
};

/// What is known of users and rights is read anew when it may have changed.
bool changes_rights(const std::string& type);

}  // namespace hub::records
