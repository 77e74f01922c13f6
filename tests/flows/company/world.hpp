#pragma once
#include <map>
#include <memory>
#include <string>

#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/fleet/sync_conflict.pb.h"
#include "tests/flows/company/link.hpp"

namespace flows {

using nlohmann::json;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;
using truckroll::fleet::SyncConflict;

/// What a world was at some moment, to begin others from.
struct Snapshot {
  support::TempFolder folder;
  common::Instant now;
};

/// Office and vans in one process, each with its data in a folder of its own.
class World {
 public:
  /// Monday morning: vans 1 and 2 have fetched their day.
  World();
  explicit World(const Snapshot& from);

  VanSide& van(int number) { return *vans_.at(number); }
  Link& link(int number) { return *links_.at(number); }
  /// A van computer that the office has enrolled and that has nothing yet.
  void add_van(int number, const std::string& device);
  bool sync(int number);  ///< connects, settles, cuts
  void advance(std::chrono::minutes by) { clocks_.advance(by); }
  void save(Snapshot& into);

  std::string device(const std::string& serial);
  std::string job(const std::string& summary);  ///< id
  std::string visit(const std::string& summary);
  std::string technician(int number);
  std::string place(const std::string& code);
  std::string product(const std::string& code);
  std::int64_t on_hand(const std::string& place_code, const std::string& product_code);  ///< pieces
  std::vector<SyncConflict> conflicts(const std::string& about);

 private:
  struct Nothing {};
  explicit World(Nothing);
  static const Snapshot& morning();

  Clocks clocks_;

 public:
  Office office;

 private:
  std::map<int, std::unique_ptr<VanSide>> vans_;
  std::map<int, std::unique_ptr<Link>> links_;
};

inline constexpr const char* first_job = "Boiler service and flue gas check";
inline constexpr const char* second_job = "Radiators stay cold on the first floor";

std::string picture();
json signature();

/// The day's first job, one press after the other, as the technician of van 1 does it.
struct Step {
  const char* name;
  std::function<void(VanSide&, const std::string& visit)> run;
};
const std::vector<Step>& job_steps();
/// All steps, five minutes apart.
void do_job(World& world, const std::string& visit);
/// What went wrong with that job at the office; empty when all is as the technician did it.
std::string job_fault(World& world);
/// Van 1 has done its first job without network.
const Snapshot& evening();

}  // namespace flows
