#include "hub/graphql/execution.hpp"

#include <nlohmann/json.hpp>

#include "common/codec/json.hpp"
#include "common/ids/ids.hpp"
#include "hub/graphql/engine.hpp"
#include "hub/graphql/impl/rules.hpp"
#include "hub/records/read_log.hpp"
#include "proto/records/admin/custom_field.pb.h"
#include "proto/records/admin/custom_type.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/crm/site.pb.h"
#include "tests/hub/graphql/world.hpp"
#include "tests/hub/store/opened_store.hpp"

#include <CppUTest/TestHarness.h>

using hub::graphql::Engine;
using hub::graphql::Json;
using hub::store::Connection;
using hub::store::Dialect;
using hub::store::Statement;

namespace {

/// Counts the statements that go through it.
class Counting final : public Connection {
 public:
  explicit Counting(Connection& inner) : inner_(inner) {}
  Dialect dialect() const override { return inner_.dialect(); }
  Statement& prepare(const std::string& sql) override {
    ++count;
    return inner_.prepare(sql);
  }
  void run_script(const std::string& sql) override { inner_.run_script(sql); }
  std::int64_t changed_rows() const override { return inner_.changed_rows(); }
  std::vector<std::string> columns(const std::string& table) override {
    return inner_.columns(table);
  }
  int count = 0;

 private:
  Connection& inner_;
};

struct World {
  explicit World(Dialect dialect) : opened(dialect) {}

  truckroll::crm::Account account(const std::string& name, const std::string& parent = "") {
    truckroll::crm::Account account;
    account.set_name(name);
    account.set_kind(truckroll::crm::Account::KIND_COMPANY);
    if (!parent.empty()) account.set_parent(parent);
    return opened.save(account);
  }
  /// Past the rules: a branch and its legal entity are of no interest here.
  void site(const truckroll::crm::Account& account, const std::string& name) {
    truckroll::crm::Site site;
    site.mutable_header()->set_id(common::make_id(opened.clock().now()));
    site.mutable_header()->set_tenant("t1");
    site.mutable_header()->set_version(1);
    site.set_account(account.header().id());
    site.set_name(name);
    site.mutable_address()->set_city("Vaduz");
    opened.write([&](hub::store::Transaction& transaction) {
      auto& tables = opened.store().tables();
      tables.of(stores::catalogue().of<truckroll::crm::Site>()).insert(transaction.sql(), site);
    });
  }
  /// A person at these accounts.
  void contact(const std::string& family, const std::vector<std::string>& accounts) {
    truckroll::crm::Contact contact;
    contact.mutable_name()->set_family(family);
    for (auto& account : accounts) contact.add_accounts()->set_account(account);
    opened.save(contact);
  }
  /// `count` accounts with ten sites each.
  void fill(int count) {
    for (int i = 0; i < count; ++i) {
      auto made = account("Account " + std::to_string(100 + i));
      for (int j = 0; j < 10; ++j) site(made, "Site " + std::to_string(j));
    }
  }

  Json ask(const std::string& text, Json variables = nullptr, const std::string& role = "admin",
           const std::string& user = "",
           std::function<hub::graphql::Done(const hub::graphql::Change&)> change = {}) {
    auto actor = opened.actor();
    actor.roles = {role};
    if (!user.empty()) actor.user = user;
    hub::records::Caller caller;
    caller.actor = actor;
    caller.schema = opened.store().schema("t1");
    caller.context = hub::store::context_of(actor, 0);
    Engine engine(records);
    auto answer =
        engine.answer({text, "", std::move(variables), true}, {caller, std::move(change)});
    return Json::parse(answer.body);
  }

  /// Records that the log says were shown.
  std::size_t shown() {
    reads.flush();
    std::size_t count = 0;
    opened.store().read([&](Connection& sql) {
      auto& rows = sql.query("SELECT records FROM read_log");
      while (rows.step()) count += Json::parse(rows.text(0)).size();
    });
    return count;
  }

