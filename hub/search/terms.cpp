#include "hub/search/terms.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace hub::search {
namespace {

constexpr std::size_t terms_max = 12;
constexpr std::size_t digits_min = 5;        // fewer are no telephone number
constexpr std::size_t phone_digits_max = 9;  // what numbers in all notations have in common
constexpr std::size_t completions_max = 48, corrections_max = 16;
// Of a beginning of two letters all records could be found; the next letter tells more.
constexpr std::uint64_t places_max = 50'000;
constexpr double of_completion = 0.85, of_error = 0.5;

Term term_of(std::string_view text, const Word& word, const Compound& compound) {
  Term term;
  term.word = word;
  term.text = text.substr(word.begin, word.end - word.begin);
  term.quote = compound.quoted ? compound.quote : 0;
  return term;
}

Term term_of(std::string_view text, const Compound& compound) {
  if (compound.parts.size() == 1) return term_of(text, compound.parts.front(), compound);
  auto term = term_of(text, compound.joined, compound);
  if (compound.joined.key.empty() || compound.quoted) term.word = {};
  for (auto& part : compound.parts) term.parts.push_back(term_of(text, part, compound));
  return term;
}

bool is_number(const Compound& compound) {
  return !compound.quoted && std::all_of(compound.parts.begin(), compound.parts.end(),
                                         [](auto& part) { return part.has_digit; });
}

std::string phone_end(std::string digits) {
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.size() < digits_min) return {};
  return phone_key(
      digits.size() > phone_digits_max ? digits.substr(digits.size() - phone_digits_max) : digits);
}

/// Neighbours of nothing but digits: a number that is written in groups.
Term number_of(std::string_view text, const Compound* from, const Compound* to) {
  Term term;
  term.word.has_digit = true;
  term.word.begin = from->parts.front().begin;
  term.word.end = (to - 1)->parts.back().end;
  term.text = text.substr(term.word.begin, term.word.end - term.word.begin);
  for (auto compound = from; compound != to; ++compound)
    for (auto& part : compound->parts) {
      term.word.key += part.key;
      term.parts.push_back(term_of(text, part, *compound));
    }
  term.phone = phone_end(phone_digits(term.text).empty() ? term.word.key : phone_digits(term.text));
  if (term.parts.size() == 1) term.parts.clear();
  return term;
}

}  // namespace

std::vector<Term> terms_of(std::string_view text, const std::string& field) {
  if (text.size() > 800 || common::text::length(text) > 200)
    common::refuse(field, "at most 200 characters");
  if (!common::text::is_utf8(text) || text.find('\0') != std::string_view::npos)
    common::refuse(field, "expected UTF-8 text");
  auto compounds = compounds_of(text);
  std::vector<Term> terms;
  for (std::size_t i = 0; i < compounds.size();) {
    auto to = i;
    while (to < compounds.size() && is_number(compounds[to])) ++to;
    if (to > i) {
      terms.push_back(number_of(text, &compounds[i], compounds.data() + to));
      i = to;
    } else {
      terms.push_back(term_of(text, compounds[i++]));
    }
  }
  if (terms.size() > terms_max) common::refuse(field, common::say("at most {} words", terms_max));
  bool is_open = !text.empty() && text.back() != ' ' && text.back() != '"';
  if (!terms.empty() && is_open) {
    terms.back().is_last = true;
    if (!terms.back().parts.empty()) terms.back().parts.back().is_last = true;
  }
  return terms;
}

std::vector<Variant> variants_of(const Term& term, const Dictionary& words, bool corrects) {
  std::vector<Variant> variants;
  auto& key = term.word.key;
  if (key.empty()) return variants;
  variants.push_back({key, 1, false});
  if (term.word.has_digit || term.quote > 0) return variants;
  bool completes = term.is_last && common::text::length(key) >= 2;
  std::uint64_t places = 0;
  if (completes)
    for (auto& guess : words.completions(key, completions_max)) {
      places += guess.frequency;
      if (places > places_max && guess.frequency < places) break;
      if (guess.key != key) variants.push_back({std::move(guess.key), of_completion, false});
    }
  auto errors = Dictionary::errors_of(key);
  if (!corrects || errors == 0) return variants;
  auto add = [&](std::vector<Dictionary::Guess> guesses, double factor) {
    for (auto& guess : guesses) {
      bool known = std::any_of(variants.begin(), variants.end(),
                               [&](auto& variant) { return variant.key == guess.key; });
      // The first letter is seldom wrong.
      auto first = guess.key.front() == key.front() ? 1 : 0.8;
      auto worth = factor * first * (guess.errors == 2 ? of_error * of_error : of_error);
      if (!known) variants.push_back({std::move(guess.key), worth, true});
    }
  };
  add(words.corrections(key, errors, corrections_max), 1);
  if (completes) add(words.corrected_completions(key, corrections_max), of_completion);
  return variants;
}

}  // namespace hub::search
