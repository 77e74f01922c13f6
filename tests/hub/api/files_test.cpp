// Files of records: limits by type and company, what they truly are, and who may do what with them.
// features: DOCS-11
#include <functional>

#include "hub/store/uploads.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/pdf/samples.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

namespace {

const std::string png = "\x89PNG\r\n\x1a\n....";
const std::string program = "MZ\x90\0\3\0\0\0";

struct Files {
  Office& office;
  Office::Client client;
  std::string account;

  Files(Office& of, const std::string& role)
      : office(of), client(of.sign_in(role)), account(new_account()) {}

  std::string new_account() {
    return office.put("crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}});
  }
  /// As the office app sends it; the client of the tests sends JSON alone.
  std::string upload(const std::string& bytes) {
    common::http::ClientOptions options;
    options.port = office.port();
    common::http::Headers headers;
    headers.add("Cookie", client.cookie);
    headers.add("X-CSRF", client.session["csrf"].get<std::string>());
    headers.add("Content-Type", "application/octet-stream");
    auto reply = common::http::Client(options).send(Method::post, "/api/blobs/", headers, bytes);
    return reply.json()["sha256"];
  }
  common::http::Reply attach(const std::string& name, const std::string& bytes,
                             const json& more = json::object(),
                             const std::string& type = "crm.Account") {
    json body{{"about", {{"type", type}, {"id", account}}},
              {"name", name},
              {"versions",
               {{{"number", 1},
                 {"blob", upload(bytes)},
                 {"mime", "image/png"},
                 {"at", "2026-11-20T09:00:00Z"}}}}};
    body.update(more);
    return client.send(Method::post, "/api/attachments/", body);
  }
  static std::string why(const common::http::Reply& reply) {
    auto body = reply.json();
    return body.contains("errors") ? body["errors"][0]["text"].get<std::string>() : reply.body;
  }
  void set_limits(const json& limits) {
    auto admin = office.sign_in("admin");
    auto known = admin.get("/api/settings/?filter=key=%22files.limits%22")["items"];
    if (known.empty())
      admin.create("settings", {{"key", "files.limits"}, {"value", limits.dump()}});
    else
      CHECK_EQUAL(
          200, admin
                   .send(Method::patch, "/api/settings/" + known[0]["id"].get<std::string>() + "/",
                         {{"value", limits.dump()}}, std::to_string(known[0]["version"].get<int>()))
                   .status);
  }
};

void on_both(const std::function<void(Office&)>& body) {
  Office sqlite;
  body(sqlite);
  Office postgres(stores::copy_of_migrated());
  body(postgres);
}

}  // namespace

TEST_GROUP(Files){};

TEST(Files, are_kept_in_folders_looked_at_and_removed_with_the_rights_on_their_record) {
  on_both([](Office& office) {
    Files files(office, "dispatcher");
    auto made = files.attach("plan.png", png, {{"folder", "Plans"}});
    CHECK_EQUAL(201, made.status);
    auto file = made.json();
    STRCMP_EQUAL("Plans", file["folder"].get<std::string>().c_str());
    STRCMP_EQUAL("stored", file["state"].get<std::string>().c_str());
    auto version = file["versions"][0];
    auto bytes = "/api/blobs/" + version["blob"].get<std::string>();
    STRCMP_EQUAL(png.c_str(), files.client.send(Method::get, bytes).body.c_str());
    CHECK_EQUAL(12, version["size"].get<int>());
    auto list = files.client.get("/api/attachments/?filter=about.id=%22" + files.account +
                                 "%22%20AND%20folder=%22Plans%22");
    CHECK_EQUAL(1, list["items"].size());

    // Who may not read the account knows nothing of its files; the bookkeeper reads it.
    auto path = "/api/attachments/" + file["id"].get<std::string>() + "/";
    auto technician = office.sign_in("technician");
    CHECK_EQUAL(404, technician.send(Method::get, path).status);
    CHECK_EQUAL(404, technician.send(Method::get, bytes).status);
    CHECK(technician.send(Method::post, path + "remove/").status >= 403);
    CHECK_EQUAL(200, office.sign_in("bookkeeper").send(Method::get, bytes).status);

    CHECK_EQUAL(200, files.client.send(Method::post, path + "remove/").status);
    CHECK_EQUAL(404, files.client.send(Method::get, bytes).status);
  });
}

TEST(Files, belong_to_a_companys_own_types_as_well) {
  on_both([](Office& office) {
    auto admin = office.sign_in("admin");
    auto type = admin.create(
        "custom-types",
        {{"key", "key_log"},
         {"label", "Key log"},
         {"grants",
          {{{"role", "dispatcher"}, {"read", true}, {"create", true}, {"change", true}}}}});
    admin.create(
        "custom-fields",
        {{"of_type", "own.key_log"}, {"key", "title"}, {"label", "Title"}, {"kind", "text"}});
    admin.send(Method::post, "/api/custom-types/" + type["id"].get<std::string>() + "/activate/");
    Files files(office, "dispatcher");
    files.account = files.client.create("own-key-log", {{"title", "Cellar"}})["id"];
    auto made = files.attach("key.png", png, json::object(), "own.key_log");
    CHECK_EQUAL(201, made.status);
    auto path = "/api/attachments/" + made.json()["id"].get<std::string>() + "/";
    CHECK_EQUAL(200, files.client.send(Method::get, path).status);
    CHECK_EQUAL(404, office.sign_in("bookkeeper").send(Method::get, path).status);
    CHECK_EQUAL(200, files.client.send(Method::post, path + "remove/").status);
  });
}

TEST(Files, are_what_their_content_says_not_what_they_are_called) {
  on_both([](Office& office) {
    Files files(office, "dispatcher");
    auto text = files.attach("notes.txt", "<script>alert(1)</script>");
    CHECK_EQUAL(201, text.status);
    STRCMP_EQUAL("text/plain", text.json()["versions"][0]["mime"].get<std::string>().c_str());
    auto lie = files.attach("photo.png", "<script>alert(1)</script>");
    CHECK_EQUAL(400, lie.status);
    STRCMP_CONTAINS("called like a picture file, but its content is of kind text",
                    Files::why(lie).c_str());
    auto run = files.attach("setup.bin", program);
    CHECK_EQUAL(400, run.status);
    STRCMP_CONTAINS("by its content this one is of kind program", Files::why(run).c_str());
    // Nor under a new name later on.
    auto path = "/api/attachments/" + text.json()["id"].get<std::string>() + "/";
    CHECK_EQUAL(400, files.client.send(Method::patch, path, {{"name", "notes.pdf"}}, "1").status);
  });
}

TEST(Files, have_limits_by_type_and_company_that_the_refusal_names) {
  on_both([](Office& office) {
    Files files(office, "dispatcher");
    files.set_limits({{"every", {{"megabytes", 2}}},
                      {"crm.Account", {{"files", 2}, {"kinds", {"picture", "pdf"}}}}});
    CHECK_EQUAL(201, files.attach("1.png", png).status);
    auto kind = files.attach("2.txt", "writing");
    CHECK_EQUAL(400, kind.status);
    STRCMP_CONTAINS("files of Accounts may be of kind pdf, picture (setting files.limits)",
                    Files::why(kind).c_str());
    auto large = files.attach("2.png", png + std::string(3 << 20, 'x'));
    CHECK_EQUAL(400, large.status);
    STRCMP_CONTAINS("may have at most 2 MB; this one has 3.0 MB", Files::why(large).c_str());
    auto second = files.attach("2.png", png + "2");
    CHECK_EQUAL(201, second.status);
    auto third = files.attach("3.png", png + "3");
    CHECK_EQUAL(400, third.status);
    STRCMP_CONTAINS("at most 2 files", Files::why(third).c_str());
    // A newer version of one is no further file, and what is removed makes room.
    files.client.send(Method::post,
                      "/api/attachments/" + second.json()["id"].get<std::string>() + "/remove/");
    CHECK_EQUAL(201, files.attach("3.png", png + "3").status);
    // Another type has its own limits.
    files.account = office.put("crm.Contact", {{"name", {{"given", "Eva"}, {"family", "Frick"}}}});
    CHECK_EQUAL(201, files.attach("2.txt", "writing", json::object(), "crm.Contact").status);
  });
}

TEST(Files, limits_that_mean_nothing_are_not_saved) {
  Office office;
  auto admin = office.sign_in("admin");
  for (auto wrong : {R"({"every": {"megabytes": 0}})", R"({"every": {"kinds": ["exe"]}})",
                     R"({"crm.Acount": {"files": 1}})", R"({"every": {"size": 1}})", "[]", "7"}) {
    auto reply =
        admin.send(Method::post, "/api/settings/", {{"key", "files.limits"}, {"value", wrong}});
    CHECK_EQUAL(400, reply.status);
    STRCMP_EQUAL("value", reply.json()["errors"][0]["field"].get<std::string>().c_str());
  }
}

TEST(Files, a_papers_pages_are_pictures_for_those_who_may_read_it) {
  Office office;
  Files files(office, "dispatcher");
  auto made = files.attach("paper.pdf", samples::make_pages(1));
  CHECK_EQUAL(201, made.status);
  auto pages = "/api/blobs/" + made.json()["versions"][0]["blob"].get<std::string>() + "/pages/";
  CHECK_EQUAL(1, files.client.get(pages)["pages"].get<int>());
  auto page = files.client.send(Method::get, pages + "1/");
  CHECK_EQUAL(200, page.status);
  STRCMP_EQUAL("image/png", std::string(*page.headers.find("Content-Type")).c_str());
  CHECK(page.body.starts_with("\x89PNG"));
  CHECK_EQUAL(404, files.client.send(Method::get, pages + "2/").status);
  CHECK_EQUAL(404, files.client.send(Method::get, pages + "0/").status);
  CHECK_EQUAL(404, office.sign_in("technician").send(Method::get, pages + "1/").status);
}