  /// How many statements the query takes.
  int statements(const std::string& text) {
    auto schema = hub::graphql::make_schema(opened.store().schema("t1"), opened.store().book(),
                                            graphql_test::actor("admin"));
    auto document = hub::graphql::parse(text);
    hub::graphql::Variables none;
    hub::graphql::Planner planner(*schema, document, none);
    auto shape = planner.shape(*schema->query, document.operations[0].selections);
    int count = 0;
    opened.store().read([&](Connection& sql) {
      Counting counting(sql);
      auto actor = graphql_test::actor("admin");
      hub::graphql::Reading reading{counting, schema->of->catalogue, schema->of->access, actor,
                                    {},       [](auto&, auto&) {}};
      std::string out;
      for (auto& pick : shape->picks)
        hub::graphql::Execution(planner, reading).write_root(out, pick);
      count = counting.count;
    });
    return count;
  }

  stores::OpenedStore opened;
  hub::records::ReadLog reads{opened.store()};
  hub::records::RecordService records{opened.store(), reads};
};

const char* three_levels =
    "{ accounts(first: 50) { nodes { name sites(first: 10) { totalCount nodes { name account "
    "{ name } } } } } }";

void on_both(void (*test)(World&)) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    World world(dialect);
    test(world);
  }
}

}  // namespace

TEST_GROUP(GraphqlExecution){};

TEST(GraphqlExecution, answers_a_nested_query) {
  on_both([](World& world) {
    auto parent = world.account("Mother");
    auto child = world.account("Daughter", parent.header().id());
    world.site(child, "Works");
    world.site(child, "Office");
    auto answer = world.ask(
        "query Q($f: String) { accounts(filter: $f) { totalCount nodes { __typename name kind "
        "parentId parent { name } sites(orderBy: \"name desc\") { nodes { name address "
        "{ city postalCode } } totalCount pageInfo { hasNextPage } } } } }",
        {{"f", "name = \"daughter\""}});
    auto expected = Json::parse(
        R"({"data":{"accounts":{"totalCount":1,"nodes":[{"__typename":"Account","name":"Daughter",
        "kind":"company","parentId":")" +
        parent.header().id() +
        R"(","parent":{"name":"Mother"},"sites":{"nodes":[{"name":"Works","address":{"city":
        "Vaduz","postalCode":null}},{"name":"Office","address":{"city":"Vaduz","postalCode":null}}],
        "totalCount":2,"pageInfo":{"hasNextPage":false}}}]}}})");
    STRCMP_EQUAL(expected.dump().c_str(), answer.dump().c_str());
  });
}

TEST(GraphqlExecution, reads_the_store_once_for_each_field_of_a_level) {
  on_both([](World& world) {
    world.fill(3);
    auto few = world.statements(three_levels);
    world.fill(30);
    LONGS_EQUAL(4, few);  // accounts, sites, their count, the accounts of sites
    LONGS_EQUAL(few, world.statements(three_levels));
  });
}

TEST(GraphqlExecution, goes_through_all_pages_once) {
  on_both([](World& world) {
    world.fill(7);
    std::string after;
    std::vector<std::string> names;
    for (int page = 0; page < 4; ++page) {
      auto answer = world.ask(
          "query($a: String) { accounts(first: 2, after: $a, orderBy: \"name desc\") { nodes "
          "{ name } pageInfo { hasNextPage endCursor } } }",
          {{"a", after.empty() ? Json() : Json(after)}});
      auto& accounts = answer["data"]["accounts"];
      for (auto& node : accounts["nodes"]) names.push_back(node["name"]);
      LONGS_EQUAL(page < 3, accounts["pageInfo"]["hasNextPage"].get<bool>());
      after = accounts["pageInfo"]["endCursor"];
    }
    LONGS_EQUAL(7, names.size());
    STRCMP_EQUAL("Account 106", names.front().c_str());
    STRCMP_EQUAL("Account 100", names.back().c_str());
  });
}

