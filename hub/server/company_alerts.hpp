#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "hub/api/health.hpp"
#include "hub/store/store.hpp"

namespace hub::server {

/// Tells the companies of what is not well with the hub or their vans: a finding each, which runs
/// through their escalation policies (hub/domain/workflow/alert.hpp). Beside `Alerts`, which tells
/// the operator without the database. One thread.
class CompanyAlerts {
 public:
  CompanyAlerts(store::Store& store, std::string host) : store_(store), host_(std::move(host)) {}
  /// What was found just now. What cannot be noted is tried again at the next look.
  void look(const api::Health::Report& report);

 private:
  std::vector<std::string> companies(const char* sql);
  void for_each_company(const char* sql, const std::function<void(const std::string&)>& tell);
  /// Whether what is found about the hub is about one company: none is told of another's.
  bool is_only_company();
  void note(const api::Health::Entry& check);
  void watch_vans();

  store::Store& store_;
  const std::string host_;
  std::map<std::string, api::Wellness> known_;  // by check
  common::Instant vans_watched_{};
};

}  // namespace hub::server
