#include <string>

#include "common/codec/json.hpp"
#include "hub/transfer/export.hpp"
#include "hub/transfer/formats/rows.hpp"
#include "hub/transfer/import.hpp"
#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

namespace {

/// Does the jobs of these kinds that wait, as the hub's own worker would.
void work(Office& office) {
  hub::records::ReadLog reads(*office.store);
  hub::records::RecordService service(*office.store, reads);
  std::vector<std::pair<std::string, std::string>> jobs;
  office.store->read([&](hub::store::Connection& sql) {
    auto& rows = sql.query(
        "SELECT kind, payload FROM job WHERE kind IN ('import', 'export') ORDER BY created_at, id");
    while (rows.step()) jobs.emplace_back(rows.text(0), rows.text(1));
  });
  office.store->write(
      office.store->system_command("", "test"), [](hub::store::Transaction& transaction) {
        transaction.sql().execute("DELETE FROM job WHERE kind IN ('import', 'export')");
      });
  for (auto& [kind, payload] : jobs)
    if (kind == "import")
      hub::transfer::work_on_import(*office.store, office.tenant, hub::transfer::decode(payload));
    else
      hub::transfer::work_on_export(service, office.tenant, payload, office.folder.path().string());
}

std::string upload(Office& office, Office::Client& client, const std::string& bytes) {
  common::http::ClientOptions options;
  options.port = office.port();
  common::http::Client http(options);
  common::http::Headers headers;
  headers.add("Cookie", client.cookie);
  headers.add("X-CSRF", client.session["csrf"].get<std::string>());
  auto reply = http.send(Method::post, "/api/blobs/", headers, bytes);
  CHECK_EQUAL(201, reply.status);
  return reply.json()["sha256"];
}

json act(Office::Client& client, const std::string& run, const std::string& action) {
  auto reply =
      client.send(Method::post, "/api/import-runs/" + run + "/" + action + "/", json::object());
  CHECK_EQUAL_TEXT(200, reply.status, reply.body.c_str());
  return reply.json();
}

constexpr const char* customers =
    "Firma;E-Mail;Telefon;Strasse;PLZ;Ort;Land\nM\xc3\xbcller AG;m@x.test;+423 1 23 45 67;Weg "
    "1;9490;Vaduz;FL\n"
    "Huber;h@x.test;;Weg 2;9490;Vaduz;LI\n";

}  // namespace

TEST_GROUP(Transfer){};

// features: DQLT-06
TEST(Transfer, a_file_becomes_records_from_upload_to_undo) {
  Office office;
  auto client = office.sign_in("dispatcher");
  auto part = upload(office, client, customers);
  auto run = client.send(Method::post, "/api/imports/",
                         {{"of_type", "crm.Account"}, {"name", "kunden.csv"}, {"parts", {part}}});
  CHECK_EQUAL_TEXT(201, run.status, run.body.c_str());
  auto id = run.json()["id"].get<std::string>();
  STRCMP_EQUAL(";", run.json()["delimiter"].get<std::string>().c_str());

  auto preview = client.get("/api/imports/" + id + "/preview/");
  CHECK_EQUAL(7, preview["columns"].size());
  STRCMP_EQUAL("name", preview["columns"][0]["field"].get<std::string>().c_str());
  STRCMP_EQUAL("channels.1.value", preview["columns"][1]["field"].get<std::string>().c_str());
  STRCMP_EQUAL("addresses.1.address.city",
               preview["columns"][5]["field"].get<std::string>().c_str());
  STRCMP_EQUAL("M\xc3\xbcller AG", preview["rows"][0]["cells"][0].get<std::string>().c_str());
  CHECK(preview["targets"].size() > 20);

  act(client, id, "map");
  act(client, id, "dry-run");
  work(office);
  auto progress = client.get("/api/imports/" + id + "/progress/");
  STRCMP_EQUAL("checked", progress["state"].get<std::string>().c_str());
  CHECK_EQUAL(2, progress["check"]["position"].get<int>());
  CHECK_EQUAL(1, progress["check"]["faulty"].get<int>());
  auto faults = client.get("/api/imports/" + id + "/faults/")["items"];
  STRCMP_EQUAL("Land", faults[0]["column"].get<std::string>().c_str());
  auto report = client.send(Method::get, "/api/imports/" + id + "/faults.csv");
  CHECK(report.body.find("2,Land,FL,expected a country code like LI") != std::string::npos);

  auto refused = client.send(Method::post, "/api/import-runs/" + id + "/start/", json::object());
  CHECK_EQUAL(409, refused.status);
  auto now = client.get("/api/import-runs/" + id + "/");
  auto accepted = client.send(Method::patch, "/api/import-runs/" + id + "/", {{"accept_errors", 1}},
                              "\"" + std::to_string(now["version"].get<int>()) + "\"");
  CHECK_EQUAL_TEXT(200, accepted.status, accepted.body.c_str());
  act(client, id, "start");
  work(office);
  CHECK_EQUAL(1, client.get("/api/accounts/")["total"].get<int>());
  act(client, id, "undo");
  STRCMP_EQUAL("undoing",
               client.get("/api/imports/" + id + "/progress/")["state"].get<std::string>().c_str());
  work(office);
  progress = client.get("/api/imports/" + id + "/progress/");
  STRCMP_EQUAL("undone", progress["state"].get<std::string>().c_str());
  CHECK_EQUAL(1, progress["undo"]["position"].get<int>());
  CHECK_EQUAL(1, progress["undo"]["total"].get<int>());
  CHECK_EQUAL(0, client.get("/api/accounts/")["total"].get<int>());
}

