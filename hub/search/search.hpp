#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "hub/search/match.hpp"
#include "hub/search/vocabulary.hpp"
#include "hub/store/access.hpp"
#include "hub/store/transaction.hpp"

namespace hub::search {

/// Who asks, and what he sees by. The parts must outlive the question.
struct Asker {
  const store::Actor& actor;
  const common::expr::Context& context;
  const store::Tables& tables;
  const store::Access& access;
};

struct Question {
  std::string text;
  std::string field = "q";           ///< what to call the text where it is refused
  const RecordType* type = nullptr;  ///< records of this type only; null: of all
  std::size_t limit = 20;            ///< 1 to 100
  bool suggests = false;  ///< asked at every key: the last word may be unfinished however short
  std::string near_type, near_id;  ///< the record that is open; what belongs with it comes first
  std::set<std::string> lately;    ///< records opened before, which come first too
  bool counts = false;             ///< also how many there are of each type
};

struct Hit {
  const RecordType* type = nullptr;
  std::unique_ptr<Message> record;
  Place place;
  double score = 0;
};

/// How many records a value has; exact up to Answer::count_max.
struct Count {
  std::string value;
  std::int64_t count = 0;
  bool is_exact = true;
};

struct Answer {
  static constexpr std::int64_t count_max = 1000;
  std::vector<Hit> hits;              ///< the best first; those that needed no correction first
  std::vector<std::string> left_out;  ///< words that nothing has together with the others
  /// What was taken for a word, where that is another one.
  std::map<std::string, std::vector<std::string>> corrected;
  std::vector<Count> types;                          ///< by record type; the most first
  std::map<std::string, std::vector<Count>> facets;  ///< of one type: "state" and choice fields
  bool is_complete = true;  ///< false while the company's first index is being built
};

/// Finds what the asker may see: his types, his records, and never by a word in a field that is
/// hidden from him. Every hit was read from the store with its rights. Throws bad_input for
/// the text.
Answer search(store::Connection& connection, Vocabularies& vocabularies, const Asker& asker,
              const Question& question);

/// Condition for a list of one type: the records that have all words in fields that `readable`
/// allows, the words forgiven as in `search`, the last one perhaps unfinished. At most the best
/// 10,000. What was saved after the index was written is found by its letters, and everything while
/// the first index is being built. Columns are qualified by the table's name. Without words: true.
/// Throws bad_input for field "search".
store::SqlCondition find(store::Connection& connection, Vocabularies& vocabularies,
                         const store::Catalogue& catalogue, const std::string& tenant,
                         const RecordType& type, const std::string& words,
                         const Readable& readable);

}  // namespace hub::search
