// A record type that a company makes itself, by HTTP: there at once, under every path.
#include <map>

#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

namespace {

const json* find_named(const json& list, const std::string& name) {
  for (auto& one : list)
    if (one["name"] == name) return &one;
  return nullptr;
}

std::string make(Office::Client& client, const std::string& path, const json& body) {
  return client.create(path, body)["id"].get<std::string>();
}

}  // namespace

TEST_GROUP(OwnTypes) {
  Office office;
  Office::Client admin = office.sign_in("admin");

  void make_boiler_log() {
    auto id = make(
        admin, "custom-types",
        {{"key", "boiler_log"},
         {"label", "Boiler log"},
         {"plural", "Boiler logs"},
         {"states", {{{"key", "open"}, {"label", "Open"}}, {{"key", "done"}, {"label", "Done"}}}},
         {"moves",
          {{{"action", "finish"}, {"label", "Finish"}, {"from", {"open"}}, {"to", "done"}},
           {{"action", "reopen"}, {"label", "Open again"}, {"from", {"done"}}, {"to", "open"}}}},
         {"grants",
          {{{"role", "dispatcher"}, {"read", true}, {"create", true}, {"change", true}},
           {{"role", "technician"}, {"read", true}}}}});
    add("serial", "text", {{"unique", true}});
    add("pressure", "decimal", {{"maximum", "3"}});
    add("read_on", "date", {});
    add("grade", "choice",
        {{"choices", {{{"key", "good"}, {"label", "Good"}}, {{"key", "poor"}, {"label", "Poor"}}}},
         {"grants", {{{"role", "dispatcher"}, {"change", true}}}}});
    LONGS_EQUAL(200, admin.send(Method::post, "/api/custom-types/" + id + "/activate/").status);
  }

  std::string add(const std::string& key, const std::string& kind, json more) {
    more.update({{"of_type", "own.boiler_log"}, {"key", key}, {"label", key}, {"kind", kind}});
    return make(admin, "custom-fields", more);
  }
};

TEST(OwnTypes, are_there_at_once_with_flow_checks_and_rights) {
  make_boiler_log();
  auto office_client = office.sign_in("dispatcher");
  auto meta = office_client.get("/api/meta/");
  auto type = find_named(meta["types"], "own.boiler_log");
  CHECK(type != nullptr);
  LONGS_EQUAL(4, (*type)["fields"].size());
  auto id = make(office_client, "own-boiler-log",
                 {{"serial", "AB-1"}, {"pressure", "1.5"}, {"grade", "poor"}});
  auto path = "/api/own-boiler-log/" + id + "/";
  LONGS_EQUAL(200, office_client.send(Method::post, path + "finish/").status);
  STRCMP_EQUAL("done", office_client.get(path)["state"].get<std::string>().c_str());
  for (auto taken : {"AB-1", "ab-1 "})
    LONGS_EQUAL(
        409, office_client.send(Method::post, "/api/own-boiler-log/", {{"serial", taken}}).status);
  LONGS_EQUAL(
      400, office_client
               .send(Method::post, "/api/own-boiler-log/", {{"serial", "AB-2"}, {"pressure", "4"}})
               .status);
  LONGS_EQUAL(1, office_client.get("/api/own-boiler-log/?filter=pressure>1")["items"].size());
  LONGS_EQUAL(403, office.sign_in("bookkeeper").send(Method::get, "/api/own-boiler-log/").status);
}

TEST(OwnTypes, a_field_kept_from_a_role_is_nowhere_for_it) {
  make_boiler_log();
  auto office_client = office.sign_in("dispatcher");
  auto id = make(office_client, "own-boiler-log", {{"serial", "AB-1"}, {"grade", "poor"}});
  auto technician = office.sign_in("technician");
  auto meta = technician.get("/api/meta/");
  auto type = find_named(meta["types"], "own.boiler_log");
  CHECK(find_named((*type)["fields"], "grade") == nullptr);
  auto path = "/api/own-boiler-log/" + id + "/";
  CHECK_FALSE(technician.get(path).contains("grade"));
  LONGS_EQUAL(400, technician.send(Method::get, "/api/own-boiler-log/?filter=grade=poor").status);
  LONGS_EQUAL(400, technician.send(Method::get, "/api/own-boiler-log/?order_by=grade").status);
  auto history = technician.get(path + "history/");
  CHECK(history.dump().find("poor") == std::string::npos);
}

