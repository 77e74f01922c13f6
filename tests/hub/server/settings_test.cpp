// Every mistake in a hub's settings is refused at start, with its place and what was expected.
#include "hub/server/settings.hpp"

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

TEST_GROUP(HubSettings) {
  support::TempFolder folder;
  common::SystemClock clock;

  void setup() override {
    common::certificates::Folder pki(folder / "pki", clock);
    pki.init();
    pki.make_hub();
    auto server = pki.make_server();
    fs::copy(server.certificate, folder / "web.crt");
    fs::copy(server.key, folder / "web.key");
    fs::copy(pki.files("hub").key, folder / "other.key");
    common::certificates::Folder strange(folder / "strange", clock);
    strange.init();
    strange.make_hub();
    fs::copy(folder / "strange" / "authority.crt", folder / "pki" / "strange.crt");
    fs::create_directory(folder / "web");
    std::ofstream(folder / "file") << "text";
  }
  /// What the hub says of this file: all mistakes, or "fine".
  std::string complaint(const std::string& text) {
    std::ofstream(folder / "hub.conf") << text;
    try {
      hub::server::check_settings(
          common::Config::load(hub::server::settings(), folder / "hub.conf"));
    } catch (const common::Error& error) {
      return error.code() == common::ErrorCode::bad_input ? error.what() : "wrong code";
    }
    return "fine";
  }
};

TEST(HubSettings, what_is_right_is_taken) {
  const char* right[] = {
      "",
      "[store]\nurl = sqlite:/tmp/hub.db\n",
      "[store]\nurl = postgresql://hub@db.example/hub\n",
      "[store]\nurl = postgresql://hub@one,two/hub?target_session_attrs=read-write\n"
      "read_copies = postgresql://hub@two/hub, postgresql://hub@three/hub\n",
      "[web]\naddress = ::1\nport = 0\nfolder = web\npublic_url = https://office.example:8443\n",
      "[web]\ncertificate = web.crt\nkey = web.key\n",
      "[broker]\nhost = broker.example\nport = 8884\ncertificates = pki\n",
      "[mail]\nurl = smtps://mail.example:465\nfrom = service@demo.example\n",
      "[sms]\nurl = https://sms.example/2010/Messages.json\nfrom = +4235550101\n",
      "[data]\nfolder = not/there/yet\n[paper]\nprogram = /bin/true\n",
      "[health]\nfree_bytes_min = 200 MiB\n",
  };
  for (auto text : right) STRCMP_EQUAL("fine", complaint(text).c_str());
}

