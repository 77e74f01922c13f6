// Requests of people about their data, on both databases: what is found, handed out, erased; that
// nothing of it is left anywhere, and that the chain of the log still verifies.
// features: IDEN-10
#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "common/ids/ids.hpp"
#include "hub/privacy/privacy.hpp"
#include "hub/privacy/sweep.hpp"
#include "hub/store/changes.hpp"
#include "hub/transfer/formats/impl/zip.hpp"
#include "proto/records/admin/webhook_delivery.pb.h"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/opened_store.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using hub::store::Connection;
using hub::store::Dialect;
using hub::store::Transaction;
using test::json;
using test::Office;

namespace {

constexpr const char* mail = "rosa.quendelin@private.test";

std::string text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// One company with a customer, her colleague at the same telephone, and what is known of her.
struct Case {
  explicit Case(Dialect dialect)
      : office(dialect == Dialect::postgres ? stores::copy_of_migrated() : ""),
        admin(office.sign_in("admin")) {
    auto channel = [](const char* kind, const char* value) {
      return json{{"kind", kind}, {"value", value}};
    };
    account = office.put("crm.Account", {{"name", "Hotel Post"}, {"kind", "company"}});
    contact = office.put("crm.Contact",
                         {{"name", {{"given", "Rosa"}, {"family", "Quendelin"}}},
                          {"title", "Cook"},
                          {"channels", {channel("mail", mail), channel("phone", "+4232300000")}},
                          {"accounts", {{{"account", account}}}}});
    colleague = office.put("crm.Contact", {{"name", {{"family", "Steiner"}}},
                                           {"channels", {channel("phone", "+4232300000")}}});
    note = office.put("crm.Note",
                      {{"about", about("crm.Contact", contact)}, {"text", "Rosa Quendelin sings"}});
    other_note =
        office.put("crm.Note", {{"about", about("crm.Account", account)}, {"text", "Big kitchen"}});
    office.store->write(office.store->system_command(office.tenant, "test"),
                        [&](Transaction& transaction) {
                          photo = transaction.put_blob("a picture of Quendelin", "image/png");
                        });
    attachment = office.put("content.Attachment", {{"about", about("crm.Contact", contact)},
                                                   {"name", "Quendelin.png"},
                                                   {"kind", "photo"},
                                                   {"versions",
                                                    {{{"number", 1},
                                                      {"blob", photo},
                                                      {"mime", "image/png"},
                                                      {"at", "2026-11-20T08:00:00Z"}}}}});
    put_traces();
    // A change, so that the log has an older value too.
    admin.send(Method::patch, "/api/contacts/" + contact + "/", {{"title", "Chef Quendelin"}},
               "\"1\"");
  }

  static json about(const char* type, const std::string& id) {
    return {{"type", type}, {"id", id}};
  }

  /// What lies outside of record types: a van's command, an answer, a finished job, a kept export.
  void put_traces() {
    office.store->write(office.store->system_command(office.tenant, "test"), [&](Transaction&
                                                                                     transaction) {
      auto& sql = transaction.sql();
      auto named = "Quendelin " + contact;
      sql.execute(
          "INSERT INTO device_operation (tenant, device, epoch, sequence, id, command, at, "
          "applied_at, state, bytes) VALUES (?, 'van', 1, 1, 'o', 'save', 0, 0, 'applied', ?)",
          {office.tenant, hub::store::Blob{named}});
      sql.execute(
          "INSERT INTO idempotency (tenant, user_id, key, request, status, headers, body, "
          "expires_at) VALUES (?, 'u', 'k', '', 200, '', ?, 9000000000000000)",
          {office.tenant, named});
      sql.execute(
          "INSERT INTO job (tenant, id, kind, key, payload, state, run_at, attempts, created_at, "
          "finished_at) VALUES (?, 'j', 'test', 'k', ?, 'done', 0, 1, 0, 9000000000000000)",
          {office.tenant, named});
      sql.execute("INSERT INTO export_part (tenant, id, position, bytes) VALUES (?, 'e', 0, ?)",
                  {office.tenant, hub::store::Blob{named}});
    });
  }