// features: EXTN-01
TEST(OwnTypes, lists_are_filtered_through_own_references_within_ones_rights) {
  make_boiler_log();
  add("maker", "reference", {{"refers", "crm.Account"}});
  add("seller", "reference",
      {{"refers", "crm.Account"}, {"grants", {{{"role", "dispatcher"}, {"change", true}}}}});
  for (auto [key, kind] : {std::pair("stars", "integer"), {"margin", "integer"}}) {
    json field{{"of_type", "crm.Account"}, {"key", key}, {"label", key}, {"kind", kind}};
    if (key == std::string("margin"))
      field["grants"] = {{{"role", "dispatcher"}, {"change", true}}};
    make(admin, "custom-fields", field);
  }
  auto hotel = make(admin, "accounts", {{"name", "Alpenhotel"}, {"stars", 4}, {"margin", 7}});
  auto other = make(admin, "accounts", {{"name", "Other"}});
  make(admin, "own-boiler-log", {{"serial", "AB-1"}, {"maker", hotel}, {"seller", other}});
  make(admin, "own-boiler-log", {{"serial", "AB-2"}, {"maker", other}, {"seller", hotel}});
  auto dispatcher = office.sign_in("dispatcher"), technician = office.sign_in("technician");
  auto found = [&](Office::Client& who, const std::string& filter) {
    std::string serials;
    auto list = who.get("/api/own-boiler-log/?order_by=serial&filter=" + filter);
    for (auto& item : list["items"]) serials += item["serial"].get<std::string>() + " ";
    return serials;
  };
  STRCMP_EQUAL("AB-1 ", found(dispatcher, "maker.name%3Dalpenhotel").c_str());
  STRCMP_EQUAL("AB-2 ", found(dispatcher, "maker.name!%3Dalpenhotel").c_str());
  STRCMP_EQUAL("AB-1 ", found(dispatcher, "maker.stars>3").c_str());
  STRCMP_EQUAL("AB-2 ", found(dispatcher, "seller.margin%3D7").c_str());
  // The technician reads the logs, and none of these accounts.
  STRCMP_EQUAL("AB-1 AB-2 ", found(technician, "").c_str());
  STRCMP_EQUAL("", found(technician, "maker.name%3Dalpenhotel").c_str());
  STRCMP_EQUAL("", found(technician, "maker.name!%3Dalpenhotel").c_str());
  for (auto hidden : {"maker.margin%3D7", "seller.name%3Dalpenhotel"})
    LONGS_EQUAL(
        400,
        technician.send(Method::get, std::string("/api/own-boiler-log/?filter=") + hidden).status);
}

// features: EXTN-02 with tests/hub/store/migrate_test.cpp, for what a release brings
TEST(OwnTypes, a_field_is_renamed_while_a_script_writes_by_its_old_name) {
  auto field =
      make(admin, "custom-fields",
           {{"of_type", "crm.Account"}, {"key", "stars"}, {"label", "Stars"}, {"kind", "integer"}});
  auto account = make(admin, "accounts", {{"name", "Alpenhotel"}, {"stars", 3}});
  admin.send(Method::patch, "/api/custom-fields/" + field + "/",
             {{"key", "rating"}, {"label", "Rating"}}, "\"1\"");
  auto path = "/api/accounts/" + account + "/";
  LONGS_EQUAL(3, admin.get(path)["rating"].get<int>());
  LONGS_EQUAL(200, admin.send(Method::patch, path, {{"stars", 5}}, "\"1\"").status);
  LONGS_EQUAL(5, admin.get(path)["rating"].get<int>());
  LONGS_EQUAL(1, admin.get("/api/accounts/?filter=stars=5")["items"].size());
}

