#include "common/certificates/certificates.hpp"

#include <functional>
#include <string>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"

#include <CppUTest/TestHarness.h>

using namespace common::certificates;
using namespace std::chrono_literals;
using common::ErrorCode;

namespace {

const common::Instant now = common::parse_instant("2026-11-16T07:30:00Z");

bool is_refused(ErrorCode code, const std::function<void()>& action) {
  try {
    action();
  } catch (const common::Error& error) {
    return error.code() == code;
  }
  return false;
}

}  // namespace

TEST_GROUP(Certificates) {
  Identity authority = make_authority("Test authority", {now, std::chrono::days{3650}});
};

TEST(Certificates, request_signed_for_a_device_gives_a_90_day_certificate_of_that_name) {
  const std::string key = make_key();

  const std::string certificate =
      sign_request(authority, make_signing_request(key, "van-1"), "van-1", {now});

  const Facts facts = read_certificate(certificate);
  STRCMP_EQUAL("van-1", facts.common_name.c_str());
  CHECK(facts.not_before == now - 1h);
  CHECK(facts.not_after == now + std::chrono::days{90});
  CHECK_EQUAL(32, facts.serial.size());
  CHECK_EQUAL(64, facts.fingerprint_sha256.size());
}

TEST(Certificates, certificate_counts_only_for_its_authority_and_within_its_time) {
  const std::string certificate =
      sign_request(authority, make_signing_request(make_key(), "van-1"), "van-1", {now});
  const Identity stranger = make_authority("Test authority", {now, std::chrono::days{3650}});

  CHECK(is_signed_by(certificate, authority.certificate_pem, now));
  CHECK(is_signed_by(certificate, authority.certificate_pem, now + std::chrono::days{89}));
  CHECK_FALSE(is_signed_by(certificate, authority.certificate_pem, now + std::chrono::days{91}));
  CHECK_FALSE(is_signed_by(certificate, authority.certificate_pem, now - 2h));
  CHECK_FALSE(is_signed_by(certificate, stranger.certificate_pem, now));
}

TEST(Certificates, request_for_another_name_is_refused) {
  const std::string request = make_signing_request(make_key(), "van-2");

  CHECK(
      is_refused(ErrorCode::bad_input, [&] { sign_request(authority, request, "van-1", {now}); }));
  STRCMP_EQUAL("van-2", requested_name(request).c_str());
}

TEST(Certificates, request_that_was_changed_after_signing_is_refused) {
  const std::string request = make_signing_request(make_key(), "van-1");
  const std::size_t start = request.find('\n') + 1;
  const std::size_t end = request.find("-----END");
  std::string body = request.substr(start, end - start);
  std::erase(body, '\n');
  std::string bytes = common::from_base64(body);
  bytes[bytes.find("van-1") + 4] = '2';

  const std::string changed = "-----BEGIN CERTIFICATE REQUEST-----\n" + common::to_base64(bytes) +
                              "\n-----END CERTIFICATE REQUEST-----\n";

  STRCMP_EQUAL("van-2", requested_name(changed).c_str());
  CHECK(
      is_refused(ErrorCode::bad_input, [&] { sign_request(authority, changed, "van-2", {now}); }));
}

TEST(Certificates, weak_key_is_refused) {
  // RSA of 1,024 bits, made for this test.
  constexpr const char* weak_key =
      "-----BEGIN PRIVATE KEY-----\n"
      "MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAPCzBQ64XYB69orP\n"
      "mE21pbO7xe71sI9sF/NBfhO/42UBdtmdO71BGOAd+x8k/XoS8ssQj80HjHSluhmo\n"
      "k/gCpF7iDeWjihPevsP1Z8tausGvxCo1txT8lQYBl9ZmRrfEkKaJlSYEwyibBzYK\n"
      "uIC0n+4G/KxyjmCmW/Oq0A6XQx0DAgMBAAECgYEA7sv8uYTpprzXehHI/Ve4hF9H\n"
      "WPLBbxkDjd+s8HUQabYRLoaSrQk3X6n+6QAuxfykihftQrE5hMSipDAeVRBx9o/p\n"
      "XLiaLMXfUs7xNmY2i0LtbPP2EUr1I0a3zFCDzSFNg010WadBHUUng0uIL3YOIBtk\n"
      "VarQKRvbQ0ctBc1l/fECQQD6D5a3LnX+HDUMloAo2qlpw0ccJdsPu5yK0Zz6Tgev\n"
      "/wxjiTwGSHw8cl1KiCJArCv/N251gxkC/mZX1LzvpO9rAkEA9mqCzy3K9aHd1PAg\n"
      "HnTvYvWtlRmvQMV28iVNZwKNW1bh9RlpJKgBZQYS97cGZuPKn5twgevNJPfq75hN\n"
      "tjvmyQJBAMIukM83GRF3PgrEZElVY/FpXzMQgog5HFsAY3JMXdPhrvEshJwsda1K\n"
      "8f8Kr+6gxJmvpetDHo0gmMDjxsQhxHkCQQDJOK77Gezr6rNoaHICDQFS8UY/REsd\n"
      "fGKmWBm97ZKbLPa1nHuEyIDjCzO//0CGEqvq7BbSsUjDUIQUBW4oSwApAkAUI9Gp\n"
      "es4GwHyFpcOrAflFh2DuNno6nk5Dk2k/q9MVh66faO2NkQsCufCpdNA9q0NxG0eu\n"
      "WUrgtsnZUOzedLQ3\n"
      "-----END PRIVATE KEY-----\n";

  const std::string request = make_signing_request(weak_key, "van-1");

  CHECK(
      is_refused(ErrorCode::bad_input, [&] { sign_request(authority, request, "van-1", {now}); }));
}