  std::string request(const char* kind, json subject) {
    subject.update({{"kind", kind},
                    {"received", "2026-11-20"},
                    {"due", "2026-12-20"},
                    {"request", "Rosa Quendelin asks by letter"}});
    return text(admin.create("privacy-requests", subject)["id"]);
  }
  int act(const std::string& id, const std::string& action) {
    return admin.send(Method::post, "/api/privacy-requests/" + id + "/" + action + "/").status;
  }
  hub::work::Job job_of(const std::string& id) {
    hub::work::Job job{office.tenant, "", "privacy", "", "", 1};
    office.store->read([&](Connection& sql) {
      auto& rows = sql.query(
          "SELECT id, key, payload FROM job WHERE tenant = ? AND kind = 'privacy' AND payload LIKE "
          "?",
          {office.tenant, "%" + id + "%"});
      while (rows.step()) job.id = rows.text(0), job.key = rows.text(1), job.payload = rows.text(2);
    });
    return job;
  }
  hub::privacy::ErasureList list() {
    return hub::privacy::ErasureList(office.folder.path() / "erasures");
  }
  void work(const std::string& id, const std::function<void(Transaction&)>& renew = {}) {
    auto outcome = hub::privacy::work_on_request(*office.store, list(), job_of(id),
                                                 office.folder.path().string(), renew);
    STRCMP_EQUAL("", outcome.reason.c_str());
  }
  void run(const std::string& id) {
    CHECK_EQUAL(200, act(id, "verify"));
    CHECK_EQUAL(200, act(id, "run"));
    work(id);
  }
  /// Tables that still hold the text somewhere.
  std::string tables_with(const std::string& needle) {
    std::string found;
    office.store->read([&](Connection& sql) {
      std::vector<std::string> tables;
      auto& rows = sql.query(sql.dialect() == Dialect::sqlite
                                 ? "SELECT name FROM sqlite_master WHERE type = 'table'"
                                 : "SELECT table_name FROM information_schema.tables WHERE "
                                   "table_schema = 'public'");
      while (rows.step()) tables.push_back(rows.text(0));
      for (auto& table : tables) {
        auto& all = sql.query("SELECT * FROM " + hub::store::sql_name(table));
        bool holds = false;
        while (all.step())
          for (std::size_t i = 0; i < all.column_count(); ++i)
            holds = holds || (!all.is_null(i) && all.text(i).find(needle) != std::string::npos);
        if (holds) found += table + " ";
      }
    });
    return found;
  }
  void check_chain() {
    auto sealed = [&] {
      return office.store->read_result([](Connection& sql) {
        return sql.integer("SELECT count(*) FROM change WHERE position IS NULL");
      });
    };
    CHECK(support::wait_until([&] { return sealed() == 0; }));
    office.store->read([&](Connection& sql) {
      auto check = hub::store::verify_chain(sql, office.tenant);
      CHECK(check.checked > 10);
      LONGLONGS_EQUAL(0, check.broken_at);
    });
  }
  json get(const std::string& path, const std::string& id) {
    return admin.get("/api/" + path + "/" + id + "/");
  }

  Office office;
  Office::Client admin;
  std::string account, contact, colleague, note, other_note, photo, attachment;
};

void on_both(const std::function<void(Case&)>& body) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    Case one(dialect);
    body(one);
  }
}

}  // namespace

TEST_GROUP(Privacy){};

TEST(Privacy, a_dry_run_tells_type_by_type_and_changes_nothing) {
  on_both([](Case& one) {
    auto id = one.request("erase", {{"contact", one.contact}});
    auto before = one.tables_with("Quendelin");
    auto plan = one.admin.get("/api/privacy/" + id + "/plan/");
    std::map<std::string, json> items;
    for (auto& item : plan["items"]) items[text(item["type"])] = item;
    CHECK_EQUAL_TEXT(1, items["crm.Note"]["erased"].get<int>(), plan.dump().c_str());
    CHECK_EQUAL(1, items["content.Attachment"]["erased"].get<int>());
    CHECK_EQUAL(1, items["crm.Contact"]["anonymised"].get<int>());
    CHECK_EQUAL(1, items["crm.Contact"]["kept"].get<int>());  // shares the telephone
    CHECK(text(items["crm.Contact"]["because"]).find("shares") != std::string::npos);
    CHECK_FALSE(items.count("crm.Account"));
    STRCMP_EQUAL(before.c_str(), one.tables_with("Quendelin").c_str());
    CHECK_EQUAL(
        403,
        one.office.sign_in("support").send(Method::get, "/api/privacy/" + id + "/plan/").status);
  });
}