TEST(OwnTypes, labels_of_each_language_and_colours_of_choices_are_told) {
  auto id = make(admin, "custom-types",
                 {{"key", "key_log"},
                  {"label", "Key log"},
                  {"translations",
                   {{{"language", "de"}, {"label", "Schluessel"}, {"plural", "Schluesselbuch"}}}}});
  make(admin, "custom-fields",
       {{"of_type", "own.key_log"},
        {"key", "grade"},
        {"label", "Grade"},
        {"kind", "choice"},
        {"choices", {{{"key", "good"}, {"label", "Good"}, {"color", "#2f9e44"}}}}});
  admin.send(Method::post, "/api/custom-types/" + id + "/activate/");
  auto type = *find_named(admin.get("/api/meta/")["types"], "own.key_log");
  STRCMP_EQUAL("Schluesselbuch", type["plural_translations"]["de"].get<std::string>().c_str());
  auto choice = type["fields"][0]["choices"][0];
  STRCMP_EQUAL("#2f9e44", choice["color"].get<std::string>().c_str());
}

TEST(OwnTypes, a_default_is_checked_before_its_type_is_in_force) {
  make(admin, "custom-types", {{"key", "key_log"}, {"label", "Key log"}});
  auto reply = admin.send(Method::post, "/api/custom-fields/",
                          {{"of_type", "own.key_log"},
                           {"key", "count"},
                           {"label", "Count"},
                           {"kind", "integer"},
                           {"default_value", "many"}});
  LONGS_EQUAL(400, reply.status);
  STRCMP_EQUAL("default_value", reply.json()["errors"][0]["field"].get<std::string>().c_str());
}

TEST(OwnTypes, what_does_not_fit_is_refused_with_the_field) {
  auto refused = [&](json field) {
    field.update({{"label", "L"}});
    auto reply = admin.send(Method::post, "/api/custom-fields/", field);
    auto body = reply.json();
    return std::to_string(reply.status) + " " +
           body.value("errors", json::array({{{"field", "?"}}}))[0]["field"].get<std::string>();
  };
  STRCMP_EQUAL("400 of_type",
               refused({{"of_type", "crm.Nobody"}, {"key", "a"}, {"kind", "text"}}).c_str());
  STRCMP_EQUAL("400 key",
               refused({{"of_type", "crm.Account"}, {"key", "name"}, {"kind", "text"}}).c_str());
  STRCMP_EQUAL("400 key",
               refused({{"of_type", "crm.Account"}, {"key", "version"}, {"kind", "text"}}).c_str());
  STRCMP_EQUAL("400 choices",
               refused({{"of_type", "crm.Account"}, {"key", "a"}, {"kind", "choice"}}).c_str());
  STRCMP_EQUAL("400 refers",
               refused({{"of_type", "crm.Account"}, {"key", "a"}, {"kind", "reference"}}).c_str());
  STRCMP_EQUAL("400 default_value", refused({{"of_type", "crm.Account"},
                                             {"key", "a"},
                                             {"kind", "integer"},
                                             {"default_value", "many"}})
                                        .c_str());
}

TEST(OwnTypes, the_list_of_fields_leaves_out_those_that_a_role_may_not_see) {
  make_boiler_log();
  auto keys = [&](const char* role) {
    std::string found;
    auto page = office.sign_in(role).get("/api/custom-fields/?order_by=key");
    for (auto& field : page["items"]) found += field["key"].get<std::string>() + ";";
    return found;
  };
  STRCMP_EQUAL("grade;pressure;read_on;serial;", keys("admin").c_str());
  STRCMP_EQUAL("grade;pressure;read_on;serial;", keys("dispatcher").c_str());
  STRCMP_EQUAL("pressure;read_on;serial;", keys("technician").c_str());
}

