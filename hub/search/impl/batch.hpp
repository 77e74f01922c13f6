#pragma once
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "hub/search/fields.hpp"
#include "hub/search/impl/postings.hpp"
#include "hub/search/vocabulary.hpp"
#include "hub/store/transaction.hpp"

namespace hub::search::impl {

/// What the index holds of one field of a document.
struct FieldWords {
  std::uint32_t zone = 0;
  std::uint8_t length = 0;             ///< words of the field, up to 255
  std::vector<std::uint32_t> numbers;  ///< of dictionary words, ascending
  std::vector<std::string> codes;      ///< other words, ascending
  bool operator==(const FieldWords&) const = default;
};
std::string encode(const std::vector<FieldWords>& fields);
std::vector<FieldWords> decode_fields(std::string_view bytes);

/// One step of the index: compares what records hold now with what the index has of them, and
/// reckons the rows that differ. Everything is read and reckoned on a reader's connection; `write`
/// only writes, for the writer's time belongs to everybody.
class Batch {
 public:
  Batch(store::Connection& connection, const std::string& tenant, Vocabulary vocabulary)
      : connection_(connection), tenant_(tenant), vocabulary_(std::move(vocabulary)) {
    next_ = vocabulary_.generation;
  }

  /// A record as it is now; null when it is gone. Once per record.
  void add(const RecordType& type, const std::string& id, const Message* record);
  /// After the last add.
  void prepare();
  /// False when another process was faster; then nothing is written. `position` and `walk`: how far
  /// the index is right with it.
  bool write(store::Connection& connection, std::int64_t position,
             const std::optional<std::string>& walk, const std::string& holder,
             std::int64_t leased_until) const;
  /// After the commit: what the words' frequencies are now.
  void note_frequencies() const;

 private:
  struct Document {
    const RecordType* type;
    std::string id;
    bool gone = false;
    std::vector<FieldWords> before, now;
    std::uint32_t number = 0;
  };
  struct Block {
    std::uint32_t first = 0;
    std::vector<Posting> postings;
    bool fresh = true;
  };
  using ListKey = std::pair<std::string, std::uint32_t>;  // word, zone
  std::uint32_t zone_of(const std::string& type, const std::string& field);
  std::uint32_t number_of(const std::string& key);
  std::vector<FieldWords> words_of_record(const RecordType& type, const Message& record);
  void load_documents();
  store::Statement& query_listed(std::size_t from, std::size_t count);
  store::Statement& query_together(std::size_t from, std::size_t count);
  void load_texts();
  void compare(const Document& document);
  void change(const FieldWords& field, std::uint32_t document, bool add);
  void load_blocks();
  void load_block(const ListKey& key, std::uint32_t document);
  void load_blocks_together(const std::vector<std::pair<ListKey, std::uint32_t>>& wanted);
  void add_block(const ListKey& key, std::uint32_t first, std::string_view bytes);
  void reckon_lists();
  void reckon_list(const ListKey& key, const ListChange& change);
  void reckon_words();
  void reckon_documents();
  void keep_statistics(store::Connection& connection) const;

  store::Connection& connection_;
  std::string tenant_;
  Vocabulary vocabulary_;
  Generation next_;
  std::vector<Document> documents_;
  std::unordered_map<std::string, std::uint32_t> fresh_words_;
  std::map<std::pair<std::string, std::string>, std::uint32_t> fresh_zones_;
  std::unordered_map<std::uint32_t, std::string> texts_;  // of numbers
  std::map<std::uint32_t, std::int64_t> counted_;         // by word: fields more or less
  std::map<ListKey, ListChange> lists_;
  std::map<ListKey, std::map<std::uint32_t, Block>> blocks_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> frequencies_;
  std::vector<store::Values> word_rows_, zone_rows_, block_rows_, document_rows_;
  std::vector<store::Values> block_deletions_, document_deletions_;
};

}  // namespace hub::search::impl