TEST(GraphqlExecution, gives_each_parent_its_own_page) {
  on_both([](World& world) {
    world.fill(3);
    world.account("Without sites");
    auto answer = world.ask(
        "{ accounts { nodes { name sites(first: 2, orderBy: \"name\") { totalCount nodes { name } "
        "pageInfo { hasNextPage } } } } }");
    auto& nodes = answer["data"]["accounts"]["nodes"];
    LONGS_EQUAL(4, nodes.size());
    for (auto& node : nodes) {
      bool without = node["name"] == "Without sites";
      LONGS_EQUAL(without ? 0 : 10, node["sites"]["totalCount"].get<int>());
      LONGS_EQUAL(without ? 0 : 2, node["sites"]["nodes"].size());
      CHECK_EQUAL(!without, node["sites"]["pageInfo"]["hasNextPage"].get<bool>());
      if (!without)
        STRCMP_EQUAL("Site 1", node["sites"]["nodes"][1]["name"].get<std::string>().c_str());
    }
  });
}

TEST(GraphqlExecution, follows_references_in_lines_both_ways) {
  on_both([](World& world) {
    auto one = world.account("One").header().id(), two = world.account("Two").header().id();
    world.contact("Both", {one, two});
    world.contact("Second", {two});
    auto answer = world.ask(
        "{ accounts(orderBy: \"name\") { nodes { name contactsByAccountsAccount(orderBy: "
        "\"name\") { totalCount nodes { name { family } accounts { account { name } } } } } } "
        "}");
    auto& nodes = answer["data"]["accounts"]["nodes"];
    auto& of_one = nodes[0]["contactsByAccountsAccount"];
    auto& of_two = nodes[1]["contactsByAccountsAccount"];
    LONGS_EQUAL(1, of_one["totalCount"].get<int>());
    LONGS_EQUAL(2, of_two["totalCount"].get<int>());
    STRCMP_EQUAL(R"([{"accounts":[{"account":{"name":"One"}},{"account":{"name":"Two"}}],)"
                 R"("name":{"family":"Both"}},)"
                 R"({"accounts":[{"account":{"name":"Two"}}],"name":{"family":"Second"}}])",
                 of_two["nodes"].dump().c_str());
    STRCMP_EQUAL(of_two["nodes"][0].dump().c_str(), of_one["nodes"][0].dump().c_str());
  });
}

TEST(GraphqlExecution, has_what_a_company_adds_at_once) {
  on_both([](World& world) {
    world.account("Before");
    STRCMP_CONTAINS("Cannot query field",
                    world.ask("{ accounts { nodes { boilerRating } } }").dump().c_str());
    truckroll::admin::CustomField field;
    field.set_of_type("crm.Account");
    field.set_number(1000);
    field.set_key("boiler_rating");
    field.set_label("Rating");
    field.set_kind(truckroll::admin::CustomField::KIND_INTEGER);
    world.opened.save(field);
    truckroll::admin::CustomType type;
    type.set_key("boiler_log");
    type.set_label("Boiler log");
    type.set_plural("Boiler logs");
    auto made = world.opened.save(type);
    auto system = world.opened.store().system_command("t1", "test");
    world.opened.store().write(system, [&](hub::store::Transaction& transaction) {
      transaction.act(transaction.catalogue().of(made), made.header().id(), "activate", nullptr);
    });
    auto schema = world.opened.store().schema("t1");
    auto save = [&](const char* name, const Json& input) {
      world.opened.write([&](hub::store::Transaction& transaction) {
        auto& of = schema->catalogue.type(name);
        auto record = of.make();
        common::codec::merge_json(of, *record, input, true);
        transaction.save(*record);
      });
    };
    save("crm.Account", {{"name", "Rated"}, {"kind", "company"}, {"boiler_rating", 7}});
    save("own.boiler_log", Json::object());
    auto answer = world.ask(
        "{ accounts(orderBy: \"name\") { nodes { name boilerRating } } boilerLogList { totalCount "
        "nodes { version } } }");
    STRCMP_EQUAL(
        R"({"data":{"accounts":{"nodes":[{"boilerRating":null,"name":"Before"},)"
        R"({"boilerRating":"7","name":"Rated"}]},"boilerLogList":{"nodes":[{"version":1}],)"
        R"("totalCount":1}}})",
        answer.dump().c_str());
  });
}

