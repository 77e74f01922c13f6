#include "tests/hub/gateway/world.hpp"

#include "hub/gateway/enrolment.hpp"
#include "proto/wire/actions/fleet.pb.h"

#include <CppUTest/TestHarness.h>

using namespace world;
namespace certificates = common::certificates;

TEST_GROUP(Enrolment) {
  World w;
  certificates::Identity authority =
      certificates::make_authority("Test", {w.clock.now(), std::chrono::days(3650)});
  Enrolment enrolment{w.store, {authority, "broker.example.li", 8883}};
  std::string device;

  void setup() override {
    Device fresh;
    fresh.set_serial("S-9");
    fresh.set_vehicle(w.van_one);
    device = w.put(fresh);
  }
  std::string code() {
    std::string json;
    w.store.write(
        w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
          json = transaction.act(catalogue().of<Device>(), device, "enroll", nullptr).json;
        });
    return nlohmann::json::parse(json).at("code");
  }
  std::string request() {
    return certificates::make_signing_request(certificates::make_key(), device);
  }
};

TEST(Enrolment, code_and_request_give_certificate_and_address) {
  auto one_time = code();
  STRCMP_EQUAL(
      device.c_str(),
      enrolment.enrol({{"code", one_time}}, "::1").at("device").get<std::string>().c_str());

  auto reply = enrolment.enrol({{"code", one_time}, {"csr", request()}}, "::1");

  auto certificate = reply.at("certificate").get<std::string>();
  CHECK_TRUE(certificates::is_signed_by(certificate, authority.certificate_pem, w.clock.now()));
  STRCMP_EQUAL(device.c_str(), certificates::read_certificate(certificate).common_name.c_str());
  STRCMP_EQUAL("broker.example.li", reply.at("broker").at("host").get<std::string>().c_str());
  auto record = w.load<Device>(device);
  STRCMP_EQUAL("active", record.header().state().c_str());
  LONGS_EQUAL(record.shard(), reply.at("shard").get<int>());
  LONGS_EQUAL(1, record.certificates_size());
  CHECK_FALSE(record.has_enrolment_code());
}

TEST(Enrolment, code_is_for_once_and_for_ten_minutes) {
  auto first = code();
  enrolment.enrol({{"code", first}, {"csr", request()}}, "::1");
  CHECK_THROWS(common::Error, enrolment.enrol({{"code", first}, {"csr", request()}}, "::1"));
}

TEST(Enrolment, old_code_is_refused_and_a_new_one_voids_the_first) {
  auto first = code();
  auto second = code();
  CHECK_THROWS(common::Error, enrolment.enrol({{"code", first}}, "::1"));
  w.clock.advance(std::chrono::minutes(11));
  CHECK_THROWS(common::Error, enrolment.enrol({{"code", second}}, "::1"));
}

TEST(Enrolment, wrong_input_and_guessing_are_refused) {
  code();
  CHECK_THROWS(common::Error, enrolment.enrol(nlohmann::json::array(), "::1"));
  CHECK_THROWS(common::Error, enrolment.enrol({{"code", 7}}, "::1"));
  CHECK_THROWS(common::Error, enrolment.enrol({{"code", code()}, {"csr", "rubbish"}}, "::1"));
  for (int i = 0; i < 10; ++i)
    CHECK_THROWS(common::Error, enrolment.enrol({{"code", "AAAAA-AAAAA"}}, "::2"));
  auto right = code();
  try {
    enrolment.enrol({{"code", right}}, "::2");
    FAIL("guessed on");
  } catch (const common::Error& error) {
    LONGS_EQUAL(static_cast<int>(common::ErrorCode::unavailable), static_cast<int>(error.code()));
  }
}

TEST(Enrolment, revoking_ends_certificates_and_epoch) {
  auto reply = enrolment.enrol({{"code", code()}, {"csr", request()}}, "::1");
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    auto record = transaction.load<Device>(device);
    transaction.move_as_system(record, "revoke");
    transaction.save_as_system(record);
  });
  auto record = w.load<Device>(device);
  CHECK_TRUE(record.certificates(0).has_revoked());
  LONGS_EQUAL(reply.at("epoch").get<int>() + 1, record.epoch());
}

