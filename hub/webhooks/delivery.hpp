#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "hub/records/service.hpp"
#include "hub/webhooks/target.hpp"
#include "hub/webhooks/turns.hpp"
#include "hub/work/jobs.hpp"

namespace hub::webhooks {

/// Sends messages, one per job: POST with the headers and signatures of Standard Webhooks. Follows
/// no redirect, checks the certificate, connects to public addresses only, and reads so much of the
/// reply that nobody can fill the memory with it.
///
/// Anything but 2xx is tried again after 5 s, 5 and 30 min, 2, 5, 10, 14, 20 and 24 h (a tenth more
/// or less by chance), then the delivery is dead. 410, and five days in which nothing arrived,
/// disable the endpoint.
class Deliverer {
 public:
  struct Options {
    std::string ca_file;  ///< whom to trust; empty: the system's authorities
    std::chrono::milliseconds deadline = std::chrono::seconds(15);
  };
  /// What a sealed secret of the company says.
  using Open = std::function<std::string(const std::string& tenant, const std::string& sealed)>;
  Deliverer(store::Store& store, Open open, work::EffectJournal& journal, Options options)
      : store_(store), open_(std::move(open)), journal_(journal), options_(std::move(options)) {}

  work::Outcome run(const work::Job& job);
  /// Before the attempt that follows this one, without chance.
  static std::chrono::seconds delay_after(int attempt);
  /// So many of the hub's workers send at once.
  static constexpr std::size_t places = 3;
  static constexpr auto disabled_after = std::chrono::hours(5 * 24);

 private:
  struct Letter;
  struct Answer;
  bool load(const work::Job& job, Letter& letter) const;
  Answer send(const work::Job& job, const Letter& letter) const;
  static bool is_last(const work::Job& job, const Answer& answer);
  work::Outcome note(const work::Job& job, const Letter& letter, const Answer& answer);

  store::Store& store_;
  Open open_;
  work::EffectJournal& journal_;
  const Options options_;
  Turns turns_{places};
};

}  // namespace hub::webhooks
