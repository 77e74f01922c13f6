#include "tests/hub/graphql/world.hpp"

#include <CppUTest/TestHarness.h>

using graphql_test::faults;

TEST_GROUP(GraphqlValidation){};

TEST(GraphqlValidation, allows_what_can_be_executed) {
  for (auto text : {
           "{ accounts { nodes { id name } totalCount pageInfo { endCursor hasNextPage } } }",
           "query Q($id: ID!) { account(id: $id) { ...A } } fragment A on Account { name kind }",
           "{ account(id: \"1\") { ... on Record { id } ... { version } } }",
           "query Q($f: Int = 3) { accounts(first: $f) { nodes { sites(first: $f) "
           "{ nodes { name } } } } }",
           "query Q($yes: Boolean!) { accounts { totalCount @include(if: $yes) } }",
           "{ notes { nodes { about { __typename id ... on Account { name } ... on WorkOrder "
           "{ number } } } } }",
           "{ __schema { types { name } } __type(name: \"Account\") { kind } __typename }",
           "{ a: account(id: 1) { id } b: account(id: 2) { id } }",
           "{ accounts { nodes { id } } accounts { nodes { name } } }",
           "mutation M($i: CreateAccountInput!) { createAccount(input: $i) { id } }",
           "mutation { createAccount(input: {name: \"A\", kind: company, addresses: [{use: main, "
           "address: {city: \"B\"}}]}) { id version } }",
           "subscription { accountChanged(id: \"1\") { name } }",
       })
    STRCMP_EQUAL_TEXT("", faults(text).c_str(), text);
}

TEST(GraphqlValidation, says_what_is_wrong_and_where) {
  struct Row {
    const char* text;
    const char* said;
  };
  for (auto& row : {
           Row{"{ nothing }", "1:3 Cannot query field \"nothing\" on type \"Query\"."},
           Row{"{ accounts { nodes { secret } } }",
               "1:22 Cannot query field \"secret\" on type \"Account\"."},
           Row{"{ accounts }",
               "1:3 Field \"accounts\" of type \"AccountConnection\" needs a selection of "
               "subfields."},
           Row{"{ accounts { totalCount { id } } }",
               "1:14 Field \"totalCount\" of type \"Int!\" has no subfields."},
           Row{"{ account { id } }",
               "1:3 Argument \"id\" of type ID! is required on field \"Query.account\"."},
           Row{"{ accounts(limit: 3) { totalCount } }",
               "1:12 Unknown argument \"limit\" on field \"Query.accounts\"."},
           Row{"{ accounts(first: \"3\") { totalCount } }",
               "1:19 expected a value of type Int, found \"3\"."},
           Row{"{ accounts(first: 1, first: 2) { totalCount } }",
               "1:22 There can be only one argument named \"first\"."},
           Row{"query($a: Int) { accounts { totalCount } }", "1:7 Variable \"$a\" is never used."},
           Row{"{ accounts(first: $a) { totalCount } }", "1:19 Variable \"$a\" is not defined."},
           Row{"query($a: String) { accounts(first: $a) { totalCount } }",
               "1:7 Variable \"$a\" of type \"String\" used where type \"Int\" is expected."},
           Row{"query($a: ID) { account(id: $a) { id } }",
               "1:7 Variable \"$a\" of type \"ID\" used where type \"ID!\" is expected."},
           Row{"query($a: Account) { accounts { totalCount } }",
               "1:11 Variable \"$a\" cannot be of type \"Account\", which is no input type here.\n"
               "1:7 Variable \"$a\" is never used."},
           Row{"query($a: Int = \"x\") { accounts(first: $a) { totalCount } }",
               "1:17 expected a value of type Int, found \"x\"."},
           Row{"{ ...F }", "1:3 Unknown fragment \"F\"."},
           Row{"{ accounts { totalCount } } fragment F on Account { id }",
               "1:29 Fragment \"F\" is never used."},
           Row{"{ ...F } fragment F on Query { ...F }",
               "1:32 Fragment \"F\" leads back to itself."},
           Row{"{ ...F } fragment F on Nothing { id }",
               "1:24 Fragment \"F\" cannot be on \"Nothing\", which is no object here."},
           Row{"{ accounts { nodes { ... on Site { id } } } }",
               "1:22 A fragment on \"Site\" never applies to \"Account\"."},
           Row{"{ accounts { totalCount @upper } }", "1:25 Unknown directive \"@upper\"."},
           Row{"query @skip(if: true) { accounts { totalCount } }",
               "1:7 Directive \"@skip\" may not stand on QUERY."},
           Row{"{ accounts { totalCount @skip } }",
               "1:25 Argument \"if\" of type Boolean! is required on directive \"@skip\"."},
           Row{"{ a: accounts { totalCount } a: sites { totalCount } }",
               "1:3 Fields \"a\" conflict because \"accounts\" and \"sites\" are different "
               "fields. Use different aliases."},
           Row{"{ accounts(first: 1) { totalCount } accounts { totalCount } }",
               "1:3 Fields \"accounts\" conflict because they have different arguments. Use "
               "different aliases."},
           Row{"{ accounts { nodes { x: name x: id } } }",
               "1:22 Fields \"x\" conflict because they return \"String\" and \"ID!\". Use "
               "different aliases."},
           Row{"query A { accounts { totalCount } } query A { accounts { totalCount } }",
               "1:1 There can be only one operation named \"A\"."},
           Row{"{ accounts { totalCount } } query A { accounts { totalCount } }",
               "1:1 An anonymous operation must be the only one."},
           Row{"subscription { a: accountChanged { id } b: siteChanged { id } }",
               "1:1 A subscription selects exactly one field."},
           Row{"mutation { createAccount(input: {nme: 1}) { id } }",
               "1:34 type CreateAccountInput has no field \"nme\"."},
           Row{"mutation { createAccount(input: {kind: huge}) { id } }",
               "1:40 expected a value of type AccountKind, found huge."},
       })
    STRCMP_EQUAL_TEXT(row.said, faults(row.text).c_str(), row.text);
}

