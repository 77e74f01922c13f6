// What a technician may see and do over REST: his own jobs with all that hangs on them, and nothing
// of anybody else's.
#include <memory>
#include <string>
#include <vector>

#include "tests/hub/api/jobs.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::Job;
using test::json;
using test::Office;
using test::TwoJobs;

TEST_GROUP(Technician) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  std::unique_ptr<TwoJobs> jobs = std::make_unique<TwoJobs>(*office);
  Office::Client client = office->sign_in("technician");
  void teardown() override {
    jobs.reset();
    office.reset();
  }

  int status(const std::string& target) {
    return client.send(Method::get, target).status;
  }
  std::string text(const std::string& target) {
    return client.send(Method::get, target).body;
  }
  common::http::Reply post(const std::string& target, const json& body = json::object()) {
    return client.send(Method::post, target, body);
  }
  bool lists(const std::string& path, const std::string& id) {
    auto page = client.get("/api/" + path + "/?page_size=200");
    CHECK_TRUE_TEXT(page.contains("items"), page.dump().c_str());
    for (auto& item : page["items"])
      if (item["id"] == id) return true;
    return false;
  }
};

TEST(Technician, reads_what_hangs_on_his_job_and_nothing_of_another) {
  struct Case {
    const char* path;
    std::string Job::*id;
    bool mine = true;
  };
  for (auto& [path, id, mine] : std::vector<Case>{
           {"work-orders", &Job::order},
           {"scheduled-events", &Job::visit},
           {"line-items", &Job::line},
           {"accounts", &Job::account},
           {"contacts", &Job::contact},
           {"sites", &Job::site},
           {"equipment", &Job::equipment},
           {"billing-profiles", &Job::profile},
           {"work-order-invoices", &Job::billing},
           {"job-events", &Job::event},
           {"notes", &Job::note},
           {"attachments", &Job::attachment},
           {"checklists", &Job::checklist},
           {"paperwork-documents", &Job::document},
           {"digital-signatures", &Job::signature},
           {"access-links", &Job::link, false},  // made by the office
           {"interactions", &Job::interaction},
           {"vehicles", &Job::vehicle},
           {"devices", &Job::device},
           {"warehouse-items", &Job::item},
           {"stock-moves", &Job::move},
           {"stock-reservations", &Job::reservation},
           {"stock-counts", &Job::count},
           {"sync-conflicts", &Job::conflict},
       }) {
    auto root = "/api/" + std::string(path) + "/";
    CHECK_EQUAL_TEXT(mine ? 200 : 404, status(root + jobs->mine.*id + "/"), path);
    CHECK_EQUAL_TEXT(mine, lists(path, jobs->mine.*id), path);
    CHECK_EQUAL_TEXT(404, status(root + jobs->other.*id + "/"), path);
    CHECK_EQUAL_TEXT(404, status(root + jobs->other.*id + "/history/"), path);
    CHECK_TEXT(!lists(path, jobs->other.*id), path);
  }
}

TEST(Technician, pages_over_several_records_show_no_other_job_either) {
  auto& mine = jobs->mine;
  auto& other = jobs->other;

  CHECK_EQUAL(403, status("/api/vans/"));
  CHECK_EQUAL(403, status("/api/dispatch/"));
  CHECK_EQUAL(403, status("/api/receipts/"));
  CHECK_EQUAL(403, status("/api/trial-balance/"));
  CHECK_EQUAL(404, status("/api/work-orders/" + other.order + "/overview/"));
  CHECK_EQUAL(404, status("/api/accounts/" + other.account + "/timeline/"));
  CHECK_EQUAL(404, post("/api/paperwork-documents/" + other.document + "/verify/").status);
  auto overview = text("/api/work-orders/" + mine.order + "/overview/");
  auto timeline = text("/api/accounts/" + mine.account + "/timeline/");
  auto stock = text("/api/stock-by-place/");

  STRCMP_CONTAINS("4711 mine", overview.c_str());
  STRCMP_CONTAINS("4711 mine", timeline.c_str());
  STRCMP_CONTAINS("Van mine", stock.c_str());
  for (auto& page : {overview, timeline, stock})
    for (auto hidden : {"4711 other", "Customer other", "Van other", "Depot"})
      CHECK_TEXT(page.find(hidden) == std::string::npos, (std::string(hidden) + page).c_str());
}

TEST(Technician, sees_the_history_of_his_sites_and_no_more) {
  auto before = [&](const Job& job) {
    auto id = office->put("field.WorkOrder",
                          {{"summary", "Before"}, {"account", job.account}, {"site", job.site}});
    auto done = common::parse_instant("2026-10-01T10:00:00Z");
    office->store->write(office->store->system_command(office->tenant, "test"),
                         [&](hub::store::Transaction& transaction) {
                           transaction.sql().execute(
                               "UPDATE work_order SET completed_at = ? WHERE tenant = ? AND id = ?",
                               {common::to_micros(done), office->tenant, id});
                         });
    return id;
  };
  auto here = before(jobs->mine), elsewhere = before(jobs->other);
  auto note = office->put(
      "crm.Note", {{"about", {{"type", "field.WorkOrder"}, {"id", here}}}, {"text", "Was"}});

  CHECK_EQUAL(200, status("/api/work-orders/" + here + "/"));
  CHECK_EQUAL(200, status("/api/notes/" + note + "/"));
  CHECK_EQUAL(404, status("/api/work-orders/" + elsewhere + "/"));
  auto changed = client.send(Method::patch, "/api/work-orders/" + here + "/",
                             {{"findings", "Mine now"}}, "\"1\"");
  CHECK_EQUAL(403, changed.status);
}

