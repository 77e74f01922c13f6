#pragma once
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/rules/records.hpp"
#include "common/schema/schema.hpp"
#include "edge/store/environment.hpp"

namespace edge::store {

using common::schema::Catalogue;
using common::schema::Message;
using common::schema::RecordType;

/// Type and id of a record: "field.WorkOrder|0192…".
using RecordKey = std::string;
RecordKey record_key(std::string_view type, std::string_view id);
std::pair<std::string, std::string> split_key(std::string_view key);

/// The records as the screen shows them, in one LMDB transaction: what operations made of them
/// before what the server said. Keep it under 50 ms; messages are copies.
class RecordsView {
 public:
  RecordsView(const Txn& txn, const Catalogue& catalogue) : txn_(txn), catalogue_(catalogue) {}

  template <class T>
  std::optional<T> find(std::string_view id) const {
    auto found = find_message(catalogue_.of<T>(), id);
    if (!found) return std::nullopt;
    return std::move(static_cast<T&>(*found));
  }
  /// As Records::where: by any field, quick for references and keys. Oldest first.
  template <class T>
  std::vector<T> where(std::string_view field, std::string_view value) const {
    return unwrap<T>(where_message(catalogue_.of<T>(), field, value));
  }
  template <class T>
  std::vector<T> list() const {
    return unwrap<T>(list_messages(catalogue_.of<T>()));
  }
  /// Null when there is none or it is deleted.
  std::unique_ptr<Message> find_message(const RecordType& type, std::string_view id) const;
  std::vector<std::unique_ptr<Message>> where_message(const RecordType& type, std::string_view path,
                                                      std::string_view value) const;
  std::vector<std::unique_ptr<Message>> where_also_message(const RecordType& type,
                                                           std::string_view path,
                                                           std::string_view value,
                                                           const common::rules::Also& also) const;
  std::vector<std::unique_ptr<Message>> list_messages(const RecordType& type) const;
  /// Of records that are not deleted, oldest first.
  std::vector<std::string> list_ids(const RecordType& type) const;
  /// Operations are pending on it.
  bool is_pending(const RecordType& type, std::string_view id) const;
  /// As the server has it, without what is pending.
  std::unique_ptr<Message> find_server(const RecordType& type, std::string_view id) const;
  /// Ids for which the index knows the value; some may no longer have it.
  std::set<std::string> candidates(const RecordType& type, std::string_view path,
                                   std::string_view value) const;
  /// Fewer where the index keeps both together. Times are not kept: of those it says all that have
  /// the first value.
  std::set<std::string> candidates(const RecordType& type, std::string_view path,
                                   std::string_view value, const common::rules::Also& also) const;

  const Catalogue& catalogue() const { return catalogue_; }

 private:
  std::set<std::string> known_ids(const RecordType& type) const;
  template <class T>
  static std::vector<T> unwrap(std::vector<std::unique_ptr<Message>> found) {
    std::vector<T> records;
    for (auto& one : found) records.push_back(std::move(static_cast<T&>(*one)));
    return records;
  }
  std::set<std::string> indexed(const RecordType& type, std::string_view path,
                                std::string_view value) const;
  std::unique_ptr<Message> parse(const RecordType& type, const std::string& bytes) const;

  const Txn& txn_;
  const Catalogue& catalogue_;
};

/// What a field holds as text, by path ("work_order", "assignments.technician", "about", "state");
/// several for a list.
std::vector<std::string> values_at(const RecordType& type, const Message& record,
                                   std::string_view path);
bool has_value(const RecordType& type, const Message& record, std::string_view path,
               std::string_view value);
bool fits(const RecordType& type, const Message& record, const common::rules::Also& also);
/// Paths that the index keeps; a look-up of two fields as "technician state".
const std::vector<std::string>& indexed_paths(const RecordType& type);
/// Path and value that the index leads from to a record.
using IndexValue = std::pair<std::string, std::string>;
std::set<IndexValue> index_values(const RecordType& type, const Message& record);
std::string index_key(const Seal& seal, char space, const RecordType& type, const IndexValue& value,
                      std::string_view id);
/// Keys of a record's index entries. `space` is 'b' (server's) or 'o' (pending).
std::set<std::string> index_keys(const Seal& seal, char space, const RecordType& type,
                                 const Message& record);

}  // namespace edge::store
