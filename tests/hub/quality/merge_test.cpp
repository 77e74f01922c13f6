// Records that become one, with everything that leads to them, and back.
#include "hub/quality/merge.hpp"

#include <algorithm>
#include <tuple>

#include "hub/work/job_list.hpp"
#include "tests/hub/quality/company.hpp"

#include <CppUTest/TestHarness.h>

using hub::quality::MergeInput;
using test::both;
using test::Company;
using test::Json;

namespace {

/// Two accounts, and records of several kinds that lead to the second.
struct Two {
  explicit Two(hub::store::Dialect dialect) : company(dialect) {
    entity = company.put("ledger.LegalEntity",
                         {{"name", "Own AG"}, {"country", "LI"}, {"base_currency", "CHF"}});
    branch = company.put("admin.Branch", {{"name", "North"}, {"legal_entity", entity}});
    Json first{{"registration", "FL-1"},
               {"channels", {{{"kind", "mail"}, {"value", "a@one.test"}}}}};
    Json second{{"registration", "FL-2"},
                {"industry", "Housing"},
                {"channels", {{{"kind", "phone"}, {"value", "+423 232 11 11"}}}}};
    kept = company.account("Alpen AG", first);
    loser = company.account("Alpen Immobilien AG", second);
    site = company.put("crm.Site", {{"account", loser},
                                    {"name", "Landstrasse 5"},
                                    {"branch", branch},
                                    {"address", {{"line1", "Landstrasse 5"}, {"city", "Vaduz"}}}});
    contact =
        company.put("crm.Contact", {{"name", {{"given", "Anna"}, {"family", "Meier"}}},
                                    {"accounts", {{{"account", loser}}, {{"account", kept}}}}});
    note = company.put(
        "crm.Note", {{"about", {{"type", "crm.Account"}, {"id", loser}}}, {"text", "Rings late"}});
    child = company.account("Alpen Tochter", {{"parent", loser}});
  }
  MergeInput input(std::map<std::string, std::string> fields = {}) const {
    return {kept, {loser}, std::move(fields), {}};
  }
  Json account(const std::string& id) { return company.record("crm.Account", id); }

  Company company;
  std::string entity, branch, kept, loser, site, contact, note, child;
};

/// A frozen document of the account.
std::string add_issued(Two& two) {
  auto invoice =
      two.company.put("billing.Invoice",
                      {{"account", two.loser}, {"legal_entity", two.entity}, {"currency", "CHF"}});
  two.company.store().write(two.company.store().system_command(two.company.tenant(), "test"),
                            [&](hub::store::Transaction& transaction) {
                              transaction.sql().execute(
                                  "UPDATE invoice SET state = 'posted' WHERE id = ?", {invoice});
                            });
  return invoice;
}

std::int64_t version_of(const Json& record) {
  return record["version"].get<std::int64_t>();
}

}  // namespace

TEST_GROUP(Merge){};

TEST(Merge, takes_the_chosen_values_and_moves_every_reference) {
  for (auto dialect : both) {
    Two two(dialect);
    auto site_before = version_of(two.company.record("crm.Site", two.site));
    auto merge = two.company.merge(
        "crm.Account",
        two.input({{"name", two.loser}, {"industry", two.loser}, {"channels", "all"}}));

    auto kept = two.account(two.kept);
    STRCMP_EQUAL("Alpen Immobilien AG", kept["name"].get<std::string>().c_str());
    STRCMP_EQUAL("Housing", kept["industry"].get<std::string>().c_str());
    STRCMP_EQUAL("FL-1", kept["registration"].get<std::string>().c_str());
    LONGS_EQUAL(2, kept["channels"].size());
    CHECK(two.account(two.loser).is_null());
    CHECK(two.company.merged_into(two.loser) == two.kept);

    auto site = two.company.record("crm.Site", two.site);
    CHECK(site["account"] == two.kept);
    LONGS_EQUAL(site_before + 1, version_of(site));
    CHECK(two.company.record("crm.Contact", two.contact)["accounts"][0]["account"] == two.kept);
    CHECK(two.company.record("crm.Note", two.note)["about"]["id"] == two.kept);
    CHECK(two.account(two.child)["parent"] == two.kept);
    // Each has an entry in the log that says why.
    LONGS_EQUAL(1,
                two.company.count("SELECT count(*) FROM change WHERE action = 'merge' AND record "
                                  "= '" +
                                  two.site + "'"));
    auto report = two.company.report(merge);
    STRCMP_EQUAL("merged", report["state"].get<std::string>().c_str());
    LONGS_EQUAL(4, report["moved"].size());
  }
}

