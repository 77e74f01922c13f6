#include "hub/quality/identity.hpp"

#include "common/codec/json.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using hub::quality::Identity;
using hub::quality::Json;

namespace {

Identity identity(const std::string& type, const Json& fields) {
  auto& known = stores::catalogue().type(type);
  auto record = known.make();
  common::codec::merge_json(known, *record, fields, true);
  return hub::quality::identity_of(known, *record);
}

Json account(const std::string& name, const std::string& mail = "", const std::string& phone = "",
             const std::string& street = "", const std::string& postal = "9490") {
  Json fields{{"name", name}};
  if (!mail.empty()) fields["channels"].push_back({{"kind", "mail"}, {"value", mail}});
  if (!phone.empty()) fields["channels"].push_back({{"kind", "phone"}, {"value", phone}});
  if (!street.empty())
    fields["addresses"].push_back(
        {{"use", "main"},
         {"address",
          {{"line1", street}, {"postal_code", postal}, {"city", "Vaduz"}, {"country", "LI"}}}});
  return fields;
}

int score(const std::string& type, const Json& a, const Json& b) {
  return hub::quality::score_of(identity(type, a), identity(type, b)).percent;
}

bool share_a_key(const std::string& type, const Json& a, const Json& b) {
  auto first = hub::quality::keys_of(identity(type, a));
  auto second = hub::quality::keys_of(identity(type, b));
  for (auto& key : first)
    if (std::find(second.begin(), second.end(), key) != second.end()) return true;
  return false;
}

}  // namespace

TEST_GROUP(Identity){};

TEST(Identity, puts_names_streets_and_numbers_into_one_form) {
  auto same = [](const char* a, const char* b) {
    STRCMP_EQUAL(hub::quality::name_key(hub::quality::name_words(a)).c_str(),
                 hub::quality::name_key(hub::quality::name_words(b)).c_str());
  };
  same("Müller Haustechnik GmbH", "MUELLER Haustechnik AG");
  same("Meier, Anna", "Anna Meier");
  same("Café & Co. KG", "Cafe");
  auto street = [](const char* line) {
    auto one = hub::quality::street_of(line);
    return one.name + " " + one.number;
  };
  STRCMP_EQUAL(street("Bahnhofstrasse 12 A").c_str(), street("Bahnhofstr. 12a").c_str());
  CHECK(street("Bahnhofstrasse 12") != street("Bahnhofstrasse 21"));
  for (auto number :
       {"+41 79 123 45 67", "0041791234567", "079 123 45 67", "+41 (0)79 123 45 67", "1234567"}) {
    auto digits = hub::quality::phone_digits(number);
    CHECK_TEXT(hub::quality::is_same_phone("41791234567", digits), number);
    STRCMP_EQUAL("1234567", hub::quality::phone_key(digits).c_str());
  }
  CHECK(!hub::quality::is_same_phone("41791234567", "781234567"));
  STRCMP_EQUAL("", hub::quality::phone_digits("117").c_str());
  STRCMP_EQUAL("CHE123456789", hub::quality::number_key("CHE-123.456.789").c_str());
}

TEST(Identity, compares_as_the_literature_says) {
  DOUBLES_EQUAL(0.961, hub::quality::jaro_winkler("martha", "marhta"), 0.001);
  DOUBLES_EQUAL(0.840, hub::quality::jaro_winkler("dwayne", "duane"), 0.001);
  DOUBLES_EQUAL(0.813, hub::quality::jaro_winkler("dixon", "dicksonx"), 0.001);
  DOUBLES_EQUAL(0, hub::quality::jaro_winkler("abc", "xyz"), 0.001);
  for (auto name : {"maier", "meyer", "mayr"})
    STRCMP_EQUAL(hub::quality::sound_of("meier").c_str(), hub::quality::sound_of(name).c_str());
  STRCMP_EQUAL("65752682", hub::quality::sound_of("mullerludenscheidt").substr(0, 8).c_str());
}

