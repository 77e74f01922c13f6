#include "hub/store/query.hpp"

#include <string>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/people/technician.pb.h"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using common::expr::Expression;
using stores::catalogue;
using Names = std::vector<std::string>;

namespace {

const std::string tenant = "t1";

/// One store with accounts, on either database.
class Accounts {
 public:
  explicit Accounts(Dialect dialect)
      : connection_(stores::open_empty(dialect)),
        type_(catalogue().type("crm.Account")),
        table_(type_) {}

  truckroll::crm::Account add(const std::string& name, const std::string& of_tenant = tenant,
                              bool deleted = false) {
    truckroll::crm::Account account;
    complete(account, of_tenant, deleted);
    if (!name.empty()) account.set_name(name);
    table_.insert(*connection_, account);
    return account;
  }
  void add(truckroll::crm::Account account) {
    complete(account, tenant, false);
    table_.insert(*connection_, account);
  }
  template <class Record>
  void complete(Record& record, const std::string& of_tenant, bool deleted) {
    auto& header = *record.mutable_header();
    header.set_id("0193a000-0000-7000-8000-" + std::to_string(100'000'000'000 + ++made_));
    header.set_tenant(of_tenant);
    header.set_version(1);
    *header.mutable_created_at() = common::codec::to_timestamp(common::from_micros(made_));
    if (deleted) *header.mutable_deleted_at() = header.created_at();
  }

  Query query(int page_size = 50) const {
    Query query;
    query.type = &type_;
    query.page_size = page_size;
    return query;
  }
  Page run(const Query& query, const std::optional<Expression>& access = {}) {
    RecordTable table(*query.type);
    return run_query(*connection_, catalogue(), table, tenant, query, access, {"", "", 0});
  }
  Connection& connection() { return *connection_; }

 private:
  std::unique_ptr<Connection> connection_;
  const RecordType& type_;
  RecordTable table_;
  std::int64_t made_ = 0;
};

Names names(const Page& page) {
  Names names;
  for (auto& item : page.items)
    names.push_back(static_cast<const truckroll::crm::Account&>(*item).name());
  return names;
}

/// All pages one after the other.
Names all_names(Accounts& accounts, Query query) {
  Names all;
  do {
    auto page = accounts.run(query);
    for (auto& name : names(page)) all.push_back(name);
    query.page_token = page.next_page_token;
    if (all.size() > 1000) return {"endless"};
  } while (!query.page_token.empty());
  return all;
}

std::string refusal(Accounts& accounts, const Query& query) {
  try {
    accounts.run(query);
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::bad_input || error.violations().empty())
      return "wrong kind of error: " + error.text();
    return error.violations()[0].field + ": " + error.reason().english();
  }
  return "accepted";
}

template <class Check>
void on_both(Check check) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    Accounts accounts(dialect);
    check(accounts);
  }
}

}  // namespace

TEST_GROUP(Query){};

TEST(Query, orders_by_folded_text_with_missing_values_last_in_both_directions) {
  on_both([](Accounts& accounts) {
    for (auto name : {"Zeta", "ärger", "", "Beta", "alpha"}) accounts.add(name);
    auto query = accounts.query(2);
    query.order_by = "name";
    CHECK(all_names(accounts, query) == (Names{"alpha", "ärger", "Beta", "Zeta", ""}));
    query.order_by = "name desc";
    CHECK(all_names(accounts, query) == (Names{"Zeta", "Beta", "ärger", "alpha", ""}));
  });
}

// features: API-03
TEST(Query, pages_through_equal_and_missing_values_without_loss_or_repetition) {
  on_both([](Accounts& accounts) {
    for (int i = 0; i < 30; ++i) {
      truckroll::crm::Account account;
      account.set_name("n" + std::to_string(i));
      if (i % 3) account.set_industry(i % 3 == 1 ? "heating" : "water");
      if (i % 4)
        account.set_size_class(i % 4 == 1 ? truckroll::crm::Account::SIZE_CLASS_LARGE
                                          : truckroll::crm::Account::SIZE_CLASS_MICRO);
      accounts.add(account);
    }
    for (auto order :
         {"industry", "industry desc", "size_class desc, industry", "state, size_class",
          "created_at desc", "version desc, industry desc", "id desc", "created_by"})
      for (int size : {1, 7, 29, 30, 500}) {
        auto query = accounts.query(size);
        query.order_by = order;
        auto paged = all_names(accounts, query);
        query.page_size = 500;
        CHECK_TEXT(paged == names(accounts.run(query)), order);
        std::set<std::string> distinct(paged.begin(), paged.end());
        CHECK_EQUAL_TEXT(30, distinct.size(), order);
      }
  });
}