TEST(GraphqlValidation, hides_types_fields_and_actions_from_those_without_the_right) {
  // A bookkeeper reads the ledger; a technician knows of no entries at all.
  STRCMP_EQUAL("", faults("{ journalEntries { totalCount } }", "bookkeeper").c_str());
  STRCMP_EQUAL("1:3 Cannot query field \"journalEntries\" on type \"Query\".",
               faults("{ journalEntries { totalCount } }", "technician").c_str());
  CHECK(graphql_test::schema("technician").find("JournalEntry") == nullptr);
  CHECK(graphql_test::schema("technician").find("CreateJournalEntryInput") == nullptr);
  auto technician = graphql_test::schema("technician").mutation;
  CHECK(technician->find("scheduledEventOnMyWay") != nullptr);
  CHECK(technician->find("scheduledEventCancel") == nullptr);
  CHECK(graphql_test::schema("admin").type("User").find("password") == nullptr);
  CHECK(graphql_test::schema("nobody").mutation == nullptr ||
        graphql_test::schema("nobody").mutation->find("createAccount") == nullptr);
}

TEST(GraphqlValidation, names_the_limit_of_depth) {
  std::string deep = "id";
  for (int i = 0; i < 12; ++i) deep = "parent { " + deep + " }";
  STRCMP_CONTAINS("nested deeper than the limit of 12 levels",
                  faults("{ account(id: 1) { " + deep + " } }").c_str());
}

TEST(GraphqlValidation, stays_quick_where_fragments_multiply) {
  // Each fragment spells out the next twice: 2^25 fields, if they were all looked at.
  std::string text = "{ account(id: 1) { ...F0 } }";
  for (int i = 0; i < 25; ++i)
    text += " fragment F" + std::to_string(i) + " on Account { a: parent { ...F" +
            std::to_string(i + 1) + " } b: parent { ...F" + std::to_string(i + 1) + " } }";
  text += " fragment F25 on Account { id }";
  CHECK(!faults(text).empty());
}