TEST(Merge, is_taken_back_exactly) {
  for (auto dialect : both) {
    Two two(dialect);
    auto kept = two.account(two.kept), loser = two.account(two.loser);
    auto contact = two.company.record("crm.Contact", two.contact);
    two.company.merge("crm.Account", two.input({{"name", two.loser}, {"channels", "all"}}));
    two.company.unmerge("crm.Account", two.kept);

    auto without_stamps = [](Json record) {
      for (auto name : {"version", "changed_at", "changed_by"}) record.erase(name);
      return record;
    };
    CHECK(without_stamps(kept) == without_stamps(two.account(two.kept)));
    CHECK(without_stamps(loser) == without_stamps(two.account(two.loser)));
    CHECK(without_stamps(contact) ==
          without_stamps(two.company.record("crm.Contact", two.contact)));
    CHECK(two.company.record("crm.Site", two.site)["account"] == two.loser);
    CHECK(two.company.record("crm.Note", two.note)["about"]["id"] == two.loser);
    CHECK(two.account(two.child)["parent"] == two.loser);
    STRCMP_EQUAL("", two.company.merged_into(two.loser).c_str());
    CHECK(Company::refusal([&] { two.company.unmerge("crm.Account", two.kept); }) != "");
  }
}

TEST(Merge, leaves_and_lists_what_was_changed_since) {
  for (auto dialect : both) {
    Two two(dialect);
    two.company.merge("crm.Account", two.input({{"name", two.loser}, {"industry", two.loser}}));
    two.company.change("crm.Account", two.kept, {{"name", "Alpen Gruppe"}});
    auto third = two.company.account("Third");
    two.company.change("crm.Account", two.child, {{"parent", third}});
    auto report = two.company.report(two.company.unmerge("crm.Account", two.kept));

    STRCMP_EQUAL("undone", report["state"].get<std::string>().c_str());
    LONGS_EQUAL(2, report["left"].size());
    STRCMP_EQUAL("it has been changed since",
                 report["left"][0]["reason"].get<std::string>().c_str());
    auto kept = two.account(two.kept);
    STRCMP_EQUAL("Alpen Gruppe", kept["name"].get<std::string>().c_str());
    CHECK(!kept.contains("industry"));
    CHECK(two.account(two.child)["parent"] == third);
    CHECK(two.company.record("crm.Site", two.site)["account"] == two.loser);
  }
}

TEST(Merge, leaves_what_is_never_changed_and_counts_it) {
  for (auto dialect : both) {
    Two two(dialect);
    auto invoice = add_issued(two);
    auto before = two.company.record("billing.Invoice", invoice);
    auto report = two.company.report(two.company.merge("crm.Account", two.input()));
    CHECK(two.company.record("billing.Invoice", invoice) == before);
    LONGS_EQUAL(1, report["stays"].size());
    CHECK(report["stays"][0]["type"] == "billing.Invoice");
    LONGS_EQUAL(1, report["stays"][0]["count"].get<int>());
    CHECK(two.company.merged_into(before["account"].get<std::string>()) == two.kept);
    two.company.unmerge("crm.Account", two.kept);
    CHECK(two.company.record("billing.Invoice", invoice) == before);
  }
}

