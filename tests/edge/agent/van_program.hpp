#pragma once
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "common/http/http.hpp"
#include "tests/edge/day/seed.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait.hpp"

/// The real program on a folder of its own.
class VanProgram {
 public:
  VanProgram() {
    std::ofstream(temp / "van.conf")
        << "[data]\nfolder = data\n[web]\nport = " << port
        << "\n[van]\ntenant = demo\ndevice = van-07\n[gps]\nhost =\n"
        << "[paper]\nprogram = " << PAPER_PROGRAM << "\n[button]\ndevice = button\n";
  }
  /// As the hub would have sent it; the visits lie around now.
  void seed(int more_jobs = 0) {
    common::SystemClock clock;
    van_test::Seed records;
    auto now = clock.now();
    for (auto& visit : {van_test::visit, van_test::tomorrow_visit}) {
      auto& event = records.get<truckroll::field::ScheduledEvent>(visit);
      *event.mutable_start() = common::codec::to_timestamp(now + std::chrono::minutes(1));
      *event.mutable_end() = common::codec::to_timestamp(now + std::chrono::hours(1));
    }
    for (int i = 0; i < more_jobs; ++i) {
      auto job = records.get<truckroll::field::WorkOrder>(van_test::job);
      job.mutable_header()->set_id(van_test::id(10'000 + i));
      job.set_number("WO-" + std::to_string(10'000 + i));
      records.add(job);
      auto event = records.get<truckroll::field::ScheduledEvent>(van_test::visit);
      event.mutable_header()->set_id(van_test::id(20'000 + i));
      event.set_work_order(job.header().id());
      *event.mutable_start() = common::codec::to_timestamp(now + std::chrono::hours(i));
      *event.mutable_end() = common::codec::to_timestamp(now + std::chrono::hours(i + 1));
      records.add(event);
    }
    edge::store::Store::Options options;
    options.folder = temp / "data";
    edge::store::Store store(std::move(options), van_test::catalogue(),
                             common::rules::RuleBook::registered(), clock);
    records.send(store);
  }
  /// `environment`: NAME=VALUE.
  void start(const std::vector<std::string>& environment = {}) {
    process = support::ChildProcess({VAN_PROGRAM, "--config", (temp / "van.conf").string()},
                                    temp / "output", environment);
    common::http::ClientOptions options;
    options.port = port;
    client = std::make_unique<common::http::Client>(options);
    if (!support::wait_until([&] { return client->get("/api/status").status == 200; },
                             std::chrono::seconds(30)))
      throw std::runtime_error("the agent did not come up: " + output());
  }
  std::string output() const {
    std::ifstream file(temp / "output");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  nlohmann::json get(const std::string& path) { return client->get(path).json(); }
  common::http::Reply post(const std::string& path,
                           const nlohmann::json& input = nlohmann::json::object()) {
    return client->post_json("/api/visits/" + van_test::visit + "/" + path, input);
  }
  long anonymous_kib() const {
    std::ifstream file("/proc/" + std::to_string(process.id()) + "/status");
    for (std::string line; std::getline(file, line);)
      if (line.rfind("RssAnon:", 0) == 0) return std::stol(line.substr(8));
    return -1;
  }

  support::TempFolder temp;
  std::uint16_t port = support::free_port();
  support::ChildProcess process;
  std::unique_ptr<common::http::Client> client;
};
