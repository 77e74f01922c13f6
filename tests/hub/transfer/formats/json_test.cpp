#include <string>

#include "hub/transfer/formats/flat.hpp"
#include "hub/transfer/formats/writers.hpp"
#include "tests/hub/transfer/formats/reading.hpp"

#include <CppUTest/TestHarness.h>

using nlohmann::json;
using reading::read_all;

TEST_GROUP(JsonRows){};

TEST(JsonRows, reads_an_array_and_lines_alike) {
  auto expected = "kind|name / 1 person|Anna / 2 -|Bert";
  STRCMP_EQUAL(
      expected,
      read_all("[\n{\"name\":\"Anna\",\"kind\":\"person\"},\n{\"name\":\"Bert\"}\n]").c_str());
  STRCMP_EQUAL(
      expected,
      read_all("\n{\"name\":\"Anna\",\"kind\":\"person\"}\n{\"name\":\"Bert\"}\n").c_str());
}

TEST(JsonRows, names_what_lies_within) {
  STRCMP_EQUAL(
      "address.city|channels.1.value|channels.2.value|n|roles / 1 Vaduz|a|b|5|x, y",
      read_all(
          "[{\"address\":{\"city\":\"Vaduz\"},\"channels\":[{\"value\":\"a\"},{\"value\":\"b\"}],"
          "\"roles\":[\"x\",\"y\"],\"n\":5,\"nothing\":null}]")
          .c_str());
}

TEST(JsonRows, reports_faults_with_their_line) {
  STRCMP_EQUAL("a / 1 1 / 2 !not valid JSON at byte 2 / 3 3",
               read_all("{\"a\":1}\n{a}\n{\"a\":3}\n").c_str());
  STRCMP_EQUAL("!!item 1: the object that begins here is not closed",
               read_all("[\n{\"a\":1").c_str());
  STRCMP_EQUAL("!!line 2: the list is not closed; the file has been cut off",
               read_all("[{\"a\":1},\n").c_str());
  STRCMP_EQUAL("!!line 1: expected an object with a record's fields", read_all("[1,2]").c_str());
  STRCMP_EQUAL("!!the file holds no records", read_all("[]").c_str());
  STRCMP_EQUAL("!!a JSON file is UTF-8; this one is not",
               read_all("{\"a\":\"M\xfcller\"}").c_str());
}

// features: DQLT-06 CUST-18
TEST(JsonRows, counts_objects_of_one_long_line) {
  STRCMP_EQUAL("a / 1 1 / 2 !not valid JSON at byte 2 / 3 3",
               read_all("[{\"a\":1},{a},{\"a\":3}]").c_str());
  STRCMP_EQUAL("!!item 3: the object that begins here is not closed",
               read_all("[{\"a\":1},{\"a\":2},{\"a\":").c_str());
}

TEST(JsonRows, bears_any_depth) {
  std::string deep = "{\"a\":";
  for (int i = 0; i < 1'000'000; ++i) deep += '[';
  STRCMP_EQUAL("!!item 1: the object that begins here is not closed",
               read_all(deep, 65536).c_str());
  deep += std::string(1'000'000, ']') + "}\n{\"b\":1}";
  STRCMP_EQUAL("b / 1 !the JSON is nested more than 64 levels deep / 2 1",
               read_all(deep, 65536).c_str());
}

TEST(JsonRows, writes_what_it_reads) {
  std::string bytes;
  auto writer = hub::transfer::formats::make_writer(
      hub::transfer::formats::Format::json, {}, [&](std::string_view part) { bytes += part; }, "");
  writer->add({{"a", "x\"y"}, {"b", {{"c", 1}}}});
  writer->add({{"a", "z"}});
  writer->end();
  STRCMP_EQUAL("a|b.c / 1 x\"y|1 / 2 z|-", read_all(bytes).c_str());
}

TEST(JsonRows, paths_build_what_they_named) {
  json record;
  json whole{{"address", {{"city", "Vaduz"}}}, {"channels", {{{"value", "a"}}, {{"value", "b"}}}}};
  for (auto& [path, value] : hub::transfer::formats::flatten(whole))
    hub::transfer::formats::set_at(record, path, value);
  CHECK(record == whole);
  CHECK_THROWS(common::Error, hub::transfer::formats::set_at(record, "channels.value", 1));
  CHECK_THROWS(common::Error, hub::transfer::formats::set_at(record, "channels.1001", 1));
}

TEST(JsonRows, lists_in_one_cell) {
  using hub::transfer::formats::join_list;
  using hub::transfer::formats::split_list;
  std::vector<std::string> texts{"a", "b, c", "d;e"};
  CHECK(split_list(join_list(texts)) == texts);
  CHECK((split_list(" x ; y\nz,, ") == std::vector<std::string>{"x", "y", "z"}));
}