TEST(Privacy, an_erased_person_is_nowhere_any_more_and_the_chain_verifies) {
  on_both([](Case& one) {
    one.office.index();
    auto id = one.request("erase", {{"contact", one.contact}});
    for (auto table : {"contact ", "note ", "attachment ", "change ", "blob ", "device_operation ",
                       "idempotency ", "job ", "export_part ", "privacy_request "})
      STRCMP_CONTAINS(table, one.tables_with("Quendelin").c_str());
    one.run(id);
    one.office.index();

    STRCMP_EQUAL("", one.tables_with("Quendelin").c_str());
    STRCMP_EQUAL("", one.tables_with("quendelin").c_str());
    STRCMP_EQUAL("", one.tables_with(mail).c_str());
    one.check_chain();
    // What is about others stays.
    STRCMP_EQUAL("Big kitchen", text(one.get("notes", one.other_note)["text"]).c_str());
    STRCMP_EQUAL("Hotel Post", text(one.get("accounts", one.account)["name"]).c_str());
    STRCMP_EQUAL("Steiner", text(one.get("contacts", one.colleague)["name"]["family"]).c_str());
    // The record stays as a shell, what was about her alone is deleted.
    STRCMP_EQUAL("erased", text(one.get("contacts", one.contact)["name"]["family"]).c_str());
    CHECK_EQUAL(404, one.admin.send(Method::get, "/api/notes/" + one.note + "/").status);
    CHECK_EQUAL(404, one.admin.send(Method::get, "/api/blobs/" + one.photo).status);
    // The log names what was done, by whom and when, without a value.
    auto history = one.admin.get("/api/contacts/" + one.contact + "/history/")["items"];
    STRCMP_EQUAL("erase", text(history[0]["action"]).c_str());
    for (auto& entry : history)
      for (auto name : {"name", "title", "channels"}) CHECK_FALSE(entry["fields"].contains(name));
    auto request = one.get("privacy-requests", id);
    STRCMP_EQUAL("done", text(request["state"]).c_str());
    CHECK(request["parts"].size() >= 3);
  });
}

TEST(Privacy, what_webhooks_merges_and_open_pages_keep_of_a_person_goes_too) {
  on_both([](Case& one) {
    auto twin = one.office.put("crm.Contact", {{"name", {{"family", "Quendelin-Twin"}}}});
    auto at = "/api/contacts/" + one.contact + "/";
    CHECK_EQUAL(200, one.admin.send(Method::post, at + "merge/", {{"losers", {twin}}}).status);
    auto endpoint = one.office.put("admin.WebhookEndpoint",
                                   {{"url", "https://receiver.test/"}, {"events", {"*"}}});
    auto told = [&](const std::string& type, const std::string& id, const std::string& reply) {
      truckroll::admin::WebhookDelivery delivery;
      delivery.set_endpoint(endpoint);
      delivery.set_event(type + ".changed");
      delivery.set_record_type(type);
      if (!id.empty()) delivery.set_record_id(id);
      delivery.set_occurrence(type);
      delivery.set_round(1);
      auto& attempt = *delivery.add_tries();
      attempt.set_line("1");
      attempt.set_reply(reply);
      one.office.store->write(
          one.office.store->system_command(one.office.tenant, "test"),
          [&](Transaction& transaction) { transaction.save_as_system(delivery); });
      return delivery.header().id();
    };
    auto of_her = told("crm.Contact", one.contact, "Quendelin!");
    auto naming = told("crm.Note", "", "Took Quendelin, a note");
    auto other = told("crm.Account", one.account, "Thank you");
    one.office.store->write(
        one.office.store->system_command(one.office.tenant, "test"), [&](Transaction& transaction) {
          for (auto& [delivery, body] : {std::pair{of_her, std::string("Rosa Quendelin")},
                                         {naming, "Quendelin " + one.contact},
                                         {other, std::string("Hotel Post")}})
            transaction.sql().execute(
                "INSERT INTO webhook_message (tenant, delivery, body, at) VALUES (?, ?, ?, 0)",
                {one.office.tenant, delivery, body});
          transaction.sql().execute(
              "INSERT INTO presence (tenant, hub, socket, type, record, user_id, name, edits, "
              "until) VALUES (?, 'h', 1, 'crm.Contact', ?, 'u', 'Quendelin''s reader', 0, "
              "9000000000000000)",
              {one.office.tenant, one.contact});
        });
    for (auto table : {"webhook_message ", "webhook_delivery_tries ", "presence ", "record_merge "})
      STRCMP_CONTAINS(table, one.tables_with("Quendelin").c_str());

    one.run(one.request("erase", {{"contact", one.contact}}));

    STRCMP_EQUAL("", one.tables_with("Quendelin").c_str());
    STRCMP_EQUAL("webhook_message ",
                 [&] {
                   auto tables = one.tables_with("Hotel Post");
                   auto at = tables.find("webhook_message ");
                   return at == std::string::npos ? tables : tables.substr(at, 16);
                 }()
                     .c_str());
    STRCMP_CONTAINS("webhook_delivery_tries", one.tables_with("Thank you").c_str());
    LONGLONGS_EQUAL(0, one.office.store->read_result([](Connection& sql) {
      return sql.integer("SELECT count(*) FROM merge_work WHERE input <> ''");
    }));
    // What they were before is gone, and with it the way back.
    CHECK_EQUAL(409, one.admin.send(Method::post, at + "unmerge/").status);
    one.check_chain();
  });
}

