#include <set>

#include "common/error/error.hpp"
#include "hub/transfer/propose.hpp"
#include "proto/records/field/job_type.pb.h"
#include "tests/hub/transfer/world.hpp"

#include <CppUTest/TestHarness.h>

using hub::store::Dialect;
using test::Json;
using test::Work;
using test::World;

namespace {

/// Customers with a head, `faulty` of them wrong: every 50th row in turn by its mail's country, a
/// name that is missing, and a row too long.
std::string customers(int rows, bool with_faults, std::set<std::int64_t>* wrong = nullptr) {
  std::string text = "Name;E-Mail;Strasse;PLZ;Ort;Land\n";
  for (int i = 0; i < rows; ++i) {
    auto n = std::to_string(i);
    bool bad = with_faults && i % 50 == 7;
    if (bad && wrong) wrong->insert(i + 2);
    auto kind = bad ? i / 50 % 3 : -1;
    text += (kind == 0 ? "" : "Customer " + n) + ";c" + n + "@example.test;Street " + n +
            ";9490;Vaduz;" + (kind == 1 ? "Atlantis" : "LI") + (kind == 2 ? ";more" : "") + "\n";
  }
  return text;
}

std::set<std::int64_t> lines_of(const std::vector<hub::transfer::Fault>& faults) {
  std::set<std::int64_t> lines;
  for (auto& fault : faults) lines.insert(fault.line);
  return lines;
}

constexpr const char* accounts = "SELECT count(*) FROM account WHERE deleted_at IS NULL";

template <class F>
void on_both(F&& run) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    World world(dialect);
    run(world);
  }
}

}  // namespace

TEST_GROUP(Import){};

TEST(Import, names_exactly_the_faulty_lines_and_brings_in_the_rest) {
  std::set<std::int64_t> wrong;
  auto bytes = customers(10000, true, &wrong);
  CHECK_EQUAL(200, wrong.size());
  on_both([&](World& world) {
    auto run = world.make_import("crm.Account", bytes);
    world.act(run, "dry-run");
    auto tried = world.run_record(run);
    STRCMP_EQUAL("checked", tried["state"].get<std::string>().c_str());
    CHECK_EQUAL(10000, tried["checked_rows"].get<int>());
    CHECK_EQUAL(200, tried["faulty"].get<int>());
    CHECK(lines_of(world.faults(run, Work::check)) == wrong);
    CHECK_EQUAL(0, world.count(accounts));

    CHECK_THROWS(common::Error, world.move(run, "start"));  // its faults are not accepted
    world.accept(run, 200);
    world.act(run, "start");
    auto done = world.run_record(run);
    STRCMP_EQUAL("done", done["state"].get<std::string>().c_str());
    CHECK_EQUAL(9800, done["created_count"].get<int>());
    CHECK_EQUAL(9800, world.count(accounts));
    CHECK(lines_of(world.faults(run, Work::run)) == wrong);
  });
}

TEST(Import, tells_line_column_value_and_reason) {
  World world(Dialect::sqlite);
  auto run = world.make_import("crm.Account", "Name,Land,E-Mail\nAnna,Atlantis,a@b.test\n,LI,\n");
  world.act(run, "dry-run");
  auto faults = world.faults(run, Work::check);
  CHECK_EQUAL(2, faults.size());
  CHECK_EQUAL(2, faults[0].line);
  STRCMP_EQUAL("Land", faults[0].column.c_str());
  STRCMP_EQUAL("Atlantis", faults[0].value.c_str());
  STRCMP_EQUAL("expected a country code like LI", faults[0].reason.c_str());
  CHECK_EQUAL(3, faults[1].line);
  STRCMP_EQUAL("Name", faults[1].column.c_str());
}

TEST(Import, reads_the_words_that_german_screens_show) {
  World world(Dialect::sqlite);
  auto run = world.make_import("crm.Account", "Name;Art\nHotel;Firma\nAnna;Person\nChor;Verein\n");
  world.act(run, "dry-run");
  auto faults = world.faults(run, Work::check);
  CHECK_EQUAL(1, faults.size());
  STRCMP_EQUAL("Verein", faults[0].value.c_str());
  world.accept(run, 1);
  world.act(run, "start");
  CHECK(world.texts("SELECT kind FROM account ORDER BY name") ==
        (std::vector<std::string>{"person", "company"}));
}

