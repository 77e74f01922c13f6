// The certificates by which phones trust the van: made once, renewed in time, gone when erased.
#include "edge/identity/phone_keys.hpp"

#include <sys/stat.h>

#include "common/certificates/folder.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

namespace certificates = common::certificates;
using edge::identity::PhoneKeys;
using std::chrono::days;

TEST_GROUP(PhoneKeys) {
  support::TempFolder temp;
  PhoneKeys keys{temp / "identity"};
  const std::vector<std::string> names{"van-07.local", "192.168.4.1"};
  const common::Instant now = common::parse_instant("2026-11-16T07:30:00Z");

  certificates::Facts server() {
    return certificates::read_certificate(certificates::read_file(keys.server_file()));
  }
};

// features: X-37
TEST(PhoneKeys, are_made_once_for_a_time_that_phones_accept_and_trusted_by_the_authority) {
  CHECK(keys.prepare(names, now));
  auto made = server();
  CHECK_FALSE(keys.prepare(names, now + days(300)));

  CHECK(made.fingerprint_sha256 == server().fingerprint_sha256);
  CHECK(made.not_after - made.not_before <= days(398));
  CHECK(certificates::is_signed_by(certificates::read_file(keys.server_file()),
                                   keys.authority_pem(), now));
  STRCMP_CONTAINS("BEGIN CERTIFICATE", keys.authority_pem().c_str());
  CHECK(keys.authority_pem().find("PRIVATE") == std::string::npos);
}

// features: X-37
TEST(PhoneKeys, are_for_the_vans_own_user_alone) {
  keys.prepare(names, now);

  for (auto file : {"phones.pem", "phones-authority.pem"}) {
    struct stat facts {};
    CHECK_EQUAL(0, ::stat((temp / "identity" / file).c_str(), &facts));
    CHECK_EQUAL_TEXT(0600u, facts.st_mode & 0777u, file);
  }
}

// features: X-37
TEST(PhoneKeys, are_renewed_before_they_end_by_the_authority_that_phones_know) {
  keys.prepare(names, now);
  auto authority = keys.authority_pem();
  auto before = server();

  CHECK(keys.prepare(names, now + days(335)));

  CHECK(authority == keys.authority_pem());
  CHECK(server().not_after > before.not_after);
  CHECK(certificates::is_signed_by(certificates::read_file(keys.server_file()), authority,
                                   now + days(335)));
}

// features: X-37
TEST(PhoneKeys, a_clock_that_was_behind_or_ahead_costs_no_phone_its_trust) {
  keys.prepare(names, now);
  auto authority = keys.authority_pem();

  CHECK(keys.prepare(names, now - days(9000)));
  CHECK(keys.prepare(names, now));

  CHECK(authority == keys.authority_pem());
  CHECK(server().not_before <= now);
}

// features: X-37
TEST(PhoneKeys, of_another_name_or_address_have_an_authority_for_that) {
  keys.prepare(names, now);
  auto authority = keys.authority_pem();

  CHECK(keys.prepare({"van-07.local", "192.168.5.1"}, now));

  CHECK(authority != keys.authority_pem());
  CHECK(certificates::is_signed_by(certificates::read_file(keys.server_file()),
                                   keys.authority_pem(), now));
}

// features: X-37
TEST(PhoneKeys, are_gone_when_erased) {
  keys.prepare(names, now);

  keys.erase();

  CHECK(std::filesystem::is_empty(temp / "identity"));
}