TEST(Privacy, an_erasure_that_died_goes_on_where_it_stopped) {
  on_both([](Case& one) {
    auto id = one.request("erase", {{"contact", one.contact}});
    one.act(id, "verify");
    one.act(id, "run");
    int left = 0, deaths = 0;
    for (int lives = 0; lives < 100; ++lives) {
      left = 20;
      auto outcome = hub::privacy::work_on_request(
          *one.office.store, one.list(), one.job_of(id), one.office.folder.path().string(),
          [&](Transaction&) {
            if (--left <= 0)  // also when it runs a second time, out of a group of writes
              throw common::Error(common::ErrorCode::unavailable, "the hub is stopping");
          });
      if (outcome.kind == hub::work::Outcome::Kind::done) break;
      ++deaths;
    }
    CHECK(deaths > 2);
    STRCMP_EQUAL("done", text(one.get("privacy-requests", id)["state"]).c_str());
    STRCMP_EQUAL("", one.tables_with("Quendelin").c_str());
    one.check_chain();
  });
}

TEST(Privacy, what_lies_outside_of_records_is_swept_page_by_page_and_the_lease_kept) {
  on_both([](Case& one) {
    auto& tenant = one.office.tenant;
    constexpr int rows = 23;
    one.office.store->write(
        one.office.store->system_command(tenant, "test"), [&](Transaction& transaction) {
          auto& sql = transaction.sql();
          for (int i = 0; i < rows; ++i) {
            auto n = std::to_string(i);
            // Every third names her.
            auto body = i % 3 ? "of somebody else " + n : "Quendelin " + one.contact;
            sql.execute(
                "INSERT INTO idempotency (tenant, user_id, key, request, status, headers, body, "
                "expires_at) VALUES (?, 'u', ?, '', 200, '', ?, 9000000000000000)",
                {tenant, "key" + n, body});
            sql.execute(
                "INSERT INTO job (tenant, id, kind, key, payload, state, run_at, attempts, "
                "created_at, finished_at) VALUES (?, ?, 'test', ?, ?, ?, 0, 1, 0, "
                "9000000000000000)",
                {tenant, "job" + n, "key" + n, body, std::string(i % 2 ? "cancelled" : "failed")});
            sql.execute(
                "INSERT INTO import_fault (tenant, run, work, line, position, value, reason) "
                "VALUES (?, ?, 'check', 1, 0, ?, 'x')",
                {tenant, "run" + n, body});
            sql.execute(
                "INSERT INTO webhook_message (tenant, delivery, body, at) VALUES (?, ?, ?, 0)",
                {tenant, "delivery" + n, body});
            sql.execute(
                "INSERT INTO merge_work (tenant, merge, work, total, done, input) VALUES (?, ?, "
                "'merge', 1, 1, ?)",
                {tenant, "merge" + n, body});
          }
        });
    hub::privacy::Subject her;
    her.records.emplace("crm.Contact", one.contact);
    int pages = 0;
    for (int step = 0; step < hub::privacy::sweep_steps(); ++step) {
      std::string after;
      do {
        ++pages;
        one.office.store->write(one.office.store->system_command(tenant, "test"),
                                [&, from = after](Transaction& transaction) {
                                  after =
                                      hub::privacy::sweep(transaction, tenant, her, step, from, 4);
                                });
      } while (!after.empty());
    }
    CHECK_TEXT(pages > hub::privacy::sweep_steps() + 5 * (rows / 4 - 1),
               std::to_string(pages).c_str());
    auto left = [&](const std::string& sql_text) {
      return one.office.store->read_result(
          [&](Connection& sql) { return sql.integer(sql_text, {tenant}); });
    };
    constexpr int others = rows - (rows + 2) / 3;
    LONGLONGS_EQUAL(others, left("SELECT count(*) FROM idempotency WHERE tenant = ? AND key LIKE "
                                 "'key%'"));
    LONGLONGS_EQUAL(others, left("SELECT count(*) FROM job WHERE tenant = ? AND id LIKE 'job%'"));
    LONGLONGS_EQUAL(others, left("SELECT count(*) FROM import_fault WHERE tenant = ?"));
    LONGLONGS_EQUAL(others, left("SELECT count(*) FROM webhook_message WHERE tenant = ?"));
    LONGLONGS_EQUAL(others,
                    left("SELECT count(*) FROM merge_work WHERE tenant = ? AND input <> ''"));
    for (auto table : {"idempotency ", "job ", "import_fault ", "webhook_message ", "merge_work "})
      CHECK_TEXT(
          (" " + one.tables_with("Quendelin")).find(" " + std::string(table)) == std::string::npos,
          table);
  });
}