TEST(Transfer, an_import_is_its_owners_and_his_rights_are_its) {
  Office office;
  auto dispatcher = office.sign_in("dispatcher");
  auto bookkeeper = office.sign_in("bookkeeper");
  auto technician = office.sign_in("technician");
  auto part = upload(office, dispatcher, customers);
  json body{{"of_type", "crm.Account"}, {"name", "a.csv"}, {"parts", {part}}};
  auto id = dispatcher.send(Method::post, "/api/imports/", body).json()["id"].get<std::string>();
  CHECK_EQUAL(404, bookkeeper.send(Method::get, "/api/imports/" + id + "/preview/").status);
  CHECK_EQUAL(400, bookkeeper.send(Method::post, "/api/imports/", body).status);  // another's file
  CHECK_EQUAL(403, technician.send(Method::post, "/api/imports/", body).status);
  body["of_type"] = "admin.Role";
  CHECK_EQUAL(403, dispatcher.send(Method::post, "/api/imports/", body).status);
  body["of_type"] = "none.Such";
  CHECK_EQUAL(400, dispatcher.send(Method::post, "/api/imports/", body).status);
}

TEST(Transfer, lists_are_written_as_they_are_filtered_and_seen) {
  Office office;
  auto client = office.sign_in("dispatcher");
  client.create("accounts",
                {{"name", "=Evil()"}, {"channels", {{{"kind", "mail"}, {"value", "a@b.test"}}}}});
  client.create("accounts", {{"name", "Zwei, AG"}, {"kind", "company"}});
  auto csv =
      client.send(Method::get, "/api/accounts/?format=csv&order_by=name&columns=name,channels");
  STRCMP_EQUAL(
      "\xef\xbb\xbfname,channels.1.kind,channels.1.value,channels.1.label,channels.1.primary\r\n"
      "'=Evil(),mail,a@b.test,,\r\n\"Zwei, AG\",,,,\r\n",
      csv.body.c_str());
  auto one = client.send(Method::get, "/api/accounts/?format=json&search=zwei&columns=name");
  STRCMP_EQUAL("[\n{\"name\":\"Zwei, AG\"}\n]\n", one.body.c_str());
  auto xlsx = client.send(Method::get, "/api/accounts/?format=xlsx");
  auto rows = hub::transfer::formats::open_rows(hub::transfer::formats::file_of("x", xlsx.body));
  hub::transfer::formats::Row row;
  CHECK(rows->next(row) && rows->next(row) && !rows->next(row));
  CHECK(client.send(Method::get, "/api/accounts/?format=vcard").body.find("FN:Zwei\\, AG") !=
        std::string::npos);
  for (auto wrong : {"format=doc", "format=csv&columns=password", "format=csv&page_size=5",
                     "format=csv&filter=x"})
    CHECK_EQUAL_TEXT(400, client.send(Method::get, std::string("/api/accounts/?") + wrong).status,
                     wrong);
  CHECK_EQUAL(400, client.send(Method::get, "/api/sites/?format=vcard").status);
}

TEST(Transfer, an_export_as_a_job_is_its_users) {
  Office office;
  auto client = office.sign_in("dispatcher");
  for (int i = 0; i < 3; ++i) client.create("accounts", {{"name", "A" + std::to_string(i)}});
  auto asked = client.send(Method::post, "/api/exports/",
                           {{"path", "accounts"}, {"format", "csv"}, {"columns", {"name"}}});
  CHECK_EQUAL_TEXT(202, asked.status, asked.body.c_str());
  CHECK_EQUAL(3, asked.json()["total"].get<int>());
  for (auto wrong : {"nme", "password", "name up"})
    CHECK_EQUAL_TEXT(400,
                     client
                         .send(Method::post, "/api/exports/",
                               {{"path", "accounts"}, {"format", "csv"}, {"order_by", wrong}})
                         .status,
                     wrong);
  auto at = "/api/exports/" + asked.json()["id"].get<std::string>() + "/";
  CHECK_EQUAL(409, client.send(Method::get, at + "file").status);
  work(office);
  STRCMP_EQUAL("done", client.get(at)["state"].get<std::string>().c_str());
  STRCMP_EQUAL("\xef\xbb\xbfname\r\nA0\r\nA1\r\nA2\r\n",
               client.send(Method::get, at + "file").body.c_str());
  auto other = office.sign_in("bookkeeper");
  CHECK_EQUAL(404, other.send(Method::get, at).status);
  CHECK_EQUAL(404, other.send(Method::get, at + "file").status);
}

