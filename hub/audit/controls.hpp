#pragma once
#include <vector>

#include "hub/audit/log.hpp"

namespace hub::audit {

/// A control of a framework, and the entries of a log that prove it is at work.
struct Control {
  const char *framework, *key;
  common::Sentence text;
  Log log;
  std::vector<std::string> types, actions;
};
/// In the order of frameworks. Numbers are those of SOC 2 (2017 criteria), ISO/IEC 27001:2022 annex
/// A, GDPR's articles, SOX's sections, HIPAA's 45 CFR.
const std::vector<Control>& controls();
/// Throws not_found.
const Control& control(const std::string& framework, const std::string& key);

}  // namespace hub::audit