TEST(Privacy, a_name_beside_what_a_user_did_goes_page_by_page) {
  on_both([](Case& one) {
    auto user = one.office.user_of("dispatcher");
    auto client = one.office.sign_in("dispatcher");
    for (int i = 0; i < 9; ++i) client.create("tasks", {{"title", "Task " + std::to_string(i)}});
    auto named = [&] {
      return one.office.store->read_result([&](Connection& sql) {
        return sql.integer(
            "SELECT count(*) FROM change WHERE tenant = ? AND actor = ? AND actor_name IS NOT NULL",
            {one.office.tenant, user});
      });
    };
    CHECK(named() >= 9);
    hub::privacy::Subject him;
    him.records.emplace("admin.User", user);
    for (int step = 0; step < hub::privacy::sweep_steps(); ++step) {
      std::string after;
      do {
        one.office.store->write(one.office.store->system_command(one.office.tenant, "test"),
                                [&, from = after](Transaction& transaction) {
                                  after = hub::privacy::sweep(transaction, one.office.tenant, him,
                                                              step, from, 2);
                                });
      } while (!after.empty());
    }
    LONGLONGS_EQUAL(0, named());
    one.check_chain();
  });
}

TEST(Privacy, an_erasure_goes_over_all_types_again_when_one_was_made_meanwhile) {
  on_both([](Case& one) {
    auto id = one.request("erase", {{"contact", one.contact}});
    one.act(id, "verify");
    one.act(id, "run");
    int left = 25;
    auto outcome = hub::privacy::work_on_request(
        *one.office.store, one.list(), one.job_of(id), one.office.folder.path().string(),
        [&](Transaction&) {
          if (--left == 0)
            throw common::Error(common::ErrorCode::unavailable, "the hub is stopping");
        });
    CHECK(outcome.kind == hub::work::Outcome::Kind::again);
    auto step = one.office.store->read_result([&](Connection& sql) {
      return sql.integer("SELECT step FROM privacy_run WHERE tenant = ? AND request = ?",
                         {one.office.tenant, id});
    });
    CHECK(step > 3);
    // By the names of the types it comes before others that were gone through already.
    auto type = one.admin.create(
        "custom-types",
        {{"key", "membership"}, {"label", "Membership"}, {"plural", "Memberships"}});
    one.admin.create("custom-fields", {{"of_type", "own.membership"},
                                       {"key", "remark"},
                                       {"label", "Remark"},
                                       {"kind", "text"},
                                       {"personal", true}});
    one.admin.create("custom-fields", {{"of_type", "own.membership"},
                                       {"key", "member"},
                                       {"label", "Member"},
                                       {"kind", "reference"},
                                       {"refers", "crm.Contact"}});
    one.admin.send(Method::post, "/api/custom-types/" + text(type["id"]) + "/activate/");
    one.admin.create("own-membership", {{"remark", "Quendelin pays"}, {"member", one.contact}});

    one.work(id);

    STRCMP_EQUAL("", one.tables_with("Quendelin").c_str());
    STRCMP_EQUAL("done", text(one.get("privacy-requests", id)["state"]).c_str());
    one.check_chain();
  });
}

TEST(Privacy, an_export_that_an_erasure_took_is_made_anew) {
  on_both([](Case& one) {
    auto exported = one.request("export", {{"contact", one.contact}});
    one.run(exported);
    STRCMP_EQUAL("done", text(one.admin.get("/api/privacy/" + exported + "/")["state"]).c_str());
    one.run(one.request("erase", {{"contact", one.contact}}));
    LONGLONGS_EQUAL(0, one.office.store->read_result([&](Connection& sql) {
      return sql.integer("SELECT count(*) FROM export_part WHERE tenant = ?", {one.office.tenant});
    }));
    STRCMP_EQUAL("expired", text(one.admin.get("/api/privacy/" + exported + "/")["state"]).c_str());
    CHECK_EQUAL(404, one.admin.send(Method::post, "/api/privacy/" + exported + "/file").status);

    auto again = one.request("export", {{"contact", one.contact}});
    one.run(again);

    auto reply = one.admin.send(Method::post, "/api/privacy/" + again + "/file");
    CHECK_EQUAL_TEXT(200, reply.status, reply.body.c_str());
    hub::transfer::formats::impl::Archive archive(reply.body, {});
    auto contacts = archive.read("data/contacts.jsonl", 1 << 20);
    STRCMP_CONTAINS("erased", contacts.c_str());
    CHECK(contacts.find("Quendelin") == std::string::npos);
  });
}