TEST(Technician, changes_and_acts_on_nothing_of_another_job) {
  auto& other = jobs->other;
  auto of = [](const char* type, const std::string& id) {
    return json{{"type", type}, {"id", id}};
  };
  auto patch = [&](const std::string& path, const std::string& id, const json& body) {
    return client.send(Method::patch, "/api/" + path + "/" + id + "/", body, "\"1\"").status;
  };

  CHECK_EQUAL(404, patch("work-orders", other.order, {{"findings", "x"}}));
  CHECK_EQUAL(404, patch("sites", other.site, {{"access_notes", "x"}}));
  CHECK_EQUAL(404, patch("attachments", other.attachment, {{"name", "x"}}));
  for (auto action : {"accept", "on-my-way", "arrive", "start", "complete"}) {
    CHECK_EQUAL_TEXT(404, post("/api/scheduled-events/" + other.visit + "/" + action + "/").status,
                     action);
    CHECK_EQUAL_TEXT(404, post("/api/work-orders/" + other.order + "/" + action + "/").status,
                     action);
  }
  CHECK_EQUAL(404, post("/api/checklists/" + other.checklist + "/complete/").status);
  CHECK_EQUAL(404, post("/api/paperwork-documents/" + other.document + "/sign/",
                        {{"signer", "Me"}, {"role", "customer"}})
                       .status);
  CHECK_EQUAL(404, post("/api/paperwork-documents/" + other.document + "/void/").status);
  for (auto& [type, id] :
       std::vector<std::pair<const char*, std::string>>{{"field.WorkOrder", other.order},
                                                        {"field.ScheduledEvent", other.visit},
                                                        {"crm.Account", other.account},
                                                        {"crm.Site", other.site},
                                                        {"field.Equipment", other.equipment},
                                                        {"billing.Invoice", other.invoice}}) {
    CHECK_EQUAL_TEXT(403, post("/api/notes/", {{"about", of(type, id)}, {"text", "x"}}).status,
                     type);
    CHECK_EQUAL_TEXT(403, post("/api/notes/add/", {{"about", of(type, id)}, {"text", "x"}}).status,
                     type);
    CHECK_EQUAL_TEXT(
        403,
        post("/api/attachments/", {{"about", of(type, id)}, {"name", "x"}, {"kind", "photo"}})
            .status,
        type);
  }
  CHECK_EQUAL(403, post("/api/access-links/",
                        {{"purpose", "sign"}, {"about", of("field.WorkOrder", other.order)}})
                       .status);
  CHECK_EQUAL(403, post("/api/job-events/", {{"scheduled_event", other.visit},
                                             {"work_order", other.order},
                                             {"technician", jobs->mine.technician},
                                             {"kind", "done"},
                                             {"at", "2026-11-20T09:00:00Z"},
                                             {"origin", "screen"}})
                       .status);
  CHECK_EQUAL(403, post("/api/line-items/", {{"work_order", other.order},
                                             {"product", jobs->product},
                                             {"text", "x"},
                                             {"quantity", "1"}})
                       .status);
  CHECK_EQUAL(403,
              post("/api/equipment/", {{"account", other.account}, {"site", other.site}}).status);
  // His own visits are planned by the office as well.
  for (auto action : {"book", "check", "free-slots", "conflicts"})
    CHECK_EQUAL_TEXT(403, post(std::string("/api/scheduled-events/") + action + "/").status,
                     action);
  CHECK_EQUAL(403, post("/api/scheduled-events/" + jobs->mine.visit + "/move/").status);
}

TEST(Technician, works_on_his_own_job) {
  auto& mine = jobs->mine;
  json order{{"type", "field.WorkOrder"}, {"id", mine.order}};

  CHECK_EQUAL(201, post("/api/notes/", {{"about", order}, {"text", "Done"}}).status);
  CHECK_EQUAL(200, post("/api/notes/add/", {{"about", order}, {"text", "Done"}}).status);
  CHECK_EQUAL(
      201, post("/api/attachments/", {{"about", order}, {"name", "x"}, {"kind", "photo"}}).status);
  CHECK_EQUAL(200, post("/api/scheduled-events/" + mine.visit + "/accept/").status);
  CHECK_EQUAL(
      200,
      client
          .send(Method::patch, "/api/work-orders/" + mine.order + "/", {{"findings", "Worn"}},
                "\"" +
                    std::to_string(
                        client.get("/api/work-orders/" + mine.order + "/")["version"].get<int>()) +
                    "\"")
          .status);
}

