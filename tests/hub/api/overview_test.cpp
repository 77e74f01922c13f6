// One job with all that hangs on it, and what happened with a customer.
#include "tests/hub/api/jobs.hpp"

#include <CppUTest/TestHarness.h>

using test::json;
using test::Office;

TEST_GROUP(Overview) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  std::unique_ptr<test::TwoJobs> jobs = std::make_unique<test::TwoJobs>(*office);

  std::string path() const {
    return "/api/work-orders/" + jobs->mine.order + "/overview/";
  }

  void happened(const test::Job& job, const std::string& kind, const std::string& at) {
    office->put("field.JobEvent", {{"scheduled_event", job.visit},
                                   {"work_order", job.order},
                                   {"technician", job.technician},
                                   {"kind", kind},
                                   {"at", at},
                                   {"origin", "screen"}});
  }
  /// `more`: whose it was, and for which job, as far as the report tells.
  void was_at(const test::Job& van, double longitude, const std::string& at, json more) {
    json report{{"device", van.device},
                {"vehicle", van.vehicle},
                {"at", at},
                {"position", {{"latitude", 47.1}, {"longitude", longitude}}}};
    report.update(more);
    office->put("fleet.PositionReport", report);
  }
  std::string track() {
    std::string times;
    auto client = office->sign_in("dispatcher");
    auto page = client.get(path());
    for (auto& point : page.at("track")) times += point[2].get<std::string>().substr(11, 5) + " ";
    return times;
  }
  void message_about(const std::string& type, const std::string& id, const std::string& purpose) {
    office->put("workflow.NotificationLog", {{"purpose", purpose},
                                             {"about", {{"type", type}, {"id", id}}},
                                             {"channel", "mail"},
                                             {"address", "customer@example.test"}});
  }
};

TEST(Overview, the_track_is_driven_visit_by_visit_and_by_who_drove_then) {
  auto& mine = jobs->mine;
  json by_me{{"technician", mine.technician}};
  happened(mine, "on_my_way", "2026-11-20T07:30:00Z");
  happened(mine, "turned_back", "2026-11-20T07:50:00Z");
  happened(mine, "on_my_way", "2026-11-20T12:00:00Z");
  happened(mine, "arrived", "2026-11-20T12:20:00Z");
  happened(mine, "done", "2026-11-20T13:00:00Z");
  was_at(mine, 9.51, "2026-11-20T07:40:00Z", by_me);
  was_at(mine, 9.52, "2026-11-20T10:00:00Z", by_me);  // between the two ways
  was_at(mine, 9.53, "2026-11-20T12:10:00Z", json::object());
  was_at(jobs->other, 9.54, "2026-11-20T12:15:00Z", by_me);  // in a colleague's van
  was_at(mine, 9.55, "2026-11-20T12:30:00Z", {{"technician", jobs->other.technician}});
  was_at(mine, 9.56, "2026-11-20T12:40:00Z", {{"work_order", jobs->other.order}});
  was_at(mine, 9.57, "2026-11-20T14:00:00Z", {{"work_order", mine.order}});

  STRCMP_EQUAL("07:40 12:10 12:15 14:00 ", track().c_str());
}

TEST(Overview, the_track_stays_when_the_technician_gets_another_van) {
  auto& mine = jobs->mine;
  happened(mine, "on_my_way", "2026-11-20T12:00:00Z");
  happened(mine, "arrived", "2026-11-20T12:20:00Z");
  was_at(mine, 9.53, "2026-11-20T12:10:00Z", json::object());
  was_at(jobs->other, 9.54, "2026-11-20T12:11:00Z", json::object());

  auto client = office->sign_in("admin");
  auto technician = "/api/technicians/" + mine.technician + "/";
  auto changed =
      client.send(common::http::Method::patch, technician, {{"vehicle", jobs->other.vehicle}},
                  "\"" + std::to_string(client.get(technician)["version"].get<int>()) + "\"");

  CHECK_EQUAL(200, changed.status);
  STRCMP_EQUAL("12:10 ", track().c_str());
}

TEST(Overview, leaves_out_what_the_role_does_not_show) {
  message_about("field.WorkOrder", jobs->mine.order, "survey");
  auto dispatcher = office->sign_in("dispatcher");
  auto bookkeeper = office->sign_in("bookkeeper");

  auto whole = dispatcher.get(path());
  auto part = bookkeeper.get(path());

  for (auto name : {"checklists", "reservations", "messages"})
    CHECK_TEXT(!whole.at(name).empty(), name);
  for (auto name : {"checklists", "reservations", "track"}) CHECK_TEXT(!part.contains(name), name);
  CHECK(part.at("messages").empty());
  CHECK(part.at("messages_withheld") == true);
  CHECK(!whole.contains("messages_withheld"));
  CHECK(!part.at("lines").empty());
}

TEST(Overview, the_bookkeeper_sees_whether_the_invoice_was_mailed) {
  auto& mine = jobs->mine;
  message_about("billing.Invoice", mine.invoice, "invoice");
  message_about("field.ScheduledEvent", mine.visit, "on_my_way");
  auto client = office->sign_in("bookkeeper");

  auto shown = client.get("/api/notification-logs/")["items"];
  auto of_invoice = client.get("/api/notification-logs/?filter=about%20%3D%20%22" + mine.invoice +
                               "%22")["items"];
  auto page = client.get(path());

  LONGS_EQUAL(1, of_invoice.size());
  LONGS_EQUAL(1, shown.size());
  STRCMP_EQUAL("invoice", shown[0]["purpose"].get<std::string>().c_str());
  LONGS_EQUAL(1, page.at("messages").size());
}

TEST(Overview, takes_no_parameters) {
  auto client = office->sign_in("dispatcher");
  auto timeline = "/api/accounts/" + jobs->mine.account + "/timeline/";
  using common::http::Method;

  CHECK_EQUAL(200, client.send(Method::get, path()).status);
  CHECK_EQUAL(200, client.send(Method::get, timeline).status);
  CHECK_EQUAL(400, client.send(Method::get, path() + "?part=lines").status);
  CHECK_EQUAL(400, client.send(Method::get, timeline + "?from=2026-11-01").status);
}