// features: IDEN-04
TEST(OwnTypes, a_field_that_a_permission_hides_is_listed_nowhere_for_the_role) {
  make_boiler_log();
  auto key_of = [&](const char* role) {
    auto page = admin.get("/api/roles/?filter=key%20%3D%20%22" + std::string(role) + "%22");
    return page["items"][0]["id"].get<std::string>();
  };
  json permission{{"role", key_of("dispatcher")},
                  {"of_type", "own.boiler_log"},
                  {"effect", "withhold"},
                  {"fields", {"pressure"}}};
  make(admin, "permissions", permission);
  make(admin, "custom-fields",
       {{"of_type", "crm.Account"}, {"key", "barrel"}, {"label", "barrel"}, {"kind", "text"}});
  permission["of_type"] = "crm.Account";
  permission["fields"] = {"barrel"};
  permission["field_right"] = "hidden";
  make(admin, "permissions", permission);
  make(admin, "custom-fields",
       {{"of_type", "crm.Account"}, {"key", "winch"}, {"label", "winch"}, {"kind", "text"}});
  permission["fields"] = {"winch"};
  permission["field_right"] = "read";  // may be read, not written
  make(admin, "permissions", permission);
  office.index();

  auto dispatcher = office.sign_in("dispatcher");
  auto schema =
      json{{"query", "{ __schema { types { name fields { name } inputFields { name } } } }"}};
  auto all_ways = [&](Office::Client& who) {
    std::map<std::string, std::string> told;
    for (auto path :
         {"/api/meta/", "/api/openapi.json", "/api/custom-fields/?page_size=100",
          "/api/custom-fields/?search=pressure", "/api/custom-fields/?format=csv&columns=key"})
      told[path] = who.send(Method::get, path).body;
    told["GraphQL's schema"] = who.send(Method::post, "/api/graphql/", schema).body;
    told["GraphQL's list"] = who.send(Method::post, "/api/graphql/",
                                      {{"query", "{ customFields { nodes { key label } } }"}})
                                 .body;
    return told;
  };
  for (auto& [way, told] : all_ways(admin))
    CHECK_TEXT(told.find("pressure") != std::string::npos, way.c_str());
  for (auto& [way, told] : all_ways(dispatcher))
    for (auto hidden : {"pressure", "barrel"})
      CHECK_TEXT(told.find(hidden) == std::string::npos, (way + " " + hidden).c_str());
  auto listed = dispatcher.get("/api/custom-fields/?order_by=key")["items"];
  LONGS_EQUAL(4, listed.size());  // grade, read_on, serial, winch
  STRCMP_EQUAL("winch", listed[3]["key"].get<std::string>().c_str());
  // Nor is it found by its id.
  auto field = admin.get("/api/custom-fields/?filter=key%20%3D%20%22barrel%22")["items"][0];
  auto path = "/api/custom-fields/" + field["id"].get<std::string>() + "/";
  CHECK_EQUAL(404, dispatcher.send(Method::get, path).status);
  CHECK_EQUAL(404, dispatcher.send(Method::get, path + "history/").status);
  CHECK_EQUAL(200, office.sign_in("technician").send(Method::get, path).status);
}

TEST(OwnTypes, columns_and_order_of_a_type_name_no_hidden_field) {
  auto role = admin.get("/api/roles/?filter=key%20%3D%20%22dispatcher%22")["items"][0]["id"];
  make(admin, "permissions",
       {{"role", role}, {"of_type", "crm.Site"}, {"effect", "withhold"}, {"fields", {"account"}}});
  auto told = [&](Office::Client who) {
    auto meta = who.get("/api/meta/");
    auto site = find_named(meta["types"], "crm.Site");
    return (*site)["columns"].dump() + (*site)["order_by"].dump();
  };
  STRCMP_CONTAINS("\"account\"", told(office.sign_in("admin")).c_str());
  auto his = told(office.sign_in("dispatcher"));
  CHECK_TEXT(his.find("account") == std::string::npos, his.c_str());
  STRCMP_CONTAINS("\"name\"", his.c_str());
}

