#pragma once
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "edge/day/paper_data.hpp"
#include "pdf/worker/worker.hpp"

namespace edge::day {

/// The customer's or technician's signature as it comes from the pad.
struct Signing {
  std::string signer;
  std::string role;
  pdf::Strokes strokes;
};

/// Fills, shows and signs papers: everything about their bytes, nothing about records. Each PDF is
/// worked on by a child process. Any thread.
class Papers {
 public:
  explicit Papers(pdf::WorkerOptions worker) : worker_(std::move(worker)) {}

  /// The form's bytes when it is the one that comes with the product; its hash names it in
  /// templates too.
  std::string shipped_form();
  /// Filled with what fits; text that runs out of its box is shortened and ends in "…".
  std::string fill(const std::string& form, const std::map<std::string, std::string>& values);
  /// `load` gives the paper's bytes; asked only when they are needed.
  using Load = std::function<std::string()>;
  int page_count(const std::string& sha256, const Load& load);
  /// `page` from 1. Throws not_found beyond the last.
  std::shared_ptr<const std::string> page_png(const std::string& sha256, const Load& load, int page,
                                              double dots_per_inch);
  /// Name, role and date written where the form has places for them, then the signature drawn; the
  /// form is frozen by that. `field` is the signature field's name, `at` for people.
  std::string sign(const std::string& bytes, const std::string& field, const Signing& signing,
                   const std::string& at);
  /// What the signer agrees to: the form's own words, else ours.
  std::string consent_text(const std::string& bytes);

 private:
  struct Page {
    std::string key;
    std::shared_ptr<const std::string> png;
  };
  static constexpr std::size_t cache_bytes_max = 2 << 20;

  pdf::Worker worker_;
  std::mutex mutex_;  // guards the rest; never held while a child works
  std::string shipped_form_;
  std::map<std::string, int> page_counts_;
  std::list<Page> pages_;  // latest used first
  std::size_t cached_bytes_ = 0;
};

}  // namespace edge::day
