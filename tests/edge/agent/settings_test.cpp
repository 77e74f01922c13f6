// Every mistake in a van's settings is refused at start, with its place and what was expected.
#include "edge/agent/settings.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "common/certificates/folder.hpp"
#include "common/error/error.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

namespace fs = std::filesystem;

TEST_GROUP(AgentSettings) {
  support::TempFolder folder;
  common::SystemClock clock;

  void setup() override {
    common::certificates::Folder pki(folder / "pki", clock);
    pki.init();
    pki.make_device("van-07");
    pki.make_device("van-08");
    common::certificates::Folder strange(folder / "strange", clock);
    strange.init();
    fs::create_directory(folder / "web");
    std::ofstream(folder / "file") << "text";
  }
  edge::agent::Settings read(const std::string& text) {
    std::ofstream(folder / "van.conf") << text;
    return edge::agent::read_settings(
        common::Config::load(edge::agent::setting_keys(), folder / "van.conf"));
  }
  std::string complaint(const std::string& text) {
    try {
      read(text);
    } catch (const common::Error& error) {
      return error.code() == common::ErrorCode::bad_input ? error.what() : "wrong code";
    }
    return "fine";
  }
  static std::string hub(const std::string& authority, const std::string& certificate,
                         const std::string& key) {
    return "[data]\nfolder = store\n[van]\ntenant = demo\ndevice = van-07\n[hub]\nhost = "
           "hub.example\nauthority_file = " +
           authority + "\ncertificate_file = " + certificate + "\nkey_file = " + key + "\n";
  }
};

TEST(AgentSettings, defaults_suffice_but_for_who_the_van_is) {
  auto settings = read("[data]\nfolder = store\n[van]\ntenant = demo\ndevice = van-07\n");

  CHECK_EQUAL(8090, settings.port);
  CHECK_EQUAL(5, settings.eta_drift.count());
  CHECK(settings.hub_host.empty());
  CHECK(settings.gpsd_host == "127.0.0.1");
}

TEST(AgentSettings, a_device_with_its_own_certificate_is_taken) {
  STRCMP_EQUAL("fine",
               complaint(hub("pki/authority.crt", "pki/van-07.crt", "pki/van-07.key")).c_str());
}

TEST(AgentSettings, each_mistake_names_its_line_and_what_was_expected) {
  const std::string begin = "[data]\nfolder = store\n[van]\ntenant = demo\ndevice = van-07\n";
  struct Case {
    std::string text, message;
  };
  const Case cases[] = {
      {"[van]\ntenant = demo\ndevice = v\n", "van.conf: data.folder: is missing"},
      {"[data]\nfolder = store\n[van]\ndevice = van-07\n", "van.tenant: expected 1 to 64"},
      {begin + "colour = red\n", "van.conf:6: van.colour: unknown"},
      {"[data]\nfolder = file\n[van]\ntenant = demo\ndevice = v\n",
       "van.conf:2: data.folder: expected a folder that can be written"},
      {"[data]\nfolder = s\n[van]\ntenant = a/b\ndevice = v\n",
       "van.conf:4: van.tenant: expected 1 to 64 letters, digits, '-', '_' or '.', found \"a/b\""},
      {"[data]\nfolder = s\n[van]\ntenant = demo\ndevice = van #7\n",
       "van.conf:5: van.device: expected 1 to 64 letters"},
      {begin + "shard = 7\n", "van.conf:6: van.shard: expected two digits, 00 to 99, found \"7\""},
      {begin + "shard = 100\n", "van.conf:6: van.shard: expected two digits"},
      {begin + "shard = ab\n", "van.conf:6: van.shard: expected two digits"},
      {begin + "[web]\nport = 65536\n", "van.conf:7: web.port: expected a whole number"},
      {begin + "[web]\nfolder = not-there\n", "van.conf:7: web.folder: expected a folder"},
      {begin + "[map]\nfolder = file\n", "van.conf:7: map.folder: expected a folder"},
      {begin + "[map]\nroads_file = not-there\n",
       "van.conf:7: map.roads_file: expected a file that is there and can be read"},
      {begin + "[paper]\nprogram = ./none\n", "van.conf:7: paper.program: expected the path"},
      {begin + "[hub]\nhost = mqtts://hub.example\n",
       "van.conf:7: hub.host: expected a host name or IP address, without scheme and port, found "
       "\"mqtts://hub.example\""},
      {begin + "[hub]\nhost = hub.example:8883\n", "van.conf:7: hub.host: expected"},
      {begin + "[hub]\nport = 0\n", "van.conf:7: hub.port: expected a whole number from 1"},
      {begin + "[gps]\nhost = gpsd://localhost\n", "van.conf:7: gps.host: expected a host name"},
      {begin + "[gps]\nport = usb\n", "van.conf:7: gps.port: expected a whole number"},
      {begin + "[button]\nkey = 0\n", "van.conf:7: button.key: expected a whole number"},
      {begin + "[journey]\neta_drift = 5\n", "van.conf:7: journey.eta_drift: expected a time"},
      {begin + "[log]\nlevel = loud\n", "van.conf:7: log.level: expected one of"},
      {begin + "[hub]\nkey_file = pki/van-07.key\n", "hub.certificate_file: is missing"},
      {hub("pki/authority.crt", "pki/none.crt", "pki/van-07.key"),
       "van.conf:9: hub.certificate_file: "},
      {hub("pki/authority.crt", "pki/van-07.crt", "pki/none.key"), "none.key"},
      {hub("pki/authority.crt", "file", "pki/van-07.key"), "file is not a PEM certificate"},
      {hub("pki/authority.crt", "pki/van-07.crt", "pki/van-08.key"),
       "van-08.key is not the key of"},
      {hub("strange/authority.crt", "pki/van-07.crt", "pki/van-07.key"), "did not sign"},
      {hub("pki/authority.crt", "pki/van-08.crt", "pki/van-08.key"),
       "van.conf:5: van.device: the certificate is of \"van-08\", expected the same name"},
  };
  for (auto& one : cases) STRCMP_CONTAINS(one.message.c_str(), complaint(one.text).c_str());
}

