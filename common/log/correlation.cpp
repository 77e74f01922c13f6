#include "common/log/correlation.hpp"

#include <algorithm>
#include <utility>

namespace common::log {
namespace {

thread_local std::string current;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

}  // namespace

Correlation::Correlation(std::string id) : before_(std::exchange(current, std::move(id))) {}

Correlation::~Correlation() {
  current = std::move(before_);
}

const std::string& correlation() {
  return current;
}

bool is_correlation(std::string_view id) {
  return id.size() >= 8 && id.size() <= 64 && std::all_of(id.begin(), id.end(), is_plain);
}

}  // namespace common::log