TEST(Query, choices_are_ordered_as_declared) {
  on_both([](Accounts& accounts) {
    using truckroll::crm::Account;
    for (auto [name, size] :
         {std::pair{"big", Account::SIZE_CLASS_LARGE}, std::pair{"tiny", Account::SIZE_CLASS_MICRO},
          std::pair{"middle", Account::SIZE_CLASS_MEDIUM}}) {
      Account account;
      account.set_name(name);
      account.set_size_class(size);
      accounts.add(account);
    }
    auto query = accounts.query();
    query.order_by = "size_class";
    CHECK(names(accounts.run(query)) == (Names{"tiny", "middle", "big"}));
  });
}

// features: API-03
TEST(Query, a_page_is_stable_while_rows_are_inserted) {
  on_both([](Accounts& accounts) {
    for (auto name : {"b", "d", "f", "h"}) accounts.add(name);
    auto query = accounts.query(2);
    query.order_by = "name";
    auto first = accounts.run(query);
    for (auto name : {"a", "c", "e"}) accounts.add(name);
    query.page_token = first.next_page_token;

    auto second = accounts.run(query);

    CHECK(names(first) == (Names{"b", "d"}));
    CHECK(names(second) == (Names{"e", "f"}));
    CHECK_EQUAL(4, first.total);
    CHECK_EQUAL(7, second.total);
  });
}

TEST(Query, total_counts_what_filter_search_and_rights_leave_over_all_pages) {
  on_both([](Accounts& accounts) {
    for (int i = 0; i < 12; ++i) accounts.add("Firma " + std::to_string(i));
    accounts.add("Firma 1 gone", tenant, true);
    accounts.add("Firma 1 elsewhere", "t2");
    auto query = accounts.query(1);
    query.filter = "name:1";
    auto page = accounts.run(query);
    CHECK_EQUAL(3, page.total);  // 1, 10, 11
    CHECK_EQUAL(1, page.items.size());
    auto access = Expression::parse("name:0 OR name:11", *query.type, catalogue());
    CHECK_EQUAL(2, accounts.run(query, access).total);
    query.search = "firma 11";
    CHECK_EQUAL(1, accounts.run(query, access).total);
    CHECK_EQUAL(0, accounts.run(query, Expression::any_of(*query.type, {})).total);
  });
}

TEST(Query, total_is_counted_to_a_bound_and_says_so) {
  on_both([](Accounts& accounts) {
    for (int i = 0; i < 6; ++i) accounts.add("Firma " + std::to_string(i));
    struct Case {
      const char* name;
      int page_size;
      std::int64_t count_max, total;
      bool exact;
    };
    for (auto one :
         {Case{"bounded", 2, 4, 4, false}, Case{"as many as the bound", 2, 6, 6, true},
          Case{"to the end", 2, 0, 6, true}, Case{"all on the first page", 50, 4, 6, true}}) {
      auto query = accounts.query(one.page_size);
      query.count_max = one.count_max;
      auto page = accounts.run(query);
      CHECK_EQUAL_TEXT(one.total, page.total, one.name);
      CHECK_EQUAL_TEXT(one.exact, page.total_is_exact, one.name);
    }
  });
}

TEST(Query, every_word_must_occur_in_some_searchable_text_literally) {
  on_both([](Accounts& accounts) {
    accounts.add("Müller & Söhne 100% AG");
    accounts.add("Muller_Heizung");
    truckroll::crm::Account by_line;
    by_line.set_name("Vogt");
    by_line.add_channels()->set_line("1");
    by_line.mutable_channels(0)->set_value("Info@Mueller.li");
    accounts.add(by_line);
    auto found = [&](const std::string& search) {
      auto query = accounts.query();
      query.search = search;
      return accounts.run(query).total;
    };
    CHECK_EQUAL(2, found("MÜLLER"));
    CHECK_EQUAL(1, found("muller sohne"));
    CHECK_EQUAL(1, found("sohne\tmuller  ag"));
    CHECK_EQUAL(1, found("100%"));
    CHECK_EQUAL(1, found("r_h"));
    CHECK_EQUAL(0, found("%"
                         "z"));
    CHECK_EQUAL(0, found("\\"));
    CHECK_EQUAL(1, found("info@mueller vogt"));
    CHECK_EQUAL(0, found("müller vogt"));
    CHECK_EQUAL(3, found("   "));
  });
}

