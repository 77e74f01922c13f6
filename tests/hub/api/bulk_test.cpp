#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

namespace {

json bulk(Office::Client& client, const std::string& path, const std::string& action, json items) {
  return client
      .send(Method::post, "/api/" + path + "/bulk/",
            {{"action", action}, {"items", std::move(items)}})
      .json();
}

int status_of(const json& reply, std::size_t index) {
  return reply["results"][index]["status"].get<int>();
}

std::string make(Office::Client& client, const std::string& path, const json& body) {
  return client.create(path, body)["id"].get<std::string>();
}

}  // namespace

TEST_GROUP(Bulk) {
  Office office;
  Office::Client client = office.sign_in("dispatcher");
};

// features: API-03
TEST(Bulk, every_item_has_a_result_of_its_own_and_hinders_no_other) {
  auto made = bulk(client, "accounts", "create",
                   {{{"name", "Alpenhotel"}},
                    {{"name", ""}},
                    {{"name", "Bad"}, {"colour", "red"}},
                    {{"name", "Tannenhof"}}});
  LONGS_EQUAL(2, made["done"].get<int>());
  LONGS_EQUAL(2, made["refused"].get<int>());
  LONGS_EQUAL(201, status_of(made, 0));
  LONGS_EQUAL(400, status_of(made, 1));
  STRCMP_EQUAL("name", made["results"][1]["errors"][0]["field"].get<std::string>().c_str());
  STRCMP_EQUAL("colour", made["results"][2]["errors"][0]["field"].get<std::string>().c_str());
  LONGS_EQUAL(2, client.get("/api/accounts/")["items"].size());
}

// features: API-03
TEST(Bulk, a_stale_item_is_refused_and_the_rest_is_changed_and_deleted) {
  auto made = bulk(client, "accounts", "create", {{{"name", "A"}}, {{"name", "B"}}});
  auto first = made["results"][0]["id"], second = made["results"][1]["id"];
  auto changed = bulk(client, "accounts", "change",
                      {{{"id", first}, {"version", 1}, {"industry", "Hotels"}},
                       {{"id", second}, {"version", 7}, {"industry", "Hotels"}},
                       {{"id", first}, {"industry", "no version"}}});
  LONGS_EQUAL(200, status_of(changed, 0));
  LONGS_EQUAL(2, changed["results"][0]["version"].get<int>());
  LONGS_EQUAL(412, status_of(changed, 1));
  LONGS_EQUAL(400, status_of(changed, 2));
  auto deleted = bulk(client, "accounts", "delete",
                      {{{"id", first}, {"version", 2}}, {{"id", "not-an-id"}, {"version", 1}}});
  LONGS_EQUAL(200, status_of(deleted, 0));
  LONGS_EQUAL(404, status_of(deleted, 1));
}

// features: API-03
TEST(Bulk, bounds_and_wrong_requests_are_told) {
  auto status = [&](const json& body) {
    return client.send(Method::post, "/api/accounts/bulk/", body).status;
  };
  json many = json::array();
  for (int i = 0; i < 201; ++i) many.push_back({{"name", "A"}});
  LONGS_EQUAL(413, status({{"action", "create"}, {"items", many}}));
  LONGS_EQUAL(400, status({{"action", "create"}, {"items", json::array()}}));
  LONGS_EQUAL(400, status({{"items", {{{"name", "A"}}}}}));
  LONGS_EQUAL(404, status({{"action", "explode"}, {"items", {{{"id", "x"}}}}}));
  auto technician = office.sign_in("technician");
  LONGS_EQUAL(403, technician
                       .send(Method::post, "/api/accounts/bulk/",
                             {{"action", "delete"}, {"items", {{{"id", "x"}}}}})
                       .status);
}

// features: AUDT-08 with the versions below
TEST(Bulk, what_is_deleted_is_listed_and_restored) {
  auto id = make(client, "accounts", {{"name", "Alpenhotel"}});
  auto path = "/api/accounts/" + id + "/";
  client.send(Method::delete_, path, nullptr, "\"1\"");
  LONGS_EQUAL(404, client.send(Method::get, path).status);
  LONGS_EQUAL(1, client.get("/api/accounts/?deleted=true")["items"].size());
  auto restored = client.send(Method::post, path + "restore/");
  LONGS_EQUAL(200, restored.status);
  STRCMP_EQUAL("Alpenhotel", restored.json()["name"].get<std::string>().c_str());
  LONGS_EQUAL(409, client.send(Method::post, path + "restore/").status);
  LONGS_EQUAL(0, client.get("/api/accounts/?deleted=true")["items"].size());
}

TEST(Bulk, what_belongs_to_a_document_is_not_restored_behind_its_back) {
  auto nobody = "0193a000-0000-7000-8000-00000000dead";
  for (std::string path : {"line-items", "warehouse-items"})
    LONGS_EQUAL_TEXT(409,
                     office.sign_in("admin")
                         .send(Method::post, "/api/" + path + "/" + nobody + "/restore/")
                         .status,
                     path.c_str());
}

TEST(Bulk, an_earlier_version_is_brought_back_as_a_new_one) {
  auto id = make(client, "accounts", {{"name", "Alpenhotel"}, {"industry", "Hotels"}});
  auto path = "/api/accounts/" + id + "/";
  client.send(Method::patch, path, {{"name", "Talhotel"}, {"industry", nullptr}}, "\"1\"");
  client.send(Method::patch, path, {{"name", "Seehotel"}}, "\"2\"");
  LONGS_EQUAL(409, client.send(Method::post, path + "revert/", {{"version", 1}}, "\"2\"").status);
  auto back = client.send(Method::post, path + "revert/", {{"version", 1}}, "\"3\"");
  LONGS_EQUAL(200, back.status);
  STRCMP_EQUAL("Alpenhotel", back.json()["name"].get<std::string>().c_str());
  STRCMP_EQUAL("Hotels", back.json()["industry"].get<std::string>().c_str());
  LONGS_EQUAL(4, back.json()["version"].get<int>());
  LONGS_EQUAL(400, client.send(Method::post, path + "revert/", {{"version", 4}}).status);
}

TEST(Bulk, lists_have_chosen_fields_and_what_references_lead_to) {
  auto account = make(client, "accounts", {{"name", "Alpenhotel"}, {"industry", "Hotels"}});
  make(client, "accounts", {{"name", "Annexe"}, {"parent", account}});
  auto narrow = client.get("/api/accounts/?fields=name");
  CHECK(narrow["items"][0].contains("name"));
  CHECK_FALSE(narrow["items"][0].contains("industry"));
  auto list = client.get("/api/accounts/?expand=parent");
  STRCMP_EQUAL("Alpenhotel", list["expanded"][account]["name"].get<std::string>().c_str());
  LONGS_EQUAL(400, client.send(Method::get, "/api/accounts/?expand=name").status);
  LONGS_EQUAL(400, client.send(Method::get, "/api/accounts/?fields=nothing").status);
}