// features: CUST-16
TEST(Import, amounts_and_quantities_are_known_by_what_screens_call_them) {
  auto file = hub::transfer::formats::file_of("test", "Name;Standard cost\nPump;12.50\n");
  auto& type = stores::catalogue().type("sales.Product");
  auto mapping = hub::transfer::propose_import(type, file, "").mapping;
  CHECK_EQUAL(2, mapping.size());
  STRCMP_EQUAL("standard_cost.amount", mapping[1].field.c_str());
}

TEST(Import, makes_whole_records_and_says_in_the_log_why) {
  on_both([&](World& world) {
    auto run = world.make_import("crm.Account",
                                 "Name,E-Mail,Telefon,Strasse,PLZ,Ort,Land\nM\xc3\xbcller "
                                 "AG,m@x.test,+423 1 23 45 67,Weg 1,9490,Vaduz,Schweiz\n");
    world.run_all(run);
    auto id = world.texts("SELECT id FROM account").at(0);
    auto account = world.record("crm.Account", id);
    STRCMP_EQUAL("M\xc3\xbcller AG", account["name"].get<std::string>().c_str());
    CHECK_EQUAL(2, account["channels"].size());
    STRCMP_EQUAL("mail", account["channels"][0]["kind"].get<std::string>().c_str());
    STRCMP_EQUAL("phone", account["channels"][1]["kind"].get<std::string>().c_str());
    STRCMP_EQUAL("CH", account["addresses"][0]["address"]["country"].get<std::string>().c_str());
    STRCMP_EQUAL("main", account["addresses"][0]["use"].get<std::string>().c_str());
    auto cause = world.texts("SELECT cause FROM change WHERE record = '" + id + "'").at(0);
    STRCMP_EQUAL(("import " + run).c_str(), cause.c_str());
    STRCMP_EQUAL(world.user("dispatcher").c_str(),
                 account["created_by"].get<std::string>().c_str());
  });
}

TEST(Import, goes_on_after_a_crash_without_doing_a_row_twice) {
  auto bytes = customers(3000, false);
  on_both([&](World& world) {
    auto run = world.make_import("crm.Account", bytes);
    world.act(run, "dry-run");
    world.move(run, "start");
    for (int life = 0; life < 3; ++life) {
      int batches = 0;
      world.work([&](hub::store::Transaction&) {
        if (++batches == 2) throw common::Error(common::ErrorCode::unavailable, "killed");
      });
      world.restart();
      // Whoever takes the job next does what its row says; the fake worker dropped that row.
      world.store().write(world.store().system_command(world.tenant(), "test"),
                          [&](hub::store::Transaction& transaction) {
                            transaction.enqueue(
                                "import", "again" + std::to_string(life),
                                hub::transfer::encode({run, world.user("dispatcher"), Work::run}),
                                transaction.now());
                          });
    }
    CHECK_EQUAL(1500, world.count(accounts));
    world.work();
    CHECK_EQUAL(3000, world.count(accounts));
    CHECK_EQUAL(3000, world.count("SELECT count(DISTINCT name) FROM account"));
    CHECK_EQUAL(3000, world.run_record(run)["created_count"].get<int>());
  });
}

TEST(Import, pauses_resumes_and_stops) {
  World world(Dialect::sqlite);
  auto run = world.make_import("crm.Account", customers(3000, false));
  world.act(run, "dry-run");
  world.move(run, "start");
  int batches = 0;
  std::string paused_by = world.user("dispatcher");
  world.work([&](hub::store::Transaction& transaction) {
    if (++batches < 3) return;
    auto record = transaction.find<truckroll::admin::ImportRun>(run);
    if (record->header().state() != "running") return;
    transaction.move_as_system(*record, "pause");
    transaction.save_as_system(*record);
  });
  STRCMP_EQUAL("paused", world.run_record(run)["state"].get<std::string>().c_str());
  auto so_far = world.count(accounts);
  CHECK(so_far >= 1000 && so_far < 3000);
  world.act(run, "resume");
  CHECK_EQUAL(3000, world.count(accounts));
  STRCMP_EQUAL("done", world.run_record(run)["state"].get<std::string>().c_str());
}