namespace {

using truckroll::admin::CustomField;

/// A field that the company adds; a reference where `refers` names a type.
void add_field(World& world, const char* type, int number, const char* key, const char* refers = "",
               const char* role = "") {
  CustomField field;
  field.set_of_type(type);
  field.set_number(number);
  field.set_key(key);
  field.set_label(key);
  field.set_kind(*refers ? CustomField::KIND_REFERENCE : CustomField::KIND_TEXT);
  field.set_refers(refers);
  if (*role) field.add_grants()->set_role(role);
  world.opened.save(field);
}

/// Boiler logs of accounts, which have sellers and logs before them; accounts have a best log.
void add_boiler_logs(World& world) {
  truckroll::admin::CustomType type;
  type.set_key("boiler_log");
  type.set_label("Boiler log");
  type.set_plural("Boiler logs");
  for (auto [role, where] : {std::pair("technician", "serial = a1"), {"dispatcher", ""}}) {
    auto grant = type.add_grants();
    grant->set_line(role);
    grant->set_role(role);
    grant->set_where(where);
    grant->set_read(true);
    grant->set_create(true);
  }
  auto made = world.opened.save(type);
  auto system = world.opened.store().system_command("t1", "test");
  world.opened.store().write(system, [&](hub::store::Transaction& transaction) {
    transaction.act(transaction.catalogue().of(made), made.header().id(), "activate", nullptr);
  });
  add_field(world, "own.boiler_log", 1, "serial");
  add_field(world, "own.boiler_log", 2, "account", "crm.Account");
  add_field(world, "own.boiler_log", 3, "seller", "crm.Account", "dispatcher");
  add_field(world, "own.boiler_log", 4, "previous", "own.boiler_log");
  add_field(world, "crm.Account", 1, "best_log", "own.boiler_log");
}

std::string save(World& world, const char* type, const Json& input) {
  auto schema = world.opened.store().schema("t1");
  std::string id;
  world.opened.write([&](hub::store::Transaction& transaction) {
    auto& of = schema->catalogue.type(type);
    auto record = of.make();
    common::codec::merge_json(of, *record, input, true);
    transaction.save(*record);
    id = common::schema::header(std::as_const(*record)).id();
  });
  return id;
}

}  // namespace

