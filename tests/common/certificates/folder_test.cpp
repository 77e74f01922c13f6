#include "common/certificates/folder.hpp"

#include <algorithm>

#include <filesystem>
#include <functional>
#include <string>

#include "common/error/error.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

using namespace common::certificates;
using common::ErrorCode;
using std::filesystem::perms;

namespace {

bool is_refused(ErrorCode code, const std::function<void()>& action) {
  try {
    action();
  } catch (const common::Error& error) {
    return error.code() == code;
  }
  return false;
}

}  // namespace

TEST_GROUP(CertificateFolder) {
  support::TempFolder temp;
  common::FakeClock clock{common::parse_instant("2026-11-16T07:30:00Z")};
  Folder folder{temp / "pki", clock};

  void setup() override {
    folder.init();
  }
};

TEST(CertificateFolder, all_files_are_for_their_owner_only) {
  folder.make_server();
  folder.make_device("van-1");
  folder.make_hub();
  folder.write_broker_configuration({.vans = 8883, .hubs = {}}, "rules.so");

  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    CHECK(entry.status().permissions() == (perms::owner_read | perms::owner_write));
    ++count;
  }
  CHECK_EQUAL(10, count);
}

TEST(CertificateFolder, init_keeps_the_authority_that_is_there) {
  const std::string before = read_file(folder.files("authority").certificate);

  Folder(folder.path(), clock).init();

  STRCMP_EQUAL(before.c_str(), read_file(folder.files("authority").certificate).c_str());
}

TEST(CertificateFolder, device_cannot_be_called_like_the_hub_or_a_file_of_the_folder) {
  for (const char* name : {"hub", "server", "authority"})
    CHECK(is_refused(ErrorCode::bad_input, [&] { folder.make_device(name); }));
  const std::string request = make_signing_request(make_key(), "hub");
  CHECK(is_refused(ErrorCode::bad_input, [&] { folder.sign(request, "hub"); }));
}

TEST(CertificateFolder, without_init_it_says_which_file_is_missing) {
  Folder other(temp / "other", clock);
  CHECK(is_refused(ErrorCode::not_found, [&] { other.make_device("van-1"); }));
}

TEST(CertificateFolder, revoking_keeps_those_revoked_before) {
  const auto one = folder.make_device("van-1");
  const auto two = folder.make_device("van-2");
  const std::string empty = read_file(folder.path() / "revoked.pem");

  folder.revoke(read_file(one.certificate));
  const std::string with_one = read_file(folder.path() / "revoked.pem");
  folder.revoke(read_file(two.certificate));
  const std::string with_two = read_file(folder.path() / "revoked.pem");

  CHECK(empty.size() < with_one.size());
  CHECK(with_one.size() < with_two.size());
}

TEST(CertificateFolder, serials_are_added_to_the_list_once) {
  const auto one = folder.make_device("van-1");
  folder.revoke(read_file(one.certificate));
  const std::string record = read_file(folder.path() / "revoked.txt");
  const std::string known = record.substr(0, record.find(' '));

  folder.revoke({Revoked{"0a1b", clock.now()}, Revoked{known, clock.now()}});
  const std::string both = read_file(folder.path() / "revoked.txt");
  const std::string list = read_file(folder.path() / "revoked.pem");
  folder.revoke({Revoked{"0a1b", clock.now()}});

  CHECK(both.starts_with(record));
  CHECK_EQUAL(2, std::count(both.begin(), both.end(), '\n'));
  STRCMP_EQUAL(both.c_str(), read_file(folder.path() / "revoked.txt").c_str());
  STRCMP_EQUAL(list.c_str(), read_file(folder.path() / "revoked.pem").c_str());
}

TEST(CertificateFolder, broker_configuration_has_a_hub_listener_only_when_asked) {
  const std::string without =
      read_file(folder.write_broker_configuration({.vans = 20001, .hubs = {}}, "/lib/rules.so"));
  const std::string with =
      read_file(folder.write_broker_configuration({.vans = 20001, .hubs = 20002}, "rules.so"));

  STRCMP_CONTAINS("listener 20001\n", without.c_str());
  STRCMP_CONTAINS("plugin /lib/rules.so\n", without.c_str());
  CHECK(without.find("20002") == std::string::npos);
  STRCMP_CONTAINS("listener 20002\n", with.c_str());
  CHECK(with.find('@') == std::string::npos);
  CHECK(without.find('@') == std::string::npos);
}