TEST(Import, takes_back_what_nobody_has_changed_since) {
  on_both([&](World& world) {
    auto old =
        world.put("crm.Account", {{"name", "Old"}, {"registration", "R1"}, {"industry", "food"}});
    auto bytes =
        "name,registration,industry,legal_name\nOld,R1,steel,Old Ltd\nNew,R2,,\nKept,R3,,\n";
    World::Options options;
    options.match_keys = {"registration"};
    options.on_duplicate = "overwrite";
    auto run = world.make_import("crm.Account", bytes, options);
    world.run_all(run);
    STRCMP_EQUAL("steel", world.record("crm.Account", old)["industry"].get<std::string>().c_str());
    auto kept = world.texts("SELECT id FROM account WHERE name = 'Kept'").at(0);
    world.change("crm.Account", kept, {{"industry", "wood"}});

    world.act(run, "undo");
    auto restored = world.record("crm.Account", old);
    STRCMP_EQUAL("food", restored["industry"].get<std::string>().c_str());
    CHECK_FALSE(restored.contains("legal_name"));
    CHECK_EQUAL(2, world.count(accounts));
    auto left = world.faults(run, Work::undo);
    CHECK_EQUAL(1, left.size());
    STRCMP_EQUAL(kept.c_str(), left[0].value.c_str());
    STRCMP_EQUAL("has been changed since", left[0].reason.c_str());
    CHECK_EQUAL(4, left[0].line);  // of the file
    CHECK_EQUAL(2, world.run_record(run)["undone_count"].get<int>());
  });
}

TEST(Import, takes_back_what_it_wrote_into_a_companys_own_field) {
  on_both([&](World& world) {
    world.put(
        "admin.CustomField",
        {{"of_type", "crm.Account"}, {"key", "boiler"}, {"label", "Boiler"}, {"kind", "text"}});
    auto old = world.put("crm.Account", {{"name", "Old"}, {"registration", "R1"}});
    World::Options options;
    options.match_keys = {"registration"};
    options.on_duplicate = "overwrite";
    for (auto name : {"name", "registration", "boiler"})
      options.mapping.push_back({name, name, ""});
    auto run = world.make_import("crm.Account", "name,registration,boiler\nOld,R1,oil\n", options);
    world.run_all(run);
    auto kept = "SELECT text FROM custom_value WHERE text IS NOT NULL AND record = '" + old + "'";
    CHECK(world.texts(kept) == std::vector<std::string>{"oil"});
    world.act(run, "undo");
    CHECK(world.texts(kept).empty());
    CHECK(world.faults(run, Work::undo).empty());
  });
}

// features: DQLT-06
TEST(Import, changes_the_records_that_its_rows_name_by_their_ids) {
  on_both([&](World& world) {
    auto first = world.put("crm.Account", {{"name", "First"}, {"industry", "food"}});
    auto second = world.put("crm.Account", {{"name", "Second"}});
    auto nobody = "0190a000-0000-7000-8000-000000000001";
    auto bytes = "id,name,industry\n" + first + ",Renamed,steel\n" + second + ",Second,wood\n" +
                 nobody + ",Nobody,wood\n17,Number,wood\n,New,wood\n";
    World::Options options;
    options.on_duplicate = "overwrite";
    options.mapping = {{"id", "id", "", false, 0},
                       {"name", "name", "", false, 0},
                       {"industry", "industry", "", false, 0}};
    auto run = world.make_import("crm.Account", bytes, options);
    world.run_all(run);
    STRCMP_EQUAL("Renamed", world.record("crm.Account", first)["name"].get<std::string>().c_str());
    STRCMP_EQUAL("wood",
                 world.record("crm.Account", second)["industry"].get<std::string>().c_str());
    CHECK_EQUAL(3, world.count(accounts));
    auto faults = world.faults(run, Work::run);
    CHECK_EQUAL(2, faults.size());
    CHECK_EQUAL(4, faults[0].line);
    STRCMP_EQUAL("id", faults[0].column.c_str());
    STRCMP_EQUAL("there is no such Account", faults[0].reason.c_str());
    STRCMP_EQUAL("expected the id of a record, as an exported list has it",
                 faults[1].reason.c_str());
    world.act(run, "undo");
    STRCMP_EQUAL("First", world.record("crm.Account", first)["name"].get<std::string>().c_str());
    CHECK_EQUAL(2, world.count(accounts));
  });
}

