// What is found, in which order, and by whom.
#include <algorithm>

#include "common/error/error.hpp"
#include "tests/hub/search/company.hpp"

#include <CppUTest/TestHarness.h>

using hub::search::Question;
using test::both;
using test::Searched;

namespace {

const std::string technician = "0193a000-0000-7000-8000-00000000000a";

Question question_of(const std::string& text) {
  Question question;
  question.text = text;
  return question;
}

}  // namespace

TEST_GROUP(Search){};

TEST(Search, forgives_how_a_name_is_typed) {
  struct Case {
    const char *name, *typed;
  };
  const Case cases[] = {
      {"Müller Heizungen", "Müller"},
      {"Müller Heizungen", "Mueller"},
      {"Müller Heizungen", "muller"},
      {"Müller Heizungen", "Mulelr"},
      {"Müller Heizungen", "Mülller"},
      {"Müller Heizungen", "Mller"},
      {"Müller Heizungen", "Nüller"},
      {"Müller Heizungen", "Heizugnen"},
      {"Müller Heizungen", "Heisungn"},
      {"Müller Heizungen", "heizungen müler"},
      {"Mueller AG", "Müller"},
      {"Straßenbau Weiß", "Strassenbau Weiss"},
      {"Straßenbau Weiß", "weiß"},
      {"Café Zoë", "cafe zoe"},
      {"Søren Kjær", "Soren Kjar"},
      {"Łukasz Wałęsa", "lukasz walesa"},
      {"O'Brien & Sons", "obrien"},
      {"O'Brien & Sons", "O'Brien"},
      {"Meier-Hürlimann", "meierhurlimann"},
      {"Meier-Hürlimann", "Hürliman"},
      {"Αθήνα Θέρμανση", "αθηνα"},
      {"Αθήνα Θέρμανση", "αθνηα"},
      {"株式会社田中", "田中"},
      {"anna@example.com", "anna@example.com"},
      {"anna@example.com", "example"},
  };
  for (auto dialect : both) {
    Searched company(dialect);
    std::map<std::string, std::string> ids;
    for (auto& one : cases)
      if (!ids.count(one.name)) ids[one.name] = company.account(one.name);
    company.follow();

    for (auto& one : cases) {
      auto what = std::string(stores::name_of(dialect)) + ": " + one.typed;
      CHECK_TEXT(company.finds(one.typed, ids[one.name]), what.c_str());
    }
  }
}

TEST(Search, does_not_take_every_word_for_another) {
  for (auto dialect : both) {
    Searched company(dialect);
    company.account("Müller Heizungen");
    company.account("Abt");
    company.follow();

    CHECK(company.ask("Mxxler").hits.empty());  // two errors in six letters
    CHECK(company.ask("Aqt").hits.empty());     // short words are meant as they are
    CHECK(company.ask("Sanitär").hits.empty());
    CHECK(company.ask("").hits.empty());
    CHECK(company.ask("... !").hits.empty());
  }
}

TEST(Search, finds_numbers_by_their_digits) {
  for (auto dialect : both) {
    Searched company(dialect);
    auto order = company.order("Boiler", "WO-2041");
    auto near = company.order("Boiler", "WO-2014");
    auto account = company.account("Keller", "+423 78 123 45 67");
    company.follow();

    for (auto typed : {"WO-2041", "wo2041", "wo 2041", "2041", "WO-20"})
      CHECK_TEXT(company.finds(typed, order), typed);
    CHECK_FALSE(company.finds("WO-2041", near));
    for (auto typed : {"+423781234567", "00423 78 123 45 67", "0781234567", "078 123 45 67",
                       "078/123.45.67", "1234567", "423 78 12"})
      CHECK_TEXT(company.finds(typed, account), typed);
    CHECK_FALSE(company.finds("078 123 45 68", account));
  }
}

TEST(Search, the_word_itself_comes_before_what_was_corrected) {
  for (auto dialect : both) {
    Searched company(dialect);
    auto corrected = company.account("Meier");
    auto long_name = company.account("Verein der Freunde und Nachbarn von Maier im Unterland");
    auto itself = company.account("Maier");
    company.follow();

    auto ids = Searched::ids(company.ask("Maier"));

    LONGS_EQUAL(3, ids.size());
    STRCMP_EQUAL(itself.c_str(), ids[0].c_str());
    STRCMP_EQUAL(long_name.c_str(), ids[1].c_str());
    STRCMP_EQUAL(corrected.c_str(), ids[2].c_str());
  }
}

