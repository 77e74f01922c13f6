#include <map>
#include <memory>
#include <string>

#include "common/codec/values.hpp"
#include "company.hpp"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/stock/stock_reservation.pb.h"
#include "proto/wire/actions/projects.pb.h"

#include <CppUTest/TestHarness.h>

using truckroll::projects::TimeEntry;
using truckroll::stock::StockReservation;
namespace store = hub::store;

namespace {

/// Counts the rows that pass through a connection.
class CountingConnection final : public store::Connection {
 public:
  explicit CountingConnection(store::Connection& real) : real_(real) {}
  std::int64_t rows() const { return rows_; }

  store::Dialect dialect() const override { return real_.dialect(); }
  store::Statement& prepare(const std::string& sql) override {
    auto& one = statements_[sql];
    one = std::make_unique<Counted>(real_.prepare(sql), rows_);
    return *one;
  }
  void run_script(const std::string& sql) override { real_.run_script(sql); }
  std::int64_t changed_rows() const override { return real_.changed_rows(); }
  std::vector<std::string> columns(const std::string& table) override {
    return real_.columns(table);
  }

 private:
  class Counted final : public store::Statement {
   public:
    Counted(store::Statement& real, std::int64_t& rows) : real_(real), rows_(rows) {}
    void bind(std::size_t index, const store::Value& value) override { real_.bind(index, value); }
    bool step() override {
      bool is_row = real_.step();
      rows_ += is_row ? 1 : 0;
      return is_row;
    }
    std::size_t column_count() const override { return real_.column_count(); }
    store::Value column(std::size_t index) const override { return real_.column(index); }

   private:
    store::Statement& real_;
    std::int64_t& rows_;
  };

  store::Connection& real_;
  std::int64_t rows_ = 0;
  std::map<std::string, std::unique_ptr<Counted>> statements_;
};

}  // namespace

TEST_GROUP(History) {
  Company company;
  int next_minute = 8 * 60;  // of the day, where nothing is planned yet

  /// Rows that the action reads, on a connection of its own.
  std::int64_t rows_read(const std::function<void(Company::Transaction&)>& body) {
    std::int64_t rows = 0;
    company.write([&](Company::Transaction& t) {
      CountingConnection counting(t.sql());
      auto command = company.store->command(company.mara_actor);
      Company::Transaction counted(counting, company.store->tables(), company.store->book(),
                                   command);
      body(counted);
      rows = counting.rows();
    });
    return rows;
  }
  std::int64_t rows_of_start_and_stop() {
    truckroll::wire::projects::StartTime input;
    input.set_technician(company.mara);
    return rows_read([&](Company::Transaction& t) {
      auto& type = company.catalogue.of<TimeEntry>();
      auto started = t.act(type, "", "start", &input);
      t.act(type, common::schema::header(std::as_const(*started.record)).id(), "stop", nullptr);
    });
  }
  void add_day(int day) {
    for (int hour = 8; hour < 16; ++hour) {
      TimeEntry entry;
      entry.set_technician(company.mara);
      *entry.mutable_start() = common::codec::to_timestamp(Company::at(hour * 60, day));
      *entry.mutable_end() = common::codec::to_timestamp(Company::at(hour * 60 + 50, day));
      company.save(entry);
    }
  }
  std::int64_t rows_of_releasing_a_pump() {
    auto job = company.add_job();
    company.book(job, company.mara, next_minute, next_minute + 15, true);
    next_minute += 15;
    return rows_read([&](Company::Transaction& t) {
      for (auto& reservation : t.where<StockReservation>("work_order", job)) {
        t.move_as_system(reservation, "release");
        t.save(reservation);
      }
    });
  }
  std::string plan_of(const std::string& sql) {
    std::string plan;
    company.store->read([&](store::Connection& connection) {
      auto& rows = connection.query("EXPLAIN QUERY PLAN " + sql);
      while (rows.step()) plan += rows.text(3) + "\n";
    });
    return plan;
  }
};

TEST(History, starting_and_stopping_the_timer_reads_as_much_after_a_year_as_on_the_first_day) {
  rows_of_start_and_stop();  // the first one fills what every later one finds
  auto fresh = rows_of_start_and_stop();

  for (int day = 1; day < 15; ++day) add_day(day);

  LONGS_EQUAL(fresh, rows_of_start_and_stop());
}

TEST(History, a_reservation_is_settled_without_those_that_are_over) {
  rows_of_releasing_a_pump();
  auto fresh = rows_of_releasing_a_pump();

  for (int i = 0; i < 10; ++i) rows_of_releasing_a_pump();

  LONGS_EQUAL(fresh, rows_of_releasing_a_pump());
}

TEST(History, the_database_reads_only_what_is_asked_for) {
  auto ended = plan_of(
      "SELECT * FROM time_entry WHERE tenant = 't' AND technician = 'x' AND \"end\" > 5 AND "
      "deleted_at IS NULL");
  STRCMP_CONTAINS("tenant=? AND technician=? AND end>?", ended.c_str());
  auto running = plan_of(
      "SELECT * FROM time_entry WHERE tenant = 't' AND technician = 'x' AND state = 'running' AND "
      "deleted_at IS NULL");
  STRCMP_CONTAINS("tenant=? AND technician=? AND state=?", running.c_str());
  auto held = plan_of(
      "SELECT * FROM stock_reservation WHERE tenant = 't' AND warehouse = 'x' AND state = 'held' "
      "AND deleted_at IS NULL");
  STRCMP_CONTAINS("tenant=? AND warehouse=? AND state=?", held.c_str());
}