TEST(Identity, is_looked_for_where_a_name_and_something_beside_it_are_declared) {
  std::string matched;
  for (auto& type : stores::catalogue().types())
    if (hub::quality::is_matched(*type)) matched += type->name + " ";
  for (auto name : {"crm.Account", "crm.Contact", "crm.Lead", "crm.Site", "sales.Product"})
    CHECK_TEXT(matched.find(name) != std::string::npos, matched.c_str());
  for (auto name : {"admin.User", "billing.Invoice", "field.WorkOrder", "people.Technician"})
    CHECK_TEXT(matched.find(name) == std::string::npos, matched.c_str());
}

TEST(Identity, scores_what_is_one_high_and_what_is_two_low) {
  struct Case {
    const char* what;
    Json a, b;
    int from, to;
  } cases[] = {
      {"the same firm in another form",
       account("Müller Haustechnik GmbH", "info@mueller.test", "+423 232 11 11"),
       account("Mueller Haustechnik AG", "INFO@mueller.test"), 95, 100},
      {"a slip of the pen, the same place", account("Meier Heizungen", "", "", "Landstr. 5"),
       account("Maier Heizungen", "", "", "Landstrasse 5"), 85, 100},
      {"nothing but the name", account("Müller"), account("Müller"), 60, 75},
      {"another firm in the same house", account("Alpen Zahnarzt", "", "", "Landstr. 5"),
       account("Bergbahn Betriebe", "", "", "Landstr. 5"), 0, 59},
      {"two with one mailbox", account("Anna Weber", "buero@haus.test"),
       account("Jürg Kaiser", "buero@haus.test"), 0, 59},
      {"the same name, everything else another",
       account("Müller", "a@a.test", "+423 232 11 11", "Landstr. 5"),
       account("Müller", "b@b.test", "+423 777 11 22", "Aeulestr. 70", "9494"), 0, 80},
      {"nothing in common", account("Alpha"), account("Zürichsee Werft"), 0, 30},
  };
  for (auto& one : cases) {
    auto percent = score("crm.Account", one.a, one.b);
    auto text = std::string(one.what) + ": " + std::to_string(percent);
    CHECK_TEXT(percent >= one.from && percent <= one.to, text.c_str());
    LONGS_EQUAL_TEXT(percent, score("crm.Account", one.b, one.a), one.what);
    if (one.from >= 60) CHECK_TEXT(share_a_key("crm.Account", one.a, one.b), one.what);
  }
}

TEST(Identity, knows_people_products_and_sites_by_their_own) {
  auto person = [](const char* given, const char* family, const char* mobile) {
    Json fields{{"name", {{"given", given}, {"family", family}}}};
    fields["channels"].push_back({{"kind", "mobile"}, {"value", mobile}});
    return fields;
  };
  CHECK(score("crm.Contact", person("Anna", "Meier", "+423 791 22 33"),
              person("Anna", "Meyer", "791 22 33")) > 85);
  CHECK(score("crm.Contact", person("Anna", "Meier", "+423 791 22 33"),
              person("Bruno", "Meier", "+423 791 22 33")) < 80);
  auto product = [](const char* name, const char* code, const char* barcode) {
    return Json{{"name", name}, {"code", code}, {"barcodes", {barcode}}};
  };
  CHECK(score("sales.Product", product("Pump 25-60", "P1", "7610000000017"),
              product("Circulation pump", "P2", "7610000000017")) >= 60);
  CHECK(score("sales.Product", product("Pump 25-60", "P1", "7610000000017"),
              product("Pump 25-60", "P2", "7610000000024")) < 60);
}

TEST(Identity, gives_reasons_with_the_fields_that_agree) {
  auto score = hub::quality::score_of(identity("crm.Account", account("Müller", "a@b.test")),
                                      identity("crm.Account", account("Müller", "a@b.test")));
  auto reasons = hub::quality::reasons_json(score.reasons);
  LONGS_EQUAL(2, reasons.size());
  STRCMP_EQUAL("name", reasons[0]["means"].get<std::string>().c_str());
  STRCMP_EQUAL("channels", reasons[1]["field"].get<std::string>().c_str());
  LONGS_EQUAL(100, reasons[1]["percent"].get<int>());
}
