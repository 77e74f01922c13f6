// Duplicates in an import by likeness, as hub/quality scores it; a person decides where it is only
// probable.
// features: CUST-18
#include "tests/hub/transfer/world.hpp"

#include <CppUTest/TestHarness.h>

using hub::store::Dialect;
using test::Json;
using test::World;

namespace {

constexpr const char* accounts = "SELECT count(*) FROM account WHERE deleted_at IS NULL";
constexpr const char* contacts = "SELECT count(*) FROM contact WHERE deleted_at IS NULL";

void on_both(const std::function<void(World&)>& body) {
  World sqlite(Dialect::sqlite);
  body(sqlite);
  World postgres(Dialect::postgres);
  body(postgres);
}

Json mail(const std::string& address) {
  return {{{"kind", "mail"}, {"value", address}}};
}

const std::string rows =
    "name,mail,industry\n"
    "Mueller Haustechnik,info@mueller.test,steel\n"
    "Muller Haustechnick AG,,stone\n"
    "Neu AG,neu@x.test,\n"
    "Neu AG,NEU@x.test,\n"
    "Ganz anders GmbH,info@anders.test,\n";

World::Options options(const std::string& mode) {
  World::Options options;
  options.match_keys = {"similar"};
  options.on_duplicate = mode;
  return options;
}

}  // namespace

TEST_GROUP(ImportLikeness){};

TEST(ImportLikeness, the_trial_tells_what_is_there_already_and_what_probably_is) {
  on_both([](World& world) {
    auto old = world.put("crm.Account", {{"name", "M\xc3\xbcller Haustechnik AG"},
                                         {"channels", mail("info@mueller.test")}});
    auto run = world.make_import("crm.Account", rows, options("skip"));
    world.act(run, "dry-run");
    auto checked = world.run_record(run);
    CHECK_EQUAL(0, checked["faulty"].get<int>());
    CHECK_EQUAL(3, checked["duplicates"].get<int>());
    CHECK_EQUAL(1, checked["probable_count"].get<int>());
    auto probable = checked["probable"][0];
    CHECK_EQUAL(3, probable["row"].get<int>());
    STRCMP_EQUAL("Muller Haustechnick AG", probable["title"].get<std::string>().c_str());
    STRCMP_EQUAL(old.c_str(), probable["match"].get<std::string>().c_str());
    STRCMP_EQUAL("M\xc3\xbcller Haustechnik AG",
                 probable["match_title"].get<std::string>().c_str());
    CHECK(probable["percent"].get<int>() >= 60 && probable["percent"].get<int>() < 90);

    world.act(run, "start");
    CHECK_EQUAL(3, world.count(accounts));  // the old one, Neu AG once, Ganz anders GmbH
    CHECK_EQUAL(3, world.run_record(run)["skipped_count"].get<int>());
  });
}

TEST(ImportLikeness, of_a_probable_row_the_persons_choice_goes_before_that_of_the_run) {
  struct Case {
    const char *run, *row;
    int accounts;
    const char* industry;
  };
  for (auto& one : {Case{"skip", "keep", 4, "-"}, Case{"keep", "skip", 5, "-"},
                    Case{"skip", "merge", 3, "stone"}, Case{"merge", "skip", 3, "steel"}})
    on_both([&](World& world) {
      auto old = world.put("crm.Account", {{"name", "M\xc3\xbcller Haustechnik AG"},
                                           {"channels", mail("info@mueller.test")}});
      auto run = world.make_import("crm.Account", rows, options(one.run));
      world.act(run, "dry-run");
      auto probable = world.run_record(run)["probable"];
      probable[0]["choice"] = one.row;
      world.change("admin.ImportRun", run, {{"probable", probable}});
      world.act(run, "start");
      CHECK_EQUAL_TEXT(one.accounts, world.count(accounts), one.run);
      auto industry = world.record("crm.Account", old).value("industry", "-");
      STRCMP_EQUAL_TEXT(one.industry, industry.c_str(), one.row);
    });
}

TEST(ImportLikeness, contacts_of_a_vcard_are_found_again) {
  on_both([](World& world) {
    world.put("crm.Contact", {{"name", {{"given", "Anna"}, {"family", "Huber"}}},
                              {"channels", mail("anna@x.test")}});
    std::string cards =
        "BEGIN:VCARD\r\nVERSION:4.0\r\nN:Huber;Anna;;Dr.;\r\nFN:Dr. Anna "
        "Huber\r\nEMAIL:Anna@x.test\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Frick;Eva;;;\r\nFN:Eva "
        "Frick\r\nEMAIL:eva@x.test\r\nEND:VCARD\r\n";
    auto run = world.make_import("crm.Contact", cards, options("skip"));
    world.run_all(run);
    CHECK_EQUAL(2, world.count(contacts));
    CHECK_EQUAL(1, world.run_record(run)["duplicates"].get<int>());
    // People of one family with one address are not one.
    auto family = world.make_import(
        "crm.Contact", "given name,family name,mail\nBeat,Huber,anna@x.test\n", options("skip"));
    world.run_all(family);
    CHECK_EQUAL(3, world.count(contacts));
  });
}

TEST(ImportLikeness, is_refused_for_types_of_which_duplicates_are_not_looked_for) {
  World world(Dialect::sqlite);
  auto run = world.make_import("crm.Task", "title\nCall\n", options("skip"));
  world.act(run, "dry-run");
  auto record = world.run_record(run);
  STRCMP_EQUAL("failed", record["state"].get<std::string>().c_str());
  STRCMP_CONTAINS("duplicates of Tasks are not looked for",
                  record["failure"].get<std::string>().c_str());
}