TEST(Search, the_accent_that_was_typed_comes_first) {
  for (auto dialect : both) {
    Searched company(dialect);
    auto with = company.account("Müller");
    company.account("Muller");
    company.account("Mueller");
    company.follow();

    STRCMP_EQUAL(with.c_str(), Searched::ids(company.ask("Müller"))[0].c_str());
  }
}

TEST(Search, all_words_are_asked_for_and_a_useless_one_is_named) {
  for (auto dialect : both) {
    Searched company(dialect);
    auto both_words = company.account("Huber Dachdecker");
    company.account("Huber Maler");
    company.follow();

    auto together = company.ask("dachdecker huber");
    auto too_many = company.ask("Huber Dachdecker Xylophon");

    LONGS_EQUAL(1, together.hits.size());
    CHECK(together.left_out.empty());
    LONGS_EQUAL(1, too_many.hits.size());
    STRCMP_EQUAL(both_words.c_str(), Searched::ids(too_many)[0].c_str());
    LONGS_EQUAL(1, too_many.left_out.size());
    STRCMP_EQUAL("Xylophon", too_many.left_out[0].c_str());
  }
}

TEST(Search, quotes_keep_words_together) {
  for (auto dialect : both) {
    Searched company(dialect);
    auto together = company.order("Leak under the sink");
    company.order("The sink is not under a leak");
    company.follow();

    auto ids = Searched::ids(company.ask("\"under the sink\""));

    LONGS_EQUAL(1, ids.size());
    STRCMP_EQUAL(together.c_str(), ids[0].c_str());
    CHECK(company.ask("\"unter the sink\"").hits.empty());
  }
}

TEST(Search, says_what_it_took_for_a_word_and_where_it_stands) {
  for (auto dialect : both) {
    Searched company(dialect);
    company.account("Müller & Söhne");
    company.follow();

    auto answer = company.ask("Mulelr");

    LONGS_EQUAL(1, answer.corrected.count("Mulelr"));
    STRCMP_EQUAL("muller", answer.corrected["Mulelr"].at(0).c_str());
    auto& place = answer.hits.at(0).place;
    STRCMP_EQUAL("name", place.field.c_str());
    STRCMP_EQUAL("Müller", place.pieces.at(0).text.c_str());
    CHECK(place.pieces.at(0).is_match);
    STRCMP_EQUAL(" & Söhne", place.pieces.at(1).text.c_str());
  }
}

TEST(Search, another_company_is_never_found) {
  for (auto dialect : both) {
    Searched company(dialect);
    company.account("Müller", "", "t2");
    auto own = company.account("Muller");
    company.follow();
    company.follow("t2");

    auto ids = Searched::ids(company.ask("Müller"));

    LONGS_EQUAL(1, ids.size());
    STRCMP_EQUAL(own.c_str(), ids[0].c_str());
  }
}

TEST(Search, a_technician_finds_his_own_jobs_only) {
  for (auto dialect : both) {
    Searched company(dialect);
    for (int i = 0; i < 30; ++i) company.order("Boiler service");
    auto own = company.order("Boiler service", "", "", technician);
    company.follow();

    auto question = question_of("boiler");
    question.counts = true;
    auto mine = company.ask(question, {"technician"}, "t1", technician);
    auto all = company.ask(question, {"dispatcher"});

    LONGS_EQUAL(1, mine.hits.size());
    STRCMP_EQUAL(own.c_str(), Searched::ids(mine)[0].c_str());
    LONGS_EQUAL(1, mine.types.at(0).count);
    LONGS_EQUAL(31, all.types.at(0).count);
    CHECK(company.ask(question_of("boiler"), {}).hits.empty());
  }
}