// features: DQLT-01
TEST(Import, lines_of_an_exported_list_are_those_of_its_record) {
  on_both([](World& world) {
    auto id = world.put("crm.Contact",
                        {{"name", {{"family", "Trip"}}},
                         {"channels",
                          {{{"kind", "phone"}, {"value", "+41791112233"}, {"label", "work"}},
                           {{"kind", "mail"}, {"value", "trip@x.example"}, {"primary", true}},
                           {{"kind", "mail"}, {"value", "third@x.example"}}}}});
    auto bytes = "id,label,mail\n" + id + ",home,trip2@x.example\n";
    World::Options options;
    options.on_duplicate = "overwrite";
    options.mapping = {{"id", "id", "", false, 0},
                       {"label", "channels.1.label", "", false, 0},
                       {"mail", "channels.2.value", "", false, 0}};
    auto run = world.make_import("crm.Contact", bytes, options);
    world.run_all(run);
    CHECK_EQUAL(0, world.faults(run, Work::run).size());
    auto channels = world.record("crm.Contact", id)["channels"];
    CHECK_EQUAL(3, channels.size());
    STRCMP_EQUAL("home", channels[0]["label"].get<std::string>().c_str());
    STRCMP_EQUAL("+41791112233", channels[0]["value"].get<std::string>().c_str());
    STRCMP_EQUAL("trip2@x.example", channels[1]["value"].get<std::string>().c_str());
    CHECK(channels[1]["primary"] == true);
  });
}

// features: DQLT-01
TEST(Import, a_time_cut_at_the_millisecond_is_the_one_that_is_there) {
  on_both([](World& world) {
    auto exact = "2026-03-12T07:30:00.123456Z";
    auto put = [&] { return world.put("crm.Task", {{"title", "Call"}, {"due", exact}}); };
    auto same = put(), other = put();
    World::Options options;
    options.on_duplicate = "overwrite";
    options.mapping = {{"id", "id", "", false, 0}, {"due", "due", "", false, 0}};
    auto bytes =
        "id,due\n" + same + ",2026-03-12T07:30:00.123Z\n" + other + ",2026-03-12T07:30:00.124Z\n";
    auto run = world.make_import("crm.Task", bytes, options);
    world.run_all(run);
    CHECK_EQUAL(0, world.faults(run, Work::run).size());
    auto due = [&](const std::string& id) {
      return world.record("crm.Task", id)["due"].get<std::string>();
    };
    STRCMP_EQUAL(exact, due(same).c_str());
    STRCMP_EQUAL("2026-03-12T07:30:00.124Z", due(other).c_str());
    CHECK_EQUAL(1, world.run_record(run)["changed_count"].get<int>());
  });
}

TEST(Import, a_column_called_duration_is_one_in_minutes) {
  auto catalogue = common::schema::Catalogue::compiled();
  auto maps = hub::transfer::propose(catalogue.of<truckroll::field::JobType>(),
                                     {"Duration", "Lead time"}, {});
  STRCMP_EQUAL("duration_minutes", maps[0].field.c_str());
  STRCMP_EQUAL("lead_time_minutes", maps[1].field.c_str());
}

TEST(Import, leaves_it_to_people_that_rows_name_records) {
  auto catalogue = common::schema::Catalogue::compiled();
  auto file =
      hub::transfer::formats::file_of("x.csv", "id,name\n0190a000-0000-7000-8000-000000000001,A\n");
  auto proposal = hub::transfer::propose_import(catalogue.type("crm.Account"), file, "");
  CHECK(proposal.mapping.at(0).field != "id");
  CHECK(hub::transfer::find_target(catalogue.type("crm.Account"), "id").has_value());
}

TEST(Import, is_taken_back_only_within_its_time) {
  World world(Dialect::sqlite);
  auto run = world.make_import("crm.Account", customers(3, false));
  world.run_all(run);
  world.clock().advance(std::chrono::hours(24 * 31));
  CHECK_THROWS(common::Error, world.move(run, "undo"));
}

TEST(Import, treats_duplicates_as_it_is_told) {
  struct Case {
    const char *name, *mode;
    int accounts, duplicates;
    const char *industry, *legal;
  };
  for (auto& one :
       {Case{"skip", "skip", 2, 2, "food", "-"}, Case{"merge", "merge", 2, 2, "food", "Old Ltd"},
        Case{"overwrite", "overwrite", 2, 2, "steel", "Old Ltd"},
        Case{"keep", "keep", 4, 2, "food", "-"}})
    on_both([&](World& world) {
      auto old =
          world.put("crm.Account", {{"name", "Old"},
                                    {"industry", "food"},
                                    {"channels", {{{"kind", "mail"}, {"value", "Old@X.test"}}}}});
      World::Options options;
      options.match_keys = {"mail"};
      options.on_duplicate = one.mode;
      auto run = world.make_import("crm.Account",
                                   "name,mail,industry,legal_name\nOld,old@x.test,steel,Old "
                                   "Ltd\nNew,n@x.test,,\nNew again,N@x.test,,\n",
                                   options);
      world.run_all(run);
      CHECK_EQUAL_TEXT(one.accounts, world.count(accounts), one.name);
      CHECK_EQUAL_TEXT(one.duplicates, world.run_record(run)["duplicates"].get<int>(), one.name);
      auto record = world.record("crm.Account", old);
      STRCMP_EQUAL_TEXT(one.industry, record.value("industry", "-").c_str(), one.name);
      STRCMP_EQUAL_TEXT(one.legal, record.value("legal_name", "-").c_str(), one.name);
      // The same address in other letters is kept beside the first one, not over it.
      CHECK_TEXT(record["channels"].size() <= 2, one.name);
    });
}

