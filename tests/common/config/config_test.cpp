#include "common/config/config.hpp"
#include "common/config/check.hpp"
#include "common/config/keys.hpp"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

using common::Config;
using Type = common::Config::Type;
using namespace std::chrono_literals;

namespace {

const std::vector<Config::Key> keys{
    {.name = "http.port",
     .type = Type::integer,
     .fallback = "8443",
     .min = 1,
     .max = 65535,
     .choices = {},
     .about = "where to listen"},
    {.name = "http.idle_time",
     .type = Type::duration,
     .fallback = "30 s",
     .min = 1'000,
     .max = 3'600'000,
     .choices = {},
     .about = "quiet connections end"},
    {.name = "http.body_max",
     .type = Type::bytes,
     .fallback = "1 MiB",
     .min = 1,
     .max = {},
     .choices = {},
     .about = "largest request"},
    {.name = "http.compress",
     .type = Type::boolean,
     .fallback = "yes",
     .min = {},
     .max = {},
     .choices = {},
     .about = "compress replies"},
    {.name = "log.level",
     .type = Type::choice,
     .fallback = "info",
     .min = {},
     .max = {},
     .choices = {"debug", "info", "error"},
     .about = "least to write"},
    {.name = "hub.folder",
     .type = Type::path,
     .fallback = "data",
     .min = {},
     .max = {},
     .choices = {},
     .about = "where data lies"},
    {.name = "hub.hosts",
     .type = Type::list,
     .fallback = "",
     .min = {},
     .max = 3,
     .choices = {},
     .about = "names it answers to"},
    {.name = "hub.name",
     .type = Type::text,
     .fallback = {},
     .min = 1,
     .max = 40,
     .choices = {},
     .about = "shown to people"},
    {.name = "database.password",
     .type = Type::text,
     .fallback = "",
     .min = {},
     .max = {},
     .choices = {},
     .is_secret = true,
     .about = "of the database"},
};

/// The messages, or "fine".
std::string complaint(const std::string& text, const std::vector<std::string>& overrides = {}) {
  try {
    Config::parse(keys, text, "hub.conf", overrides);
  } catch (const common::Error& error) {
    return error.code() == common::ErrorCode::bad_input ? error.what() : "wrong code";
  }
  return "fine";
}

}  // namespace

TEST_GROUP(Config){};

