// Duplicates, merges, checks and completeness, by HTTP.
#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

namespace {

json mail(const std::string& address) {
  return {{{"kind", "mail"}, {"value", address}}};
}

std::string id_of(const json& record) {
  return record["id"].get<std::string>();
}

}  // namespace

TEST_GROUP(Quality) {
  Office office;
  Office::Client admin = office.sign_in("admin");
  Office::Client dispatcher = office.sign_in("dispatcher");
  std::string kept, loser;

  void make_two() {
    kept = id_of(dispatcher.create(
        "accounts", {{"name", "Müller Haustechnik GmbH"}, {"channels", mail("info@m.test")}}));
    loser = id_of(dispatcher.create("accounts", {{"name", "Mueller Haustechnik"},
                                                 {"industry", "Heating"},
                                                 {"channels", mail("info@m.test")}}));
    office.index();
  }
  std::string at(const std::string& id, const std::string& rest = "") {
    return "/api/accounts/" + id + "/" + rest;
  }
};

TEST(Quality, lists_pairs_and_what_one_record_looks_like) {
  make_two();
  auto listed = dispatcher.get("/api/duplicates/?type=crm.Account");
  LONGS_EQUAL(1, listed["items"].size());
  CHECK(listed["items"][0]["score"].get<int>() >= 95);
  LONGS_EQUAL(2, listed["items"][0]["records"].size());
  CHECK(listed["items"][0]["records"][0]["title"] != "");
  auto types = listed["types"].dump();
  for (auto type : {"crm.Account", "crm.Contact", "crm.Lead", "crm.Site", "sales.Product"})
    CHECK_TEXT(types.find(type) != std::string::npos || std::string(type) == "crm.Lead", type);

  auto own = dispatcher.get(at(kept, "duplicates/"));
  CHECK(own["items"][0]["id"] == loser);
  LONGS_EQUAL(400, dispatcher.send(Method::get, "/api/duplicates/?type=crm.Nothing").status);
  LONGS_EQUAL(404, dispatcher.send(Method::get, "/api/duplicates/?type=crm.Note").status);
  LONGS_EQUAL(400, dispatcher.send(Method::get, "/api/duplicates/?page_size=x").status);

  LONGS_EQUAL(204, dispatcher.send(Method::post, at(kept, "distinct/"), {{"other", loser}}).status);
  LONGS_EQUAL(0, dispatcher.get(at(kept, "duplicates/"))["items"].size());
  LONGS_EQUAL(400, dispatcher.send(Method::post, at(kept, "distinct/"), json::object()).status);
}

TEST(Quality, merges_shows_where_the_other_went_and_takes_it_back) {
  make_two();
  auto child = id_of(dispatcher.create("accounts", {{"name", "Child"}, {"parent", loser}}));
  auto preview = dispatcher.get(at(kept, "merge/?losers=" + loser));
  LONGS_EQUAL(2, preview["records"].size());
  CHECK(preview["references"][0] == (json{{"type", "crm.Account"}, {"moves", 1}, {"stays", 0}}));

  json wish{{"losers", {loser}},
            {"fields", {{"industry", loser}}},
            {"versions", {{kept, 1}, {loser, 1}}}};
  auto merged = dispatcher.send(Method::post, at(kept, "merge/"), wish);
  LONGS_EQUAL(200, merged.status);
  STRCMP_EQUAL("merged", merged.json()["state"].get<std::string>().c_str());
  CHECK(dispatcher.get(at(kept))["industry"] == "Heating");
  CHECK(dispatcher.get(at(child))["parent"] == kept);

  auto gone = dispatcher.send(Method::get, at(loser));
  LONGS_EQUAL(410, gone.status);
  CHECK(gone.json()["merged_into"] == kept);
  LONGS_EQUAL(410, dispatcher.send(Method::patch, at(loser), {{"name", "X"}}, "\"1\"").status);
  // Who may not read the one it went into is told of nothing.
  LONGS_EQUAL(404, office.sign_in("technician").send(Method::get, at(loser)).status);

  auto merges = dispatcher.get(at(kept, "merges/"));
  LONGS_EQUAL(1, merges["items"].size());
  auto id = merges["items"][0]["merge"].get<std::string>();
  STRCMP_EQUAL("merged",
               dispatcher.get("/api/merges/" + id + "/")["state"].get<std::string>().c_str());
  LONGS_EQUAL(404,
              office.sign_in("technician").send(Method::get, "/api/merges/" + id + "/").status);

  auto undone = dispatcher.send(Method::post, at(kept, "unmerge/"));
  LONGS_EQUAL(200, undone.status);
  LONGS_EQUAL(0, undone.json()["left"].size());
  CHECK(dispatcher.get(at(child))["parent"] == loser);
  CHECK(!dispatcher.get(at(kept)).contains("industry"));
}

TEST(Quality, refuses_a_merge_without_rights_or_of_another_version) {
  make_two();
  json wish{{"losers", {loser}}};
  LONGS_EQUAL(403,
              office.sign_in("bookkeeper").send(Method::post, at(kept, "merge/"), wish).status);
  LONGS_EQUAL(403,
              office.sign_in("technician").send(Method::post, at(kept, "merge/"), wish).status);
  wish["versions"] = {{loser, 9}};
  auto stale = dispatcher.send(Method::post, at(kept, "merge/"), wish);
  LONGS_EQUAL(409, stale.status);
  CHECK(stale.json()["errors"][0]["field"] == "versions");
  for (auto body : {json{{"losers", json::array()}}, json{{"losers", {kept}}},
                    json{{"losers", {loser}}, {"fields", {{"state", loser}}}}})
    LONGS_EQUAL(400, dispatcher.send(Method::post, at(kept, "merge/"), body).status);
  LONGS_EQUAL(404, dispatcher.send(Method::post, "/api/notes/x/unmerge/").status);
  CHECK(!dispatcher.get(at(loser))["id"].is_null());
}