TEST(Import, finds_duplicates_by_other_keys) {
  for (auto [key, row] : {std::pair{"phone", "X,+423 100 20 30,,"},
                          {"name_postal_code", "old ,,9490,"},
                          {"external_id", "Y,,,77"}}) {
    World world(Dialect::sqlite);
    world.put("crm.Account", {{"name", "Old"},
                              {"channels", {{{"kind", "phone"}, {"value", "+4231002030"}}}},
                              {"addresses",
                               {{{"address",
                                  {{"line1", "Weg 1"},
                                   {"postal_code", "9490"},
                                   {"city", "Vaduz"},
                                   {"country", "LI"}}}}}},
                              {"external_ids", {{{"system", "import"}, {"key", "77"}}}}});
    World::Options options;
    options.match_keys = {key};
    options.mapping = {{"a", "name", "", false, 0},
                       {"b", "channels.1.value", "with=kind:phone", false, 0},
                       {"c", "addresses.1.address.postal_code", "", false, 0},
                       {"d", "external_ids.1.key", "with=system:import", false, 0}};
    auto run = world.make_import("crm.Account", std::string("a,b,c,d\n") + row + "\n", options);
    world.run_all(run);
    CHECK_EQUAL_TEXT(1, world.count(accounts), key);
    CHECK_EQUAL_TEXT(1, world.run_record(run)["duplicates"].get<int>(), key);
  }
}

TEST(Import, finds_references_by_name_and_says_what_is_unclear) {
  on_both([&](World& world) {
    auto owner = world.put("crm.Account", {{"name", "M\xc3\xbcller AG"}});
    for (int i = 0; i < 2; ++i) world.put("crm.Account", {{"name", "Twice"}});
    World::Options options;
    options.mapping = {{"name", "name", "", false, 0}, {"parent", "parent", "", false, 0}};
    auto run = world.make_import(
        "crm.Account", "name,parent\nA,muller ag\nB,Nobody\nC,Twice\nD," + owner + "\nE,\n",
        options);
    world.run_all(run);
    auto faults = world.faults(run, Work::check);
    CHECK_EQUAL(2, faults.size());
    STRCMP_EQUAL("there is no such Account", faults[0].reason.c_str());
    STRCMP_EQUAL("2 of them are called so; name the Account by its number or id",
                 faults[1].reason.c_str());
    CHECK_EQUAL(2, world.count("SELECT count(*) FROM account WHERE parent = '" + owner + "'"));
  });
}

TEST(Import, sees_what_must_be_unique_within_the_file_and_without) {
  on_both([&](World& world) {
    world.put("content.Tag", {{"name", "Old"}, {"slug", "old"}});
    World::Options options;
    options.user = "admin";
    auto run = world.make_import("content.Tag", "name,slug\nA,a\nB,b\nC,a\nD,old\n", options);
    world.act(run, "dry-run", "admin");
    auto faults = world.faults(run, Work::check);
    CHECK_EQUAL(2, faults.size());
    CHECK_EQUAL(4, faults[0].line);
    STRCMP_EQUAL("line 2 has the same", faults[0].reason.c_str());
    CHECK_EQUAL(5, faults[1].line);
    STRCMP_EQUAL("slug", faults[1].column.c_str());
    world.accept(run, 2);
    world.act(run, "start", "admin");
    CHECK_EQUAL(3, world.count("SELECT count(*) FROM tag"));
  });
}