TEST(Transfer, what_is_exported_comes_in_again_as_it_was) {
  for (std::string format : {"csv", "xlsx", "json"}) {
    Office office;
    auto client = office.sign_in("dispatcher");
    client.create("accounts",
                  {{"name", "M\xc3\xbcller, \"S\xc3\xb6hne\""},
                   {"kind", "company"},
                   {"roles", {"customer", "supplier"}},
                   {"language", "de"},
                   {"channels",
                    {{{"kind", "phone"}, {"value", "+423 1"}, {"primary", true}},
                     {{"kind", "mail"}, {"value", "a@b.test"}, {"label", "two; \"parts\""}}}},
                   {"addresses",
                    {{{"use", "billing"},
                      {"address", {{"line1", "Weg 1"}, {"city", "Vaduz"}, {"country", "LI"}}}}}}});
    client.create("accounts", {{"name", "'tis"}, {"kind", "person"}});
    auto before = client.send(Method::get, "/api/accounts/?format=json&order_by=name").body;
    auto file = client.send(Method::get, "/api/accounts/?format=" + format + "&order_by=name").body;
    auto accounts = client.get("/api/accounts/");
    for (auto& item : accounts["items"])
      client.send(Method::delete_, "/api/accounts/" + item["id"].get<std::string>() + "/", nullptr,
                  "\"1\"");
    auto part = upload(office, client, file);
    auto run = client
                   .send(Method::post, "/api/imports/",
                         {{"of_type", "crm.Account"}, {"name", "a"}, {"parts", {part}}})
                   .json();
    auto id = run["id"].get<std::string>();
    act(client, id, "map");
    act(client, id, "dry-run");
    work(office);
    auto faults = client.get("/api/imports/" + id + "/faults/");
    CHECK_EQUAL_TEXT(0, faults["items"].size(), faults.dump().c_str());
    act(client, id, "start");
    work(office);
    auto bare = [](const std::string& text) {
      auto list = json::parse(text);
      for (auto& record : list)
        for (auto name : {"id", "created_at", "changed_at", "version"}) record.erase(name);
      return list.dump(1);
    };
    auto after = client.send(Method::get, "/api/accounts/?format=json&order_by=name").body;
    STRCMP_EQUAL_TEXT(bare(before).c_str(), bare(after).c_str(), format.c_str());
  }
}

// features: CUST-18
TEST(Transfer, contacts_come_and_go_as_vcard_and_csv_and_duplicates_are_found) {
  Office office;
  auto client = office.sign_in("dispatcher");
  auto account = client.create("accounts", {{"name", "M\xc3\xbcller AG"}})["id"];
  std::string cards =
      "BEGIN:VCARD\r\nVERSION:4.0\r\nN:Huber;Anna;;Dr.;\r\nFN:Dr. Anna Huber\r\nORG:M\xc3\xbcller "
      "AG\r\n"
      "TITLE:Buyer\r\nEMAIL:anna@x.test\r\nTEL;TYPE=cell:+423 7\r\nEND:VCARD\r\n"
      "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Frick;Eva;;;\r\nFN:Eva "
      "Frick\r\nEMAIL:eva@x.test\r\nEND:VCARD\r\n";
  auto bring_in = [&](const std::string& file, const std::string& duplicate) {
    auto part = upload(office, client, file);
    auto run = client.send(Method::post, "/api/imports/",
                           {{"of_type", "crm.Contact"}, {"name", "a"}, {"parts", {part}}});
    auto id = run.json()["id"].get<std::string>();
    auto keys = client.send(Method::patch, "/api/import-runs/" + id + "/",
                            {{"match_keys", {"mail"}}, {"on_duplicate", duplicate}}, "\"1\"");
    CHECK_EQUAL_TEXT(200, keys.status, keys.body.c_str());
    act(client, id, "map");
    act(client, id, "dry-run");
    work(office);
    auto faults = client.get("/api/imports/" + id + "/faults/");
    CHECK_EQUAL_TEXT(0, faults["items"].size(), faults.dump().c_str());
    act(client, id, "start");
    work(office);
    return client.get("/api/import-runs/" + id + "/");
  };
  bring_in(cards, "skip");
  auto list = client.get("/api/contacts/?order_by=name")["items"];
  CHECK_EQUAL(2, list.size());
  auto& anna = list[0]["name"]["family"] == "Huber" ? list[0] : list[1];
  CHECK((anna["name"] == json{{"title", "Dr."}, {"given", "Anna"}, {"family", "Huber"}}));
  CHECK(anna["accounts"][0]["account"] == account);
  CHECK_EQUAL(2, anna["channels"].size());

  auto csv = client.send(Method::get, "/api/contacts/?format=csv").body;
  auto skipped = bring_in(csv, "skip");
  CHECK_EQUAL(2, skipped["duplicates"].get<int>());
  CHECK_EQUAL(2, client.get("/api/contacts/")["total"].get<int>());
  bring_in(client.send(Method::get, "/api/contacts/?format=vcard").body, "merge");
  CHECK_EQUAL(2, client.get("/api/contacts/")["total"].get<int>());
  bring_in(csv, "keep");
  CHECK_EQUAL(4, client.get("/api/contacts/")["total"].get<int>());
}