TEST(Merge, refuses_naming_the_record_that_both_have_once) {
  for (auto dialect : both) {
    Two two(dialect);
    auto profile = [&](const std::string& account) {
      return two.company.put(
          "billing.BillingProfile",
          {{"account", account}, {"legal_entity", two.entity}, {"currency", "CHF"}});
    };
    profile(two.kept);
    auto in_the_way = profile(two.loser);
    auto refusal = Company::refusal([&] { two.company.merge("crm.Account", two.input()); });
    CHECK_TEXT(refusal.find("billing-profiles/" + in_the_way) == 0, refusal.c_str());
    // Nothing of it is left.
    CHECK(two.company.record("crm.Site", two.site)["account"] == two.loser);
    LONGS_EQUAL(0, two.company.count("SELECT count(*) FROM record_merge"));
    LONGS_EQUAL(0, two.company.count("SELECT count(*) FROM merge_move"));
  }
}

TEST(Merge, needs_the_right_to_change_both_and_to_delete_the_others) {
  Two two(test::Dialect::sqlite);
  CHECK(Company::refusal([&] {
          two.company.merge("crm.Account", two.input(), "bookkeeper");
        }).find("delete") != std::string::npos);
  CHECK(!Company::refusal([&] {
           two.company.merge("crm.Account", two.input(), "technician");
         }).empty());
  two.company.merge("crm.Account", two.input(), "dispatcher");
  CHECK(!Company::refusal([&] {
           two.company.unmerge("crm.Account", two.kept, "bookkeeper");
         }).empty());
  two.company.unmerge("crm.Account", two.kept, "dispatcher");
}

TEST(Merge, refuses_stale_versions_unknown_fields_and_itself) {
  Two two(test::Dialect::sqlite);
  auto refused = [&](MergeInput input) {
    return Company::refusal([&] { two.company.merge("crm.Account", input); });
  };
  auto stale = two.input();
  stale.versions[two.loser] = 7;
  CHECK(refused(stale).find("versions: ") == 0);
  CHECK(refused(two.input({{"colour", two.loser}})).find("fields.colour: ") == 0);
  CHECK(refused(two.input({{"name", two.site}})).find("fields.name: ") == 0);
  CHECK(refused(two.input({{"name", "all"}})).find("fields.name: ") == 0);
  for (auto body : {R"({"losers": []})", R"({"losers": ["k"]})", R"({"losers": ["a", "a"]})",
                    R"({"losers": "a"})", R"({"losers": ["a"], "more": 1})", R"([])"})
    CHECK_TEXT(!Company::refusal([&] { hub::quality::read_merge("k", Json::parse(body)); }).empty(),
               body);
}

TEST(Merge, follows_chains_and_is_taken_back_from_the_last_one) {
  for (auto dialect : both) {
    Two two(dialect);
    auto last = two.company.account("Last AG");
    two.company.merge("crm.Account", two.input());
    two.company.merge("crm.Account", {last, {two.kept}, {}, {}});
    CHECK(two.company.merged_into(two.loser) == last);
    CHECK(two.company.record("crm.Site", two.site)["account"] == last);
    CHECK(!Company::refusal([&] { two.company.unmerge("crm.Account", two.kept); }).empty());
    two.company.unmerge("crm.Account", last);
    two.company.unmerge("crm.Account", two.kept);
    CHECK(two.company.record("crm.Site", two.site)["account"] == two.loser);
  }
}

TEST(Merge, moves_references_of_a_companys_own_fields) {
  for (auto dialect : both) {
    Two two(dialect);
    auto field = two.company.put("admin.CustomField", {{"of_type", "field.WorkOrder"},
                                                       {"key", "payer"},
                                                       {"label", "Payer"},
                                                       {"kind", "reference"},
                                                       {"refers", "crm.Account"}});
    auto who = two.company.caller();
    auto order = two.company.store().write_result(
        two.company.store().command(who.actor), [&](hub::store::Transaction& transaction) {
          auto& type = transaction.catalogue().type("field.WorkOrder");
          auto record = type.make();
          common::codec::merge_json(type, *record,
                                    {{"summary", "Boiler"},
                                     {"account", two.kept},
                                     {"site", two.site},
                                     {"payer", two.loser}},
                                    true);
          transaction.save_as_system(*record);
          return common::schema::header(std::as_const(*record)).id();
        });
    auto payer = [&] {
      return two.company.texts("SELECT text FROM custom_value WHERE record = '" + order + "'")[0];
    };
    CHECK(payer() == two.loser);
    two.company.merge("crm.Account", two.input());
    CHECK(payer() == two.kept);
    two.company.unmerge("crm.Account", two.kept);
    CHECK(payer() == two.loser);
  }
}