namespace {
nlohmann::json renewal(const std::string& key, const std::string& certificate,
                       const std::string& request) {
  return {{"certificate", certificate},
          {"csr", request},
          {"signature", common::to_base64(certificates::sign_text(key, renewal_text(request)))}};
}
}  // namespace

// features: SYNC-01
TEST(Enrolment, a_certificate_renews_itself_while_it_holds) {
  auto key = certificates::make_key();
  auto reply = enrolment.enrol(
      {{"code", code()}, {"csr", certificates::make_signing_request(key, device)}}, "::1");
  auto held = reply.at("certificate").get<std::string>();
  w.clock.advance(std::chrono::days(61));
  auto asked = request();

  auto next = enrolment.renew(renewal(key, held, asked)).at("certificate").get<std::string>();

  CHECK_TRUE(certificates::is_signed_by(next, authority.certificate_pem,
                                        w.clock.now() + std::chrono::days(80)));
  LONGS_EQUAL(2, w.load<Device>(device).certificates_size());
  // Another's key, a request that was not signed, and one that has ended.
  CHECK_THROWS(common::Error, enrolment.renew(renewal(certificates::make_key(), held, asked)));
  auto swapped = renewal(key, held, asked);
  swapped["csr"] = request();
  CHECK_THROWS(common::Error, enrolment.renew(swapped));
  w.clock.advance(std::chrono::days(30));
  CHECK_THROWS(common::Error, enrolment.renew(renewal(key, held, asked)));
}

// features: SYNC-01 EDGE-14
TEST(Enrolment, what_was_revoked_renews_nothing) {
  auto key = certificates::make_key();
  auto reply = enrolment.enrol(
      {{"code", code()}, {"csr", certificates::make_signing_request(key, device)}}, "::1");
  auto held = reply.at("certificate").get<std::string>();
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    auto record = transaction.load<Device>(device);
    transaction.move_as_system(record, "revoke");
    transaction.save_as_system(record);
  });
  CHECK_THROWS(common::Error, enrolment.renew(renewal(key, held, request())));
  // A stranger's authority signs whatever it likes.
  auto other = certificates::make_authority("Other", {w.clock.now()});
  auto forged = certificates::sign_request(other, certificates::make_signing_request(key, device),
                                           device, {w.clock.now()});
  CHECK_THROWS(common::Error, enrolment.renew(renewal(key, forged, request())));
}

// features: SYNC-01 SYNC-08
TEST(Enrolment, a_device_that_comes_back_keeps_its_place_and_its_old_certificate_ends) {
  auto first = enrolment.enrol({{"code", code()}, {"csr", request()}}, "::1");
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    transaction.sql().execute(
        "UPDATE device_session SET applied = 7, chain_hash = 'x' WHERE tenant = ? AND device = ?",
        {tenant, device});
  });
  w.clock.advance(std::chrono::days(150));
  std::string answer;
  w.store.write(w.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    answer = transaction.act(catalogue().of<Device>(), device, "re-enroll", nullptr).json;
  });

  auto again = enrolment.enrol(
      {{"code", nlohmann::json::parse(answer).at("code")}, {"csr", request()}}, "::1");

  LONGS_EQUAL(first.at("epoch").get<int>(), again.at("epoch").get<int>());
  auto record = w.load<Device>(device);
  STRCMP_EQUAL("active", record.header().state().c_str());
  CHECK_TRUE(record.certificates(0).has_revoked());
  CHECK_FALSE(record.certificates(1).has_revoked());
  std::int64_t applied = 0;
  w.store.read([&](hub::store::Connection& connection) {
    applied = connection.integer("SELECT applied FROM device_session");
  });
  LONGS_EQUAL(7, applied);
}
