#include <algorithm>
#include <filesystem>
#include <string>

#include "common/codec/json.hpp"
#include "hub/store/uploads.hpp"
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

TEST(Transfer, taking_back_is_its_owners_and_does_what_he_may_do_by_then) {
  Office office;
  auto dispatcher = office.sign_in("dispatcher"), admin = office.sign_in("admin");
  auto part = upload(office, dispatcher, "Name\nAlpha\nBeta\n");
  json body{{"of_type", "crm.Account"}, {"name", "a.csv"}, {"parts", {part}}};
  auto made = dispatcher.send(Method::post, "/api/imports/", body);
  CHECK_EQUAL_TEXT(201, made.status, made.body.c_str());
  auto id = made.json()["id"].get<std::string>();
  for (auto action : {"map", "dry-run"}) act(dispatcher, id, action);
  work(office);
  act(dispatcher, id, "start");
  work(office);
  CHECK_EQUAL(2, dispatcher.get("/api/accounts/")["total"].get<int>());
  auto undo = "/api/import-runs/" + id + "/undo/";
  for (auto role : {"bookkeeper", "support", "marketing"})
    CHECK_EQUAL_TEXT(404, office.sign_in(role).send(Method::post, undo, json::object()).status,
                     role);
  for (auto role : {"technician", "executive", "partner"})
    CHECK_EQUAL_TEXT(403, office.sign_in(role).send(Method::post, undo, json::object()).status,
                     role);
  // He may not delete customers any more.
  auto role = admin.get("/api/roles/?filter=key%20%3D%20%22dispatcher%22")["items"][0]["id"];
  admin.create(
      "permissions",
      {{"role", role}, {"of_type", "crm.Account"}, {"effect", "withhold"}, {"may", {"delete"}}});
  act(dispatcher, id, "undo");
  work(office);

  CHECK_EQUAL(2, dispatcher.get("/api/accounts/")["total"].get<int>());
  auto left = dispatcher.get("/api/imports/" + id + "/faults/?work=undo")["items"];
  LONGS_EQUAL(2, left.size());
  STRCMP_EQUAL("you may not delete it", left[0]["reason"].get<std::string>().c_str());
  CHECK_EQUAL(0, dispatcher.get("/api/import-runs/" + id + "/")["undone_count"].get<int>());
}

TEST(Transfer, a_file_too_long_for_memory_is_for_who_asked_and_leaves_no_copy) {
  Office office;
  auto client = office.sign_in("dispatcher");
  client.create("accounts", {{"name", "A"}});
  auto asked = client.send(Method::post, "/api/exports/",
                           {{"path", "accounts"}, {"format", "csv"}, {"columns", {"name"}}});
  work(office);
  auto id = asked.json()["id"].get<std::string>();
  constexpr std::int64_t part = 2 << 20, parts = 9;
  office.store->write(
      office.store->system_command(office.tenant, "test"), [&](hub::store::Transaction& t) {
        t.sql().execute("DELETE FROM export_part WHERE id = ?", {id});
        for (std::int64_t i = 0; i < parts; ++i)
          t.sql().execute(
              "INSERT INTO export_part (tenant, id, position, bytes) VALUES (?, ?, ?, ?)",
              {office.tenant, id, i,
               hub::store::Blob{std::string(part, static_cast<char>('a' + i))}});
        t.sql().execute("UPDATE export_run SET size = ? WHERE id = ?", {part * parts, id});
      });
  auto path = "/api/exports/" + id + "/file";
  auto kept = [] {
    std::size_t count = 0;
    for (auto& entry : std::filesystem::directory_iterator(std::filesystem::temp_directory_path()))
      count += entry.path().filename().string().starts_with("reply-");
    return count;
  };
  auto before = kept();

  auto first = client.send(Method::get, path), second = client.send(Method::get, path);

  for (auto reply : {&first, &second}) {
    CHECK_EQUAL(200, reply->status);
    LONGS_EQUAL(part * parts, reply->body.size());
    CHECK(reply->body.front() == 'a' && reply->body.back() == 'a' + parts - 1);
  }
  CHECK_EQUAL(404, office.sign_in("bookkeeper").send(Method::get, path).status);
  CHECK_EQUAL(404, office.sign_in("admin").send(Method::get, path).status);
  LONGS_EQUAL(before, kept());
}

