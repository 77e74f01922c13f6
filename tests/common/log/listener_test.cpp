#include "common/log/listener.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/log/correlation.hpp"
#include "tests/support/log_capture.hpp"

#include <CppUTest/TestHarness.h>

using common::log::Level;
using common::log::Line;

TEST_GROUP(LogListener) {
  std::vector<std::string> heard;
  support::LogCapture capture;
  void teardown() override {
    common::log::set_listener({});
  }
};

// features: AUDT-04
TEST(LogListener, is_told_of_what_is_written_with_its_fields_and_nothing_of_what_it_writes_itself) {
  common::log::set_listener([&](const Line& line) {
    std::string text(common::log::name_of(line.level));
    text += " " + std::string(line.module) + " " + std::string(line.text);
    for (auto& [name, value] : line.fields) text += " " + std::string(name) + "=" + value;
    heard.push_back(text + " " + line.correlation);
    common::log::error("listener", "one more");
  });
  common::log::Correlation correlation("request-1");
  common::log::debug("m", "below the threshold");
  common::log::warning("m", "a pump is dry", {{"pump", "7"}});
  common::log::error("m", "a boiler is cold");

  LONGS_EQUAL(2, heard.size());
  STRCMP_EQUAL("warning m a pump is dry pump=7 request-1", heard[0].c_str());
  STRCMP_EQUAL("error m a boiler is cold request-1", heard[1].c_str());
  LONGS_EQUAL(4, capture.lines().size());
}

// features: AUDT-04
TEST(LogListener, is_called_no_more_once_another_was_set) {
  std::atomic<bool> stops{false};
  std::thread writer([&] {
    while (!stops) common::log::warning("m", "again");
  });
  for (int i = 0; i < 200; ++i) {
    auto calls = std::make_unique<int>(0);
    common::log::set_listener([&calls](const Line&) { ++*calls; });
    common::log::set_listener({});
    calls.reset();  // the sanitizer sees a call that comes late
  }
  stops = true;
  writer.join();
}