TEST(Import, may_what_its_user_may) {
  World world(Dialect::sqlite);
  World::Options options;
  options.mapping = {{"name", "name", "", false, 0}, {"number", "number", "", false, 0}};
  auto run = world.make_import("crm.Account", "name,number\nA,1\n", options);
  world.act(run, "dry-run");
  auto record = world.run_record(run);
  STRCMP_EQUAL("failed", record["state"].get<std::string>().c_str());
  CHECK(record["failure"].get<std::string>().find("no field \"number\"") != std::string::npos);

  options.mapping = {{"key", "key", "", false, 0}, {"name", "name", "", false, 0}};
  auto roles = world.make_import("admin.Role", "key,name\nx,X\n", options);
  world.act(roles, "dry-run");
  STRCMP_EQUAL("your role may not import Roles",
               world.run_record(roles)["failure"].get<std::string>().c_str());
}

// features: X-19
// Here the trial, the report and going on after a crash; that a million take minutes is measured by
// tests/bench/records/import.mjs.
TEST(Import, reports_every_fault_with_its_line_and_goes_on) {
  constexpr std::int64_t rows = 5000;  // more than a page of the report
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    World world(dialect);
    std::string bytes = "name,country\n";
    for (std::int64_t i = 0; i < rows; ++i) bytes += i % 2 ? "A,Atlantis\n" : ",Atlantis\n";
    World::Options options;
    options.mapping = {{"name", "name", "", false, 0},
                       {"country", "addresses.1.address.country", "", false, 0}};
    auto run = world.make_import("crm.Account", bytes, options);
    world.run_all(run);
    std::vector<std::int64_t> faults_of_line(rows + 2);
    for (auto& fault : world.faults(run, Work::check))
      ++faults_of_line.at(static_cast<std::size_t>(fault.line));
    for (std::int64_t line = 2; line < rows + 2; ++line)
      CHECK(faults_of_line[static_cast<std::size_t>(line)] > 0);
    CHECK_EQUAL(0, world.count(accounts));
    STRCMP_EQUAL("done", world.run_record(run)["state"].get<std::string>().c_str());
  }
}

// features: A11Y-04
TEST(Import, is_reported_in_the_language_of_whose_import_it_is) {
  on_both([&](World& world) {
    world.change("admin.User", world.user("dispatcher"), {{"language", "de-LI"}});
    auto kept = world.put("crm.Account", {{"name", "Old"}});
    World::Options options;
    options.mapping = {{"name", "name", "", false, 0},
                       {"parent", "parent", "", false, 0},
                       {"country", "addresses.1.address.country", "", false, 0}};
    auto run = world.make_import(
        "crm.Account", "name,parent,country\nA,Old,Atlantis\nB,Nobody,LI\nC,,LI,more\nD,,\n",
        options);
    world.run_all(run);
    auto faults = world.faults(run, Work::check);
    CHECK_EQUAL(3, faults.size());
    STRCMP_EQUAL("erwartet wird ein L\xc3\xa4ndercode wie LI", faults[0].reason.c_str());
    STRCMP_EQUAL("es gibt keinen solchen Datensatz: Kunde", faults[1].reason.c_str());
    STRCMP_EQUAL("hat 4 Spalten, die erste Zeile nennt 3", faults[2].reason.c_str());
    world.change("crm.Account", world.texts("SELECT id FROM account WHERE name = 'D'").at(0),
                 {{"industry", "wood"}});
    world.act(run, "undo");
    STRCMP_EQUAL("wurde seither ge\xc3\xa4ndert",
                 world.faults(run, Work::undo).at(0).reason.c_str());

    auto broken = world.make_import("crm.Account", "name,mail\nA,a@b.test\n\"B,b@b.test\n");
    world.act(broken, "dry-run");
    STRCMP_EQUAL("Zeile 3: das Anf\xc3\xbchrungszeichen, das hier beginnt, wird nie geschlossen",
                 world.run_record(broken)["failure"].get<std::string>().c_str());
    options.user = "admin";
    auto english = world.make_import("crm.Account", "name,parent,country\nA,,Atlantis\n", options);
    world.act(english, "dry-run", "admin");
    STRCMP_EQUAL("expected a country code like LI",
                 world.faults(english, Work::check).at(0).reason.c_str());
  });
}

TEST(Import, stops_where_the_file_cannot_be_read_on) {
  World world(Dialect::sqlite);
  auto run = world.make_import("crm.Account", "name,mail\nA,a@b.test\n\"B,b@b.test\n");
  world.act(run, "dry-run");
  auto record = world.run_record(run);
  STRCMP_EQUAL("failed", record["state"].get<std::string>().c_str());
  STRCMP_EQUAL("line 3: the quote that opens here is never closed",
               record["failure"].get<std::string>().c_str());
}