TEST(Config, values_are_read_with_their_types_and_units) {
  const Config config = Config::parse(
      keys,
      "# a comment\n[http]\nport=9000\n idle_time = 2 min\r\nbody_max = 512KiB\n"
      "compress = off\n\n; another\n[hub]\nname = Rheintal = Service # 1\nhosts = a.li, b.li ,,\n"
      "folder = ../var\n[log]\nlevel=debug",
      "/etc/truckroll/hub.conf");

  CHECK_EQUAL(9'000, config.integer("http.port"));
  CHECK(config.duration("http.idle_time") == 2min);
  CHECK_EQUAL(512 * 1024, config.bytes("http.body_max"));
  CHECK_FALSE(config.boolean("http.compress"));
  STRCMP_EQUAL("Rheintal = Service # 1", config.text("hub.name").c_str());
  STRCMP_EQUAL("debug", config.text("log.level").c_str());
  CHECK(config.list("hub.hosts") == (std::vector<std::string>{"a.li", "b.li"}));
  STRCMP_EQUAL("/etc/truckroll/../var", config.path("hub.folder").c_str());
}

TEST(Config, what_is_not_given_has_its_default) {
  const Config config = Config::parse(keys, "[hub]\nname=x", "/etc/hub.conf");
  CHECK_EQUAL(8'443, config.integer("http.port"));
  CHECK(config.duration("http.idle_time") == 30s);
  CHECK(config.list("hub.hosts").empty());
  STRCMP_EQUAL("/etc/data", config.path("hub.folder").c_str());
}

TEST(Config, mistakes_name_file_line_key_and_what_was_expected) {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"[http]\nport = abc",
       "hub.conf:2: http.port: expected a whole number from 1 to 65535, found \"abc\""},
      {"[http]\nport = 0",
       "hub.conf:2: http.port: expected a whole number from 1 to 65535, found \"0\""},
      {"[http]\nport = 99999999999999999999", "hub.conf:2: http.port: expected a whole number"},
      {"[http]\nport = 80 80", "hub.conf:2: http.port: expected a whole number"},
      {"[http]\nport =",
       "hub.conf:2: http.port: expected a whole number from 1 to 65535, found \"\""},
      {"[http]\n\nidle_time = 30",
       "hub.conf:3: http.idle_time: expected a time with its unit (ms, s, min, h, d) from 1 s to 1 "
       "h, found \"30\""},
      {"[http]\nidle_time = 2 h", "hub.conf:2: http.idle_time: expected a time"},
      {"[http]\nidle_time = 99999999999999999 d", "hub.conf:2: http.idle_time: expected a time"},
      {"[http]\nidle_time = -5 s", "hub.conf:2: http.idle_time: expected a time"},
      {"[http]\nbody_max = 5 MB",
       "hub.conf:2: http.body_max: expected a size with its unit (B, KiB, MiB, GiB) of at least 1 "
       "B"},
      {"[http]\ncompress = maybe",
       "hub.conf:2: http.compress: expected yes or no, found \"maybe\""},
      {"[log]\nlevel = loud",
       "hub.conf:2: log.level: expected one of debug, info, error, found \"loud\""},
      {"[hub]\nhosts = a,b,c,d",
       "hub.conf:2: hub.hosts: expected a list with commas, entries of at most 3"},
      {"[http]\nprot = 80", "hub.conf:2: http.prot: unknown; did you mean http.port?"},
      {"[htpp]\nport = 80", "hub.conf:2: htpp.port: unknown; did you mean http.port?"},
      {"[weather]\nforecast = sunny", "hub.conf:2: weather.forecast: unknown\n"},
      {"[http]\nport = 80\nport = 81", "hub.conf:3: http.port: was given before, at hub.conf:2"},
      {"port = 80", "hub.conf:1: port: expected a [section] above it"},
      {"[http\nport = 80", "hub.conf:1: expected [section]"},
      {"[]", "hub.conf:1: expected [section]"},
      {"[http]\nport", "hub.conf:2: expected key = value"},
      {"[http]\n= 80", "hub.conf:2: expected key = value"},
      {"", "hub.conf: hub.name: is missing; expected a text, characters from 1 to 40"},
      {"[database]\npassword = geheim",
       "hub.conf:2: database.password: is a secret; give database.password_file or "
       "database.password_env"},
      {"[database]\npassword_file = /nonexistent",
       "hub.conf:2: database.password_file: there is no settings file /nonexistent"},
      {"[database]\npassword_env = TRUCKROLL_NOT_SET",
       "hub.conf:2: database.password_env: the environment has no TRUCKROLL_NOT_SET"},
      {"[database]\npasword_file = x",
       "hub.conf:2: database.pasword_file: unknown; did you mean database.password_file?"},
  };
  for (const Case& each : cases) STRCMP_CONTAINS(each.message, complaint(each.text).c_str());
}

TEST(Config, all_mistakes_are_told_at_once) {
  const std::string text = complaint("[http]\nport = x\ncompress = y\n");
  STRCMP_CONTAINS("hub.conf:2: http.port", text.c_str());
  STRCMP_CONTAINS("hub.conf:3: http.compress", text.c_str());
  STRCMP_CONTAINS("hub.name: is missing", text.c_str());
}