TEST(Query, search_looks_into_names_of_persons_but_not_at_the_json_around_them) {
  on_both([](Accounts& accounts) {
    auto& type = catalogue().type("people.Technician");
    truckroll::people::Technician technician;
    accounts.complete(technician, tenant, false);
    technician.mutable_name()->set_given("Anna");
    technician.mutable_name()->set_family("Büchel");
    RecordTable(type).insert(accounts.connection(), technician);
    auto found = [&](const std::string& search) {
      auto query = accounts.query();
      query.type = &type;
      query.search = search;
      return accounts.run(query).total;
    };
    CHECK_EQUAL(1, found("ANNA büchel"));
    CHECK_EQUAL(0, found("given"));
    CHECK_EQUAL(0, found("{"));
  });
}

TEST(Query, lines_come_with_the_records) {
  on_both([](Accounts& accounts) {
    for (int i = 0; i < 3; ++i) {
      truckroll::crm::Account account;
      account.set_name("n");
      for (int n = 0; n <= i; ++n) account.add_social()->set_line(std::to_string(n));
      accounts.add(account);
    }
    auto page = accounts.run(accounts.query());
    for (int i = 0; i < 3; ++i)
      CHECK_EQUAL(i + 1, static_cast<const truckroll::crm::Account&>(
                             *page.items[static_cast<std::size_t>(i)])
                             .social_size());
  });
}

TEST(Query, refuses_a_token_of_another_query_or_a_forged_one) {
  on_both([](Accounts& accounts) {
    for (auto name : {"a", "b", "c"}) accounts.add(name);
    auto query = accounts.query(1);
    query.order_by = "created_at";
    auto token = accounts.run(query).next_page_token;
    const std::string foreign =
        "page_token: this page belongs to another list; begin again with the first page";
    auto refused = [&](const std::string& order, const std::string& filter,
                       const std::string& text) {
      auto other = accounts.query(1);
      other.order_by = order;
      other.filter = filter;
      other.page_token = text;
      STRCMP_EQUAL(foreign.c_str(), refusal(accounts, other).c_str());
    };
    auto print = common::from_base64(token).substr(0, 19);  // ["0123456789abcdef",
    refused("name", "", token);
    refused("created_at", "name:a", token);
    for (auto forged : {"%%%", "", "[]", "[1]", "nonsense"})
      if (*forged) refused("created_at", "", forged);
    for (auto& tail : {"\"text\",\"id\"]", "1,null]", "1,2]", "1.5,\"id\"]", "1]",
                       "18446744073709551615,\"id\"]", "1,\"a\\u0000b\"]", "{},\"id\"]"})
      refused("created_at", "", common::to_base64("[" + print.substr(1) + tail));
    query.page_token = token;
    STRCMP_EQUAL("accepted", refusal(accounts, query).c_str());
  });
}

TEST(Query, refuses_what_it_cannot_do_and_says_why) {
  Accounts accounts(Dialect::sqlite);
  auto with = [&](auto change) {
    auto query = accounts.query();
    change(query);
    return refusal(accounts, query);
  };
  STRCMP_EQUAL("page_size: expected 1 to 500", with([](Query& q) { q.page_size = 0; }).c_str());
  STRCMP_EQUAL("page_size: expected 1 to 500", with([](Query& q) { q.page_size = 501; }).c_str());
  STRCMP_EQUAL("order_by: Account has no field \"colour\"",
               with([](Query& q) { q.order_by = "colour"; }).c_str());
  STRCMP_EQUAL("order_by: Account has no field \"\"",
               with([](Query& q) { q.order_by = "name,"; }).c_str());
  STRCMP_EQUAL("order_by: a list cannot be ordered by \"roles\"",
               with([](Query& q) { q.order_by = "roles"; }).c_str());
  STRCMP_EQUAL("order_by: expected asc or desc after \"name\"",
               with([](Query& q) { q.order_by = "name up"; }).c_str());
  STRCMP_EQUAL("order_by: at most 5 fields",
               with([](Query& q) { q.order_by = "id,id,id,id,id,id"; }).c_str());
  STRCMP_EQUAL("search: at most 200 characters",
               with([](Query& q) { q.search = std::string(201, 'a'); }).c_str());
  STRCMP_EQUAL("search: expected UTF-8 text", with([](Query& q) { q.search = "\xff"; }).c_str());
  STRCMP_EQUAL("filter: at character 1: Account has no field \"x\"",
               with([](Query& q) { q.filter = "x=1"; }).c_str());
}

