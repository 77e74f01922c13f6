#include "common/log/level.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "common/error/error.hpp"
#include "common/log/correlation.hpp"
#include "tests/support/log_capture.hpp"

#include <CppUTest/TestHarness.h>

using common::log::Correlation;
using common::log::Level;
using common::log::level_of;
using support::LogCapture;

TEST_GROUP(LogLevel){void teardown() override{common::log::set_level(Level::info);
}
}
;

TEST(LogLevel, is_known_by_the_name_that_stands_in_settings) {
  CHECK(level_of("debug") == Level::debug);
  CHECK(level_of("info") == Level::info);
  CHECK(level_of("warning") == Level::warning);
  CHECK(level_of("error") == Level::error);
  CHECK(level_of("critical") == Level::critical);
  CHECK(level_of("loud") == Level::info);
}

TEST(LogLevel, lines_below_the_threshold_are_not_written) {
  for (auto& [threshold, written] :
       {std::pair{"debug", 5U}, {"info", 4U}, {"warning", 3U}, {"error", 2U}, {"critical", 1U}}) {
    common::log::set_thresholds(threshold);
    LogCapture capture;
    common::log::debug("m", "a");
    common::log::info("m", "b");
    common::log::warning("m", "c");
    common::log::error("m", "d");
    common::log::critical("m", "e");
    auto lines = capture.lines();
    CHECK_EQUAL_TEXT(written, lines.size(), threshold);
    STRCMP_EQUAL("critical", lines.back()["level"].get<std::string>().c_str());
  }
}

TEST(LogLevel, modules_have_thresholds_of_their_own) {
  common::log::set_thresholds("warning, hub/gateway=debug,hub=error");
  CHECK(common::log::writes(Level::debug, "hub/gateway"));
  CHECK(common::log::writes(Level::debug, "hub/gateway/impl"));
  CHECK_FALSE(common::log::writes(Level::warning, "hub/store"));
  CHECK(common::log::writes(Level::error, "hub/store"));
  CHECK(common::log::writes(Level::warning, "hubble"));
  CHECK_FALSE(common::log::writes(Level::info, "edge/sync"));
}

TEST(LogLevel, thresholds_that_are_none_are_refused) {
  for (auto text : {"", "loud", "hub=debug", "info, hub", "info, =debug", "info, hub=loud", "info,",
                    "info, debug"}) {
    CHECK_FALSE_TEXT(common::log::is_thresholds(text), text);
    CHECK_THROWS(common::Error, common::log::set_thresholds(text));
  }
}

TEST(LogLevel, a_line_is_json_with_its_fields_and_the_correlation_of_its_thread) {
  LogCapture capture;
  {
    Correlation outer("request-0001");
    common::log::warning("hub/work", "a \"text\"\nof two lines", {{"job", "7"}});
    {
      Correlation inner("operation-0002");
      common::log::info("m", "inner");
    }
    common::log::info("m", "outer again");
    std::thread([] { common::log::info("m", "elsewhere"); }).join();
  }
  common::log::info("m", "none");
  auto lines = capture.lines();
  CHECK_EQUAL(5U, lines.size());
  CHECK(lines[0]["time"].get<std::string>().ends_with("Z"));
  STRCMP_EQUAL("warning", lines[0]["level"].get<std::string>().c_str());
  STRCMP_EQUAL("hub/work", lines[0]["module"].get<std::string>().c_str());
  STRCMP_EQUAL("a \"text\"\nof two lines", lines[0]["text"].get<std::string>().c_str());
  STRCMP_EQUAL("7", lines[0]["job"].get<std::string>().c_str());
  STRCMP_EQUAL("request-0001", lines[0]["correlation"].get<std::string>().c_str());
  STRCMP_EQUAL("operation-0002", lines[1]["correlation"].get<std::string>().c_str());
  STRCMP_EQUAL("request-0001", lines[2]["correlation"].get<std::string>().c_str());
  CHECK_FALSE(lines[3].contains("correlation"));
  CHECK_FALSE(lines[4].contains("correlation"));
}

TEST(LogLevel, of_strangers_only_plain_correlations_are_taken) {
  CHECK(common::log::is_correlation("01a2001a-6894-7d12-8cb2-08f5458ffcca"));
  for (auto text : {"", "short", "with space", "line\nbreak-", "quote\"quote"})
    CHECK_FALSE_TEXT(common::log::is_correlation(text), text);
  CHECK_FALSE(common::log::is_correlation(std::string(65, 'a')));
}
