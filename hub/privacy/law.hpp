#pragma once
#include <optional>
#include <string>
#include <vector>

#include "hub/store/store.hpp"
#include "proto/records/admin/retention_rule.pb.h"

namespace hub::privacy {

/// What the company's retention rules, and the law, say of keeping records. Read once per page.
class Law {
 public:
  Law(store::Connection& connection, const store::Schema& schema, const std::string& tenant,
      common::Instant now);

  /// Why the record must be kept although its person asks for erasure; nothing: it need not. A
  /// legal hold wins over everything; then a rule's time with its basis; posted papers of the books
  /// for which there is no rule are kept ten years (the longest of the usual periods).
  std::optional<std::string> why_kept(const store::RecordType& type,
                                      const store::Message& record) const;
  bool on_hold(const store::RecordType& type, const store::Message& record) const;
  const std::vector<truckroll::admin::RetentionRule>& rules() const { return rules_; }

  static constexpr auto books_kept = std::chrono::hours(24 * 3653);

 private:
  bool applies(const truckroll::admin::RetentionRule& rule, const store::RecordType& type,
               const store::Message& record) const;
  const store::Schema& schema_;
  common::Instant now_;
  std::vector<truckroll::admin::RetentionRule> rules_;
};

/// Since when the record is kept.
common::Instant made_at(const store::Message& record);

}  // namespace hub::privacy
