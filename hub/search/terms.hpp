#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "hub/search/dictionary.hpp"
#include "hub/search/words.hpp"

namespace hub::search {

/// A word of the index that stands for a term, and how well.
struct Variant {
  std::string key;
  double factor = 1;  ///< of the score: 1 for the word itself
  bool is_corrected = false;
};

/// What has to be found, one after the other and all of them: a word, a code, a telephone number.
struct Term {
  std::string text;         ///< as typed
  Word word;                ///< its places are those in the query
  std::string phone;        ///< the end of a telephone number, as the index keeps it
  std::vector<Term> parts;  ///< instead, where the index does not know it: "anna@example.com"
  int quote = 0;            ///< of which phrase; 0: of none
  bool is_last = false;     ///< perhaps not typed to its end
};

/// Throws bad_input for field `field`: longer than 200 characters, not UTF-8, or more than 12
/// terms. No terms where there is no word in it.
std::vector<Term> terms_of(std::string_view text, const std::string& field);

/// The words that a term is looked up by: itself, where it may be unfinished the words that begin
/// with it, and with `corrects` those that may have been meant. Quoted words stand for themselves.
std::vector<Variant> variants_of(const Term& term, const Dictionary& words, bool corrects);

}  // namespace hub::search
