#include "common/log/level.hpp"

#include <CppUTest/TestHarness.h>

using common::log::Level;
using common::log::level_of;

TEST_GROUP(LogLevel){};

TEST(LogLevel, is_known_by_the_name_that_stands_in_settings) {
  CHECK(level_of("debug") == Level::debug);
  CHECK(level_of("info") == Level::info);
  CHECK(level_of("warning") == Level::warning);
  CHECK(level_of("error") == Level::error);
  CHECK(level_of("loud") == Level::info);
}