TEST(Quality, the_moves_of_a_merge_are_not_made_by_hand) {
  make_two();
  dispatcher.send(Method::post, at(kept, "merge/"), {{"losers", {loser}}});
  auto id = dispatcher.get(at(kept, "merges/"))["items"][0]["merge"].get<std::string>();
  LONGS_EQUAL(409, dispatcher.send(Method::post, "/api/record-merges/" + id + "/undo/").status);
  LONGS_EQUAL(410, dispatcher.send(Method::get, at(loser)).status);
}

TEST(Quality, a_companys_rule_holds_at_every_door) {
  auto rule = [&](json more) {
    more.update({{"of_type", "crm.Account"}, {"message", "A customer has an industry"}});
    return admin.send(Method::post, "/api/validation-rules/", more);
  };
  LONGS_EQUAL(400, rule({{"condition", "colour = 1"}}).status);
  LONGS_EQUAL(400, rule({{"condition", "industry = *"}, {"field", "colour"}}).status);
  auto made =
      rule({{"condition", "industry != null"}, {"when", "kind = company"}, {"field", "industry"}});
  LONGS_EQUAL(201, made.status);
  // A draft of a rule checks nothing.
  auto before = id_of(dispatcher.create("accounts", {{"name", "Before"}}));
  auto rule_id = id_of(made.json());
  LONGS_EQUAL(200,
              admin.send(Method::post, "/api/validation-rules/" + rule_id + "/activate/").status);

  json bare{{"name", "After"}};
  auto refused = dispatcher.send(Method::post, "/api/accounts/", bare);
  LONGS_EQUAL(400, refused.status);
  CHECK(refused.json()["errors"][0] ==
        (json{{"field", "industry"}, {"text", "A customer has an industry"}}));
  LONGS_EQUAL(400,
              dispatcher.send(Method::patch, at(before), {{"language", "de"}}, "\"1\"").status);
  auto bulk = dispatcher.send(Method::post, "/api/accounts/bulk/",
                              {{"action", "create"}, {"items", {bare}}});
  CHECK_TEXT(bulk.body.find("A customer has an industry") != std::string::npos, bulk.body.c_str());
  auto graphql =
      dispatcher.send(Method::post, "/api/graphql/",
                      {{"query", "mutation { createAccount(input: {name: \"After\"}) { id } }"}});
  CHECK_TEXT(graphql.body.find("A customer has an industry") != std::string::npos,
             graphql.body.c_str());
  dispatcher.create("accounts", {{"name", "After"}, {"industry", "Wood"}});
  dispatcher.create("accounts", {{"name", "Anna"}, {"kind", "person"}});

  auto checked = dispatcher.send(Method::post, "/api/accounts/draft-check/", bare).json();
  CHECK(checked["broken"][0]["field"] == "industry");
  CHECK(checked["broken"][0]["severity"] == "refuse");
  CHECK(dispatcher
            .send(Method::post, "/api/accounts/draft-check/", {{"name", "A"}, {"industry", "Wood"}})
            .json()["broken"]
            .empty());
  LONGS_EQUAL(200,
              admin.send(Method::post, "/api/validation-rules/" + rule_id + "/retire/").status);
  dispatcher.create("accounts", bare);
}

TEST(Quality, a_draft_is_checked_while_it_is_typed) {
  make_two();
  auto checked = dispatcher
                     .send(Method::post, "/api/accounts/draft-check/",
                           {{"name", "mueller haustechnik ag"}, {"size_class", "half typed"}})
                     .json();
  LONGS_EQUAL(2, checked["looks_like"].size());
  CHECK(checked["looks_like"][0]["title"] != "");
  CHECK(checked["completeness"]["percent"].get<int>() < 100);
  auto own = dispatcher.send(Method::post, "/api/accounts/draft-check/", {{"id", kept}}).json();
  LONGS_EQUAL(1, own["looks_like"].size());
  LONGS_EQUAL(403, office.sign_in("analyst")
                       .send(Method::post, "/api/accounts/draft-check/", json::object())
                       .status);
  LONGS_EQUAL(400,
              dispatcher.send(Method::post, "/api/accounts/draft-check/", json::array()).status);
}

TEST(Quality, every_record_has_a_completeness) {
  auto bare = dispatcher.create("accounts", {{"name", "Bare"}});
  auto percent = bare["completeness"]["percent"].get<int>();
  CHECK(percent > 0 && percent < 100);
  auto missing = bare["completeness"]["missing"].dump();
  CHECK(missing.find("\"channels\"") != std::string::npos);
  auto fuller =
      dispatcher.send(Method::patch, at(id_of(bare)), {{"channels", mail("a@b.test")}}, "\"1\"")
          .json();
  CHECK(fuller["completeness"]["percent"].get<int>() > percent);
  CHECK(fuller["completeness"]["missing"].dump().find("\"channels\"") == std::string::npos);
}