TEST(Privacy, a_package_is_streamed_and_one_of_two_who_take_it_gets_it) {
  on_both([](Case& one) {
    // Larger than the parts in which it is kept, and nothing that packing makes small.
    std::string picture = "\x89PNG\r\n\x1a\n" + common::random_bytes(5 << 20);
    one.office.store->write(
        one.office.store->system_command(one.office.tenant, "test"),
        [&](Transaction& transaction) { one.photo = transaction.put_blob(picture, "image/png"); });
    one.office.put("content.Attachment", {{"about", one.about("crm.Contact", one.contact)},
                                          {"name", "large.png"},
                                          {"kind", "photo"},
                                          {"versions",
                                           {{{"number", 1},
                                             {"blob", one.photo},
                                             {"mime", "image/png"},
                                             {"at", "2026-11-20T08:00:00Z"}}}}});
    auto id = one.request("export", {{"contact", one.contact}});
    CHECK_EQUAL(200, one.act(id, "verify"));
    CHECK_EQUAL(200, one.act(id, "run"));
    // While it is made, an erasure takes what is there so far: it is made anew.
    bool erased = false;
    auto outcome = hub::privacy::work_on_request(
        *one.office.store, one.list(), one.job_of(id), one.office.folder.path().string(),
        [&](Transaction& transaction) {
          // Each time: the store may run what failed among others once more by itself.
          erased =
              transaction.sql().execute("DELETE FROM export_part WHERE tenant = ? AND position = 0",
                                        {one.office.tenant}) > 0 ||
              erased;
        });
    CHECK(erased && outcome.kind == hub::work::Outcome::Kind::again);
    one.work(id);
    auto parts = one.office.store->read_result([&](Connection& sql) {
      return sql.integer("SELECT count(*) FROM export_part WHERE tenant = ?", {one.office.tenant});
    });
    CHECK(parts >= 3);
    std::size_t longest = 0, all = 0;
    hub::privacy::read_package(*one.office.store, one.office.tenant, id,
                               [&](std::string_view bytes) {
                                 longest = std::max(longest, bytes.size());
                                 all += bytes.size();
                               });
    CHECK(longest <= (2u << 20));
    CHECK(all > picture.size());

    std::vector<int> statuses;
    std::string body;
    std::mutex mutex;
    std::vector<std::thread> takers;
    auto first = one.office.sign_in("admin"), second = one.office.sign_in("admin");
    for (auto client : {&first, &second})
      takers.emplace_back([&, who = client] {
        auto reply = who->send(Method::post, "/api/privacy/" + id + "/file");
        std::lock_guard lock(mutex);
        statuses.push_back(reply.status);
        if (reply.status == 200) body = reply.body;
      });
    for (auto& taker : takers) taker.join();

    std::sort(statuses.begin(), statuses.end());
    CHECK((statuses == std::vector<int>{200, 404}));
    LONGS_EQUAL(all, body.size());
    hub::transfer::formats::impl::Archive archive(body, {});
    CHECK(archive.read("files/" + one.photo + ".png", 8 << 20) == picture);
    // No copy stays beside the database.
    for (auto& entry : std::filesystem::directory_iterator(std::filesystem::temp_directory_path()))
      if (entry.path().filename().string().starts_with("reply-"))
        CHECK(std::filesystem::last_write_time(entry) <
              std::filesystem::file_time_type::clock::now() - std::chrono::minutes(2));
  });
}

TEST(Privacy, posted_papers_are_kept_by_law_with_the_reason_and_a_hold_keeps_everything) {
  on_both([](Case& one) {
    one.office.put("admin.RetentionRule", {{"of_type", "crm.Note"},
                                           {"keep_days", 3650},
                                           {"then", "delete"},
                                           {"basis", "Supervision act, article 5"}});
    one.office.put("admin.RetentionRule", {{"of_type", "content.Attachment"},
                                           {"keep_days", 0},
                                           {"then", "delete"},
                                           {"legal_hold", true}});
    auto id = one.request("erase", {{"contact", one.contact}});
    one.run(id);
    std::map<std::string, json> parts;
    auto request = one.get("privacy-requests", id);
    for (auto& part : request["parts"]) parts[text(part["of_type"])] = part;
    CHECK_EQUAL_TEXT(1, parts["crm.Note"]["refused"].get<int>(), request.dump().c_str());
    STRCMP_EQUAL("Supervision act, article 5", text(parts["crm.Note"]["because"]).c_str());
    STRCMP_EQUAL("legal hold", text(parts["content.Attachment"]["because"]).c_str());
    CHECK_EQUAL(200,
                one.admin.send(Method::get, "/api/attachments/" + one.attachment + "/").status);
    one.check_chain();
  });
}

