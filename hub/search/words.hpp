#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hub::search {

/// A word as the index keeps it. Letters are folded (common::text::fold), letters that are no
/// accent of another one go to their nearest (ø to o), and ae, oe, ue to a, o, u: Müller, Mueller
/// and Muller have one key. At most `key_bytes_max` bytes, cut between characters.
struct Word {
  std::string key;
  bool has_digit = false;          ///< a number or code: found exactly, never corrected
  std::size_t begin = 0, end = 0;  ///< where it stands in the text, in bytes
};
inline constexpr std::size_t key_bytes_max = 40;

std::string key_of(std::string_view word);

/// What stands between two blanks: "WO-2041", "O'Brien", "anna@example.com". Its parts are runs of
/// letters or of digits; an ideograph is a part of its own.
struct Compound {
  std::vector<Word> parts;  ///< at least one
  Word joined;          ///< all parts in one word; without key where that would be noise: "and/or"
  bool quoted = false;  ///< between double quotes, for queries
  int quote = 0;        ///< which pair of quotes, from 1
};
std::vector<Compound> compounds_of(std::string_view text, std::size_t words_max = 5000);

/// The digits of a text that is nothing but a telephone number, 7 to 15 of them, without the "(0)"
/// and the leading zeros that are dialled in some countries only; empty for other texts.
std::string phone_digits(std::string_view text);
/// The word by which the index finds a number from its end on.
std::string phone_key(const std::string& digits);

/// All words of a field's text, those of compounds in both forms, in the order of the text.
std::vector<Word> words_of(std::string_view text, std::size_t words_max = 5000);

}  // namespace hub::search
