#include "hub/gateway/enrolment.hpp"
#include "common/error/error.hpp"
#include "common/http/http.hpp"
#include "edge/identity/enroller.hpp"
#include "proto/records/fleet/device.pb.h"
#include "tests/flows/company/office.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

using common::ErrorCode;
using edge::identity::Enroller;
using truckroll::fleet::Device;
namespace certificates = common::certificates;
namespace http = common::http;

namespace {

const auto monday = common::Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}} +
                    std::chrono::hours(5);

/// The hub's door for vans over HTTP, and a van's computer with a folder of its own.
struct Door {
  flows::Office office{monday, {}};
  certificates::Identity authority =
      certificates::make_authority("Test", {monday, std::chrono::days(3650)});
  hub::gateway::Enrolment enrolment{*office.store, {authority, "broker.example", 8883}};
  common::asio::Pool pool{"door", 2, 16};
  http::Router router;
  std::unique_ptr<http::Server> server;
  bool loses_answers = false;
  support::TempFolder folder;
  edge::identity::Folder identity{folder / "identity"};
  std::unique_ptr<Enroller> enroller;
  std::string device;

  Door() {
    router.add(http::Method::post, "/api/enrol/", [&](const auto& request, const auto&) {
      return http::json(enrolment.enrol(request.json(), request.peer));
    });
    router.add(http::Method::post, "/api/enrol/renew/", [&](const auto& request, const auto&) {
      auto reply = enrolment.renew(request.json());
      return loses_answers ? http::Response(502) : http::json(reply);
    });
    server = std::make_unique<http::Server>(
        http::ServerOptions{}, [&](const http::Request& request) { return router.handle(request); },
        pool);
    enroller = std::make_unique<Enroller>(
        identity, Enroller::Options{address(), {}, [this] { return office.clock.now(); }});
    office.write([&](auto& transaction) {
      Device fresh;
      fresh.set_serial("S-99");
      transaction.save(fresh);
      device = fresh.header().id();
    });
  }
  ~Door() { server->stop(); }
  std::string address() const { return "http://127.0.0.1:" + std::to_string(server->port()); }
  std::string code(const std::string& action = "enroll", std::string of = {}) {
    std::string answer;
    office.write([&](auto& transaction) {
      answer = transaction
                   .act(flows::catalogue().of<Device>(), of.empty() ? device : of, action, nullptr)
                   .json;
    });
    return nlohmann::json::parse(answer).at("code");
  }
  Device record() { return office.load<Device>(device); }
};

ErrorCode refused(const std::function<void()>& run) {
  try {
    run();
  } catch (const common::Error& error) {
    return error.code();
  }
  return ErrorCode::internal;
}

bool is(ErrorCode expected, ErrorCode found) {
  return expected == found;
}

}  // namespace

TEST_GROUP(EnrolmentFlow) {
  Door d;
};

// features: SYNC-01
TEST(EnrolmentFlow, a_code_gives_a_computer_its_name_and_a_key_that_never_left_it) {
  CHECK_TRUE(d.enroller->status().state == Enroller::State::none);
  CHECK_TRUE(is(ErrorCode::forbidden, refused([&] { d.enroller->enrol("", "AAAAA-AAAAA"); })));
  CHECK_FALSE(d.identity.load().has_value());

  d.enroller->enrol("", d.code());

  auto known = d.identity.load().value();
  STRCMP_EQUAL(d.device.c_str(), known.device.c_str());
  STRCMP_EQUAL(d.office.tenant.c_str(), known.tenant.c_str());
  STRCMP_EQUAL("broker.example", known.broker_host.c_str());
  LONGS_EQUAL(d.record().shard(), known.shard);
  CHECK_TRUE(d.enroller->status().state == Enroller::State::holds);
  CHECK_FALSE(d.enroller->is_renewal_due());
  auto rights = std::filesystem::status(d.identity.key_file()).permissions();
  CHECK_TRUE((rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
             std::filesystem::perms::none);
}

// features: SYNC-01
TEST(EnrolmentFlow, it_renews_itself_after_two_thirds_and_again_when_an_answer_was_lost) {
  d.enroller->enrol("", d.code());
  auto first = certificates::read_certificate(d.identity.load_keys().certificate_pem);
  d.office.clock.advance(std::chrono::days(59));
  CHECK_FALSE(d.enroller->is_renewal_due());
  d.office.clock.advance(std::chrono::days(2));
  CHECK_TRUE(d.enroller->is_renewal_due());

  d.loses_answers = true;
  CHECK_TRUE(is(ErrorCode::unavailable, refused([&] { d.enroller->renew(); })));
  CHECK_FALSE(d.enroller->status().trouble.empty());
  STRCMP_EQUAL(
      first.serial.c_str(),
      certificates::read_certificate(d.identity.load_keys().certificate_pem).serial.c_str());
  d.loses_answers = false;
  d.enroller->renew();

  auto next = certificates::read_certificate(d.identity.load_keys().certificate_pem);
  CHECK_TRUE(next.not_after > first.not_after + std::chrono::days(50));
  CHECK_TRUE(d.enroller->status().trouble.empty());
  CHECK_FALSE(d.enroller->is_renewal_due());
}

// features: SYNC-01 SYNC-09
TEST(EnrolmentFlow, one_that_ended_over_the_winter_comes_back_with_a_code_as_the_same_device) {
  d.enroller->enrol("", d.code());
  d.office.clock.advance(std::chrono::days(150));
  CHECK_TRUE(d.enroller->status().state == Enroller::State::ended);
  CHECK_FALSE(d.enroller->is_renewal_due());
  CHECK_TRUE(is(ErrorCode::forbidden, refused([&] { d.enroller->renew(); })));

  d.enroller->enrol("", d.code("re-enroll"));

  CHECK_TRUE(d.enroller->status().state == Enroller::State::holds);
  LONGS_EQUAL(1, d.record().epoch());
  CHECK_TRUE(d.record().certificates(0).has_revoked());
}

// features: SYNC-01
TEST(EnrolmentFlow, a_code_of_another_device_changes_nothing_here) {
  d.enroller->enrol("", d.code());
  std::string other;
  d.office.write([&](auto& transaction) {
    Device fresh;
    fresh.set_serial("S-100");
    transaction.save(fresh);
    other = fresh.header().id();
  });
  auto code = d.code("enroll", other);
  CHECK_TRUE(is(ErrorCode::conflict, refused([&] { d.enroller->enrol("", code); })));
  STRCMP_EQUAL(d.device.c_str(), d.identity.load()->device.c_str());
  STRCMP_EQUAL("enrolling", d.office.load<Device>(other).header().state().c_str());
}

// features: SYNC-01
TEST(EnrolmentFlow, a_code_is_not_sent_in_the_clear_nor_to_what_is_no_hub) {
  Enroller typed(d.identity, {{}, {}, [&] { return d.office.clock.now(); }});
  for (auto wrong :
       {"", "hub.example", "http://hub.example", "ftp://127.0.0.1", "http://127.0.0.1:0x"})
    CHECK_TRUE(is(ErrorCode::bad_input, refused([&] { typed.enrol(wrong, "AAAAA-AAAAA"); })));
  CHECK_TRUE(is(ErrorCode::bad_input, refused([&] { typed.enrol(d.address(), ""); })));
  d.server->stop();
  CHECK_TRUE(is(ErrorCode::unavailable, refused([&] { typed.enrol(d.address(), "AAAAA-AAAAA"); })));
}