TEST(Privacy, anonymised_records_stay_for_analysis_without_the_person) {
  on_both([](Case& one) {
    auto id = one.request("anonymise", {{"contact", one.contact}});
    one.run(id);
    STRCMP_EQUAL("erased", text(one.get("notes", one.note)["text"]).c_str());
    STRCMP_EQUAL("erased", text(one.get("contacts", one.contact)["name"]["family"]).c_str());
    CHECK_EQUAL(1, one.get("contacts", one.contact)["accounts"].size());
    one.check_chain();
  });
}

TEST(Privacy, somebody_known_by_an_address_only_is_found_by_it) {
  on_both([](Case& one) {
    auto log = one.office.put("workflow.NotificationLog",
                              {{"purpose", "visit_assigned"},
                               {"about", one.about("crm.Account", one.account)},
                               {"occurrence", "1"},
                               {"channel", "mail"},
                               {"address", "stranger@private.test"}});
    auto id = one.request("erase", {{"address", "Stranger@private.test"}});
    one.run(id);
    STRCMP_EQUAL("", one.tables_with("stranger@private.test").c_str());
    STRCMP_EQUAL("", one.tables_with("Stranger@private.test").c_str());
    CHECK_EQUAL(1, one.list().read().size());
    one.check_chain();
  });
}

TEST(Privacy, a_companys_own_types_and_fields_obey_the_mark) {
  on_both([](Case& one) {
    auto type = one.admin.create(
        "custom-types",
        {{"key", "membership"}, {"label", "Membership"}, {"plural", "Memberships"}});
    auto add = [&](json field) {
      field.update({{"of_type", "own.membership"}});
      one.admin.create("custom-fields", field);
    };
    add({{"key", "remark"}, {"label", "Remark"}, {"kind", "text"}, {"personal", true}});
    add({{"key", "member"}, {"label", "Member"}, {"kind", "reference"}, {"refers", "crm.Contact"}});
    add({{"key", "fee"}, {"label", "Fee"}, {"kind", "integer"}});
    one.admin.send(Method::post, "/api/custom-types/" + text(type["id"]) + "/activate/");
    auto made = one.admin.create(
        "own-membership", {{"remark", "Quendelin pays"}, {"member", one.contact}, {"fee", 12}});
    auto id = one.request("erase", {{"contact", one.contact}});
    one.run(id);
    auto left = one.get("own-membership", text(made["id"]));
    CHECK_FALSE(left.contains("remark"));
    STRCMP_EQUAL_TEXT("12", text(left["fee"]).c_str(), left.dump().c_str());
    STRCMP_EQUAL("", one.tables_with("Quendelin").c_str());
    one.check_chain();
  });
}

TEST(Privacy, an_export_has_records_files_and_a_page_and_is_given_once) {
  on_both([](Case& one) {
    one.office.put("crm.Note", {{"about", one.about("crm.Contact", one.contact)},
                                {"text", "<script>alert(1)</script>"}});
    auto id = one.request("export", {{"contact", one.contact}});
    one.run(id);
    auto shown = one.admin.get("/api/privacy/" + id + "/");
    STRCMP_EQUAL("done", text(shown["state"]).c_str());

    auto reply = one.admin.send(Method::post, "/api/privacy/" + id + "/file");
    CHECK_EQUAL(200, reply.status);
    hub::transfer::formats::impl::Archive archive(reply.body, {});
    auto read = [&](const std::string& name) { return archive.read(name, 1 << 20); };
    CHECK(read("data/contacts.jsonl").find("Quendelin") != std::string::npos);
    CHECK(read("data/notes.jsonl").find("sings") != std::string::npos);
    CHECK(read("data/notes.jsonl").find("Big kitchen") == std::string::npos);
    STRCMP_EQUAL("a picture of Quendelin", read("files/" + one.photo + ".png").c_str());
    CHECK(read("log.jsonl").find("Chef Quendelin") != std::string::npos);
    auto page = read("index.html");
    CHECK(page.find("Quendelin") != std::string::npos);
    CHECK(page.find("<script>") == std::string::npos);

    CHECK_EQUAL(404, one.admin.send(Method::post, "/api/privacy/" + id + "/file").status);
    STRCMP_EQUAL("taken", text(one.admin.get("/api/privacy/" + id + "/")["state"]).c_str());
    STRCMP_EQUAL("",
                 [&] {
                   auto tables = one.tables_with("a picture of");
                   return tables == "blob " ? std::string() : tables;
                 }()
                     .c_str());
  });
}