TEST(Query, a_field_that_may_not_be_read_does_not_exist_for_filter_order_and_search) {
  Accounts accounts(Dialect::sqlite);
  accounts.add("Secretive");
  auto query = accounts.query();
  query.readable = [](const Field& field) {
    return field.name != "name" && field.name != "value" && field.name != "team";
  };
  auto with = [&](auto change) {
    auto changed = query;
    change(changed);
    return refusal(accounts, changed);
  };
  STRCMP_EQUAL("filter: at character 6: Account has no field \"name\"",
               with([](Query& q) { q.filter = "NOT (name = x)"; }).c_str());
  STRCMP_EQUAL("filter: at character 1: Account has no field \"team\"",
               with([](Query& q) { q.filter = "team.role = x"; }).c_str());
  STRCMP_EQUAL("filter: at character 1: \"channels\" has no field \"value\"",
               with([](Query& q) { q.filter = "channels.value = x"; }).c_str());
  STRCMP_EQUAL("order_by: Account has no field \"name\"",
               with([](Query& q) { q.order_by = "name"; }).c_str());
  query.search = "secretive";
  CHECK_EQUAL(0, accounts.run(query).total);
  query.search = "";
  CHECK_EQUAL(1, accounts.run(query).total);  // the type's own order by name is left out
}

TEST(Query, every_type_lists_in_its_own_order_on_both_databases) {
  on_both([](Accounts& accounts) {
    for (auto& type : catalogue().types()) {
      auto query = accounts.query();
      query.type = type.get();
      STRCMP_EQUAL_TEXT("accepted", refusal(accounts, query).c_str(), type->name.c_str());
    }
  });
}

TEST(Query, orders_by_several_fields_with_missing_values_last_over_all_pages) {
  on_both([](Accounts& accounts) {
    for (auto [name, language] : {std::pair("b", "de"),
                                  {"a", "de"},
                                  {"c", ""},
                                  {"a", ""},
                                  {"d", "en"},
                                  {"", "en"},
                                  {"", "de"},
                                  {"", ""}}) {
      truckroll::crm::Account account;
      if (*name) account.set_name(name);
      if (*language) account.set_language(language);
      accounts.add(account);
    }
    auto query = accounts.query(1);
    query.order_by = "language desc, name";
    CHECK(all_names(accounts, query) == (Names{"d", "", "a", "b", "", "a", "c", ""}));
  });
}

TEST(Query, reads_only_the_fields_that_are_asked_for) {
  on_both([](Accounts& accounts) {
    truckroll::crm::Account account;
    account.set_name("Meier");
    account.set_language("de");
    account.set_industry("heating");
    auto member = account.add_team();
    member->set_line("1");
    member->set_role("sales");
    auto social = account.add_social();
    social->set_line("1");
    social->set_handle("meier");
    accounts.add(account);
    auto query = accounts.query();
    auto read = [&](std::vector<std::string> fields) {
      query.fields = std::move(fields);
      return std::move(accounts.run(query).items.at(0));
    };

    auto part = read({"language", "social"});
    auto& some = static_cast<const truckroll::crm::Account&>(*part);
    CHECK_EQUAL(1, some.header().version());
    STRCMP_EQUAL("de", some.language().c_str());
    STRCMP_EQUAL("meier", some.social().at(0).handle().c_str());
    CHECK(!some.has_name() && !some.has_industry() && some.team_size() == 0);
    auto none = read({"id"});
    CHECK(!static_cast<const truckroll::crm::Account&>(*none).has_language());
    query.fields = std::vector<std::string>{"colour"};
    STRCMP_EQUAL("fields: Account has no field \"colour\"", refusal(accounts, query).c_str());
    query.fields = std::vector<std::string>{"name"};
    query.readable = [](const Field& field) { return field.name != "name"; };
    STRCMP_EQUAL("fields: Account has no field \"name\"", refusal(accounts, query).c_str());
  });
}

