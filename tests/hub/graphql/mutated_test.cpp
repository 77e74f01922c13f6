// Documents with random damage: each is answered, refused or found wrong, and nothing else happens.
#include <random>

#include "tests/hub/graphql/world.hpp"

#include <CppUTest/TestHarness.h>

namespace {

const char* const documents[] = {
    "query Q($id: ID!, $f: [Int!] = [1, 2]) { account(id: $id) { ...F sites(first: 3, filter: \"a "
    "= 1\") { nodes { name @skip(if: true) } totalCount } } } fragment F on Account { x: name }",
    "mutation { createAccount(input: {name: \"\"\"block\n text\"\"\", roles: [customer], "
    "addresses: "
    "[{use: main, address: {city: \"\\u00e9\"}}]}) { id ... on Record { version } } }",
    "{ __schema { types { name fields(includeDeprecated: true) { type { ofType { name } } } } } }"};
const char* const pieces[] = {"{",        "}",   "(",      ")",   "[",  "]",    "\"",
                              "\"\"\"",   "...", "on",     "$id", "@",  ":",    "!",
                              "null",     "-",   "1e9999", "\\u", "#",  "\xff", "...F",
                              "fragment", "x: ", "F",      ",",   "\n", "|"};

std::string damaged(std::mt19937& random) {
  std::string text = documents[random() % std::size(documents)];
  for (auto count = 1 + random() % 4; count > 0; --count) {
    auto at = random() % (text.size() + 1);
    auto length = random() % 12;
    switch (random() % 4) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, pieces[random() % std::size(pieces)]);
        break;
      case 2:
        text.insert(at, text.substr(random() % text.size(), length));
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(random());
    }
    if (text.empty()) text = "{";
  }
  return text;
}

}  // namespace

TEST_GROUP(GraphqlMutated){};

TEST(GraphqlMutated, is_read_or_refused) {
  std::mt19937 random(20261121);
  int read = 0, valid = 0;
  for (int i = 0; i < 30'000; ++i) {
    try {
      auto document = hub::graphql::parse(damaged(random));
      ++read;
      valid += hub::graphql::validate(graphql_test::schema("admin"), document).empty();
    } catch (const hub::graphql::Unreadable&) {
      continue;
    }
  }
  // The damage leaves some whole, makes others wrong and breaks the rest.
  CHECK(valid > 100);
  CHECK(read > valid + 100);
  CHECK(read < 29'000);
}