TEST(Privacy, an_export_is_for_the_one_who_ran_it_and_ends_after_a_week) {
  Case one(Dialect::sqlite);
  auto id = one.request("export", {{"contact", one.contact}});
  one.run(id);
  one.office.store->write(
      one.office.store->system_command(one.office.tenant, "test"), [&](Transaction& transaction) {
        transaction.sql().execute("UPDATE privacy_run SET file_user = 'another'");
      });
  CHECK_EQUAL(404, one.admin.send(Method::post, "/api/privacy/" + id + "/file").status);
  one.office.store->write(
      one.office.store->system_command(one.office.tenant, "test"), [&](Transaction& transaction) {
        transaction.sql().execute(
            "UPDATE privacy_run SET file_user = ?, at = ?",
            {one.office.user_of("admin"),
             common::to_micros(transaction.now() - std::chrono::hours(24 * 8))});
        hub::privacy::forget_packages(transaction);
      });
  CHECK_EQUAL(404, one.admin.send(Method::post, "/api/privacy/" + id + "/file").status);
  STRCMP_EQUAL("expired", text(one.admin.get("/api/privacy/" + id + "/")["state"]).c_str());
  LONGLONGS_EQUAL(0, one.office.store->read_result([](Connection& sql) {
    return sql.integer("SELECT count(*) FROM export_part WHERE id LIKE 'privacy %'");
  }));
}

TEST(Privacy, a_backup_that_is_put_back_is_erased_once_more) {
  on_both([](Case& one) {
    auto id = one.request("erase", {{"contact", one.contact}});
    auto list = one.list();
    list.add({one.office.tenant, id, true, {{"crm.Contact", one.contact}}});
    // The database is as the backup had it: nothing was erased in it.
    CHECK(!one.tables_with("Quendelin").empty());
    LONGS_EQUAL(1, hub::privacy::replay(*one.office.store, list));
    // Only the request, which the restored state still has to run, names her.
    for (auto table : {"contact", "note", "attachment", "blob"})
      CHECK_TEXT((" " + one.tables_with("Quendelin")).find(" " + std::string(table) + " ") ==
                     std::string::npos,
                 one.tables_with("Quendelin").c_str());
    one.check_chain();
  });
}

TEST(Privacy, a_user_is_let_go_first_and_then_has_no_name_in_the_log) {
  on_both([](Case& one) {
    auto user = one.office.user_of("dispatcher");
    auto client = one.office.sign_in("dispatcher");
    client.create("accounts", {{"name", "Made by him"}});
    auto id = one.request("erase", {{"user", user}});
    one.act(id, "verify");
    CHECK_EQUAL(409, one.act(id, "run"));
    CHECK_EQUAL(200, one.admin.send(Method::post, "/api/users/" + user + "/leave/").status);
    CHECK_EQUAL(200, one.act(id, "run"));
    one.work(id);
    STRCMP_EQUAL("", one.tables_with("dispatcher@example.test").c_str());
    one.check_chain();
    // What he did for the company stays.
    CHECK_EQUAL(
        1, one.admin.get("/api/accounts/?filter=name%3D%22Made%20by%20him%22")["items"].size());
  });
}

TEST(Privacy, requests_name_one_person_and_are_run_by_another_right_than_verified) {
  Case one(Dialect::sqlite);
  auto bad = [&](const json& subject) {
    json body{{"kind", "erase"}, {"received", "2026-11-20"}, {"due", "2026-12-20"}};
    body.update(subject);
    return one.admin.send(Method::post, "/api/privacy-requests/", body).status;
  };
  CHECK_EQUAL(400, bad(json::object()));
  CHECK_EQUAL(400, bad({{"contact", one.contact}, {"address", mail}}));
  CHECK_EQUAL(400, bad({{"address", "somebody"}}));
  auto id = one.request("erase", {{"contact", one.contact}});
  auto support = one.office.sign_in("support");
  CHECK_EQUAL(200, support.send(Method::post, "/api/privacy-requests/" + id + "/verify/").status);
  CHECK_EQUAL(403, support.send(Method::post, "/api/privacy-requests/" + id + "/run/").status);
}