TEST(Transfer, an_export_whose_beginning_an_erasure_took_is_made_anew) {
  Office office;
  auto client = office.sign_in("dispatcher");
  auto account = office.put("crm.Account", {{"name", "Hotel"}, {"kind", "company"}});
  for (int i = 0; i < 150; ++i)
    office.put("crm.Note", {{"about", {{"type", "crm.Account"}, {"id", account}}},
                            {"text", std::string(18'000, 'x') + std::to_string(i)}});
  auto asked = client.send(Method::post, "/api/exports/",
                           {{"path", "notes"}, {"format", "csv"}, {"columns", {"text"}}});
  CHECK_EQUAL_TEXT(202, asked.status, asked.body.c_str());
  auto id = asked.json()["id"].get<std::string>();
  hub::records::ReadLog reads(*office.store);
  hub::records::RecordService service(*office.store, reads);
  auto folder = office.folder.path().string();
  bool erased = false;
  auto outcome = hub::transfer::work_on_export(
      service, office.tenant, id, folder, [&](hub::store::Transaction& t) {
        erased = erased || t.sql().execute("DELETE FROM export_part WHERE id = ?", {id}) > 0;
      });
  CHECK(erased && outcome.kind == hub::work::Outcome::Kind::again);
  auto file = "/api/exports/" + id + "/file";
  CHECK_EQUAL(409, client.send(Method::get, file).status);

  outcome = hub::transfer::work_on_export(service, office.tenant, id, folder);

  CHECK(outcome.kind == hub::work::Outcome::Kind::done);
  auto reply = client.send(Method::get, file);
  CHECK_EQUAL(200, reply.status);
  LONGS_EQUAL(151, std::count(reply.body.begin(), reply.body.end(), '\n'));
}

TEST(Transfer, colleagues_who_sent_the_same_bytes_import_each_his_own) {
  Office office;
  auto dispatcher = office.sign_in("dispatcher"), bookkeeper = office.sign_in("bookkeeper");
  auto support = office.sign_in("support");
  auto part = upload(office, dispatcher, customers);
  json body{{"of_type", "crm.Account"}, {"name", "a.csv"}, {"parts", {part}}};
  CHECK_EQUAL(400, support.send(Method::post, "/api/imports/", body).status);
  STRCMP_EQUAL(part.c_str(), upload(office, bookkeeper, customers).c_str());
  std::vector<std::string> runs;
  for (auto client : {&dispatcher, &bookkeeper}) {
    auto made = client->send(Method::post, "/api/imports/", body);
    CHECK_EQUAL_TEXT(201, made.status, made.body.c_str());
    runs.push_back(made.json()["id"].get<std::string>());
  }
  CHECK_EQUAL(400, support.send(Method::post, "/api/imports/", body).status);
  // What one of them does with his leaves the other's file where it is, also when it is collected.
  office.store->write(
      office.store->system_command(office.tenant, "test"), [&](hub::store::Transaction& t) {
        t.sql().execute("DELETE FROM import_part WHERE run = ?", {runs[0]});
        t.sql().execute(
            "INSERT INTO unnamed_blob (tenant, sha256, uploaded_by, size, at) VALUES (?, ?, '', 0, "
            "0) ON CONFLICT DO NOTHING",
            {office.tenant, part});
      });
  hub::store::collect_unnamed_files(*office.store, common::from_micros(1));
  auto preview = bookkeeper.send(Method::get, "/api/imports/" + runs[1] + "/preview/");
  CHECK_EQUAL_TEXT(200, preview.status, preview.body.c_str());
  STRCMP_CONTAINS("Huber", preview.body.c_str());
  act(bookkeeper, runs[1], "map");
  act(bookkeeper, runs[1], "dry-run");
  work(office);
  auto progress = bookkeeper.get("/api/imports/" + runs[1] + "/progress/");
  STRCMP_EQUAL("checked", progress["state"].get<std::string>().c_str());
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

// features: CUST-16 with tests/hub/transfer/formats/xlsx_test.cpp
TEST(Transfer, a_workbook_has_times_of_the_companys_clock) {
  Office office;
  auto admin = office.sign_in("admin");
  admin.create("tasks", {{"title", "Call"}, {"due", "2026-07-01T12:30:00Z"}});
  auto xlsx = admin.send(Method::get, "/api/tasks/?format=xlsx&columns=title,due,created_at");
  auto rows = hub::transfer::formats::open_rows(hub::transfer::formats::file_of("x", xlsx.body));
  hub::transfer::formats::Row row;
  CHECK(rows->next(row));
  STRCMP_EQUAL("2026-07-01 14:30:00", row.cells.at(1).c_str());
  CHECK_TEXT(row.cells.at(2).find('T') == std::string::npos, row.cells.at(2).c_str());
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
                    {{{"kind", "phone"}, {"value", "+423 230 00 01"}, {"primary", true}},
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
      "TITLE:Buyer\r\nEMAIL:anna@x.test\r\nTEL;TYPE=cell:+423 782 34 56\r\nEND:VCARD\r\n"
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