TEST(Search, a_word_in_a_hidden_field_finds_nothing) {
  for (auto dialect : both) {
    Searched company(dialect);
    auto id = company.account("Keller", "+423 78 123 45 67");
    company.follow();
    auto& type = stores::catalogue().type("crm.Account");

    auto list = [&](const std::string& words, const std::string& hidden) {
      return company.opened.store().read_result([&](hub::store::Connection& sql) {
        auto condition = hub::search::find(
            sql, company.vocabularies, stores::catalogue(), "t1", type, words,
            [&](const hub::search::Field& field) { return field.name != hidden; });
        return sql.integer("SELECT count(*) FROM account WHERE " + condition.sql, condition.values);
      });
    };

    LONGS_EQUAL(1, list("Keler", ""));
    LONGS_EQUAL(1, list("keller 781234567", ""));
    LONGS_EQUAL(0, list("keller 781234567", "channels"));
    LONGS_EQUAL(0, list("keller", "name"));
    LONGS_EQUAL(1, list("kell", ""));
    LONGS_EQUAL(1, list("", ""));
  }
}

TEST(Search, a_list_finds_what_is_just_being_typed_behind_a_whole_word) {
  for (auto dialect : both) {
    Searched company(dialect);
    company.account("Office Dispatcher");
    company.follow();
    auto& type = stores::catalogue().type("crm.Account");
    for (std::string words : {"Office D", "Office Di", "o", "Ofice Dis"})
      LONGS_EQUAL_TEXT(1, company.opened.store().read_result([&](hub::store::Connection& sql) {
        auto condition = hub::search::find(sql, company.vocabularies, stores::catalogue(), "t1",
                                           type, words, {});
        return sql.integer("SELECT count(*) FROM account WHERE " + condition.sql, condition.values);
      }),
                       words.c_str());
  }
}

TEST(Search, counts_by_type_and_by_value) {
  for (auto dialect : both) {
    Searched company(dialect);
    for (int i = 0; i < 3; ++i) company.account("Hotel Post");
    company.order("Hotel Post: boiler");
    company.follow();

    auto question = question_of("hotel post");
    question.counts = true;
    auto all = company.ask(question);
    question.type = &stores::catalogue().type("field.WorkOrder");
    auto orders = company.ask(question);

    LONGS_EQUAL(2, all.types.size());
    STRCMP_EQUAL("crm.Account", all.types[0].value.c_str());
    LONGS_EQUAL(3, all.types[0].count);
    CHECK(all.types[0].is_exact);
    LONGS_EQUAL(1, orders.hits.size());
    LONGS_EQUAL(1, orders.types.size());
    LONGS_EQUAL(1, orders.facets.count("state"));
    LONGS_EQUAL(1, orders.facets["state"].at(0).count);
  }
}

TEST(Search, suggestions_come_while_typing_and_prefer_what_is_near) {
  for (auto dialect : both) {
    Searched company(dialect);
    auto account = company.account("Post Hotel");
    auto near = company.order("Boiler im Keller", "", account);
    auto opened = company.order("Boiler undicht");
    auto other = company.order("Boiler");
    company.follow();
    auto question = question_of("boi");
    question.suggests = true;

    auto plain = Searched::ids(company.ask(question));
    question.near_type = "crm.Account";
    question.near_id = account;
    auto by_account = Searched::ids(company.ask(question));
    question.near_type.clear();
    question.lately = {opened};
    auto by_past = Searched::ids(company.ask(question));

    LONGS_EQUAL(3, plain.size());
    STRCMP_EQUAL(other.c_str(), plain[0].c_str());
    STRCMP_EQUAL(near.c_str(), by_account[0].c_str());
    STRCMP_EQUAL(opened.c_str(), by_past[0].c_str());
    CHECK(company.finds("biol", near));       // swapped, and not typed to its end
    CHECK_FALSE(company.finds("bio", near));  // three letters are meant as they are
  }
}

TEST(Search, refuses_what_is_no_question) {
  Searched company(hub::store::Dialect::sqlite);
  company.account("Müller");
  company.follow();
  auto refused = [&](const std::string& text) {
    try {
      company.ask(text);
    } catch (const common::Error& error) {
      return error.code() == common::ErrorCode::bad_input && error.violations().at(0).field == "q";
    }
    return false;
  };

  CHECK(refused(std::string(201, 'a')));
  CHECK(refused("a b c d e f g h i j k l m"));
  CHECK(refused("\xff\xfe"));
  CHECK_FALSE(refused("' OR 1=1; DROP TABLE account; --"));
  CHECK_FALSE(refused("%_*\\"));
}
