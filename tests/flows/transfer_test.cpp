#include "edge/transfer/transfer.hpp"
#include "common/certificates/proof.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/http/http.hpp"
#include "common/ids/ids.hpp"
#include "edge/day/files.hpp"
#include "hub/gateway/file_door.hpp"
#include "proto/records/content/attachment.pb.h"
#include "proto/records/content/paperwork_template.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

using edge::transfer::Transfer;
using edge::transfer::Usage;
using truckroll::content::PaperworkTemplate;
using truckroll::fleet::Device;
namespace certificates = common::certificates;
namespace http = common::http;
using namespace flows;

namespace {

/// A van and the hub's door for files over HTTP, with a link that can be cut.
struct Yard {
  World world;
  certificates::Identity authority =
      certificates::make_authority("Test", {world.office.clock.now(), std::chrono::days(3650)});
  hub::gateway::FileDoor door{*world.office.store, authority.certificate_pem};
  common::asio::Pool pool{"door", 2, 16};
  http::Router router;
  std::unique_ptr<http::Server> server;
  bool is_cut = false;
  int pieces = 0;
  bool is_metered = false, is_online = true;
  std::uint64_t budget = 0;
  std::chrono::hours clock_off{0};
  std::vector<std::string> wanted;
  std::string device = world.device("van-01"), visit = world.visit(first_job);
  certificates::Identity identity{certificates::make_key(), {}};
  support::TempFolder folder;
  std::unique_ptr<Usage> usage;
  std::unique_ptr<Transfer> transfer;

