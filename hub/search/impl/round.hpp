#pragma once
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "hub/search/lists.hpp"
#include "hub/search/match.hpp"
#include "hub/search/search.hpp"

namespace hub::search::impl {

/// What a person may see of the index: which zones, and for which types each record must be asked
/// about. For one question.
class Sight {
 public:
  Sight(const Asker& asker, const Vocabulary& vocabulary, const RecordType* only)
      : asker_(&asker),
        catalogue_(asker.tables.catalogue()),
        vocabulary_(vocabulary),
        only_(only) {}
  /// Of a list whose records somebody else checks: these fields of this type.
  Sight(const store::Catalogue& catalogue, const Vocabulary& vocabulary, const RecordType& only,
        Readable readable)
      : catalogue_(catalogue), vocabulary_(vocabulary), only_(&only), given_(std::move(readable)) {}

  ZoneWorth worth_of(std::uint32_t zone);
  const RecordType* type_of(std::uint32_t type) const;
  const store::Reach& reach_of(const RecordType& type);
  Readable readable(const RecordType& type) const;

 private:
  const Asker* asker_ = nullptr;
  const store::Catalogue& catalogue_;
  const Vocabulary& vocabulary_;
  const RecordType* only_;
  Readable given_;
  std::unordered_map<const RecordType*, store::Reach> reaches_;
  std::unordered_map<const RecordType*, std::vector<SearchedField>> fields_;
};

/// The matches of one way to read a question: as it stands, with corrections, or without one term.
struct Round {
  std::vector<Wanted> wanted;
  std::vector<Match> matches;  ///< by document
  bool is_cut = false;
};

/// Looks up all terms; those that the index does not know in one word by their parts.
class Rounds {
 public:
  Rounds(Lists& lists, std::vector<Term> terms) : lists_(lists), terms_(std::move(terms)) {}

  Round exact() { return of(false); }
  Round corrected() { return of(true); }
  /// Without the term that the others do best without; `left_out` is its text. No matches where
  /// there is but one term.
  Round without_one(std::string& left_out);

 private:
  struct Looked {
    std::vector<Term> terms;
    std::vector<Found> found;
  };
  Looked look(bool corrects);
  Round of(bool corrects);
  static Round joined(const Looked& looked, std::size_t without);
  Lists& lists_;
  std::vector<Term> terms_;
};

}  // namespace hub::search::impl