// features: API-05
TEST(GraphqlExecution, leads_back_by_references_that_a_company_added) {
  on_both([](World& world) {
    add_boiler_logs(world);
    auto one = world.account("One").header().id(), two = world.account("Two").header().id();
    std::string before;
    for (auto serial : {"a1", "a2", "a3"}) {
      Json log{{"serial", serial}, {"account", one}, {"seller", two}};
      if (!before.empty()) log["previous"] = before;
      before = save(world, "own.boiler_log", log);
    }
    save(world, "own.boiler_log", {{"serial", "b1"}, {"account", two}});
    save(world, "own.boiler_log", {{"serial", "none"}});
    save(world, "crm.Account", {{"name", "Three"}, {"kind", "company"}, {"best_log", before}});

    auto page =
        "(first: 2, filter: \"serial != a2\", orderBy: \"serial\") { totalCount nodes { serial } }";
    auto answer = world.ask(
        std::string("{ accounts(orderBy: \"name\") { nodes { name "
                    "boilerLogList") +
        page +
        " boilerLogListBySeller(first: 1, orderBy: \"serial\") { totalCount nodes { previous "
        "{ serial } } pageInfo { hasNextPage } } } } }");
    auto& nodes = answer["data"]["accounts"]["nodes"];
    STRCMP_EQUAL(
        R"([{"boilerLogList":{"nodes":[{"serial":"a1"},{"serial":"a3"}],"totalCount":2},)"
        R"("boilerLogListBySeller":{"nodes":[],"pageInfo":{"hasNextPage":false},"totalCount":0},)"
        R"("name":"One"},)"
        R"({"boilerLogList":{"nodes":[],"totalCount":0},)"
        R"("boilerLogListBySeller":{"nodes":[],"pageInfo":{"hasNextPage":false},"totalCount":0},)"
        R"("name":"Three"},)"
        R"({"boilerLogList":{"nodes":[{"serial":"b1"}],"totalCount":1},)"
        R"("boilerLogListBySeller":{"nodes":[{"previous":null}],"pageInfo":{"hasNextPage":true},)"
        R"("totalCount":3},"name":"Two"}])",
        nodes.dump().c_str());
    auto single = world.ask(
        "query($id: ID!) { boilerLog(id: $id) { serial accountsByBestLog { nodes { name } } "
        "account { boilerLogList(first: 1, orderBy: \"serial desc\") { nodes { serial "
        "previous { boilerLogListByPrevious { nodes { serial } } } } } } } }",
        {{"id", before}});
    STRCMP_EQUAL(R"({"data":{"boilerLog":{"account":{"boilerLogList":{"nodes":[{"previous":)"
                 R"({"boilerLogListByPrevious":{"nodes":[{"serial":"a3"}]}},"serial":"a3"}]}},)"
                 R"("accountsByBestLog":{"nodes":[{"name":"Three"}]},"serial":"a3"}}})",
                 single.dump().c_str());
  });
}

TEST(GraphqlExecution, leads_back_by_added_references_with_a_bounded_number_of_reads) {
  on_both([](World& world) {
    add_boiler_logs(world);
    auto text =
        "{ accounts(first: 50) { nodes { name boilerLogList { totalCount nodes { serial account "
        "{ name } } } } } }";
    auto fill = [&](int count) {
      for (int i = 0; i < count; ++i) {
        auto account = world.account("Account " + std::to_string(i)).header().id();
        for (int j = 0; j < 3; ++j)
          save(world, "own.boiler_log", {{"serial", std::to_string(j)}, {"account", account}});
      }
    };
    fill(2);
    auto few = world.statements(text);
    fill(20);
    LONGS_EQUAL(4, few);  // accounts, logs, their count, the accounts of logs
    LONGS_EQUAL(few, world.statements(text));
  });
}

TEST(GraphqlExecution, leads_back_by_added_references_within_ones_rights) {
  World world(Dialect::sqlite);
  add_boiler_logs(world);
  auto account = world.account("One").header().id();
  for (auto serial : {"a1", "a2"})
    save(world, "own.boiler_log", {{"serial", serial}, {"account", account}, {"seller", account}});
  auto ask = [&](const std::string& field, const char* role) {
    return world.ask("{ accounts { nodes { " + field + " { totalCount nodes { serial } } } } }",
                     nullptr, role);
  };
  STRCMP_EQUAL(R"({"data":{"accounts":{"nodes":[{"boilerLogList":{"nodes":[{"serial":"a1"}],)"
               R"("totalCount":1}}]}}})",
               ask("boilerLogList", "technician").dump().c_str());
  LONGS_EQUAL(
      2, ask("boilerLogListBySeller",
             "dispatcher")["data"]["accounts"]["nodes"][0]["boilerLogListBySeller"]["totalCount"]
             .get<int>());
  STRCMP_CONTAINS("Cannot query field", ask("boilerLogListBySeller", "technician").dump().c_str());
  STRCMP_CONTAINS("Cannot query field", ask("boilerLogList", "bookkeeper").dump().c_str());
}

