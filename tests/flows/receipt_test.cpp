#include <set>

#include "common/asio/pool.hpp"
#include "common/codec/values.hpp"
#include "edge/sync/sync.hpp"
#include "hub/api/api.hpp"
#include "hub/gateway/gateway.hpp"
#include "hub/records/read_log.hpp"
#include "proto/records/fleet/device.pb.h"
#include "proto/wire/actions/hub_field.pb.h"
#include "tests/flows/company/world.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/cut_proxy.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;
namespace http = common::http;
namespace mqtt = common::mqtt;
using support::wait_until;

namespace {

constexpr auto seconds = std::chrono::seconds(5);  // "within seconds"

mqtt::Options options_for(const common::certificates::IdentityFiles& files, std::uint16_t port,
                          const std::string& name) {
  mqtt::Options options;
  options.host = "localhost";
  options.port = port;
  options.tls =
      mqtt::Tls{files.authority.string(), files.certificate.string(), files.key.string(), {}};
  options.client_id = name;
  options.backoff = {std::chrono::milliseconds(20), std::chrono::milliseconds(100),
                     std::chrono::milliseconds(200)};
  return options;
}

/// The planner's screens: the office's API, signed in as dispatcher.
class Planner {
 public:
  explicit Planner(Office& office)
      : sessions_(*office.store),
        reads_(*office.store),
        hub_{*office.store, sessions_, reads_, "", {}, {}, {}},
        pool_("test", 2, 100) {
    hub::api::add_session_routes(router_, hub_);
    hub::api::add_record_routes(router_, hub_);
    hub::api::add_dispatch_routes(router_, hub_);
    server_ = std::make_unique<http::Server>(
        http::ServerOptions{},
        [this](const http::Request& request) { return router_.handle(request); }, pool_);
    http::ClientOptions options;
    options.port = server_->port();
    client_ = std::make_unique<http::Client>(options);
    auto reply = client_->post_json(
        "/api/session/",
        {{"login", "dispatcher@demo.example"}, {"password", "correct horse battery staple"}});
    cookie_ = std::string(reply.headers.find("Set-Cookie").value());
    cookie_ = cookie_.substr(0, cookie_.find(';'));
  }
  ~Planner() {
    server_->stop();
    pool_.stop();
  }

  /// Visit and technician of what was sent and not yet received, by a list's filter.
  std::set<std::pair<std::string, std::string>> not_received() {
    std::set<std::pair<std::string, std::string>> found;
    auto list =
        get("/api/scheduled-events/?page_size=200&filter=assignments.sent_at%3A*%20AND%20"
            "assignments.received_at%20%3D%20null");
    for (auto& visit : list.at("items"))
      for (auto& line : visit.at("assignments"))
        found.emplace(visit.at("id"), line.at("technician"));
    return found;
  }
  /// Of a visit on the board of its day; null when it is not there.
  json on_board(const std::string& visit) {
    auto board = get("/api/dispatch/?day=2026-11-26");
    for (auto& one : board.at("visits"))
      if (one.at("id") == visit) return one.at("received");
    return nullptr;
  }

 private:
  json get(const std::string& target) {
    http::Headers headers;
    headers.add("Cookie", cookie_);
    auto reply = client_->send(http::Method::get, target, headers, "");
    if (reply.status != 200) throw std::runtime_error(target + ": " + reply.body);
    return reply.json();
  }

  hub::store::Access access_{catalogue()};
  hub::api::Sessions sessions_;
  hub::api::ReadLog reads_;
  hub::api::Hub hub_;
  common::asio::Pool pool_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Client> client_;
  std::string cookie_;
};

/// A van's link as its program makes it, through a proxy that can be cut.
class OnAir {
 public:
  OnAir(support::Broker& broker, Office& office, VanSide& van, const std::string& technician)
      : proxy_(broker.port()) {
    edge::sync::Sync::Options options;
    options.broker = options_for(broker.device(van.device), proxy_.port(), van.device);
    options.tenant = van.tenant;
    auto shard = office.load<truckroll::fleet::Device>(van.device).shard();
    options.shard = (shard < 10 ? "0" : "") + std::to_string(shard);
    options.device = van.device;
    options.schema = "s";
    options.machine.resend_min = std::chrono::milliseconds(300);
    sync_ = std::make_unique<edge::sync::Sync>(options, *van.store, catalogue(),
                                               common::rules::RuleBook::registered(), clock_);
    sync_->start();
    sync_->set_technicians({technician});
  }
  bool is_up_to_date() {
    return wait_until([this] { return sync_->status().online && sync_->status().up_to_date; });
  }
  void cut() {
    proxy_.cut();
    CHECK(wait_until([this] { return !sync_->status().online; }));
  }
  void restore() { proxy_.restore(); }

 private:
  common::SystemClock clock_;
  support::CutProxy proxy_;
  std::unique_ptr<edge::sync::Sync> sync_;
};

}  // namespace

