#pragma once
#include <filesystem>

#include "tests/load/worker.hpp"

namespace load {

/// All vans, and what can be ordered of them; see README.md for orders and answers. One thread.
class Fleet {
 public:
  /// Keys and certificates go into the folder.
  Fleet(std::filesystem::path folder, std::size_t threads, std::string hub_host,
        std::uint16_t hub_port);
  /// Throws Error{bad_input} for an order that there is not.
  nlohmann::json obey(const nlohmann::json& order);

 private:
  using seconds = std::chrono::duration<double>;
  struct Waited {
    seconds took;
    Standing standing;
  };
  nlohmann::json enrol(const nlohmann::json& order);
  nlohmann::json connect(const nlohmann::json& order);
  nlohmann::json run(const nlohmann::json& order);
  nlohmann::json tap(const nlohmann::json& order);
  nlohmann::json drain(const nlohmann::json& order);
  nlohmann::json made();
  void disconnect();
  void each(const std::function<void(Van&, common::sync::Moment)>& work);
  void set_pace(const nlohmann::json& order);
  Standing standing();
  /// What happened since it was last forgotten or told; nothing has happened since.
  Figures forget_figures();
  /// What happened since then, and how the fleet stood when the waiting was over: a moment later a
  /// van may have to pull anew.
  nlohmann::json report(const Waited& waited);
  /// Looks until it holds or the time is over.
  Waited wait(double limit_s, const std::function<bool(const Standing&)>& holds);

  std::filesystem::path folder_;
  std::string hub_host_;
  std::uint16_t hub_port_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::size_t vans_ = 0;
};

}  // namespace load