TEST(Technician, moves_nothing_of_his_to_another_job) {
  json mine{{"type", "field.WorkOrder"}, {"id", jobs->mine.order}};
  auto made = client.create("attachments", {{"about", mine}, {"name", "x"}, {"kind", "photo"}});
  auto target = "/api/attachments/" + made["id"].get<std::string>() + "/";
  json there{{"type", "field.WorkOrder"}, {"id", jobs->other.order}};

  auto refused = client.send(Method::patch, target, {{"about", there}}, "\"1\"");
  auto changed = client.send(Method::patch, target, {{"name", "y"}}, "\"1\"");

  CHECK_EQUAL(403, refused.status);
  CHECK_EQUAL(200, changed.status);
  CHECK(client.get(target)["about"]["id"] == jobs->mine.order);
}

TEST(Technician, moves_stock_out_of_and_into_his_own_van_only) {
  auto move = [&](const std::string& from, const std::string& to, const char* kind) {
    return post("/api/stock-moves/", {{"product", jobs->product},
                                      {"from", from},
                                      {"to", to},
                                      {"quantity", {{"value", "1"}, {"unit", "H87"}}},
                                      {"kind", kind},
                                      {"at", "2026-11-20T09:00:00Z"}})
        .status;
  };
  auto& own = jobs->mine.warehouse;
  auto& other = jobs->other.warehouse;
  auto reason = office->put("admin.Reason", {{"use", "adjust"}, {"label", "Broken"}});
  auto adjust = [&](const std::string& warehouse) {
    return post(
               "/api/stock-moves/adjust/",
               {{"code", "P1"}, {"warehouse", warehouse}, {"difference", "-1"}, {"reason", reason}})
        .status;
  };

  CHECK_EQUAL(403, move(jobs->depot, jobs->loss, "scrap"));
  CHECK_EQUAL(403, move(jobs->depot, other, "receive"));
  CHECK_EQUAL(403, move(other, jobs->loss, "scrap"));
  CHECK_EQUAL(403, move(other, own, "receive"));
  CHECK_EQUAL(403, move(jobs->depot, jobs->customer_place, "use"));
  CHECK_EQUAL(403, adjust(jobs->depot));
  CHECK_EQUAL(403, adjust(other));
  CHECK_EQUAL(404, post("/api/stock-moves/" + jobs->other.move + "/return/").status);
  CHECK_EQUAL(403, post("/api/stock-counts/", {{"warehouse", other}, {"kind", "full"}}).status);
  CHECK_EQUAL(403,
              post("/api/stock-counts/", {{"warehouse", jobs->depot}, {"kind", "full"}}).status);

  CHECK_EQUAL(201, move(jobs->depot, own, "receive"));
  CHECK_EQUAL(201, move(own, jobs->loss, "scrap"));
  CHECK_EQUAL(200, adjust(own));
  auto none =
      post("/api/stock-moves/adjust/", {{"code", "P1"}, {"difference", "0"}, {"reason", reason}});
  CHECK_EQUAL_TEXT(200, none.status, none.body.c_str());
  CHECK_EQUAL(200, post("/api/stock-moves/" + jobs->mine.move + "/return/").status);
  CHECK_EQUAL(201, post("/api/stock-counts/", {{"warehouse", own}, {"kind", "full"}}).status);
}

TEST(Technician, is_told_no_title_of_what_he_may_not_read) {
  // His tasks name records of the office: the reference is there, what it is called is not.
  auto& mine = jobs->mine;
  auto task =
      office->put("crm.Task", {{"title", "Ask about the invoice"},
                               {"assignee_user", office->user_of("technician")},
                               {"about", {{"type", "billing.Invoice"}, {"id", mine.invoice}}}});
  auto other =
      office->put("crm.Task", {{"title", "Ask the other customer"},
                               {"assignee_user", office->user_of("technician")},
                               {"about", {{"type", "crm.Account"}, {"id", jobs->other.account}}}});
  auto dispatcher = office->sign_in("admin");

  auto his = client.get("/api/tasks/" + task + "/");
  auto page = client.get("/api/tasks/");

  CHECK(his["about"]["id"] == mine.invoice);
  CHECK(!his["titles"].contains(mine.invoice));
  CHECK(client.get("/api/tasks/" + other + "/")["about"]["id"] == jobs->other.account);
  CHECK(!page["titles"].contains(mine.invoice));
  CHECK(!page["titles"].contains(jobs->other.account));
  CHECK(page.dump().find("Customer other") == std::string::npos);
  CHECK(dispatcher.get("/api/tasks/" + task + "/")["titles"].contains(mine.invoice));
  CHECK(dispatcher.get("/api/tasks/")["titles"].contains(jobs->other.account));
  auto overview = client.get("/api/work-orders/" + mine.order + "/overview/");
  CHECK(!overview["titles"].contains(mine.invoice));
  CHECK(overview["invoices"].empty());
}
