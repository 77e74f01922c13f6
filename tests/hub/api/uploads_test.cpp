// Files that people upload: kept as soon as a record names them, collected when none does.
#include <memory>

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "hub/store/uploads.hpp"
#include "proto/records/content/attachment.pb.h"
#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

TEST_GROUP(Uploads) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }
  bool is_there(const std::string& hash) {
    return office->store->read_result([&](hub::store::Connection& sql) {
      return sql.integer("SELECT count(*) FROM blob WHERE sha256 = ?", {hash}) == 1;
    });
  }
  std::string upload(const std::string& bytes) {
    std::string hash;
    write([&](hub::store::Transaction& transaction) {
      hash = hub::store::put_upload(transaction, bytes, "image/png");
    });
    return hash;
  }
  void write(const std::function<void(hub::store::Transaction&)>& body) {
    auto command = office->store->system_command(office->tenant, "test");
    command.actor.user = office->user_of("dispatcher");
    office->store->write(command, body);
  }
  /// A picture of the company itself, whose one version is this file.
  std::string attach(const std::string& hash) {
    std::string id;
    write([&](hub::store::Transaction& transaction) {
      truckroll::content::Attachment attachment;
      attachment.mutable_about()->set_type("admin.User");
      attachment.mutable_about()->set_id(office->user_of("dispatcher"));
      attachment.set_name("picture.png");
      attachment.set_kind(truckroll::content::Attachment::KIND_PHOTO);
      auto& version = *attachment.add_versions();
      version.set_line("v1");
      version.set_number(1);
      version.set_blob(hash);
      version.set_mime("image/png");
      *version.mutable_at() = common::codec::to_timestamp(transaction.now());
      transaction.save(attachment);
      id = attachment.header().id();
    });
    return id;
  }
  std::size_t collect(std::chrono::hours after) {
    return hub::store::collect_unnamed_files(*office->store,
                                             office->clock.now() + after - std::chrono::hours(24));
  }
};

TEST(Uploads, what_no_record_names_is_gone_after_a_day) {
  auto hash = upload("nobody's");

  UNSIGNED_LONGS_EQUAL(0, collect(std::chrono::hours(23)));
  CHECK(is_there(hash));
  UNSIGNED_LONGS_EQUAL(1, collect(std::chrono::hours(25)));

  CHECK_FALSE(is_there(hash));
}

TEST(Uploads, what_a_record_named_stays_even_when_it_is_deleted) {
  auto hash = upload("somebody's");
  auto id = attach(hash);
  write([&](hub::store::Transaction& transaction) {
    transaction.remove(transaction.load<truckroll::content::Attachment>(id));
  });

  UNSIGNED_LONGS_EQUAL(0, collect(std::chrono::hours(1000)));

  CHECK(is_there(hash));
}

TEST(Uploads, what_a_record_named_before_it_came_stays) {
  auto hash = common::sha256_hex("late");
  attach(hash);
  upload("late");

  collect(std::chrono::hours(25));

  CHECK(is_there(hash));
  UNSIGNED_LONGS_EQUAL(0, collect(std::chrono::hours(25)));
}

TEST(Uploads, what_the_hub_or_a_van_has_stored_is_not_collected) {
  std::string hash;
  upload("a form");
  write([&](hub::store::Transaction& transaction) {
    hash = transaction.put_blob("a form", "application/pdf");
  });

  UNSIGNED_LONGS_EQUAL(0, collect(std::chrono::hours(25)));

  CHECK(is_there(hash));
}

TEST(Uploads, a_caller_may_leave_only_so_many_about) {
  auto client = office->sign_in("dispatcher");
  auto send = [&](const std::string& bytes) {
    return client.send(Method::post, "/api/blobs/", json(bytes));
  };
  for (int i = 0; i < 100; ++i) CHECK_EQUAL(201, send(std::to_string(i)).status);

  auto refused = send("one too many");
  CHECK_EQUAL(413, refused.status);
  STRCMP_CONTAINS("100 files that no record names yet",
                  refused.json()["detail"].get<std::string>().c_str());
  CHECK_FALSE(is_there(common::sha256_hex(json("one too many").dump())));

  // Sent again it is no further file, and one that is used makes room.
  CHECK_EQUAL(201, send("7").status);
  attach(common::sha256_hex(json("7").dump()));
  CHECK_EQUAL(201, send("one too many").status);
}