TEST(Merge, of_ten_thousand_references_is_a_job_with_progress) {
  Two two(test::Dialect::sqlite);
  constexpr int notes = 10000;
  two.company.store().write(
      two.company.store().system_command(two.company.tenant(), "test"),
      [&](hub::store::Transaction& transaction) {
        auto& type = two.company.type("crm.Note");
        for (int i = 0; i < notes; ++i) {
          auto record = type.make();
          common::codec::merge_json(
              type, *record,
              {{"about", {{"type", "crm.Account"}, {"id", two.loser}}}, {"text", "Note"}}, true);
          transaction.save_as_system(*record);
        }
      });
  auto merge = two.company.merge("crm.Account", two.input({{"name", two.loser}}));
  auto progress = [&] { return two.company.report(merge); };
  STRCMP_EQUAL("running", progress()["state"].get<std::string>().c_str());
  CHECK(!two.account(two.loser).is_null());

  // The worker dies after some commits; another goes on.
  int commits = 0;
  auto dies = [&](hub::store::Transaction&) {
    if (++commits > 5) throw common::Error(common::ErrorCode::unavailable, "the hub is stopping");
  };
  hub::work::Job job;
  job.tenant = two.company.tenant();
  job.payload = two.company.texts("SELECT payload FROM job WHERE kind = 'merge'")[0];
  LONGS_EQUAL(static_cast<int>(hub::work::Outcome::Kind::again),
              static_cast<int>(hub::quality::work_on_merge(two.company.store(), job, dies).kind));
  auto half = progress();
  CHECK(half["done"] > 0 && half["done"] < half["total"]);
  two.company.work_on_merges();

  STRCMP_EQUAL("merged", progress()["state"].get<std::string>().c_str());
  CHECK(two.account(two.loser).is_null());
  auto of = [&](const std::string& id) {
    return two.company.count("SELECT count(*) FROM note WHERE about = '" + id + "'");
  };
  LONGS_EQUAL(notes + 1, of(two.kept));
  two.company.unmerge("crm.Account", two.kept);
  two.company.work_on_merges();
  STRCMP_EQUAL("undone", progress()["state"].get<std::string>().c_str());
  LONGS_EQUAL(notes + 1, of(two.loser));
}

namespace {

/// A merge whose job has not begun.
struct Begun : Two {
  explicit Begun(hub::store::Dialect dialect) : Two(dialect) {
    merge = company.merge("crm.Account", input(), "admin", 1);
  }
  hub::work::Job job() {
    hub::work::Job job;
    job.tenant = company.tenant();
    job.payload = company.texts("SELECT payload FROM job WHERE kind = 'merge'")[0];
    return job;
  }
  std::string state() { return company.record("admin.RecordMerge", merge)["state"]; }
  std::string merge;
};

}  // namespace