TEST(Config, bytes_that_are_no_text_are_only_a_mistake) {
  std::string noise;
  for (int i = 0; i < 4'096; ++i) noise += static_cast<char>(i * 7 % 251);
  STRCMP_CONTAINS("hub.conf:1", complaint(noise).c_str());
}

TEST(Config, command_line_wins_over_the_file) {
  const Config config =
      Config::parse(keys, "[hub]\nname=x\n[http]\nport=80", "hub.conf", {"http.port=81"});
  CHECK_EQUAL(81, config.integer("http.port"));
  STRCMP_CONTAINS("command line: http.port: expected a whole number",
                  complaint("[hub]\nname=x", {"http.port=x"}).c_str());
  STRCMP_CONTAINS("command line: nonsense: expected section.key=value",
                  complaint("", {"nonsense"}).c_str());
}

TEST(Config, secret_comes_from_a_file_or_the_environment) {
  support::TempFolder folder;
  std::ofstream(folder / "secret") << "geheim\n";
  std::ofstream(folder / "hub.conf") << "[hub]\nname=x\n[database]\npassword_file = secret\n";
  STRCMP_EQUAL("geheim", Config::load(keys, folder / "hub.conf").text("database.password").c_str());

  ::setenv("TRUCKROLL_TEST_SECRET", "anders", 1);
  const Config config = Config::parse(
      keys, "[hub]\nname=x\n[database]\npassword_env=TRUCKROLL_TEST_SECRET", "hub.conf");
  ::unsetenv("TRUCKROLL_TEST_SECRET");
  STRCMP_EQUAL("anders", config.text("database.password").c_str());
}

TEST(Config, missing_file_is_not_found) {
  try {
    Config::load(keys, "/nonexistent/hub.conf");
    FAIL("it loaded");
  } catch (const common::Error& error) {
    CHECK(error.code() == common::ErrorCode::not_found);
  }
}

TEST(Config, asking_for_an_undeclared_key_or_another_type_is_our_mistake) {
  const Config config = Config::parse(keys, "[hub]\nname=x", "hub.conf");
  CHECK_THROWS(common::Error, config.integer("http.nothing"));
  CHECK_THROWS(common::Error, config.integer("hub.name"));
}

TEST(Config, sample_is_a_valid_file_once_the_missing_is_filled_in) {
  std::string sample = Config::sample(keys);
  STRCMP_CONTAINS("[http]\n# where to listen: a whole number from 1 to 65535.\n#port = 8443\n",
                  sample.c_str());
  sample.replace(sample.find("\nname = "), 8, "\nname = x");
  STRCMP_EQUAL("fine", complaint(sample).c_str());
}

TEST(Config, keys_made_for_programs_hold_their_bounds) {
  const std::vector<Config::Key> keys{common::make_number("web.port", "80", 0, 65535, ""),
                                      common::make_log_level()};
  CHECK_EQUAL(80, Config::parse(keys, "", "x.conf").integer("web.port"));
  STRCMP_EQUAL("info", Config::parse(keys, "", "x.conf").text("log.level").c_str());
  CHECK_THROWS(common::Error, Config::parse(keys, "[web]\nport = 65536\n", "x.conf"));
  CHECK_THROWS(common::Error, Config::parse(keys, "[log]\nlevel = loud\n", "x.conf"));
}

TEST(Config, forms_of_hosts_addresses_and_links) {
  using common::is_url;
  using common::UrlPath;
  for (auto host :
       {"mail.example", "localhost", "127.0.0.1", "::1", "hub-1", "a.b-c.d", "10.0.0.8"})
    CHECK(common::is_host(host));
  for (auto host : {"", "a b", "http://a", "a:80", "a..b", ".a", "-a", "1.2.3", "256.1.1.1", "a/b"})
    CHECK_FALSE(common::is_host(host));
  for (auto url : {"http://a", "https://a.example:8443", "http://[::1]:80", "http://127.0.0.1:1"})
    CHECK(is_url(url, {"http", "https"}, UrlPath::none));
  for (auto url : {"a", "ftp://a", "http://", "http://a/", "http://a/x", "http://a?x", "http://a#x",
                   "http://a:0", "http://a:70000", "http://a:x", "http://u@a", "http://a b",
                   "http:/a", "HTTP://a"})
    CHECK_FALSE(is_url(url, {"http", "https"}, UrlPath::none));
  CHECK(is_url("https://gateway.example/send?x=1", {"https"}, UrlPath::any));
  for (auto address : {"a@b.example", "service+x@demo.example", "truckroll@localhost"})
    CHECK(common::is_mail_address(address));
  for (auto address : {"", "a", "@b", "a@", "a@b c", "A <a@b>", "a@b@c", "a b@c", "a@b,c@d"})
    CHECK_FALSE(common::is_mail_address(address));
}

TEST(Config, every_value_knows_where_it_stands) {
  const Config config = Config::parse(keys, "\n[hub]\nname=x\n", "hub.conf", {"http.port=81"});
  STRCMP_EQUAL("hub.conf:3", config.where("hub.name").c_str());
  STRCMP_EQUAL("command line", config.where("http.port").c_str());
  CHECK(config.is_default("log.level"));
  CHECK_FALSE(config.is_default("hub.name"));
}
