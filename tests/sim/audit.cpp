// What has to hold when a world is quiet again.
// features: SYNC-02 X-43
#include "tests/sim/audit.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "common/sync/wire.hpp"
#include "common/text/json_text.hpp"
#include "hub/gateway/feed.hpp"
#include "proto/records/billing/payment.pb.h"
#include "tests/flows/company/world.hpp"

namespace sim {
namespace {

using flows::Office;

struct Applied {
  std::int64_t count = 0;
  std::string state;
};

std::map<std::string, Applied> applied_by_id(Office& office) {
  std::map<std::string, Applied> found;
  office.store->read([&](hub::store::Connection& connection) {
    auto& rows = connection.query("SELECT id, state FROM device_operation", {});
    while (rows.step()) {
      auto& one = found[rows.text(0)];
      ++one.count;
      one.state = rows.text(1);
    }
  });
  return found;
}

/// 1 and 13: all that was said to be saved is at the hub once, or refused with its reason.
std::string check_operations(Office& office, const std::vector<std::unique_ptr<Van>>& vans) {
  auto applied = applied_by_id(office);
  std::set<std::string> known;
  for (auto& van : vans)
    for (auto& one : van->saved) {
      known.insert(one.id);
      auto found = applied.find(one.id);
      if (found == applied.end()) {
        if (van->lost_by_damage.count(one.id)) continue;
        return fmt::format("1: \"{}\" ({}) was saved and is not at the hub", one.text, one.id);
      }
      if (found->second.count != 1)
        return fmt::format("1: \"{}\" is {} times at the hub", one.text, found->second.count);
    }
  for (auto& [id, one] : applied)
    if (!id.empty() && one.count > 1) return fmt::format("1: operation {} is there twice", id);
  return {};
}

/// 3: of each device and epoch in the order in which they were made.
std::string check_order(Office& office) {
  auto wrong = office.count(
      "SELECT count(*) FROM device_operation a JOIN device_operation b ON a.tenant = b.tenant AND "
      "a.device = b.device AND a.epoch = b.epoch AND a.sequence < b.sequence AND a.applied_at > "
      "b.applied_at");
  return wrong == 0 ? "" : fmt::format("3: {} operations were applied out of order", wrong);
}

/// 2: a job is billed once, and what was paid is not more than what came in.
std::string check_money(Office& office) {
  const std::string posted = "state IN ('posted', 'part_paid', 'paid')";
  auto twice = office.count(
      "SELECT count(*) FROM (SELECT w.id FROM work_order w JOIN invoice i ON "
      "i." +
      posted +
      " AND (i.work_order = w.id OR i.id IN (SELECT c.invoice "
      "FROM work_order_invoice c WHERE c.work_order = w.id)) GROUP BY w.id "
      "HAVING count(DISTINCT i.id) > 1)");
  if (twice != 0) return fmt::format("2: {} jobs were billed twice", twice);
  for (auto& payment : office.all<truckroll::billing::Payment>())
    if (payment.unsettled().minor() < 0 || payment.unsettled().minor() > payment.amount().minor())
      return "2: " + payment.number() + " pays more than it is";
  return {};
}

/// 4 and 11: each van holds what the feeds of its scopes hold, and no more.
std::string check_scopes(Office& office, Van& van) {
  auto& store = *van.side().store;
  hub::gateway::VanStore seen(office.services(), office.tenant, van.device());
  std::set<std::string> scopes;
  for (auto& head : seen.heads()) {
    scopes.insert(head.scope);
    std::string hash;
    for (std::uint64_t from = 0;;) {
      auto page = seen.read_feed(head.scope, from, 1 << 20, false);
      if (page.to == page.head) {
        hash = page.scope_hash;
        break;
      }
      from = page.to;
    }
    if (store.scope_hash(head.scope) != hash)
      return fmt::format("4: {} is another in the van than at the hub", head.scope);
  }
  for (auto& cursor : store.cursors())
    if (!scopes.count(cursor.scope()))
      return fmt::format("11: the van holds {}, which is not its own", cursor.scope());
  return {};
}

/// 7: what a saved operation showed is at the hub, whole.
std::string check_blobs(Hub& hub, const std::vector<std::unique_ptr<Van>>& vans,
                        const std::set<std::string>& forgotten) {
  auto& office = hub.office;
  auto applied = applied_by_id(office);
  for (auto& van : vans) {
    hub::gateway::VanStore seen(office.services(), office.tenant, van->device());
    for (auto& one : van->saved) {
      if (!applied.count(one.id) || van->was_damaged) continue;
      for (auto& sha256 : one.blobs)
        if (!forgotten.count(sha256) && !seen.find_blob(sha256).durable)
          return fmt::format("7: the picture of \"{}\" is not at the hub", one.text);
    }
  }
  return {};
}

/// 8: what the office wrote last into a technician's field stands, or somebody overwrote it who had
/// seen it, or it is kept in a conflict.
std::string check_findings(Hub& hub) {
  auto& office = hub.office;
  std::string all;
  office.store->read([&](hub::store::Connection& connection) {
    auto& rows = connection.query("SELECT bytes FROM device_operation", {});
    while (rows.step()) {
      common::sync::wire::Operation operation;
      auto bytes = std::get<hub::store::Blob>(rows.column(0)).bytes;
      if (!operation.ParseFromString(bytes)) continue;
      for (auto& delta : operation.deltas()) all += delta.base() + "|";
    }
  });
  for (auto& [job, text] : hub.findings) {
    if (office.load<flows::WorkOrder>(job).findings() == text) continue;
    if (all.find(text) != all.npos) continue;
    bool is_kept = false;
    for (auto& conflict : office.where<flows::SyncConflict>("about", job))
      is_kept = is_kept || conflict.mine().find(text) != std::string::npos;
    if (!is_kept) return fmt::format("8: \"{}\" of the office is gone without a conflict", text);
  }
  return {};
}

/// By one move, or by two in one transaction: a job that nobody works at any more is planned again.
bool is_move(const common::schema::RecordType& type, const std::string& from, const std::string& to,
             int moves_max = 2) {
  for (auto& move : type.flow()->move())
    for (auto& one : move.from())
      if (one == from &&
          (move.to() == to || (moves_max > 1 && is_move(type, move.to(), to, moves_max - 1))))
        return true;
  return false;
}

/// 9: visits and jobs move as their flows allow. A fact of work lifts what was cancelled, and then
/// a conflict says so.
std::string check_moves(Office& office) {
  struct Step {
    std::string type, record, from, to;
  };
  std::vector<Step> steps;
  office.store->read([&](hub::store::Connection& connection) {
    auto& rows = connection.query(
        "SELECT type, record, fields FROM change WHERE type IN ('field.ScheduledEvent', "
        "'field.WorkOrder') ORDER BY seq",
        {});
    while (rows.step()) {
      auto fields = common::try_read_json(rows.text(2));
      if (!fields.is_object() || !fields.contains("state")) continue;
      auto& state = fields["state"];  // salt, before, after
      if (state.size() == 3 && state[1].is_string() && state[2].is_string())
        steps.push_back({rows.text(0), rows.text(1), state[1], state[2]});
    }
  });
  for (auto& step : steps) {
    auto& type = flows::catalogue().type(step.type);
    if (is_move(type, step.from, step.to)) continue;
    if (office.where<flows::SyncConflict>("about", step.record).empty())
      return fmt::format("9: a {} went from {} to {} without a word", type.label, step.from,
                         step.to);
  }
  return {};
}

}  // namespace

std::string digest(Hub& hub) {
  auto& office = hub.office;
  std::string all;
  for (auto& visit : office.all<flows::ScheduledEvent>())
    all += visit.header().id() + " " + visit.header().state() + "\n";
  for (auto& job : office.all<flows::WorkOrder>())
    all += job.header().id() + " " + job.header().state() + " " + job.findings() + "\n";
  for (auto& item : office.texts("SELECT warehouse || ' ' || product || ' ' || on_hand FROM "
                                 "warehouse_item WHERE deleted_at IS NULL ORDER BY 1"))
    all += item + "\n";
  for (auto& note : office.texts("SELECT text FROM note ORDER BY text")) all += note + "\n";
  return all;
}

std::string audit(Hub& hub, const std::vector<std::unique_ptr<Van>>& vans,
                  const std::set<std::string>& forgotten) {
  auto& office = hub.office;
  for (auto& fault : {check_operations(office, vans), check_order(office),
                      check_blobs(hub, vans, forgotten), check_findings(hub), check_moves(office)})
    if (!fault.empty()) return fault;
  for (auto& van : vans)
    if (auto fault = check_scopes(office, *van); !fault.empty()) return fault;
  if (auto fault = check_money(office); !fault.empty()) return fault;
  // 6
  if (auto fault = office.stock_fault(); !fault.empty()) return "6: " + fault;
  if (office.ledger_difference() != 0) return "6: the ledger is out of balance";
  return {};
}

}  // namespace sim
