#pragma once
#include <memory>
#include <string>

#include "common/clock/clock.hpp"
#include "common/rules/commands.hpp"
#include "common/rules/rules.hpp"
#include "hub/store/store.hpp"
#include "proto/records/admin/user.pb.h"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/workflow/notification_log.pb.h"
#include "proto/wire/actions/field.pb.h"
#include "proto/wire/actions/hub_field.pb.h"
#include "proto/wire/actions/stock.pb.h"
#include "tests/support/temp_folder.hpp"

/// A small company with all that a job needs: two technicians with vans, a customer, products,
/// prices, accounts. Friday 20 November 2026, 07:00 in Vaduz (UTC+1) when it opens.
class Company {
 public:
  explicit Company(const std::string& url = {});

  using Transaction = hub::store::Transaction;
  using ScheduledEvent = truckroll::field::ScheduledEvent;
  using WorkOrder = truckroll::field::WorkOrder;

  /// As the system.
  void write(const std::function<void(Transaction&)>& body) {
    store->write(store->system_command(tenant, "test"), body);
  }
  template <class T>
  T load(const std::string& id) {
    T found;
    write([&](Transaction& t) { found = t.load<T>(id); });
    return found;
  }
  template <class T>
  std::vector<T> where(const std::string& field, const std::string& value) {
    std::vector<T> found;
    write([&](Transaction& t) { found = t.where<T>(field, value); });
    return found;
  }
  template <class T>
  std::string save(T record) {
    write([&](Transaction& t) { t.save(record); });
    return record.header().id();
  }

  /// The action as this person; the record's id and what it answered.
  struct Done {
    std::string id;
    nlohmann::json answer;
  };
  Done act(const hub::store::Actor& who, const std::string& type, const std::string& record,
           const std::string& action, const google::protobuf::Message* input = nullptr,
           bool fact = false, common::Instant at = {});
  /// The text of the refusal; empty when it was not refused.
  template <class F>
  static std::string refusal(F&& body) {
    try {
      body();
    } catch (const common::Error& error) {
      return error.text();
    }
    return {};
  }

  std::string add_job(const std::string& summary = "Boiler service");
  /// 08:00 is 8 * 60.
  static common::Instant at(int minutes, int day = 20);
  std::string book(const std::string& job, const std::string& technician, int from = 8 * 60,
                   int to = 10 * 60, bool accept_shortage = false, int day = 20);
  void on_my_way(const std::string& visit, bool fact = false, common::Instant when = {});
  /// All that a technician does at a job, `parts` pumps and an hour of labour included.
  void do_job(const std::string& job, const std::string& visit, int parts = 1);
  void complete(const std::string& visit, bool fact = false, bool part_done = false);
  void use_pump(const std::string& job, const hub::store::Actor& who,
                const std::string& quantity = "1");
  void add_stock(const std::string& product, const std::string& place, int quantity);
  std::vector<truckroll::workflow::NotificationLog> logs(const std::string& purpose);
  std::int64_t count(const std::string& table);
  std::int64_t jobs_of_kind(const std::string& kind);
  nlohmann::json trial_balance();

  support::TempFolder folder;
  common::FakeClock clock;
  common::schema::Catalogue catalogue;
  std::unique_ptr<hub::store::Store> store;
  std::string tenant;
  hub::store::Actor dispatcher, bookkeeper, mara_actor, nils_actor;
  std::string mara, nils;          // technicians
  std::string mara_van, nils_van;  // warehouses
  std::string supplier_place, customer_place;
  std::string entity, branch, account, site, contact, job_type, pump, labour, gas, gas_held,
      receivable, form;

 private:
  void make_office();
  void make_books();
  void make_catalogue();
  void make_people();
  void make_customer();
  void make_job_type();
};
