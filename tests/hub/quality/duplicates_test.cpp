// How pairs follow the change log, and who is told of them.
#include "tests/hub/quality/company.hpp"

#include <CppUTest/TestHarness.h>

using test::both;
using test::Company;
using test::Json;

namespace {

Json with_mail(const std::string& mail) {
  return {{"channels", {{{"kind", "mail"}, {"value", mail}}}}};
}

}  // namespace

TEST_GROUP(Duplicates){};

TEST(Duplicates, are_found_as_records_come_change_and_go) {
  for (auto dialect : both) {
    Company company(dialect);
    auto one = company.account("Müller Haustechnik GmbH", with_mail("info@mueller.test"));
    auto other = company.account("Mueller Haustechnik", with_mail("info@mueller.test"));
    company.account("Zahnarzt am See", with_mail("see@zahn.test"));
    company.follow();
    auto page = company.pairs("crm.Account");
    LONGS_EQUAL(1, page.items.size());
    CHECK(page.items[0].score >= 95);
    CHECK(page.items[0].first == std::min(one, other));
    CHECK(page.items[0].reasons.size() == 2);

    company.change("crm.Account", other, {{"name", "Berger Optik"}, {"channels", Json::array()}});
    company.follow();
    LONGS_EQUAL(0, company.pairs("crm.Account").items.size());
    company.change("crm.Account", other, {{"name", "Müller Haustechnik"}});
    company.follow();
    LONGS_EQUAL(1, company.pairs("crm.Account").items.size());

    company.store().write(company.store().system_command(company.tenant(), "test"),
                          [&](hub::store::Transaction& transaction) {
                            auto& type = company.type("crm.Account");
                            transaction.remove(*transaction.load_message(type, other));
                          });
    company.follow();
    LONGS_EQUAL(0, company.pairs("crm.Account").items.size());
    LONGS_EQUAL(0,
                company.count("SELECT count(*) FROM duplicate_key WHERE record = '" + other + "'"));
  }
}

TEST(Duplicates, come_by_pages_highest_score_first) {
  for (auto dialect : both) {
    Company company(dialect);
    for (int i = 0; i < 4; ++i)
      company.account("Alpen Immobilien", i < 2 ? with_mail("a@alpen.test") : Json::object());
    company.follow();
    auto all = company.pairs("crm.Account").items;
    LONGS_EQUAL(6, all.size());
    CHECK(all[0].score > all[5].score);
    std::vector<std::string> paged;
    std::string token;
    do {
      auto page = company.pairs("crm.Account", "admin", token, 4);
      for (auto& pair : page.items) paged.push_back(pair.first + pair.second);
      token = page.next_page_token;
    } while (!token.empty());
    LONGS_EQUAL(6, paged.size());
    for (std::size_t i = 0; i < 6; ++i) CHECK(paged[i] == all[i].first + all[i].second);
    CHECK(!Company::refusal([&] { company.pairs("crm.Account", "admin", "x", 4); }).empty());
  }
}

TEST(Duplicates, are_told_to_those_who_may_read_both) {
  Company company(test::Dialect::sqlite);
  company.account("Alpen Immobilien");
  auto second = company.account("Alpen Immobilien");
  company.follow();
  LONGS_EQUAL(1, company.pairs("crm.Account", "dispatcher").items.size());
  LONGS_EQUAL(0, company.pairs("crm.Account", "technician").items.size());
}

TEST(Duplicates, that_are_two_are_remembered_as_two) {
  for (auto dialect : both) {
    Company company(dialect);
    auto one = company.account("Alpen Immobilien");
    auto other = company.account("Alpen Immobilien");
    company.follow();
    auto say = [&](bool again, const std::string& role) {
      auto who = company.caller(role);
      company.store().write(company.store().command(who.actor),
                            [&](hub::store::Transaction& transaction) {
                              hub::quality::say_distinct(
                                  transaction, who, company.type("crm.Account"), other, one, again);
                            });
    };
    CHECK(!Company::refusal([&] { say(false, "technician"); }).empty());
    say(false, "dispatcher");
    say(false, "dispatcher");
    LONGS_EQUAL(0, company.pairs("crm.Account").items.size());
    LONGS_EQUAL(1, company.count("SELECT count(*) FROM record_merge WHERE state = 'dismissed'"));
    // A change of theirs does not bring it back.
    company.change("crm.Account", one, {{"industry", "Housing"}});
    company.follow();
    LONGS_EQUAL(0, company.pairs("crm.Account").items.size());
    say(true, "dispatcher");
    company.change("crm.Account", one, {{"industry", "Real estate"}});
    company.follow();
    LONGS_EQUAL(1, company.pairs("crm.Account").items.size());
  }
}

TEST(Duplicates, show_while_somebody_is_typing) {
  Company company(test::Dialect::sqlite);
  auto known = company.account("Müller Haustechnik GmbH", with_mail("info@mueller.test"));
  company.follow();
  auto& type = company.type("crm.Account");
  auto like = [&](const std::string& name, const std::string& role) {
    auto draft = type.make();
    common::codec::merge_json(type, *draft, Json{{"name", name}}, true);
    return company.store().read_result([&](hub::store::Connection& sql) {
      return hub::quality::likenesses(company.records, sql, company.caller(role), type, *draft);
    });
  };
  auto found = like("mueller haustechnik", "dispatcher");
  LONGS_EQUAL(1, found.size());
  CHECK(found[0].id == known);
  STRCMP_EQUAL("Müller Haustechnik GmbH", found[0].title.c_str());
  LONGS_EQUAL(0, like("mueller haustechnik", "technician").size());
  LONGS_EQUAL(0, like("Kaminfeger", "dispatcher").size());
}
