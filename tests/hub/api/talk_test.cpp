// Notes that are shared and tasks that are given, and who is told of them in his own list.
// features: COLL-02
#include <functional>

#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

namespace {

void on_both(const std::function<void(Office&)>& body) {
  Office sqlite;
  body(sqlite);
  Office postgres(stores::copy_of_migrated());
  body(postgres);
}

/// What stands in his list, oldest first.
std::vector<std::string> told(Office& office, const std::string& role) {
  std::vector<std::string> titles;
  auto list = office.sign_in(role).get("/api/notifications/?order_by=created_at,id");
  for (auto& item : list["items"]) titles.push_back(item["title"]);
  return titles;
}

std::string last_told(Office& office, const std::string& role) {
  auto all = told(office, role);
  return all.empty() ? "" : all.back();
}

}  // namespace

TEST_GROUP(Talk){};

TEST(Talk, whom_a_note_mentions_or_is_shared_with_is_told_and_no_one_else) {
  on_both([](Office& office) {
    auto dispatcher = office.sign_in("dispatcher");
    auto account = office.put("crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}});
    json about{{"type", "crm.Account"}, {"id", account}};
    auto note = dispatcher.create(
        "notes", {{"about", about},
                  {"text", "please ask @Test bookkeeper, not someone@test.example"},
                  {"shared_with", {office.user_of("support"), office.user_of("dispatcher")}}});
    STRCMP_EQUAL("Test dispatcher shares a note with you (Account)",
                 last_told(office, "bookkeeper").c_str());
    CHECK_EQUAL(1, told(office, "support").size());
    CHECK_EQUAL(0, told(office, "dispatcher").size());  // his own words are no news
    CHECK_EQUAL(0, told(office, "sales_manager").size());
    // The note itself says who knows; its words do not stand in the notice.
    CHECK_EQUAL(3, note["shared_with"].size());
    auto notice = office.sign_in("bookkeeper").get("/api/notifications/")["items"][0];
    CHECK_FALSE(notice.contains("text"));
    STRCMP_EQUAL(account.c_str(), notice["about"]["id"].get<std::string>().c_str());

    // A further text tells those whom it newly names, the others not again.
    auto path = "/api/notes/" + note["id"].get<std::string>() + "/";
    CHECK_EQUAL(200, dispatcher
                         .send(Method::post, path + "revise/",
                               {{"text", "and @Test executive, and @Test bookkeeper"}})
                         .status);
    CHECK_EQUAL(1, told(office, "executive").size());
    CHECK_EQUAL(1, told(office, "bookkeeper").size());
  });
}

TEST(Talk, notes_are_internal_unless_somebody_says_otherwise) {
  on_both([](Office& office) {
    auto dispatcher = office.sign_in("dispatcher");
    json about{{"type", "crm.Account"},
               {"id", office.put("crm.Account", {{"name", "A"}, {"kind", "company"}})}};
    CHECK(dispatcher.create("notes", {{"about", about}, {"text", "a"}})["internal"].get<bool>());
    auto open = dispatcher.create("notes", {{"about", about}, {"text", "b"}, {"internal", false}});
    CHECK_FALSE(open["internal"].get<bool>());
    auto& notes = office.catalogue.type("crm.Note");
    for (auto& access : notes.options->access())
      if (access.role() == "customer")
        STRCMP_EQUAL("readable(about) AND internal = false", access.where().c_str());
  });
}

TEST(Talk, a_team_is_given_a_task_and_who_is_advised_hears_of_every_turn) {
  on_both([](Office& office) {
    auto dispatcher = office.sign_in("dispatcher");
    auto user = [&](const std::string& role) { return office.user_of(role); };
    auto team =
        dispatcher.create("teams", {{"name", "Sales"},
                                    {"kind", "sales"},
                                    {"members",
                                     {{{"user", user("sales_manager")}},
                                      {{"user", user("sales_rep")}},
                                      {{"user", user("marketing")}, {"to", "2020-01-01"}}}}});
    auto task = dispatcher.create(
        "tasks",
        {{"title", "Call back"}, {"assignee_team", team["id"]}, {"advised", {user("executive")}}});
    for (auto role : {"sales_manager", "sales_rep"})
      STRCMP_EQUAL("Task \"Call back\" is yours to do", last_told(office, role).c_str());
    CHECK_EQUAL(0, told(office, "marketing").size());  // he has left the team
    STRCMP_EQUAL("Task \"Call back\" was given", last_told(office, "executive").c_str());

    // Who is advised sees the task, though it is not his; others of his role do not.
    auto path = "/api/tasks/" + task["id"].get<std::string>() + "/";
    CHECK_EQUAL(200, office.sign_in("executive").send(Method::get, path).status);
    CHECK_EQUAL(404, office.sign_in("marketing").send(Method::get, path).status);

    auto change = [&](const json& patch) {
      auto version = dispatcher.get(path)["version"].get<int>();
      CHECK_EQUAL(200, dispatcher.send(Method::patch, path, patch, std::to_string(version)).status);
    };
    change({{"due", "2026-12-01T09:00:00Z"}});
    STRCMP_EQUAL("Task \"Call back\" has another day", last_told(office, "executive").c_str());
    change({{"assignee_team", nullptr}, {"assignee_user", user("sales_rep")}});
    STRCMP_EQUAL("Task \"Call back\" was given to somebody else",
                 last_told(office, "executive").c_str());
    CHECK_EQUAL(1, told(office, "sales_rep").size());  // it was his already
    CHECK_EQUAL(200, office.sign_in("sales_rep").send(Method::post, path + "finish/").status);
    STRCMP_EQUAL("Task \"Call back\" is done", last_told(office, "executive").c_str());
    CHECK_EQUAL(1, told(office, "sales_manager").size());
  });
}

TEST(Talk, a_person_of_the_team_is_suggested_for_a_task) {
  on_both([](Office& office) {
    auto dispatcher = office.sign_in("dispatcher");
    auto rep = office.user_of("sales_rep"), manager = office.user_of("sales_manager");
    auto team = dispatcher.create("teams", {{"name", "Sales"},
                                            {"kind", "sales"},
                                            {"members", {{{"user", rep}}, {{"user", manager}}}}});
    json about{{"type", "crm.Account"},
               {"id", office.put("crm.Account", {{"name", "A"}, {"kind", "company"}})}};
    auto suggest = [&](const json& input) {
      auto reply = dispatcher.send(Method::post, "/api/tasks/suggest/", input);
      CHECK_EQUAL_TEXT(200, reply.status, reply.body.c_str());
      return reply.json()["people"];
    };
    // Whoever has less to do comes first ...
    dispatcher.create("tasks", {{"title", "Other"}, {"assignee_user", manager}});
    auto people = suggest({{"team", team["id"]}});
    CHECK_EQUAL(2, people.size());
    STRCMP_EQUAL(rep.c_str(), people[0]["user"].get<std::string>().c_str());
    CHECK_EQUAL(1, people[1]["open_tasks"].get<int>());
    // ... unless somebody knows the record.
    auto known = dispatcher.create(
        "tasks", {{"title", "Before"}, {"assignee_user", manager}, {"about", about}});
    dispatcher.send(Method::post, "/api/tasks/" + known["id"].get<std::string>() + "/finish/");
    people = suggest({{"team", team["id"]}, {"about", about}});
    STRCMP_EQUAL(manager.c_str(), people[0]["user"].get<std::string>().c_str());
    CHECK_EQUAL(1, people[0]["done_here"].get<int>());
  });
}
