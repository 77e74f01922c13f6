#include "edge/day/paper_data.hpp"

#include "common/error/error.hpp"
#include "tests/edge/day/fixture.hpp"

#include <CppUTest/TestHarness.h>

using edge::day::evaluate_mapping;
using nlohmann::json;

TEST_GROUP(PaperData) {
  json data{{"job", {{"number", "WO-1"}}},
            {"times", {{"minutes", "90"}}},
            {"follow_up", {{"required", true}}},
            {"parts", {{{"name", "Filter"}}, {{"name", "Pump"}}}}};
};

TEST(PaperData, mappings_are_paths_texts_and_conditions) {
  struct Case {
    const char* expression;
    const char* value;
  };
  for (auto& one :
       {Case{"job.number", "WO-1"}, Case{"parts.1.name", "Pump"}, Case{"parts.7.name", ""},
        Case{"nothing.there", ""}, Case{"\"as it is\"", "as it is"},
        Case{"times.minutes > 60 ? \"long\" : \"short\"", "long"},
        Case{"times.minutes > 100 ? \"long\" : job.number", "WO-1"},
        Case{"follow_up.required", "true"}, Case{"job.number = \"WO-1\"", "true"},
        Case{"job.number = \"WO-2\"", "false"}, Case{"nothing ? job.number", ""}})
    STRCMP_EQUAL(one.value, evaluate_mapping(one.expression, data).c_str());
}

TEST(PaperData, what_cannot_be_read_is_refused) {
  for (auto bad : {"job.number >", "= 3", "(((", "a AND OR b"})
    CHECK_THROWS(common::Error, evaluate_mapping(bad, data));
}

TEST(PaperData, values_are_cut_to_what_the_form_takes) {
  pdf::FormField name, result, unknown;
  name.name = "name";
  name.max_length = 5;
  result.name = "result";
  result.kind = pdf::FieldKind::choice;
  result.choices = {"OK"};

  auto values = edge::day::fit_to_form(
      {{"name", "Müllerin"}, {"result", "perhaps"}, {"other", "x"}}, {name, result});

  CHECK_EQUAL(1, values.size());
  STRCMP_EQUAL("Mülle", values["name"].c_str());
}

TEST(PaperData, long_texts_are_shortened_until_they_fit) {
  van_test::Van van;
  std::string words;
  for (int i = 0; i < 90; ++i) words += "Wasserenthärtungsanlagen ";

  auto bytes = van.papers->fill(van.papers->shipped_form(),
                                {{"customer_name", words}, {"job_number", "WO-1"}});

  CHECK(!bytes.empty());
}