  Yard() {
    router.add(http::Method::put, "/api/vans/files/{sha256}/",
               [&](const auto& request, const auto& params) {
                 ++pieces;
                 return is_cut ? http::Response(502) : door.take(request, params);
               });
    router.add(http::Method::get, "/api/vans/files/{sha256}/",
               [&](const auto& request, const auto& params) {
                 ++pieces;
                 return is_cut ? http::Response(502) : door.give(request, params);
               });
    server = std::make_unique<http::Server>(
        http::ServerOptions{}, [&](const http::Request& request) { return router.handle(request); },
        pool);
    identity.certificate_pem = certificates::sign_request(
        authority, certificates::make_signing_request(identity.key_pem, device), device,
        {world.office.clock.now()});
    begin();
  }
  ~Yard() { server->stop(); }
  /// Also as after a restart of the van's program.
  void begin() {
    transfer.reset();
    usage.reset();
    usage = std::make_unique<Usage>(folder / "usage", world.van(1).clock);
    Transfer::Options options;
    options.hub = "http://127.0.0.1:" + std::to_string(server->port());
    options.identity = [this] { return identity; };
    options.now = [this] { return world.office.clock.now() + clock_off; };
    options.is_online = [this] { return is_online; };
    options.is_metered = [this] { return is_metered; };
    options.budget = [this] { return budget; };
    options.wanted = [this] { return wanted; };
    transfer = std::make_unique<Transfer>(std::move(options), store(), *usage, world.van(1).clock);
    store().set_large_blobs_apart(true);
  }
  edge::store::Store& store() { return *world.van(1).store; }
  std::string take_photo(std::size_t bytes) {
    return world.van(1)
        .commands->add_photo(visit, picture() + common::random_bytes(bytes), "")
        .sha256;
  }
  void sync() { CHECK_TRUE(world.sync(1)); }
  bool is_at_hub(const std::string& sha256) {
    return world.office.count("SELECT count(*) FROM blob WHERE sha256 = '" + sha256 + "'") == 1;
  }
  /// Until nothing more is to be done, or it fails.
  Transfer::Step work() {
    auto last = Transfer::Step::moved;
    for (int i = 0; i < 1'000 && last == Transfer::Step::moved; ++i) last = transfer->step();
    return last;
  }
  http::Reply ask(const std::string& target, const certificates::Identity& as,
                  const std::string& body = {}, const std::string& signed_body = {}) {
    http::ClientOptions options;
    options.port = server->port();
    http::Headers headers;
    auto method = body.empty() ? http::Method::get : http::Method::put;
    headers.add("Authorization", certificates::make_proof(as, http::method_name(method), target,
                                                          signed_body.empty() ? body : signed_body,
                                                          world.office.clock.now()));
    return http::Client(options).send(method, target, headers, body);
  }
};

bool is(Transfer::Step expected, Transfer::Step found) {
  return expected == found;
}

}  // namespace

TEST_GROUP(FileTransfer) {
  Yard y;
};

// features: SYNC-07
TEST(FileTransfer, a_large_photo_goes_in_pieces_and_goes_on_where_it_was_cut) {
  auto photo = y.take_photo(300'000);
  CHECK_TRUE_TEXT(is(Transfer::Step::idle, y.transfer->step()), "operations go first");
  y.sync();
  LONGS_EQUAL(1, y.store().blobs_waiting().count);
  CHECK_TRUE(is(Transfer::Step::moved, y.transfer->step()));
  auto sent = y.store().large_blobs().at(0).have_bytes;
  CHECK_TRUE(sent > 0);
  CHECK_FALSE(y.is_at_hub(photo));

  y.is_cut = true;
  CHECK_TRUE(is(Transfer::Step::failed, y.transfer->step()));
  y.is_cut = false;
  y.begin();
  LONGS_EQUAL(sent, y.store().large_blobs().at(0).have_bytes);
  CHECK_TRUE(is(Transfer::Step::idle, y.work()));

  CHECK_TRUE(y.is_at_hub(photo));
  LONGS_EQUAL(0, y.store().blobs_waiting().count);
  // Only now may its place be used for something else.
  y.store().release_blobs(0);
  CHECK_FALSE(y.store().has_blob(photo));
}

// features: SYNC-07 SYNC-09
TEST(FileTransfer, a_van_whose_clock_is_off_learns_the_hubs_time) {
  auto photo = y.take_photo(100'000);
  y.sync();
  y.clock_off = std::chrono::hours(5);
  CHECK_TRUE(is(Transfer::Step::failed, y.transfer->step()));
  CHECK_TRUE(is(Transfer::Step::idle, y.work()));
  CHECK_TRUE(y.is_at_hub(photo));
}

// features: X-42
TEST(FileTransfer, when_the_months_bytes_are_used_photos_wait_until_somebody_says_so) {
  auto photo = y.take_photo(100'000);
  y.sync();
  y.is_metered = true;
  y.budget = 1'000;
  y.usage->add(2'000);

  CHECK_TRUE(is(Transfer::Step::idle, y.work()));
  CHECK_FALSE(y.is_at_hub(photo));
  auto status = y.transfer->status();
  LONGS_EQUAL(1, status.held_back);
  CHECK_TRUE(status.used >= 2'000);

  y.begin();
  CHECK_TRUE_TEXT(y.usage->this_month() >= 2'000, "the count outlives the program");
  y.is_metered = false;
  LONGS_EQUAL(0, y.transfer->status().held_back);
  y.is_metered = true;
  y.transfer->release();
  CHECK_TRUE(is(Transfer::Step::idle, y.work()));
  CHECK_TRUE(y.is_at_hub(photo));

  y.world.advance(std::chrono::hours(24 * 31));
  LONGS_EQUAL(0, y.usage->this_month());
}

// features: EDGE-06 SYNC-07
TEST(FileTransfer, the_form_of_a_template_comes_down_once_its_record_is_the_vans) {
  // Another file than the one that each van has: its end is said twice.
  auto bytes = y.world.van(1).papers->shipped_form();
  bytes += "\n% another\n" + bytes.substr(bytes.rfind("startxref"));
  std::string hash;
  y.world.office.write(
      [&](auto& transaction) { hash = transaction.put_blob(bytes, "application/pdf"); });
  y.wanted = {hash};
  CHECK_TRUE_TEXT(is(Transfer::Step::idle, y.work()), "no record names it");
  CHECK_FALSE(y.store().has_blob(hash));

  y.world.office.write([&](auto& transaction) {
    PaperworkTemplate form;
    form.set_name("Acceptance");
    form.set_kind(PaperworkTemplate::KIND_JOB);
    form.set_language("en");
    form.set_form(PaperworkTemplate::FORM_PDF_FORM);
    form.set_form_blob(hash);
    transaction.save(form);
  });
  y.sync();
  y.begin();
  y.is_cut = true;
  CHECK_TRUE(is(Transfer::Step::failed, y.transfer->step()));
  y.is_cut = false;
  CHECK_TRUE(is(Transfer::Step::idle, y.work()));
  CHECK_TRUE(y.store().load_blob(hash) == bytes);
  LONGS_EQUAL_TEXT(0, y.store().blobs_waiting().count, "it is not sent back");
}

// features: SYNC-07 EDGE-01
TEST(FileTransfer, a_file_of_a_job_comes_when_somebody_wants_to_see_it_and_ahead_of_the_visit) {
  using Kind = Transfer::FileStatus::Kind;
  auto manual = common::random_bytes(400'000);
  std::string hash;
  y.world.office.write([&](auto& transaction) {
    hash = transaction.put_blob(manual, "application/pdf");
    truckroll::content::Attachment file;
    file.set_name("Manual.pdf");
    file.set_kind(truckroll::content::Attachment::KIND_DOCUMENT);
    *file.mutable_about() = common::codec::about("field.WorkOrder", y.world.job(first_job));
    auto& version = *file.add_versions();
    version.set_number(1);
    version.set_blob(hash);
    version.set_size(static_cast<std::int64_t>(manual.size()));
    version.set_mime("application/pdf");
    *version.mutable_at() = common::codec::to_timestamp(transaction.now());
    transaction.save(file);
  });
  y.sync();
  CHECK_TRUE(y.transfer->file(hash).kind == Kind::missing);
  auto ahead = [&] {
    return y.store().read_result([&](const edge::store::RecordsView& view) {
      return edge::day::files_ahead(view, y.world.van(1).clock.now());
    });
  };
  CHECK_TRUE(ahead() == std::vector<std::string>{hash});

  // Without network it waits; with it, it comes in pieces, also where the month's bytes are used.
  y.is_online = false;
  y.transfer->ask_for(hash);
  CHECK_TRUE(is(Transfer::Step::idle, y.work()));
  CHECK_TRUE(y.transfer->file(hash).kind == Kind::asked);
  y.is_online = true;
  y.is_metered = true;
  y.budget = 1'000;
  y.usage->add(2'000);
  CHECK_TRUE(is(Transfer::Step::moved, y.transfer->step()));
  auto coming = y.transfer->file(hash);
  CHECK_TRUE(coming.have_bytes > 0 && coming.have_bytes < coming.total_bytes);
  LONGS_EQUAL(manual.size(), coming.total_bytes);
  y.transfer->give_up(hash);
  CHECK_TRUE(is(Transfer::Step::idle, y.transfer->step()));
  y.transfer->ask_for(hash);
  CHECK_TRUE(is(Transfer::Step::idle, y.work()));
  CHECK_TRUE(y.transfer->file(hash).kind == Kind::here);
  CHECK_TRUE(y.store().load_blob(hash) == manual);

  // What the office alone has is refused, and one refusal does not keep others from coming.
  std::string hidden;
  y.world.office.write(
      [&](auto& transaction) { hidden = transaction.put_blob("office only", "text/plain"); });
  y.transfer->ask_for(hidden);
  CHECK_TRUE(is(Transfer::Step::idle, y.work()));
  CHECK_TRUE(y.transfer->file(hidden).kind == Kind::refused);
  y.store().release_blobs(0);
  y.wanted = {hidden, hash};
  CHECK_TRUE(is(Transfer::Step::idle, y.work()));
  CHECK_TRUE(y.store().has_blob(hash));
}

// features: SYNC-01 SYNC-07
TEST(FileTransfer, the_door_opens_for_no_one_else) {
  std::string hash;
  y.world.office.write(
      [&](auto& transaction) { hash = transaction.put_blob("office only", "text/plain"); });
  auto target = "/api/vans/files/" + hash + "/";
  LONGS_EQUAL(404, y.ask(target, y.identity).status);
  auto upload = target + "?offset=0&total=3&mime=image/png";
  LONGS_EQUAL_TEXT(403, y.ask(upload, y.identity, "abc", "abd").status, "another body was signed");
  certificates::Identity forged{certificates::make_key(), y.identity.certificate_pem};
  LONGS_EQUAL_TEXT(403, y.ask(target, forged).status, "another key signed");
  http::ClientOptions options;
  options.port = y.server->port();
  LONGS_EQUAL(401, http::Client(options).get(target).status);
  for (auto wrong :
       {"?offset=0", "?offset=a&total=3", "?offset=2&total=3", "?offset=0&total=99999999999"})
    CHECK_TRUE(y.ask(target + wrong, y.identity, "abc").status / 100 == 4);

  y.world.office.write([&](auto& transaction) {
    auto record = transaction.template load<Device>(y.device);
    transaction.move_as_system(record, "revoke");
    transaction.save_as_system(record);
  });
  LONGS_EQUAL(403, y.ask(target, y.identity).status);
}
