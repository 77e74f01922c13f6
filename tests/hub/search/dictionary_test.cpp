// Correction of words, beside the plain way to reckon it.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "hub/search/dictionary.hpp"
#include "hub/search/impl/walk.hpp"
#include "hub/search/words.hpp"

#include <CppUTest/TestHarness.h>

using hub::search::Dictionary;

namespace {

std::string random_word(std::mt19937& random, std::size_t least, std::size_t most) {
  std::uniform_int_distribution<std::size_t> length(least, most);
  std::uniform_int_distribution<int> letter('a', 'e');  // few letters: many neighbours
  std::string word;
  for (auto left = length(random); left > 0; --left) word += static_cast<char>(letter(random));
  return word;
}

std::shared_ptr<const Dictionary> dictionary_of(const std::set<std::string>& words,
                                                std::size_t at_once) {
  std::shared_ptr<const Dictionary> dictionary =
      std::make_shared<Dictionary>(std::make_shared<hub::search::Frequencies>());
  std::vector<Dictionary::Entry> entries;
  std::uint32_t number = 0;
  for (auto& word : words) {
    entries.push_back({word, ++number});
    if (entries.size() == at_once) dictionary = dictionary->with(entries), entries.clear();
  }
  return dictionary->with(entries);
}

/// The full table of the optimal string alignment distance (Boytsov 2011, section 2.1).
int plain_distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<int>> table(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        table[i][j] = static_cast<int>(i + j);
        continue;
      }
      table[i][j] = std::min(
          {table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
    }
  return table[a.size()][b.size()];
}

}  // namespace

TEST_GROUP(Dictionary){};

TEST(Dictionary, corrects_as_the_plain_way_does) {
  std::mt19937 random(7);
  std::set<std::string> words;
  while (words.size() < 3000) words.insert(random_word(random, 2, 10));
  for (std::size_t at_once : {3000, 700, 100}) {
    auto dictionary = dictionary_of(words, at_once);
    for (int i = 0; i < 150; ++i) {
      auto query = random_word(random, 4, 10);
      int errors = query.size() >= 8 ? 2 : 1;
      std::map<std::string, int> expected, found;
      for (auto& word : words)
        if (auto distance = plain_distance(query, word); distance > 0 && distance <= errors)
          expected[word] = distance;

      for (auto& guess : dictionary->corrections(query, errors, 100000))
        CHECK_TEXT(found.emplace(guess.key, guess.errors).second, "a word was found twice");

      CHECK_TEXT(expected == found, query.c_str());
    }
  }
}

TEST(Dictionary, finds_numbers_and_beginnings) {
  std::mt19937 random(8);
  std::set<std::string> words;
  while (words.size() < 2000) words.insert(random_word(random, 1, 9));
  auto dictionary = dictionary_of(words, 300);

  std::uint32_t number = 0;
  for (auto& word : words) LONGS_EQUAL(++number, dictionary->find(word));
  LONGS_EQUAL(0, dictionary->find("zzz"));
  LONGS_EQUAL(0, dictionary->find(""));
  for (int i = 0; i < 100; ++i) {
    auto prefix = random_word(random, 1, 4);
    auto expected = std::count_if(words.begin(), words.end(),
                                  [&](auto& word) { return word.starts_with(prefix); });
    LONGS_EQUAL(expected, dictionary->completions(prefix, 100000).size());
  }
}

TEST(Dictionary, corrects_beginnings) {
  std::mt19937 random(9);
  std::set<std::string> words;
  while (words.size() < 2000) words.insert(random_word(random, 2, 9));
  auto dictionary = dictionary_of(words, 2000);
  for (int i = 0; i < 200; ++i) {
    auto prefix = random_word(random, 4, 6);
    std::set<std::string> expected, found;
    for (auto& word : words) {
      bool near = false;
      for (auto length = prefix.size() - 1; length <= prefix.size() + 1; ++length)
        near =
            near || (length <= word.size() && plain_distance(prefix, word.substr(0, length)) == 1);
      if (near && !word.starts_with(prefix)) expected.insert(word);
    }

    for (auto& guess : dictionary->corrected_completions(prefix, 100000)) found.insert(guess.key);

    CHECK_TEXT(expected == found, prefix.c_str());
  }
}

TEST(Dictionary, frequent_words_come_first) {
  auto dictionary = dictionary_of({"muller", "mullor", "mullur"}, 3);
  dictionary->frequencies().set(dictionary->find("mullor"), 50);
  dictionary->frequencies().set(dictionary->find("muller"), 900);

  auto guesses = dictionary->corrections("mullar", 1, 2);

  LONGS_EQUAL(2, guesses.size());
  STRCMP_EQUAL("muller", guesses[0].key.c_str());
  STRCMP_EQUAL("mullor", guesses[1].key.c_str());
}
