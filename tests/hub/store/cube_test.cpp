// Counts within filters and rights, summed from cells, beside what reading each record gives.
#include <random>

#include "common/codec/values.hpp"
#include "hub/store/access.hpp"
#include "hub/store/query.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/interaction.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/opened_store.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using common::expr::Circle;
using common::expr::Context;
using common::expr::Expression;
using stores::OpenedStore;
using truckroll::crm::Account;

namespace {

const RecordType& accounts() {
  return stores::catalogue().of<Account>();
}

std::string id_of(char kind, unsigned number) {
  return std::string("0193a000-0000-7000-8000-0000000000") + kind + std::to_string(number);
}

/// Records, filters and callers by chance.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  unsigned below(unsigned end) { return static_cast<unsigned>(random_() % end); }
  bool one_of(unsigned many) { return below(many) == 0; }
  std::string user() { return id_of('a', below(4)); }
  std::string territory() { return id_of('c', below(3)); }
  std::string branch() { return id_of('b', below(3)); }

  Account account(unsigned number) {
    static const char* const states[] = {"lead", "prospect", "customer", "churned"};
    Account account;
    auto& header = *account.mutable_header();
    header.set_tenant(one_of(8) ? "t2" : "t1");
    header.set_id(std::to_string(number));
    header.set_version(1);
    if (!one_of(9)) header.set_state(states[below(4)]);
    if (!one_of(9)) header.set_created_by(user());
    if (one_of(7))
      *header.mutable_deleted_at() = common::codec::to_timestamp(common::from_micros(1));
    account.set_name("Name " + std::to_string(below(5)));
    if (!one_of(5)) account.set_kind(static_cast<Account::Kind>(1 + below(2)));
    if (!one_of(3)) account.set_size_class(static_cast<Account::SizeClass>(1 + below(4)));
    if (!one_of(4)) account.set_owner(user());
    if (one_of(9)) account.set_owner("");
    if (!one_of(4)) account.set_branch(branch());
    if (!one_of(3)) account.set_territory(territory());
    return account;
  }

  std::string comparison() {
    switch (below(10)) {
      case 0:
        return "owner = me";
      case 1:
        return "created_by = me";
      case 2:
        return std::string("state ") + (one_of(2) ? "=" : "!=") + " \"customer\"";
      case 3:
        return "owner = \"" + user() + "\"";
      case 4:
        return one_of(2) ? "territory = null" : "territory != null";
      case 5:
        return "branch.name = \"Branch " + std::to_string(below(3)) + "\"";
      case 6:
        return one_of(2) ? "size_class != medium" : "size_class = null";
      case 7:
        return "kind != company";
      case 8:
        return "territory = \"" + territory() + "\"";
      default:
        return one_of(4) ? "name = \"Name 2\"" : "state = \"lead\"";
    }
  }

  std::string filter(int depth = 0) {
    if (depth == 2 || one_of(3)) return comparison();
    auto joined = one_of(2) ? " AND " : " OR ";
    auto text = "(" + filter(depth + 1) + joined + filter(depth + 1) + ")";
    return one_of(4) ? "NOT " + text : text;
  }

  /// As rights are put together: own records, his team's, his territories', some states.
  Expression right() {
    auto& all = stores::catalogue();
    std::vector<Expression> grants;
    if (one_of(2)) grants.push_back(Expression::parse("owner = me", accounts(), all));
    if (one_of(2)) grants.push_back(Expression::parse("created_by = me", accounts(), all));
    if (one_of(2))
      grants.push_back(Expression::of_mine("owner", &Circle::colleagues, accounts(), all));
    if (one_of(2))
      grants.push_back(Expression::of_mine("territory", &Circle::territories, accounts(), all));
    auto reached = Expression::any_of(accounts(), grants);
    if (!one_of(3)) return reached;
    auto withheld = Expression::parse(comparison(), accounts(), all);
    return Expression::all_of(accounts(), {reached, Expression::none_of(accounts(), withheld)});
  }

  Context caller() {
    Context context;
    if (!one_of(6)) context.user = user();
    auto circle = std::make_shared<Circle>();
    for (unsigned i = 0; i < 4; ++i)
      if (one_of(2)) circle->colleagues.push_back(id_of('a', i));
    for (unsigned i = 0; i < 3; ++i)
      if (one_of(2)) circle->territories.push_back(id_of('c', i));
    if (!one_of(6)) context.circle = circle;
    return context;
  }

 private:
  std::mt19937 random_;
};

void add_branches(Connection& sql, const RecordTable& table) {
  for (unsigned i = 0; i < 3; ++i) {
    truckroll::admin::Branch branch;
    branch.mutable_header()->set_tenant("t1");
    branch.mutable_header()->set_id(id_of('b', i));
    branch.mutable_header()->set_version(1);
    branch.set_name("Branch " + std::to_string(i));
    table.insert(sql, branch);
  }
}