TEST(HubSettings, each_mistake_names_its_line_and_what_was_expected) {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"[web]\nprt = 80\n", "hub.conf:2: web.prt: unknown; did you mean web.port?"},
      {"[weather]\nsun = yes\n", "hub.conf:2: weather.sun: unknown"},
      {"[web]\nport = 70000\n",
       "hub.conf:2: web.port: expected a whole number from 0 to 65535, found \"70000\""},
      {"[web]\nport = http\n", "hub.conf:2: web.port: expected a whole number"},
      {"[broker]\nport = 0\n", "hub.conf:2: broker.port: expected a whole number from 1 to 65535"},
      {"[web]\nthreads = 0\n", "hub.conf:2: web.threads: expected a whole number from 1 to 64"},
      {"[health]\nfree_bytes_min = much\n", "hub.conf:2: health.free_bytes_min: expected a size"},
      {"[store]\nurl = mysql://db/hub\n",
       "hub.conf:2: store.url: expected sqlite:FILE or postgresql://user@host/database, found "
       "\"mysql://db/hub\""},
      {"[store]\nurl = postgresql://one/hub\nread_copies = postgresql://two/hub, two\n",
       "hub.conf:3: store.read_copies: expected postgresql://user@host/database of streaming "
       "replicas, with commas, found \"postgresql://two/hub, two\""},
      {"[store]\nurl = postgresql://one/hub\nread_copies = postgresql://one/hub\n",
       "hub.conf:3: store.read_copies: expected copies, and not store.url itself"},
      {"[store]\nread_copies = postgresql://two/hub\n",
       "hub.conf:2: store.read_copies: needs PostgreSQL in store.url"},
      {"[store]\nurl = sqlite:\n", "hub.conf:2: store.url: expected sqlite:FILE"},
      {"[store]\nurl = sqlite:/not/there/hub.db\n",
       "hub.conf:2: store.url: expected sqlite:FILE in a folder that is there"},
      {"[web]\naddress = localhost\n", "hub.conf:2: web.address: expected an IP address"},
      {"[web]\nproxy = yes\n", "hub.conf:2: web.proxy: expected the proxy's IP address"},
      {"[web]\nfolder = not-there\n",
       "hub.conf:2: web.folder: expected a folder that is there and can be read, found "
       "\"not-there\""},
      {"[web]\nfolder = file\n", "hub.conf:2: web.folder: expected a folder"},
      {"[map]\nfolder = not-there\n", "hub.conf:2: map.folder: expected a folder"},
      {"[web]\npublic_url = office.example\n",
       "hub.conf:2: web.public_url: expected http://host[:port] or https://host[:port], without a "
       "path, found \"office.example\""},
      {"[web]\npublic_url = https://office.example/app?x\n",
       "hub.conf:2: web.public_url: expected"},
      {"[web]\npublic_url = ftp://office.example\n", "hub.conf:2: web.public_url: expected"},
      {"[web]\ncertificate = web.crt\n", "web.key: is missing; web.certificate needs it"},
      {"[web]\nkey = web.key\n", "web.certificate: is missing; web.key needs it"},
      {"[web]\ncertificate = none.crt\nkey = web.key\n", "hub.conf:2: web.certificate: "},
      {"[web]\ncertificate = file\nkey = web.key\n", "file is not a PEM certificate"},
      {"[web]\ncertificate = web.crt\nkey = file\n", "file is not a PEM key without passphrase"},
      {"[web]\ncertificate = web.crt\nkey = other.key\n", "other.key is not the key of "},
      {"[web]\n\ncertificate = web\nkey = web.key\n", "hub.conf:3: web.certificate: "},
      {"[broker]\nhost = mqtt://broker\ncertificates = pki\n",
       "hub.conf:2: broker.host: expected a host name or IP address, without scheme and port"},
      {"[broker]\nhost = broker:8883\ncertificates = pki\n", "hub.conf:2: broker.host: expected"},
      {"[broker]\nhost = broker\n", "broker.certificates: is missing; expected the folder"},
      {"[broker]\nhost = broker\ncertificates = web\n", "hub.conf:3: broker.certificates: "},
      {"[mail]\nurl = mail.example\n",
       "hub.conf:2: mail.url: expected smtp://host[:port] or smtps://host[:port], found "
       "\"mail.example\""},
      {"[mail]\nurl = http://mail.example\n", "hub.conf:2: mail.url: expected smtp"},
      {"[mail]\nurl = smtp://mail.example:99999\n", "hub.conf:2: mail.url: expected smtp"},
      {"[mail]\nfrom = Service\n",
       "hub.conf:2: mail.from: expected a mail address, name@host, found \"Service\""},
      {"[mail]\npassword = secret\n", "hub.conf:2: mail.password: is a secret"},
      {"[sms]\nurl = sms.example\nfrom = x\n", "hub.conf:2: sms.url: expected http"},
      {"[sms]\nurl = https://sms.example\n", "sms.from: is missing; sms.url needs it"},
      {"[data]\nfolder = file\n", "hub.conf:2: data.folder: expected a folder that can be written"},
      {"[data]\nfolder = /proc/1/x\n", "hub.conf:2: data.folder: expected a folder"},
      {"[paper]\nprogram = /not/there\n",
       "hub.conf:2: paper.program: expected the path of a program"},
      {"[paper]\nprogram = no-such-program\n", "hub.conf:2: paper.program: expected"},
      {"[log]\nlevel = loud\n", "hub.conf:2: log.level: expected one of debug, info"},
  };
  for (auto& one : cases) STRCMP_CONTAINS(one.message, complaint(one.text).c_str());
}

TEST(HubSettings, an_authority_that_did_not_sign_is_noticed) {
  fs::rename(folder / "pki" / "strange.crt", folder / "pki" / "authority.crt");
  STRCMP_CONTAINS("did not sign",
                  complaint("[broker]\nhost = broker\ncertificates = pki\n").c_str());
}

TEST(HubSettings, all_mistakes_are_told_at_once) {
  auto text = complaint("[mail]\nurl = x\nfrom = y\n[web]\naddress = z\n");
  STRCMP_CONTAINS("hub.conf:2: mail.url", text.c_str());
  STRCMP_CONTAINS("hub.conf:3: mail.from", text.c_str());
  STRCMP_CONTAINS("hub.conf:5: web.address", text.c_str());
}

TEST(HubSettings, the_program_tells_each_mistake_once) {
  support::TempFolder place;
  std::ofstream(place / "wrong.conf") << "[mail]\nurl = x\nfrom = y\n";
  support::ChildProcess program(
      {HUB_PROGRAM, "--config", (place / "wrong.conf").string(), "--check"}, place / "output");

  LONGS_EQUAL(2, program.wait().value_or(-1));

  std::ifstream in(place / "output");
  std::string said{std::istreambuf_iterator<char>(in), {}};
  for (std::string key : {"mail.url", "mail.from"}) {
    auto first = said.find(key + ": expected");
    CHECK_TEXT(first != std::string::npos, said.c_str());
    CHECK_TEXT(said.find(key + ": expected", first + 1) == std::string::npos, said.c_str());
  }
}
