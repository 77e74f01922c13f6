#include "tests/load/fleet.hpp"

#include "common/error/error.hpp"
#include "tests/load/enrol.hpp"

namespace load {

using common::sync::Moment;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds look_every{50};

/// Neighbours' seeds must not give neighbours' numbers (splitmix64).
std::uint64_t seed_of(std::uint64_t number) {
  number *= 0x9e3779b97f4a7c15;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

milliseconds in_milliseconds(double seconds) {
  return milliseconds(static_cast<milliseconds::rep>(seconds * 1000));
}

}  // namespace

Fleet::Fleet(std::filesystem::path folder, std::size_t threads, std::string hub_host,
             std::uint16_t hub_port)
    : folder_(std::move(folder)), hub_host_(std::move(hub_host)), hub_port_(hub_port) {
  for (std::size_t i = 0; i < threads; ++i) workers_.push_back(std::make_unique<Worker>());
}

json Fleet::obey(const json& order) {
  auto what = order.value("do", "");
  if (what == "enrol") return enrol(order);
  if (what == "connect") return connect(order);
  if (what == "run") return run(order);
  if (what == "tap") return tap(order);
  if (what == "drain") return drain(order);
  if (what == "made") return made();
  common::refuse("do", "expected enrol, connect, run, tap, drain or made");
}

json Fleet::enrol(const json& order) {
  auto known = load::enrol(order.at("vans"), hub_host_, hub_port_, folder_);
  for (auto& identity : known) {
    auto number = ++vans_;
    workers_[number % workers_.size()]->run([&](Worker::Share& share, Moment) {
      share.vans.push_back(
          std::make_unique<Van>(std::move(identity), share.figures, seed_of(number)));
    });
  }
  return {{"vans", vans_}};
}

json Fleet::connect(const json& order) {
  auto within = in_milliseconds(order.at("within_s").get<double>());
  bool is_fresh = order.value("fresh", false);
  disconnect();
  forget_figures();
  std::size_t number = 0;
  auto spread = within / std::max<milliseconds::rep>(static_cast<milliseconds::rep>(vans_), 1);
  each([&](Van& van, Moment now) {
    if (is_fresh) van.forget_scopes();
    van.go_online(now.monotonic + spread * static_cast<milliseconds::rep>(number++));
  });
  return report(wait(order.at("limit_s"), [](auto& now) { return now.up_to_date == now.vans; }));
}

json Fleet::run(const json& order) {
  forget_figures();
  set_pace(order);
  auto told = report(wait(order.at("seconds"), [](auto&) { return false; }));
  set_pace({});
  // What was tapped last is told of as well, in the next report.
  auto rest =
      report(wait(order.value("limit_s", 60.0), [](auto& now) { return now.waiting == 0; }));
  told["late"] = rest["acknowledged"];
  told["standing"] = rest["standing"];
  return told;
}

json Fleet::tap(const json& order) {
  // The broker is gone, and a van that has not seen it yet would send at once.
  wait(order.value("limit_s", 60.0), [](auto& now) { return now.offline == now.vans; });
  forget_figures();
  auto count = order.at("count").get<int>();
  each([&](Van& van, Moment now) { van.tap_stored(count, now); });
  return report({seconds(0), standing()});
}

json Fleet::drain(const json& order) {
  set_pace(order);
  auto [took, _] = wait(order.at("limit_s"), [](auto& now) { return now.stored_waiting == 0; });
  set_pace({});
  auto rest = wait(order.at("limit_s"), [](auto& now) { return now.waiting == 0; });
  return report({took, rest.standing});
}

json Fleet::made() {
  auto all = json::array();
  each([&](Van& van, Moment) { all.push_back(van.made()); });
  return {{"made", std::move(all)}};
}

void Fleet::disconnect() {
  each([](Van& van, Moment) { van.go_offline(); });
}

void Fleet::each(const std::function<void(Van&, Moment)>& work) {
  for (auto& worker : workers_)
    worker->run([&](Worker::Share& share, Moment now) {
      for (auto& van : share.vans) work(*van, now);
    });
}

void Fleet::set_pace(const json& order) {
  Pace pace;
  if (order.is_object()) {
    pace.position = in_milliseconds(order.value("position_s", 0.0));
    pace.operation = in_milliseconds(order.value("operation_s", 0.0));
  }
  each([&](Van& van, Moment now) { van.set_pace(pace, now); });
}

Standing Fleet::standing() {
  Standing all;
  each([&](Van& van, Moment) { van.describe(all); });
  return all;
}

Figures Fleet::forget_figures() {
  Figures all;
  for (auto& worker : workers_)
    worker->run([&](Worker::Share& share, Moment) {
      all.add(share.figures);
      share.figures = {};
    });
  return all;
}

json Fleet::report(const Waited& waited) {
  auto all = forget_figures();
  auto& now = waited.standing;
  return {{"seconds", waited.took.count()},
          {"connected", all.connecting.json()},
          {"pulled", all.pulling.json()},
          {"acknowledged", all.acknowledged.json()},
          {"drained", all.drained.json()},
          {"tapped", all.tapped},
          {"positions", all.positions},
          {"records", all.records},
          {"rejected", all.rejected},
          {"sent", {{"messages", all.sent}, {"bytes", all.bytes_sent}}},
          {"received", {{"messages", all.received}, {"bytes", all.bytes_received}}},
          {"troubles", all.troubles},
          {"standing",
           {{"vans", now.vans},
            {"online", now.online},
            {"up_to_date", now.up_to_date},
            {"waiting", now.waiting}}}};
}

Fleet::Waited Fleet::wait(double limit_s, const std::function<bool(const Standing&)>& holds) {
  auto begin = std::chrono::steady_clock::now();
  while (true) {
    auto now = standing();
    auto took = seconds(std::chrono::steady_clock::now() - begin);
    if (took.count() >= limit_s || holds(now)) return {took, now};
    std::this_thread::sleep_for(look_every);
  }
}

}  // namespace load