TEST(Query, a_filter_follows_references_only_where_somebody_says_what_may_be_read_there) {
  on_both([](Accounts& accounts) {
    auto parent = accounts.add("Holding");
    truckroll::crm::Account child;
    child.set_name("Child");
    child.set_parent(parent.header().id());
    accounts.add(child);
    auto query = accounts.query();
    query.filter = "parent.name : hold";
    CHECK_EQUAL(1, accounts.run(query).total);

    query.readable = [](const Field&) { return true; };
    STRCMP_EQUAL("filter: references are not followed here", refusal(accounts, query).c_str());
    query.readable = {};
    auto all = Expression::all_of(*query.type, {});
    try {
      accounts.run(query, all);
      FAIL("followed");
    } catch (const common::Error& error) {
      STRCMP_EQUAL("references are not followed here",
                   error.violations().at(0).text.english().c_str());
    }
    query.reading = Reading{};
    CHECK_EQUAL(1, accounts.run(query, all).total);
    query.reading->records = [](const RecordType& type) {
      return std::optional(Expression::parse("name : child", type, catalogue()));
    };
    CHECK_EQUAL(0, accounts.run(query, all).total);
    query.filter = "parent.name != x";  // its own record has none; the other's cannot be told
    CHECK_EQUAL(1, accounts.run(query, all).total);
  });
}

TEST(Query, a_filter_that_costs_too_much_is_refused_with_its_limit) {
  Accounts accounts(Dialect::sqlite);
  auto query = accounts.query();
  auto repeated = [](const std::string& text, int times) {
    std::string filter = text;
    for (int i = 1; i < times; ++i) filter += " OR " + text;
    return "(" + filter + ")";
  };
  query.filter = repeated("legal_name : x", 11);
  STRCMP_EQUAL(
      "filter: this filter costs too much: it searches texts for a part of them 11 times, "
      "at most 10, or 50 where AND joins it to an indexed field, such as a reference",
      refusal(accounts, query).c_str());
  query.filter += " AND owner = me";
  STRCMP_EQUAL("accepted", refusal(accounts, query).c_str());
  query.filter = repeated("parent.parent.name = x", 4);
  STRCMP_CONTAINS("looks into other records, lines or added fields 8 times, at most 6",
                  refusal(accounts, query).c_str());
  query.filter = repeated("team.role = x", 7);
  STRCMP_CONTAINS("7 times, at most 6", refusal(accounts, query).c_str());
  query.filter += " AND name >= meier";
  STRCMP_EQUAL("accepted", refusal(accounts, query).c_str());
  query.filter = "NOT (name = x) AND " + repeated("team.role = x", 7);
  STRCMP_CONTAINS("7 times, at most 6", refusal(accounts, query).c_str());
}

TEST(Query, the_deepest_filter_with_the_widest_computation_is_read_by_both_databases) {
  on_both([](Accounts& accounts) {
    auto query = accounts.query();
    auto deepest = std::string("parent.parent.parent.created_at - created_at > hours(1)");
    STRCMP_CONTAINS("is compared with a value only",
                    (query.filter = deepest, refusal(accounts, query)).c_str());
    std::string computed = "version";
    for (int i = 0; i < 15; ++i)
      computed = "(" + computed + (i % 2 ? " / version" : " * version") + ")";
    query.filter = computed + " > 3";
    STRCMP_EQUAL("accepted", refusal(accounts, query).c_str());
    std::string nested = "parent.parent.parent.name : x";
    for (int i = 0; i < Expression::max_depth - 1; ++i)
      nested = "version = 1" + std::string(i % 2 ? " AND " : " OR ") + "(" + nested + ")";
    query.filter = nested;
    STRCMP_EQUAL("accepted", refusal(accounts, query).c_str());
  });
}