TEST(Merge, that_a_job_is_at_is_neither_dismissed_nor_cancelled_nor_changed) {
  for (auto dialect : both) {
    Begun two(dialect);
    auto& company = two.company;
    STRCMP_EQUAL("merging", two.state().c_str());
    auto who = company.caller();
    auto refused = [&](const std::function<void(hub::store::Transaction&)>& body) {
      return Company::refusal(
          [&] { company.store().write(company.store().command(who.actor), body); });
    };
    auto& type = company.type("admin.RecordMerge");
    CHECK(refused([&](hub::store::Transaction& transaction) {
            company.records.act(transaction, who, type, two.merge, "dismiss", nullptr);
          }) != "");
    CHECK(refused([&](hub::store::Transaction& transaction) {
            hub::work::cancel_job(transaction,
                                  company.texts("SELECT id FROM job WHERE kind = 'merge'")[0]);
          }) != "");
    CHECK(refused([&](hub::store::Transaction& transaction) {
            auto record = transaction.load_message(type, two.merge);
            common::codec::merge_json(type, *record, {{"kept", two.loser}});
          }) != "");
    // Nor do two jobs move the same references.
    auto third = company.account("Third AG");
    CHECK(Company::refusal([&] {
            company.merge("crm.Account", {third, {two.loser}, {}, {}});
          }).find("is being merged") != std::string::npos);
    company.work_on_merges();
    STRCMP_EQUAL("merged", two.state().c_str());
    CHECK(company.record("crm.Site", two.site)["account"] == two.kept);
  }
}

TEST(Merge, whose_body_runs_twice_goes_back_whole) {
  for (auto dialect : both) {
    Begun two(dialect);
    auto& company = two.company;
    auto job = two.job();
    job.attempt = hub::work::Jobs::attempts_max;
    // It moves everything, then its end fails for the last time.
    int commits = 0;
    auto fails = [&](hub::store::Transaction&) {
      if (++commits == 2) throw common::Error(common::ErrorCode::unavailable, "no room");
      // What goes back is begun anew once, as after a conflict of two hubs.
      if (commits == 4) throw hub::store::RetryTransaction{"again"};
    };
    hub::quality::work_on_merge(company.store(), job, fails);
    STRCMP_EQUAL("dismissed", two.state().c_str());
    for (auto& [type, id, place] : {std::tuple{"crm.Site", two.site, "account"},
                                    std::tuple{"crm.Account", two.child, "parent"}})
      CHECK_TEXT(company.record(type, id)[place] == two.loser, type);
    CHECK(company.record("crm.Note", two.note)["about"]["id"] == two.loser);
    STRCMP_EQUAL("failed", company.report(two.merge)["state"].get<std::string>().c_str());
  }
}

TEST(Merge, is_not_got_round_by_restoring_the_one_that_went) {
  for (auto dialect : both) {
    Two two(dialect);
    auto& company = two.company;
    company.merge("crm.Account", two.input());
    auto who = company.caller();
    auto refusal = Company::refusal([&] {
      company.store().write(
          company.store().command(who.actor), [&](hub::store::Transaction& transaction) {
            company.records.restore(transaction, who, company.type("crm.Account"), two.loser);
          });
    });
    CHECK_TEXT(refusal.find("take the merge back") != std::string::npos, refusal.c_str());
    company.unmerge("crm.Account", two.kept);
    CHECK(!two.account(two.loser).is_null());
  }
}

TEST(Merge, by_a_job_that_is_refused_leaves_everything_as_it_was) {
  for (auto dialect : both) {
    Two two(dialect);
    for (auto& account : {two.kept, two.loser})
      two.company.put("billing.BillingProfile",
                      {{"account", account}, {"legal_entity", two.entity}, {"currency", "CHF"}});
    auto merge = two.company.merge("crm.Account", two.input(), "admin", 1);
    two.company.work_on_merges();
    auto report = two.company.report(merge);
    STRCMP_EQUAL("failed", report["state"].get<std::string>().c_str());
    CHECK(report["failure"].get<std::string>().find("billing-profiles/") == 0);
    CHECK(two.company.record("crm.Site", two.site)["account"] == two.loser);
    CHECK(two.company.record("crm.Note", two.note)["about"]["id"] == two.loser);
    CHECK(!two.account(two.loser).is_null());
  }
}

