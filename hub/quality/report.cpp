#include <map>

#include "common/error/error.hpp"
#include "hub/quality/impl/steps.hpp"

namespace hub::quality {
namespace {

using common::Error;
using common::ErrorCode;
namespace options = common::schema::options;

constexpr std::int64_t left_max = 200;

std::string state_of(const std::string& state, const std::optional<impl::Work>& work) {
  if (work && !work->failure.empty()) return "failed";
  return state == "merging" || state == "undoing" ? "running" : state;
}

bool may_read(const Caller& caller, const std::string& name) {
  auto type = caller.schema->catalogue.find(name);
  return type && caller.schema->access.may(caller.actor, *type, options::READ);
}

Json counts_json(const Caller& caller, const std::map<std::string, std::int64_t>& counts) {
  Json list = Json::array();
  std::int64_t other = 0;
  for (auto& [type, count] : counts)
    if (may_read(caller, type))
      list.push_back({{"type", type}, {"count", count}});
    else
      other += count;
  if (other > 0) list.push_back({{"type", "other"}, {"count", other}});
  return list;
}

std::map<std::string, std::int64_t> moved(Connection& connection, const std::string& tenant,
                                          const std::string& merge) {
  std::map<std::string, std::int64_t> counts;
  auto& rows = connection.query(
      "SELECT type, count(DISTINCT record) FROM merge_move WHERE tenant = ? AND merge = ? AND "
      "outcome IN ('moved', 'back') GROUP BY type",
      {tenant, merge});
  while (rows.step()) counts[rows.text(0)] = rows.integer(1);
  return counts;
}

std::map<std::string, std::int64_t> staying(Connection& connection, const std::string& tenant,
                                            const std::string& merge) {
  std::map<std::string, std::int64_t> counts;
  auto& rows = connection.query(
      "SELECT type, place FROM merge_move WHERE tenant = ? AND merge = ? AND outcome = 'stays'",
      {tenant, merge});
  while (rows.step()) counts[rows.text(0)] += std::stoll(rows.text(1));
  return counts;
}

Json left(Connection& connection, const Caller& caller, const std::string& merge) {
  Json list = Json::array();
  auto& rows = connection.query(
      "SELECT type, record, place, outcome FROM merge_move WHERE tenant = ? AND merge = ? AND "
      "outcome LIKE 'left: %' ORDER BY number LIMIT ?",
      {caller.actor.tenant, merge, left_max});
  while (rows.step())
    if (may_read(caller, rows.text(0)))
      list.push_back(
          {{"type", rows.text(0)},
           {"record", rows.text(1)},
           {"place", rows.text(2)},
           {"reason",
            common::Sentence::label(rows.text(3).substr(impl::left_mark.size())).said()}});
  return list;
}

}  // namespace

Json merge_report(Connection& connection, const Caller& caller, const std::string& id) {
  auto& types = caller.schema->catalogue;
  auto found = caller.schema->tables.of(types.of<impl::RecordMerge>())
                   .find(connection, caller.actor.tenant, id);
  auto merge = static_cast<const impl::RecordMerge*>(found.get());
  if (!merge || !may_read(caller, merge->of_type()))
    throw Error(ErrorCode::not_found, "there is no such merge");
  auto work = impl::find_work(connection, caller.actor.tenant, id);
  return {{"merge", id},
          {"state", state_of(merge->header().state(), work)},
          {"of_type", merge->of_type()},
          {"kept", merge->kept()},
          {"merged", std::vector<std::string>(merge->merged().begin(), merge->merged().end())},
          {"total", work ? work->total : 0},
          {"done", work ? work->done : 0},
          {"failure", work ? work->failure : ""},
          {"moved", counts_json(caller, moved(connection, caller.actor.tenant, id))},
          {"stays", counts_json(caller, staying(connection, caller.actor.tenant, id))},
          {"left", left(connection, caller, id)}};
}

}  // namespace hub::quality
