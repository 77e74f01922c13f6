#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace support {

/// Names as a country has them: some very often, most seldom (Zipf), of syllables.
class Names {
 public:
  explicit Names(std::size_t families = 200'000, std::size_t given = 4000) {
    std::set<std::string> known;
    while (known.size() < families + given) known.insert(word());
    for (auto& name : known)
      (given_.size() < given && random_() % 40 == 0 ? given_ : families_).push_back(name);
    std::shuffle(families_.begin(), families_.end(), random_);
    std::shuffle(given_.begin(), given_.end(), random_);
  }
  const std::string& family() { return pick(families_); }
  const std::string& given() { return pick(given_); }
  std::mt19937_64& random() { return random_; }

  /// One letter wrong, missing, too many, or two swapped; `name` in plain letters.
  static std::string mistyped(std::string name, std::mt19937_64& random) {
    if (name.size() < 4) return name;
    auto at = 1 + random() % (name.size() - 2);
    auto letter = static_cast<char>('a' + random() % 26);
    switch (random() % 4) {
      case 0:
        name[at] = letter;
        break;
      case 1:
        name.erase(at, 1);
        break;
      case 2:
        name.insert(at, 1, letter);
        break;
      default:
        std::swap(name[at], name[at + 1]);
    }
    return name;
  }

 private:
  std::string word() {
    static const char* const heads[] = {"b",   "br", "d", "f",  "g", "gr", "h", "j",
                                        "k",   "kr", "l", "m",  "n", "p",  "r", "s",
                                        "sch", "st", "t", "tr", "v", "w",  "z", ""};
    static const char* const hearts[] = {"a", "e", "i", "o", "u", "ä", "ö", "ü", "ei", "au", "ie"};
    static const char* const tails[] = {"",   "l", "ll", "m", "n",  "nn", "r",
                                        "rt", "s", "ss", "t", "ck", "ng", "tz"};
    static const char* const ends[] = {"er",    "mann",  "i",     "li", "ski", "sen", "son",
                                       "hofer", "bauer", "meier", "ic", "",    "a",   "o"};
    std::string name;
    for (auto left = 1 + random_() % 3; left > 0; --left)
      name += std::string(heads[random_() % std::size(heads)]) +
              hearts[random_() % std::size(hearts)] + tails[random_() % std::size(tails)];
    return name + ends[random_() % std::size(ends)];
  }
  const std::string& pick(const std::vector<std::string>& names) {
    // Rank by a power of a uniform number: the first hundred have a fifth of all.
    auto u = std::uniform_real_distribution<double>(0, 1)(random_);
    return names[static_cast<std::size_t>(u * u * u * static_cast<double>(names.size() - 1))];
  }
  std::mt19937_64 random_{42};
  std::vector<std::string> families_, given_;
};

/// As the hub makes ids, in the order of their numbers.
inline std::string next_id(std::uint64_t number) {
  char text[48];
  std::snprintf(text, sizeof text, "0193a000-0000-7000-8000-%012llx",
                static_cast<unsigned long long>(number));
  return text;
}

}  // namespace support
