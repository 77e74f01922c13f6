#pragma once
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "hub/broker/access.hpp"

namespace hub::broker {

/// Attempts of one client that were refused.
struct Refusal {
  std::string name, address;  ///< of the certificate; of the network
  Attempt attempt = Attempt::publish;
  std::string topic;      ///< of the last of them, cut to what fits
  std::size_t count = 1;  ///< 1, or what a client did beyond the bound

  std::string text() const;  ///< for the log, one line
  std::string json() const;  ///< for the hub
};

/// Bounds what a client can write into the log by trying again and again: so many are told one by
/// one in a minute, the others as one sum at its end. One thread.
class Refusals {
 public:
  static constexpr std::size_t single_max = 20;
  static constexpr std::size_t clients_max = 1000;  ///< beyond them all count as one, "others"
  static constexpr std::chrono::seconds window{60};

  /// What is to be told now.
  std::vector<Refusal> add(Refusal refusal, std::chrono::seconds now);
  /// The sums of windows that are over. To be called every second or so.
  std::vector<Refusal> finish(std::chrono::seconds now);

 private:
  struct Client {
    std::chrono::seconds since{0};
    std::size_t told = 0;
    Refusal sum;
  };
  std::map<std::string, Client> clients_;
};

}  // namespace hub::broker
