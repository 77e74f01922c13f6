#pragma once
#include <string>
#include <vector>

#include "common/error/sentence.hpp"
#include "common/rules/billing/pricing.hpp"

namespace common::rules::billing {

/// Lines at a customer's prices, as a bill, a quote or its preview collects them. All listed prices
/// are with tax or all without; a typed one is as they are.
class PricedLines {
 public:
  PricedLines(Records& records, Terms terms);

  /// Prices the line and appends it, at the next position. Why it cannot be billed, in words with
  /// `name`; empty when it was appended. The line is left as far as it was priced.
  Sentence add(LineItem& line, const Sentence& name);

  const Terms& terms() const { return terms_; }
  const std::vector<LineItem>& lines() const { return lines_; }
  bool prices_include_tax() const { return included_; }

 private:
  Sentence problem_of(LineItem& line, const Sentence& name);
  Sentence disagreement(const LineItem& line, const Sentence& name);

  Records& records_;
  Terms terms_;
  std::vector<LineItem> lines_;
  bool included_ = false;
  bool listed_ = false;  // a price of a list has said whether prices include tax
};

/// "Circulation pump (P-100)", else the line's own text.
Sentence name_of(Records& records, const LineItem& line);

}  // namespace common::rules::billing