TEST(GraphqlExecution, what_leads_back_by_added_references_takes_nobodys_name) {
  World world(Dialect::sqlite);
  add_boiler_logs(world);
  add_field(world, "crm.Account", 2, "boiler_log_list");
  add_field(world, "own.boiler_log", 5, "parent_1", "crm.Account");
  add_field(world, "own.boiler_log", 6, "parent1", "crm.Account");
  add_field(world, "crm.Contact", 1, "accounts_account", "crm.Account");
  auto account = save(world, "crm.Account",
                      {{"name", "One"}, {"kind", "company"}, {"boiler_log_list", "a text"}});
  world.contact("Both", {account});
  save(world, "own.boiler_log", {{"parent_1", account}});
  auto answer = world.ask(
      "{ accounts { nodes { boilerLogList boilerLogListByAccount { totalCount } "
      "boilerLogListByParent1 { totalCount } boilerLogListByParent1_ { totalCount } "
      "contactsByAccountsAccount { totalCount } contactsByAccountsAccount_ { totalCount } } } }");
  STRCMP_EQUAL(R"({"data":{"accounts":{"nodes":[{"boilerLogList":"a text",)"
               R"("boilerLogListByAccount":{"totalCount":0},)"
               R"("boilerLogListByParent1":{"totalCount":1},)"
               R"("boilerLogListByParent1_":{"totalCount":0},)"
               R"("contactsByAccountsAccount":{"totalCount":1},)"
               R"("contactsByAccountsAccount_":{"totalCount":0}}]}}})",
               answer.dump().c_str());
}

TEST(GraphqlExecution, notes_what_it_shows) {
  on_both([](World& world) {
    world.fill(1);
    world.ask("{ accounts { nodes { sites { nodes { name } } } } }");
    LONGS_EQUAL(11, world.shown());
  });
}

TEST(GraphqlExecution, does_what_directives_and_fragments_say) {
  World world(Dialect::sqlite);
  auto made = world.account("A");
  auto answer = world.ask(
      "query Q($id: ID!, $no: Boolean = false) { one: account(id: $id) { ...F version "
      "@include(if: $no) kind @skip(if: true) } none: account(id: \"x\") { id } __typename } "
      "fragment F on Record { ... on Account { name } ... on Site { zone } }",
      {{"id", made.header().id()}});
  STRCMP_EQUAL(R"({"data":{"__typename":"Query","none":null,"one":{"name":"A"}}})",
               answer.dump().c_str());
}

TEST(GraphqlExecution, names_the_cost_limit_before_anything_is_read) {
  World world(Dialect::sqlite);
  auto answer =
      world.ask("{ accounts(first: 500) { nodes { sites(first: 500) { nodes { id } } } } }");
  STRCMP_CONTAINS("more than the limit of 100000 units",
                  answer["errors"][0]["message"].get<std::string>().c_str());
  CHECK(!answer.contains("data"));
  auto wrong = world.ask("{ accounts(first: 501) { totalCount nodes { id } } }");
  STRCMP_CONTAINS("expected 0 to 500", wrong["errors"][0]["message"].get<std::string>().c_str());
}

TEST(GraphqlExecution, says_what_is_wrong_with_a_filter_and_answers_the_rest) {
  World world(Dialect::sqlite);
  world.account("A");
  auto answer =
      world.ask("{ a: accounts(filter: \"nme = 1\") { totalCount } b: accounts { totalCount } }");
  CHECK(answer["data"]["a"].is_null());
  LONGS_EQUAL(1, answer["data"]["b"]["totalCount"].get<int>());
  STRCMP_EQUAL("a", answer["errors"][0]["path"][0].get<std::string>().c_str());
  STRCMP_EQUAL("filter",
               answer["errors"][0]["extensions"]["errors"][0]["field"].get<std::string>().c_str());
  for (auto bad :
       {"orderBy: \"password\"", "after: \"x\"", "search: \"%\", orderBy: \"name up\""}) {
    auto refused = world.ask("{ accounts(" + std::string(bad) + ") { nodes { id } } }");
    CHECK_TEXT(refused["data"]["accounts"].is_null(), bad);
  }
  auto counted = world.ask("{ accounts(orderBy: \"password\") { totalCount } }");
  CHECK(counted["data"]["accounts"].is_null());
}