TEST(Certificates, text_that_is_no_request_is_refused) {
  for (const std::string& text :
       {std::string(), std::string("-----BEGIN CERTIFICATE REQUEST-----\nAAAA"),
        authority.certificate_pem, std::string("\0\xff", 2)}) {
    CHECK(is_refused(ErrorCode::bad_input, [&] { sign_request(authority, text, "van-1", {now}); }));
    CHECK(is_refused(ErrorCode::bad_input, [&] { requested_name(text); }));
  }
  CHECK(is_refused(ErrorCode::too_large, [&] { requested_name(std::string(100'000, 'A')); }));
}

TEST(Certificates, names_that_would_widen_a_topic_are_refused) {
  for (const std::string name : {"", "+", "#", "van/1", "van 1", "van-1\n", "v\xc3\xa4n"}) {
    CHECK_FALSE(is_common_name(name));
    CHECK(is_refused(ErrorCode::bad_input, [&] { make_signing_request(make_key(), name); }));
  }
  CHECK_FALSE(is_common_name(std::string(65, 'a')));
  CHECK(is_common_name(std::string(64, 'a')));
}

TEST(Certificates, server_names_with_a_comma_are_refused) {
  CHECK(is_refused(ErrorCode::bad_input,
                   [&] { make_server(authority, {"a.example,DNS:b.example"}, {now}); }));
  CHECK(is_refused(ErrorCode::bad_input, [&] { make_server(authority, {}, {now}); }));
}

// features: X-37
TEST(Certificates, narrow_authority_counts_for_its_own_names_alone) {
  const std::vector<std::string> mine = {"van-07.local", "192.168.4.1"};
  const auto authority =
      make_narrow_authority("Truckroll van-07.local", mine, {now, std::chrono::days{3650}});
  auto counts = [&](const std::vector<std::string>& names) {
    const auto server = make_server(authority, names, {now, std::chrono::days{390}});
    return is_signed_by(server.certificate_pem, authority.certificate_pem, now);
  };
  CHECK(counts(mine));
  for (auto other : {"bank.example", "van-08.local", "192.168.4.2", "127.0.0.1", "fd00::1"})
    CHECK_FALSE_TEXT(counts({"van-07.local", other}), other);
  const auto six =
      make_narrow_authority("van", {"van-07.local", "fd00::1"}, {now, std::chrono::days{3650}});
  auto by_six = [&](const std::string& name) {
    return is_signed_by(make_server(six, {"van-07.local", name}, {now}).certificate_pem,
                        six.certificate_pem, now);
  };
  CHECK(by_six("fd00::1"));
  CHECK_FALSE(by_six("fd00::2"));
  CHECK_FALSE(by_six("192.168.4.1"));
  CHECK_THROWS(common::Error, make_narrow_authority("van", {"192.168.4.1"}, {now}));
}

TEST(Certificates, device_certificate_cannot_sign_another) {
  const std::string key = make_key();
  const Identity device{
      key, sign_request(authority, make_signing_request(key, "van-1"), "van-1", {now})};

  const std::string below =
      sign_request(device, make_signing_request(make_key(), "van-2"), "van-2", {now});

  CHECK_FALSE(is_signed_by(below, device.certificate_pem, now));
  CHECK_FALSE(is_signed_by(below, authority.certificate_pem, now));
}

TEST(Certificates, revocation_list_refuses_a_serial_that_is_none) {
  STRCMP_CONTAINS("BEGIN X509 CRL",
                  make_revocation_list(authority, {{"0a1b", now}}, {now}).c_str());
  CHECK(is_refused(ErrorCode::bad_input, [&] {
    make_revocation_list(authority, {{"xyz", now}}, {now});
  }));
  CHECK(is_refused(ErrorCode::bad_input, [&] {
    make_revocation_list(authority, {{"", now}}, {now});
  }));
}
