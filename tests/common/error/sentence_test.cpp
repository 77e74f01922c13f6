// features: A11Y-04
#include "common/error/sentence.hpp"

#include <thread>

#include "common/error/catalogue.hpp"
#include "common/error/error.hpp"

#include <CppUTest/TestHarness.h>

using namespace common;

TEST_GROUP(Sentence){void english(const std::string& expected, const Sentence& sentence){
    STRCMP_EQUAL(expected.c_str(), sentence.english().c_str());
}
void german(const std::string& expected, const Sentence& sentence) {
  STRCMP_EQUAL(expected.c_str(), sentence.in("de").c_str());
}
}
;

TEST(Sentence, values_stand_in_its_places) {
  auto sentence = say("expected a number from {} to {}", -3, 40u);

  english("expected a number from -3 to 40", sentence);
  german("erwartet wird eine Zahl von -3 bis 40", sentence);
}

TEST(Sentence, a_translation_puts_its_values_in_another_order) {
  auto sentence = say("there is no {} with the id {}", Sentence::label("Work order"), "7f3a");

  english("there is no Work order with the id 7f3a", sentence);
  german("es gibt keinen Eintrag mit der Kennung 7f3a: Auftrag", sentence);
}

TEST(Sentence, a_value_may_stand_twice) {
  english("\"lines\" has several values; size(lines) counts them",
          say("\"{0}\" has several values; size({0}) counts them", std::string("lines")));
}

TEST(Sentence, sentences_in_sentences_are_said_in_the_same_language) {
  auto sentence = say("at character {}: {}", 4, say("expected a value, not \"{}\"", "x"));

  english("at character 4: expected a value, not \"x\"", sentence);
  german("bei Zeichen 4: erwartet wird ein Wert, nicht „x“", sentence);
}

TEST(Sentence, labels_are_translated_and_what_a_person_typed_is_not) {
  german("bitte Auftrag angeben", say("{} is required", Sentence::label("Work order")));
  german("bitte Work order angeben", say("{} is required", std::string("Work order")));
  german("there is no such day", Sentence(std::string("there is no such day")));
}

TEST(Sentence, braces_of_values_and_other_braces_stay) {
  english("{} is required", say("{} is required", std::string("{}")));
  english("a {0} that cannot be read", say("a {} that cannot be read", std::string("{0}")));
  english("{\"a\": 1}, {b} and {7}, then {", say("{\"a\": {}}, {b} and {7}, then {", 1));
  english("from {} to {}", "from {} to {}");
}

TEST(Sentence, a_place_without_a_value_stays) {
  english("1, {}", say("{}, {}", 1));
}

TEST(Sentence, what_has_no_translation_is_said_in_english) {
  Speaking german("de");
  STRCMP_EQUAL("only the tests say this: 3", say("only the tests say this: {}", 3).said().c_str());
}

TEST(Sentence, a_language_without_a_catalogue_is_english) {
  STRCMP_EQUAL("expected a whole number", Sentence("expected a whole number").in("fr").c_str());
  CHECK(translations("fr").empty());
}

TEST(Sentence, lists_are_joined) {
  STRCMP_EQUAL("a, b", listed(std::vector<std::string>{"a", "b"}).c_str());
  STRCMP_EQUAL("a|b", listed(std::vector<std::string_view>{"a", "b"}, "|").c_str());
  STRCMP_EQUAL("", listed(std::vector<std::string>{}).c_str());
}

TEST(Sentence, every_translation_has_the_places_of_its_sentence) {
  auto places = [](const std::string& text) {
    int count = 0;
    for (std::size_t i = 0; (i = text.find('{', i)) != std::string::npos; ++i)
      count += text.find('}', i) <= i + 2;
    return count;
  };
  CHECK(translations("de").size() > 2000);
  for (auto& [sentence, translation] : translations("de")) {
    CHECK_TEXT(!translation.empty(), sentence.c_str());
    CHECK_EQUAL_TEXT(places(sentence), places(translation), sentence.c_str());
  }
}

TEST(Sentence, a_catalogue_that_is_none_is_not_taken) {
  CHECK_THROWS(std::exception, read_catalogue("[1"));
  CHECK_THROWS(std::exception, read_catalogue("{\"a\": 1}"));
  CHECK(read_catalogue("{\"a\": \"b\"}").at("a") == "b");
}

TEST(Sentence, an_error_keeps_it_while_context_is_added) {
  Error error(ErrorCode::bad_input, say("{} is required", Sentence::label("Name")), "name");

  auto risen = error.with_context("reading a file");

  STRCMP_EQUAL("reading a file: Name is required", risen.what());
  STRCMP_EQUAL("Name is required", risen.text().c_str());
  Speaking german("de");
  STRCMP_EQUAL("bitte Name angeben", risen.sentence().said().c_str());
  STRCMP_EQUAL("bitte Name angeben", risen.reason().said().c_str());
}

TEST_GROUP(AcceptLanguage){};

TEST(AcceptLanguage, the_best_language_that_there_is_is_taken) {
  struct Case {
    const char *accepted, *language;
  };
  for (auto& [accepted, language] : {
           Case{"", ""},
           Case{"de", "de"},
           Case{"DE", "de"},
           Case{"de-LI", "de"},
           Case{"de_CH", "de"},
           Case{"en", ""},
           Case{"*", ""},
           Case{"fr", ""},
           Case{"german", ""},
           Case{"fr, de;q=0.9, en;q=0.8", "de"},
           Case{"fr,en;q=0.8,de;q=0.9", "de"},
           Case{"en-GB, de;q=0.9", ""},
           Case{"de;q=0.5, en;q=0.7", ""},
           Case{"de ; q=0.7 , en; q=0.5", "de"},
           Case{"\tde", "de"},
           Case{"de;q=0", ""},
           Case{"en;q=0, de;q=0.1", "de"},
           Case{"de;q=much", ""},
           Case{"de, en", "de"},
           Case{"en, de", ""},
           Case{",,;q=1,de", "de"},
       })
    STRCMP_EQUAL_TEXT(language, std::string(language_for(accepted)).c_str(), accepted);
}

TEST_GROUP(Speaking) {
  const Sentence sentence = "expected a whole number";
};

TEST(Speaking, scopes_nest_and_give_back_what_was_spoken) {
  STRCMP_EQUAL("en", std::string(spoken()).c_str());
  {
    Speaking german("de-CH");
    STRCMP_EQUAL("erwartet eine ganze Zahl", sentence.said().c_str());
    {
      Speaking english("en");
      STRCMP_EQUAL("expected a whole number", sentence.said().c_str());
    }
    STRCMP_EQUAL("de", std::string(spoken()).c_str());
    STRCMP_EQUAL("expected a whole number", sentence.english().c_str());
  }
  STRCMP_EQUAL("expected a whole number", sentence.said().c_str());
}

TEST(Speaking, who_asks_is_known_later) {
  Speaking unknown("");
  {
    Speaking request("en");
    speak("de");
    STRCMP_EQUAL("de", std::string(spoken()).c_str());
  }
  STRCMP_EQUAL("en", std::string(spoken()).c_str());
}

TEST(Speaking, each_thread_speaks_for_itself) {
  Speaking german("de");
  std::string other;

  std::thread([&] { other = sentence.said(); }).join();

  STRCMP_EQUAL("expected a whole number", other.c_str());
  STRCMP_EQUAL("erwartet eine ganze Zahl", sentence.said().c_str());
}