TEST(OwnTypes, a_hidden_field_is_refused_in_the_words_for_one_that_is_not_there) {
  make_boiler_log();
  auto office_client = office.sign_in("dispatcher");
  add("price", "integer", {{"grants", {{{"role", "admin"}, {"change", true}}}}});
  auto refusal = [&](const std::string& name) {
    auto body =
        office_client.send(Method::post, "/api/own-boiler-log/", {{"serial", "AB-1"}, {name, 1}})
            .json();
    return body["detail"].get<std::string>() + " | " + body["errors"].dump();
  };
  auto unknown = refusal("pries"), hidden = refusal("price");
  for (auto at = unknown.find("pries"); at != std::string::npos; at = unknown.find("pries"))
    unknown.replace(at, 5, "price");
  STRCMP_EQUAL(unknown.c_str(), hidden.c_str());
}

TEST(OwnTypes, titles_are_of_fields_that_one_sees) {
  make_boiler_log();
  add("maker", "reference",
      {{"refers", "crm.Account"}, {"grants", {{{"role", "dispatcher"}, {"change", true}}}}});
  auto account = office.put("crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}});
  auto dispatcher = office.sign_in("dispatcher"), bookkeeper = office.sign_in("bookkeeper");
  auto type = admin.get("/api/custom-types/")["items"][0];
  auto grants = type["grants"];
  grants.push_back({{"role", "bookkeeper"}, {"read", true}});
  CHECK_EQUAL(
      200, admin
               .send(Method::patch, "/api/custom-types/" + type["id"].get<std::string>() + "/",
                     {{"grants", grants}}, "\"" + std::to_string(type["version"].get<int>()) + "\"")
               .status);
  auto id = make(dispatcher, "own-boiler-log", {{"serial", "AB-1"}, {"maker", account}});
  for (auto path : {"/api/own-boiler-log/" + id + "/", std::string("/api/own-boiler-log/")}) {
    CHECK(dispatcher.get(path)["titles"].contains(account));
    CHECK_EQUAL(200, bookkeeper.send(Method::get, path).status);
    CHECK_FALSE(bookkeeper.get(path)["titles"].contains(account));
  }
}

TEST(OwnTypes, who_may_not_delete_is_not_told_what_he_may_not_see) {
  make_boiler_log();
  add("maker", "reference",
      {{"refers", "crm.Account"}, {"grants", {{{"role", "admin"}, {"change", true}}}}});
  auto account = office.put("crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}});
  auto id = make(admin, "own-boiler-log", {{"serial", "AB-1"}, {"maker", account}});
  auto refused = [&](Office::Client client) {
    auto path = "/api/accounts/" + account + "/";
    auto version = std::to_string(client.get(path)["version"].get<int>());
    return client.send(Method::delete_, path, nullptr, "\"" + version + "\"").json();
  };
  auto told = refused(office.sign_in("admin")), hidden = refused(office.sign_in("dispatcher"));
  CHECK(told.dump().find("own-boiler-log/" + id) != std::string::npos);
  CHECK(hidden.dump().find("own-boiler-log") == std::string::npos);
  CHECK(hidden["errors"].dump().find("1 more refer to it") != std::string::npos);
}

TEST(OwnTypes, a_shared_view_hands_out_no_filter_by_a_hidden_field) {
  make_boiler_log();
  for (auto filter : {"grade = poor", "serial = AB-1"})
    make(admin, "saved-views",
         {{"name", filter},
          {"of_type", "own.boiler_log"},
          {"kind", "list"},
          {"filter", filter},
          {"order_by", "grade"},
          {"columns", {"serial", "grade"}},
          {"owner", office.user_of("admin")},
          {"shared_with", {{{"everyone", true}}}}});
  auto views = office.sign_in("technician").get("/api/saved-views/?order_by=name")["items"];
  LONGS_EQUAL(2, views.size());
  // Not none: he would take all records for those that were meant.
  CHECK(views[0]["filter"] == R"(id = "hidden")");
  LONGS_EQUAL(0, office.sign_in("technician")
                     .get("/api/own-boiler-log/?filter=id%20%3D%20%22hidden%22")["items"]
                     .size());
  CHECK(views[1]["filter"] == "serial = AB-1");
  for (auto& view : views) {
    CHECK_FALSE(view.contains("order_by"));
    CHECK(view["columns"] == json::array({"serial"}));
  }
  CHECK(admin.get("/api/saved-views/?order_by=name")["items"][0]["filter"] == "grade = poor");
}

TEST(OwnTypes, a_shared_view_tells_of_a_hidden_field_by_no_way) {
  make_boiler_log();
  auto id = make(admin, "saved-views",
                 {{"name", "Poor ones"},
                  {"of_type", "own.boiler_log"},
                  {"kind", "board"},
                  {"filter", "serial = AB-1"},
                  {"group_by", "serial"},
                  {"columns", {"serial", "grade"}},
                  {"options", R"({"widths": {"grade": 200}})"},
                  {"owner", office.user_of("admin")},
                  {"shared_with", {{{"everyone", true}}}}});
  auto path = "/api/saved-views/" + id + "/";
  for (auto& change : {json{{"filter", "grade = poor"}, {"order_by", "grade desc"}},
                       json{{"group_by", "grade"}, {"time_field", "grade"}}})
    CHECK_EQUAL(200, admin.send(Method::patch, path, change, "*").status);
  auto technician = office.sign_in("technician");
  auto ask = [](Office::Client& who, const std::string& query) {
    return who.send(Method::post, "/api/graphql/", {{"query", query}}).body;
  };
  const std::string fields = "{ name filter orderBy groupBy timeField columns }";
  auto nodes = "{ savedViews { nodes " + fields + " } }";
  auto single = "{ savedView(id: \"" + id + "\") " + fields + " }";
  auto ways = [&](Office::Client& who) {
    std::vector<std::string> told;
    for (auto& one : {path, path + "history/", std::string("/api/saved-views/"),
                      std::string("/api/saved-views/?fields=filter,order_by,columns"),
                      std::string("/api/saved-views/?format=csv&columns=name,filter,group_by")})
      told.push_back(who.send(Method::get, one).body);
    for (auto& one : {nodes, single}) told.push_back(ask(who, one));
    return told;
  };

  for (auto& told : ways(admin)) STRCMP_CONTAINS("grade", told.c_str());
  for (auto& told : ways(technician)) {
    CHECK_TEXT(told.find("grade") == std::string::npos, told.c_str());
    CHECK_TEXT(told.find("poor") == std::string::npos, told.c_str());
  }
  STRCMP_CONTAINS("Poor ones", ask(technician, nodes).c_str());
  STRCMP_CONTAINS("\"columns\":[\"serial\"]", ask(technician, single).c_str());
  STRCMP_CONTAINS("AB-1", technician.get(path + "history/").dump().c_str());
  // Nor is it found out by asking which views have it.
  for (auto asked : {"filter=filter%3A%22poor%22", "filter=order_by%20%3D%20%22grade%22",
                     "order_by=filter", "order_by=group_by"})
    CHECK_EQUAL_TEXT(
        400, technician.send(Method::get, std::string("/api/saved-views/?") + asked).status, asked);
  CHECK_EQUAL(400, technician.send(Method::get, "/api/saved-views/summary/?group=group_by").status);
  for (auto arguments : {"filter: \"filter:poor\"", "orderBy: \"filter\""})
    STRCMP_CONTAINS(
        "errors",
        ask(technician, "{ savedViews(" + std::string(arguments) + ") { nodes { id } } }").c_str());
  // By the filter itself nothing is run for him either.
  CHECK_EQUAL(
      400, technician.send(Method::get, "/api/own-boiler-log/?filter=grade%20%3D%20poor").status);
  STRCMP_CONTAINS(
      "errors",
      ask(technician, "{ boilerLogList(filter: \"grade = poor\") { nodes { id } } }").c_str());
}