// features: A11Y-04
TEST(Merge, says_in_the_readers_language_what_stood_in_its_way) {
  Two two(hub::store::Dialect::sqlite);
  two.company.merge("crm.Account", two.input({{"name", two.loser}}));
  two.company.change("crm.Account", two.kept, {{"name", "Alpen Gruppe"}});
  auto taken_back = two.company.unmerge("crm.Account", two.kept);
  for (auto& account : {two.kept, two.loser})
    two.company.put("billing.BillingProfile",
                    {{"account", account}, {"legal_entity", two.entity}, {"currency", "CHF"}});
  // Kept for whoever reads it: what stayed. Kept for who merged: why it failed.
  two.company.change("admin.User", two.company.user("admin"), {{"language", "de"}});
  auto failed = two.company.merge("crm.Account", two.input(), "admin", 1);
  two.company.work_on_merges();
  STRCMP_CONTAINS("kann nicht umgeh\xc3\xa4ngt werden",
                  two.company.report(failed)["failure"].get<std::string>().c_str());
  common::Speaking speaking("de-LI");
  STRCMP_EQUAL("wurde seither ge\xc3\xa4ndert",
               two.company.report(taken_back)["left"][0]["reason"].get<std::string>().c_str());
}

TEST(Merge, gives_a_unique_value_to_the_kept_one_and_back) {
  for (auto dialect : both) {
    Company company(dialect);
    auto product = [&](const std::string& code) {
      return company.put("sales.Product", {{"code", code}, {"name", "Pump"}});
    };
    auto kept = product("P-1"), loser = product("P-2");
    auto kit =
        company.put("sales.Product", {{"code", "K"},
                                      {"name", "Kit"},
                                      {"components", {{{"product", kept}}, {{"product", loser}}}}});
    company.merge("sales.Product", {kept, {loser}, {{"code", loser}}, {}});
    STRCMP_EQUAL("P-2", company.record("sales.Product", kept)["code"].get<std::string>().c_str());
    auto parts = company.record("sales.Product", kit)["components"];
    CHECK(parts[0]["product"] == kept && parts[1]["product"] == kept);
    company.unmerge("sales.Product", kept);
    STRCMP_EQUAL("P-1", company.record("sales.Product", kept)["code"].get<std::string>().c_str());
    STRCMP_EQUAL("P-2", company.record("sales.Product", loser)["code"].get<std::string>().c_str());
    parts = company.record("sales.Product", kit)["components"];
    CHECK(parts[0]["product"] == kept && parts[1]["product"] == loser);
  }
}

TEST(Merge, is_for_contacts_sites_and_leads_as_well) {
  Two two(test::Dialect::sqlite);
  auto& company = two.company;
  auto contact = company.put("crm.Contact", {{"name", {{"given", "A."}, {"family", "Meier"}}}});
  auto other = company.put("crm.Site", {{"account", two.kept},
                                        {"name", "Landstr. 5"},
                                        {"branch", two.branch},
                                        {"contacts", {{{"contact", contact}}}},
                                        {"address", {{"line1", "Landstr. 5"}, {"city", "Vaduz"}}}});
  company.merge("crm.Contact", {two.contact, {contact}, {}, {}});
  CHECK(company.record("crm.Site", other)["contacts"][0]["contact"] == two.contact);
  auto job = company.put("field.WorkOrder",
                         {{"summary", "Boiler"}, {"account", two.kept}, {"site", other}});
  company.merge("crm.Site", {two.site, {other}, {}, {}});
  CHECK(company.record("field.WorkOrder", job)["site"] == two.site);
  auto lead = [&](const std::string& state) {
    auto id = company.put("crm.Lead", {{"name", "Bruno Frick"}, {"source", "phone"}});
    company.store().write(
        company.store().system_command(company.tenant(), "test"),
        [&](hub::store::Transaction& transaction) {
          transaction.sql().execute("UPDATE lead SET state = ? WHERE id = ?", {state, id});
        });
    return id;
  };
  auto kept = lead("new"), loser = lead("new"), converted = lead("converted");
  company.merge("crm.Lead", {kept, {loser}, {}, {}});
  CHECK(company.merged_into(loser) == kept);
  // What was converted stays as it is.
  CHECK(Company::refusal([&] {
          company.merge("crm.Lead", {kept, {converted}, {}, {}});
        }).find("state: ") == 0);
}