// features: A11Y-04
TEST(GraphqlExecution, says_refusals_of_records_in_the_readers_language_and_of_grammar_in_english) {
  World world(Dialect::sqlite);
  common::Speaking speaking("de-LI");
  auto refused = [](const hub::graphql::Change&) -> hub::graphql::Done {
    throw common::Error(
        common::ErrorCode::forbidden,
        common::say("your role may not change this {}", common::Sentence::label("Account")),
        "name");
  };
  auto error = world.ask("mutation { deleteAccount(id: \"x\", version: 1) }", nullptr, "admin", "",
                         refused)["errors"][0];
  constexpr const char* german = "Ihre Rolle darf das nicht \xc3\xa4ndern: Kunde";
  STRCMP_EQUAL(german, error["message"].get<std::string>().c_str());
  STRCMP_EQUAL(german, error["extensions"]["errors"][0]["text"].get<std::string>().c_str());
  STRCMP_CONTAINS("Syntax error",
                  world.ask("{ accounts")["errors"][0]["message"].get<std::string>().c_str());
}

TEST(GraphqlExecution, refuses_a_nul_in_any_argument) {
  on_both([](World& world) {
    Json nul(std::string("a\0b", 3));
    for (auto argument : {"filter", "orderBy", "search", "after"}) {
      auto answer = world.ask("query($t: String) { accounts(" + std::string(argument) +
                                  ": $t) { totalCount nodes { id } } }",
                              {{"t", nul}});
      CHECK_TEXT(answer["data"]["accounts"].is_null(), argument);
    }
    auto one = world.ask("query($t: ID!) { account(id: $t) { id } }", {{"t", nul}});
    CHECK(one["data"]["account"].is_null());
  });
}

TEST(GraphqlExecution, refuses_variables_that_do_not_fit) {
  World world(Dialect::sqlite);
  auto text = "query Q($first: Int!) { accounts(first: $first) { totalCount } }";
  for (auto variables : {Json(nullptr), Json({{"first", nullptr}}), Json({{"first", "3"}}),
                         Json({{"first", 3000000000}}), Json({{"first", 1.5}}), Json::array()})
    CHECK_TEXT(!world.ask(text, variables).contains("data"), variables.dump().c_str());
  LONGS_EQUAL(0, world.ask(text, {{"first", 3}})["data"]["accounts"]["totalCount"].get<int>());
}

TEST(GraphqlExecution, shows_only_what_lies_in_reach_at_every_level) {
  World world(Dialect::sqlite);
  world.fill(2);
  // A technician reaches the accounts that he made, and those of his work.
  auto text = "{ accounts { totalCount nodes { id } } }";
  LONGS_EQUAL(2,
              world.ask(text, nullptr, "technician")["data"]["accounts"]["totalCount"].get<int>());
  auto stranger = "0193a000-0000-7000-8000-0000000000bb";
  auto seen = world.ask(text, nullptr, "technician", stranger);
  STRCMP_EQUAL(R"({"data":{"accounts":{"nodes":[],"totalCount":0}}})", seen.dump().c_str());
  auto id = world.account("C").header().id();
  auto one = world.ask("query($id: ID!) { account(id: $id) { id } }", {{"id", id}}, "technician",
                       stranger);
  CHECK(one["data"]["account"].is_null());
}