TEST(Uploads, a_file_is_served_as_what_it_is_and_never_runs) {
  struct Case {
    const char *bytes, *called, *type, *shown;
  };
  // Polyglots too: what begins like a picture or a paper is that, whatever follows.
  const Case cases[] = {
      {"<script>alert(1)</script>", "text/html", "text/plain; charset=utf-8", "attachment"},
      {"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml",
       "text/plain; charset=utf-8", "attachment"},
      {"\xff\xd8\xff*/=alert(1)/*", "text/javascript", "image/jpeg", "inline"},
      {"%PDF-1.7 <script>alert(1)</script> /JS (app.alert(1))", "text/html", "application/pdf",
       "inline"},
      {"GIF89a=1;alert(1)", "application/javascript", "text/plain; charset=utf-8", "attachment"},
      {"<?xml version='1.0'?><a/>", "application/xhtml+xml", "text/plain; charset=utf-8",
       "attachment"},
      {"MZ\x90", "application/javascript", "application/octet-stream", "attachment"},
  };
  auto client = office->sign_in("dispatcher");
  for (auto& [bytes, called, type, shown] : cases) {
    std::string hash;
    write([&, bytes = bytes, called = called](hub::store::Transaction& transaction) {
      hash = hub::store::put_upload(transaction, bytes, called);
    });
    auto reply = client.send(Method::get, "/api/blobs/" + hash);
    auto header = [&](const char* name) {
      return std::string(reply.headers.find(name).value_or(""));
    };
    CHECK_EQUAL(200, reply.status);
    STRCMP_EQUAL(bytes, reply.body.c_str());
    STRCMP_EQUAL(type, header("Content-Type").c_str());
    STRCMP_EQUAL(shown, header("Content-Disposition").c_str());
    STRCMP_EQUAL("nosniff", header("X-Content-Type-Options").c_str());
    STRCMP_EQUAL("same-origin", header("Cross-Origin-Resource-Policy").c_str());
    CHECK(header("Content-Security-Policy").starts_with("sandbox; default-src 'none'"));
  }
}

TEST(Uploads, a_file_is_named_only_by_who_sent_it_or_may_read_it) {
  auto dispatcher = office->sign_in("dispatcher"), technician = office->sign_in("technician");
  auto account = office->put("crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}});
  auto naming = [&](const std::string& hash, const std::string& role) {
    auto about = json{{"type", "admin.User"}, {"id", office->user_of(role)}};
    // Technicians know the customers of their work alone.
    if (role == "dispatcher") about = {{"type", "crm.Account"}, {"id", account}};
    return json{{"about", about},
                {"name", "plan.txt"},
                {"kind", "document"},
                {"versions",
                 {{{"number", 1},
                   {"blob", hash},
                   {"mime", "text/plain"},
                   {"size", 5},
                   {"at", "2026-11-20T09:00:00Z"}}}}};
  };
  auto refused = [&](const std::string& hash) {
    auto reply =
        technician.send(Method::post, "/api/attachments/", naming(hash, "technician")).json();
    return reply["errors"][0]["field"].get<std::string>() + ": " +
           reply["errors"][0]["text"].get<std::string>();
  };
  auto named = upload("a secret of the office"), unnamed = upload("another");
  dispatcher.create("attachments", naming(named, "dispatcher"));

  // Whether there is such a file is not told.
  for (auto& hash : {named, unnamed, std::string(64, 'a')}) {
    STRCMP_EQUAL("versions[0].blob: upload the file first", refused(hash).c_str());
    CHECK_EQUAL(404, technician.send(Method::get, "/api/blobs/" + hash).status);
  }
  // Who has the same bytes himself learns nothing by them.
  json same = "sent by both";
  CHECK_EQUAL(201, dispatcher.send(Method::post, "/api/blobs/", same).status);
  CHECK_EQUAL(201, technician.send(Method::post, "/api/blobs/", same).status);
  auto both = common::sha256_hex(same.dump());
  dispatcher.create("attachments", naming(both, "dispatcher"));
  CHECK_EQUAL(
      201, technician.send(Method::post, "/api/attachments/", naming(both, "technician")).status);
  // A change that leaves the file as it is, and one who may read it by another record.
  auto made = dispatcher.create("attachments", naming(named, "dispatcher"));
  auto path = "/api/attachments/" + made["id"].get<std::string>() + "/";
  CHECK_EQUAL(
      200, dispatcher.send(Method::patch, path, {{"versions", made["versions"]}}, "\"1\"").status);
  // A hash that he has written into another field is no file that his record once had.
  auto own = naming(both, "technician");
  own["name"] = unnamed;
  own["versions"][0]["mime"] = unnamed;
  auto tricked = technician.create("attachments", own);
  auto versions = tricked["versions"];
  versions[0]["blob"] = unnamed;
  CHECK_EQUAL(400,
              technician
                  .send(Method::patch, "/api/attachments/" + tricked["id"].get<std::string>() + "/",
                        {{"versions", versions}}, "\"1\"")
                  .status);
}

TEST(Uploads, a_file_that_many_records_name_is_found_by_the_one_that_may_be_read) {
  auto hash = upload("a letterhead");
  auto attach_to = [&](const std::string& user) {
    office->put("content.Attachment", {{"about", {{"type", "admin.User"}, {"id", user}}},
                                       {"name", "letterhead"},
                                       {"kind", "document"},
                                       {"versions",
                                        {{{"number", 1},
                                          {"blob", hash},
                                          {"mime", "text/plain"},
                                          {"at", "2026-11-20T09:00:00Z"}}}}});
  };
  auto account = office->put("crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}});
  for (int i = 0; i < 130; ++i)
    office->put("content.Attachment", {{"about", {{"type", "crm.Account"}, {"id", account}}},
                                       {"name", "letterhead"},
                                       {"kind", "document"},
                                       {"versions",
                                        {{{"number", 1},
                                          {"blob", hash},
                                          {"mime", "text/plain"},
                                          {"at", "2026-11-20T09:00:00Z"}}}}});
  auto technician = office->sign_in("technician");
  CHECK_EQUAL(404, technician.send(Method::get, "/api/blobs/" + hash).status);

  attach_to(office->user_of("technician"));

  CHECK_EQUAL(200, technician.send(Method::get, "/api/blobs/" + hash).status);
}
