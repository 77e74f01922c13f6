#include "edge/day/papers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace edge::day {
namespace {

using common::Error;
using common::ErrorCode;

constexpr int shortenings_max = 12;
constexpr std::size_t page_counts_max = 256;
constexpr std::string_view default_consent =
    "I confirm that the work described was carried out and that the times and parts stated are "
    "correct.";

/// The first two thirds of the text, whole characters, with the sign of omission.
std::string shorten(const std::string& text) {
  static constexpr std::string_view dots = "…";
  auto kept = text.ends_with(dots) ? text.substr(0, text.size() - dots.size()) : text;
  kept.resize(kept.size() * 2 / 3);
  while (!kept.empty() && !common::text::is_utf8(kept)) kept.pop_back();
  return kept.empty() ? kept : kept + std::string(dots);
}

}  // namespace

std::string Papers::shipped_form() {
  {
    std::lock_guard lock(mutex_);
    if (!shipped_form_.empty()) return shipped_form_;
  }
  auto form = worker_.make_service_report_form();
  std::lock_guard lock(mutex_);
  return shipped_form_ = form;
}

std::string Papers::fill(const std::string& form,
                         const std::map<std::string, std::string>& values) {
  auto fitting = fit_to_form(values, worker_.read_fields(form));
  for (int attempt = 0;; ++attempt) {
    try {
      return worker_.fill(form, fitting);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::bad_input || attempt == shortenings_max) throw;
      bool shortened = false;
      for (auto& violation : error.violations()) {
        auto field = fitting.find(violation.field);
        if (field == fitting.end() || field->second.empty()) continue;
        field->second = shorten(field->second);
        shortened = true;
      }
      if (!shortened) throw;
    }
  }
}

int Papers::page_count(const std::string& sha256, const Load& load) {
  {
    std::lock_guard lock(mutex_);
    if (auto found = page_counts_.find(sha256); found != page_counts_.end()) return found->second;
  }
  auto count = static_cast<int>(worker_.page_sizes(load()).size());
  std::lock_guard lock(mutex_);
  if (page_counts_.size() >= page_counts_max) page_counts_.clear();
  return page_counts_[sha256] = count;
}

std::shared_ptr<const std::string> Papers::page_png(const std::string& sha256, const Load& load,
                                                    int page, double dots_per_inch) {
  auto key = fmt::format("{}/{}/{:.0f}", sha256, page, dots_per_inch);
  {
    std::lock_guard lock(mutex_);
    auto found =
        std::find_if(pages_.begin(), pages_.end(), [&](auto& one) { return one.key == key; });
    if (found != pages_.end()) {
      pages_.splice(pages_.begin(), pages_, found);
      return found->png;
    }
  }
  if (page < 1 || page > page_count(sha256, load))
    throw Error(ErrorCode::not_found, "the paper has no such page");
  auto png =
      std::make_shared<const std::string>(worker_.render_page_png(load(), page - 1, dots_per_inch));
  std::lock_guard lock(mutex_);
  pages_.push_front({key, png});
  cached_bytes_ += png->size();
  while (cached_bytes_ > cache_bytes_max && pages_.size() > 1) {
    cached_bytes_ -= pages_.back().png->size();
    pages_.pop_back();
  }
  return png;
}

std::string Papers::sign(const std::string& bytes, const std::string& field, const Signing& signing,
                         const std::string& at) {
  std::map<std::string, std::string> values{
      {"signer_name", signing.signer}, {"signer_role", signing.role}, {"signed_date", at}};
  auto fitting = fit_to_form(values, worker_.read_fields(bytes));
  auto named = fitting.empty() ? bytes : worker_.fill(bytes, fitting);
  auto line = signing.signer + " · " + at;
  while (line.size() > 200) line.pop_back();
  while (!common::text::is_utf8(line)) line.pop_back();
  return worker_.place_signature(named, field, signing.strokes, line);
}

std::string Papers::consent_text(const std::string& bytes) {
  auto values = worker_.read_values(bytes);
  auto found = values.find("consent_text");
  return found == values.end() || found->second.empty() ? std::string(default_consent)
                                                        : found->second;
}

}  // namespace edge::day