TEST_GROUP(FlowReceipt) {
  World world;
  Office& office = world.office;
  support::Broker broker;
  hub::store::Access access{catalogue()};
  std::unique_ptr<hub::gateway::Gateway> gateway;
  std::unique_ptr<Planner> planner;

  void setup() override {
    hub::gateway::Gateway::Options options;
    options.broker = options_for(broker.hub(), broker.hub_port(), "hub-1");
    options.schema = "s";
    options.sparkplug = false;
    gateway = std::make_unique<hub::gateway::Gateway>(*office.store, access, options,
                                                      hub::gateway::Gateway::Callbacks{});
    office.store->on_sealed([this] { gateway->wake(); });
    gateway->start();
    planner = std::make_unique<Planner>(office);
    CHECK(wait_until([this] { return gateway->counters().connected.load(); }));
  }
  void teardown() override {
    planner.reset();
    gateway->stop();
    office.store->on_sealed([] {});
    gateway.reset();
  }

  /// A visit on Thursday at that hour, sent to the technician.
  std::string plan(int technician, int hour) {
    auto job = office.load<WorkOrder>(world.job(first_job));
    truckroll::wire::hub_field::Book book;
    book.set_technician(world.technician(technician));
    *book.mutable_start() = at(hour);
    book.set_accept_shortage(true);
    office.write([&](Office::Transaction& transaction) {
      WorkOrder another;
      another.set_summary("At " + std::to_string(hour));
      another.set_account(job.account());
      another.set_site(job.site());
      another.set_job_type(job.job_type());
      transaction.save(another);
      book.set_work_order(another.header().id());
    });
    act("", "book", &book);
    auto visit = office.text("SELECT id FROM scheduled_event WHERE work_order = '" +
                             book.work_order() + "'");
    if (office.load<ScheduledEvent>(visit).header().state() == "booked") act(visit, "send");
    return visit;
  }
  void move(const std::string& visit, int technician, int hour) {
    truckroll::wire::hub_field::Move input;
    input.set_technician(world.technician(technician));
    *input.mutable_start() = at(hour);
    input.set_accept_shortage(true);
    act(visit, "move", &input);
  }
  void act(const std::string& visit, const std::string& action,
           const google::protobuf::Message* input = nullptr) {
    office.act("dispatcher", "field.ScheduledEvent", visit, action, input);
  }
  static google::protobuf::Timestamp at(int hour) {
    return common::codec::to_timestamp(common::parse_instant("2026-11-26T00:00:00Z") +
                                       std::chrono::hours(hour - 1));  // Vaduz
  }
  bool waits(const std::string& visit, int technician) {
    return planner->not_received().count({visit, world.technician(technician)}) == 1;
  }
  /// The van holds the visit as the office has it, and the office knows.
  bool is_there(int number, const std::string& visit) {
    auto sent = office.load<ScheduledEvent>(visit);
    auto held = world.van(number).find<ScheduledEvent>(visit);
    return held && held->header().state() == sent.header().state() &&
           held->start().seconds() == sent.start().seconds() && !waits(visit, number) &&
           sent.assignments(0).has_received_at();
  }
  bool arrives(int number, const std::string& visit) {
    return wait_until([&] { return is_there(number, visit); }, seconds);
  }
};

// features: SYNC-05
TEST(FlowReceipt, new_moved_and_cancelled_jobs_reach_the_van_and_the_planner_sees_who_lacks_them) {
  OnAir one(broker, office, world.van(1), world.technician(1));
  CHECK(one.is_up_to_date());
  CHECK(wait_until([&] {
    for (auto& [visit, technician] : planner->not_received())
      if (technician == world.technician(1)) return false;
    return true;
  }));

  // Online.
  auto visit = plan(1, 7);
  CHECK(arrives(1, visit));
  CHECK(planner->on_board(visit) == true);
  move(visit, 1, 9);
  CHECK(arrives(1, visit));
  CHECK(planner->on_board(visit) == true);
  act(visit, "cancel");
  CHECK(arrives(1, visit));

  auto is_online = [&] {
    return office.load<truckroll::fleet::Device>(world.van(1).device).online();
  };
  CHECK(is_online());

  // Offline: what the van does not know yet is listed, with whom.
  auto moved = plan(1, 7), cancelled = plan(1, 10), given = plan(1, 13);
  for (auto& each : {moved, cancelled, given}) CHECK(arrives(1, each));
  one.cut();
  CHECK(wait_until([&] { return !is_online(); }));
  auto fresh = plan(1, 15);
  move(moved, 1, 17);
  act(cancelled, "cancel");
  move(given, 2, 13);
  for (auto& each : {fresh, moved, cancelled}) CHECK(waits(each, 1));
  CHECK(waits(given, 2));
  CHECK(!waits(given, 1));
  for (auto& each : {fresh, moved, given}) CHECK(planner->on_board(each) == false);

  // Back again: it gets all, and says so; the other technician's van is still away.
  one.restore();
  CHECK(wait_until(is_online, seconds));
  for (auto& each : {fresh, moved, cancelled}) CHECK(arrives(1, each));
  STRCMP_EQUAL("cancelled", world.van(1).find<ScheduledEvent>(cancelled)->header().state().c_str());
  for (auto& each : {fresh, moved}) CHECK(planner->on_board(each) == true);
  CHECK(wait_until([&] { return !world.van(1).find<ScheduledEvent>(given); }, seconds));
  CHECK(waits(given, 2));
  CHECK(planner->on_board(given) == false);
  OnAir two(broker, office, world.van(2), world.technician(2));
  CHECK(arrives(2, given));
  CHECK(planner->on_board(given) == true);
}
