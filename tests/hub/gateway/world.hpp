#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/commands.hpp"
#include "common/sync/hub_machine.hpp"
#include "hub/gateway/scope_walk.hpp"
#include "hub/gateway/van_store.hpp"
#include "proto/records/admin/setting.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/note.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/equipment.pb.h"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/sync_conflict.pb.h"
#include "proto/records/fleet/vehicle.pb.h"
#include "proto/records/people/technician.pb.h"
#include "tests/support/temp_folder.hpp"

namespace world {

using namespace hub::gateway;
namespace wire = truckroll::wire;
using truckroll::crm::Account;
using truckroll::crm::Note;
using truckroll::crm::Site;
using truckroll::field::Equipment;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;
using truckroll::fleet::Device;
using truckroll::fleet::SyncConflict;

inline constexpr const char* tenant = "alpina";

const common::schema::Catalogue& catalogue();

/// A company with two branches, two vans and three technicians on a hub of its own, at a Monday
/// noon in Vaduz. anna drives van one and reto van two, both in Vaduz; lea is of the branch in
/// Chur.
class World {
 public:
  /// On SQLite in a folder of its own, or where the URL says.
  explicit World(const std::string& url = {});

  common::FakeClock clock;
  support::TempFolder folder;
  hub::store::Store store;
  hub::store::Access access;
  ScopePlans plans;
  OperationApplier applier;
  ScopeReader reader;
  ScopeWalk walk;
  VanServices services{store, plans, applier};

  std::string vaduz, chur, anna, reto, lea, anna_user, van_one, van_two, warehouse_one, device_one,
      device_two;
  std::string account, site, job_type;

  /// Saves as the office; what the rules made of it is in `record`.
  template <class T>
  std::string put(T& record) {
    store.write(store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
      T copy = record;
      transaction.save_as_system(copy);
      saved_ = copy.header();
      last_ = copy.SerializeAsString();
    });
    record.ParseFromString(last_);
    return saved_.id();
  }
  template <class T>
  T load(const std::string& id) {
    T record;
    store.read([&](hub::store::Connection& connection) {
      auto found = store.tables().of(catalogue().of<T>()).find(connection, tenant, id);
      if (!found)
        throw common::Error(common::ErrorCode::not_found,
                            "no " + T::descriptor()->name() + " " + id);
      record.CopyFrom(*found);
    });
    return record;
  }
  template <class T>
  std::vector<T> all() {
    std::vector<T> records;
    store.read([&](hub::store::Connection& connection) {
      std::vector<std::string> ids;
      auto& type = catalogue().of<T>();
      auto& rows = connection.query("SELECT id FROM " + hub::store::sql_name(type.table) +
                                        " WHERE tenant = ? AND deleted_at IS NULL ORDER BY id",
                                    {std::string(tenant)});
      while (rows.step()) ids.push_back(rows.text(0));
      for (auto& id : ids) {
        T record;
        record.CopyFrom(*store.tables().of(type).find(connection, tenant, id));
        records.push_back(record);
      }
    });
    return records;
  }
  void remove(const common::schema::RecordType& type, const std::string& id);
  std::int64_t count(const std::string& sql);

  std::string make_site(const std::string& name, const std::string& branch);
  std::string make_job(const std::string& summary, const std::string& at_site);
  /// A visit of the job by the technician, on a day counted from today.
  std::string make_visit(const std::string& job, const std::string& technician, int day = 0,
                         const std::string& state = "booked");
  std::string make_note(const std::string& type, const std::string& id, const std::string& text);
  void set_customer_scope(const std::string& value);

  /// The reader catches up, and what it asks for is done.
  void follow_log();
  /// Members of the scope now, after that.
  std::vector<std::string> members(const std::string& scope);
  /// On PostgreSQL changes are sealed a moment after their commit.
  void wait_until_sealed();
  bool holds(const std::string& scope, const std::string& record);

 private:
  truckroll::Header saved_;
  std::string last_;
};

/// A van at the other end of the protocol, as far as these tests need it: numbers and chains
/// operations.
class Log {
 public:
  Log(World& world, std::string device, std::string technician)
      : world_(world), device_(std::move(device)), technician_(std::move(technician)) {}

  wire::Operation make(const wire::Command& command, const std::vector<wire::Delta>& deltas = {});
  /// Sends encoded operations from `first` as one batch and returns the answer.
  wire::Ack send(std::uint64_t first, const std::vector<std::string>& operations);
  /// Makes and sends one; the result's outcome is APPLIED when the ack has nothing else to say.
  wire::OperationResult give(const wire::Command& command,
                             const std::vector<wire::Delta>& deltas = {});
  std::string encode(const wire::Operation& operation);  ///< keeps it as the last of the chain

  std::uint32_t epoch = 1;
  std::uint64_t next = 1;
  std::string last_hash;
  std::chrono::microseconds clock_error{0};

 private:
  World& world_;
  std::string device_, technician_;
};

/// What a patch of one field looks like when the van held the record in `base`.
template <class T>
wire::Delta make_delta(const T& base, const T& after, const std::vector<int>& mask) {
  wire::Delta delta;
  delta.set_type(catalogue().of<T>().name);
  delta.set_record(base.header().id());
  delta.set_base_version(base.header().version());
  for (int number : mask) delta.add_mask(static_cast<std::uint32_t>(number));
  delta.set_values(after.SerializeAsString());
  delta.set_base(base.SerializeAsString());
  return delta;
}

}  // namespace world
