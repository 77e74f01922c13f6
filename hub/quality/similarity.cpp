#include "hub/quality/similarity.hpp"

#include <algorithm>
#include <set>

#include "common/text/text.hpp"

namespace hub::quality {
namespace {

constexpr std::size_t phone_digits_min = 7;

bool is_word(char c) {
  auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
}

/// Folded text in words of letters and digits.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (char c : common::text::fold(text)) {
    if (c == '.' || c == '\'') continue;  // "a.g." is "ag", "o'neil" is "oneil"
    if (is_word(c))
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool is_legal_form(const std::string& word) {
  static const std::set<std::string, std::less<>> forms{
      "ab",  "ag",  "anstalt", "as",  "bv",   "bvba",  "co",  "corp", "doo",     "ek",  "eg",
      "eu",  "ev",  "gbr",     "ges", "gmbh", "inc",   "kg",  "kgaa", "limited", "llc", "llp",
      "ltd", "mbh", "nv",      "og",  "ohg",  "oy",    "plc", "sa",   "sarl",    "sas", "se",
      "sl",  "sp",  "spa",     "srl", "sro",  "trust", "ug",  "und",  "and",     "et",  "the"};
  return forms.count(word) > 0;
}

/// "ue" is how "ü" is written where there is none.
std::string without_umlauts(const std::string& word) {
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    out += word[i];
    bool vowel = word[i] == 'a' || word[i] == 'o' || word[i] == 'u';
    if (vowel && i + 1 < word.size() && word[i + 1] == 'e') ++i;
  }
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (auto& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// How many of `a` stand in `b` no further away than half the longer one, in their order of each.
struct Matches {
  std::string of_a, of_b;
};
Matches matches_of(std::string_view a, std::string_view b) {
  auto reach = std::max(a.size(), b.size()) / 2;
  reach = reach > 0 ? reach - 1 : 0;
  std::vector<bool> taken(b.size());
  Matches found;
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto end = std::min(b.size(), i + reach + 1);
    for (auto j = i > reach ? i - reach : 0; j < end; ++j) {
      if (taken[j] || a[i] != b[j]) continue;
      taken[j] = true;
      found.of_a += a[i];
      break;
    }
  }
  for (std::size_t j = 0; j < b.size(); ++j)
    if (taken[j]) found.of_b += b[j];
  return found;
}

/// Of each word of the one the best of the other, by length.
double word_by_word(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  double sum = 0, weight = 0;
  for (auto& word : a) {
    double best = 0;
    for (auto& other : b) best = std::max(best, jaro_winkler(word, other));
    sum += best * static_cast<double>(word.size());
    weight += static_cast<double>(word.size());
  }
  return weight > 0 ? sum / weight : 0;
}

/// The digit of a letter by its neighbours; 0 for vowels, nothing for h.
std::string sound_at(std::string_view word, std::size_t i) {
  auto is_one_of = [](char c, std::string_view set) { return set.find(c) != set.npos; };
  char c = word[i], next = i + 1 < word.size() ? word[i + 1] : ' ';
  char before = i > 0 ? word[i - 1] : ' ';
  if (is_one_of(c, "aeijouy")) return "0";
  if (c == 'b') return "1";
  if (c == 'p') return next == 'h' ? "3" : "1";
  if (is_one_of(c, "dt")) return is_one_of(next, "csz") ? "8" : "2";
  if (is_one_of(c, "fvw")) return "3";
  if (is_one_of(c, "gkq")) return "4";
  if (c == 'x') return is_one_of(before, "ckq") ? "8" : "48";
  if (c == 'l') return "5";
  if (is_one_of(c, "mn")) return "6";
  if (c == 'r') return "7";
  if (is_one_of(c, "sz")) return "8";
  if (c != 'c') return "";
  if (i == 0) return is_one_of(next, "ahkloqrux") ? "4" : "8";
  return !is_one_of(before, "sz") && is_one_of(next, "ahkoqux") ? "4" : "8";
}

}  // namespace

std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> all, kept;
  for (auto& word : words_of(name)) {
    all.push_back(without_umlauts(word));
    if (!is_legal_form(word)) kept.push_back(all.back());
  }
  return kept.empty() ? all : kept;
}

std::string name_key(const std::vector<std::string>& words) {
  auto sorted = words;
  std::sort(sorted.begin(), sorted.end());
  return joined(sorted);
}

Street street_of(std::string_view line) {
  Street street;
  for (auto& word : words_of(line)) {
    if (has_digit(word) || (!street.number.empty() && word.size() == 1)) {
      street.number += word;
      continue;
    }
    auto name = without_umlauts(word);
    for (std::string_view end : {"strasse", "street"})
      if (name.ends_with(end)) name = name.substr(0, name.size() - end.size()) + "str";
    street.name += name;
  }
  return street;
}

std::string phone_digits(std::string_view number) {
  std::string digits;
  auto inland = number.find("(0)");  // dialled within the country only
  for (std::size_t i = 0; i < number.size(); ++i) {
    bool zero_to_leave_out =
        number[i] == '0' && (digits.empty() || (inland != number.npos && i == inland + 1));
    if (number[i] >= '0' && number[i] <= '9' && !zero_to_leave_out) digits += number[i];
  }
  return digits.size() < phone_digits_min ? std::string() : digits;
}

bool is_same_phone(std::string_view a, std::string_view b) {
  return a.size() > b.size() ? a.ends_with(b) : b.ends_with(a);
}

std::string phone_key(std::string_view digits) {
  return std::string(digits.substr(digits.size() - std::min(digits.size(), phone_digits_min)));
}

std::string number_key(std::string_view number) {
  std::string out;
  for (char c : common::text::fold(number))
    if (is_word(c)) out += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return out;
}

double jaro_winkler(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a == b ? 1 : 0;
  auto matches = matches_of(a, b);
  auto count = static_cast<double>(matches.of_a.size());
  if (count == 0) return 0;
  double moved = 0;
  for (std::size_t i = 0; i < matches.of_a.size(); ++i)
    if (matches.of_a[i] != matches.of_b[i]) moved += 0.5;
  auto jaro = (count / static_cast<double>(a.size()) + count / static_cast<double>(b.size()) +
               (count - moved) / count) /
              3;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) ++prefix;
  return jaro + static_cast<double>(prefix) * 0.1 * (1 - jaro);
}

double name_similarity(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  auto whole = jaro_winkler(name_key(a), name_key(b));
  auto words = (word_by_word(a, b) + word_by_word(b, a)) / 2;
  return std::max(whole, words);
}

std::string sound_of(std::string_view word) {
  std::string all, out;
  for (std::size_t i = 0; i < word.size(); ++i) all += sound_at(word, i);
  for (char c : all)
    if (out.empty() || out.back() != c) out += c;
  auto vowels = std::remove(out.begin() + (out.empty() ? 0 : 1), out.end(), '0');
  out.erase(vowels, out.end());
  return out;
}

}  // namespace hub::quality