TEST(AgentSettings, the_program_tells_each_mistake_once) {
  support::TempFolder place;
  std::ofstream(place / "wrong.conf") << "[data]\nfolder = s\n[van]\ntenant = a/b\ndevice = v #7\n";
  support::ChildProcess program(
      {VAN_PROGRAM, "--config", (place / "wrong.conf").string(), "--check"}, place / "output");

  LONGS_EQUAL(2, program.wait().value_or(-1));

  std::ifstream in(place / "output");
  std::string said{std::istreambuf_iterator<char>(in), {}};
  for (std::string key : {"van.tenant", "van.device"}) {
    auto first = said.find(key + ": expected");
    CHECK_TEXT(first != std::string::npos, said.c_str());
    CHECK_TEXT(said.find(key + ": expected", first + 1) == std::string::npos, said.c_str());
  }
}

// features: SYNC-01
TEST(AgentSettings, without_a_name_it_is_a_computer_that_enrols) {
  auto settings = read("[data]\nfolder = store\n");
  CHECK_TRUE(settings.enrols());
  CHECK_TRUE(settings.identity_folder == folder / "store" / "identity");
  STRCMP_EQUAL(
      "fine", complaint("[data]\nfolder = store\n[hub]\nurl = https://hub.example:8443\n").c_str());
  for (auto wrong :
       {"[hub]\nurl = hub.example\n", "[hub]\nhost = hub.example\n", "[van]\ntenant = demo\n"})
    CHECK_TRUE(complaint(std::string("[data]\nfolder = store\n") + wrong) != "fine");
}

// features: X-37
TEST(AgentSettings, phones_are_served_at_one_address_of_the_van_or_not_at_all) {
  const std::string van = "[data]\nfolder = store\n[van]\ntenant = demo\ndevice = van-07\n";
  CHECK(read(van).phones_address.empty());
  auto settings = read(van + "[phones]\nlisten = 192.168.4.1:8443\n");
  CHECK(settings.phones_address == "192.168.4.1");
  CHECK_EQUAL(8443, settings.phones_port);
  CHECK_EQUAL(8080, settings.phones_help_port);
  CHECK(read(van + "[phones]\nlisten = [fd00::1]:8443\n").phones_address == "fd00::1");

  for (auto wrong : {"8443", "0.0.0.0:8443", "[::]:8443", "van.local:8443",
                     "192.168.4.1:", "192.168.4.1:70000", "192.168.4.1:8443x"})
    STRCMP_CONTAINS("phones.listen", complaint(van + "[phones]\nlisten = " + wrong + "\n").c_str());
  STRCMP_CONTAINS("phones.name", complaint(van + "[phones]\nname = 192.168.4.1\n").c_str());
  STRCMP_CONTAINS("phones.help_port",
                  complaint(van + "[phones]\nlisten = 192.168.4.1:8080\n").c_str());
}
