#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "hub/search/impl/postings.hpp"
#include "hub/search/terms.hpp"
#include "hub/search/vocabulary.hpp"
#include "hub/store/database.hpp"

namespace hub::search {

/// How much a word in a field is worth to the person who asks.
struct ZoneWorth {
  std::uint32_t type = 0;  ///< the type's own number
  double worth = 0;        ///< 0: he may not see it, or asks for other types
};
using WorthOf = std::function<ZoneWorth(std::uint32_t zone)>;

/// A document that a term was found in.
struct Match {
  std::uint32_t document = 0;
  std::uint32_t type = 0;
  float score = 0;
};

/// Where a term was found: each document once, ascending.
struct Found {
  std::vector<Match> matches;
  std::vector<Variant> words;  ///< of the index, that stood for the term and were found
  bool is_cut = false;         ///< there are more than were looked at
};

/// Looks words up for one question. A word that stands in many records is followed to its newest
/// `postings_max` in each field, by the order in which they were indexed, so that the work of a
/// question has a bound; `is_cut` then says so.
class Lists {
 public:
  static constexpr std::size_t postings_max = 65536;
  Lists(store::Connection& connection, const std::string& tenant, const Vocabulary& vocabulary,
        WorthOf worth)
      : connection_(connection),
        tenant_(tenant),
        vocabulary_(vocabulary),
        worth_(std::move(worth)) {}

  Found find(const Term& term, bool corrects);

 private:
  void look_up(const std::vector<Variant>& variants, Found& found);
  void look_up_frequent(const Variant& variant, Found& found);
  void look_up_range(const std::string& from, double factor, std::size_t limit, Found& found);
  void take(const Variant& variant, std::uint32_t zone, const std::string& block, Found& found);
  void finish(Found& found) const;
  const ZoneWorth& worth_of(std::uint32_t zone);

  store::Connection& connection_;
  const std::string& tenant_;
  const Vocabulary& vocabulary_;
  WorthOf worth_;
  std::unordered_map<std::uint32_t, ZoneWorth> worths_;
  std::vector<impl::Posting> postings_;  // of a block; kept for the next one
};

/// Documents in which all terms were found, their scores added up.
std::vector<Match> intersect(const std::vector<const Found*>& terms);

}  // namespace hub::search
