// What the catalogue calls things, in the other languages of the office.
#include <fstream>
#include <set>

#include "tests/hub/api/office.hpp"
#include "tests/support/places.hpp"

#include <CppUTest/TestHarness.h>

using test::json;
using test::Office;

TEST_GROUP(Labels) {
  std::set<std::string> missing;
  json words = read("proto/labels.de.json");
  json sentences = read("hub/web/src/messages/helps.de.json");

  static json read(const std::string& file) {
    return json::parse(std::ifstream(support::source_folder() + "/" + file));
  }

  /// As hub/web/src/data/labels.ts walks it.
  void walk(const json& value) {
    if (value.is_object())
      for (auto key : {"label", "plural"})
        if (value.contains(key) && !words.contains(value[key].get<std::string>()))
          missing.insert(value[key]);
    if (value.is_object() && value.contains("help"))
      if (std::string help = value["help"]; !help.empty() && !sentences.contains(help))
        missing.insert(help);
    if (value.is_structured())
      for (auto& part : value) walk(part);
  }
};

TEST(Labels, everything_the_catalogue_names_and_explains_is_there_in_german) {
  Office office;
  walk(office.sign_in("admin").get("/api/meta/"));

  std::string list;
  for (auto& label : missing) list += label + "\n";
  STRCMP_EQUAL("", list.c_str());
}
