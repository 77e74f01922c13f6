// Filters and formulas of users: any bytes are read or refused, and what is read means the same in
// memory and in SQL.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/formula.hpp"
#include "hub/store/filter.hpp"
#include "hub/store/tables.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/crm/account.pb.h"

namespace {

using common::expr::Expression;
using common::expr::Formula;
using common::schema::Message;
using namespace hub::store;

const std::string tenant = "t1";
const common::expr::Context context{"u", "t", 20'776,
                                    common::parse_instant("2026-11-20T12:00:00Z")};

const Catalogue& catalogue() {
  static const auto all = Catalogue::compiled();
  return all;
}

/// A few records that refer to each other, in memory and in SQLite.
class World {
 public:
  World() : connection_(open_connection("sqlite::memory:")) {
    migrate(*connection_, catalogue());
    add_accounts();
    for (int i = 0; i < 4; ++i) add_invoice(i);
    store(add("field.WorkOrder", "w"));
    store(add("crm.Note", "n"));
  }

  Connection& connection() { return *connection_; }

  std::set<std::string> in_memory(const Expression& expression) const {
    std::set<std::string> ids;
    for (auto& record : records_)
      if (&catalogue().of(*record) == &expression.type() &&
          expression.evaluate(*record, context, finder()) == true)
        ids.insert(id_of(*record));
    return ids;
  }

  std::set<std::string> in_sql(const Expression& expression) {
    auto& type = expression.type();
    auto condition = to_sql(expression, type, context, Dialect::sqlite);
    auto& rows = connection_->query(
        "SELECT \"id\" FROM " + sql_name(type.table) + " WHERE " + condition.sql, condition.values);
    std::set<std::string> ids;
    while (rows.step()) ids.insert(rows.text(0));
    return ids;
  }

  void evaluate(const Formula& formula, const RecordType& type) const {
    for (auto& record : records_)
      if (&catalogue().of(*record) == &type) try {
          formula.evaluate(*record, context, finder());
        } catch (const common::Error& error) {
          if (error.code() != common::ErrorCode::bad_input) throw;
        }
  }

 private:
  static const std::string& id_of(const Message& record) {
    return common::schema::header(record).id();
  }

  common::expr::Find finder() const {
    return {[this](const RecordType& type, std::string_view id) {
      std::unique_ptr<Message> copy;
      for (auto& record : records_)
        if (&catalogue().of(*record) == &type && id_of(*record) == id) {
          copy = type.make();
          copy->CopyFrom(*record);
        }
      return copy;
    }};
  }

  Message& add(const std::string& type_name, const std::string& id) {
    auto record = catalogue().type(type_name).make();
    auto& header = common::schema::header(*record);
    header.set_id(id);
    header.set_tenant(tenant);
    header.set_version(1 + static_cast<std::int64_t>(records_.size()));
    header.set_created_by("u");
    *header.mutable_created_at() = common::codec::to_timestamp(context.now);
    records_.push_back(std::move(record));
    return *records_.back();
  }
  void store(const Message& record) {
    RecordTable(catalogue().of(record)).insert(*connection_, record);
  }

  void add_accounts() {
    auto& parent = static_cast<truckroll::crm::Account&>(add("crm.Account", "a1"));
    parent.set_name("Müller Holding");
    store(parent);
    auto& child = static_cast<truckroll::crm::Account&>(add("crm.Account", "a2"));
    child.set_name("Meier");
    child.set_parent("a1");
    child.set_owner("u");
    store(child);
  }

  void add_invoice(int i) {
    auto& invoice =
        static_cast<truckroll::billing::Invoice&>(add("billing.Invoice", "i" + std::to_string(i)));
    invoice.set_number("R" + std::to_string(i));
    invoice.set_account(i == 3 ? "nowhere" : i % 2 ? "a1" : "a2");
    if (i > 0) invoice.mutable_due()->set_days(20'770 + i * 5);
    if (i > 0) invoice.set_terms_days(10 * i);
    *invoice.mutable_total() =
        common::codec::money(i == 2 ? 9'000'000'000'000'000'000 : 1000 * i, i == 3 ? "JPY" : "CHF");
    *invoice.mutable_open() = common::codec::money(333 * i - 400, "CHF");
    store(invoice);
  }

  std::unique_ptr<Connection> connection_;
  std::vector<std::unique_ptr<Message>> records_;
};

World& world() {
  static World made;
  return made;
}

/// Refusals are answers; everything else that is thrown ends the program.
template <class F>
void refusable(F&& run) {
  try {
    run();
  } catch (const common::Error& error) {
    // The stack of SQLite's parser: run_query makes a refusal of it.
    bool deep =
        std::string_view(error.what()).find("parser stack overflow") != std::string_view::npos;
    if (error.code() != common::ErrorCode::bad_input && !deep) throw;
  }
}

void check_filter(const std::string& text, const RecordType& type) {
  auto expression = Expression::parse(text, type, catalogue());
  to_sql(expression, type, context, Dialect::postgres);
  if (world().in_memory(expression) == world().in_sql(expression)) return;
  std::fprintf(stderr, "memory and SQL differ on %s: %s\n", type.name.c_str(), text.c_str());
  std::abort();
}

}  // namespace

/// The first byte names the type and whether it is a filter or a formula.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const char* names[] = {"field.WorkOrder", "crm.Account", "billing.Invoice", "crm.Note"};
  auto& type = catalogue().type(names[data[0] % 4]);
  std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  refusable([&] {
    if (data[0] % 8 < 4)
      check_filter(text, type);
    else
      world().evaluate(Formula::parse(text, type, catalogue()), type);
  });
  return 0;
}