/// Each record by itself, in memory: neither cells nor SQL.
std::int64_t count_one_by_one(Connection& sql, const RecordTable& table, const Tables& tables,
                              const std::vector<Expression>& conditions, const Context& context) {
  std::vector<std::unique_ptr<Message>> records;
  auto& rows = sql.query(table.select() + " WHERE tenant = 't1' AND deleted_at IS NULL");
  while (rows.step()) records.push_back(table.read(rows));
  auto find = find_through(sql, tables, "t1");
  std::int64_t count = 0;
  for (auto& record : records) {
    bool all = true;
    for (auto& condition : conditions)
      all = all && condition.evaluate(*record, context, find) == true;
    count += all ? 1 : 0;
  }
  return count;
}

void change_some(Chance& chance, Connection& sql, const RecordTable& table,
                 std::vector<Account>& records) {
  for (auto& record : records) {
    if (!chance.one_of(3)) continue;
    auto after = chance.account(0);
    *after.mutable_header()->mutable_tenant() = record.header().tenant();
    *after.mutable_header()->mutable_id() = record.header().id();
    after.mutable_header()->set_version(record.header().version() + 1);
    table.update(sql, record, after);
    record = after;
  }
}

void compare(OpenedStore& opened, Chance& chance, int questions) {
  opened.store().read([&](Connection& sql) {
    auto& tables = opened.store().tables();
    auto& table = tables.of(accounts());
    int summed = 0;
    for (int i = 0; i < questions; ++i) {
      Query query;
      query.type = &accounts();
      query.filter = chance.one_of(5) ? "" : chance.filter();
      query.page_size = 1;
      query.count_max = 0;
      std::optional<Expression> right;
      if (!chance.one_of(3)) right = chance.right();
      auto context = chance.caller();
      query.reading = Reading{};
      std::vector<Expression> both{
          Expression::parse(query.filter, accounts(), stores::catalogue())};
      if (right) both.push_back(*right);
      auto exact = count_one_by_one(sql, table, tables, both, context);
      auto page = run_query(sql, stores::catalogue(), table, "t1", query, right, context);
      LONGLONGS_EQUAL_TEXT(exact, page.total, query.filter.c_str());
      if (auto known = table.cube().find(sql, "t1", both, context)) {
        LONGLONGS_EQUAL_TEXT(exact, *known, query.filter.c_str());
        ++summed;
      }
    }
    CHECK(summed > questions / 2);
  });
}

}  // namespace

TEST_GROUP(Cube){};

TEST(Cube, gives_what_counting_gives_for_any_filter_and_caller) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    OpenedStore opened(dialect);
    auto& table = opened.store().tables().of(accounts());
    Chance chance(11);
    std::vector<Account> records;
    opened.write([&](Transaction& transaction) {
      records.clear();
      add_branches(transaction.sql(),
                   opened.store().tables().of(stores::catalogue().of<truckroll::admin::Branch>()));
      for (unsigned i = 0; i < 250; ++i) {
        records.push_back(chance.account(i));
        table.insert(transaction.sql(), records.back());
      }
    });
    compare(opened, chance, 150);
    opened.write(
        [&](Transaction& transaction) { change_some(chance, transaction.sql(), table, records); });
    compare(opened, chance, 150);
    // A database that was counted by other dimensions, or not at all.
    auto connection = open_connection(opened.url());
    connection->run_script(dialect == Dialect::sqlite ? "UPDATE record_cube SET cell = 'state', "
                                                        "count = 5 WHERE tenant = ''; DELETE FROM "
                                                        "record_cube WHERE tenant = 't1'"
                                                      : "DROP FUNCTION cube_account CASCADE");
    connection->run_script("DELETE FROM hub_state WHERE key = 'layout'");
    connection->run_script("DELETE FROM record_cube WHERE tenant <> ''");
    migrate(*connection, stores::catalogue());
    compare(opened, chance, 100);
    if (dialect == Dialect::postgres) CHECK(fold_counts(*connection) > 0);
    compare(opened, chance, 50);
  }
}

TEST(Cube, is_kept_by_owners_and_few_choices_of_every_declared_type) {
  std::size_t kept = 0;
  for (auto& type : stores::catalogue().types()) {
    ::hub::store::Cube cube(*type);
    CHECK_TEXT(cube.dimensions().size() <= 8, type->name.c_str());
    kept += cube.is_kept(Dialect::sqlite) ? 1 : 0;
  }
  CHECK(kept > 150);
  auto names = ::hub::store::Cube(accounts()).dimensions();
  for (auto name : {"state", "owner", "branch", "territory", "created_by", "kind", "size_class"})
    CHECK_TEXT(std::find(names.begin(), names.end(), name) != names.end(), name);
}
