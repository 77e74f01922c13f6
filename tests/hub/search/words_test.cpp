// How texts become words.
#include "hub/search/words.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::search;

namespace {

std::string keys_of(const std::string& text) {
  std::string keys;
  for (auto& word : words_of(text)) keys += (keys.empty() ? "" : " ") + word.key;
  return keys;
}

}  // namespace

TEST_GROUP(Words){};

TEST(Words, are_folded_and_taken_apart) {
  struct Case {
    const char *text, *keys;
  };
  const Case cases[] = {
      {"Müller & Söhne AG", "muller sohne ag"},
      {"Mueller und Soehne", "muller und sohne"},
      {"Bauer", "baur"},
      {"Straße 12", "strasse 12"},
      {"WO-2041", "wo2041 wo 2041"},
      {"WO2041", "wo2041 wo 2041"},
      {"O'Brien", "obrien o brien"},
      {"O’Brien", "obrien o brien"},
      {"Meier-Müller.", "meiermuller meier muller"},
      {"und/oder", "und oder"},
      {"anna.b@example.com", "annabexamplecom anna b example com"},
      {"00017", "17 00017"},
      {"+423 78 123 45 67",
       "~76543218732"
       "4 423781234567"},
      {"A1B2C3D4", "a1b2c3d4"},
      {"田中AG", "田 中 ag"},
      {"ØRSTED Łódź", "orsted lodz"},
      {"", ""},
      {" .,;!", ""},
  };
  for (auto& one : cases) STRCMP_EQUAL(one.keys, keys_of(one.text).c_str());
}

TEST(Words, know_where_they_stand) {
  std::string text = "Herr Müller, hier";
  auto words = words_of(text);

  LONGS_EQUAL(3, words.size());
  STRCMP_EQUAL("Müller", text.substr(words[1].begin, words[1].end - words[1].begin).c_str());
}

TEST(Words, are_cut_and_counted) {
  LONGS_EQUAL(key_bytes_max, words_of(std::string(500, 'x')).at(0).key.size());
  std::string many;
  for (int i = 0; i < 300; ++i) many += "wort ";
  LONGS_EQUAL(100, words_of(many, 100).size());
}
